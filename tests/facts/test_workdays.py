"""Working days: holidays, made-up weekends, and years that nobody has arranged yet."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from review.facts.workdays import add_workdays, is_workday, known, workdays_between

UNPUBLISHED = date(2099, 1, 1)  # a Thursday


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 4), True),  # 春节调休上班的星期日
        (date(2024, 2, 12), False),  # 春节假期中的星期一
        (date(2024, 10, 1), False),
        (date(2024, 10, 12), True),  # 国庆节调休上班的星期六
        (date(2024, 10, 13), False),
        (date(2024, 10, 14), True),
    ],
)
def test_holidays_and_made_up_weekends_follow_the_published_arrangement(day, works):
    assert is_workday(day) is works
    assert known(day)


def test_an_unpublished_year_counts_by_weekends_and_says_so():
    assert not known(UNPUBLISHED)
    assert is_workday(UNPUBLISHED)
    assert [is_workday(UNPUBLISHED + timedelta(days=days)) for days in range(1, 5)] == [True, False, False, True]


def test_a_year_before_the_tables_is_not_known():
    assert not known(date(1999, 10, 1))
    assert is_workday(date(1999, 10, 1))


def test_the_day_of_the_event_itself_is_not_counted():
    monday = date(2024, 6, 3)
    assert add_workdays(monday, 1) == date(2024, 6, 4)
    assert add_workdays(monday, 0) == monday


def test_twenty_working_days_across_national_day_end_after_the_made_up_saturdays():
    start = date(2024, 9, 20)
    assert add_workdays(start, 20) == date(2024, 10, 23)
    assert workdays_between(start, date(2024, 10, 23)) == 20


def test_a_period_that_begins_at_a_weekend_begins_with_the_first_working_day():
    assert add_workdays(date(2024, 6, 15), 1) == date(2024, 6, 17)


def test_a_period_may_run_into_an_unpublished_year():
    assert add_workdays(date(2098, 12, 31), 3) == date(2099, 1, 5)


def test_adding_and_counting_agree():
    start = date(2023, 12, 25)
    for count in range(1, 60):
        end = add_workdays(start, count)
        assert is_workday(end)
        assert workdays_between(start, end) == count


def test_no_working_day_lies_before_the_start():
    assert workdays_between(date(2024, 6, 14), date(2024, 6, 14)) == 0
    assert workdays_between(date(2024, 6, 14), date(2024, 6, 3)) == 0


def test_a_negative_period_is_refused():
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2024, 6, 14), -1)


def test_the_tables_are_loaded_only_when_a_day_is_asked_for():
    code = "import sys, review.facts.workdays; print('chinese_calendar' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.strip() == "False"
