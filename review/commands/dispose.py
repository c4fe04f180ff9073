"""``xianshen dispose``: say what was done about findings, and who looked at what could not be checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from review.commands.acting import key_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError, UsageError
from review.workflow.events import Action

_SAMPLES = 3


@click.command(cls=Command, name="dispose", options_metavar="[选项]", short_help="处理发现的问题")
@click.argument("matter", metavar="事项")
@click.argument("targets", nargs=-1, metavar="[f1 g1 …]")
@click.option("--as", "said", multiple=True, required=True, metavar="做法", help=f"{'、'.join(Action)}；也可再写一次表示以谁的名义。")
@click.option("--reason", required=True, metavar="理由", help="为什么可以这样处理。")
@click.option("--approval", default="", metavar="编号", help="批准或征求意见文件的编号。")
@click.option("--rule", metavar="规则编号", help="一个文件中这条规则的全部发现。")
@click.option("--column", metavar="列", help="一个文件中这一列的全部发现，列名见 show --findings。")
@click.option(
    "--file", "file_number", type=int, default=1, show_default=True, metavar="序号", help="第几个文件，与 --rule、--column 同用。"
)
@click.option("--yes", is_flag=True, help="不再询问。")
@key_options
def command(
    matter: str,
    targets: tuple[str, ...],
    said: tuple[str, ...],
    reason: str,
    approval: str,
    rule: str | None,
    column: str | None,
    file_number: int,
    *,
    yes: bool,
    **how: Any,
) -> int:
    """写明发现的问题怎样处理（误报、删除、遮盖、替换、依法公开），或接受未能检查的部分。

    编号用 xianshen show 事项 --findings 查看。图片在网页报告的“图片页”逐张看过，再用 --as 接受；图片换了，要重新看。
    密级标志不能在这里处理：请换用不带标志的文件另行送审，并写明批准文号。
    """
    from review.commands.answers import confirmed
    from review.commands.opened import open_matter

    actions = [text for text in said if text in set(Action)]
    people = [text for text in said if text not in set(Action)]
    if len(actions) != 1 or len(people) > 1:
        raise UsageError("XS646", f"--as 后面要写一种做法：{'、'.join(Action)}。", "请改正后再试。")
    how["who"] = people[0] if people else None
    opened = open_matter(matter, how["unit"])
    opened.must_be_open()
    rows = _chosen(opened.history.scan, targets, rule, column, file_number - 1)
    _allowed(rows, Action(actions[0]))
    _tell(rows)
    if not yes and not confirmed(f"以上 {sum(row.get('count', 1) for row in rows)} 处按“{actions[0]}”处理？"):
        return Exit.CLEAN
    person = opened.act(how)
    if person.person.id in opened.history.contributors:
        raise RefusedError("XS647", "拟稿、送审、改稿的人不能处理自己文稿里的发现。", "请改稿后重新送审，或请审查人员处理。")
    marks = dict.fromkeys((row["file"], row["fingerprint"]) for row in rows)
    items = [{"file": file, "fingerprint": mark, "action": actions[0], "reason": reason} for file, mark in marks]
    opened.record(person, ("disposition", {"files": opened.history.files_digest, "items": items, "approval": approval}))
    click.echo(f"已记录：{len(rows)} 项按“{actions[0]}”处理。处理结果有变动时，以前的签批要重新签。")
    return Exit.CLEAN


def _chosen(scan: Any, targets: Sequence[str], rule: str | None, column: str | None, file: int) -> list[Mapping[str, Any]]:
    if scan is None:
        raise UsageError("XS646", "这个事项还没有检查结果。", "请重新送审（xianshen revise）。")
    every = [*scan["findings"], *scan["gaps"]]
    rows = [row for row in every if row["id"] in targets or any(len(t) >= 8 and row["fingerprint"].startswith(t) for t in targets)]
    unknown = [t for t in targets if not any(row["id"] == t or (len(t) >= 8 and row["fingerprint"].startswith(t)) for row in rows)]
    if rule or column:
        rows += [r for r in scan["findings"] if r["file"] == file and rule in (None, r["rule"]) and column in (None, r["column"])]
    if unknown or not rows:
        what = f"没有编号为 {'、'.join(unknown)} 的发现" if unknown else "没有选中任何发现"
        raise UsageError("XS646", f"{what}。", "编号用 xianshen show 事项 --findings 查看。")
    return rows


def _allowed(rows: Sequence[Mapping[str, Any]], action: Action) -> None:
    from review.workflow.dispositions import FOR_GAPS, NEVER

    if any(row.get("rule") in NEVER for row in rows):
        raise RefusedError("XS647", "密级标志不能在这里处理。", "请换用不带标志的文件另行送审，用 --approval 写明批准公开的文号。")
    gaps = [row for row in rows if "rule" not in row]
    if gaps and action not in FOR_GAPS:
        raise RefusedError("XS647", "未能检查的部分只能由人看过后“接受”。", "请用 --as 接受，并写明谁看过、怎样看的。")
    if action in FOR_GAPS and len(gaps) != len(rows):
        raise RefusedError("XS647", "“接受”只用于未能检查的部分。", "发现的问题请写明误报、删除、遮盖、替换或依法公开。")


def _tell(rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows[:_SAMPLES]:
        where = "、".join(row["places"][:2]) if "places" in row else row["part"]
        click.echo(f"  {row['id']}　{row.get('rule', row.get('reason'))}　{where}　{row.get('count', 1)} 处")
    if len(rows) > _SAMPLES:
        click.echo(f"  另有 {len(rows) - _SAMPLES} 项")
