"""Which of many names stand in a text and where, found in one pass over it; a long one is read piece by piece, to bound the memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from review.text.automaton import Automaton, Match

_PIECE = 1 << 18  # code points


def places(names: tuple[str, ...], text: str) -> list[tuple[int, str]]:
    """Return where each of the names stands in a text, sorted, also where one stands within another.

    `names` differ; `text` holds no lone surrogates, as no document does.
    """
    return sorted({(offset + start, names[name]) for offset, found in _found(names, text) for start, _, name in found})


def matches_at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begin at one of the places, which are sorted; none overlaps the one before."""
    end = 0
    for start in starts:
        if start >= end and (found := pattern.match(text, start)) is not None:
            end = found.end()
            yield found


def stands_any(names: tuple[str, ...], text: str) -> bool:
    """Tell whether one of the names at least stands in a text."""
    return any(matches for _, matches in _found(names, text))


def _found(names: tuple[str, ...], text: str) -> Iterator[tuple[int, list[Match]]]:
    """Yield the matches of each piece of a text with its offset; what overlaps the next piece comes twice."""
    overlap = max(map(len, names), default=1) - 1
    for offset in range(0, len(text), _PIECE) if names else ():
        yield offset, _automaton(names).find(text[offset : offset + _PIECE + overlap])


@lru_cache(maxsize=16)
def _automaton(names: tuple[str, ...]) -> Automaton:
    return Automaton(names)
