"""Pages that stand for the same document: drafts after the final text, earlier versions, and the same page twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.likeness import alike, resemblance
from review.sweep.titles import without_years

_SAME = 0.9  # share of shingles in common from which on two pages are the same
_RELATED = 0.3  # … from which on two of the same title are versions of one document
_SHORTEST = 6  # characters of a core that says enough


def versions(entries: Sequence[Entry], context: Context) -> Iterator[SweepFinding]:
    """Yield drafts whose final text is online, versions that a later one has replaced, and duplicates."""
    by_core: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if len(entry.core) >= _SHORTEST and not entry.interpretation and not entry.list_page and not entry.placeholder:
            by_core[entry.core].append(entry)
    paired: set[frozenset[str]] = set()
    for group in by_core.values():
        if len(group) > 1:
            yield from _drafts(group, context)
            for finding in _superseded(group, context):
                paired.add(frozenset((finding.path, finding.related[0])))
                yield finding
    yield from _duplicates(entries, paired, context)


def _drafts(group: Sequence[Entry], context: Context) -> Iterator[SweepFinding]:
    finals = [entry for entry in group if not entry.draft and entry.document and entry.day is not None]
    for draft in group:
        if not draft.draft or draft.marked:
            continue
        final = min((f for f in finals if draft.day is None or _day(f) > draft.day), key=_day, default=None)
        if final is not None and _day(final) <= context.as_of:
            shown = f"征求意见稿 {draft.day or '日期不明'}，正式稿 {final.day}"
            confidence = Confidence.HIGH if draft.day else Confidence.MEDIUM
            yield context.finding(
                "outdated.draft-after-final", draft, Severity.WARN, draft.title, shown, confidence, Action.ANNOTATE, [final.path]
            )


def _superseded(group: Sequence[Entry], context: Context) -> Iterator[SweepFinding]:
    issued = sorted((e for e in group if not e.draft and e.document and e.day is not None), key=_day)
    for place, older in enumerate(issued[:-1]):
        newest = issued[-1]
        if older.marked or _day(newest) > context.as_of or not _is_version(older, newest):
            continue
        if any(_is_same(older, later) for later in issued[place + 1 :]):
            continue
        shown = (
            f"本件 {older.day}"
            + (f" {older.docno}" if older.docno else "")
            + f"，新版 {newest.day}"
            + (f" {newest.docno}" if newest.docno else "")
        )
        sure = bool(older.docno and newest.docno and older.docno != newest.docno)
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM
        yield context.finding("outdated.superseded", older, Severity.WARN, older.title, shown, confidence, Action.ANNOTATE, [newest.path])


def _is_version(older: Entry, newest: Entry) -> bool:
    if _day(older) == _day(newest) or without_years(older.core) != older.core:
        return False
    if not any(
        word in older.title
        for word in ("办法", "规定", "细则", "规则", "意见", "方案", "条例", "制度", "标准", "预案", "指南", "规程", "措施", "清单")
    ):
        return False
    numbered = bool(older.docno and newest.docno)
    return older.docno != newest.docno if numbered else resemblance(older.sketch, newest.sketch) >= _RELATED


def _is_same(one: Entry, other: Entry) -> bool:
    return bool(one.docno) and one.docno == other.docno


def _duplicates(entries: Sequence[Entry], paired: set[frozenset[str]], context: Context) -> Iterator[SweepFinding]:
    """Yield the later of two pages that say the same: the same text with the same figures."""
    copies: dict[str, tuple[Entry, float]] = {}
    for one, other, likeness in _pairs([entry for entry in entries if not entry.list_page and not entry.placeholder]):
        if one.draft != other.draft or frozenset((one.path, other.path)) in paired:
            continue
        original, copy = sorted((one, other), key=_order)
        if copy.path not in copies or _order(original) < _order(copies[copy.path][0]):
            copies[copy.path] = original, likeness
    by_path = {entry.path: entry for entry in entries}
    for path, (original, likeness) in copies.items():
        copy = by_path[path]
        shown = f"与“{original.title}”（{original.published or '日期不明'}）相同约 {likeness:.0%}"
        yield context.finding(
            "outdated.near-duplicate", copy, Severity.NOTE, copy.title, shown, Confidence.HIGH, Action.ARCHIVE, [original.path]
        )


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry, float]]:
    """Yield pages that say the same, long ones by their sketches, short ones only if title and text are the same to the letter."""
    compared = [entry for entry in entries if entry.sketch]
    for first, second in alike([entry.sketch for entry in compared], _SAME):
        one, other = compared[first], compared[second]
        again = one.core == other.core and one.made == other.made and one.docno == other.docno
        if one.figures == other.figures or again:
            yield one, other, resemblance(one.sketch, other.sketch)
    short: dict[tuple[str, int], Entry] = {}
    for entry in sorted(entries, key=_order):
        if not entry.sketch and entry.whole:
            first_of_them = short.setdefault((entry.core, entry.whole), entry)
            if first_of_them is not entry:
                yield first_of_them, entry, 1.0


def _day(entry: Entry) -> date:
    return entry.day or date.min


def _order(entry: Entry) -> tuple[date, str]:
    return entry.published or date.max, entry.path
