"""Tables of a document by the places of their cells: the columns and their headings, also where a sheet is longer than a block.

In plain text, lines that a tab, a bar, commas or wide spaces part into equally many cells are a table. Two rows of headings count as
one where the first has cells that span several columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from review import lazy_re as re
from review.model import Document, Place, Segment
from review.text.normalise import fold

LONGEST = 24  # code points of a heading
ROWS = 6  # from the first row of a table: one of them is the heading
_WORD_CELL = re.compile(r"(?P<table>.*t\d+(?:/t\d+)*)/r(?P<row>\d+)/c(?P<column>\d+)\Z")
_SHEET_CELL = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>\d+)\Z")
_SIGNS = (re.compile(r"\t"), re.compile(r"\|"), re.compile(r"[,，]"), re.compile(r"[ \u3000]{2,}"), re.compile(r"[ \u3000]"))
_RULER = re.compile(r"[\s|:\-]*\Z")
_NUMBER = re.compile(r"[0-9]{2,}")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:年|\Z)|[0-9]{1,2}月")
_HEADING = re.compile(
    r"(?:姓\s?名|性别|年龄|民族|电话|手机|号码?|住址|地址|金额|单位|职务|部门|备注|日期|时间|类别|名称|编号|账户|账号|事项|乡镇|社区|学校|班级|等级|人数|面积|标准|人员|对象|户主|原因|情况|地点|方式|结果|关系"
    r"|人|电话号|类型|位置|坐落|所在地|所在村|补助|保费|数|元)(?:\(.*\))?\Z"
)


class Column(NamedTuple):
    """A column under its heading, folded; `headings` are those of the whole table in one line."""

    heading: str
    headings: str
    cells: tuple[Segment, ...]


def columns(document: Document) -> Iterator[Column]:
    """Yield the columns of the tables of a document."""
    tables = _written(document) if document.format == "text" else _placed(document)
    for rows in tables:
        yield from _columns(document, rows)


def _placed(document: Document) -> Iterator[dict[int, dict[str, Segment]]]:
    table: tuple[str, str] | None = None
    rows: dict[int, dict[str, Segment]] = {}
    for segment in document.segments:
        where = _where(segment.place)
        if where is None:
            continue
        key, row, column = where
        if key != table:
            yield rows
            table, rows = key, {}
        rows.setdefault(row, {}).setdefault(column, segment)
    yield rows


def _where(place: Place) -> tuple[tuple[str, str], int, str] | None:
    path = place.path or ""
    if cell := _WORD_CELL.match(path):
        return (place.part, cell["table"]), int(cell["row"]), f"{int(cell['column']):03}"
    if cell := _SHEET_CELL.match(path):
        return (place.part, "sheet"), int(cell["row"]), f"{cell['column']:>3}"
    return None


def _written(document: Document) -> Iterator[dict[int, dict[str, Segment]]]:
    """Yield the tables that are written in plain text."""
    rows: dict[int, dict[str, Segment]] = {}
    shape: tuple[int, int] | None = None
    start = 0
    for line in document.text[: document.visible_end].split("\n"):
        body = line.strip(" \u3000")
        sign = next((n for n, sign in enumerate(_SIGNS) if sign.search(body)), None)
        parted = None if sign is None else (sign, len(_SIGNS[sign].findall(body)))
        if parted != shape or parted is None:
            yield rows
            rows, shape = {}, parted
        if parted and not _RULER.match(line):
            rows[len(rows)] = dict(_parts(line, _SIGNS[parted[0]], start))
        start += len(line) + 1
    yield rows


def _parts(line: str, sign: re.Pattern[str], base: int) -> Iterator[tuple[str, Segment]]:
    start = len(line) - len(line.lstrip(" \u3000"))
    end = len(line.rstrip(" \u3000"))
    cuts = [*sign.finditer(line, start, end), None]
    for column, cut in enumerate(cuts):
        text = line[start : cut.start() if cut else end]
        blank = len(text) - len(text.lstrip(' "'))
        last = max(blank, len(text.rstrip(' "')))
        yield f"{column:03}", Segment(base + start + blank, base + start + last, Place())
        start = cut.end() if cut else end


def _columns(document: Document, rows: Mapping[int, Mapping[str, Segment]]) -> Iterator[Column]:
    numbers = sorted(rows)
    texts = {number: {column: _text(document, s) for column, s in rows[number].items()} for number in numbers[: ROWS + 1]}
    first = next((n for n in numbers[:ROWS] if _is_heading_row(texts[n])), None)
    if first is None:
        return
    headings, last = dict(texts[first]), first
    below = next((n for n in numbers if n > first), None)
    if below in texts and _goes_on(headings, texts[below]):
        last, above = below, ""
        for column in sorted(texts[below]):
            above = headings.get(column) or above
            headings[column] = f"{above}{texts[below][column]}"
    every = " ".join(headings.values())
    for column, heading in headings.items():
        if heading:
            yield Column(heading, every, tuple(rows[n][column] for n in numbers if n > last and column in rows[n]))


def _goes_on(headings: Mapping[str, str], below: Mapping[str, str]) -> bool:
    """Tell whether the second row says what the cells of the first one, which span several columns, are parted into."""
    return not all(headings.get(column) for column in below) and any(map(_HEADING.search, filter(None, below.values())))


def _is_heading_row(row: Mapping[str, str]) -> bool:
    """Tell whether a row is one of headings: two cells at least, short, without numbers, one of them a known heading."""
    filled = [text for text in row.values() if text]
    return (
        len(filled) > 1
        and all(len(text) <= LONGEST and (not _NUMBER.search(text) or _YEARS.search(text)) for text in filled)
        and any(map(_HEADING.search, filled))
    )


def _text(document: Document, segment: Segment) -> str:
    return fold(document.text[segment.start : min(segment.end, segment.start + 200)]).strip()
