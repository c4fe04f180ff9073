"""Days of one text that cannot all be right.

A day that no calendar has, an end before its beginning, the wrong day of the week, a length and an end that disagree, a deadline before
the signature.
What a text says of the past is none of it: only where it says two things of the same day, or asks for something by a day that was over
when it was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from review import lazy_re as re
from review.facts.dates import DATE, completed, dates_in, impossible_dates, narrow, parse_day, stretches
from review.facts.sentences import around, is_quoted, merged, places_of
from review.facts.signing import Signing
from review.facts.validity import disagreeing_ends

Span = tuple[int, int]

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"\s{0,2}[（(,，]?\s{0,2}(?:星期|周|礼拜)([一二三四五六日天])(?![年岁])\s{0,2}[）)]?")
_WEEKDAYS_TOLD = dict.fromkeys("星周礼", _WEEKDAY)
_TIME = r"(?:\s{0,2}(?:上午|下午|早上|晚上)?\s{0,2}\d{1,2}[:：时点]\d{0,2}分?)?"
_REVERSED = re.compile(rf"({DATE}){_TIME}\s{{0,2}}(?:起)?\s{{0,2}}(?:至|到|—+|–|-+|~|～)\s{{0,2}}({DATE})")
_ASKED_BY = re.compile(rf"请[^。；\n\d]{{0,30}}?(?:于|在)\s{{0,4}}(?P<end>{DATE}){_TIME}\s{{0,4}}(?:之?前|以前)")
_OPEN_UNTIL = re.compile(
    rf"(?:公示|报名|征求意见|申报|征集|受理)(?:时间|期限|期|日期)?\s{{0,4}}(?:为|是|:|：|自|从)?\s{{0,4}}(?P<begun>{DATE})"
    rf"{_TIME}\s{{0,2}}(?:起)?\s{{0,2}}(?:至|到|—+|–|-+|~|～)\s{{0,2}}(?P<end>{DATE}|(?:\d{{1,2}}月)?\d{{1,2}}[日号])"
)
_OWN_NUMBER = re.compile(rf"^[^\S\n]*({re.HAN}{{1,14}}\s?[〔\[]\s?((?:19|20)\d\d)\s?[〕\]]\s?\d{{1,4}}\s?号)", re.MULTILINE)
_UP_TO = re.compile("[至到—–~～-]")
_RANGE = 76  # code points behind a date within which the end of a range stands
_BEFORE_WEEKDAY = 36  # code points before the day of the week within which its date begins
_HEAD = 600  # code points in which the number of the document itself stands
_SPRING = 3  # last month in which the number of the year before is still given out


class Contradiction(NamedTuple):
    """Where a text contradicts itself, as a half-open range, and how. `sure` False says that it may be meant."""

    start: int
    end: int
    shown: str
    sure: bool = True


def contradictions(text: str, made: Signing) -> Iterator[Contradiction]:
    """Yield the contradictions between the days of a text. `made` is when it was made by its own words."""
    plain = narrow(text)
    spots = stretches(plain)
    yield from impossible(text, spots)
    yield from reversed_ranges(plain, spots)
    yield from wrong_weekdays(plain)
    for start, end, shown in disagreeing_ends(plain, made):
        yield Contradiction(start, end, shown)
    signed = made.signed
    if signed is None:
        return
    if made.issued is not None and made.issued < signed - _DAY:
        at = plain.rfind("印发") if "印发" in plain else 0
        yield Contradiction(at, at + 2, f"印发日期 {made.issued} 早于成文日期 {signed}")
    for pattern, what in ((_ASKED_BY, "要求的期限"), (_OPEN_UNTIL, "期限")):
        for found in pattern.finditer(plain):
            day = _end(found)
            if day is not None and day < signed - _DAY and not is_quoted(text, found.start()):
                yield Contradiction(*found.span(), f"{what} {day} 在成文日期 {signed} 以前")
    number = _OWN_NUMBER.search(plain[:_HEAD])
    if number is not None and not _fits(int(number[2]), made):
        yield Contradiction(*number.span(1), f"文号年份 {number[2]}，成文日期 {signed}", sure=False)


def impossible(text: str, spots: Sequence[Span] | None = None) -> Iterator[Contradiction]:
    """Yield the days of a text that no calendar has. `spots`, here and below, are the stretches where dates may stand, if known."""
    for start, end in impossible_dates(text, spots):
        yield Contradiction(start, end, f"没有 {text[start:end]} 这一天")


def reversed_ranges(text: str, spots: Sequence[Span] | None = None) -> Iterator[Contradiction]:
    """Yield the ranges of a text that end before they begin; both days must be written with their year."""
    plain = narrow(text)
    near = ((start, end + _RANGE) for start, end in (stretches(plain) if spots is None else spots))
    wide = merged(spot for spot in near if _UP_TO.search(plain, *spot))
    for found in (found for start, end in wide for found in _REVERSED.finditer(plain, start, end)):
        first, last = parse_day(found[1]), parse_day(found[2])
        if first is not None and last is not None and last < first:
            yield Contradiction(*found.span(), f"起 {first}，止 {last}，止在起之前")


def wrong_weekdays(text: str) -> Iterator[Contradiction]:
    """Yield the days of a text beside which another day of the week is written."""
    plain = narrow(text)
    told = around(places_of(_WEEKDAYS_TOLD, plain), _BEFORE_WEEKDAY, 0)
    for dated in dates_in(plain, told):
        named = _WEEKDAY.match(plain, dated.end)
        if named is not None:
            said = "日" if named[1] == "天" else named[1]
            really = _WEEKDAYS[dated.day.weekday()]
            if said != really:
                yield Contradiction(dated.start, named.end(), f"{dated.day} 是星期{really}")


def _end(found: re.Match[str]) -> date | None:
    """Return the last day of a period; one that leaves out its year or month takes it from the first day."""
    begun = parse_day(found["begun"]) if "begun" in found.re.groupindex else None
    return parse_day(found["end"]) if begun is None else completed(found["end"], begun)


def _fits(year: int, made: Signing) -> bool:
    """Tell whether a number of this year fits the day of the signature: numbers are used up in the first months of the next year."""
    if made.signed is None or year == made.signed.year:
        return True
    return year == made.signed.year - 1 and made.signed.month <= _SPRING
