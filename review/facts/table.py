"""Tables of dated facts: tab-separated UTF-8 with a header row, sorted, every row with its source.

A row that rests on memory alone (`confidence` is memory) is good for a note and never for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from review.errors import LexiconError

CONFIDENCES = frozenset({"verified", "memory", "unit"})
MOST_ROWS = 100_000


def rows(path: Path, columns: tuple[str, ...]) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table by the names of its columns.

    Raises LexiconError (XS380–XS383), with ``file:line``, for a file that cannot be read and the first row that is not what it claims.
    """
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS380", f"{path.name}：事实表打不开。", "请确认文件存在，并且是 UTF-8 编码。") from error
    if tuple(lines[0].split("\t")) != columns or len(lines) > MOST_ROWS:
        raise LexiconError("XS381", f"{path.name}:1：表头不对，或行数过多。", f"表头应为（以制表符分隔）：{' '.join(columns)}。")
    found = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise LexiconError("XS382", f"{path.name}:{number}：应有 {len(columns)} 列，实有 {len(cells)} 列。", "请检查制表符。")
        row = dict(zip(columns, cells, strict=True))
        if not row["source"] or row.get("confidence", "unit") not in CONFIDENCES:
            raise LexiconError("XS382", f"{path.name}:{number}：要写来源，confidence 只能写 verified 或 memory。", "请补上。")
        found.append(row)
    if found != sorted(found, key=lambda row: tuple(row[column] for column in columns)):
        raise LexiconError("XS383", f"{path.name}：没有按第一列排序。", "请排序后保存。")
    return tuple(found)


def day(text: str, place: str) -> date:
    """Return a day of a table, written as 2024-05-01. Raises LexiconError (XS384)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise LexiconError("XS384", f"{place}：日期“{text}”的写法不对。", "请写成 2024-05-01 这样。") from error
