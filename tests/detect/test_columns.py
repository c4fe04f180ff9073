"""Headings of columns: in two rows, above rows that lack cells, and in forms."""

import pytest

from review.detect.columns import cells_below, heading, title

MERGED = (
    "序号\t户主基本信息\t\t\t改造情况\t\t联系电话\n"
    "\t姓名\t证件\t住址\t等级\t补助金额\n"
    "1\t甲某\t略\t某镇某村下屋组\td级\t28000\t13800138000\n"
    "2\t乙某\t略\t某镇某村3组12号\tc级\t9000\t13800138001\n"
    "填报人:丙某\t\t审核人:丁某\n"
)
SHORT = "序号\t单位\t科室\t办公电话\t传真\n1\t某局\t某股\t2713508\t2713500\n2\t某办\t某科\t2713509\n3\t某街道办\t某科\t2713510\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("某镇某村下屋组", "户主基本信息住址"),
        ("某镇某村3组", "户主基本信息住址"),
        ("28000", "改造情况补助金额"),
        ("13800138001", "联系电话"),
    ],
)
def test_two_rows_of_headings_are_one(value, expected):
    assert heading(MERGED, MERGED.index(value)) == expected
    assert title(MERGED, MERGED.index(value), {}) == expected


def test_a_row_that_lacks_its_last_cells_keeps_its_headings():
    for value in ("2713508", "2713509", "2713510"):
        assert heading(SHORT, SHORT.index(value)) == "办公电话"
        assert title(SHORT, SHORT.index(value), {}) == "办公电话"


def test_the_cells_under_a_heading_in_the_second_row_are_found():
    cells = [MERGED[a:b] for a, b in cells_below(MERGED, MERGED.index("住址"), lambda name: name == "住址")]
    assert [cell for cell in cells if cell] == ["某镇某村下屋组", "某镇某村3组12号"]


def test_two_full_rows_without_numbers_are_not_joined():
    table = "姓名\t单位\n甲某\t某局\n乙某\t某办\n"
    assert title(table, table.index("某办"), {}) == "单位"
    assert title(table, table.index("某局"), {}) == "单位"


def test_titles_are_known_from_row_to_row():
    known: dict[int, str] = {}
    for value in ("13800138000", "13800138001"):
        assert title(MERGED, MERGED.index(value), known) == "联系电话"
    assert len(set(known.values())) == 1
