"""``xianshen withdraw``: take back one's own sign-off, or the whole matter."""

from __future__ import annotations

from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError


@click.command(cls=Command, name="withdraw", options_metavar="[选项]", short_help="撤回签批或事项")
@click.argument("matter", metavar="事项")
@click.option("--reason", required=True, metavar="原因", help="为什么撤回。")
@click.option("--whole", is_flag=True, help="自己签过一级的拟稿人，撤回整个事项而不只是那一级。")
@acting_options
def command(matter: str, reason: str, *, whole: bool, **how: Any) -> int:
    """签批人撤回自己的签批（以后各级随之作废）；拟稿、送审人撤回整个事项。"""
    from review.commands.opened import open_matter

    opened = open_matter(matter, how["unit"])
    opened.must_be_open()
    person = opened.act(how)
    part = person.person.id in opened.history.contributors
    signed = any(sign.person == person.person.id for sign in opened.judged.signed.values())
    whole = part and (whole or not signed)
    if not whole and not signed:
        raise RefusedError("XS657", f"{person.person.name}没有签过这件事项，也不是拟稿或送审人，不能撤回。", "请由本人操作。")
    opened.record(person, ("withdraw", {"reason": reason, "whole": whole}))
    click.echo("已撤回整个事项。" if whole else "已撤回自己的签批，以后各级的签批随之作废。")
    return Exit.CLEAN
