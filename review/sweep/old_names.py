"""Laws, institutions and areas that a page names though they are no more.

What was right when a page was written is told as a note and kept as it is; on pages that people rely on at any time, and on those that
were written after the change, it is to be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from review.facts.expressions import outdated_words
from review.facts.laws import not_in_force, repealed
from review.facts.sentences import sentence_at
from review.model import Severity
from review.sweep.context import Context
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.page import Page


@dataclass(frozen=True, slots=True)
class _Old:
    """What was given up where it stands: its rule, its name, since when, how that is told, and whether the table is sure."""

    rule: str
    name: str
    start: int
    end: int
    changed: date
    shown: str
    sure: bool


def old_names(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield a finding for each law, institution and area that is no more, once for each page."""
    if page.marked:
        return
    yield from _laws(page, context)
    yield from _institutions(page, context)
    yield from _areas(page, context)
    yield from _words(page, context)


def _laws(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for cited in repealed(page.text, context.facts.laws, context.as_of):
        if cited.name in met or cited.name == page.core:
            continue
        met.add(cited.name)
        change = cited.change
        how = f"{change.date} 废止" if change.event == "repealed" else f"{change.date} 起施行 {change.by} 年的版本"
        instead = f"，现为《{change.by}》" if change.event == "repealed" and change.by else ""
        old = _Old("outdated.repealed-law", cited.name, cited.start, cited.end, change.date, f"《{cited.name}》{how}{instead}", change.sure)
        yield _graded(page, context, old)
    for cited in not_in_force(page.text, context.facts.laws, context.as_of):
        if cited.name in met:
            continue
        met.add(cited.name)
        shown = f"《{cited.name}》{cited.change.date} 起施行，清查时尚未施行"
        sentence = sentence_at(page.text, cited.start, cited.end)
        confidence = Confidence.HIGH if cited.change.sure else Confidence.LOW
        yield context.finding("outdated.not-in-force", page, Severity.NOTE, sentence, shown, confidence, Action.KEEP, subject=cited.name)


def _institutions(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for named in context.facts.institutions.old_names(page.text, context.as_of):
        each = named.institution
        if each.name in met:
            continue
        met.add(each.name)
        shown = f"{page.text[named.start : named.end]} 自 {each.since} 起不再使用，现为{each.by}"
        yield _graded(page, context, _Old("outdated.institution", each.name, named.start, named.end, each.since, shown, each.sure))


def _areas(page: Page, context: Context) -> Iterator[SweepFinding]:
    met: set[str] = set()
    for located in context.facts.areas.old_names(page.text, context.as_of):
        area = located.area
        if area.name in met:
            continue
        met.add(area.name)
        shown = f"{area.province}{area.name} 于 {area.since.year} 年变更" + (f"，现为{area.by}" if area.by else "")
        yield _graded(page, context, _Old("outdated.area", area.name, located.start, located.end, area.since, shown, area.sure))


def _words(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield outdated words where they mislead: on pages that people rely on, and on those written after the change."""
    for each, start, end in outdated_words(page.text, context.facts.expressions, context.as_of):
        if context.evergreen(page) or (page.day is not None and page.day >= each.since):
            word = page.text[start:end]
            shown = f"“{word}”自 {each.since} 起：{each.by}；页面成文或发布于 {page.day or '不明'}"
            evidence = sentence_at(page.text, start, end)
            yield context.finding(
                "outdated.wording", page, Severity.NOTE, evidence, shown, Confidence.LOW, Action.CORRECT, subject=each.words[0][-1]
            )


def _graded(page: Page, context: Context, old: _Old) -> SweepFinding:
    day = page.day
    evidence = sentence_at(page.text, old.start, old.end)
    if day is not None and day < old.changed and not context.evergreen(page):
        shown = f"{old.shown}；页面成文或发布于 {day}，当时用法正确"
        return context.finding(old.rule, page, Severity.NOTE, evidence, shown, Confidence.MEDIUM, Action.KEEP, subject=old.name)
    shown = old.shown + (f"；页面成文或发布于 {day}" if day else "；页面日期不明")
    severity = Severity.WARN if old.sure and (day is not None or context.evergreen(page)) else Severity.NOTE
    confidence = Confidence.HIGH if old.sure and day else Confidence.MEDIUM if old.sure else Confidence.LOW
    return context.finding(old.rule, page, severity, evidence, shown, confidence, Action.CORRECT, subject=old.name)
