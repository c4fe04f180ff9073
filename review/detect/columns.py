"""What the heading of a column says about a value in a table: cells separated by tabs, bars or commas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

HEADING = 20  # code points: longer cells are no headings
ROW = 2000  # code points: a longer line is not looked at cell by cell
ROWS = 400  # how far up a heading is looked for
_NUMBER = re.compile(r"[0-9]{2,}")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_PAIR = 40  # code points: a longer line with one comma is a sentence
_ABOVE = 3  # lines above a table in which its unit may be given
_EMPTY = re.compile(r"[\s|:\-]*\Z")


def heading(text: str, position: int) -> str:
    """Return the text of the heading above a position, or nothing if it does not stand in a table.

    The heading row is the nearest row above with the same separators and no number of two digits or more in it; without one,
    the highest in which all such numbers are years.
    """
    start = text.rfind("\n", max(0, position - ROW), position) + 1
    row = _line(text, start) if start or position <= ROW else ""
    separator = _separator(row) if len(row) <= ROW else ""
    if not separator:
        return ""
    column, width = text.count(separator, start, position), row.count(separator)
    years = ""
    for _ in range(ROWS):
        if start == 0:
            return years
        above = text.rfind("\n", 0, start - 1) + 1
        row, start = text[above : start - 1], above
        if row.count(separator) != width:
            if width == 1 or (not _EMPTY.match(row) and row.count(separator) != width - 1):
                return years
        elif not _NUMBER.search(row):
            if not _EMPTY.match(row):
                return row.split(separator)[column].strip()
        elif not _NUMBER.search(_YEAR.sub("", row)):
            years = row.split(separator)[column].strip()
    return years


def title(text: str, position: int, known: dict[int, str]) -> str:
    """Return the cell of the first row of the table that stands above a position, or nothing.

    `known` keeps the first row of each row seen, by where that begins, so that a long table is climbed only once.
    """
    start = text.rfind("\n", max(0, position - ROW), position) + 1
    if not start and position > ROW:
        return ""
    row = _line(text, start)
    separator = _separator(row) if len(row) <= ROW else ""
    if not separator:
        return ""
    column, width = text.count(separator, start, position), row.count(separator)
    climbed, below = [start], row
    while start not in known:
        above = text.rfind("\n", 0, start - 1) + 1 if start else 0
        upper = text[above : max(0, start - 1)]
        if upper.count(separator) == width:
            climbed.append(above)
            row, start, below = upper, above, row
        else:
            known[start] = row if len(row.replace(separator, " ").split()) > 1 else below  # one cell alone is a caption
    first = known[start]
    known.update(dict.fromkeys(climbed, first))
    cells = first.split(separator)
    return "" if _NUMBER.search(first) or len(cells) <= column else cells[column].strip()


def captions(text: str, position: int) -> Iterator[str]:
    """Yield what may say that a table holds amounts: the first cell of the row, then the lines right above the table."""
    start = text.rfind("\n", 0, position) + 1
    row = _line(text, start)
    separator = _separator(row)
    if not separator:
        return
    yield next((cell.strip() for cell in text[start:position].split(separator) if cell.strip()), "")
    left = _ABOVE
    for _ in range(ROWS):
        if start == 0 or left == 0:
            return
        above = text.rfind("\n", 0, start - 1) + 1
        row, start = text[above : start - 1], above
        if separator not in row.strip(f"{separator} "):
            left -= 1
            yield row.strip(f"{separator} ")


def cells_below(text: str, start: int, is_heading: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the cells under the heading cell around a position; nothing if that cell is not a heading.

    Rows end where one has another number of separators.
    """
    line = text.rfind("\n", max(0, start - ROW), start) + 1
    row = _line(text, line) if line or start <= ROW else ""
    separator = next((s for s in "\t|," if s in row), "")
    if not separator or len(row) > ROW or any(len(cell) > HEADING for cell in row.split(separator)):
        return
    column = text.count(separator, line, start)
    if not is_heading(row.split(separator)[column].strip()):
        return
    for _ in range(ROWS):
        line += len(row) + 1
        row, width = _line(text, line), row.count(separator)
        if not row or row.count(separator) != width:
            return
        cells = row.split(separator)
        first = line + sum(len(cell) + 1 for cell in cells[:column])
        blank = len(cells[column]) - len(cells[column].lstrip())
        yield first + blank, first + blank + len(cells[column].strip())


def _line(text: str, start: int) -> str:
    """Return a line, or of one that is too long to be a row its beginning."""
    end = text.find("\n", start, start + ROW + 1)
    return text[start : end if end >= 0 else start + ROW + 1]


def _separator(row: str) -> str:
    commas = row.count(",")
    pair = commas == 1 and len(row) <= _PAIR and not re.search(r"[。;:!?]", row)
    return next((s for s in "\t|" if s in row), "," if commas >= 2 or pair else "")
