"""Dates as official documents write them, and the days that follow from them.

Arabic and Chinese numerals (〇, ○, O, 零; 廿, 卅), full-width digits and spaces inside a date are read; a date that does not exist is no
date. Offsets are code points into the text that was given.
Sources: GB/T 15835-2011 (numerals in publications), GB/T 9704-2012 §7.3.5.4 (成文日期), 民法典第二百零一条、第二百零二条 (periods).
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from review import lazy_re as re
from review.facts.sentences import around, places_of

_WIDE, _THIN = "０１２３４５６７８９．／－", "0123456789./-"
_NARROW = str.maketrans(_WIDE, _THIN)
_WORDS = 64  # code points: more than this is sooner searched for each of the wide ones than translated
_PIECE = 1 << 16  # code points: of a long text only the pieces that hold a wide one are copied for it
_ZEROS = "〇○零OoＯｏ0"
_DIGITS = {**dict.fromkeys(_ZEROS, 0), **{char: value for value, char in enumerate("一二三四五六七八九", 1)}, "两": 2}
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_UNITS = {"十": 10, "百": 100, "千": 1000}

YEAR = rf"(?:(?:19|20)\d\d|[一二][{_ZEROS}九一二三四五六七八]{{3}})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|(?:[二三]?十|[廿卅])[一二三四五六七八九]?|[一二三四五六七八九])"
_GAP = r"\s{0,3}"
DATE = (
    rf"(?:{YEAR}{_GAP}年{_GAP}{_MONTH}{_GAP}月{_GAP}{_DAY}{_GAP}[日号]"
    r"|(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d))"
)
_LAST_OF = re.compile(rf"(?P<year>{YEAR}){_GAP}年{_GAP}(?:(?P<month>{_MONTH}){_GAP}月份?[底末]?|年?[底末])")
MONTH = rf"(?:{YEAR}{_GAP}年{_GAP}{_MONTH}{_GAP}月份?(?!{_GAP}(?:份|\d|[上中下]旬|初|{_DAY}{_GAP}[日号])))"
MONTH_OR_YEAR_END = rf"(?:{MONTH}[底末]?|{YEAR}{_GAP}年{_GAP}年?[底末])"
_WRITTEN = re.compile(
    rf"(?<![\d.{_ZEROS}一二三四五六七八九])(?:(?P<y>{YEAR}){_GAP}年{_GAP}(?P<m>{_MONTH}){_GAP}月{_GAP}(?P<d>{_DAY}){_GAP}[日号]"
    r"|(?P<iy>(?:19|20)\d\d)(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?P=sep)(?P<id>3[01]|[12]\d|0?[1-9])(?!\d|[.]\d))"
)
_WITHOUT_YEAR = re.compile(r"(?<![\d.])(?P<m>1[0-2]|0?[1-9])\s{0,3}月\s{0,3}(?P<d>3[01]|29)\s{0,3}[日号]")
_LUNAR = re.compile(r"[农阴旧夏]历[^。；\n]{0,8}$")
_LEAP_YEAR = "2024"
OF_A_DATE = {"年": re.compile(rf"年{_GAP}[0-9十一二三四五六七八九]")}  # no other 年 is part of one
_PARTED = {sign: re.compile(rf"(?<=(?:19|20)\d\d){re.escape(sign)}\d") for sign in "-/."}
_LAST_DAYS = {"月": re.compile(rf"月{_GAP}(?:3[01]|29)")}
_REACH = 8, 24  # code points before and behind 年 within which a date ends
_SPOKEN = "一二三四五六七八九十百两零〇廿卅壹贰叁肆伍陆柒捌玖拾佰"
NUMBER = rf"(?:\d{{1,4}}|[{_SPOKEN}]{{1,7}})"
NUMERALS = rf"\d{_SPOKEN}"


class Dated(NamedTuple):
    """A date where it stands in a text."""

    start: int
    end: int
    day: date


class Narrow(str):
    """A text that is narrow already, and is not made so again."""

    __slots__ = ()


def narrow(text: str) -> Narrow:
    """Return the text with full-width digits as ASCII, one for one, so that offsets stay."""
    if isinstance(text, Narrow):
        return text
    if len(text) < _WORDS:
        return Narrow(text.translate(_NARROW))
    return Narrow("".join(_narrowed(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE)))


def _narrowed(piece: str) -> str:
    for wide, thin in zip(_WIDE, _THIN, strict=True):
        piece = piece.replace(wide, thin)
    return piece


def number(text: str) -> int | None:
    """Return what a whole number up to 9999 says, in digits or as spoken (二十五, 廿五, 一百二十, 两, 贰拾), or None."""
    text = text.strip()
    if not text.isascii():
        text = narrow(text)
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.translate(_FINANCIAL).replace("廿", "二十").replace("卅", "三十")
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def dates_in(text: str, spots: Iterable[tuple[int, int]] | None = None) -> Iterator[Dated]:
    """Yield the dates of a text that exist, in reading order, or those in some stretches of it; without a day it is no date."""
    plain = narrow(text)
    for found in _written(plain, stretches(plain) if spots is None else spots):
        day = _day(found["y"] or found["iy"], found["m"] or found["im"], found["d"] or found["id"])
        if day is not None:
            yield Dated(found.start(), found.end(), day)


def stretches(plain: Narrow) -> list[tuple[int, int]]:
    """Return where dates may stand in a narrow text, in order: about 年, and about what parts the digits of 2024-03-01."""
    return around(places_of(OF_A_DATE | _PARTED, plain), *_REACH)


def _written(plain: Narrow, spots: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in spots:
        yield from _WRITTEN.finditer(plain, start, end)


def impossible_dates(text: str, spots: Iterable[tuple[int, int]] | None = None) -> Iterator[tuple[int, int]]:
    """Yield where a text names a day that no calendar has, such as 2023年2月30日, or 2月30日 of whatever year."""
    plain = narrow(text)
    whole = [*_written(plain, stretches(plain) if spots is None else spots)]
    for found in whole:
        if _day(found["y"] or found["iy"], found["m"] or found["im"], found["d"] or found["id"]) is None:
            yield found.span()
    spots = around(places_of(_LAST_DAYS, plain), 6, 12)
    for found in (found for start, end in spots for found in _WITHOUT_YEAR.finditer(plain, start, end)):
        start, end = found.span()
        if _day(_LEAP_YEAR, found["m"], found["d"]) is None and not _LUNAR.search(plain[max(0, start - 12) : start]):
            before = bisect_left(whole, end, key=re.Match.start) - 1
            if before < 0 or whole[before].end() <= start:
                yield start, end


def parse_day(text: str) -> date | None:
    """Return the first date of a text, also as ISO 8601, or None."""
    return next((dated.day for dated in dates_in(text)), None)


def parse_end(text: str) -> date | None:
    """Return the last day of what a text names, a day, a month (2025年12月) or a year (2025年底), or None."""
    found = _LAST_OF.fullmatch(narrow(text.strip()))
    year, month = (number(found["year"]), number(found["month"] or "12")) if found else (None, None)
    return add_months(date(year, month, 1), 1) - timedelta(days=1) if year and month else parse_day(text)


def completed(text: str, begun: date) -> date | None:
    """Return the end of a range whose year or month is left out after its beginning: (3月7日, 2024-03-01) → 2024-03-07.

    An end that would lie before the beginning lies in the next year, or the next month.
    """
    whole = parse_day(text)
    if whole is not None:
        return whole
    parts = re.match(rf"\s{{0,4}}(?:(?P<m>{_MONTH})\s{{0,4}}月\s{{0,4}})?(?P<d>{_DAY})\s{{0,4}}[日号]", narrow(text))
    if parts is None:
        return None
    month, day = number(parts["m"] or str(begun.month)), number(parts["d"])
    end = _day(str(begun.year), str(month), str(day))
    if end is not None and end < begun:
        if parts["m"]:
            return _day(str(begun.year + 1), str(month), str(day))
        following = add_months(begun.replace(day=1), 1)
        return _day(str(following.year), str(following.month), str(day))
    return end


def add_months(start: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def last_day(start: date, count: int, unit: str) -> date:
    """Return the last day on which a period of years, months or days that begins with `start` itself still runs.

    A period of five years from 2021-06-01 ends on 2026-05-31. `unit` is 年, 个月, 月, 日 or 天.
    """
    if unit == "年":
        return add_months(start, 12 * count) - timedelta(days=1)
    if unit in ("个月", "月"):
        return add_months(start, count) - timedelta(days=1)
    return start + timedelta(days=count - 1)


def _day(year: str, month: str, day: str) -> date | None:
    numbers = number(year), number(month), number(day)
    try:
        return date(*numbers)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
