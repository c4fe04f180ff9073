"""行政规范性文件 by who issued them: what is in force, repealed or expired, and what stands on one side only, site or catalogue.

A catalogue is a list of a clean-up that names what stays in force: a page of the site, or a file that was given. It is held only
against documents of those whose numbers it names, made no later than itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from review.facts.dates import DATE, narrow, parse_day
from review.facts.validity import expired
from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import SweepFinding
from review.sweep.lists import Normative, Standing
from review.sweep.repeals import Fate
from review.sweep.titles import same_number
from review.sweep.validity import Said, about, current_end, extended, is_later, said_of, tail

UNKNOWN_UNIT = "（发文单位不明）"
_COLUMN = re.compile(r"规范性文件")
_RULES = re.compile(
    r"(?:办法|规定|细则|规则|决定|意见|通告|措施|标准|制度|方案)(?:[（(][^（）()]{1,30}[）)])*》?(?:的通知|的公告|的决定)?$"
)
_ENDS_OTHERS = re.compile(r"(?:废止|失效|清理|延长|修改)[^《》]{0,40}(?:决定|通知|公告|通告)")
_OVER = {
    "outdated.repealed": "repealed",
    "outdated.validity-expired": "expired",
    "outdated.trial-overdue": "unclear",
    "outdated.superseded": "unclear",
}
_ORDER = {"valid": 0, "unclear": 1, "expired": 2, "repealed": 3}


def normative(entries: Sequence[Entry], given: Sequence[Entry], findings: Iterable[SweepFinding], context: Context) -> Normative:
    """Return the documents of the site by unit and how they stand. `given` are catalogues that are no pages of the site."""
    every = (*entries, *given)
    catalogues = [e for e in every if any(fate.listed for fate in e.fates) and (_up_to(e) or context.as_of) <= context.as_of]
    whole = [entry for entry in catalogues if any(fate.listed and fate.state == "valid" for fate in entry.fates)]
    listed, said = said_of(catalogues, context.as_of, listed=True), said_of(every, context.as_of)
    found: dict[str, SweepFinding] = {}
    for finding in sorted((f for f in findings if f.rule in _OVER), key=lambda f: list(_OVER).index(f.rule)):
        found.setdefault(finding.path, finding)
    units = _units(entries)
    ends = _ends(entries)
    ours = [(e, _row(e, listed, said, found.get(e.path), units, ends, context)) for e in entries if _is_normative(e, context)]
    over = {
        entry.path
        for entry, _ in ours
        if entry.marked or any(not each.fate.conditional for each in _said_over(entry, said)) or _is_past(ends.get(entry.path), context)
    }
    rows = sorted(
        (row for _, row in ours), key=lambda row: (row.unit == UNKNOWN_UNIT, row.unit, _ORDER[row.state], row.docno, row.title, row.path)
    )
    return Normative(
        rows=tuple(rows),
        missing=tuple(_missing(entries, whole, said, units)),
        unlisted=tuple(_unlisted(ours, whole)),
        unmarked=tuple(row for row in rows if row.listed in ("repealed", "expired") and not row.marked),
        contradicted=tuple(row for row in rows if row.listed == "valid" and row.path in over),
        catalogues=tuple(entry.path for entry in catalogues),
    )


def _is_normative(entry: Entry, context: Context) -> bool:
    """Tell whether a page is such a document: with a title like theirs or a number in a column for them, with both anywhere else."""
    if not entry.document or entry.draft or entry.interpretation or entry.list_page or entry.from_above:
        return False
    if any(fate.listed for fate in entry.fates) or _ENDS_OTHERS.search(entry.title):
        return False
    column = context.site.columns.get(entry.column)
    titled = _RULES.search(entry.title) is not None
    if _COLUMN.search(f"{entry.column}{column.type if column else ''}"):
        return titled or bool(entry.docno)
    return titled and bool(entry.docno)


def _row(
    entry: Entry,
    listed: Mapping[str, list[Said]],
    said: Mapping[str, list[Said]],
    finding: SweepFinding | None,
    units: Mapping[str, str],
    ends: Mapping[str, date],
    context: Context,
) -> Standing:
    rows = [each for each in about(entry, listed) if each.by is not entry and is_later(each, entry)]
    last = max(rows, key=lambda each: each.since or date.min, default=None)
    over = _said_over(entry, said)
    end = ends.get(entry.path)
    return Standing(
        unit=_unit(entry.unit, entry.docno, units),
        title=entry.title,
        docno=entry.docno,
        state=_state(entry, finding, over, still=end is not None and not _is_past(end, context)),
        day=entry.day,
        path=entry.path,
        marked=entry.marked,
        listed=last.fate.state if last else "",
        source=last.by.path if last else "",
    )


def _said_over(entry: Entry, said: Mapping[str, list[Said]]) -> list[Said]:
    """Return what others say that ends a document."""
    return [each for each in about(entry, said) if each.by is not entry and is_later(each, entry) and each.fate.state != "valid"]


def _ends(entries: Sequence[Entry]) -> dict[str, date]:
    """Return by path the last days of documents by their own words, with what prolonged them."""
    longer = extended(entries)
    found = ((entry.path, current_end(entry, longer)) for entry in entries)
    return {path: end[1] for path, end in found if end is not None}


def _is_past(end: date | None, context: Context) -> bool:
    return end is not None and expired(end, context.as_of)


def _state(entry: Entry, finding: SweepFinding | None, over: Sequence[Said], *, still: bool) -> str:
    """Return where a document stands; data of the page that end what the text keeps (`still`) leave it unclear."""
    if entry.marked:
        if still and not over and not entry.worded:
            return "unclear"
        return next((each.fate.state for each in over), "repealed" if "废止" in entry.state else "expired")
    if finding is None:
        return "valid"
    if finding.severity is Severity.NOTE:
        return "unclear"
    return next((each.fate.state for each in over), _OVER[finding.rule]) if finding.rule == "outdated.repealed" else _OVER[finding.rule]


def _missing(
    entries: Sequence[Entry], catalogues: Sequence[Entry], said: Mapping[str, list[Said]], units: Mapping[str, str]
) -> Iterator[Standing]:
    """Yield what the last catalogue of its unit keeps in force, nobody ended since, and no page holds."""
    last: dict[str, date] = {}
    for catalogue in catalogues:
        for sender in {_sender(fate.docno) for fate in catalogue.fates if fate.listed}:
            last[sender] = max(last.get(sender, date.min), _up_to(catalogue) or date.max)
    cores = {entry.core for entry in entries if not entry.draft and not entry.interpretation}
    numbers: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.docno and not entry.interpretation:
            numbers[tail(entry.docno)].append(entry.docno)
    told: set[tuple[str, str]] = set()
    for catalogue in catalogues:
        day = _up_to(catalogue)
        for fate in catalogue.fates:
            key = (fate.core, fate.docno)
            if not fate.listed or fate.state != "valid" or key in told or (day or date.max) < last[_sender(fate.docno)]:
                continue
            told.add(key)
            there = any(same_number(fate.docno, number) for number in numbers.get(tail(fate.docno), ())) if fate.docno else False
            if there or fate.core in cores or _ended(fate, day, said):
                continue
            yield Standing(_unit(catalogue.unit, fate.docno, units), fate.title, fate.docno, "valid", listed="valid", source=catalogue.path)


def _up_to(catalogue: Entry) -> date | None:
    """Return the day up to which a catalogue speaks: when it was made, else a day in its title, or None."""
    named = re.search(DATE, narrow(catalogue.title))
    return catalogue.day or (parse_day(named[0]) if named else None)


def _ended(fate: Fate, kept: date | None, said: Mapping[str, list[Said]]) -> bool:
    """Tell whether a document was ended after a catalogue had kept it."""
    for each in (*said.get(fate.core, ()), *(said.get(tail(fate.docno), ()) if fate.docno else ())):
        same = not (each.fate.docno and fate.docno) or same_number(each.fate.docno, fate.docno)
        later = each.since is None or kept is None or each.since >= kept
        if each.fate.state != "valid" and same and later:
            return True
    return False


def _unlisted(rows: Iterable[tuple[Entry, Standing]], catalogues: Sequence[Entry]) -> Iterator[Standing]:
    """Yield what is online as in force and older than a catalogue of its unit that does not name it."""
    reach = [(_up_to(each) or date.max, {_sender(fate.docno) for fate in each.fates if fate.listed}) for each in catalogues]
    for entry, row in rows:
        sender = _sender(entry.docno) if row.state == "valid" and not row.listed else ""
        if sender and any(entry.day is not None and entry.day <= day and sender in senders for day, senders in reach):
            yield row


def _units(entries: Sequence[Entry]) -> dict[str, str]:
    """Return who numbers documents how, by what most pages say."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.docno and entry.unit:
            counts[_sender(entry.docno)][entry.unit] += 1
    return {sender: units.most_common(1)[0][0] for sender, units in counts.items()}


def _unit(unit: str, number: str, units: Mapping[str, str]) -> str:
    return units.get(_sender(number), "") or unit or UNKNOWN_UNIT


def _sender(number: str) -> str:
    return number.partition("〔")[0]
