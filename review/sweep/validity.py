"""Documents whose period is over, that were on trial for too long, or that others have repealed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from review.facts.dates import add_months, last_day
from review.facts.validity import Term, expired
from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.repeals import Fate
from review.sweep.titles import core, same_number

_DOUBT = timedelta(days=90)  # between the day a document was made and the day its page went online
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:省|县|市(?!场)|区(?![域划分])|州|旗|乡|镇)")
_STATES = {"repealed": "废止", "expired": "宣布失效", "valid": "继续有效"}


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says of another one, from when on."""

    by: Entry
    fate: Fate
    since: date | None


def validity(entries: Sequence[Entry], context: Context, also: Sequence[Entry] = ()) -> Iterator[SweepFinding]:
    """Yield what is no longer in force: by a later document, by its own words, or because a trial was never ended.

    `also` are catalogues that are no pages of the site.
    """
    said = said_of((*entries, *also), context.as_of)
    longer = extended(entries)
    for entry in entries:
        if entry.marked or entry.draft or entry.interpretation:
            continue
        mine = [each for each in about(entry, said) if each.by is not entry and is_later(each, entry)]
        over = [each for each in mine if each.fate.state != "valid"]
        kept = [each.since for each in mine if each.fate.state == "valid" and each.since is not None]
        repealed = _repealed(entry, over, kept, context)
        if repealed is not None:
            yield repealed
        else:
            own = _expired(entry, longer, kept, context) or _on_trial(entry, kept, context)
            if own is not None:
                yield own


def current_end(
    entry: Entry, longer: dict[str, list[tuple[Entry, date | None, int | None]]]
) -> tuple[Term, date, str, tuple[str, ...]] | None:
    """Return the clause on the end of a document, its last day with what prolonged it, how that was reached and by which pages."""
    if not entry.terms:
        return None
    term = max(entry.terms, key=lambda each: each.end)
    end, shown = term.end, term.computation
    related: tuple[str, ...] = ()
    for by, until, years in longer.get(entry.core, ()):
        if by.path == entry.path:
            continue
        prolonged = until or add_months(end, 12 * (years or 0))
        if prolonged > end:
            end, shown, related = prolonged, f"{shown}；延长至 {prolonged}", (by.path,)
    return term, end, shown, related


def extended(entries: Sequence[Entry]) -> dict[str, list[tuple[Entry, date | None, int | None]]]:
    """Return by core who prolongs which document, until when or by how many years."""
    found: dict[str, list[tuple[Entry, date | None, int | None]]] = defaultdict(list)
    for entry in entries:
        for each in entry.extensions:
            found[core(each.title)].append((entry, each.until, each.years))
    return found


def said_of(entries: Iterable[Entry], as_of: date, *, listed: bool = False) -> dict[str, list[Said]]:
    """Return what is said of others that has come about, by core and by number; if `listed`, only in rows of lists."""
    found: dict[str, list[Said]] = defaultdict(list)
    for entry in entries:
        for fate in entry.fates:
            if listed and not fate.listed:
                continue
            since = fate.since or (entry.force.day if entry.force else None) or entry.day
            if since is not None and since > as_of:
                continue
            each = Said(entry, fate, since)
            if fate.core:
                found[fate.core].append(each)
            if fate.docno:
                found[tail(fate.docno)].append(each)
    return found


def about(entry: Entry, said: Mapping[str, Sequence[Said]]) -> Iterator[Said]:
    """Yield what is said of a document: by what it is about, unless the numbers differ, and by its number."""
    for each in said.get(entry.core, ()):
        if not (each.fate.docno and entry.docno) or same_number(each.fate.docno, entry.docno):
            yield each
    if entry.docno:
        for each in said.get(tail(entry.docno), ()):
            if each.fate.core != entry.core and same_number(each.fate.docno, entry.docno):
                yield each


def tail(number: str) -> str:
    """Return a number of a document from its year on."""
    return "〔" + number.partition("〔")[2]


def is_later(said: Said, entry: Entry) -> bool:
    """Tell whether it was said after the document was made; of two without days the one who speaks is the later."""
    when = said.by.day or said.since
    return when is None or entry.day is None or when > entry.day


