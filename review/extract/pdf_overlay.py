"""Text that runs across the page: a watermark drawn aslant over the lines, or along an edge at a right angle to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from review.extract.pdf_text import Box, Glyph

APART = 1.7  # times the extent of a character, from middle to middle: there is a space between them
ELSEWHERE = 4.0  # the same: they belong to different words

_SPACE = Glyph(" ", None)


def words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Join characters that run across the page, in the order of drawing: each text by itself, wherever lines cut through it."""
    word: list[Glyph] = []
    last: Box | None = None
    for glyph in glyphs:
        if glyph.box is None or glyph.text.isspace():
            word.append(_SPACE)
            continue
        steps = 0.0 if last is None else _steps(last, glyph.box)
        if steps > ELSEWHERE:
            yield word
            word = []
        elif steps > APART and word[-1] is not _SPACE:
            word.append(_SPACE)
        word.append(glyph)
        last = glyph.box
    if word:
        yield word


def _steps(one: Box, other: Box) -> float:
    """Return how far the middles of two boxes are apart, measured in the larger extent of both."""
    across = (other[0] + other[2] - one[0] - one[2]) / 2
    down = (other[1] + other[3] - one[1] - one[3]) / 2
    extent = max(box[end] - box[start] for box in (one, other) for start, end in ((0, 2), (1, 3)))
    return math.hypot(across, down) / extent if extent > 0 else math.inf
