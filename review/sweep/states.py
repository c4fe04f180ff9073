"""Where every item stands: held against the record, with the day by which somebody has to act and the page before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from review.model import Severity
from review.sweep.finding import Action, Confidence, State, SweepFinding, Trace
from review.sweep.kinds import KINDS
from review.sweep.record import Record, Seen
from review.sweep.site import Site


def with_states(
    findings: Sequence[SweepFinding],
    record: Record,
    as_of: dt.date,
    site: Site | None = None,
    digests: Mapping[str, str] | None = None,
    unread: Collection[str] = (),
) -> list[SweepFinding]:
    """Return the findings with their states, and what the sweep that is compared with saw and this one does not.

    What was marked as done and is seen again by a later recorded sweep is open once more; what was kept is open when the day has passed.
    What is seen no more is resolved, unless nobody looked: a page that could not be read (`unread`), a lead whose table was not given.
    """
    pages, site = digests or {}, site or Site()
    now = {finding.item for finding in findings}
    stated = [_stated(finding, record, as_of, site, pages) for finding in findings]
    stated += _no_more(record, now, as_of, site, pages, unread)
    return stated


def last_day(finding: SweepFinding, since: dt.date, site: Site) -> dt.date | None:
    """Return the last day to act: that of a lead is its own, others have so many calendar days from `since` on.

    `since` is the day an item was first seen, or the day after that until which it was kept. What is only for information has none.
    """
    if finding.is_lead and finding.due:
        return finding.due
    if finding.severity is Severity.NOTE:
        return None
    column = site.columns.get(finding.column)
    days = site.urgent_days if finding.severity is Severity.BLOCK else (column.rectify_days if column else None) or site.rectify_days
    return _after(since, days)


def _after(day: dt.date, days: int) -> dt.date:
    """Return the day so many days later, or the last one there is."""
    return dt.date.fromordinal(min(day.toordinal() + days, dt.date.max.toordinal()))


def _stated(finding: SweepFinding, record: Record, as_of: dt.date, site: Site, pages: Mapping[str, str]) -> SweepFinding:
    item, mark = finding.item, record.marks.get(finding.item)
    here = Trace(as_of, pages.get(finding.path, ""))
    unbroken = item in record.last
    since = record.since[item] if unbroken else as_of
    again = item not in record.base and record.first.get(item, record.base_place + 1) <= record.base_place
    told = replace(
        finding,
        since=since,
        due=last_day(finding, max(since, _after(mark.until, 1)) if mark is not None and mark.until is not None else since, site),
        again=again,
        before=record.before[item] if unbroken else here,
        state=State.OPEN if mark is not None or again or item in record.base else State.NEW,
    )
    if finding.state is State.DONE:
        return replace(told, state=State.DONE, after=here)
    if mark is not None and mark.until is not None and mark.until >= as_of:
        return replace(told, state=State.KEPT, note=f"保留至 {mark.until}：{mark.reason}")
    if mark is not None and mark.kind == "done" and (finding.is_lead or record.seen.get(item, -1) < mark.place):
        changed = told.before is not None and told.before.digest != here.digest
        return replace(told, state=State.DONE, note=mark.reason, after=here if changed else None)
    return told


def _no_more(
    record: Record, now: Collection[str], as_of: dt.date, site: Site, pages: Mapping[str, str], unread: Collection[str]
) -> Iterator[SweepFinding]:
    for item, seen in {**record.base, **{item: s for item, s in record.last.items() if item in record.base or _is_lead(s)}}.items():
        if item in now or seen.rule not in KINDS:
            continue
        told = SweepFinding(
            seen.rule,
            Severity.NOTE,
            seen.path,
            "",
            "上次清查有，这次没有",
            Confidence.HIGH,
            Action.KEEP,
            column=seen.column,
            owner=site.owner(seen.column),
            state=State.RESOLVED,
            since=record.since.get(item),
            before=record.before.get(item),
            note=mark.reason if (mark := record.marks.get(item)) else "",
            known_as=item,
        )
        still = seen.path in unread and seen.path not in pages and item in record.last
        lead = _is_lead(seen) and item in record.last and (mark is None or mark.kind != "done")
        if still or lead:
            why = "这次没有给出来件表，仍待办理" if lead else "这次没有读到这一页，不能确认是否消除"
            told = replace(told, severity=Severity.WARN, computation=why, state=State.OPEN, action=Action.CORRECT, due=seen.due)
            yield replace(told, due=last_day(told, told.since or as_of, site))
            continue
        gone = seen.path not in pages and bool(told.before and told.before.digest)
        why = "上次清查有，这次页面已不在网上；请确认不是误删" if gone else told.computation
        yield replace(told, computation=why, after=record.ended.get(item) or Trace(as_of, pages.get(seen.path, "")))


def _is_lead(seen: Seen) -> bool:
    return seen.due is not None
