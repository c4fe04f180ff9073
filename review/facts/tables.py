"""The tables of facts that a unit may keep for itself: what stands in their columns, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from review import lazy_re as re
from review.errors import LexiconError
from review.facts import areas, expressions, institutions, laws
from review.facts.dates import parse_day
from review.facts.table import MEMORY, Row, day, parsed, read

_FROM_MEMORY = re.compile(r"\s{0,4}(?:凭|根据)?记忆|memory\b", re.IGNORECASE)
_LONGEST = 200  # code points in a cell
_YEAR = re.compile(r"(?:19|20)\d\d")
_EVENTS = {"废止": "repealed", "修订": "revised", "施行": "enacted"}
_LEVELS = {"中央": "central", "地方": "local"}
_YES = {"是": "yes", "否": "no"}
_CONFIDENCES = {"核实": "verified", "已核实": "verified", "记忆": MEMORY, "凭记忆": MEMORY, "本单位": "unit", "": "unit"}


@dataclass(frozen=True)
class Table:
    """A kind of table: its file, what it is called, its columns with their Chinese headings, and what tells two rows apart.

    `words` are the Chinese words that stand for values of a column; `faults` yields what is wrong with a row, in Chinese.
    """

    name: str
    title: str
    headings: Mapping[str, str]
    key: tuple[str, ...]
    faults: Callable[[Row], Iterator[str]]
    words: Mapping[str, Mapping[str, str]]
    dates: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in their order."""
        return tuple(self.headings)


def _of_laws(row: Row) -> Iterator[str]:
    if row["event"] not in _EVENTS.values():
        yield f"event（变化）只能写 {'、'.join(_EVENTS.values())}（{'、'.join(_EVENTS)}）"
    if row["event"] == "revised" and not _YEAR.fullmatch(row["by"]):
        yield "修订的，by（现行）要写现行版本的年份，如 2023"
    if row["name"].startswith(("《", "中华人民共和国")):
        yield "name（名称）不写书名号和“中华人民共和国”"


def _of_institutions(row: Row) -> Iterator[str]:
    if row["level"] not in _LEVELS.values():
        yield f"level（层级）只能写 {'、'.join(_LEVELS.values())}（{'、'.join(_LEVELS)}）"
    names = [row["name"], *filter(None, row["aliases"].split("|"))]
    if any(len(name) < 2 for name in names):
        yield "name（原名称）和 aliases（别名）至少两个字"
    if row["by"] in names:
        yield "by（现名称）与原名称相同"
    if not row["by"]:
        yield "by（现名称）要写；撤销的写“已撤销”"


def _of_areas(row: Row) -> Iterator[str]:
    if not _YEAR.fullmatch(row["year"]):
        yield "year（年份）要写四位数的年份，如 2021"
    if row["elsewhere"] not in _YES.values():
        yield "elsewhere（别处仍用）只能写 yes、no（是、否）"
    if len(row["name"]) < 2 or not row["province"]:
        yield "name（旧名称）至少两个字，province（省份）要写"


def _of_expressions(row: Row) -> Iterator[str]:
    if any(len(word) < 2 for each in row["words"].split("|") for word in each.split("&")):
        yield "words（说法）里每个词至少两个字；几种说法用 | 隔开，须同时出现的用 & 连接"
    if not row["by"]:
        yield "by（现在的说法）要写"


_ENDING = {"confidence": "把握", "source": "来源"}
TABLES: Mapping[str, Table] = {
    each.name: each
    for each in (
        Table(
            laws.NAME,
            "法律法规的变化",
            {"name": "名称", "event": "变化", "date": "日期", "by": "现行", **_ENDING},
            laws.KEY,
            _of_laws,
            {"event": _EVENTS, "confidence": _CONFIDENCES},
            ("date",),
        ),
        Table(
            institutions.NAME,
            "停用的机构名称",
            {"name": "原名称", "aliases": "别名", "level": "层级", "since": "停用日期", "by": "现名称", **_ENDING},
            institutions.KEY,
            _of_institutions,
            {"level": _LEVELS, "confidence": _CONFIDENCES},
            ("since",),
        ),
        Table(
            areas.NAME,
            "变更的行政区划",
            {"province": "省份", "city": "城市", "name": "旧名称", "year": "年份", "by": "现名称", "elsewhere": "别处仍用", **_ENDING},
            areas.KEY,
            _of_areas,
            {"elsewhere": _YES, "confidence": _CONFIDENCES},
        ),
        Table(
            expressions.NAME,
            "停用的说法",
            {"words": "说法", "since": "停用日期", "by": "现在的说法", **_ENDING},
            expressions.KEY,
            _of_expressions,
            {"confidence": _CONFIDENCES},
            ("since",),
        ),
    )
}


