"""The ledger of a month: every matter is in it, as text that stays text, and it prints across A4."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from review.extract.sniff import NOTICE
from review.report.xlsx_ledger import LedgerRow, render_ledger

NAMES = ("初审", "复审", "终审")


def row(number=1, title="关于印发要点的通知", levels=("王某 2026-03-05", "李某 2026-03-06", "赵某 2026-03-06"), **changes):
    values = {"outcome": "主动公开", "state": "已公开", "released": "https://x.gov.cn/1.html 2026-03-10", "note": ""} | changes
    return LedgerRow(number, dt.date(2026, 3, 2), title, "网站", "张某、陈某", levels, **values)


def table(*rows, month="2026-03", names=NAMES):
    book = CalamineWorkbook.from_filelike(io.BytesIO(render_ledger(rows, "临江市人民政府办公室", month, names)))
    return book.get_sheet_by_index(0).to_python()


def sheet_xml(*rows):
    with zipfile.ZipFile(io.BytesIO(render_ledger(rows, "临江市", "2026-03", NAMES))) as package:
        assert not [name for name in package.namelist() if "externalLink" in name or name.endswith("sheet1.xml.rels")]
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_the_head_names_unit_month_and_columns():
    rows = table(row())
    assert rows[0][0] == "临江市人民政府办公室政府信息公开保密审查登记台账（2026年3月）"
    assert rows[1][0] == NOTICE
    assert rows[2] == ["序号", "成文日期", "信息名称", "公开渠道", "拟稿人", "初审", "复审", "终审", "公开属性", "状态", "发布情况", "备注"]
    assert table(row(), month="2026年第一季度")[0][0].endswith("（2026年第一季度）")


def test_each_matter_is_a_row_in_the_order_given():
    rows = table(row(2, note="补签"), row(1))
    assert [line[0] for line in rows[3:]] == [2, 1]
    assert rows[3][1:] == [
        dt.date(2026, 3, 2), "关于印发要点的通知", "网站", "张某、陈某", "王某 2026-03-05", "李某 2026-03-06", "赵某 2026-03-06",
        "主动公开", "已公开", "https://x.gov.cn/1.html 2026-03-10", "补签",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title", ["=1+1", '=HYPERLINK("http://x/","点")', "{=SUM(A1)}", "+86", "-1", "@SUM(A1)", "12345678901234567890", "http://x.gov.cn/"]
)
def test_text_stays_text_whatever_it_looks_like(title):
    assert table(row(title=title, note=title))[3][2] == title
    sheet = sheet_xml(row(title=title, note=title))
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_levels_that_a_matter_does_not_have_yet_stay_empty():
    assert table(row(levels=("王某 2026-03-05",)))[3][5:9] == ["王某 2026-03-05", "", "", "主动公开"]


def test_what_a_workbook_cannot_hold_is_left_out():
    assert table(row(title="关于\x00要点\ud800\n的\u202e通知\uffff"))[3][2] == "关于要点 的通知"
    assert table(row(note="长" * 40_000))[3][11] == "长" * 32_000


def test_a_month_without_matters_says_so():
    assert table()[3][0] == "本月没有登记的事项。"


def test_the_head_stays_in_sight_can_be_filtered_and_prints_across_a4():
    sheet = sheet_xml(row(1), row(2))
    assert 'ySplit="3"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A3:L5"/>' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert re.search(r'<pageSetup paperSize="9"[^>]* fitToHeight="0" orientation="landscape"/>', sheet)
    assert NOTICE in sheet  # in the foot of every page
    assert re.search(r'<col min="3" max="3" width="4\d', sheet)


def test_a_row_is_as_high_as_its_longest_text():
    def height(title):
        return float(re.search(r'<row r="4"[^>]* ht="([\d.]+)"', sheet_xml(row(title=title)))[1])

    assert height("长" * 200) > height("长" * 100) > height("短")
    assert height("长" * 5000) <= 409
