"""The work list as a workbook: one row per item, to be filtered by column, owner and state, and handed out to those who act."""

from __future__ import annotations

import io
from typing import Any

from review.extract.sniff import NOTICE
from review.report.docx_grid import clean, lines_needed
from review.report.mask import flat, mask_runs
from review.report.sweep import ACTIONS, CONFIDENCES, PROMISE, shown, state_of, trace
from review.report.sweep_lists import Table, tables
from review.report.sweep_text import summary
from review.report.wording import REASONS, SEVERITIES
from review.sweep.finding import SweepFinding, SweepReport
from review.sweep.kinds import KINDS

_COLUMNS = (
    ("编号", 12), ("级别", 10), ("栏目", 16), ("责任单位", 18), ("页面", 36), ("标题", 36), ("问题", 18), ("证据", 40), ("推算", 44),
    ("对照页面", 30), ("把握", 6), ("建议", 10), ("怎么办", 40), ("依据", 36), ("状态", 12), ("首次发现", 12), ("整改期限", 12),
    ("整改前页面", 28), ("整改后页面", 28), ("经办人", 10), ("完成日期", 12), ("备注", 20),
)  # fmt: skip
_HEADER = 3
_LINE = 13.5  # points of a line of the tables; a width of 2 is one Chinese character
_LONGEST = 32_000  # characters; a cell holds 32,767


def render(report: SweepReport) -> bytes:
    """Return the workbook. No text becomes a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "网上信息清查清单", "author": "先审", "comments": NOTICE})
    look = {"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
    text, head = book.add_format(look), book.add_format({**look, "bold": True, "bg_color": "#E7E6E6"})
    sheet = book.add_worksheet("清查清单")
    for place, line in enumerate((NOTICE, summary(report), PROMISE)):
        sheet.write_string(place, 0, line)
    for place, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(_HEADER, place, name, head)
    for row, finding in enumerate(report.findings, _HEADER + 1):
        for column, value in enumerate(_cells(finding, report)):
            sheet.write_string(row, column, clean(flat(value))[:_LONGEST], text)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.autofilter(_HEADER, 0, _HEADER + max(1, len(report.findings)), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
    gaps = book.add_worksheet("未能读完")
    for column, (name, width) in enumerate((("页面", 40), ("原因", 14), ("怎么办", 80))):
        gaps.set_column(column, column, width)
        gaps.write_string(0, column, name, head)
    for row, unread in enumerate(report.gaps, 1):
        for column, value in enumerate((unread.path, REASONS[unread.gap.reason], unread.gap.message)):
            gaps.write_string(row, column, clean(flat(value))[:_LONGEST], text)
    for table in tables(report):
        _write(book, table, head, text)
    book.close()
    return out.getvalue()


def _write(book: Any, table: Table, head: Any, text: Any) -> None:
    """Write a table onto a sheet of its own."""
    sheet = book.add_worksheet(table.title)
    for row, line in enumerate((NOTICE, *table.remarks)):
        sheet.write_string(row, 0, clean(flat(line))[:_LONGEST])
    start = len(table.remarks) + 1
    for column, (name, width) in enumerate(table.heads):
        sheet.set_column(column, column, width)
        sheet.write_string(start, column, name, head)
    widths = [width for _, width in table.heads]
    for row, cells in enumerate(table.rows, start + 1):
        sheet.set_row(row, _LINE * max(lines_needed(clean(flat(value)), width / 2) for value, width in zip(cells, widths, strict=True)) + 2)
        for column, value in enumerate(cells):
            sheet.write_string(row, column, clean(flat(value))[:_LONGEST], text)
    sheet.freeze_panes(start + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _cells(finding: SweepFinding, report: SweepReport) -> tuple[str, ...]:
    kind = KINDS[finding.rule]
    evidence, computation = shown(finding)
    title = mask_runs((report.titles or {}).get(finding.path, ""))
    return (
        finding.item, SEVERITIES[finding.severity], finding.column, finding.owner, finding.path, title, kind.title,
        evidence, computation, "、".join(finding.related), CONFIDENCES[finding.confidence],
        ACTIONS[finding.action], kind.fix, finding.basis, state_of(finding, report.as_of), f"{finding.since or ''}", f"{finding.due or ''}",
        trace(finding.before), trace(finding.after), "", "", finding.note,
    )  # fmt: skip
