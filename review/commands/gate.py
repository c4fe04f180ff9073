"""``xianshen gate``: the last door before upload. Nothing passes that was not signed by all levels over exactly these bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from review.commands.acting import unit_option
from review.commands.chinese import Command
from review.errors import Exit
from review.workflow.events import Channel


@click.command(cls=Command, name="gate", options_metavar="[选项]", short_help="上传前放行检查")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="路径…")
@click.option("--channel", type=click.Choice([c.value for c in Channel]), required=True, help="要上传到哪里。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式。")
@unit_option
def command(paths: tuple[Path, ...], channel: str, form: str, unit: Path | None) -> int:
    """放行检查：只按文件摘要对照审签记录，不重新检查内容。

    退出码：0 全部可以上传；1 有文件不能上传；3 有文件读不出来；4 审查记录被改动。
    """
    from review.commands.passing import passages
    from review.extract.sources import nothing_there

    results = list(passages(paths, channel, unit))
    if not results:
        raise nothing_there()
    if form == "json":
        click.echo(json.dumps(_to_json(results, channel), ensure_ascii=False))
    else:
        _tell(results)
    return _code(results)


def _tell(results: list[Any]) -> None:
    from review.report.matter import reason_text, together

    held = [result for result in results if not result.passage.open]
    for result in held:
        click.echo(f"× {result.label}")
        for reason in together(result.passage.reasons):
            click.echo(f"    {reason_text(reason)}")
    passed = len(results) - len(held)
    click.echo(f"共 {len(results)} 个文件：可以上传 {passed} 个，不能上传 {len(held)} 个。")
    click.echo("全部可以上传。" if not held else "请不要上传；处理后重新运行放行检查。")


def _code(results: list[Any]) -> int:
    reasons = [reason for result in results for reason in result.passage.reasons]
    if any(reason.integrity for reason in reasons):
        return Exit.INTEGRITY
    if any(result.unread for result in results):
        return Exit.INCOMPLETE
    return Exit.FINDINGS if reasons else Exit.CLEAN


def _to_json(results: list[Any], channel: str) -> dict[str, Any]:
    from review.report.matter import reason_json

    files = [
        {
            "path": result.label,
            "sha256": result.digest,
            "open": result.passage.open,
            "matter": result.passage.matter,
            "reasons": [reason_json(reason) for reason in result.passage.reasons],
        }
        for result in results
    ]
    return {"schema": "xianshen.gate/1", "channel": channel, "open": all(file["open"] for file in files), "files": files}