def check(path: Path) -> tuple[Row, ...]:
    """Return the rows of a table in which nothing is wrong; its name tells which it is.

    Raises LexiconError (XS380–XS386) with ``file:line`` for the first thing that is.
    """
    if path.name not in TABLES:
        raise LexiconError("XS386", f"“{path.name}”不是能用的事实表。", f"文件名只能是：{'、'.join(TABLES)}。")
    table = TABLES[path.name]
    return checked(parsed(read(path), table.name, table.columns), table)


def checked(rows: Iterable[Row], table: Table) -> tuple[Row, ...]:
    """Return rows as they are. Raises LexiconError (XS384, XS385) for the first in which something is wrong, or that says a thing again."""
    met: dict[tuple[str, ...], int] = {}
    found = tuple(rows)
    for number, row in enumerate(found, 2):
        place = f"{table.name}:{number}"
        for column in table.dates:
            day(row[column], place)
        for fault in (*_common(row), *table.faults(row)):
            raise LexiconError("XS385", f"{place}：{fault}。", "请改正后再试。")
        same = tuple(row[column] for column in table.key)
        if same in met:
            raise LexiconError("XS385", f"{place}：与第 {met[same]} 行说的是同一件事（{'、'.join(same)}）。", "请只保留一行。")
        met[same] = number
    return found


def _common(row: Row) -> Iterator[str]:
    if _FROM_MEMORY.match(row["source"]) and row["confidence"] != MEMORY:
        yield "来源是记忆的，confidence（把握）只能写 memory，只作提示"
    if long := [column for column, cell in row.items() if len(cell) > _LONGEST]:
        yield f"{long[0]} 超过 {_LONGEST} 字"


def from_cells(rows: Sequence[Sequence[str]], place: str) -> tuple[Table, tuple[Row, ...]]:
    """Return the rows of a table somebody filled in, and which table it is by its headings, Chinese or English, in any order.

    The first row is that of the headings; a column of confidence may be missing, then the unit itself vouches. Raises LexiconError
    (XS385, XS390) with the number of the row.
    """
    head = [re.sub(r"\s|\ufeff", "", cell) for cell in rows[0]] if rows else []
    table, where = _table_of(head, place)
    found = []
    for number, cells in enumerate(rows[1:], 2):
        values = {column: cells[at].strip() if at < len(cells) else "" for column, at in where.items()}
        if not any(values.values()):
            continue
        row = {column: _value(table, column, values.get(column, "")) for column in table.columns}
        if not row["source"]:
            raise LexiconError("XS385", f"{place}第 {number} 行：没有写来源（source）。", "请写明文件名或文号。")
        if row["confidence"] not in _CONFIDENCES.values():
            raise LexiconError("XS385", f"{place}第 {number} 行：把握“{row['confidence']}”不认识。", "只能写 核实、记忆、本单位。")
        found.append(row)
    return table, tuple(found)


def joined_with(old: Iterable[Row], new: Iterable[Row], table: Table) -> tuple[tuple[Row, ...], int]:
    """Return the rows of a table with new ones, sorted, and how many rows of the old ones gave way to a new one."""
    kept = {tuple(row[column] for column in table.key): row for row in old}
    added = {tuple(row[column] for column in table.key): row for row in new}
    replaced = sum(kept[key] != row for key, row in added.items() if key in kept)
    return tuple(sorted((kept | added).values(), key=lambda row: [row[column] for column in table.columns])), replaced


def written(rows: Iterable[Row], table: Table) -> str:
    """Return rows as the text of a table."""
    return "".join("\t".join(cells) + "\n" for cells in (table.columns, *([row[c] for c in table.columns] for row in rows)))


def _table_of(head: Sequence[str], place: str) -> tuple[Table, Mapping[str, int]]:
    for table in TABLES.values():
        where = {c: head.index(name) for c, title in table.headings.items() for name in (c, title) if name in head}
        if set(table.columns) - set(where) <= {"confidence", "aliases"}:
            return table, where
    known = "；".join(f"{table.title}：{'、'.join(table.headings.values())}" for table in TABLES.values())
    raise LexiconError("XS390", f"{place}第 1 行：看不出是哪一种事实表。", f"第一行要写列名。{known}。")


def _value(table: Table, column: str, cell: str) -> str:
    text = re.sub(r"\s+", " ", cell)
    if column in table.dates and (found := parse_day(text)) is not None:
        return found.isoformat()
    return table.words.get(column, {}).get(text, text)


def newest(rows: Iterable[Row], table: Table) -> date | None:
    """Return the last day that rows speak of, or None where they name no days."""
    return max((date.fromisoformat(row[column]) for row in rows for column in table.dates), default=None)
