"""Laws, institutions and areas that a page names though they are no more.

What was right when a page was written is told as a note and kept as it is; on pages that people rely on at any time, and on those that
were written after the change, it is to be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from review.facts.laws import not_in_force, repealed
from review.facts.sentences import sentence_at
from review.model import Severity
from review.sweep.context import Context
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.page import Page


def old_names(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield a finding for each law, institution and area that is no more, once for each page."""
    if page.marked:
        return
    yield from _laws(page, context)
    yield from _institutions(page, context)
    yield from _areas(page, context)


def _laws(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for cited in repealed(page.text, context.facts.laws, context.as_of):
        if cited.name in met or cited.name == page.core:
            continue
        met.add(cited.name)
        change = cited.change
        how = f"{change.date} 废止" if change.event == "repealed" else f"{change.date} 起施行 {change.by} 年的版本"
        instead = f"，现为《{change.by}》" if change.event == "repealed" and change.by else ""
        yield _graded(
            page, context, "outdated.repealed-law", cited.start, cited.end, change.date, f"《{cited.name}》{how}{instead}", change.sure
        )
    for cited in not_in_force(page.text, context.facts.laws, context.as_of):
        if cited.name in met:
            continue
        met.add(cited.name)
        shown = f"《{cited.name}》{cited.change.date} 起施行，清查日 {context.as_of} 尚未施行"
        sentence = sentence_at(page.text, cited.start, cited.end)
        yield context.finding(
            "outdated.not-in-force",
            page,
            Severity.NOTE,
            sentence,
            shown,
            Confidence.HIGH if cited.change.sure else Confidence.LOW,
            Action.KEEP,
        )


def _institutions(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for named in context.facts.institutions.old_names(page.text, context.as_of):
        institution = named.institution
        if institution.name in met:
            continue
        met.add(institution.name)
        shown = f"{page.text[named.start : named.end]} 自 {institution.since} 起不再使用，现为{institution.by}"
        yield _graded(page, context, "outdated.institution", named.start, named.end, institution.since, shown, institution.sure)


def _areas(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for located in context.facts.areas.old_names(page.text, context.as_of):
        area = located.area
        if area.name in met:
            continue
        met.add(area.name)
        shown = f"{area.province}{area.name} 于 {area.since.year} 年变更，现为{area.by}"
        yield _graded(page, context, "outdated.area", located.start, located.end, area.since, shown, area.sure)


def _graded(page: Page, context: Context, rule: str, start: int, end: int, changed: date, shown: str, sure: bool) -> SweepFinding:  # noqa: FBT001 - one of eight facts of a place
    day = page.day
    evidence = sentence_at(page.text, start, end)
    old = day is not None and day < changed
    if old and not context.evergreen(page):
        computation = f"{shown}；页面成文或发布于 {day}，当时用法正确"
        return context.finding(rule, page, Severity.NOTE, evidence, computation, Confidence.MEDIUM, Action.KEEP)
    when = f"；页面成文或发布于 {day}" if day else "；页面日期不明"
    severity = Severity.WARN if sure and (day is not None or context.evergreen(page)) else Severity.NOTE
    confidence = Confidence.HIGH if sure and day else Confidence.MEDIUM if sure else Confidence.LOW
    return context.finding(rule, page, severity, evidence, shown + when, confidence, Action.CORRECT)
