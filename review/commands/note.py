"""``xianshen note``: add a remark to a matter."""

from __future__ import annotations

from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit


@click.command(cls=Command, name="note", options_metavar="[选项]", short_help="加一条说明")
@click.argument("matter", metavar="事项")
@click.argument("text", metavar="内容")
@acting_options
def command(matter: str, text: str, **how: Any) -> int:
    """给事项加一条说明，留在审查记录里。请不要写入敏感内容。"""
    from review.commands.opened import open_matter

    opened = open_matter(matter, how["unit"])
    person = opened.act(how)
    opened.record(person, ("note", {"kind": "说明", "text": text, "evidence": None}))
    click.echo("已记录。")
    return Exit.CLEAN
