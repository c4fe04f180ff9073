"""Dates as people write them, and the days that follow."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.facts.dates import add_months, completed, dates_in, impossible_dates, last_day, narrow, number, parse_day, parse_end

_PARTS = (
    *(
        "2024",
        "二〇二四",
        "１９９９",
        "19",
        "3",
        "２",
        "12",
        "30",
        "31",
        "十",
        "二",
        "廿五",
        " ",
        "\n",
        "年",
        "月",
        "日",
        "号",
        "-",
        "/",
        ".",
    ),
    *("今年", "本月", "2023年2月30日", "2024-3-1", "2024/2/30", "4月31日", "2024年3月1日", "农历2月30日", "周", "至", "，"),
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年5月20日", date(2021, 5, 20)),
        ("２０２１年５月２０日", date(2021, 5, 20)),
        ("2021 年 5 月 20 日", date(2021, 5, 20)),
        ("2021-05-20", date(2021, 5, 20)),
        ("2021.5.20", date(2021, 5, 20)),
        ("二〇二一年五月二十日", date(2021, 5, 20)),
        ("二○二一年十二月廿五日", date(2021, 12, 25)),
        ("二O一九年十月卅一日", date(2019, 10, 31)),
        ("二零二零年一月一日", date(2020, 1, 1)),
        ("2024年2月29日", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_however_it_is_written(text, day):
    assert parse_day(f"成文于{text}。") == day


@pytest.mark.parametrize("text", ["2023年2月29日", "2021年13月1日", "12021年5月20日", "1.2021.5.20.3", "电话2021-05-2012", "2021年5月"])
def test_what_is_no_day_is_no_date(text):
    assert list(dates_in(text)) == []


def test_a_day_that_no_calendar_has_is_told_apart():
    assert list(impossible_dates("自2023年2月30日起")) == [(1, 11)]
    assert list(impossible_dates("自2024年2月29日起")) == []


@given(st.lists(st.sampled_from(_PARTS), max_size=24).map("".join))
def test_dates_are_found_where_they_may_stand_and_nowhere_else(text):
    everywhere = [(0, len(text))]
    assert list(dates_in(text)) == list(dates_in(text, everywhere))
    assert list(impossible_dates(text)) == list(impossible_dates(text, everywhere))


def test_wide_digits_are_read_wherever_a_long_text_is_cut():
    for before in range(65_530, 65_537):
        text = "文" * before + "２０２４．０３．０１" + "文" * 65_536
        assert narrow(text) == "文" * before + "2024.03.01" + "文" * 65_536


def test_a_day_without_its_year_is_not_told_where_the_year_stands():
    assert list(impossible_dates("2024-3-11月31日、2023年2月30日和2月30日")) == [(14, 24), (25, 30)]


def test_offsets_are_those_of_the_text():
    text = "自２０２０年１月１日起"
    (dated,) = dates_in(text)
    assert text[dated.start : dated.end] == "２０２０年１月１日"


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("十", 10), ("二十五", 25), ("廿五", 25), ("两", 2), ("一百二十", 120), ("３０", 30), ("贰", 2), ("叁拾", 30), ("卅", 30)],
)
def test_numbers_are_read_in_digits_and_as_spoken(text, value):
    assert number(text) == value


def test_a_word_is_no_number():
    assert number("若干") is None
    assert number("") is None


def test_five_years_end_on_the_day_before():
    assert last_day(date(2021, 6, 1), 5, "年") == date(2026, 5, 31)
    assert last_day(date(2020, 3, 1), 6, "个月") == date(2020, 8, 31)
    assert last_day(date(2024, 3, 1), 7, "日") == date(2024, 3, 7)


def test_a_month_or_year_ends_on_its_last_day():
    assert parse_end("2024年2月") == date(2024, 2, 29)
    assert parse_end("2025年12月底") == date(2025, 12, 31)
    assert parse_end("二〇二五年年底") == date(2025, 12, 31)
    assert parse_end("2025年6月5日") == date(2025, 6, 5)
    assert parse_end("2025年2月30日") is None


def test_a_month_without_that_day_ends_on_its_last():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert last_day(date(2020, 2, 29), 1, "年") == date(2021, 2, 27)


def test_the_end_of_a_range_takes_year_and_month_from_its_beginning():
    assert completed("3月7日", date(2024, 3, 1)) == date(2024, 3, 7)
    assert completed("7日", date(2024, 3, 1)) == date(2024, 3, 7)
    assert completed("1月5日", date(2024, 12, 20)) == date(2025, 1, 5)
    assert completed("2日", date(2024, 1, 30)) == date(2024, 2, 2)
    assert completed("现场", date(2024, 1, 30)) is None
