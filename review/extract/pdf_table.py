"""Ruled tables of a PDF page: pdfplumber finds the cells, pdfium's characters fill them.

So no text can be lost between two engines: every word of the page goes into exactly one cell or stays in its line.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from review.extract.pdf_text import Box, Glyph, union

Stretch = tuple[str, Box | None]  # text of a line or cell, and its box
Rows = list[list[Box | None]]

BUDGET = 150_000  # objects and characters of a file that pdfplumber may look at: eight seconds, or thirty on a slow machine
MAX_CROSSINGS = 10_000  # pairs of lines on one page; the search for cells takes their square


@dataclass
class Grid:
    """One ruled table: rows of cell boxes (None where a merged cell reaches over), and the characters that fell into them."""

    rows: Rows
    filled: dict[Box, list[Glyph]] = field(default_factory=dict)
    _last: Box | None = None

    def cell_at(self, box: Box) -> Box | None:
        """Return the cell that holds the middle of `box`."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not (self._last and _holds(self._last, x, y)):
            self._last = next((cell for row in self.rows for cell in row if cell and _holds(cell, x, y)), None)
        return self._last

    def texts(self) -> Iterator[list[Stretch]]:
        """Yield the rows: text and box of each cell, empty where there is none."""
        for row in self.rows:
            yield [(_cell_text(self.filled.get(cell, []), cell) if cell else "", cell) for cell in row]


class TableFinder:
    """Opens the file with pdfplumber when the first page needs it, and stops when the budget is used up.

    A page on which pdfplumber fails is read line by line, the next one is tried again; `failed` holds the numbers of such pages.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pages: list[Any] | None = None
        self._left = BUDGET
        self.failed: list[int] = []

    def grids(self, number: int, weight: int) -> list[Grid]:
        """Return the ruled tables of page `number` (from 1); none when pdfplumber fails or costs too much.

        `weight` is the number of objects and characters of the page.
        """
        if weight > self._left:
            return []
        self._left -= weight
        try:
            page = self._page(number)
            tables = self._tables(page)
            page.close()
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001  # a second opinion on layout may fail in any way; the lines are there
            self.failed.append(number)
            return []
        return [Grid(rows) for rows in tables if _is_table(rows)]

    def _page(self, number: int) -> Any:
        if self._pages is None:
            import pdfplumber

            self._pages = pdfplumber.open(io.BytesIO(self._data)).pages
        return self._pages[number - 1]

    def _tables(self, page: Any) -> list[Rows]:
        if page.rotation and tuple(page.cropbox) != tuple(page.mediabox):
            return []
        crossings = _crossings(page.edges)
        self._left -= crossings * crossings // 1000
        if crossings > MAX_CROSSINGS:
            return []
        left, top = page.cropbox[:2]
        return [[[cell and _moved(cell, left, top) for cell in row.cells] for row in table.rows] for table in page.find_tables()]


def _crossings(edges: list[dict[str, Any]]) -> int:
    """Return how many pairs of a horizontal and a vertical line there are, once pieces of one line are joined."""
    from pdfplumber.table import merge_edges

    level = [edge for edge in edges if edge["orientation"]]  # a slanting line has none
    lines: list[dict[str, Any]] = merge_edges(level, snap_x_tolerance=3, snap_y_tolerance=3, join_x_tolerance=3, join_y_tolerance=3)
    across: int = sum(line["orientation"] == "h" for line in lines)
    return across * (len(lines) - across)


def _is_table(rows: Rows) -> bool:
    """Tell a table from frames and columns of a layout: at least two rows have two cells of their own."""
    return sum(sum(map(bool, row)) > 1 for row in rows) > 1


def _moved(cell: Box, left: float, top: float) -> Box:
    return round(cell[0] - left, 1), round(cell[1] - top, 1), round(cell[2] - left, 1), round(cell[3] - top, 1)


def arrange(lines: Iterable[list[Glyph]], grids: list[Grid]) -> list[Stretch | Grid]:
    """Put words into cells; return the rest of each line with its box, and each table where its first word stood.

    A word goes where most of its characters are: a number that runs over the edge of its cell stays one number.
    """
    out: list[Stretch | Grid] = []
    for characters in lines:
        rest: list[Glyph] = []
        home = rest
        for (_, blank), group in groupby(characters, key=lambda glyph: (glyph.owner, glyph.box is None or glyph.text.isspace())):
            word = list(group)
            if not blank:
                home = _home(word, grids, out, rest)
            home.extend(word)
        text = "".join(glyph.text for glyph in rest).rstrip()
        if text.strip():
            out.append((text if len(rest) == len(characters) else text.strip(), union([g.box for g in rest if g.box])))
    return out


def _home(word: list[Glyph], grids: list[Grid], out: list[Stretch | Grid], rest: list[Glyph]) -> list[Glyph]:
    votes = Counter(_cell(glyph.box, grids) for glyph in word if glyph.box)
    winner, _ = votes.most_common(1)[0]
    if not winner:
        return rest
    number, cell = winner
    if not grids[number].filled:
        out.append(grids[number])
    return grids[number].filled.setdefault(cell, [])


def _cell(box: Box, grids: list[Grid]) -> tuple[int, Box] | None:
    for number, grid in enumerate(grids):
        cell = grid.cell_at(box)
        if cell:
            return number, cell
    return None


def _cell_text(characters: list[Glyph], cell: Box) -> str:
    """Join the characters of a cell: a line that was broken because it was full goes on, any other ends with a space."""
    text, last, line, blank = "", None, None, False
    for glyph in characters:
        if glyph.box is None or glyph.text.isspace():
            blank = bool(text)
            continue
        if last and line and _below(glyph.box, line):
            line = None
            full = cell[2] - last[2] < 1.5 * (glyph.box[2] - glyph.box[0]) + 6
            blank = not full or (text[-1].isascii() and text[-1].isalpha() and glyph.text.isascii() and glyph.text.isalpha())
        if blank:
            text += " "
        text, last, line, blank = text + glyph.text, glyph.box, union([line, glyph.box]) if line else glyph.box, False
    return text


def _holds(cell: Box, x: float, y: float) -> bool:
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _below(box: Box, line: Box) -> bool:
    """Tell whether a character stands clear above or below a line; a full stop is low and 一 is flat, so the line counts."""
    return box[1] > line[3] or box[3] < line[1]
