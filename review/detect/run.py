"""A document is read in blocks that overlap, so memory does not grow with it and nothing is lost at a border."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from review.detect.base import Hit, View
from review.detect.dispatch import Dispatcher
from review.model import Document, Layer
from review.text.normalise import normalise

BLOCK = 1 << 16  # code points
OVERLAP = 1 << 10  # twice what any rule may look around itself

_NOTE_MARK = re.compile(r"([0-9])[¹²³⁰⁴-⁹①-⑳](?![0-9¹²³⁰⁴-⁹①-⑳])")

Located = tuple[int, int, int, Hit]


def run(dispatcher: Dispatcher, document: Document, timed_out: Callable[[int], None]) -> Iterator[Located]:
    """Return (detector index, start, end, hit) with offsets into the document's text, in no particular order.

    The mark of a footnote behind a number (13800138000①) is not a digit of it, so it is read as a dagger.

    A hit belongs to the block in whose own part it begins; half of each overlap belongs to either side. Nothing is found
    across two carriers: a hidden comment never completes a number of the page.
    """
    length = len(document.text)
    base = 0
    while base < length or base == 0:
        stop = min(length, base + BLOCK + OVERLAP)
        first = base + OVERLAP // 2 if base else 0
        last = stop - OVERLAP // 2 if stop < length else length
        view = View(document, base, normalise(_NOTE_MARK.sub(r"\1†", document.text[base:stop])))
        for index, hit in dispatcher.hits(view, timed_out):
            start, end = view.original(hit.start, hit.end)
            if first <= start < last and _one_carrier(document, start, end):
                yield index, start, end, hit
        if stop == length:
            return
        base = stop - OVERLAP


def _one_carrier(document: Document, start: int, end: int) -> bool:
    if end <= document.visible_end:
        return True
    left, right = document.segment_at(start), document.segment_at(max(start, end - 1))
    return left is right and left is not None and left.layer is not Layer.VISIBLE
