"""Files dropped onto the program: check them, write the report, open it, keep the window.

A drop never signs and never changes anything. The report goes beside the draft; into the private folder when the draft lies
on a network share or in a folder that cannot be written to. A stopped document gets no report at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import click

from review.commands import session
from review.commands.desktop import lies_on_share, open_report, pause_if_alone
from review.commands.filing import file_report
from review.commands.watching import watched
from review.errors import Exit
from review.extract.folder import label_of
from review.model import Reviewed, Severity
from review.report import Item
from review.report import Options as ReportOptions
from review.report import write as write_report
from review.report.console import wants_colour
from review.store import private

SUFFIX = ".先审报告.html"


def drop(paths: list[Path]) -> int:
    """Check dropped files and return the exit code."""
    rules = session.rules_in_force()
    chosen, today = session.departments(rules), session.today()
    run = session.Run(rules, session.options(departments=chosen, day=today), Severity.BLOCK, today, "html", keep=True)
    remarks = session.remarks(rules, chosen, today)
    options = ReportOptions(rules.titles, rules.digest, colour=wants_colour(sys.stdout, os.environ), made=session.now(), remarks=remarks)
    checked: list[Reviewed] = []
    try:
        with watched(run, paths, on_screen=True, ledger=None) as items:
            readable = _readable(items, checked)
            first = next(readable, None)
            report = save(chain([first], readable), options, _first_readable(paths, first[0].path)) if first else None
        if not checked:
            click.echo("没有找到可以检查的文件。")
            return Exit.USAGE
        write_report("text", ((reviewed, None) for reviewed in checked), options, sys.stdout.buffer, sys.stdout.encoding or "utf-8")
        sys.stdout.buffer.flush()
        if report:
            click.echo(f"\n报告：{report}\n报告含有敏感内容，看完请删除，不要外传。")
            open_report(report)
        return run.code
    finally:
        pause_if_alone()


def _readable(items: Iterable[Item], checked: list[Reviewed]) -> Iterator[Item]:
    """Yield the documents of which something may be reported; enter all of them in `checked`."""
    for item in items:
        checked.append(item[0])
        if not item[0].scan.stop:
            yield item


def _first_readable(paths: list[Path], label: str) -> Path:
    """Return the dropped path that the first document comes from of which something may be reported; the report is named after it."""
    for path in paths:
        if (path.is_dir() and (path / label.partition("/")[0]).exists()) or label_of(path.name) in label.split("/"):
            return path
    return paths[0]


def save(items: Iterable[Item], options: ReportOptions, first: Path) -> Path:
    """Write the HTML report and return where it is."""
    name = first.resolve().name
    folder = first.resolve().parent
    if lies_on_share(folder) or not os.access(folder, os.W_OK):
        folder = private.folder("reports")
    path = folder / f"{name}{SUFFIX}"
    file_report("html", items, options, path)
    return path
