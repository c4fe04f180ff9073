"""A document is read in blocks that overlap, so memory does not grow with it and nothing is lost at a border."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from review.detect.base import Hit, View
from review.detect.dispatch import Dispatcher
from review.model import Document, Layer
from review.text.genre import genre_of
from review.text.normalise import normalise

BLOCK = 1 << 16  # code points
OVERLAP = 1 << 10  # twice what any rule may look around itself

_NOTE_MARK = re.compile(r"([0-9])[¹²³⁰⁴-⁹①-⑳](?![0-9¹²³⁰⁴-⁹①-⑳])")
_LIST_MARK = re.compile(r"[0-9](?<=[①-⑳❶-❿➀-➓][0-9])(?<![0-9①-⑳❶-❿➀-➓][①-⑳❶-❿➀-➓][0-9])[0-9]{4}")
_LISTS = "①②❶➀"  # one of these stands in every list that is numbered so
_MARKS = np.zeros(0x10000, np.bool_)  # by code point: a text without any, as nearly all are, need not be searched
_MARKS[[*map(ord, "¹²³⁰❶➀"), *range(ord("⁴"), ord("⁹") + 1), *range(ord("①"), ord("⑳") + 1)]] = True

Located = tuple[int, int, int, Hit]


def run(dispatcher: Dispatcher, document: Document, timed_out: Callable[[int], None]) -> Iterator[Located]:
    """Return (detector index, start, end, hit) with offsets into the document's text, in no particular order.

    The mark of a footnote behind a number (13800138000①) or of a list before it (①13800138000) is not a digit of it, so it is
    read as a dagger.

    A hit belongs to the block in whose own part it begins; half of each overlap belongs to either side. Nothing is found
    across two carriers: a hidden comment never completes a number of the page.
    """
    length = len(document.text)
    genre = genre_of(document)
    base = 0
    while base < length or base == 0:
        stop = min(length, base + BLOCK + OVERLAP)
        first = base + OVERLAP // 2 if base else 0
        last = stop - OVERLAP // 2 if stop < length else length
        view = View(document, base, normalise(_without_marks(document.text[base:stop])), genre)
        for index, hit in dispatcher.hits(view, timed_out):
            start, end = view.original(hit.start, hit.end)
            if first <= start < last and _one_carrier(document, start, end):
                yield index, start, end, hit
        if stop == length:
            return
        base = stop - OVERLAP


def _without_marks(text: str) -> str:
    if not _MARKS.take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")).any():
        return text
    text = _NOTE_MARK.sub(r"\1†", text)
    if not any(mark in text for mark in _LISTS):
        return text
    marks = [match.start() - 1 for match in _LIST_MARK.finditer(text)]
    return "†".join(text[start + 1 : end] for start, end in pairwise([-1, *marks, len(text)])) if marks else text


def _one_carrier(document: Document, start: int, end: int) -> bool:
    if end <= document.visible_end:
        return True
    left, right = document.segment_at(start), document.segment_at(max(start, end - 1))
    return left is right and left is not None and left.layer is not Layer.VISIBLE
