"""``xianshen clean``: list, and erase on request, what the program has kept on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from review.commands.answers import confirmed
from review.commands.chinese import Command
from review.errors import Exit
from review.store import private


@click.command(cls=Command, name="clean", options_metavar="[选项]", short_help="列出并清除报告和缓存")
@click.option("--yes", is_flag=True, help="不再询问，直接清除。")
def command(*, yes: bool) -> int:
    """列出本程序保存的报告和缓存，确认后清除。指纹密钥保留；写在文稿旁边的报告请自行删除。"""
    files = list(kept())
    if not files:
        click.echo("没有可以清除的报告和缓存。")
        return Exit.CLEAN
    for path in files:
        click.echo(str(path))
    if yes or confirmed(f"清除以上 {len(files)} 个文件？"):
        for path in files:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in files} - {private.base("cache"), private.base("reports")}:
            with contextlib.suppress(OSError):
                folder.rmdir()
        click.echo(f"已清除 {len(files)} 个文件。")
    return Exit.CLEAN


def kept() -> Iterator[Path]:
    """Yield every report and cache file in the user's private folders."""
    for purpose, files in (("cache", "*"), ("reports", "**/*")):
        folder = private.base(purpose)
        if folder.is_dir():
            yield from sorted(path for path in folder.glob(files) if path.is_file())
