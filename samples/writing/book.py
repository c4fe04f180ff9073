"""Writes a source as a workbook. ``@sheet name`` opens a sheet, ``@hidden name`` one that nobody is shown."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from xlsxwriter import Workbook

from writing.source import cells

WHEN = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC).replace(tzinfo=None)  # the format has no time zones


def write(source: str) -> bytes:
    """Return the bytes of an .xlsx without any time of building in it."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"author": "虚构演示", "created": WHEN})
    sheet: Any = None
    row = 0
    for line in filter(None, source.splitlines()):
        kind, _, name = line.partition(" ")
        if kind in ("@sheet", "@hidden"):
            sheet, row = book.add_worksheet(name), 0
            sheet.set_column(0, 12, 18)
            if kind == "@hidden":
                sheet.hide()
            continue
        for column, text in enumerate(cells(line)):
            _put(sheet, row, column, text)
        row += 1
    book.close()
    return out.getvalue()


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    """Write whole numbers as numbers, mobile numbers too; longer ones would lose digits, so offices keep them as text."""
    if text.isdecimal() and len(text) <= 11:
        sheet.write_number(row, column, int(text))
    elif text:
        sheet.write_string(row, column, text)
