"""A sweep: every page is read once and looked at by itself, then all are held against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from review.sweep.columns import columns
from review.sweep.conflicts import attribute, columns_by_tag, days, metadata, validity_states
from review.sweep.contacts import contacts
from review.sweep.context import Context, Once
from review.sweep.deadlines import deadlines
from review.sweep.entry import Entry, entry_of
from review.sweep.finding import SweepFinding, SweepReport
from review.sweep.gather import Gathered
from review.sweep.links import links
from review.sweep.memory import Kept, Memory
from review.sweep.old_names import old_names
from review.sweep.page import Page
from review.sweep.plans import plans
from review.sweep.validity import validity
from review.sweep.versions import versions
from review.sweep.worklist import ordered

Signal = Callable[[Page, Context], Iterator[SweepFinding]]

OF_ONE_PAGE: tuple[Signal, ...] = (attribute, deadlines, plans, old_names, days, metadata, contacts)
_OVER = frozenset({"outdated.validity-expired", "outdated.repealed"})


def sweep(paths: Sequence[Path], context: Context, memory: Memory | None = None) -> SweepReport:
    """Return what is outdated among the pages of the paths as of the context's day; with a memory, only what changed is read.

    Raises UsageError (XS101) for a path that does not exist, ConfigError (XS362) for a list of pages that cannot be read.
    """
    gathered = Gathered()
    context = replace(context, scanner=Once(context.scanner)) if context.scanner is not None else context
    entries: list[Entry] = []
    findings: list[SweepFinding] = []
    for page, place in gathered.pages(paths, memory):
        if isinstance(page, Kept):
            entries.append(page.entry)
            findings += page.findings
            continue
        entry, told = entry_of(page), of_one_page(page, context)
        entries.append(entry)
        findings += told
        if memory is not None and place is not None:
            memory.learn(place, entry, told, partial(_as_of, page, context))
    findings += together(entries, gathered, context)
    titles = {entry.path: entry.title for entry in entries}
    return SweepReport(context.as_of, gathered.count, tuple(ordered(findings)), tuple(gathered.gaps), titles)


def of_one_page(page: Page, context: Context) -> list[SweepFinding]:
    """Return what is told of a page by itself, as of the day of the context."""
    return [finding for signal in OF_ONE_PAGE for finding in signal(page, context)]


def _as_of(page: Page, context: Context, day: date) -> list[SweepFinding]:
    return of_one_page(page, replace(context, as_of=day))


def together(entries: Sequence[Entry], gathered: Gathered, context: Context) -> Iterator[SweepFinding]:
    """Yield what only shows when pages are held against one another."""
    over = tuple(validity(entries, context))
    yield from over
    gone = frozenset(f.path for f in over if f.rule in _OVER)
    told = frozenset((f.path, *f.related) for f in over if f.rule == "outdated.repealed")
    yield from validity_states(entries, gone, context)
    yield from columns_by_tag(entries, context)
    for finding in versions(entries, context):
        if finding.rule != "outdated.superseded" or (finding.path, *finding.related) not in told:
            yield finding
    yield from columns(entries, tuple(gathered.folders), context)
    yield from links(entries, gathered.paths, context)
