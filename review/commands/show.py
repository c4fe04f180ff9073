"""``xianshen show``: how far a matter is and what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit
from review.report.wording import REASONS, SEVERITIES

_NAMED = 5  # gaps that the example of a command lists


@click.command(cls=Command, name="show", options_metavar="[选项]", short_help="查看一个事项")
@click.argument("matter", metavar="事项")
@click.option("--findings", is_flag=True, help="列出检查发现的编号和位置（不显示原文）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式。")
@unit_option
def command(matter: str, *, findings: bool, form: str, unit: Path | None) -> int:
    """查看一个事项：审到哪一步，谁签了，还差什么。事项可以写送审的文件名。"""
    from review.commands.desk import open_desk
    from review.report.matter import matter_json, matter_text
    from review.workflow.verdict import standing

    desk = open_desk(unit, matter)
    history = desk.history(desk.find(matter, renamed=True))
    judged = standing(history, desk.setting())
    if form == "json":
        click.echo(json.dumps(matter_json(history, judged, desk.setting()), ensure_ascii=False))
    else:
        click.echo("".join(matter_text(history, judged, desk.setting())), nl=False)
        if findings:
            click.echo("".join(_findings(history, desk.folder.path)), nl=False)
    return Exit.INTEGRITY if judged.broken else Exit.CLEAN


def _findings(history: Any, unit: Any) -> Iterator[str]:
    from review.commands import session
    from review.extract.picture_sheet import SHEET
    from review.model import GapReason, Severity
    from review.workflow.dispositions import in_force

    if history.scan is None:
        return
    titles = session.rules_in_force(unit=unit).titles
    done = in_force(history).items
    for row in history.scan["findings"]:
        item = done.get((row["file"], row["fingerprint"]))
        column = f"　列 {row['column']}" if row["column"] else ""
        state = f"　已按“{item['action']}”处理：{item['reason']}" if item else ""
        where = "、".join(row["places"][:2]) or "全文"
        title, severity = titles.get(row["rule"], row["rule"]), SEVERITIES[Severity(row["severity"])]
        yield f"    {row['id']}　{severity}　{title}　文件{row['file'] + 1} {where}　{row['count']}处{column}{state}\n"
    for row in history.scan["gaps"]:
        item = done.get((row["file"], row["fingerprint"]))
        state = f"　已接受：{item['reason']}" if item else ""
        part = "图片页" if row["part"].endswith(SHEET.part) else row["part"]
        yield f"    {row['id']}　未能检查　{REASONS[GapReason(row['reason'])]}　文件{row['file'] + 1} {part}{state}\n"
    left = [row["id"] for row in history.scan["gaps"] if (row["file"], row["fingerprint"]) not in done]
    if left:
        yield f"    未能检查的，由审查人看过后接受：xianshen dispose 事项 {' '.join(left[:_NAMED])} --as 接受 --reason 谁看过、怎样看的\n"
