"""When a document was made: 成文日期 under the signature, 印发日期 in the imprint, and what a page says of its publication.

Sources: GB/T 9704-2012 §7.3.5.4 (成文日期), §7.4.3 (印发日期); 国办函〔2017〕47号 (tags of pages).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from review import lazy_re as re
from review.facts.dates import DATE, OF_A_DATE, dates_in, narrow, parse_day
from review.facts.sentences import around, merged, places_of

_ALONE = re.compile(rf"^[^\S\n]*((?:{DATE}))[^\S\n]*$", re.MULTILINE)
_LONGEST = 32  # code points of a date, as it stands on a line
_YEAR = 8  # code points of a year, with what parts it from 年
_LINE = 256  # code points of such a line with the blanks about the date: a longer one is not looked at, however long the text
_SIGNER = re.compile(r"(?:府|局|厅|委|办公室|委员会|部|院|署|会|处|所|中心|公司|学校|大队|支队|站|馆|组|指挥部|管委会)[)）]?[^\S\n]*$")
_TOLD = {"印": re.compile(r"(?<=[日号\d\s])印发"), "出": re.compile(r"(?<=[日号\d\s]发)出")}
_ISSUED = re.compile(rf"((?:{DATE}))[^\S\n]{{0,4}}(?:印发|发出)")
_DATE_BEFORE = 36  # code points before 印发 within which its date begins
_LABELLED = {
    "signed": re.compile(r"(?:成文日期|成文时间|签发日期|发文日期|发文时间|生成日期|发文日)[】\]]?\s{0,4}[:：]?\s{0,4}([^\n\t]{6,24})"),
    "published": re.compile(
        r"(?:发布日期|发布时间|公开日期|发布于|更新日期|(?<![\u4e00-\u9fff])(?:日期|时间))[】\]]?\s{0,4}[:：]\s{0,4}([^\n\t]{6,24})"
    ),
    "effective": re.compile(r"(?:生效日期|生效时间|施行日期|实施日期)[】\]]?\s{0,4}[:：]?\s{0,4}([^\n\t]{6,24})"),
    "until": re.compile(r"(?:废止日期|废止时间|失效日期|失效时间|有效期至)[】\]]?\s{0,4}[:：]\s{0,4}([^\n\t]{6,24})"),
}
_HEAD = 1500  # code points in which a page says of itself when it was published
_HEADLINE = re.compile(r"[(（]\s{0,4}((?:19|20)\d\d年\d{1,2}月\d{1,2}日)[^()（）\n]{0,60}(?:通过|公布|发布|修订|修正)", re.MULTILINE)


class Signing(NamedTuple):
    """When a document was signed (成文), issued (印发) and enacted (题注), each None where it does not say."""

    signed: date | None
    issued: date | None
    enacted: date | None


def signing(text: str) -> Signing:
    """Return when a document was made.

    The date that stands alone below the name of an office is that of the signature; of several the first, because an annex that follows
    may be signed again. Failing that the last date on a line of its own.
    """
    plain = narrow(text)
    alone = list(_alone(plain))
    under = [day for start, day in alone if day and _SIGNER.search(plain[max(0, start - 60) : start].rstrip())]
    labelled = labelled_day(text, "signed")
    signed = labelled or (under[0] if under else alone[-1][1] if alone else None)
    told = around(places_of(_TOLD, plain), _DATE_BEFORE, 2)
    issued = next((found for start, end in told if (found := _ISSUED.search(plain, start, end))), None)
    headline = _HEADLINE.search(plain[:_HEAD])
    return Signing(signed, parse_day(issued[1]) if issued else None, parse_day(headline[1]) if headline else None)


def _alone(plain: str) -> Iterator[tuple[int, date | None]]:
    """Yield the dates that have their lines to themselves, with where the first line begins."""
    lines = (_lines(plain, place) for place in places_of(OF_A_DATE, plain))
    for start, end in merged(filter(None, lines)):
        for found in _ALONE.finditer(plain, start, end):
            if "年" in found[1]:
                yield found.start(), parse_day(found[1])


def _lines(plain: str, place: int) -> tuple[int, int] | None:
    """Return the line around a place, with those that a date may be wrapped from and to; None if it holds more than a date."""
    end = _line_end(plain, place)
    if len(plain[place:end].rstrip()) > _LONGEST or len(plain[_line_start(plain, place) : end].strip()) > _LONGEST:
        return None
    return _line_start(plain, max(0, place - _YEAR)), _line_end(plain, min(len(plain), place + _LONGEST))


def _line_start(plain: str, place: int) -> int:
    first = max(0, place - _LINE)
    return max(first, plain.rfind("\n", first, place) + 1)


def _line_end(plain: str, place: int) -> int:
    end = plain.find("\n", place, place + _LINE)
    return end if end >= 0 else min(len(plain), place + _LINE)


def labelled_day(text: str, label: str) -> date | None:
    """Return the day that a page gives under one of the labels signed, published, effective, until, in its first part."""
    found = _LABELLED[label].search(text[:_HEAD])
    if found is None:
        return None
    first = next(iter(dates_in(found[1])), None)
    return first.day if first is not None and first.start <= 2 else None
