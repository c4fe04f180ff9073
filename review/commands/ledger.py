"""``xianshen ledger``: the register of a month as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit, UsageError


@click.command(cls=Command, name="ledger", options_metavar="[选项]", short_help="导出登记台账")
@click.option("--month", type=click.DateTime(formats=["%Y-%m"]), metavar="年-月", help="哪个月送审的，如 2026-03；默认本月。")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写到哪里；默认“登记台账 年-月.xlsx”。")
@unit_option
def command(month: dt.datetime | None, output: Path | None, unit: Path | None) -> int:
    """把一个月送审的事项写成登记台账（xlsx）。"""
    from review.commands.desk import open_desk
    from review.report.xlsx_ledger import render_ledger
    from review.store import private

    desk = open_desk(unit)
    setting = desk.setting()
    wanted = f"{month or setting.now:%Y-%m}"
    rows = tuple(_rows(desk, setting, wanted))
    if not rows:
        raise UsageError("XS665", f"{wanted} 没有送审的事项。", "请核对月份。")
    data = render_ledger(rows, setting.roster.now.unit, wanted, tuple(level.name for level in setting.policy.levels))
    path = output or Path.cwd() / f"登记台账 {wanted}.xlsx"
    private.write(path, data)
    click.echo(f"登记台账已写入：{path}（{len(rows)} 件）")
    return Exit.CLEAN


def _rows(desk: Any, setting: Any, month: str) -> Iterator[Any]:
    from review.report.matter import compared, name_of, names
    from review.report.xlsx_ledger import LedgerRow
    from review.workflow.verdict import standing

    number = 0
    for matter in desk.folder.matters():
        history = desk.history(matter)
        if not history.events or f"{history.opening.at:%Y-%m}" != month:
            continue
        number += 1
        judged = standing(history, setting)
        signs = (judged.signed.get(level.number) for level in setting.policy.levels)
        levels = tuple(f"{name_of(s.person, setting)} {s.event.at:%Y-%m-%d}" if s else "" for s in signs)
        last = judged.signed.get(setting.policy.last.number)
        release = history.last("release")
        released = f"{release['url']} {release.at:%Y-%m-%d}{'' if compared(history) else '（待核对）'}" if release else ""
        yield LedgerRow(
            number=number,
            dated=dt.date.fromisoformat(history.opening["dated"]),
            title=history.title,
            channel=history.channel,
            drafters=names(history.drafters, setting),
            levels=levels,
            outcome=last.event["outcome"] if last else "",
            state=str(judged.state),
            released=released,
            note=judged.reasons[0].text if judged.reasons else "",
        )
