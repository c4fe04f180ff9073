"""Sentences of a text and what stands about a place in it: the guards of dated facts look no further than that.

Long texts are not read by slow patterns from end to end: `places_of`, `around` and `sentences_at` lead them to where something may stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from review import lazy_re as re

_ENDS = "。；;！？!?\n"
_END = re.compile(r"[。；;！？!?\n]+")
_QUOTES = (("《", "》"), ("“", "”"), ("「", "」"), ("〈", "〉"))
_STEP = 200  # code points that are looked at at once for where a sentence begins
_NEAR = 300  # code points, beyond which a quotation mark is taken for a slip


def sentences_at(text: str, places: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield each sentence that holds one of the places, which are sorted, with where it begins."""
    end = -1
    for place in places:
        if place < end:
            continue
        start, ends = _beginning(text, place), _END.search(text, place)
        end = ends.start() if ends else len(text)
        yield start, text[start:end]


def places_of(marks: Mapping[str, re.Pattern[str]], text: str) -> Iterator[int]:
    """Yield where a mark stands in a text and its pattern, which begins with it, matches; one mark after the other.

    A mark is one character: that is found several times as fast as a word.
    """
    for mark, like in marks.items():
        at = text.find(mark)
        while at >= 0:
            if like.match(text, at):
                yield at
            at = text.find(mark, at + 1)


def around(places: Iterable[int], before: int, after: int) -> list[tuple[int, int]]:
    """Return the stretches that reach so many code points before and behind places, in order, those that touch as one."""
    return merged((max(0, place - before), place + after) for place in places)


def merged(spots: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spots):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _beginning(text: str, place: int) -> int:
    while place > 0:
        near = max(0, place - _STEP)
        start = near
        for end in _ENDS:
            start = max(start, text.rfind(end, start, place) + 1)
        if start > near or near == 0:
            return start
        place = near
    return 0


def sentence_before(text: str, start: int) -> str:
    """Return the sentence before one that begins at a place, or nothing."""
    while start > 0:
        end = start - 1
        start = _beginning(text, end)
        if text[start:end].strip():
            return text[start:end]
    return ""


def sentence_at(text: str, start: int, end: int) -> str:
    """Return the sentence that holds a span, at most 300 code points to either side."""
    first = max(0, start - _NEAR)
    before = [found.end() for found in _END.finditer(text, first, start)]
    after = _END.search(text, end, end + _NEAR)
    return text[before[-1] if before else first : after.start() if after else end + _NEAR]


def is_quoted(text: str, start: int) -> bool:
    """Tell whether a place lies inside a book title or quotation marks that opened on the same line."""
    first = max(0, start - _NEAR)
    line = max(first, text.rfind("\n", first, start) + 1)
    return any(text.count(opening, line, start) > text.count(closing, line, start) for opening, closing in _QUOTES)
