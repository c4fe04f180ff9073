"""Runs the rules over a document: the detectors block by block, then what reads the document as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from review.detect.base import Hit
from review.detect.blocks import blocks
from review.detect.dispatch import Chosen, Dispatcher
from review.model import Document, Layer
from review.text.genre import genre_of

Located = tuple[int, int, int, Hit]


def run(dispatcher: Dispatcher, document: Document, timed_out: Callable[[int], None], chosen: Chosen = None) -> Iterator[Located]:
    """Return (detector index, start, end, hit) of the chosen detectors, with offsets into the document's text, in no particular order.

    A hit belongs to the block in whose own part it begins. Nothing is found across two carriers: a hidden comment never completes a
    number of the page.
    """
    genre = genre_of(document)
    for block in blocks(document, genre):
        for index, hit in dispatcher.hits(block.view, timed_out, chosen):
            start, end = block.view.original(hit.start, hit.end)
            if block.first <= start < block.last and _one_carrier(document, start, end):
                yield index, start, end, hit
    for index, reader in dispatcher.readers(chosen):
        for start, end, hit in reader.read(document, genre):
            if _one_carrier(document, start, end) and not dispatcher.allows(document.text, start, end):
                yield index, start, end, hit


def _one_carrier(document: Document, start: int, end: int) -> bool:
    if end <= document.visible_end:
        return True
    left, right = document.segment_at(start), document.segment_at(max(start, end - 1))
    return left is right and left is not None and left.layer is not Layer.VISIBLE
