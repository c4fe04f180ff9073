"""Which of many names stand in a text, found in one pass over it; a long one is read piece by piece, for every match takes room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_PIECE = 1 << 18  # code points


def standing(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return those of the names that stand in a text, in the order of the names, also where one stands within another."""
    found: set[int] = set()
    for piece in _pieces(names, text):
        found.update(at for at, _, _ in _automaton(names).find_matches_as_indexes(piece, overlapping=True))
    return tuple(names[at] for at in sorted(found))


def stands_any(names: tuple[str, ...], text: str) -> bool:
    """Tell whether one of the names at least stands in a text."""
    return any(_automaton(names).find_matches_as_indexes(piece) for piece in _pieces(names, text))


def _pieces(names: tuple[str, ...], text: str) -> Iterator[str]:
    """Yield the text in pieces, each with as much of the next as the longest name may need; nothing if there is no name."""
    overlap = max(map(len, names), default=1) - 1
    for start in range(0, len(text), _PIECE) if names else ():
        yield text[start : start + _PIECE + overlap]


@lru_cache(maxsize=16)
def _automaton(names: tuple[str, ...]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(names)
