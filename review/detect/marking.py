"""Marks that a document bears: level of secrecy, handling, disclosure, copy numbers, secret document numbers.

The same words weigh differently by where they stand. As the document's own mark (masthead, title, page header or footer,
watermark, metadata, file name, a line of its own) they are near certain; in prose, quotations and teaching they are not.
Form of the mark: GB/T 9704-2012 §7.2.2; carriers must be marked: 保守国家秘密法（2024）第二十二条.

Options: those of `pattern`, and
    borne      patterns that speak only in a page header or footer, a watermark or a name, where a level needs no form of its own
    alone      on a zone of its own the mark must also be alone on its line
    line       a line of at most so many code points counts as one of its own, whatever else it says
    forbids    pattern at the beginning of hits that are sentences: somebody else may be their subject
    beside     pattern of what else the line of such a hit may say, for the sentence to be one about this document
    elsewhere  severity where it is neither, or ``none`` (default: the rule's own)
    stop       as the document's own mark it ends the handling of the file on this computer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, View, lower, option
from review.detect.listing import Role, role_of
from review.detect.matching import Matcher
from review.detect.pattern import OPTIONS as PATTERN_OPTIONS
from review.detect.pattern import Pattern
from review.model import Layer, Rule, Segment, Severity, Zone

OPTIONS = PATTERN_OPTIONS | {"borne", "alone", "line", "forbids", "beside", "elsewhere", "stop"}

MARGINS = frozenset({Zone.HEADER, Zone.FOOTER, Zone.WATERMARK})
OWN_ZONES = MARGINS | {Zone.MASTHEAD}
_NAMES = "file-name"  # carrier
_SPOKEN = 80  # code points: a longer line with such a sentence is prose
_WRAPPED = 24  # code points: a shorter line was not wrapped
_TALK = re.compile(
    r"(?:例如|譬如|比如|如|标注|标注为|标明|标为|标有|标识为|标志为|形式为|样式为|格式为|原|原为|原标|示例|式样|写作|印有|加盖|(?<![a-z])[a-d][.、])\W{0,2}\Z"
)
_QUOTE = re.compile(r"[“\"‘'「『《]\s*\Z")
_AFTER = re.compile(r"\A\W{0,2}(?:等)?的?(?:字样|标志|标识|样式|的载体|的文件|的资料|等字样)")
_IDLE = re.compile(
    r"特\s*急|加\s*急|平\s*急|特\s*提|急\s*件|等级|编号|密级|№|no|第|号|份|共|页|[\W\d_]|年|月|日|长期|注意保[存管密]|严禁外传|不得外传"
)
_OUTER = " \t()[]【】〔〕《》-—_"
_FORM = re.compile(r"[★*]|[0-9]\s?年|长\s?期")  # a level in the form of a mark: no other text looks like it
_LETTERHEAD = re.compile(
    r".{2,40}(?:文件|部门?文|公函|纪要|简报|专报)(?:\s?[(].{1,12}[)])?\Z|.{2,24}[〔\[(【]\s?(?:19|20)\d\d\s?[〕\])】]\s?第?\s?\d{1,5}\s?号\Z"
    r"|关于.{2,60}的(?:通知|通报|报告|请示|批复|函|意见|方案|决定|公告|通告)\Z"
)
_SAMPLE = re.compile(r"示例|样例|式样|样式|格式|模板|样本|范例|如下|如图|例\s?[0-9一二三四]?\s?:")
_BELOW = 4  # lines between a mark and the name of who issued the paper: 紧急程度, blank


class Marking:
    """The detector of this kind."""

    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.inner = Pattern(rule, macros)
        self.literals = self.inner.literals
        self.trigger = self.inner.trigger
        borne = option(rule, "borne", None)
        self.borne = Pattern(rule._replace(options={**rule.options, "pattern": borne}), macros) if borne else None
        self.alone = bool(option(rule, "alone", default=False))
        self.line: int = option(rule, "line", 0)
        self.forbids = Matcher(rf"\A(?:{option(rule, 'forbids', '(?!)')})", macros)
        self.beside = Matcher(rf"\A(?:{option(rule, 'beside', '')})*\Z", macros)
        self.stop = bool(option(rule, "stop", default=False))
        elsewhere = option(rule, "elsewhere", rule.severity)
        self.elsewhere = None if elsewhere == "none" else Severity(elsewhere)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return hits weighed by where they stand."""
        view = view.bare
        on_margins = self.borne.find(view, spots) if self.borne else ()
        for hit in chain(self.inner.find(view, spots), (hit for hit in on_margins if on_margin(view.segment(hit.start)))):
            weighed = self._weigh(view, hit)
            if weighed is not None:
                yield weighed

    def _weigh(self, view: View, hit: Hit) -> Hit | None:
        if is_mentioned(view.text, hit):
            return None if self.elsewhere is None else lower(hit, Severity.WARN, "像是引用或举例，不是本文件的标志；请核对")
        if hit.severity is Severity.WARN:
            return hit
        role = role_of(view.text, hit.start, hit.end) if self.stop else Role.MARK
        if role is Role.WORD:
            return lower(hit, Severity.WARN, "像是列举、答案或作品名称，不是本文件的标志；请核对")
        if role is Role.ENTRY:
            return hit._replace(because="所列事项的密级")
        segment = view.segment(hit.start)
        apart = segment is None or segment.layer is Layer.METADATA or on_margin(segment)
        spoken = not apart and self._speaks_of_others(view, hit)
        by_itself = is_alone(view, hit) or (not spoken and self._is_short_line(view, hit))
        if in_own_zone(view, hit, segment) and (by_itself or not (self.alone or spoken)):
            return hit._replace(stop=self.stop, because="位于版头、标题、页眉页脚、水印或文件属性等标志位置")
        if by_itself:
            heads = self.stop and heads_a_paper(view, hit)
            return hit._replace(stop=heads, because="单独成行，其下是发文机关、字号或标题" if heads else "单独成行")
        return None if self.elsewhere is None else hit._replace(severity=self.elsewhere)

    def _is_short_line(self, view: View, hit: Hit) -> bool:
        start, end = _line(view, hit)
        return end - start <= self.line and not continues(view.text, start)

    def _speaks_of_others(self, view: View, hit: Hit) -> bool:
        """Tell whether the hit is part of a sentence that forbids somebody something, not of one about this document."""
        if not self.forbids.search(view.text[hit.start : hit.end]):
            return False
        start, end = _line(view, hit)
        return end - start > _SPOKEN or not all(map(self.beside.search, (view.text[start : hit.start], view.text[hit.end : end])))


