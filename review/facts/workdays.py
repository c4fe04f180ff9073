"""Working days in mainland China, after the holiday arrangement that the State Council publishes for each year.

A weekend on which people make up for a holiday is a working day. A year whose arrangement is not published yet (or lies
before the tables) is counted by weekends alone; `known` tells the caller, who says 节假日安排未公布，按周末推算.
Sources: the annual notices 国务院办公厅关于部分节假日安排的通知, as tables in the package chinesecalendar (from 2004 on);
a period begins on the day after the event, 民法典第二百零一条; the clocks of 政府信息公开条例第二十六条、第三十三条 run in working days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_workday(day: date) -> bool:
    """Tell whether people work on this day; where `known` is False, from Monday to Friday."""
    published = _published(day)
    return day.weekday() < _SATURDAY if published is None else published


def known(day: date) -> bool:
    """Tell whether the holiday arrangement of this day's year is in the tables."""
    return _published(day) is not None


def add_workdays(start: date, count: int) -> date:
    """Return the last day of a period of `count` working days that begins on the day after `start`; 0 gives `start` itself.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"a period of {count} working days")
    day = start
    while count:
        day += _DAY
        count -= is_workday(day)
    return day


def workdays_between(start: date, end: date) -> int:
    """Return the number of working days after `start` up to and including `end`; 0 if `end` is not later."""
    return sum(is_workday(start + step * _DAY) for step in range(1, (end - start).days + 1))


@lru_cache(maxsize=1 << 16)
def _published(day: date) -> bool | None:
    """Return what the tables say of this day, or None if they do not reach its year."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
