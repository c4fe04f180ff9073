"""``xianshen check``: review documents and report."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from review.commands.chinese import Command
from review.errors import UsageError
from review.model import Severity
from review.report import FORMATS, Item
from review.report import Options as ReportOptions
from review.report import write as write_report

CATEGORIES = ("marking", "personal", "sensitive", "credential", "evasion", "hidden", "outdated", "unit")


@click.command(cls=Command, name="check", options_metavar="[选项]", short_help="检查文稿、文件夹或压缩包")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="路径…")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="报告格式。")
@click.option("--output", type=click.Path(), help="报告写入这个文件；给出文件夹（已有的，或以 / 结尾的）时，文件名为“先审报告”。")
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Severity), "never"]),
    default="block",
    show_default=True,
    help="从哪一级起退出码为 1。",
)
@click.option("--only", default="", metavar="类别,…", help=f"只报告这些类别：{'、'.join(CATEGORIES)}。")
@click.option("--department", "named", multiple=True, metavar="部门", help="只用这些部门的规则和不分部门的规则，可写多次；默认全部。")
@click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="日期",
    help="按这一天判断允许清单是否有效、引用的法律和机构是否过时，默认今天。",
)
@click.option("--show", is_flag=True, help="显示原值，不遮盖。报告因此含有敏感内容，请妥善保管。")
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), metavar="文件.xlsx", help="另写一份检查台账，每个文件一行。")
@click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, metavar="数量", help="同时用几个进程检查；1 不另起进程，默认按处理器和内存决定。"
)
@click.option("--no-cache", is_flag=True, help="重新校验规则、重新检查所有文件，不使用也不保存任何结果。")
@click.option(
    "--lexicons",
    type=click.Path(path_type=Path, file_okay=False),
    help="改用这个单位词库文件夹；里面有 facts/articles.tsv 的，是整套词库。",
)
def command(
    *,
    paths: tuple[Path, ...],
    form: str,
    output: str | None,
    fail_on: str,
    only: str,
    named: tuple[str, ...],
    as_of: dt.datetime | None,
    show: bool,
    ledger: Path | None,
    jobs: int,
    no_cache: bool,
    lexicons: Path | None,
) -> int:
    """检查文稿、文件夹或压缩包；“-”表示从标准输入读取。

    退出码：0 未发现问题；1 发现不能公开的内容；3 有文件未能读完，结果不完整。
    """
    from review.commands import session
    from review.commands.watching import watched
    from review.extract.sources import nothing_there

    file = target(output, FORMATS[form].suffix) if output is not None else None
    for written in filter(None, (file, ledger)):
        _refuse_input(written, paths)
    if ledger is not None:
        _refuse_inside(ledger, paths)
    rules = session.rules_in_force(lexicons, keep=not no_cache)
    chosen = None if fail_on == "never" else Severity(fail_on)
    departments, day = session.departments(rules, named), session.day_of(as_of)
    run = session.Run(rules, session.options(categories(only), departments, day), chosen, day, form, jobs, keep=not no_cache)
    shown = ReportOptions(
        rules.titles,
        rules.digest,
        show=show,
        colour=output is None and _colour(form),
        made=session.now(),
        filed=output is not None,
        remarks=session.remarks(rules, departments, day),
    )
    for remark in shown.remarks:
        click.echo(f"注意：{remark}。", err=True)
    with watched(run, paths, on_screen=file is None and sys.stdout.isatty(), ledger=ledger) as items:
        if file is None:
            write_report(form, items, shown, sys.stdout.buffer, sys.stdout.encoding or "utf-8")
        else:
            if file.name != Path(output or "").name:
                file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, form, items, shown)
    if not run.count:
        raise nothing_there()
    return run.code


def _write(file: Path, form: str, items: Iterable[Item], shown: ReportOptions) -> None:
    from review.store import private

    try:
        with private.gathering(file) as stream:
            write_report(form, items, shown, stream)
    except OSError as error:
        raise UsageError("XS105", f"报告写不进“{file}”。", "请换一个位置。") from error
    click.echo(f"报告已写入：{file}", err=True)


def categories(only: str) -> frozenset[str]:
    """Return the categories of ``--only``. Raises UsageError (XS104) for one that does not exist."""
    chosen = frozenset(c.strip() for c in only.split(",") if c.strip())
    unknown = sorted(chosen - set(CATEGORIES))
    if unknown:
        raise UsageError("XS104", f"不认识的类别：{'、'.join(unknown)}。", f"可用的类别：{'、'.join(CATEGORIES)}。")
    return chosen


def target(output: str, suffix: str) -> Path:
    """Return the file that a report goes to: `output`, or 先审报告 in it if it is a folder or written like one."""
    path = Path(output)
    return path / f"先审报告{suffix}" if path.is_dir() or output.endswith(("/", os.sep)) else path


def _refuse_input(file: Path, paths: tuple[Path, ...]) -> None:
    """Raise UsageError (XS105) if the report would take the place of a document that is to be checked."""
    if any(path.exists() and file.exists() and path.samefile(file) for path in paths):
        raise UsageError("XS105", f"报告不能写到被检查的文件“{file}”上。", "请换一个文件名。")


def _refuse_inside(ledger: Path, paths: tuple[Path, ...]) -> None:
    """Raise UsageError (XS105) for a 检查台账 among the documents: it would be checked, and perhaps uploaded, with them."""
    inside = ledger.resolve()
    if any(path.is_dir() and inside.is_relative_to(path.resolve()) for path in paths):
        raise UsageError("XS105", f"检查台账不能写在被检查的文件夹里（“{ledger}”）。", "请换一个位置，以免同文稿一起上传。")


def _colour(form: str) -> bool:
    if form != "text":
        return False
    from review.report.console import wants_colour

    return wants_colour(sys.stdout, os.environ)
