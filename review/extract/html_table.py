"""The cells of one web table, laid on a grid so that a cell stands under its heading.

What spans several columns or rows is written once, in its first cell; the cells it covers are empty.
Source: HTML Living Standard §4.9.12 (a cell spans at most 1,000 columns and 65,534 rows).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from review import lazy_re as re

_COLUMNS = 256
_PADDING = 200_000
_DIGITS = re.compile(r"\s*(\d{1,5})")


@dataclass(slots=True)
class Grid:
    """Rows of one table in the making. `data` is False for a table that only arranges the page: it opens no cells."""

    number: int
    data: bool
    cell: Any = None
    _row: int = 0
    _open: bool = False
    _cells: list[tuple[str, str]] = field(default_factory=list)
    _spans: tuple[int, int] = (1, 1)
    _covered: dict[int, int] = field(default_factory=dict)  # column → last row covered from above
    _padded: int = 0

    def open_row(self) -> None:
        """Start the next row."""
        self._row += 1
        self._open = self.data

    def open_cell(self, node: Any, attributes: dict[str, str]) -> bool:
        """Start a cell; return False if it belongs to no row of data."""
        if not self._open or self.cell is not None:
            return False
        self.cell = node
        self._spans = (_span(attributes.get("colspan"), 1000), _span(attributes.get("rowspan"), 65534))
        return True

    def close_cell(self, text: str) -> None:
        """Put the open cell into the first free column."""
        while self._padded < _PADDING and self._covered.get(len(self._cells), 0) >= self._row:
            self._pad()
        columns, rows = self._spans
        first = len(self._cells)
        self._put(text)
        for column in range(first, min(first + columns, _COLUMNS)):
            if rows > 1:
                self._covered[column] = self._row + rows - 1
            if column > first and self._padded < _PADDING:
                self._pad()
        self.cell = None

    def close_row(self) -> list[tuple[str, str]]:
        """Return the row as (text, path) pairs, without empty cells at its end."""
        cells, self._cells = self._cells, []
        self._open = False
        while cells and not cells[-1][0]:
            cells.pop()
        return cells

    def _put(self, text: str) -> None:
        self._cells.append((text, f"t{self.number}/r{self._row}/c{len(self._cells) + 1}"))

    def _pad(self) -> None:
        self._padded += 1
        self._put("")


def _span(value: str | None, most: int) -> int:
    """Read a span attribute; what is not a positive number counts as one, rowspan=0 as all rows that follow."""
    match = _DIGITS.match(value or "")
    if match is None:
        return 1
    number = int(match[1])
    return min(number, most) if number else (most if most > 1000 else 1)
