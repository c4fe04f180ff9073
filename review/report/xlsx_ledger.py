"""The 登记台账 of a month as a workbook: one row per matter, to be filtered on the screen and printed across A4."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review import lazy_re as re
from review.extract.sniff import NOTICE
from review.report.docx_grid import clean, lines_needed

_HEADER = 2  # the row that holds the names of the columns, counted from 0
_BEFORE = (("序号", 6), ("成文日期", 12), ("信息名称", 40), ("公开渠道", 11), ("拟稿人", 14))  # widths in Latin characters
_LEVEL = 15
_AFTER = (("公开属性", 12), ("状态", 11), ("发布情况", 28), ("备注", 18))
_LINE = 15  # points
_TALLEST = 409  # points that a row may have
_LONGEST = 32_000  # characters; a cell holds 32,767, and a longer text would not be written at all


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A matter in the ledger. `levels` has one text per level (“王某 2026-03-05”), `released` says where and when."""

    number: int
    dated: dt.date
    title: str
    channel: str
    drafters: str
    levels: tuple[str, ...]
    outcome: str
    state: str
    released: str
    note: str


def render_ledger(rows: Sequence[LedgerRow], unit: str, month: str, level_names: tuple[str, ...]) -> bytes:
    """Return the ledger as .xlsx. `month` is ``2026-03``; anything else is printed as it is. No text becomes a formula or a link."""
    import xlsxwriter

    columns = (*_BEFORE, *((name, _LEVEL) for name in level_names), *_AFTER)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": "政府信息公开保密审查登记台账", "author": "先审", "comments": NOTICE})
    sheet = book.add_worksheet("登记台账")
    _lay_out(sheet, columns, last=_HEADER + max(1, len(rows)))
    _head(book, sheet, columns, f"{clean(unit)}政府信息公开保密审查登记台账（{_month(month)}）")
    look = {"font_name": "宋体", "font_size": 10.5, "border": 1, "text_wrap": True, "valign": "vcenter"}
    text, middle = book.add_format({**look, "num_format": "@"}), book.add_format({**look, "align": "center"})
    date = book.add_format({**look, "align": "center", "num_format": "yyyy-mm-dd"})
    for place, row in enumerate(rows, _HEADER + 1):
        levels = (*row.levels, *[""] * len(level_names))[: len(level_names)]
        said = [
            clean(value)[:_LONGEST]
            for value in (row.title, row.channel, row.drafters, *levels, row.outcome, row.state, row.released, row.note)
        ]
        sheet.write_number(place, 0, row.number, middle)
        sheet.write_datetime(place, 1, row.dated, date)
        for column, value in enumerate(said, 2):
            sheet.write_string(place, column, value, text)
        most = max(lines_needed(value, width / 2) for value, (_, width) in zip(said, columns[2:], strict=True))
        sheet.set_row(place, min(_TALLEST, _LINE * most + 6))
    if not rows:
        sheet.merge_range(_HEADER + 1, 0, _HEADER + 1, len(columns) - 1, "本月没有登记的事项。", middle)
    book.close()
    return out.getvalue()


def _lay_out(sheet: Any, columns: Sequence[tuple[str, int]], last: int) -> None:
    """Set widths, what stays in sight, and how the sheet is printed."""
    for place, (_, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.autofilter(_HEADER, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)  # inches
    sheet.center_horizontally()
    sheet.repeat_rows(_HEADER)
    sheet.set_footer(f"&L&8{NOTICE}&R&8第 &P 页　共 &N 页")


def _head(book: Any, sheet: Any, columns: Sequence[tuple[str, int]], title: str) -> None:
    """Write the title, the notice and the names of the columns."""
    last = len(columns) - 1
    large = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"})
    small = book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#C00000"})
    named = book.add_format(
        {"font_name": "宋体", "font_size": 10.5, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1,
         "bg_color": "#E7E6E6"}
    )  # fmt: skip
    sheet.merge_range(0, 0, 0, last, "", large)
    sheet.write_string(0, 0, title, large)
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, NOTICE, small)
    sheet.set_row(_HEADER, 24)
    for place, (name, _) in enumerate(columns):
        sheet.write_string(_HEADER, place, clean(name), named)


def _month(month: str) -> str:
    parts = re.fullmatch(r"(\d{4})-(\d{2})", month)
    return f"{parts[1]}年{int(parts[2])}月" if parts else clean(month)
