"""Sentences of a text and what stands about a place in it: the guards of dated facts look no further than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[。；;！？!?\n]+")
_QUOTES = (("《", "》"), ("“", "”"), ("「", "」"), ("〈", "〉"))
_NEAR = 300  # code points, beyond which a quotation mark is taken for a slip


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the offset at which it begins; a line end and a semicolon end one too."""
    start = 0
    for end in _END.finditer(text):
        if text[start : end.start()].strip():
            yield start, text[start : end.start()]
        start = end.end()
    if text[start:].strip():
        yield start, text[start:]


def sentence_at(text: str, start: int, end: int) -> str:
    """Return the sentence that holds a span, at most 300 code points to either side."""
    first = max(0, start - _NEAR)
    before = [found.end() for found in _END.finditer(text, first, start)]
    after = _END.search(text, end, end + _NEAR)
    return text[before[-1] if before else first : after.start() if after else end + _NEAR]


def is_quoted(text: str, start: int) -> bool:
    """Tell whether a place lies inside a book title or quotation marks that opened on the same line."""
    line = max(text.rfind("\n", 0, start) + 1, start - _NEAR)
    return any(text.count(opening, line, start) > text.count(closing, line, start) for opening, closing in _QUOTES)
