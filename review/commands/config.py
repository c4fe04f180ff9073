"""``xianshen config``: the settings in force and where each comes from."""

from __future__ import annotations

import click

from review.commands.chinese import Command
from review.errors import Exit


@click.command(cls=Command, name="config", options_metavar="[选项]", short_help="查看设置及其来源")
def command() -> int:
    """查看设置及其来源。"""
    from review.rules.locate import lexicons
    from review.store import private

    rows = [
        ("词库", str(lexicons()), "随程序安装；可用 --lexicons 另行指定"),
        ("设置文件夹", str(private.base("config")), "只有本人可读；内有指纹密钥"),
        ("缓存文件夹", str(private.base("cache")), "只有本人可读；只存规则，不存文稿内容"),
        ("报告文件夹", str(private.base("reports")), "文稿在网络共享上时，报告写在这里"),
    ]
    for name, value, source in rows:
        click.echo(f"{name}：{value}（{source}）")
    return Exit.CLEAN
