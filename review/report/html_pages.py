"""The page for readers about many documents: a table of contents, and in a folder beside it a page for each document that needs one.

A browser opens neither a page of several hundred megabytes nor a person reads one. Only the rows of the table are kept until the end, so
fifty thousand documents need little room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO
from urllib.parse import quote

from review.report import FORMATS, Item, Options
from review.report.html import article, foot, head, render
from review.report.html_index import Row, contents, row_of
from review.report.mask import flat
from review.report.together import Together

PAGE = re.compile(r"\d{6}\.html")
MANY = 500  # documents from which on each has a page of its own


def write_html(
    items: Iterable[Item], options: Options, out: BinaryIO, keep: Callable[[str, Iterable[bytes]], None], *, file: str, folder: str
) -> None:
    """Write the report to `out`, and from `MANY` documents on give the pages to `keep`, each by its name and in pieces.

    `file` is the name of the report, `folder` that of the folder beside it where the pages will lie.
    """
    stream = iter(items)
    first = list(islice(stream, MANY))
    if len(first) < MANY:
        out.writelines(_encoded(render(first, options)))
        return
    rows: list[Row] = []
    together = Together()
    for number, (reviewed, document) in enumerate(chain(_given_away(first), stream), 1):
        together.add(reviewed)
        rows.append(row := row_of(number, reviewed))
        if row.told:
            title = f"{flat(reviewed.path)} 审查报告"
            back = f'<p class="back"><a href="../{quote(file)}#r{number}">回到全部文件</a></p>\n'
            keep(_name(row), _encoded(chain([head(title, options), back], article(number, reviewed, document, options), [foot()])))
    rows.sort(key=lambda row: row.rank)
    table = contents(rows, len(rows), together, lambda row: f"{quote(folder)}/{_name(row)}")
    told = f'<p class="meta">每个文件的报告在“{folder}”文件夹里，移动或删除报告时请一并处理。</p>\n'
    out.writelines(_encoded([head(f"{len(rows)}个文件的审查报告", options), told, table, foot()]))


def _given_away(items: list[Item]) -> Iterator[Item]:
    """Yield the items and let go of each: their texts are not needed any more."""
    items.reverse()
    while items:
        yield items.pop()


def _name(row: Row) -> str:
    return f"{row.number:06}.html"


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", FORMATS["html"].errors) for piece in pieces)
