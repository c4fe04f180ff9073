"""A run as its user sees it: progress on a terminal, the 检查台账 beside the report, and what is said at the end or on Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import click

from review.commands import session
from review.engine.batch import Item
from review.errors import UsageError, XianshenError
from review.store import memory, private
from review.store.unit_folder import UnitFolder


@contextmanager
def watched(run: session.Run, paths: Sequence[Path], *, on_screen: bool, ledger: Path | None) -> Iterator[Iterator[Item]]:
    """Give the documents of a run, one by one. `on_screen` says that the report goes to this terminal, so that it need not be told twice.

    Raises UsageError (XS113) where the 检查台账 cannot be written.
    """
    with ExitStack() as stack:
        items: Iterator[Item] = stack.enter_context(closing(run.items(paths)))
        if sys.stderr.isatty() and (len(paths) > 1 or paths[0].is_dir()):
            from review.commands.progress import Progress, count

            items = Progress(sys.stderr, count(paths), each=not on_screen).watch(items)
        if ledger is not None:
            items = stack.enter_context(_entered(items, ledger))
        try:
            yield items
        except KeyboardInterrupt:
            if run.keep and run.count:
                click.echo(f"已检查的 {run.count} 个文件已记下，再次运行会接着检查其余的。", err=True)
            raise
    if run.rebuilt:
        click.echo("注意：以前检查的记录已损坏，没有使用，已重建。", err=True)
    if run.known:
        click.echo(f"{run.known} 个文件从上次检查以来没有变化，没有重新检查（要全部重新检查，加 --no-cache）。", err=True)
    if ledger is not None:
        click.echo(f"检查台账已写入：{ledger}", err=True)


@contextmanager
def _entered(items: Iterator[Item], ledger: Path) -> Iterator[Iterator[Item]]:
    from review.report.xlsx_review import ReviewBook

    if ledger.suffix.lower() != ".xlsx":
        raise UsageError("XS113", f"检查台账写不进“{ledger}”。", "文件名要以 .xlsx 结尾。")
    try:
        with private.writing(ledger) as stream:
            book = ReviewBook(stream, private.folder("cache"), session.now())
            yield _entering(items, book.add, _states())
            book.close()
    except OSError as error:
        raise UsageError("XS113", f"检查台账写不进“{ledger}”。", "请换一个位置，或先关闭打开着的台账。") from error


def _entering(items: Iterator[Item], add: Callable[..., None], state: Callable[[str], str]) -> Iterator[Item]:
    for item in items:
        add(item[0], "" if item[0].scan.stop or not item[0].size else state(item[0].sha256))
        yield item


def _states() -> Callable[[str], str]:
    """Return what tells of a digest how far the sign-offs of its matter are; nothing without a unit's folder."""
    place = memory.unit_folder()
    if place is None or not UnitFolder(place).founded:
        return lambda _: ""
    from review.commands.desk import open_desk
    from review.workflow.verdict import standing

    try:
        desk = open_desk(None)
        setting = desk.setting()
    except XianshenError:
        return lambda _: "审签记录打不开"

    def state(digest: str) -> str:
        told = dict.fromkeys(str(standing(desk.history(matter), setting).state) for matter in desk.ledger.matters.get(digest, ()))
        return "、".join(told) or "未送审"

    return state
