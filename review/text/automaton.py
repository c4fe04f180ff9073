"""Finds every occurrence of many terms in one pass.

`ENGINES` lists the libraries that can do it: the fastest first, the one that is always there last. They report the same
matches, so which of them is installed changes the speed only. Offsets are code points.
Sources: Aho and Corasick, Efficient string matching (1975); docs/adr/0002-term-automaton.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, Protocol

Match = tuple[int, int, int]  # start, end, index of the term

PREPARED = 1 << 16  # characters of text, after which the fast engine is worth the time it takes to prepare itself
DFA_CHARACTERS = 12_000  # of all terms together: beyond, the table of the faster automaton outgrows the caches and its speed


class Unavailable(Exception):
    """A library that is not installed, or does not work on this machine or with these terms."""


class Engine(Protocol):
    """A library at work: built from terms, it returns every match in any order."""

    def find(self, text: str) -> list[Match]:
        """Return every occurrence of every term, overlapping ones too."""
        ...


class Automaton:
    """Searches text for a set of terms.

    `terms` are folded, unique and not empty. `engine` names one of `ENGINES` (Unavailable is raised if it is not). Without
    it the engine that is always there begins, and the first that works here takes over when there is much text.
    """

    def __init__(self, terms: Sequence[str], engine: str | None = None) -> None:
        if "" in terms or len(set(terms)) != len(terms):
            raise ValueError("terms must be unique and not empty")
        self._terms = terms
        self._engine = ENGINES[engine](terms) if engine else AhoCorasick(terms, at_once=True)
        self._until_fast = 0 if engine else PREPARED

    def find(self, text: str) -> list[Match]:
        """Return every occurrence as start, end, index of the term, sorted; matches may overlap.

        `text` is normalised: it holds no lone surrogates.
        """
        if self._until_fast > 0:
            self._until_fast -= len(text)
            if self._until_fast <= 0:
                self._engine = _first_available(self._terms) or self._engine
        return sorted(self._engine.find(text))


class AhoCorasick:
    """The engine that is always there: ahocorasick_rs, which takes and gives code points.

    Of its two automata the faster one takes some times longer to build; `at_once` asks for the other.
    """

    def __init__(self, terms: Sequence[str], *, at_once: bool = False) -> None:
        from ahocorasick_rs import AhoCorasick as Searcher
        from ahocorasick_rs import Implementation

        implementation = Implementation.DFA if not at_once and _is_small(terms) else Implementation.ContiguousNFA
        self._searcher = Searcher(terms, store_patterns=False, implementation=implementation)

    def find(self, text: str) -> list[Match]:
        """Return every match, in order of its end."""
        return [(start, end, term) for term, start, end in self._searcher.find_matches_as_indexes(text, overlapping=True)]


class Hyperscan:
    """The fast engine, an optional extra.

    It sees UTF-16: two bytes are one code point of the basic plane. A text with characters beyond that plane goes to
    `AhoCorasick`, and so does a term, which such a text alone can contain. Terms are patterns of escaped bytes, since
    the library cuts literals at a zero byte, and 一 is 00 4E. Matches that end between the bytes of a character are none.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        try:
            import hyperscan
        except ImportError as error:
            raise Unavailable("hyperscan") from error
        self._terms = terms
        self._turn = Lock()  # a database has room for one search at a time
        plain = [index for index, term in enumerate(terms) if len(_utf16(term)) == 2 * len(term)]
        self._database: Any = None
        if not plain:
            return
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        patterns = ["".join(f"\\x{byte:02x}" for byte in _utf16(terms[index])).encode() for index in plain]
        try:
            self._database.compile(expressions=patterns, ids=plain, elements=len(plain))
        except hyperscan.error as error:  # a processor without SSSE3, a term of thousands of characters
            raise Unavailable("hyperscan") from error

    @cached_property
    def _beyond(self) -> AhoCorasick:
        return AhoCorasick(self._terms)

    def find(self, text: str) -> list[Match]:
        """Return every match, in order of its end."""
        data = _utf16(text)
        if len(data) != 2 * len(text):
            return self._beyond.find(text)
        if self._database is None:
            return []
        ends: list[tuple[int, int]] = []
        with self._turn:
            self._database.scan(data, match_event_handler=lambda term, _start, end, _flags, _context: ends.append((end, term)))
        return [(end // 2 - len(self._terms[term]), end // 2, term) for end, term in ends if end % 2 == 0]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _is_small(terms: Sequence[str]) -> bool:
    return sum(map(len, terms)) <= DFA_CHARACTERS


def _first_available(terms: Sequence[str]) -> Engine | None:
    """Return the fastest engine that works here; None if that is what was built at once."""
    *optional, default = ENGINES.values()
    for build in optional:
        try:
            return build(terms)
        except Unavailable:
            continue
    return default(terms) if _is_small(terms) else None


ENGINES: dict[str, Callable[[Sequence[str]], Engine]] = {"hyperscan": Hyperscan, "ahocorasick": AhoCorasick}
