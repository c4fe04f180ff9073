"""The order in which a work list is worked off: what is graver first, and by column and owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from review.model import Severity
from review.sweep.finding import REPORTED, SweepFinding
from review.sweep.kinds import KINDS

_FIRST = ("outdated.attribute-conflict", "outdated.notice-with-personal-data", REPORTED)
_PLACE = {rule: place for place, rule in enumerate((*_FIRST, *(rule for rule in KINDS if rule not in _FIRST)))}


def ordered(findings: Iterable[SweepFinding]) -> list[SweepFinding]:
    """Return the findings in the order of work: what is settled last, then by weight, kind, column and path."""
    return sorted(findings, key=_rank)


def grouped(findings: Sequence[SweepFinding]) -> Iterator[tuple[str, str, list[SweepFinding]]]:
    """Yield column, owner and findings of each column, the column with the gravest finding first."""
    groups: dict[tuple[str, str], list[SweepFinding]] = {}
    for finding in ordered(findings):
        groups.setdefault((finding.column, finding.owner), []).append(finding)
    for (column, owner), members in groups.items():
        yield column, owner, members


def weight(findings: Iterable[SweepFinding]) -> Severity | None:
    """Return the heaviest severity of what is still to be done, or None."""
    open_ones = [finding.severity for finding in findings if finding.to_do]
    return max(open_ones, key=lambda severity: severity.rank, default=None)


def _rank(finding: SweepFinding) -> tuple[bool, int, int, str, str]:
    return not finding.to_do, -finding.severity.rank, _PLACE.get(finding.rule, len(_PLACE)), finding.column, finding.path
