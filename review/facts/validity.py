"""How long a document is in force, from its own words: 施行, 有效期, 试行 …; the arithmetic is shown, and so is the day it counts from.

Only what the document says of itself counts. The period of a licence, a certificate or a contract, a rule on how long documents may be in
force (不超过5年), and what it says of another document between book-title marks, are none of it.
A period of N years that begins on a day ends on the day before that day N years later; people also write the day itself, so whoever
compares allows one day.
Sources: 民法典第二百零一条、第二百零二条; the usual clauses of 行政规范性文件 (国办发〔2018〕37号 asks for them).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from review import lazy_re as re
from review.facts import clauses
from review.facts.dates import NUMERALS, add_months, last_day, narrow, number, parse_day, parse_end
from review.facts.sentences import places_of, sentence_before, sentences_at
from review.facts.signing import Signing
from review.facts.workdays import add_workdays
from review.text.standing import places

TOLERANCE = timedelta(days=1)
_LONGEST = 50 * 12  # months
_ONLY = {"起": clauses.IN_FORCE, **dict.fromkeys(clauses.ENDED, clauses.CEASING)}  # words that tell of a term only as part of more
_COUNTED = {  # what ends a length: behind a number, and no year or month of a date
    "年": re.compile(rf"年(?<=[{NUMERALS}半\s]年)(?<![12]\d{{3}}年)(?!\d)"),
    "月": re.compile(rf"月(?<=[{NUMERALS}个\s]月)(?!\d)"),
}
_ENDING = re.compile("[至到]|截止")
_CHUNK, _SHORT = 1 << 14, 8  # code points that are read at once backwards, and that a pattern which is looked for so may take
_UNTIL_WITHIN = 96  # code points behind a length within which the day until which it runs is announced


class Anchor(NamedTuple):
    """The day that a period counts from: what it is called (施行, 成文 …) and whether another day could be meant."""

    name: str
    day: date
    sure: bool


class Term(NamedTuple):
    """How long a document is in force.

    `end` is its last day; `evidence` quotes the clause at `at`, `computation` shows how the end was reached, `sure` False says that
    the day it counts from is a guess.
    """

    end: date
    at: int
    evidence: str
    computation: str
    start: Anchor | None
    sure: bool


class Extension(NamedTuple):
    """What a document says of how much longer another one runs: until a day, or by so many years."""

    title: str
    until: date | None
    years: int | None
    evidence: str


def in_force_from(text: str, made: Signing, published: date | None) -> tuple[Anchor, int] | None:
    """Return the day a document comes into force by its own words, with where it says so; None if it does not, or cannot be computed.

    The last clause that speaks of it counts: it stands in the final provisions.
    """
    plain = narrow(text)
    last = len(plain)
    for place in _backwards(clauses.BEGINS, plain):
        if place >= last:
            continue
        ((start, sentence),) = sentences_at(plain, (place,))
        last = start
        if (
            "《" in sentence
            and not clauses.SELF.search(sentence)
            and re.search(r"《[^《》]{1,100}》[^。]{0,20}(?:自|从)", sentence)
            and "印发" not in sentence[:30]
        ):
            continue
        anchor = _anchor(sentence, made, published)
        if anchor is not None:
            return anchor, start
    return None


def _backwards(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """Yield where a pattern of a few code points matches, the last place first."""
    for end in range(len(text), 0, -_CHUNK):
        found = (found.start() for found in pattern.finditer(text, max(0, end - _CHUNK), end + _SHORT))
        yield from sorted((start for start in found if start < end), reverse=True)


def terms(text: str, made: Signing, published: date | None) -> Iterator[Term]:
    """Yield what a document says of its own end. `published` is the day of the page, the last resort for 自印发之日起."""
    plain = narrow(text)
    if not clauses.MAYBE.search(plain):
        return

    @cache
    def otherwise() -> Anchor | None:
        force = in_force_from(plain, made, published)
        return force[0] if force else _day_made(made, published)

    told = (place for place, word in places(clauses.OF_A_TERM, plain) if word not in _ONLY or _ONLY[word].match(plain, place))
    for start, sentence in sentences_at(plain, told):
        if not _told_of_itself(sentence, plain, start):
            continue
        own = _anchor(sentence, made, published) or otherwise()
        term = _until(sentence, start, text, own) or _length(sentence, start, text, own)
        if term is not None:
            yield term


def disagreeing_ends(text: str, made: Signing) -> Iterator[tuple[int, int, str]]:
    """Yield where a document says how long it runs from a day on, and beside it until another day: a half-open range, and how."""
    plain = narrow(text)
    ending = sorted(place for place in places_of(_COUNTED, plain) if _ENDING.search(plain, place, place + _UNTIL_WITHIN))
    for start, sentence in sentences_at(plain, ending):
        length = clauses.LENGTH.search(sentence)
        until = clauses.THEN_UNTIL.match(sentence, length.end()) if length else None
        end = parse_end(until["end"]) if until else None
        if length and until and end and _told_of_itself(sentence, plain, start):
            term = _length(sentence, start, text, _anchor(sentence, made, None))
            counted_from_day = term is not None and term.start is not None and term.start.name == "施行" and term.sure
            if term is not None and counted_from_day and abs(term.end - end) > TOLERANCE:
                yield start + length.start(), start + until.end(), f"{term.computation}，又写至 {end}"


def extensions(text: str) -> Iterator[Extension]:
    """Yield what a text says of other documents that were prolonged."""
    plain = narrow(text)
    for found in clauses.EXTENSION.finditer(plain):
        years = number(found[3]) if found[3] else None
        yield Extension(found[1], parse_day(found[2]) if found[2] else None, years, text[found.start() : found.end()])
    for found in clauses.EXTENSION_BEFORE.finditer(plain):
        yield Extension(found[1], parse_day(found[2]), None, text[found.start() : found.end()])


def expired(end: date, as_of: date) -> bool:
    """Tell whether a last day has passed, with one day of tolerance."""
    return as_of > end + TOLERANCE


def _told_of_itself(sentence: str, plain: str, start: int) -> bool:
    """Tell whether a sentence, which begins at a place of a text, says how long that text itself is in force."""
    word = clauses.PERIOD_WORD.search(sentence)
    if word is None:
        if _runs_to(sentence, plain, start):
            return True
        return bool((clauses.IN_FORCE_TO.search(sentence) or _ends(sentence)) and clauses.SELF.search(sentence))
    head = sentence[: word.start()]
    if (
        clauses.OTHERS.search(head)
        or clauses.RULE_ON_OTHERS.search(sentence[word.start() : word.end() + 8])
        or re.search(r"延长|延续|顺延|届满前|期满前", sentence)
    ):
        return False
    if clauses.SELF.search(sentence):
        return True
    if clauses.OPENS.match(head) and re.search(clauses.FORCE, head) and not re.search(r"《[^《》]{1,100}》[^。；，,]{0,12}$", head):
        return True
    opening = head.strip(" \t\u3000，,(（第条一二三四五六七八九十百0123456789、.") == ""
    return opening and bool(clauses.SELF_IN_FORCE.search(sentence_before(plain, start)))


def _runs_to(sentence: str, text: str, start: int) -> re.Match[str] | None:
    """Return where a sentence, which begins at a place of a text, says 自…起施行，至…止 of that text, without a word for the period."""
    end = start + len(sentence)
    told = clauses.TO_END.search(sentence + (text[end : end + 1] or "。"))
    if told is None or not clauses.IN_FORCE.search(sentence) or clauses.PERIOD_WORD.search(sentence):
        return None
    return told if clauses.SELF_SINCE.search(sentence) else None


def _anchor(sentence: str, made: Signing, published: date | None) -> Anchor | None:
    fixed = clauses.FIXED.search(sentence)
    if fixed is not None:
        day = parse_day(fixed[1])
        return Anchor("施行", day, sure=True) if day else None
    month = clauses.MONTH_ONLY.search(sentence)
    if month is not None:
        day = parse_day(f"{month[1]}1日")
        return Anchor("施行", day, sure=False) if day else None
    event = clauses.FROM_EVENT.search(sentence) or clauses.EVENT_ALONE.search(sentence)
    if event is None:
        alone = clauses.DATE_ALONE.search(sentence)
        day = parse_day(alone[1]) if alone and clauses.PERIOD_WORD.search(sentence) else None
        return Anchor("施行", day, sure=True) if day else None
    base = _day_of(event[1], made, published)
    delay = number(event["delay"]) if "delay" in event.re.groupindex and event["delay"] else None
    return base if base is None or delay is None else _delayed(base, delay, event["unit"])


def _delayed(base: Anchor, count: int, unit: str) -> Anchor:
    if unit in ("个工作日", "工作日"):
        day = add_workdays(base.day, count) + timedelta(days=1)
    elif unit == "年":
        day = add_months(base.day, 12 * count)
    elif unit == "个月":
        day = add_months(base.day, count)
    else:
        day = base.day + timedelta(days=count)
    return Anchor(f"{base.name} {base.day} 后{count}{unit}施行", day, base.sure)


def _day_of(event: str, made: Signing, published: date | None) -> Anchor | None:
    """Return the day of an event: what is issued is issued on the day it is signed, not on the day the page went online."""
    if event in ("通过", "批准") and made.enacted:
        return Anchor(event, made.enacted, sure=True)
    return _day_made(made, published)


def _day_made(made: Signing, published: date | None) -> Anchor | None:
    if made.signed:
        return Anchor("成文", made.signed, sure=True)
    if made.issued:
        return Anchor("印发", made.issued, sure=True)
    if made.enacted:
        return Anchor("公布", made.enacted, sure=False)
    return Anchor("网页发布", published, sure=False) if published else None


def _until(sentence: str, start: int, text: str, own: Anchor | None) -> Term | None:
    told = _runs_to(sentence, text, start)
    if told is not None:
        end = parse_end(told["end"] or told["last"])
        if end is None or (own is not None and own.name == "施行" and end < own.day):
            return None
        return Term(end, start, _quote(text, start, sentence, told), f"写明有效至 {end}", own, sure=True)
    runs_to = (clauses.DASHED, clauses.UNTIL, clauses.UNTIL_MONTH, clauses.MONTH_CEASES) if clauses.RUNS_TO.search(sentence) else ()
    for pattern in runs_to:
        found = pattern.search(sentence)
        end = parse_end(found["end"]) if found else None
        if found is not None and end is not None:
            begun = _begun(found)
            anchor = Anchor("施行", begun, sure=True) if begun else own
            return Term(end, start, _quote(text, start, sentence, found), f"写明有效至 {end}", anchor, sure=True)
    named = clauses.YEARS_NAMED.search(sentence)
    years = (number(named["first"]), number(named["last"] or named["first"])) if named else (None, None)
    if named is not None and years[0] and years[1]:
        end = date(years[1], 12, 31)
        return Term(
            end,
            start,
            _quote(text, start, sentence, named),
            f"写明有效至 {end}",
            Anchor("施行", date(years[0], 1, 1), sure=True),
            sure=True,
        )
    ends = _ends(sentence)
    day = parse_day(ends[1]) if ends else None
    if ends is None or day is None:
        return None
    end = day - timedelta(days=1)
    return Term(end, start, _quote(text, start, sentence, ends), f"写明 {day} 失效 → {end}", own, sure=True)


def _ends(sentence: str) -> re.Match[str] | None:
    return clauses.ENDS.search(sentence) if clauses.CEASING.search(sentence) else None


def _begun(found: re.Match[str]) -> date | None:
    """Return the first day of a period where a clause names it; a month begins on its first day."""
    words = found.groupdict().get("begun")
    return (parse_day(words) or parse_day(f"{words.removesuffix('份')}1日")) if words else None


def _length(sentence: str, start: int, text: str, own: Anchor | None) -> Term | None:
    found = clauses.LENGTH.search(sentence)
    if found is None:
        return None
    begun = _begun(found)
    anchor = Anchor("施行", begun, sure=True) if begun else own
    counted = clauses.COUNTED.fullmatch(found["of"] or found["trial"] or found["bare"])
    if anchor is None or counted is None:
        return None
    years = number(counted["years"] or "0") or 0
    months = 6 if counted["half"] else number(counted["months"] or "0") or 0
    if not 0 < 12 * years + months <= _LONGEST:
        return None
    end = last_day(anchor.day, 12 * years + months, "个月")
    shown = (f"{years}年" if years else "") + (f"{months}个月" if months else "")
    return Term(end, start, _quote(text, start, sentence, found), f"{anchor.name} {anchor.day} + {shown} → {end}", anchor, anchor.sure)


def _quote(text: str, start: int, sentence: str, found: re.Match[str]) -> str:
    whole = text[start : start + len(sentence)].strip()
    return whole if len(whole) <= 80 else text[start + found.start() : start + found.end()].strip()
