"""``xianshen sweep``: what is already online, looked at as of a day; ``xianshen sweep mark``: what was done about an item."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from review.commands.chinese import Command, Group
from review.errors import Exit, UsageError
from review.model import Document, Finding, Severity
from review.report.sweep import FORMATS

if TYPE_CHECKING:
    from review.sweep.finding import SweepReport

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NAME = "先审清查"
_LONGEST_REASON = 2000  # characters


class _Sweep(Group):
    """A command that has one command under it: what is not its name is a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand everything but ``mark …`` and the call for help over to the sweep itself."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["paths", *args]
        return super().parse_args(ctx, args)

    @property
    def itself(self) -> click.Command:
        """The sweep, which has no name of its own."""
        return self.commands["paths"]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the commands that have a name of their own."""
        return [name for name in self.commands if name != "paths"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the sweep where those of the group would stand."""
        self.commands["paths"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(cls=_Sweep, name="sweep", options_metavar="", subcommand_metavar="路径… [选项]", short_help="清查网上已公开的内容")
def command() -> None:
    """清查已经公开的网页：过期、失效、被废止、被取代、逾期未更新的，逐项列出证据、推算、依据和建议。

    路径是从网站导出的文件夹（第一层文件夹是栏目）。从不建议删除，也不得改动发布日期。

    退出码：0 没有达到 --fail-on 的项；1 有；3 有页面未能读完，结果不完整；4 清查记录被改动。
    """


@command.command(name="paths", cls=Command, hidden=True, options_metavar="[选项]")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="路径…")
@click.option("--as-of", type=_DAY, metavar="日期", help="按这一天清查，默认今天。")
@click.option(
    "--site",
    "site_file",
    type=_FILE,
    metavar="文件",
    help="网站说明 site.toml；默认用文件夹里的。",
)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="清单格式。")
@click.option("--output", type=click.Path(), metavar="文件", help=f"写入这个文件；给出文件夹时，文件名为“{_NAME}”。")
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Severity), "overdue", "never"]),
    default="block",
    show_default=True,
    help="从哪一级起退出码为 1；overdue 只看逾期未办的。",
)
@click.option("--leads", type=_FILE, metavar="文件", help="“我为政府网站找错”来件表（csv、xlsx），按 3 个工作日列出。")
@click.option("--catalogue", "catalogues", type=_FILE, multiple=True, metavar="文件", help="规范性文件清理目录，与网站核对；可以多次给出。")
@click.option("--notices", type=click.Path(path_type=Path), metavar="文件夹", help="给每个责任单位写一份整改单（docx）。")
@click.option("--against", type=_DAY, metavar="日期", help="与这一天或以前最近的一次清查比，默认与上一次比。")
@click.option("--record", is_flag=True, help="把这次清查记入第一个文件夹的清查记录，下次能分出新发现和已消除的。")
@click.option("--lexicons", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="改用这个单位词库文件夹。")
@click.option("--no-cache", is_flag=True, help="每一页都重新读，不用也不留以前清查的结果。")
def sweep_paths(
    *,
    paths: tuple[Path, ...],
    as_of: dt.datetime | None,
    site_file: Path | None,
    form: str,
    output: str | None,
    fail_on: str,
    leads: Path | None,
    catalogues: tuple[Path, ...],
    notices: Path | None,
    against: dt.datetime | None,
    record: bool,
    lexicons: Path | None,
    no_cache: bool,
) -> int:
    """清查这些路径。"""
    from review.commands import session
    from review.extract.sources import nothing_there
    from review.sweep import record as kept
    from review.sweep.account import accounted
    from review.sweep.leads import read_leads
    from review.sweep.run import Beside, sweep
    from review.sweep.worklist import weight

    file = target(output, FORMATS[form].suffix) if output is not None else None
    if form == "xlsx" and file is None:
        raise UsageError("XS371", "xlsx 清单不能显示在屏幕上。", "请加 --output 文件。")
    if notices is not None and any(notices.resolve().is_relative_to(path.resolve()) for path in paths):
        raise UsageError("XS376", "整改单不能写进要清查的文件夹。", "请换一个文件夹，不然下次会当作网页清查。")
    day = session.day_of(as_of)
    context, key = _context(paths, site_file, day, lexicons)
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    known = kept.read_record(kept.path_in(folder), against.date() if against else None)
    if against is not None and known.base_day is None:
        click.echo(f"注意：{against:%Y-%m-%d} 及以前没有清查记录可比，各项都算新发现。加 --record 记下清查，以后才能比。", err=True)
    told, unread = read_leads(leads) if leads else ((), ())
    memory = None if no_cache else _memory(key, day)
    try:
        report = sweep(paths, context, memory, beside=Beside(known, catalogues, told, unread, (leads,) if leads else ()))
    finally:
        if memory is not None:
            memory.close()
    if not report.pages_read and not report.findings and not report.gaps:
        raise nothing_there()
    report = accounted(report, known, context)
    if record:
        domains = [row.domain for row in report.addresses.rows] if report.addresses else []
        kept.add_sweep(folder, report.findings, day, session.now(), report.digests, domains)
    _write(form, report, file)
    if notices is not None:
        _write_notices(report, context.site.name, notices)
    if report.gaps:
        return Exit.INCOMPLETE
    if fail_on == "overdue":
        return Exit.FINDINGS if any(finding.overdue(day) for finding in report.findings) else Exit.CLEAN
    heaviest = weight(report.findings)
    failed = fail_on != "never" and heaviest is not None and heaviest.rank >= Severity(fail_on).rank
    return Exit.FINDINGS if failed else Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("item", metavar="编号")
