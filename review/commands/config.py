"""``xianshen config``: the settings in force and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands.chinese import Group
from review.errors import Exit


@click.group(
    cls=Group,
    name="config",
    invoke_without_command=True,
    options_metavar="[选项]",
    subcommand_metavar="[命令 …]",
    short_help="查看和更改设置",
)
@click.pass_context
def command(context: click.Context) -> int:
    """查看设置及其来源；config unit 指定单位文件夹。"""
    if context.invoked_subcommand is not None:
        return Exit.CLEAN
    from review.rules.locate import lexicons
    from review.store import memory, private

    rows = [
        ("词库", str(lexicons()), "随程序安装；可用 --lexicons 另行指定"),
        ("单位文件夹", str(memory.unit_folder() or "没有设置"), "用 xianshen config unit 文件夹 设置；没有设置时用文稿旁的 .xianshen"),
        ("设置文件夹", str(private.base("config")), "只有本人可读；内有指纹密钥，以及名册和台账上次看到的核对码"),
        ("缓存文件夹", str(private.base("cache")), "只有本人可读；只存规则，不存文稿内容"),
        ("报告文件夹", str(private.base("reports")), "文稿在网络共享上时，报告写在这里"),
    ]
    for name, value, source in rows:
        click.echo(f"{name}：{value}（{source}）")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
def unit(folder: Path) -> int:
    """指定单位文件夹（可以在网络共享上）。名册已经建立的，显示名册核对码，请与张贴的核对。"""
    from review.commands.desk import Desk
    from review.store import memory
    from review.store.unit_folder import UnitFolder
    from review.workflow.chain import groups

    place = UnitFolder(folder.resolve())
    if place.founded:
        desk = Desk(place)
        click.echo(
            f"{desk.roster.now.unit or '（名册等待确认）'}　名册核对码 {groups(desk.roster.genesis)}。请与张贴的核对，不一致的不要使用。"
        )
        memory.pin(place.path, desk.roster.genesis)
    memory.set_unit_folder(place.path)
    click.echo(f"单位文件夹已设为：{place.path}")
    return Exit.CLEAN
