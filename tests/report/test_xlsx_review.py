"""The 检查台账: one row per document, nothing of a stopped one but its name, no text that becomes a formula."""

from __future__ import annotations

import dataclasses
import io

import python_calamine

from review.extract.sniff import NOTICE
from review.model import Finding, Gap, GapReason, Layer, Place, Reviewed, Scan, Severity, Verdict
from review.report.xlsx_review import ReviewBook

BLOCK = Finding("personal.id-card", Severity.BLOCK, 0, 18, Place(), Layer.VISIBLE, "360781199003070012", stop=False)
NOTE = dataclasses.replace(BLOCK, severity=Severity.NOTE)
DOCUMENT = Reviewed("a/通知.docx", "5a", "b3", 12, "docx", None, Verdict.BLOCK, Scan((BLOCK, BLOCK, NOTE), ()))


def rows(tmp_path, *documents):
    out = io.BytesIO()
    book = ReviewBook(out, tmp_path, "2026-03-02 10:00")
    for document, state in documents:
        book.add(document, state)
    book.close()
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()


def test_a_row_tells_what_a_document_came_to(tmp_path):
    top, head, row = rows(tmp_path, (DOCUMENT, "待复审"))
    assert top[0] == f"{NOTICE}　2026-03-02 10:00"
    assert dict(zip(head, row, strict=True)) == {
        "序号": 1,
        "文件": "a/通知.docx",
        "结论": "不能公开",
        "必须处理": 2,
        "需要核对": 0,
        "供参考": 1,
        "未能检查": 0,
        "未能检查的原因": "",
        "审签状态": "待复审",
        "格式": "docx",
        "大小（字节）": 12,
        "SHA-256": "5a",
        "SM3": "b3",
    }


def test_gaps_are_counted_and_named(tmp_path):
    gaps = (Gap(GapReason.ENCRYPTED, "…"), Gap(GapReason.NEEDS_OCR, "…"), Gap(GapReason.NEEDS_OCR, "…"))
    unread = DOCUMENT._replace(size=0, verdict=Verdict.INCOMPLETE, scan=Scan((), gaps))
    *_, row = rows(tmp_path, (unread, ""))
    assert row[6:8] == [3, "已加密、图片待识别"]
    assert row[-2:] == ["", ""]


def test_of_a_stopped_document_only_the_name_is_written(tmp_path):
    stopped = DOCUMENT._replace(scan=Scan((dataclasses.replace(BLOCK, stop=True),), (), stop=True))
    *_, row = rows(tmp_path, (stopped, ""))
    assert [cell for cell in row if cell] == [1, "a/通知.docx", "停止处理"]


def test_a_name_never_becomes_a_formula_or_a_link(tmp_path):
    names = ("=1+1.txt", "http://example.cn", "@SUM(1)", "a\x00b\u202e.txt")
    documents = [(DOCUMENT._replace(path=name), "") for name in names]
    _, _, *told = rows(tmp_path, *documents)
    assert [row[1] for row in told[:3]] == list(names[:3])
    assert "\u202e" not in told[3][1]