def _repealed(entry: Entry, over: Sequence[Said], kept: Sequence[date], context: Context) -> SweepFinding | None:
    law = next((c for c in context.facts.laws.get(entry.core, ()) if c.event == "repealed" and c.date <= context.as_of), None)
    if law is not None and not over:
        shown = f"{law.date} 废止" + (f"，现为《{law.by}》" if law.by else "")
        severity = Severity.WARN if law.sure else Severity.NOTE
        confidence = Confidence.HIGH if law.sure else Confidence.LOW
        return context.finding("outdated.repealed", entry, severity, entry.title, shown, confidence, Action.ANNOTATE)
    if not over:
        return None
    best = min(over, key=lambda each: (each.fate.conditional, not (each.fate.docno and entry.docno), each.since or date.max))
    if best.since is not None and any(day > best.since for day in kept):
        return None
    named = f"{best.fate.title}" + (f"（{best.fate.docno}）" if best.fate.docno and best.fate.docno != best.fate.title else "")
    since = f" 自 {best.since} 起" if best.since else "（日期未写明）"
    shown = f"{best.by.title}{since}{_STATES[best.fate.state]}“{named}”；本件成文或发布于 {entry.day or '不明'}"
    if best.fate.conditional:
        shown += "；附有条件，须核实条件是否成就"
        return context.finding(
            "outdated.repealed", entry, Severity.NOTE, best.fate.evidence, shown, Confidence.LOW, Action.ANNOTATE, [best.by.path]
        )
    sure = bool(best.fate.docno and entry.docno) or best.fate.core == entry.core
    doubts = (not (sure and entry.day)) + (best.since is None)
    confidence = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)[doubts]
    return context.finding(
        "outdated.repealed", entry, Severity.WARN, best.fate.evidence, shown, confidence, Action.ANNOTATE, [best.by.path]
    )


def _expired(
    entry: Entry, longer: dict[str, list[tuple[Entry, date | None, int | None]]], kept: Sequence[date], context: Context
) -> SweepFinding | None:
    found = current_end(entry, longer)
    if found is None:
        if entry.until is None or not expired(entry.until, context.as_of):
            return None
        shown = f"页面数据写明废止时间 {entry.until}，正文没有写明期限，请核对"
        return context.finding(
            "outdated.validity-expired", entry, Severity.NOTE, f"废止时间 {entry.until}", shown, Confidence.MEDIUM, Action.ANNOTATE
        )
    term, end, shown, related = found
    if not expired(end, context.as_of) or any(day > end for day in kept):
        return None
    shown = f"{shown}；清查日 {context.as_of}"
    if not term.sure and context.as_of - end < _DOUBT:
        return context.finding(
            "outdated.validity-expired",
            entry,
            Severity.NOTE,
            term.evidence,
            f"{shown}；起算日待核",
            Confidence.LOW,
            Action.ANNOTATE,
            related,
        )
    confidence = Confidence.HIGH if term.sure else Confidence.MEDIUM
    return context.finding("outdated.validity-expired", entry, Severity.WARN, term.evidence, shown, confidence, Action.ANNOTATE, related)


def _on_trial(entry: Entry, kept: Sequence[date], context: Context) -> SweepFinding | None:
    if not entry.trial or entry.terms or entry.from_above or entry.made.enacted or not entry.document:
        return None
    if not (entry.docno or entry.made.signed or entry.made.issued or _PLACE.match(entry.title)):
        return None
    start = entry.force.day if entry.force else entry.day
    if start is None:
        return None
    years = context.site.trial_years
    end = last_day(start, years, "年")
    if not expired(end, context.as_of) or any(day > end for day in kept):
        return None
    name = "施行" if entry.force else "成文或发布"
    shown = f"{name} {start} + {years}年（试行、暂行的默认期限，按本省规章核） → {end}；清查日 {context.as_of}"
    return context.finding("outdated.trial-overdue", entry, Severity.WARN, entry.title, shown, Confidence.MEDIUM, Action.ANNOTATE)
