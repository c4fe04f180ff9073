"""``xianshen extract``: exactly what the program reads of a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from review.commands.chinese import Command
from review.errors import Exit, UsageError
from review.model import Document, Place


@click.command(cls=Command, name="extract", options_metavar="[选项]", short_help="输出读到的全部文字")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式。")
def command(*, file: Path, form: str) -> int:
    """输出本程序从一个文件中读到的全部文字；json 格式另含每段的位置和未能读取的部分。

    报告中的 start、end 就是这段文字里的字符位置。带有密级标志的文件不输出文字。
    """
    from review.commands import session
    from review.extract.limits import DEFAULT
    from review.extract.sources import sources
    from review.text.layout import with_zones

    found = list(sources([file], DEFAULT))
    if len(found) != 1:
        raise UsageError("XS106", f"“{file}”不是单个文件。", "文件夹和压缩包请用 xianshen check 检查。")
    reviewed, document = session.review(found[0], session.rules_in_force(), session.options(("marking",)), session.today())
    if reviewed.scan.stop:
        click.echo("XS501 文件带有密级标志，不输出文字。停止操作、断开网络、保持原状，立即报告本单位保密工作机构。", err=True)
        return Exit.FINDINGS
    document = with_zones(document)
    if form == "json":
        content = {"path": reviewed.path, "sha256": reviewed.sha256, **to_dict(document)}
        output = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    else:
        output = document.text.encode()
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()
    for gap in document.gaps:
        click.echo(f"未读取：{gap.message}", err=True)
    return Exit.INCOMPLETE if document.gaps else Exit.CLEAN


def to_dict(document: Document) -> dict[str, Any]:
    """Return a document as plain JSON values; offsets are code points of `text`."""
    return {
        "schema": "xianshen.extract/1",
        "format": document.format,
        "text": document.text,
        "segments": [
            {"start": s.start, "end": s.end, "layer": s.layer, "carrier": s.carrier, "place": _place(s.place)} for s in document.segments
        ],
        "gaps": [{"reason": g.reason, "message": g.message, "place": _place(g.place)} for g in document.gaps],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"part": place.part, "path": place.path, "page": place.page, "zone": place.zone, "box": place.box}
