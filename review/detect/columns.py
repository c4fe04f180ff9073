"""What the heading of a column says about a value in a table: cells separated by tabs, bars or commas."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from review import lazy_re as re

HEADING = 20  # code points: longer cells are no headings
ROW = 2000  # code points: a longer line is not looked at cell by cell
ROWS = 400  # how far up a heading is looked for
_NUMBER = re.compile(r"[0-9]{2,}")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_PAIR = 40  # code points: a longer line with one comma is a sentence
_SHORTER = 4  # rows that lack cells between two that have them all
_ABOVE = 3  # lines above a table in which its unit may be given
_EMPTY = re.compile(r"[\s|:\-]*\Z")


def heading(text: str, position: int) -> str:
    """Return the text of the heading above a position, or nothing if it does not stand in a table.

    The heading row is the nearest row above with no number of two digits or more in it, without one the highest in which all such
    numbers are years; of two rows of headings the upper cell stands before the lower one. In a table parted by tabs, rows may lack
    their last cells.
    """
    start = text.rfind("\n", max(0, position - ROW), position) + 1
    row = _line(text, start) if start or position <= ROW else ""
    separator = _separator(row) if len(row) <= ROW else ""
    if not separator:
        return ""
    column, width = text.count(separator, start, position), row.count(separator)
    years, short = "", ""
    for _ in range(ROWS):
        if start == 0:
            return years
        above = text.rfind("\n", 0, start - 1) + 1
        row, start = text[above : start - 1], above
        count = row.count(separator)
        if count != width and (width == 1 or not _is_row(row, separator, column)):
            if width == 1 or (not _EMPTY.match(row) and not (separator == "\t" and count) and count != width - 1):
                return years
            short = row if _is_row(row, separator, 0) else ""
        elif not _NUMBER.search(row):
            if not _EMPTY.match(row):
                return _heading_at(text, above, short, separator, column)
        elif not _NUMBER.search(_YEAR.sub("", row)) and count == width:
            years = row.split(separator)[column].strip()
            short = ""
        else:
            short = ""
    return years


def _heading_at(text: str, start: int, short: str, separator: str, column: int) -> str:
    """Return the heading of a column under the row that begins at a position; `short` is one below it with fewer cells, or nothing."""
    row = _line(text, start)
    above = text.rfind("\n", 0, start - 1) + 1 if start else 0
    upper = text[above : max(0, start - 1)]
    if short:
        row = _together(row, short, separator)
    elif upper.count(separator) >= column and _is_row(upper, separator, column):
        row = _together(upper, row, separator)
    return row.split(separator)[column].strip()


def _is_row(row: str, separator: str, column: int) -> bool:
    """Tell whether a row parted by tabs, with a cell in this column at least, can be one of headings."""
    if separator != "\t" or _NUMBER.search(row) or row.count(separator) < column:
        return False
    cells = [cell for cell in row.split(separator) if cell.strip()]
    return len(cells) > 1 and all(len(cell) <= HEADING for cell in cells)


def _together(upper: str, lower: str, separator: str) -> str:
    """Return two rows of headings as one, where the first has cells that span several columns or both rows; else the lower one."""
    above, below = ([cell.strip() for cell in row.split(separator)] for row in (upper, lower))
    width = max(len(above), len(below))
    above, below = (cells + [""] * (width - len(cells)) for cells in (above, below))
    spanned = any(not a and b for a, b in zip(above, below, strict=True))
    if not spanned or any(
        a and b and a != b and not (i + 1 < width and not above[i + 1]) for i, (a, b) in enumerate(zip(above, below, strict=True))
    ):
        return lower
    cells, wide = [], ""
    for a, b in zip(above, below, strict=True):
        wide = a or wide
        cells.append(f"{wide}{b}" if b and a != b else a)
    return separator.join(cells)


def title(text: str, position: int, known: dict[int, str]) -> str:
    """Return the heading in the first row, or the first two, of the table that stands above a position, or nothing.

    `known` keeps the headings of each row seen, by where that begins, so that a long table is climbed only once.
    """
    start = text.rfind("\n", max(0, position - ROW), position) + 1
    if not start and position > ROW:
        return ""
    row = _line(text, start)
    separator = _separator(row) if len(row) <= ROW else ""
    if not separator:
        return ""
    column = text.count(separator, start, position)
    climbed, width = [start], row.count(separator)
    while start not in known:
        above = _row_above(text, start, separator, width)
        if above is None:
            known[start] = _first_row(text, start, separator)
        else:
            start = above
            climbed.append(start)
            width = _line(text, start).count(separator)
    first = known[start]
    known.update(dict.fromkeys(climbed, first))
    cells = first.split(separator)
    return "" if _NUMBER.search(first) or len(cells) <= column else cells[column].strip()


def _row_above(text: str, start: int, separator: str, width: int) -> int | None:
    """Return where the next row up of a table begins; parted by tabs, it may lack its last cells or have more than the one below."""
    for step in range(_SHORTER):
        if start == 0:
            return None
        above = text.rfind("\n", 0, start - 1) + 1
        count = text.count(separator, above, start - 1)
        if count == width or (separator == "\t" and count > width > 1 and not step):
            return above
        if separator != "\t" or not count:
            return None
        start = above
    return None


def _first_row(text: str, start: int, separator: str) -> str:
    """Return the headings of a table that begins at a position: one cell alone is a caption."""
    row = _line(text, start)
    below = _line(text, start + len(row) + 1)
    if len(row.replace(separator, " ").split()) < 2 and below.count(separator) == row.count(separator):
        start += len(row) + 1
        row, below = below, _line(text, start + len(below) + 1)
    if not (_is_row(row, separator, 0) and _is_row(below, separator, 0)):
        return row
    joined = _together(row, below, separator)
    return row if joined == below else joined


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

    Rows end where one has another number of separators; parted by tabs, they may lack their last cells or have more.
    """
    line = text.rfind("\n", max(0, start - ROW), start) + 1
    row = _line(text, line) if line or start <= ROW else ""
    separator = next((s for s in "\t|," if s in row), "")
    if not separator or len(row) > ROW or any(len(cell) > HEADING for cell in row.split(separator)):
        return
    column = text.count(separator, line, start)
    if separator not in _line(text, line + len(row) + 1) or not is_heading(row.split(separator)[column].strip()):
        return
    for _ in range(ROWS):
        line += len(row) + 1
        row, width = _line(text, line), row.count(separator)
        if not row or (row.count(separator) != width and (separator != "\t" or separator not in row)):
            return
        cells = row.split(separator)
        if len(cells) <= column:
            continue
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
