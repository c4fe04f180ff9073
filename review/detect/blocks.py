"""A document is read in blocks that overlap, so memory does not grow with it and nothing is lost at a border."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from review import lazy_re as re
from review.detect.base import View
from review.model import Document
from review.text.genre import Genre
from review.text.normalise import is_short, normalise

BLOCK = 1 << 16  # code points
OVERLAP = 1 << 10  # twice what any rule may look around itself

_NOTE_MARK = re.compile(r"([0-9])[¹²³⁰⁴-⁹①-⑳](?![0-9¹²³⁰⁴-⁹①-⑳])")
_LIST_MARK = re.compile(r"[0-9](?<=[①-⑳❶-❿➀-➓][0-9])(?<![0-9①-⑳❶-❿➀-➓][①-⑳❶-❿➀-➓][0-9])[0-9]{4}")
_LISTS = "①②❶➀"  # one of these stands in every list that is numbered so
MARKS = "¹²³⁰⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶➀"  # a text without any, as nearly all are, need not be searched
_ALL_MARKS = frozenset(MARKS)


class Block(NamedTuple):
    """A view of a part of a document, and which offsets of the document are its own: half of each overlap belongs to either side."""

    view: View
    first: int
    last: int


def blocks(document: Document, genre: Genre | None) -> Iterator[Block]:
    """Yield the blocks of a document.

    The mark of a footnote behind a number (13800138000①) or of a list before it (①13800138000) is not a digit of it, so it is
    read as a dagger.
    """
    length = len(document.text)
    base = 0
    while base < length or base == 0:
        stop = min(length, base + BLOCK + OVERLAP)
        first = base + OVERLAP // 2 if base else 0
        last = stop - OVERLAP // 2 if stop < length else length
        yield Block(View(document, base, normalise(without_marks(document.text[base:stop])), genre), first, last)
        if stop == length:
            return
        base = stop - OVERLAP


def without_marks(text: str) -> str:
    """Return a text of the same length in which the marks of footnotes and lists beside numbers are daggers."""
    if not _has_marks(text):
        return text
    text = _NOTE_MARK.sub(r"\1†", text)
    if not any(mark in text for mark in _LISTS):
        return text
    marks = [match.start() - 1 for match in _LIST_MARK.finditer(text)]
    return "†".join(text[start + 1 : end] for start, end in pairwise([-1, *marks, len(text)])) if marks else text


def _has_marks(text: str) -> bool:
    if is_short(text):
        return not _ALL_MARKS.isdisjoint(text)
    from review.detect import signs

    return signs.has_notes(text)
