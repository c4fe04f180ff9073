"""``xianshen facts``: the unit's own tables of what was repealed, renamed or given up, brought in and checked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import click

from review.commands.chinese import Group
from review.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 8 << 20  # bytes of a file that is brought in


@click.group(cls=Group, name="facts", options_metavar="[选项]", subcommand_metavar="命令 …", short_help="导入、检查本单位的事实表")
def command() -> None:
    """导入、检查本单位的事实表：废止的法规、停用的机构名称、变更的区划、停用的说法。

    放在单位词库的 facts 文件夹里，检查文稿（outdated.*）和清查网站时同随附的表一起使用。凭记忆写的只作提示。
    """


_LEXICONS = click.option(
    "--lexicons", "own", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="用这个单位词库文件夹，默认用设置的。"
)


@command.command(options_metavar="[选项]")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[文件…]")
@_LEXICONS
def check(paths: tuple[Path, ...], own: Path | None) -> int:
    """检查事实表：列、日期、重复、来源、把握；不给文件时检查随附的和单位词库里的。"""
    from review.facts import tables
    from review.facts.table import MEMORY
    from review.rules.locate import lexicons

    unit = _unit(own)
    folders = [lexicons() / "facts", *([unit / "facts"] if unit is not None else [])]
    for path in paths or [folder / name for folder in folders for name in tables.TABLES if (folder / name).is_file()]:
        rows = tables.check(path)
        table = tables.TABLES[path.name]
        memory = sum(row["confidence"] == MEMORY for row in rows)
        newest = tables.newest(rows, table)
        shown = f"，最晚 {newest}" if newest else ""
        click.echo(f"{path}：{table.title} {len(rows)} 行，其中凭记忆、只作提示的 {memory} 行{shown}。")
    click.echo("没有发现问题。")
    return Exit.CLEAN


@command.command(name="import", options_metavar="[选项]")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件")
@_LEXICONS
def import_table(path: Path, own: Path | None) -> int:
    """把 xlsx、csv 或制表符分隔的表并入单位词库。第一行写列名，中文英文都可以；同一件事再次导入的，以新的为准。"""
    from review.facts import tables
    from review.rules.unit_files import UNIT
    from review.store import private

    table, rows = tables.from_cells(_cells(path), f"“{path.name}”")
    unit = _unit(own)
    if unit is None:
        raise UsageError("XS387", "还没有单位词库，不知道导入到哪里。", "请加 --lexicons 文件夹，或先用 xianshen config lexicon 设置。")
    folder = unit / "facts"
    target = folder / table.name
    old = tables.check(target) if target.is_file() else ()
    whole, replaced = tables.joined_with(old, tables.checked(rows, table), table)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        private.write(target, tables.written(tables.checked(whole, table), table).encode())
    except OSError as error:
        raise UsageError("XS388", f"“{target}”写不进去。", "请确认单位词库文件夹可以写入。") from error
    added = len(whole) - len(old)
    click.echo(f"{table.title}：新增 {added} 行，更新 {replaced} 行，现有 {len(whole)} 行，写入{UNIT}/facts/{table.name}。")
    return Exit.CLEAN


def _unit(own: Path | None) -> Path | None:
    from review.commands import session
    from review.extract.sources import not_found
    from review.rules.locate import is_whole

    if own is not None and is_whole(own):
        raise UsageError("XS387", "这是整套词库，不是单位词库。", "请给出单位自己的词库文件夹。")
    if own is not None and not own.is_dir():
        raise not_found(own)
    return own or session.own_lexicon()


def _cells(path: Path) -> Sequence[Sequence[str]]:
    from review.extract import extract
    from review.extract.plain import decode

    data = path.read_bytes()
    if len(data) > _MOST:
        raise UsageError("XS389", f"“{path.name}”过大。", f"请拆成不超过 {_MOST >> 20} MB 的表。")
    if path.suffix.lower() == ".csv":
        try:
            return list(csv.reader(decode(data)[0].splitlines()))
        except csv.Error as error:
            raise UsageError("XS389", f"“{path.name}”不是能读的 csv。", "请在表格软件里另存为 xlsx 或 csv。") from error
    document = extract(data, path.name)
    if document.gaps:
        raise UsageError("XS389", f"“{path.name}”没有读完：{document.gaps[0].message}", "请另存为 xlsx 或 csv 再导入。")
    lines = document.text[: document.visible_end].split("\n")
    return [line.split("\t") for line in lines if line.strip()]
