"""A sweep: every page is read once and looked at by itself, then all are held against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from review.sweep.addresses import addresses, outside_domains
from review.sweep.columns import columns
from review.sweep.conflicts import attribute, columns_by_tag, days, metadata, validity_states
from review.sweep.contacts import contacts
from review.sweep.context import Context, Once
from review.sweep.deadlines import deadlines
from review.sweep.entry import Entry, entry_of
from review.sweep.finding import SweepFinding, SweepReport, Unread
from review.sweep.gather import Gathered
from review.sweep.inspection import inspected
from review.sweep.leads import Lead, leads
from review.sweep.links import links
from review.sweep.memory import Kept, Memory
from review.sweep.normative import normative
from review.sweep.old_names import old_names
from review.sweep.page import Page
from review.sweep.pictures import not_exported
from review.sweep.plans import plans
from review.sweep.record import Record
from review.sweep.validity import validity
from review.sweep.versions import versions
from review.sweep.worklist import ordered

Signal = Callable[[Page, Context], Iterator[SweepFinding]]

OF_ONE_PAGE: tuple[Signal, ...] = (attribute, deadlines, plans, old_names, days, metadata, contacts)
_OVER = frozenset({"outdated.validity-expired", "outdated.repealed"})


@dataclass(frozen=True, slots=True)
class Beside:
    """What is given beside the pages: what was recorded, catalogues, and leads with the rows that could not be read.

    `catalogues` and `tables`, from which leads came, are no pages even if they lie among them.
    """

    record: Record = field(default_factory=Record)
    catalogues: tuple[Path, ...] = ()
    leads: tuple[Lead, ...] = ()
    unread: tuple[Unread, ...] = ()
    tables: tuple[Path, ...] = ()


def sweep(paths: Sequence[Path], context: Context, memory: Memory | None = None, *, beside: Beside | None = None) -> SweepReport:
    """Return what is outdated among the pages of the paths as of the context's day; with a memory, only what changed is read.

    Raises UsageError (XS101) for a path that does not exist, ConfigError (XS362) for a list of pages that cannot be read.
    """
    beside = beside or Beside()
    gathered = Gathered(others=frozenset(path.resolve() for path in (*beside.catalogues, *beside.tables)))
    context = replace(context, scanner=Once(context.scanner)) if context.scanner is not None else context
    entries: list[Entry] = []
    findings: list[SweepFinding] = []
    for page, place in gathered.pages(paths, memory):
        if isinstance(page, Kept):
            entries.append(page.entry)
            findings += page.findings
            continue
        entry, of_page = entry_of(page), of_one_page(page, context)
        entries.append(entry)
        findings += of_page
        if memory is not None and place is not None:
            memory.learn(place, entry, of_page, partial(_as_of, page, context))
    return told(entries, findings, gathered, context, beside)


def of_one_page(page: Page, context: Context) -> list[SweepFinding]:
    """Return what is told of a page by itself, as of the day of the context."""
    return [finding for signal in OF_ONE_PAGE for finding in signal(page, context)]


def _as_of(page: Page, context: Context, day: date) -> list[SweepFinding]:
    return of_one_page(page, replace(context, as_of=day))


def told(entries: Sequence[Entry], of_pages: Sequence[SweepFinding], gathered: Gathered, context: Context, beside: Beside) -> SweepReport:
    """Return the report on pages that were looked at one by one: what shows when they are held against one another, and the lists."""
    given = [entry_of(page, catalogue=True) for page in gathered.catalogues(beside.catalogues)]
    findings = [*of_pages, *together(entries, gathered, context, given)]
    outside = addresses(entries, gathered.paths, context.site, beside.record)
    findings += outside_domains(outside, entries, context)
    findings += leads(entries, beside.leads, context)
    return SweepReport(
        context.as_of,
        gathered.count,
        tuple(ordered(findings)),
        (*gathered.gaps, *not_exported(entries, gathered.paths, context.site), *beside.unread),
        titles={entry.path: entry.title for entry in entries},
        urls={entry.path: entry.url for entry in entries if entry.url},
        digests={entry.path: entry.digest for entry in entries},
        normative=normative(entries, given, findings, context),
        addresses=outside,
        inspection=inspected(entries, findings, context),
    )


def together(entries: Sequence[Entry], gathered: Gathered, context: Context, catalogues: Sequence[Entry] = ()) -> Iterator[SweepFinding]:
    """Yield what only shows when pages are held against one another, and against catalogues."""
    over = tuple(validity(entries, context, catalogues))
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
