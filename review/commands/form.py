"""``xianshen form``: the 政府信息公开保密审查表 of a matter, to print and sign by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit


@click.command(cls=Command, name="form", options_metavar="[选项]", short_help="打印保密审查表")
@click.argument("matter", metavar="事项")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="本单位的审查表（docx），其中用 {{标题}} 等写明要填的项。",
)
@click.option("--carrier", type=click.Choice(["公文类", "非公文类"]), default="公文类", show_default=True, help="载体形式。")
@click.option("--planned", default="", metavar="时间", help="拟公开时间。")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写到哪里；默认“审查表 标题.docx”。")
@unit_option
def command(matter: str, template: Path | None, carrier: str, planned: str, output: Path | None, unit: Path | None) -> int:
    """写出一页 A4 的政府信息公开保密审查表（docx）：签批情况、核对码和记录摘要，留有手写签名和盖章的位置。"""
    from review.commands.desk import open_desk
    from review.commands.submission import read_whole
    from review.report.form import fill_template, render_form
    from review.store import private
    from review.store.unit_folder import safe
    from review.workflow.verdict import standing

    desk = open_desk(unit, matter)
    history = desk.sound(desk.find(matter))
    content = form_content(history, standing(history, desk.setting()), desk.setting(), carrier, planned)
    data = fill_template(read_whole(template), content) if template else render_form(content)
    path = output or Path.cwd() / safe(f"审查表 {history.title}.docx")
    private.write(path, data)
    click.echo(f"审查表已写入：{path}")
    click.echo("打印后由领导签名；收回后用 xianshen paper 登记，核对码在表上。")
    return Exit.CLEAN


def form_content(history: Any, judged: Any, setting: Any, carrier: str, planned: str) -> Any:
    """Return what the form says of a matter."""
    import datetime as dt

    from review.report.form import FormContent
    from review.report.matter import names, scan_text
    from review.workflow.chain import groups
    from review.workflow.checkcode import check_code

    last = judged.signed.get(setting.policy.last.number)
    return FormContent(
        unit=setting.roster.now.unit,
        title=history.title,
        files=tuple((file["role"], file["name"]) for file in history.files),
        drafters=names(history.drafters, setting),
        channel=history.channel,
        carrier=carrier,
        dated=dt.date.fromisoformat(history.opening["dated"]),
        planned=planned,
        profile=setting.policy.profile,
        levels=tuple(_levels(judged, setting)),
        outcome=last.event["outcome"] if last else "",
        grounds=last.event["grounds"] if last else "",
        findings=scan_text(history),
        urgent=history.opening["urgent"],
        check_code=check_code(history),
        digest_tail=groups(history.files_digest),
        head_tail=groups(history.head),
        version=history.number,
        printed=setting.now,
    )


def _levels(judged: Any, setting: Any) -> Iterator[Any]:
    from review.report.form import LevelLine
    from review.report.matter import means_text, name_of, proof_text

    for level in setting.policy.levels:
        sign = judged.signed.get(level.number)
        if sign is None:
            yield LevelLine(level.name, level.role, "", None, "", "", "", "", "")
            continue
        waiting = "，待补签" if sign.provisional_until else ""
        of = name_of(sign.on_behalf_of, setting) if sign.on_behalf_of else ""
        event = sign.event
        opinion = "；".join(filter(None, (event["statement"], event["grounds"], event["answer"])))
        means, who = means_text(event, setting) + waiting, name_of(sign.person, setting)
        yield LevelLine(level.name, level.role, who, event.at, means, "同意", opinion, proof_text(event).removeprefix("校对："), of)
