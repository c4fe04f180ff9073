"""Quotes a document so that no value of any finding shows, not even inside another finding's quotation.

A comment that holds a name and a number is a finding of its own; so are the name and the number. Whatever is quoted,
the personal values and credentials in it are masked first.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from review.model import Finding
from review.report.mask import PRIVATE, flat, mask, mask_runs, shorten, solid_runs, values

_NEAR = 240  # code points around a finding whose values its explanation might repeat
_SHOWN = 80  # code points of a quotation that is shown unmasked
_CUT = "***"


class Piece(NamedTuple):
    """A stretch of quoted text as it may be shown. `finding` is an index into the findings, None for plain text."""

    text: str
    finding: int | None = None


class _Value(NamedTuple):
    """A stretch that is masked, with the finding it comes from; `told` is what of it no message may repeat."""

    start: int
    end: int
    quote: str
    masked: str
    finding: int
    rule: str
    told: tuple[str, ...]


class Excerpts:
    """Quotations from one document. With `show`, everything is quoted as it stands."""

    def __init__(self, findings: Sequence[Finding], *, show: bool = False) -> None:
        self._findings = findings
        self._show = show
        private = [(f, i) for i, f in enumerate(findings) if f.category in PRIVATE] if not show else []
        ordered = sorted(private, key=lambda item: (item[0].start, -item[0].end))
        self._values = list(_disjoint(ordered))
        self._value_ends = [value.end for value in self._values]
        others = [i for i, f in enumerate(findings) if show or f.category not in PRIVATE]
        self._others = sorted(others, key=lambda i: (findings[i].start, -findings[i].end))
        self._other_starts = [findings[i].start for i in self._others]
        self._longest = max((findings[i].end - findings[i].start for i in self._others), default=0)

    def quote(self, finding: Finding) -> str:
        """Return what was found, as one line for a report."""
        if self._show:
            return shorten(flat(finding.quote), _SHOWN)
        return self.text(finding)

    def text(self, finding: Finding) -> str:
        """Return what was found as the JSON report gives it: masked, or the very characters with `show`."""
        if self._show:
            return finding.quote
        if finding.category in PRIVATE:
            return mask(finding.rule, finding.quote)
        return mask(finding.rule, self._cover(finding))

    def explain(self, finding: Finding, words: str) -> str:
        """Return a message about a finding without the values that stand in it or near it."""
        if self._show or not words:
            return words
        known = self._inside(finding.start - _NEAR, finding.end + _NEAR)
        rules = {text: value.rule for value in known for text in value.told if text in words}
        if finding.category in PRIVATE:
            rules |= {text: finding.rule for text in values(finding.rule, finding.quote) if text in words}
        for quote in sorted(rules, key=len, reverse=True):
            words = words.replace(quote, mask(rules[quote], quote))
        return mask_runs(words)

    def pieces(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """Split a stretch of the document's text into pieces as they may be shown.

        A value that begins inside is shown whole (masked), of one that began before only that there is more of it.
        """
        at = start
        for value in self._inside(start, end):
            yield from self._plain(text, at, max(at, value.start))
            yield Piece(value.masked if value.start >= start else _CUT, value.finding)
            at = value.end
        yield from self._plain(text, at, end)

    def _plain(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """Split text without values at the edges of the other findings; long runs of digits are masked."""
        if start >= end:
            return
        runs = [] if self._show else [(start + a, start + b) for a, b in solid_runs(text[start:end])]
        marks = self._marks(start, end)
        edges = {start, end, *(edge for run in runs for edge in run)}
        for index in marks:
            edges.update(edge for edge in (self._findings[index].start, self._findings[index].end) if start < edge < end)
        cuts = sorted(edges)
        for a, b in itertools.pairwise(cuts):
            owner = next((i for i in reversed(marks) if self._findings[i].start <= a and b <= self._findings[i].end), None)
            hidden = any(first <= a and b <= last for first, last in runs)
            yield Piece("*" * (b - a) if hidden else text[a:b], owner)

    def _marks(self, start: int, end: int) -> list[int]:
        """Return the findings without a value that overlap a stretch, the longest of those that begin together first."""
        first = bisect.bisect_left(self._other_starts, start - self._longest)
        last = bisect.bisect_left(self._other_starts, end)
        return [i for i in self._others[first:last] if self._findings[i].end > start]

    def _inside(self, start: int, end: int) -> list[_Value]:
        """Return the values that overlap a stretch of the document, in order."""
        first = bisect.bisect_right(self._value_ends, start)
        last = first
        while last < len(self._values) and self._values[last].start < end:
            last += 1
        return self._values[first:last]

    def _cover(self, finding: Finding) -> str:
        """Return the quotation of a finding with the values in it masked."""
        quote, base = finding.quote, finding.start
        inside = self._inside(finding.start, finding.end)
        if len(quote) != finding.end - finding.start:
            for value in inside:
                quote = quote.replace(value.quote, value.masked)
            return quote
        parts, at = [], base
        for value in inside:
            parts.append(quote[at - base : max(value.start - base, 0)])
            whole = finding.start <= value.start and value.end <= finding.end
            parts.append(value.masked if whole else _CUT)
            at = value.end
        parts.append(quote[at - base :] if at < finding.end else "")
        return "".join(parts)


def _disjoint(ordered: Sequence[tuple[Finding, int]]) -> Iterator[_Value]:
    """Return the values as stretches that do not overlap; of one that begins inside another the rest is only stars."""
    reached = 0
    for finding, index in ordered:
        if finding.end <= reached:
            continue
        start, masked = (finding.start, mask(finding.rule, finding.quote)) if finding.start >= reached else (reached, _CUT)
        yield _Value(start, finding.end, finding.quote, masked, index, finding.rule, values(finding.rule, finding.quote))
        reached = finding.end
