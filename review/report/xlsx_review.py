"""The 检查台账 of a run as a workbook: one row per document, written as documents come, so that any number needs the room of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from review.extract.sniff import NOTICE
from review.model import Reviewed, Severity
from review.report.docx_grid import clean
from review.report.mask import flat
from review.report.wording import REASONS, SEVERITIES, STOP, verdict_text

_COLUMNS = (
    *(("序号", 7), ("文件", 60), ("结论", 16)),
    *((SEVERITIES[severity], 10) for severity in Severity),
    *(("未能检查", 10), ("未能检查的原因", 26), ("审签状态", 14), ("格式", 9), ("大小（字节）", 13), ("SHA-256", 68), ("SM3", 68)),
)
_HEADER = 1  # the row that holds the names of the columns, counted from 0
_NUMBERS = frozenset({0, 3, 4, 5, 6, 10})
_LONGEST = 32_000  # characters; a cell holds 32,767


class ReviewBook:
    """A workbook in the making. `scratch` is a private folder for what does not fit into memory."""

    def __init__(self, out: BinaryIO, scratch: Path, heading: str) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": str(scratch), "strings_to_formulas": False})
        self._book.set_properties({"title": "公开前检查台账", "author": "先审", "comments": NOTICE})
        self._sheet = self._book.add_worksheet("检查台账")
        self._row = _HEADER
        self._text, self._number = self._book.add_format({"num_format": "@"}), self._book.add_format({"num_format": "0"})
        self._lay_out(heading)

    def add(self, reviewed: Reviewed, state: str) -> None:
        """Write the row of a document. `state` tells how far its sign-offs are."""
        self._row += 1
        for column, value in enumerate(_cells(self._row - _HEADER, reviewed, state)):
            if column in _NUMBERS and value != "":
                self._sheet.write_number(self._row, column, value, self._number)
            else:
                self._sheet.write_string(self._row, column, clean(str(value))[:_LONGEST], self._text)

    def close(self) -> None:
        """Finish the workbook."""
        self._sheet.autofilter(_HEADER, 0, max(self._row, _HEADER + 1), len(_COLUMNS) - 1)
        self._book.close()

    def _lay_out(self, heading: str) -> None:
        sheet = self._sheet
        bold = self._book.add_format({"bold": True, "border": 1, "bg_color": "#E7E6E6", "text_wrap": True, "valign": "vcenter"})
        for column, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(_HEADER + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER)
        sheet.write_string(0, 0, f"{NOTICE}　{clean(heading)}", self._book.add_format({"font_color": "#C00000"}))
        for column, (name, _) in enumerate(_COLUMNS):
            sheet.write_string(_HEADER, column, name, bold)


def _cells(number: int, reviewed: Reviewed, state: str) -> list[Any]:
    """Return the values of a row; of a document that must not be handled only its name."""
    if reviewed.scan.stop:
        return [number, flat(reviewed.path), STOP, *[""] * (len(_COLUMNS) - 3)]
    findings, gaps = reviewed.scan.findings, reviewed.scan.gaps
    counts = [sum(finding.severity is severity for finding in findings) for severity in Severity]
    why = "、".join(dict.fromkeys(REASONS[gap.reason] for gap in gaps))
    digests = (reviewed.sha256, reviewed.sm3) if reviewed.size else ("", "")
    return [number, flat(reviewed.path), verdict_text(reviewed), *counts, len(gaps), why, state, reviewed.format, reviewed.size, *digests]
