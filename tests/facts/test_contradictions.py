"""Days of one text that cannot all be right, and what only looks like it."""

from __future__ import annotations

import pytest

from review.facts.contradictions import contradictions
from review.facts.signing import signing

SIGNED = "\n青禾县财政局\n2026年12月10日\n"


def told(text):
    return [each.shown for each in contradictions(text, signing(text))]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("公示期：2026年12月1日至2026年12月7日。", "期限 2026-12-07 在成文日期 2026-12-10 以前"),
        ("公示时间：2026年11月20日至11月26日。", "期限 2026-11-26 在成文日期 2026-12-10 以前"),
        ("报名时间为2026-11-20至2026-11-26。", "期限 2026-11-26 在成文日期 2026-12-10 以前"),
        ("请各单位于2026年11月30日前报送。", "要求的期限 2026-11-30 在成文日期 2026-12-10 以前"),
        ("请在2026年11月30日17:00之前报送。", "要求的期限 2026-11-30 在成文日期 2026-12-10 以前"),
    ],
)
def test_what_is_asked_for_by_a_day_that_was_over_is_told(text, shown):
    assert told(text + SIGNED) == [shown]


@pytest.mark.parametrize(
    "text",
    [
        "公示期：2026年12月11日至2026年12月17日。",
        "公示时间：2026年12月11日至12月17日。",
        "公示时间：2026年12月11日至17日。",
        "公示期：2026年12月28日至1月4日。",
        "申报时间为2026年12月1日前。",
        "公示期为2026年12月1日起7日。",
        "请于2026年12月20日前报送。",
        "“请于2026年11月20日前报送”的要求已经完成。",
        "报名人数截至2026年11月30日为40人。",
    ],
)
def test_what_lies_ahead_or_tells_of_the_past_is_left_alone(text):
    assert told(text + SIGNED) == []


def test_without_a_signature_nothing_is_too_late():
    assert told("公示期：2026年12月1日至2026年12月7日。") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("报名时间2026年9月31日截止。" + SIGNED, "没有 2026年9月31日 这一天"),
        ("自2026年5月10日至2026年5月1日。", "起 2026-05-10，止 2026-05-01，止在起之前"),
        ("2026年12月10日（星期五）开会。", "2026-12-10 是星期四"),
        ("2026年12月6日星期一开会。", "2026-12-06 是星期日"),
    ],
)
def test_days_that_cannot_be_are_told(text, shown):
    assert told(text) == [shown]


@pytest.mark.parametrize("text", ["2026年12月10日（星期四）开会。", "2026年12月6日星期天开会。", "2024年2月29日。"])
def test_days_that_can_be_are_left_alone(text):
    assert told(text) == []


@pytest.mark.parametrize("day", ["2月30日", "2月30号", "4月31日", "11 月 31 日", "２月３０日"])
def test_a_day_without_a_year_that_no_calendar_has_is_told(day):
    assert told(f"请于{day}前报送。") == [f"没有 {day} 这一天"]


@pytest.mark.parametrize("text", ["请于2月29日前报送。", "请于12月31日前报送。", "农历2月30日休市。", "二月三十日", "第22月30日均值"])
def test_a_day_that_some_calendar_has_is_left_alone(text):
    assert told(text) == []


def test_a_range_and_a_weekday_are_told_once_however_close_others_stand():
    text = "2026年3月9日至2026年3月5日，2026年3月10日（星期一）（本周起），2026年3月12日至2026年3月1日。"
    assert told(text) == [
        "起 2026-03-09，止 2026-03-05，止在起之前",
        "起 2026-03-12，止 2026-03-01，止在起之前",
        "2026-03-10 是星期二",
    ]


def test_an_impossible_day_is_told_once():
    assert told("定于2026年2月30日召开。") == ["没有 2026年2月30日 这一天"]


@pytest.mark.parametrize(
    "text",
    [
        "自2026年12月1日起施行，有效期5年，至2030年11月30日止。",
        "本办法自2026年12月1日起施行，有效期五年（至2030年11月30日）。",
        "本办法自2026年12月1日起施行，有效期5年，有效期至2030年11月。",
        "本办法自2026年12月1日起施行，有效期5年，截止2030年11月30日。",
    ],
)
def test_a_length_and_an_end_that_disagree_are_told(text):
    assert told(text) == ["施行 2026-12-01 + 5年 → 2031-11-30，又写至 2030-11-30"]


@pytest.mark.parametrize(
    "text",
    [
        "自2026年12月1日起施行，有效期5年，至2031年11月30日止。",
        "自2026年12月1日起施行，有效期5年，至2031年12月1日止。",
        "本办法自2026年12月1日起施行，有效期5年。《青禾县奖补办法》有效期至2026年11月30日。",
        "本办法自2026年12月1日起施行，有效期5年，《青禾县奖补办法》自2026年12月1日起废止。",
        "本办法自印发之日起施行，有效期5年，至2030年12月31日止。" + SIGNED,
        "许可证自2026年12月1日起生效，有效期5年，至2030年11月30日止。",
    ],
)
def test_a_length_and_an_end_that_agree_or_speak_of_something_else_are_left_alone(text):
    assert told(text) == []


def test_an_imprint_before_the_signature_is_told():
    assert told(f"通知。{SIGNED}青禾县财政局办公室 2026年12月1日印发") == ["印发日期 2026-12-01 早于成文日期 2026-12-10"]
    assert told(f"通知。{SIGNED}青禾县财政局办公室 2026年12月11日印发") == []


def test_a_number_of_another_year_may_be_meant():
    text = "青财字〔2024〕5号\n通知。" + SIGNED
    (found,) = contradictions(text, signing(text))
    assert (found.shown, found.sure) == ("文号年份 2024，成文日期 2026-12-10", False)
    assert told("青财字〔2026〕5号\n通知。" + SIGNED) == []
    assert told("青财字〔2025〕95号\n通知。\n青禾县财政局\n2026年1月9日\n") == []
