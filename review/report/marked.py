"""The document's text with the findings marked in it: a line of context, or the whole page.

Every piece of text is masked by `Excerpts` and escaped here; nothing else of a document reaches the page.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from review.model import Document, Finding, Layer, Segment
from review.report.excerpt import Excerpts, Piece
from review.report.mask import flat, spell
from review.report.place import place_text
from review.report.wording import CARRIERS

WHOLE = 200_000  # code points; of a longer text only the paragraphs with findings and their neighbours are shown
_AROUND = 40  # code points of context on each side
_LONGEST = 160  # code points of a finding that is shown in its context
_BEHIND = 300  # code points of a hidden segment
_SEGMENTS = 300  # hidden segments listed
_TAB = '<span class="tab">│</span>'


@dataclass
class Marked:
    """One document with its findings, as HTML. `numbers` gives the number of a finding in the list, by its index.

    `anchored` fills while text is rendered: the indexes of the findings that a link can lead to.
    """

    document: Document
    findings: Sequence[Finding]
    excerpts: Excerpts
    numbers: Mapping[int, int]
    titles: Mapping[str, str]
    prefix: str

    def __post_init__(self) -> None:
        self.anchored: set[int] = set()
        self._order = sorted(range(len(self.findings)), key=lambda index: self.findings[index].start)
        self._starts = [self.findings[index].start for index in self._order]

    def context(self, index: int) -> str:
        """Return the line around a finding, cut to what is near, the finding itself stressed."""
        text, finding = self.document.text, self.findings[index]
        stop = min(finding.end, finding.start + _LONGEST)
        first = _back(text, max(text.rfind("\n", 0, finding.start) + 1, finding.start - _AROUND))
        line_end = text.find("\n", stop)
        last = max(stop, _back(text, min(len(text) if line_end < 0 else line_end, stop + _AROUND)))
        body = "".join(self._quiet(piece, index) for piece in self.excerpts.pieces(text, first, last))
        before = "…" if first and text[first - 1] != "\n" else ""
        after = "…" if last < len(text) and text[last] != "\n" else ""
        return f"{before}{body}{after}"

    def visible(self) -> str:
        """Return the visible text, a paragraph per line; of a long text only what lies near a finding."""
        end = self.document.visible_end
        lines = list(_lines(self.document.text, 0, end))
        wanted = None if end <= WHOLE else self._near(lines)
        parts: list[str] = []
        skipped = 0
        for number, (start, stop) in enumerate(lines):
            if wanted is not None and number not in wanted:
                skipped += 1
                continue
            parts.append(_omitted(skipped))
            skipped = 0
            parts.append(f"<p>{self._stretch(start, stop)}</p>\n")
        parts.append(_omitted(skipped))
        return "".join(parts)

    def behind(self) -> str:
        """Return what readers of the page do not see, one row per carrier; empty if there is nothing."""
        segments = [segment for segment in self.document.segments if segment.layer is not Layer.VISIBLE]
        rows = [self._row(segment) for segment in segments[:_SEGMENTS]]
        if len(segments) > _SEGMENTS:
            rows.append(f'<tr><td colspan="3" class="skip">另有{len(segments) - _SEGMENTS}处未列出，请在原文件中查看。</td></tr>\n')
        return "".join(rows)

    def _row(self, segment: Segment) -> str:
        cut = _back(self.document.text, min(segment.end, segment.start + _BEHIND))
        rest = "…" if cut < segment.end else ""
        kind = escape(CARRIERS.get(segment.carrier, segment.carrier))
        place = escape(place_text(segment.place, segment.layer))
        return f"<tr><td>{kind}</td><td>{place}</td><td>{self._stretch(segment.start, cut)}{rest}</td></tr>\n"

    def _stretch(self, start: int, end: int) -> str:
        """Return a stretch of text with marks and a place to jump to for every finding that begins in it."""
        fresh = [i for i in self._beginning(start, end) if i not in self.anchored]
        body = "".join(self._loud(piece) for piece in self.excerpts.pieces(self.document.text, start, end))
        covered = [index for index in fresh if index not in self.anchored]
        self.anchored.update(covered)
        return "".join(f'<a id="{self.prefix}t{index}"></a>' for index in covered) + body

    def _loud(self, piece: Piece) -> str:
        shown = self._shown(piece)
        if piece.finding is None:
            return shown
        finding, anchor, link = self.findings[piece.finding], "", ""
        if piece.finding not in self.anchored:
            self.anchored.add(piece.finding)
            anchor = f' id="{self.prefix}t{piece.finding}"'
            if number := self.numbers.get(piece.finding):
                link = f'<sup><a href="#{self.prefix}f{piece.finding}">{number}</a></sup>'
        title = escape(self.titles.get(finding.rule, finding.rule))
        return f'<mark class="{finding.severity.value}"{anchor} title="{title}">{shown}</mark>{link}'

    def _quiet(self, piece: Piece, index: int) -> str:
        shown = self._shown(piece)
        if piece.finding is None:
            return shown
        whole, part = self.findings[index], self.findings[piece.finding]
        if whole.start <= part.start and part.end <= whole.end:
            return f'<mark class="{whole.severity.value}">{shown}</mark>'
        return f'<span class="other">{shown}</span>'

    def _shown(self, piece: Piece) -> str:
        evasive = piece.finding is not None and self.findings[piece.finding].category == "evasion"
        return escape(spell(piece.text)) if evasive else _escaped(piece.text)

    def _beginning(self, start: int, end: int) -> list[int]:
        first = bisect.bisect_left(self._starts, start)
        return self._order[first : bisect.bisect_left(self._starts, max(end, start + 1))]

    def _near(self, lines: Sequence[tuple[int, int]]) -> set[int]:
        """Return the numbers of the lines that hold a finding, and of those before and after."""
        begins = [start for start, _ in lines]
        near: set[int] = set()
        for finding in self.findings:
            first = bisect.bisect_right(begins, finding.start) - 1
            last = min(bisect.bisect_left(begins, finding.end), first + 20)
            near.update(range(first - 1, last + 1))
        return near


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the lines of a stretch that are not blank, without their line feeds."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1


def _back(text: str, at: int) -> int:
    """Move a cut to before the number that it would split: the halves of a number escape masking."""
    floor = at - 64
    while floor < at and 0 < at < len(text) and text[at].isdecimal() and text[at - 1].isdecimal():
        at -= 1
    return max(at, 0)


def _escaped(text: str) -> str:
    edges = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    lines = [flat(cell) for cell in text.split("\t")]
    return edges[0] + _TAB.join(map(escape, lines)) + edges[1]


def _omitted(count: int) -> str:
    return f'<p class="skip">（此处省略{count}段没有问题的文字）</p>\n' if count else ""
