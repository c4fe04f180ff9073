"""``xianshen recall``: take back what is online. The evidence stays."""

from __future__ import annotations

from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError


@click.command(cls=Command, name="recall", options_metavar="[选项]", short_help="召回已发布的内容")
@click.argument("matter", metavar="事项")
@click.option("--reason", required=True, metavar="原因", help="为什么召回。")
@acting_options
def command(matter: str, reason: str, **how: Any) -> int:
    """召回：记录原因，列出要逐一撤下的地方。审查记录和留存的文件都保留，作为证据。"""
    from review.commands.opened import open_matter

    opened = open_matter(matter, how["unit"])
    release = opened.history.last("release")
    if release is None or opened.history.last("recall") is not None:
        raise RefusedError("XS661", f"《{opened.history.title}》不是已发布的事项，不能召回。", "没有发布的，用 xianshen withdraw 撤回。")
    person = opened.act(how)
    opened.record(person, ("recall", {"reason": reason}))
    files = "、".join(file["name"] for file in opened.history.files)
    click.echo(f"已召回《{opened.history.title}》。请逐一撤下并核对：")
    for number, line in enumerate(
        (
            f"网页：{release['url']}",
            f"附件的直接链接（删了网页，附件常常还能打开）：{files}",
            "静态页、列表页、首页推荐、站内搜索索引",
            "新媒体：公众号、视频号、微博、客户端推送",
            "转载：上级和下级网站、媒体、聚合平台",
            "搜索引擎快照、网页存档（向搜索引擎提交删除）",
        ),
        1,
    ):
        click.echo(f"  {number}. {line}")
    click.echo("撤下前请截图留证；可能泄密的，24 小时内报告本单位保密工作机构。")
    return Exit.CLEAN
