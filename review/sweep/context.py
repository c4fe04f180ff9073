"""What every signal is told: the day, the site, the facts, and how pages are scanned for personal data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from review.facts import areas, expressions, institutions, laws
from review.facts.areas import Areas
from review.facts.expressions import Expression
from review.facts.institutions import Institutions
from review.facts.laws import LawChange, law_changes, merged
from review.facts.table import read, rows
from review.model import Document, Finding, Severity
from review.rules.basis import Article, cite
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.kinds import KINDS
from review.sweep.site import Site

Scanner = Callable[[Document], Iterable[Finding]]
_EVERGREEN = re.compile(r"概况|机构|职能|职责|领导|联系|办事|服务|指南|简介|常见问题|便民|窗口")
_PERIOD_COLUMNS = ("type", "names", "days", "counts", "source")


class Once:
    """A scanner that remembers what it found in the document it looked at last: a page is asked about for several days."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._last: tuple[Document, tuple[Finding, ...]] | None = None

    def __call__(self, document: Document) -> tuple[Finding, ...]:
        """Return what is found in a document."""
        if self._last is None or self._last[0] is not document:
            self._last = document, tuple(self._scanner(document))
        return self._last[1]


class Placed(Protocol):
    """Whatever stands at a path in a column: a page, or what is kept of one."""

    @property
    def path(self) -> str:
        """The path below the folder that was given."""

    @property
    def column(self) -> str:
        """The column."""


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How often columns of a type must be updated, after the national inspection: within so many days; `names` finds them by name."""

    type: str
    names: re.Pattern[str]
    days: int
    counts: str


@dataclass(frozen=True)
class Facts:
    """The dated tables that ship, with what the site's owner adds."""

    laws: Mapping[str, tuple[LawChange, ...]] = field(repr=False)
    institutions: Institutions = field(repr=False)
    areas: Areas = field(repr=False)
    expressions: tuple[Expression, ...] = ()
    periods: tuple[PeriodRule, ...] = ()


def load_facts(folder: Path, site: Site, own: Path | None = None) -> Facts:
    """Read the tables of a lexicon's folder ``facts``, and those in the folder of the unit's `own`. Raises LexiconError."""

    def parts(name: str) -> list[str]:
        return [read(each / name) for each in (folder, own) if each is not None and (each is folder or (each / name).is_file())]

    return Facts(
        laws=merged((law_changes(parts(laws.NAME)), site.laws)),
        institutions=Institutions((*institutions.institutions(parts(institutions.NAME)).known, *site.institutions)),
        areas=areas.areas(parts(areas.NAME)),
        expressions=expressions.expressions(parts(expressions.NAME)),
        periods=tuple(
            PeriodRule(row["type"], re.compile(row["names"]), int(row["days"]), row["counts"])
            for row in rows(folder / "column_periods.tsv", _PERIOD_COLUMNS)
        ),
    )


@dataclass(frozen=True)
class Context:
    """Everything a signal may look at besides the pages."""

    as_of: date
    site: Site
    facts: Facts
    articles: Mapping[str, Article] = field(default_factory=dict, repr=False)
    scanner: Scanner | None = None

    def finding(
        self,
        rule: str,
        place: Placed,
        severity: Severity,
        evidence: str,
        computation: str,
        confidence: Confidence,
        action: Action,
        related: Iterable[str] = (),
        subject: str = "",
    ) -> SweepFinding:
        """Return a finding with its basis and its owner filled in; evidence is cut to what is worth reading."""
        kind = KINDS[rule]
        basis = "；".join(filter(None, (cite(self.articles, kind.articles), kind.basis)))
        return SweepFinding(
            rule=rule,
            severity=severity,
            path=place.path,
            evidence=_shown(evidence),
            computation=computation,
            confidence=confidence,
            action=action,
            related=tuple(dict.fromkeys(related)),
            column=place.column,
            owner=self.site.owner(place.column),
            basis=basis,
            subject=subject,
        )

    def evergreen(self, place: Placed) -> bool:
        """Tell whether a page is one that people rely on whenever they come: an office, a guide, a contact."""
        column = self.site.columns.get(place.column)
        return _EVERGREEN.search(f"{place.column}{column.type if column else ''}") is not None


def _shown(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= 160 else flat[:159] + "…"
