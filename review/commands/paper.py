"""``xianshen paper``: register what a leader signed by hand, or approved by telephone in an urgent matter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.digest import sha256
from review.errors import Exit, RefusedError, UsageError
from review.workflow.events import Outcome

UNREAD = {"done": False, "accepted": 0, "rejected": 0}


@click.command(cls=Command, name="paper", options_metavar="[选项]", short_help="登记纸质签批或电话批准")
@click.argument("matter", metavar="事项")
@click.option("--level", type=click.IntRange(1, 6), required=True, help="第几级。")
@click.option("--signer", metavar="人员", help="签批的领导（不是登记人）；只有一人担任这一级时可以不写。")
@click.option("--scan", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="签好的审查表的扫描件或照片。")
@click.option("--code", default="", metavar="核对码", help="审查表上印的核对码。")
@click.option("--phone", is_flag=True, help="紧急事项的电话批准，24 小时内要补签。")
@click.option("--witness", default="", metavar="姓名", help="电话批准的见证人。")
@click.option("--at", "called", type=click.DateTime(formats=["%Y-%m-%d %H:%M"]), metavar="时间", help="电话批准的时间。")
@click.option("--outcome", type=click.Choice([o.value for o in Outcome]), help="公开结论，只由最后一级给出。")
@click.option("--grounds", default="", metavar="依据", help="不予公开的依据和理由。")
@click.option("--to", "referred_to", default="", metavar="机关", help="报审给谁。")
@click.option("--answer", default="", metavar="答复", help="报审的答复。")
@click.option("--return", "back", is_flag=True, help="领导在纸面上不同意：登记为退回，用 --reason 写明意见。")
@click.option("--reason", default="", metavar="意见", help="退回的意见。")
@click.option("--proof", default="", metavar="done:采纳/不采纳", help="审查表上写的校对情况，如 done:3/1。")
@acting_options
def command(
    matter: str,
    level: int,
    signer: str | None,
    scan: Path | None,
    code: str,
    *,
    phone: bool,
    witness: str,
    called: dt.datetime | None,
    outcome: str | None,
    grounds: str,
    referred_to: str,
    answer: str,
    back: bool,
    reason: str,
    proof: str,
    **how: Any,
) -> int:
    """登记纸质签批：核对审查表上的核对码，留存扫描件的摘要，由登记人签名。登记人只证明收到了这份签批。"""
    from review.commands.answers import asked
    from review.commands.opened import open_matter
    from review.commands.sign import next_step, parse_proof
    from review.commands.signing import refuse_unless_counts, signed_fields
    from review.commands.submission import read_whole
    from review.workflow.checkcode import same_code

    opened = open_matter(matter, how["unit"])
    opened.must_be_open()
    leader = _leader(opened, level, signer)
    if phone and (not witness.strip() or called is None):
        raise UsageError("XS655", "电话批准要写明见证人和时间。", "请加 --witness 和 --at。")
    if not phone and not back and scan is None:
        raise UsageError("XS655", "纸质签批要给出扫描件。", "请加 --scan。")
    if not phone and not back and not code:
        code = asked("审查表上印的核对码：")
    if not phone and not back and not same_code(code, opened.history):
        raise RefusedError("XS656", "核对码不符：这张审查表不是这个版本的。", "请重新打印审查表，由领导对现在的版本签批。")
    if back:
        return _given_back(opened, level, leader, reason, how)
    proofread = UNREAD if phone and not proof else parse_proof(proof or asked("审查表上的校对情况（如 done:3/1）："))
    person = opened.act(how)
    data = read_whole(scan) if scan is not None else None
    evidence = sha256(data) if data is not None else None
    fields = signed_fields(opened, level, outcome, grounds, referred_to, answer, "纸质签批" if not phone else "电话批准", proofread)
    fields |= {"signer": leader.id, "means": "电话" if phone else "纸质", "evidence": evidence, "witness": witness}
    fields |= {"called": called.astimezone().isoformat(timespec="seconds") if called else None}
    refuse_unless_counts(opened, "paper", fields, person)
    if data is not None and scan is not None:
        opened.desk.folder.keep_evidence(data, scan.suffix.lower())
    opened.record(person, ("paper", fields))
    way = "电话批准，请在 24 小时内补签" if phone else "纸质签批"
    click.echo(f"已登记：{leader.name}{way}（登记人{person.person.name}）。{next_step(opened.again())}")
    return Exit.CLEAN


def _leader(opened: Any, level: int, signer: str | None) -> Any:
    """Return who signed by hand: the one named, or the only one who holds the role of the level today."""
    roll, setting = opened.desk.roster.now, opened.desk.setting()
    if signer is not None:
        return roll.find(signer)
    wanted = setting.policy.level(level)
    holders = roll.holders(wanted.role, setting.now.date()) if wanted else []
    if len(holders) != 1:
        raise UsageError("XS655", f"担任这一级的有 {len(holders)} 人，没有写明是谁签的。", "请加 --signer。")
    return roll.people[holders[0]]


def _given_back(opened: Any, level: int, leader: Any, reason: str, how: dict[str, Any]) -> int:
    """Register that a leader did not agree."""
    if not reason.strip():
        raise UsageError("XS655", "退回要写明意见。", "请加 --reason。")
    person = opened.act(how)
    words = f"{leader.name}在纸面上退回（登记人{person.person.name}）：{reason}"
    opened.record(person, ("return", {"level": level, "reason": words}))
    click.echo("已登记为退回。请拟稿人修改后用 xianshen revise 重新送审。")
    return Exit.CLEAN
