"""``xianshen verify``: does the record hold, and how much of it is anchored?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit, IntegrityError

_AHEAD = dt.timedelta(days=1)


@click.command(cls=Command, name="verify", options_metavar="[选项]", short_help="核验审查记录")
@click.argument("matter", required=False, metavar="[事项]")
@click.option("--all", "every", is_flag=True, help="核验名册、台账和全部事项；不写事项时也是如此。")
@click.option("--checkpoint", "point", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="与以前的时点文件核对。")
@unit_option
def command(matter: str | None, *, every: bool, point: Path | None, unit: Path | None) -> int:
    """核验审查记录有没有被改动、删除、截断、调换，签名对不对，留存的文件还是不是原来的。"""
    from review.commands.checkpoint import contradiction
    from review.commands.desk import open_desk
    from review.workflow.chain import groups

    every = every or (matter is None and point is None)
    desk = open_desk(unit, matter)
    faults: list[str] = []
    matters = list(desk.folder.matters()) if every else [desk.find(matter)] if matter else []
    if point is not None:
        faults += filter(None, [contradiction(point, desk)])
    faults += [f"台账第{fault.seq + 1}条：{fault.what}" for fault in desk.ledger.unsigned(desk.roster)]
    if desk.policy.digest != desk.roster.now.policy:
        faults.append("审查设置 unit.toml 与名册登记的不一致")
    if every:
        faults += [f"一个事项的审查记录不见了（{ulid}）" for ulid in desk.ledger.vanished(matters)]
    for ulid in matters:
        faults += _matter(desk, ulid, told=not every)
    for fault in faults:
        click.echo(f"× {fault}")
    if faults:
        click.echo("审查记录不可信。请保留原件，不要再改动，报告保密检查人员。")
        return Exit.INTEGRITY
    count = f"{len(matters)} 个事项、" if every else ""
    click.echo(f"核验无误：{count}名册 {len(desk.roster.chain.entries)} 条、台账 {len(desk.ledger.chain.entries)} 条。")
    click.echo(f"名册核对码 {groups(desk.roster.genesis)}，台账核对码 {groups(desk.ledger.head)}。")
    return Exit.CLEAN


def _matter(desk: Any, ulid: str, *, told: bool) -> Iterator[str]:
    history = desk.history(ulid)
    title = f"《{history.title}》" if history.events else ulid
    yield from (f"{title}第{fault.seq + 1}条：{fault.what}" for fault in history.faults)
    torn = desk.folder.records(ulid).torn
    if torn:
        click.echo(f"● {title}：最后有一条没有写完的记录（上次操作中断），不算数；下次操作时移到一边。")
    loose = desk.ledger.unanchored(history)
    if loose and not history.faults:
        click.echo(f"● {title}：最后 {loose} 条还没有登入台账（上次操作中断），下次操作时补登。")
    for event, later in zip(history.events, history.events[1:], strict=False):
        if later.at < event.at:
            click.echo(f"● {title}第{later.seq + 1}条的时间早于前一条，请核对电脑时钟。")
    if history.events and history.events[-1].at > desk.setting().now + _AHEAD:
        click.echo(f"● {title}最后一条的时间在将来，请核对电脑时钟。")
    if told:
        click.echo(f"{title}：{len(history.events)} 条记录，{len(history.events) - loose} 条已登入台账。")
    yield from _frozen(desk, history, title)
    for event in history.events:
        if event.get("evidence") and event.type == "paper" and not desk.folder.has_evidence(event["evidence"]):
            yield f"{title}第{event.seq + 1}条：登记的签批扫描件不见了或被换掉"


def _frozen(desk: Any, history: Any, title: str) -> Iterator[str]:
    versions = [event for event in history.events if event.type in ("open", "revise")]
    for number, event in enumerate(versions, 1):
        for place, file in enumerate(event["files"]):
            try:
                desk.folder.frozen_bytes(history.matter, number, place, file["name"], file["sha256"])
            except IntegrityError as error:
                yield f"{title}：{error.message}"
