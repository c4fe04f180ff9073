"""Which of many names stand in a text, found in one pass over it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


def standing(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return those of the names that stand in a text, in the order of the names, also where one stands within another."""
    found = {at for at, _, _ in _automaton(names).find_matches_as_indexes(text, overlapping=True)} if names else ()
    return tuple(names[at] for at in sorted(found))


def stands_any(names: tuple[str, ...], text: str) -> bool:
    """Tell whether one of the names at least stands in a text."""
    return bool(names) and bool(_automaton(names).find_matches_as_indexes(text))


@lru_cache(maxsize=16)
def _automaton(names: tuple[str, ...]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(names)
