"""``xianshen revise``: a new version of the text; earlier sign-offs no longer count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=Command, name="revise", options_metavar="[选项]", short_help="改稿后重新送审")
@click.argument("matter", metavar="事项")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="正文 [附件…]")
@click.option("--reading", "readings", multiple=True, type=_FILE, metavar="文件", help="解读材料，可写多次。")
@click.option("--no-reading", default="", metavar="理由", help="政策文件没有解读材料的理由。")
@click.option("--reason", required=True, metavar="说明", help="改了什么。")
@acting_options
def command(matter: str, files: tuple[Path, ...], readings: tuple[Path, ...], no_reading: str, reason: str, **how: Any) -> int:
    """改稿后重新送审：重新检查并留存。以前各级的签批全部作废，处理过的发现只要没变就仍然有效。"""
    from review.commands import submission
    from review.commands.opened import open_matter
    from review.commands.submit import refuse_unpaired
    from review.report.matter import matter_text
    from review.workflow.change import compare_versions

    opened = open_matter(matter, how["unit"], renamed=True)
    opened.must_be_open()
    person = opened.act(how)
    named = [("正文", files[0]), *(("附件", path) for path in files[1:]), *(("解读材料", path) for path in readings)]
    found = submission.read_submission(opened.desk, named, opened.history.channel)
    history, number = opened.history, opened.history.number
    had = any(file["role"] == "解读材料" for file in history.files)
    if had and not readings and not no_reading.strip():
        raise RefusedError("XS670", "上一版有解读材料，这一版没有。", "请用 --reading 给出，或用 --no-reading 写明理由。")
    refuse_unpaired(history.title, found, named, no_reading or history.version["pair"])
    old = history.files[0]
    before = opened.desk.folder.frozen_bytes(history.matter, number, 0, old["name"], old["sha256"])
    change = compare_versions(before, found.files[0].data, found.files[0].name)
    fields = {"files": found.rows, "reason": reason, "pair": no_reading or history.version["pair"], "policy": opened.desk.policy.digest}
    events = [("revise", fields), *submission.scan_events(found)]
    opened.desk.check(person, history.matter, events)
    submission.freeze(opened.desk, history.matter, number + 1, found)
    opened.record(person, *events)
    after = opened.again()
    click.echo(f"已重新送审（正文：{change.kind}）。以前的签批作废。")
    click.echo("".join(matter_text(after.history, after.judged, after.desk.setting())), nl=False)
    return Exit.CLEAN
