"""What each kind of rule does beyond the examples of the shipped rules."""

from __future__ import annotations

import pytest

from review.detect import KINDS
from review.detect.base import expand, windows
from review.detect.columns import cells_below, heading
from review.detect.dispatch import Dispatcher
from review.detect.run import run
from review.model import Rule, Severity
from review.rules.prove import example_document


def found(kind, text, allowed=(), **options):
    rule = Rule("marking.test", "试", kind, Severity.BLOCK, ("政府信息公开条例#14",), "因", "改", (), (), options)
    dispatcher = Dispatcher([KINDS[kind].build(rule, {"LV": "绝密|机密"})], allowed)
    document = example_document(text)
    hits = sorted(run(dispatcher, document, lambda _: None), key=lambda h: h[1])
    return [(document.text[start:end], hit.severity) for _, start, end, hit in hits]


def test_a_term_is_found_in_every_spelling():
    for text in ("內部資料", "内部资料", "内\u200b部资料"):
        assert [t for t, _ in found("terms", text, terms=["内部资料"])] == [text]


def test_a_term_inside_a_longer_word_is_lowered_not_dropped():
    assert found("terms", "检修照明电源", terms=["明电"], boundary="token") == [("明电", Severity.WARN)]
    assert found("terms", "检修照明电源", terms=["明电"]) == [("明电", None)]


def test_the_surroundings_of_a_term_decide():
    options = {"terms": ["标底"], "unless": "公开", "warn_if": "示例", "near": 6}
    assert found("terms", "标底已封存", **options) == [("标底", None)]
    assert found("terms", "公开标底", **options) == []
    assert found("terms", "示例：标底", **options) == [("标底", Severity.WARN)]
    assert found("terms", "公开一件很远很远的事，标底", **options) == [("标底", None)]


def test_not_after_and_not_before_stand_directly_at_the_hit():
    assert found("terms", "照明电", terms=["明电"], not_after="照") == []
    assert found("terms", "明电源", terms=["明电"], not_before="源") == []
    assert found("terms", "照旧明电收文", terms=["明电"], not_after="照", not_before="源") == [("明电", None)]


def test_an_allowed_phrase_protects_only_what_lies_inside_it():
    assert found("terms", "秘密花园，秘密", allowed=["秘密花园"], terms=["秘密"]) == [("秘密", None)]
    assert len(found("terms", "秘密花园，秘密", terms=["秘密"])) == 2


def test_a_pattern_is_tried_only_near_its_anchors():
    options = {"pattern": "{LV}★", "anchors": ["机密"]}
    assert found("pattern", "绝密★ 机密★", **options) == [("绝密★", None), ("机密★", None)]
    assert found("pattern", "绝密★" + "文" * 600, **options) == []


def test_a_squeezed_anchor_is_found_through_spaces_and_lines():
    options = {"pattern": r"机\s*密", "anchors": ["机密"]}
    assert found("pattern", "机\n密", squeezed=True, **options) == [("机\n密", None)]
    assert found("pattern", "机\n密", **options) == []


def test_macros_may_use_macros_and_braces_of_a_pattern_stay():
    assert expand("{A}{2}", {"A": "{B}", "B": "x"}) == "(?:(?:x)){2}"


def test_a_pattern_reaches_on_from_the_last_of_many_anchors():
    text = "机密" + "文" * 50 + "机密" + "文" * 50 + "★"
    assert found("pattern", text, pattern="机密文{50}★", anchors=["机密"], reach=60) == [(text[52:], None)]


def test_windows_are_merged_and_cut_at_line_ends():
    text = "一" * 100 + "\n" + "二" * 30 + "\n" + "三" * 100
    assert list(windows(text, [(110, 112), (114, 116)], 40, 40)) == [(70, 156)]
    assert list(windows(text, [(110, 112)], 18, 60)) == [(101, 172)]


TABLE = "姓名\t手机号码\n甲\t13800138000\n乙\t13800138001"


def test_the_heading_of_a_column_is_found_from_every_row():
    for value in ("13800138000", "13800138001"):
        assert heading(TABLE, TABLE.index(value)) == "手机号码"
    assert heading("没有表格 13800138000", 5) == ""


@pytest.mark.parametrize("separator", ["\t", "|", ","])
def test_the_cells_under_a_heading_are_found_until_the_table_ends(separator):
    text = "\n".join(separator.join(row) for row in (["用户", "口令"], ["a", "x1y2"], ["b", "z3"])) + "\n表外文字 口令 q9"
    start = text.index("口令")
    cells = [text[a:b] for a, b in cells_below(text, start, lambda cell: cell == "口令")]
    assert cells == ["x1y2", "z3"]
    assert not list(cells_below(text, 0, lambda cell: cell == "口令"))


def test_a_value_under_the_wrong_heading_is_none():
    options = {"forms": [{"pattern": "(?<![0-9])1[0-9]{10}(?![0-9])"}], "not_column": "金额"}
    assert found("identifier", "项目\t金额\n甲\t13800138000", **options) == []
    assert found("identifier", "项目\t电话\n甲\t13800138000", **options) == [("13800138000", None)]


def test_of_two_cues_the_nearer_one_says_whose_a_number_is():
    options = {"forms": [{"pattern": "[0-9]{7}"}], "private": "住宅", "public": "单位"}
    assert found("identifier", "住宅略，单位电话5550678", **options) == [("5550678", Severity.NOTE)]
    assert found("identifier", "单位略，住宅电话5550678", **options) == [("5550678", None)]


def test_a_credential_that_is_a_placeholder_is_none():
    options = {"pattern": r"口令:(?P<secret>\S+)", "anchors": ["口令"]}
    for empty in ("******", "xxxx", "${PW}", "<password>", "your_password"):
        assert found("credential", f"口令：{empty}", **options) == []
    assert found("credential", "口令：Ab12", **options) == [("口令：Ab12", None)]
