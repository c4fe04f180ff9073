"""The small markup that the samples are written in.

A line is a paragraph. ``@kind text`` is a line of another kind; ``@table`` opens rows whose cells are separated by `` | ``
and ``@end`` closes them. In Word sources ``|`` in a special line separates its parts, a cell ``^`` continues the one above
it, and ``[[a ; b / c ; d]]`` is a table in a cell. In workbook sources every line is a row of the sheet named above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FICTION = "虚构演示：人名、单位、号码均为虚构"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, special line or table of a source."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def parts(self) -> list[str]:
        """The pieces of a special line."""
        return self.text.split("|")


def blocks(source: str) -> Iterator[Block]:
    """Return the blocks of a letter in order; empty lines mean nothing."""
    lines = iter(source.splitlines())
    for line in lines:
        if line == "@table":
            yield Block("table", rows=tuple(cells(row) for row in iter(lambda: next(lines), "@end")))
        elif line.startswith("@"):
            kind, _, text = line[1:].partition(" ")
            yield Block(kind, text)
        elif line:
            yield Block("paragraph", line)


def cells(line: str) -> tuple[str, ...]:
    """Return the cells of a table row."""
    return tuple(cell.strip() for cell in line.split(" | "))
