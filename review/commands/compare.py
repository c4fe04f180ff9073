"""``xianshen compare``: is what is online what was signed?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.errors import Exit, UsageError


@click.command(cls=Command, name="compare", options_metavar="[选项]", short_help="核对网上的内容")
@click.argument("matter", metavar="事项")
@click.argument("live", type=click.Path(path_type=Path, dir_okay=False), metavar="网页或文件")
@acting_options
def command(matter: str, live: Path, **how: Any) -> int:
    """核对从网上另存的网页（或 pdf、txt）与签批的正文是否一致，指出哪里不同。

    给出 --key 时，一致的结果会记入事项，发布由“待核对”变为“已核对”。退出码：0 一致；1 不一致；3 网页没有读全。
    """
    from review.commands.opened import open_matter
    from review.commands.package import main_document
    from review.commands.submission import read_whole
    from review.digest import sha256
    from review.extract import extract
    from review.report.mask import mask_runs
    from review.workflow.published import compare_published

    opened = open_matter(matter, how["unit"])
    if Path(matter).exists() and live.samefile(matter):
        raise UsageError("XS660", "给出的是文稿本身，不是从网上另存的内容。", "请从网上把网页或附件另存下来，再核对。")
    data = read_whole(live)
    if opened.history.last("release") is None:
        raise UsageError("XS660", "这件事项还没有发布，没有可核对的。", "请先运行 xianshen release。")
    document = extract(data, live.name)
    same_file = sha256(data) == opened.history.files[0]["sha256"]
    found = compare_published(main_document(opened), document)
    if not same_file:
        for text in found.missing:
            click.echo(f"网上没有：{mask_runs(text)}")
        for text in found.added:
            click.echo(f"网上多出：{mask_runs(text)}")
    if not (same_file or found.equal):
        click.echo("网上的内容与签批的不一致。请按发布包更正，或召回。")
        return Exit.FINDINGS
    if document.gaps and not same_file:
        click.echo("读到的部分一致，但网页没有读全：" + "；".join(gap.message for gap in document.gaps))
        return Exit.INCOMPLETE
    click.echo("网上的内容与签批的一致。")
    if how["key_file"] is not None:
        person = opened.act(how)
        opened.record(person, ("note", {"kind": "比对", "text": "网上的内容与签批的一致", "evidence": sha256(data)}))
        click.echo("已记入事项：已核对。")
    return Exit.CLEAN