@click.option("--done", is_flag=True, help="已经处理。")
@click.option("--keep-until", type=_DAY, metavar="日期", help="保留到这一天，到期重新列出。")
@click.option("--reason", required=True, metavar="理由", help="怎样处理的，或为什么保留。")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    metavar="文件夹",
    help="清查的文件夹，默认当前文件夹。",
)
def mark(item: str, *, done: bool, keep_until: dt.datetime | None, reason: str, folder: Path) -> int:
    """给清单上的一项记下：已经处理，或保留到哪一天、为什么。"""
    from review.commands import session
    from review.sweep import record as kept

    if done and keep_until is not None:
        raise UsageError("XS372", "--done 和 --keep-until 只能写一个。", "已经处理的写 --done，要保留的写 --keep-until 日期。")
    if not done and keep_until is None:
        raise UsageError("XS372", "没有写明是已经处理还是保留。", "请在 --done 和 --keep-until 日期 中写一个。")
    if not reason.strip():
        raise UsageError("XS372", "没有写理由。", "请用 --reason 写明怎样处理的，或为什么保留。")
    if len(reason) > _LONGEST_REASON:
        raise UsageError("XS372", f"理由太长，超过 {_LONGEST_REASON} 字。", "请写短一些。")
    if keep_until is not None and keep_until.date() < session.today():
        raise UsageError("XS377", f"保留到的日期 {keep_until:%Y-%m-%d} 已经过去。", "请写今天或以后的日期；不再保留的，处理后用 --done。")
    known = kept.read_record(kept.path_in(folder))
    matching = sorted({each for each in (*known.seen, *known.marks) if each.startswith(item)})
    if len(matching) != 1 or len(item) < 4:
        raise UsageError(
            "XS373", f"清查记录里没有编号“{item}”，或不止一个。", "请先用 xianshen sweep 文件夹 --record 清查，再照清单上的编号写。"
        )
    kept.add_mark(folder, matching[0], reason.strip(), session.now(), keep_until.date() if keep_until else None)
    click.echo(f"已记录：{matching[0]} " + (f"保留至 {keep_until:%Y-%m-%d}。" if keep_until else "已经处理。"))
    return Exit.CLEAN


def target(output: str, suffix: str) -> Path:
    """Return the file that a work list goes to: `output`, or 先审清查 in it if it is a folder or written like one."""
    path = Path(output)
    return path / f"{_NAME}{suffix}" if path.is_dir() or output.endswith("/") else path


def _context(paths: tuple[Path, ...], site_file: Path | None, day: dt.date, own: Path | None) -> tuple[Any, bytes]:
    """Return the context of a sweep, and a key of all that it depends on besides the day."""
    from review.commands import session
    from review.digest import sha256
    from review.engine.key import installed
    from review.rules.locate import folders
    from review.rules.ruleset import code_state
    from review.scan import scan
    from review.sweep.context import Context, load_facts
    from review.sweep.memory import key_of
    from review.sweep.site import Site, load_site

    beside = paths[0] / "site.toml"
    chosen = site_file or (beside if beside.is_file() else None)
    site = load_site(chosen) if chosen else Site()
    if site.unknown:
        click.echo(f"注意：{chosen} 里有不认识的项，没有使用：{'、'.join(site.unknown[:10])}。", err=True)
    rules = session.rules_in_force(own)
    options = session.options(("personal",))

    def scanner(document: Document) -> Iterable[Finding]:
        return scan(document, rules, options).findings

    folder, added = folders(own, session.own_lexicon())
    facts = load_facts(folder / "facts", site, added / "facts" if added is not None else None)
    described = sha256(chosen.read_bytes()) if chosen else ""
    key = key_of(options.key, {"rules": rules.digest, "site": described, "code": code_state(), "installed": installed()})
    return Context(day, site, facts, rules.articles, scanner), key


def _memory(key: bytes, day: dt.date) -> Any:
    """Return what is remembered of earlier sweeps, or None where nothing can be kept."""
    from review.engine.ledger import Ledger
    from review.store import private
    from review.sweep.memory import NAME, TASKS, Memory

    cache = private.cache()
    return Memory(Ledger(cache / NAME, key, TASKS), key, day) if cache is not None else None


def _write_notices(report: SweepReport, issuer: str, folder: Path) -> None:
    from review.commands import session
    from review.report.sweep_notices import notices
    from review.store import private

    made = dict(notices(report, issuer, dt.datetime.fromisoformat(session.now())))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, data in made.items():
            private.write(folder / name, data)
    except OSError as error:
        raise UsageError("XS374", f"整改单写不进“{folder}”。", "请换一个位置。") from error
    click.echo(f"整改单 {len(made)} 份已写入：{folder}", err=True)


def _write(form: str, report: Any, file: Path | None) -> None:
    from review.report.sweep import render
    from review.store import private

    data = render(form, report)
    if file is None:
        if form == "text":
            data = data.decode("utf-8").encode(sys.stdout.encoding or "utf-8", "replace")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        private.write(file, data)
    except OSError as error:
        raise UsageError("XS374", f"清单写不进“{file}”。", "请换一个位置。") from error
    click.echo(f"清单已写入：{file}", err=True)
