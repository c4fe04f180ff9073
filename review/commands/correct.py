"""``xianshen correct``: open a linked matter for the correction of what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=Command, name="correct", options_metavar="[选项]", short_help="更正已发布的内容")
@click.argument("matter", metavar="事项")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="正文 [附件…]")
@click.option("--drafter", "drafters", multiple=True, required=True, metavar="人员", help="更正稿的拟稿人。")
@click.option("--reading", "readings", multiple=True, type=_FILE, metavar="文件", help="解读材料。")
@click.option("--no-reading", default="", metavar="理由", help="没有解读材料的理由。")
@click.option("--reason", required=True, metavar="原因", help="更正什么。")
@acting_options
def command(
    matter: str, files: tuple[Path, ...], drafters: tuple[str, ...], readings: tuple[Path, ...], no_reading: str, reason: str, **how: Any
) -> int:
    """更正：另开一件与原事项相连的事项，写明改了什么，仍由各级签批。原来的记录不变。"""
    from review.commands.opened import open_matter
    from review.commands.submission import read_whole
    from review.commands.submit import opened as open_new
    from review.workflow.change import compare_versions

    before = open_matter(matter, how["unit"])
    history, desk = before.history, before.desk
    if history.last("release") is None:
        raise RefusedError("XS662", f"《{history.title}》还没有发布，不用更正。", "请用 xianshen revise 改稿。")
    person = before.act(how)
    people = [desk.roster.now.find(drafter).id for drafter in drafters]
    named = [("正文", files[0]), *(("附件", path) for path in files[1:]), *(("解读材料", path) for path in readings)]
    fields = {"title": f"更正：{history.title}"[:200], "drafters": people, "channel": history.channel, "urgent": False, "approval": ""}
    new = open_new(desk, person, named, {**fields, "previous": history.matter}, None, no_reading or history.version["pair"])
    before.record(person, ("correct", {"by": new, "reason": reason}))
    old = history.files[0]
    data = desk.folder.frozen_bytes(history.matter, history.number, 0, old["name"], old["sha256"])
    change = compare_versions(data, read_whole(files[0]), files[0].name)
    click.echo(f"已为更正另行送审：《更正：{history.title}》（正文：{change.kind}）。各级签批后发布，并在原网页标注更正。")
    return Exit.CLEAN
