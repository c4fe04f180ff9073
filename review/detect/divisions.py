"""The divisions of the country down to the county, by name and by code: facts/divisions.tsv.

Old names count too: people and papers keep using them. Codes are those of GB/T 2260, six digits; a citizen number begins with
the code that was in use when it was given out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from review.text.normalise import fold

_LONGEST = 15  # characters of a name
_FULL = 3  # characters from which a name is nothing else wherever it stands


class Gazetteer:
    """The table, read. `rows` are its lines: code, name, short form, the year in which it went out of use."""

    def __init__(self, table: str) -> None:
        self.codes: dict[str, tuple[str, ...]] = {}
        self._full: set[str] = set()
        self._within: dict[str, frozenset[str]] = {}
        self._provinces: set[str] = set()
        by_name: dict[str, list[str]] = defaultdict(list)
        counties = set()
        for line in table.splitlines():
            if line.startswith(("#", "code\t")):
                continue
            code, name, short, _until = fold(line).split("\t")
            by_name[name].append(code)
            if short:
                by_name[short].append(code)
            if len(name) >= _FULL:
                self._full.add(name)
            if code.endswith("0000"):
                self._provinces.add(short)
            if not code.endswith("00") or code[2:4] in ("19", "20"):
                counties.add(code)
        self._beginnings = {name[:2] for name in self._full | self._provinces}
        self.counties = frozenset(counties)
        self.codes = {name: tuple(codes) for name, codes in by_name.items()}

    def name_at(self, text: str, position: int) -> int:
        """Return the length of the longest name, full or short, that begins at a position, or 0."""
        return next((n for n in range(_LONGEST, 1, -1) if len(c := text[position : position + n]) == n and c in self.codes), 0)

    def full_name_at(self, text: str, position: int) -> int:
        """Return the length of a name that needs nothing beside it, or of a short one of a province before another name; or 0."""
        if text[position : position + 2] not in self._beginnings:
            return 0
        for n in range(min(_LONGEST, len(text) - position), _FULL - 1, -1):
            if text[position : position + n] in self._full:
                return n
        for n in (3, 2):
            if text[position : position + n] in self._provinces and self.name_at(text, position + n):
                return n
        return 0

    def counties_in(self, text: str) -> frozenset[str]:
        """Return the codes of the counties that the divisions named in a text stand for or contain; empty if none is named.

        A division named below another narrows it down: of 江西省瑞金市 only the county counts.
        """
        found: frozenset[str] = frozenset()
        for name in self._names_in(text):
            if name not in self._within:
                self._within[name] = frozenset(c for code in self.codes[name] for c in self._below(code))
            within = self._within[name]
            found = found & within or found | within
        return found

    def _names_in(self, text: str) -> Iterator[str]:
        position = 0
        while position < len(text):
            length = self.full_name_at(text, position)
            if length:
                yield text[position : position + length]
            position += max(1, length)

    def _below(self, code: str) -> frozenset[str]:
        prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        return frozenset(c for c in self.counties if c.startswith(prefix))


@cache
def gazetteer(table: str) -> Gazetteer:
    """Return the gazetteer of a table, read once."""
    return Gazetteer(table)
