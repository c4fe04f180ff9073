"""Catalogues of clean-ups that are given as files: tables of commas, workbooks of several sheets, and what of them was not read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from review.errors import CannotRead
from review.extract.sources import Source
from review.facts.dates import DATE, narrow, parse_day
from review.facts.signing import signing
from review.model import Gap, GapReason, Layer
from review.sweep.page import LONGEST_TITLE, Page
from review.sweep.repeals import MOST_ROWS, fates, unread_rows

_BOOKS = frozenset({"xlsx", "xls", "ods"})
_HEAD_LINES, _SHORTEST = 6, 6
_TITLE = re.compile(r"目录|清单|清理|结果|文件|废止|失效|有效|决定|公告|通知")


def csv_rows(data: bytes) -> list[list[str]]:
    """Return the rows of a table of commas in UTF-8 or GB 18030. Raises ValueError or csv.Error for one that is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return list(csv.reader(text.splitlines(keepends=True)))


def as_table(source: Source) -> Source:
    """Return a table of commas with its cells apart as those of a workbook are. Raises CannotRead for one that is none."""
    if source.data is None or not source.path.lower().endswith(".csv"):
        return source
    try:
        rows = csv_rows(source.data)
    except (ValueError, csv.Error) as error:
        raise CannotRead(GapReason.UNREADABLE, "目录读不出来。请另存为 xlsx 或 csv（UTF-8）再试。") from error
    return replace(source, data="\n".join("\t".join(re.sub(r"\s+", " ", cell) for cell in row) for row in rows).encode("utf-8"))


def parts(page: Page) -> Iterator[Page]:
    """Yield a catalogue sheet by sheet, each called by its file and its sheet; a day that only one names holds for all."""
    starts: dict[str, int] = {}
    if page.document.format in _BOOKS:
        for each in page.document.segments:
            if each.layer is Layer.VISIBLE and each.place.page is not None:
                starts.setdefault(each.place.part, each.start)
    texts = [page.text[start:end] for start, end in pairwise([*starts.values(), len(page.text)])] or [page.text]
    names = [f"{page.path}（工作表“{sheet}”）" for sheet in starts] if len(starts) > 1 else [page.path]
    titles = [f"{name}　{_title(text)}".strip()[:LONGEST_TITLE] for name, text in zip(names, texts, strict=True)]
    days = [_day(title) for title in titles]
    known = next((day for day in days if day is not None), None) or page.published
    for name, title, text, day in zip(names, titles, texts, days, strict=True):
        made = signing(text)
        own = made if made.signed or made.issued or made.enacted or day else page.made
        yield replace(page, path=name, title=title, text=text, made=own, published=day or known)


def gaps(pages: Sequence[Page]) -> Iterator[Gap]:
    """Yield what was not read of the sheets of one catalogue: rows that do not say what becomes of a document, or the whole of it."""
    read = False
    for page in pages:
        read = read or any(True for _ in fates(page.title, page.text, catalogue=True))
        for name in unread_rows(page.title, page.text):
            read = True
            yield Gap(GapReason.UNREADABLE, f"{page.path} 里“{name}”看不出继续有效、废止还是失效，没有核对。请在行里或表头写明。")
        if page.text.count("\n") >= MOST_ROWS:
            yield Gap(GapReason.LIMIT, f"{page.path} 超过 {MOST_ROWS} 行，只读了前面的。请分成几份给出。")
    if not read:
        yield Gap(GapReason.UNREADABLE, "目录里没有读出一件文件。每行要有文件标题或文号，并写明继续有效、废止或失效。")


def _title(text: str) -> str:
    """Return the title over a table: a line of one cell before the rows, or nothing."""
    lines = (line.strip() for line in text.split("\n")[:_HEAD_LINES])
    return next((line for line in lines if "\t" not in line and len(line) >= _SHORTEST and _TITLE.search(line)), "")


def _day(title: str) -> date | None:
    named = re.search(DATE, narrow(title))
    return parse_day(named[0]) if named else None
