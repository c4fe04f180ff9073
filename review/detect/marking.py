"""Marks that a document bears: level of secrecy, handling, disclosure, copy numbers, secret document numbers.

The same words weigh differently by where they stand. As the document's own mark (masthead, page header or footer,
watermark, metadata, file name, a line of its own) they are near certain; in prose, quotations and teaching they are not.
Form of the mark: GB/T 9704-2012 §7.2.2; carriers must be marked: 保守国家秘密法（2024）第二十二条.

Options: those of `pattern`, and
    alone      on a zone of its own the mark must also be alone on its line
    line       a line of at most so many code points counts as one of its own, whatever else it says
    elsewhere  severity where it is neither, or ``none`` (default: the rule's own)
    stop       as the document's own mark it ends the handling of the file on this computer
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from review.detect.base import Hit, Kind, Span, View, lower, option
from review.detect.pattern import OPTIONS as PATTERN_OPTIONS
from review.detect.pattern import Pattern
from review.model import Layer, Rule, Severity, Zone

OPTIONS = PATTERN_OPTIONS | {"alone", "line", "elsewhere", "stop"}

OWN_ZONES = frozenset({Zone.MASTHEAD, Zone.HEADER, Zone.FOOTER, Zone.WATERMARK})
_WRAPPED = 24  # code points: a shorter line was not wrapped
_TALK = re.compile(
    r"(?:例如|譬如|比如|如|标注|标注为|标明|标为|标有|标识为|标志为|形式为|样式为|格式为|原|原为|原标|示例|式样|写作|印有|加盖|(?<![a-z])[a-d][.、])\W{0,2}\Z"
)
_QUOTE = re.compile(r"[“\"‘'「『]\s*\Z")
_AFTER = re.compile(r"\A\W{0,2}(?:字样|标志|标识|样式|的载体|的文件|的资料|等字样)")
_IDLE = re.compile(
    r"特\s*急|加\s*急|平\s*急|特\s*提|急\s*件|等级|编号|密级|№|no|第|号|份|共|页|[\W\d_]|年|月|日|长期|注意保[存管密]|严禁外传|不得外传"
)


class Marking:
    """The detector of this kind."""

    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.inner = Pattern(rule, macros)
        self.literals = self.inner.literals
        self.trigger = self.inner.trigger
        self.alone = bool(option(rule, "alone", default=False))
        self.line: int = option(rule, "line", 0)
        self.stop = bool(option(rule, "stop", default=False))
        elsewhere = option(rule, "elsewhere", rule.severity)
        self.elsewhere = None if elsewhere == "none" else Severity(elsewhere)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return hits weighed by where they stand."""
        for hit in self.inner.find(view, spots):
            weighed = self._weigh(view, hit)
            if weighed is not None:
                yield weighed

    def _weigh(self, view: View, hit: Hit) -> Hit | None:
        if is_mentioned(view.text, hit):
            return None if self.elsewhere is None else lower(hit, Severity.WARN, "像是引用或举例，不是本文件的标志；请核对")
        if hit.severity is Severity.WARN:
            return hit
        by_itself = is_alone(view, hit, self.line)
        if in_own_zone(view, hit) and (by_itself or not self.alone):
            return replace(hit, stop=self.stop, because="位于版头、页眉页脚、水印或文件属性等标志位置")
        if by_itself:
            return replace(hit, because="单独成行")
        return None if self.elsewhere is None else replace(hit, severity=self.elsewhere)


def is_mentioned(text: str, hit: Hit) -> bool:
    """Tell whether the words are quoted, given as an example, or spoken about."""
    before = text[max(0, hit.start - 10) : hit.start]
    return bool(_QUOTE.search(before) or _TALK.search(before) or _AFTER.match(text[hit.end : hit.end + 8]))


def is_alone(view: View, hit: Hit, short: int = 0) -> bool:
    """Tell whether the line or cell is no longer than `short`, or holds nothing else but marks, numbers and punctuation."""
    start, end = view.line(hit.start)[0], view.line(max(hit.start, hit.end - 1))[1]
    if end - start <= short and not continues(view.text, start):
        return True
    rest = view.text[start : hit.start] + " " + view.text[hit.end : end]
    return len(rest) < 60 and not _IDLE.sub("", rest)


def continues(text: str, start: int) -> bool:
    """Tell whether a line is the rest of a paragraph that was wrapped, as the lines of a PDF are."""
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)].rstrip()
    return len(above) >= _WRAPPED and not above.endswith(("。", "!", "?", ":", ";", ")", "》", "】"))


def in_own_zone(view: View, hit: Hit) -> bool:
    """Tell whether the hit stands where a document bears its marks."""
    segment = view.segment(hit.start)
    return segment is not None and (segment.place.zone in OWN_ZONES or segment.layer is Layer.METADATA)


KIND = Kind(OPTIONS, Marking)
