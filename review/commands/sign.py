"""``xianshen sign``: sign one level of one matter, or return it."""

from __future__ import annotations

import re
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError, UsageError
from review.workflow.events import Outcome

STATEMENT = "已核对全文和检查结果，对本级审查意见负责。"


@click.command(cls=Command, name="sign", options_metavar="[选项]", short_help="签批或退回")
@click.argument("matter", metavar="事项")
@click.option("--level", type=click.IntRange(1, 6), required=True, help="签第几级。")
@click.option("--approve", "decision", flag_value="approve", help="同意。")
@click.option("--return", "decision", flag_value="return", help="退回修改，用 --reason 写明意见。")
@click.option("--reason", default="", metavar="意见", help="审查意见；退回时必填。")
@click.option("--outcome", type=click.Choice([o.value for o in Outcome]), help="公开结论，只由最后一级给出。")
@click.option("--grounds", default="", metavar="依据", help="不予公开的依据和理由。")
@click.option("--to", "referred_to", default="", metavar="机关", help="报审给谁。")
@click.option("--answer", default="", metavar="答复", help="报审以后收到的答复，写明文号。")
@click.option("--statement", metavar="声明", help=f"签批声明；不写时询问，默认：{STATEMENT}")
@click.option("--proof", metavar="done:采纳/不采纳", help="校对情况，如 done:3/1。")
@click.option("--yes", is_flag=True, help="不再询问。")
@acting_options
def command(
    matter: str,
    level: int,
    decision: str | None,
    reason: str,
    outcome: str | None,
    grounds: str,
    referred_to: str,
    answer: str,
    statement: str | None,
    proof: str | None,
    *,
    yes: bool,
    **how: Any,
) -> int:
    """签批一级审查：先显示这件事项和检查结果，再问声明和校对情况，最后输入口令。一次只签一件、一级。"""
    from review.commands.answers import confirmed
    from review.commands.opened import open_matter
    from review.commands.signing import refuse_unless_counts, show_before, signed_fields

    if decision is None:
        raise UsageError("XS648", "没有写明同意还是退回。", "请加 --approve 或 --return。")
    opened = open_matter(matter, how["unit"])
    opened.must_be_open(level)
    click.echo("".join(show_before(opened, level)), nl=False)
    if decision == "return":
        return _give_back(opened, level, reason, how)
    fields = signed_fields(
        opened, level, outcome, grounds or reason, referred_to, answer, statement or _asked(yes=yes), _asked_proof(proof, yes=yes)
    )
    if not yes and not confirmed("以上情况属实，签批？"):
        return Exit.CLEAN
    person = opened.act(how)
    refuse_unless_counts(opened, "signoff", fields, person)
    opened.record(person, ("signoff", fields))
    after = opened.again()
    name = after.desk.policy.levels[level - 1].name
    click.echo(f"{name}已签批。{next_step(after)}")
    return Exit.CLEAN


def next_step(opened: Any) -> str:
    """Return in a sentence what happens now."""
    from review.report.matter import together

    judged = opened.judged
    if opened.history.last("release"):
        return "已记入；事项早已发布。" if judged.publishable else f"请注意：{'；'.join(reason.text for reason in judged.reasons)}。"
    if judged.publishable:
        return "各级已签批，可发布：上传前运行 xianshen gate，发布用 xianshen release。"
    return f"还差：{'；'.join(reason.text for reason in together(judged.reasons)[:3])}。"


def _give_back(opened: Any, level: int, reason: str, how: dict[str, Any]) -> int:
    if not reason.strip():
        raise UsageError("XS648", "退回要写明意见。", "请加 --reason。")
    wanted = opened.desk.policy.level(level)
    person = opened.act(how)
    if wanted is None or not opened.desk.roster.now.terms_of(person.person.id, wanted.role, opened.desk.setting().now.date()):
        raise RefusedError("XS649", f"{person.person.name}不是这一级的审查人，不能退回。", "请由这一级的审查人操作。")
    opened.record(person, ("return", {"level": level, "reason": reason}))
    click.echo("已退回。请拟稿人修改后用 xianshen revise 重新送审。")
    return Exit.CLEAN


def _asked(*, yes: bool) -> str:
    from review.commands.answers import asked

    return STATEMENT if yes else asked(f"签批声明（直接回车为“{STATEMENT}”）：") or STATEMENT


def _asked_proof(text: str | None, *, yes: bool) -> dict[str, Any]:
    from review.commands.answers import asked

    return parse_proof(asked("校对情况（采纳几处、不采纳几处，如 done:3/1）：") if text is None and not yes else text or "")


def parse_proof(text: str) -> dict[str, Any]:
    """Return the proofreading record that ``done:ACCEPTED/REJECTED`` stands for. Raises UsageError (XS648)."""
    match = re.fullmatch(r"done(?::(\d{1,5})/(\d{1,5}))?", text)
    if match is None:
        raise UsageError("XS648", "校对情况没有写，或写法不对。", "写成 done:采纳数/不采纳数，如 done:3/1。")
    return {"done": True, "accepted": int(match[1] or 0), "rejected": int(match[2] or 0)}
