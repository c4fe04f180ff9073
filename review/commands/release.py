"""``xianshen release``: use up the approval of a matter, write what is to be uploaded, and close it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, RefusedError


@click.command(cls=Command, name="release", options_metavar="[选项]", short_help="发布并办结")
@click.argument("matter", metavar="事项")
@click.option("--url", required=True, metavar="网址", help="发布的网址；公示栏等写地点。")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="发布包写到哪里；默认在当前文件夹。")
@acting_options
def command(matter: str, url: str, output: Path | None, **how: Any) -> int:
    """发布：写出发布包（签批的文件和可粘贴的正文），办结事项。发布后请用 compare 核对网上的内容。"""
    from review.commands.opened import open_matter
    from review.commands.package import write_package

    opened = open_matter(matter, how["unit"])
    opened.must_be_open()
    if not opened.judged.publishable:
        reasons = "；".join(reason.text for reason in opened.judged.reasons)
        raise RefusedError("XS658", f"《{opened.history.title}》还不能发布：{reasons}。", "请用 xianshen show 查看怎样办。")
    person = opened.act(how)
    folder, digest = write_package(opened, output or Path.cwd(), url)
    history = opened.history
    fields = {"files": history.files_digest, "channel": history.channel, "url": url, "package": digest}
    try:
        opened.record(person, ("release", fields))
    except BaseException:
        shutil.rmtree(folder)
        raise
    click.echo(f"已发布，事项办结。发布包：{folder}")
    click.echo("下一步：上传后把网页另存下来，运行 xianshen compare 核对；核对以前记为“待核对”。")
    return Exit.CLEAN
