"""``xianshen unlock``: clear the mark of another machine that went away."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit


@click.command(cls=Command, name="unlock", options_metavar="[选项]", short_help="清除占用标记")
@click.option("--yes", is_flag=True, help="不再询问。")
@unit_option
def command(*, yes: bool, unit: Path | None) -> int:
    """显示谁占用着审查记录，确认后清除占用标记。请先确认对方的程序已经退出。"""
    from review.commands.answers import confirmed
    from review.commands.desk import folder_for
    from review.store import lock

    folder = folder_for(unit).path
    found = lock.holder(folder)
    if found is None:
        click.echo("没有被占用。")
        return Exit.CLEAN
    click.echo(f"占用者：{found}")
    if yes or confirmed("对方确实已经退出，清除？"):
        lock.unlock(folder)
        click.echo("已清除。")
    return Exit.CLEAN