def is_mentioned(text: str, hit: Hit) -> bool:
    """Tell whether the words are quoted, given as an example, or spoken about."""
    before = text[max(0, hit.start - 10) : hit.start]
    return bool(_QUOTE.search(before) or _TALK.search(before) or _AFTER.match(text[hit.end : hit.end + 8]))


def is_alone(view: View, hit: Hit) -> bool:
    """Tell whether the line or cell holds nothing else but marks, numbers and punctuation."""
    start, end = _line(view, hit)
    rest = view.text[start : hit.start] + " " + view.text[hit.end : end]
    return len(rest) < 60 and not _IDLE.sub("", rest)


def _line(view: View, hit: Hit) -> Span:
    return view.line(hit.start)[0], view.line(max(hit.start, hit.end - 1))[1]


def continues(text: str, start: int) -> bool:
    """Tell whether a line is the rest of a paragraph that was wrapped, as the lines of a PDF are."""
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)].rstrip()
    return len(above) >= _WRAPPED and not above.endswith(("。", "!", "?", ":", ";", ")", "》", "】"))


def on_margin(segment: Segment | None) -> bool:
    """Tell whether a segment is a page header or footer, a watermark, or the name of a file or folder."""
    return segment is not None and (segment.place.zone in MARGINS or segment.carrier == _NAMES)


def in_own_zone(view: View, hit: Hit, segment: Segment | None) -> bool:
    """Tell whether the hit stands where a document bears its marks: also at either end of its title, or as all that a box says."""
    if segment is None:
        return False
    if segment.place.zone in OWN_ZONES or segment.layer is Layer.METADATA:
        return True
    start, end = _line(view, hit)
    before, after = view.text[start : hit.start].strip(_OUTER), view.text[hit.end : end].strip(_OUTER)
    if segment.place.zone is Zone.TITLE:
        return not (before and after)
    boxed = segment.carrier == "text-box" and segment.layer is Layer.VISIBLE
    return boxed and not before and not after and bool(_FORM.search(view.text, hit.start, hit.end))


def heads_a_paper(view: View, hit: Hit) -> bool:
    """Tell whether the lines below name an issuer, a document number or a title, as below the mark of another paper in the file."""
    start, end = _line(view, hit)
    above = view.text[max(0, start - 120) : start].rstrip().rpartition("\n")[2]
    below = [line for line in view.text[end : end + 240].split("\n") if line.strip()][:_BELOW]
    return not _SAMPLE.search(above) and any(_LETTERHEAD.match(line.strip()) for line in below)


KIND = Kind(OPTIONS, Marking)
