"""Tables of dated facts: tab-separated UTF-8 with a header row, sorted, every row with its source.

A row that rests on memory alone (`confidence` is memory) is good for a note and never for more. A unit's own table stands beside the one
that ships: where both speak of the same thing, it takes the place of a row from memory, and of no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from review.errors import LexiconError

MEMORY = "memory"
CONFIDENCES = frozenset({"verified", MEMORY, "unit"})
MOST_ROWS = 100_000


Row = Mapping[str, str]


def rows(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of a table by the names of its columns.

    Raises LexiconError (XS380–XS383), with ``file:line``, for a file that cannot be read and the first row that is not what it claims.
    """
    return parsed(read(path), path.name, columns)


def read(path: Path) -> str:
    """Return the text of a table; a mark at its beginning, as Windows writes it, is left out. Raises LexiconError (XS380)."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS380", f"{path.name}：事实表打不开。", "请确认文件存在，并且是 UTF-8 编码。") from error


def parsed(text: str, name: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of the text of a table called `name`. Raises LexiconError (XS381–XS383) like `rows`."""
    lines = text.rstrip("\n").split("\n")
    if tuple(lines[0].split("\t")) != columns or len(lines) > MOST_ROWS:
        raise LexiconError("XS381", f"{name}:1：表头不对，或行数过多。", f"表头应为（以制表符分隔）：{' '.join(columns)}。")
    found = []
    last: tuple[str, ...] = ()
    for number, line in enumerate(lines[1:], 2):
        cells = tuple(line.split("\t"))
        if len(cells) != len(columns):
            raise LexiconError("XS382", f"{name}:{number}：应有 {len(columns)} 列，实有 {len(cells)} 列。", "请检查制表符。")
        row = dict(zip(columns, cells, strict=True))
        if not row["source"] or row.get("confidence", "unit") not in CONFIDENCES:
            known = "、".join(sorted(CONFIDENCES))
            raise LexiconError("XS382", f"{name}:{number}：要写来源（source），confidence 只能写 {known}。", "请补上或改正。")
        if cells <= last:
            what = "与上一行相同" if cells == last else "没有按第一列排序"
            raise LexiconError("XS383", f"{name}:{number}：{what}。", "请删去重复的行，从小到大排序后保存。")
        last = cells
        found.append(row)
    return tuple(found)


def joined(parts: Iterable[str], name: str, columns: tuple[str, ...], key: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of several tables of a kind as one; of rows that agree in `key` the first that does not rest on memory stands."""
    found: dict[tuple[str, ...], Row] = {}
    for part in parts:
        for row in parsed(part, name, columns):
            same = tuple(row[column] for column in key)
            if same not in found or found[same]["confidence"] == MEMORY:
                found[same] = row
    return tuple(found.values())


def day(text: str, place: str) -> date:
    """Return a day of a table, written as 2024-05-01. Raises LexiconError (XS384)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise LexiconError("XS384", f"{place}：日期“{text}”的写法不对。", "请写成 2024-05-01 这样。") from error
