"""``xianshen status``: the matters of the unit, those waiting for me, those running out of time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from review.commands.acting import owner, unit_option
from review.commands.chinese import Command
from review.errors import Exit


@click.command(cls=Command, name="status", options_metavar="[选项]", short_help="列出事项")
@click.option("--mine", is_flag=True, help="只列等我签批的，和我拟稿后被退回的；用 --as 或 --key 写明我是谁。")
@click.option("--overdue", is_flag=True, help="只列超过期限或补签逾期的。")
@click.option("--all", "every", is_flag=True, help="连已办结的也列出。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式。")
@click.option("--as", "who", metavar="人员", help="以谁的名义（编号或姓名）。")
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="本人的密钥文件；这里不用口令。")
@unit_option
def command(*, mine: bool, overdue: bool, every: bool, form: str, who: str | None, key_file: Path | None, unit: Path | None) -> int:
    """列出还没办结的事项：审到哪一步，还剩几个工作日。"""
    from review.commands.desk import open_desk
    from review.report.matter import clock_text, matter_json
    from review.workflow.deadline import left
    from review.workflow.reasons import OVERDUE
    from review.workflow.verdict import State, standing

    desk = open_desk(unit)
    setting = desk.setting()
    person = owner(desk, who, key_file).id if mine else None
    over = {State.RELEASED, State.WITHDRAWN, State.RECALLED, State.CLOSED_OTHERWISE}
    rows: list[Any] = []
    code = Exit.CLEAN
    for matter in desk.folder.matters():
        history = desk.history(matter)
        judged = standing(history, setting)
        code = Exit.INTEGRITY if judged.broken else code
        if not history.events:
            rows.append((history, judged))
            continue
        late = left(history, setting.policy, setting.now.date()) < 0 or any(r.code == OVERDUE for r in judged.reasons)
        red = any(reason.code == OVERDUE for reason in judged.reasons)
        shown = (every or red or judged.state not in over) and (not overdue or red or (late and judged.state not in over))
        if shown and (person is None or waits_for(history, judged, setting, person)):
            rows.append((history, judged))
    if form == "json":
        click.echo(json.dumps([matter_json(h, j, setting) for h, j in rows], ensure_ascii=False))
        return code
    for history, judged in rows:
        if history.events:
            urgent = "【紧急】" if history.opening["urgent"] else ""
            click.echo(f"{urgent}《{history.title}》　{judged.state}　{clock_text(history, judged, setting)}　{_next(judged)}")
        else:
            click.echo(f"一个事项的审查记录读不出来：{judged.reasons[0].text}")
    click.echo(f"共 {len(rows)} 件。" if rows else "没有符合条件的事项。")
    return code


def waits_for(history: Any, judged: Any, setting: Any, person: str) -> bool:
    """Tell whether a matter waits for a person: a level that is next and that the person may sign, or a text to mend."""
    from review.workflow.verdict import State, catching_up, lapsed

    if judged.state is State.RETURNED:
        return person in history.contributors
    owed = [*catching_up(history, judged.signed).values(), *(s for s in judged.signed.values() if lapsed(s, setting))]
    if any(sign.person == person for sign in owed) or (judged.state is State.REFERRED and _signed_last(judged, setting, person)):
        return True
    if person in history.contributors or any(sign.person == person for sign in judged.signed.values()):
        return False
    missing = [level for level in setting.policy.levels if level.number not in judged.signed]
    due = missing if history.opening["urgent"] else missing[:1]
    if judged.state is State.REFERRED:
        due = [setting.policy.last]
    return any(setting.roster.now.terms_of(person, level.role, setting.now.date()) for level in due)


def _signed_last(judged: Any, setting: Any, person: str) -> bool:
    last = judged.signed.get(setting.policy.last.number)
    return last is not None and last.person == person


def _next(judged: Any) -> str:
    return judged.reasons[0].text if judged.reasons else ""
