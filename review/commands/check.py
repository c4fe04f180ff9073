"""``xianshen check``: review documents and report."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from review.commands.chinese import Command
from review.errors import UsageError
from review.model import Severity
from review.report import FORMATS
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
@click.option("--only", default="", metavar="类别,…", help=f"只报告这些类别，用逗号分隔：{' '.join(CATEGORIES)}。")
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
@click.option("--watch", is_flag=True, help="检查完不退出，文件有改动就再检查，只重查变了的；按 Ctrl-C 结束。")
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
    watch: bool,
    no_cache: bool,
    lexicons: Path | None,
) -> int:
    """检查文稿、文件夹或压缩包；“-”表示从标准输入读取。

    退出码：0 未发现问题；1 发现不能公开的内容；3 有文件未能读完，结果不完整；130 按 Ctrl-C 结束。
    """
    from review.commands.filing import refuse_places

    file = target(output, FORMATS[form].suffix) if output is not None else None
    refuse_places(paths, form, file, ledger)
    asked = _Asked(paths, form, file, None if fail_on == "never" else Severity(fail_on), categories(only), named, as_of, show, ledger)

    def once() -> int:
        return _check(asked, jobs, lexicons, keep=not no_cache, made=file is not None and file.name != Path(output or "").name)

    if watch:
        _refuse_watching(asked)
        _watched(once, asked)
    return once()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a user wants checked, and how he wants to be told."""

    paths: tuple[Path, ...]
    form: str
    file: Path | None
    fail_on: Severity | None
    only: frozenset[str]
    departments: tuple[str, ...]
    as_of: dt.datetime | None
    show: bool
    ledger: Path | None


def _check(asked: _Asked, jobs: int, lexicons: Path | None, *, keep: bool, made: bool) -> int:
    """Check once and return the exit code. `made`: the folder of the report is to be made."""
    from review.commands import session
    from review.commands.filing import write_file
    from review.commands.watching import watched
    from review.extract.sources import nothing_there

    rules, file = session.rules_in_force(lexicons, keep=keep), asked.file
    departments, day = session.departments(rules, asked.departments), session.day_of(asked.as_of)
    run = session.Run(rules, session.options(asked.only, departments, day), asked.fail_on, day, asked.form, jobs, keep=keep)
    shown = ReportOptions(
        rules.titles,
        rules.digest,
        show=asked.show,
        colour=file is None and _colour(asked.form),
        made=session.now(),
        filed=file is not None,
        remarks=session.remarks(rules, departments, day),
    )
    for remark in shown.remarks:
        click.echo(f"注意：{remark}。", err=True)
    with watched(run, asked.paths, on_screen=file is None and sys.stdout.isatty(), ledger=asked.ledger) as items:
        if file is None:
            write_report(asked.form, items, shown, sys.stdout.buffer, sys.stdout.encoding or "utf-8")
            sys.stdout.flush()
        else:
            if made:
                file.parent.mkdir(parents=True, exist_ok=True)
            write_file(asked.form, items, shown, file)
    if not run.count:
        raise nothing_there()
    return run.code


def _watched(once: Callable[[], int], asked: _Asked) -> NoReturn:
    """Check again and again until Ctrl-C. A folder in which there is nothing yet is waited for."""
    from review.commands.filing import pages_of
    from review.commands.watch import Eye, watch
    from review.extract.sources import nothing_there

    def check() -> None:
        try:
            once()
        except UsageError as error:
            if error.code != nothing_there().code:
                raise
            click.echo(str(error), err=True)
        click.echo(f"{dt.datetime.now().astimezone():%H:%M:%S} 检查完毕。文件有改动会再检查；按 Ctrl-C 结束。", err=True)

    ours = [*filter(None, (asked.file, asked.ledger, pages_of(asked.form, asked.file)))]
    eye = Eye(asked.paths, ours)
    watch(check, eye.look, eye.wait)


def _refuse_watching(asked: _Asked) -> None:
    """Raise UsageError (XS114) where checking again makes no sense: standard input, or one report after another for a program."""
    if Path("-") in asked.paths:
        raise UsageError("XS114", "标准输入不能加 --watch。", "请给出文件或文件夹。")
    if asked.file is None and asked.form != "text":
        raise UsageError("XS114", f"加 --watch 时，{asked.form} 报告要写入文件。", "请加 --output 文件。")


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


def _colour(form: str) -> bool:
    if form != "text":
        return False
    from review.report.console import wants_colour

    return wants_colour(sys.stdout, os.environ)
