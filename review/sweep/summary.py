"""The account of a month: what came, what was done and what is left, by column and owner, against an earlier sweep."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from review.sweep.finding import SweepFinding
from review.sweep.lists import Summary, Tally


def summed(findings: Iterable[SweepFinding], against: dt.date | None, as_of: dt.date) -> Summary:
    """Return how many items of each column and owner are new, back again, open, done, kept, resolved and overdue."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for finding in findings:
        mine = counts.setdefault((finding.column, finding.owner), Counter())
        mine["again" if finding.again and finding.to_do else finding.state.value] += 1
        mine["overdue"] += finding.overdue(as_of)
    return Summary(against, tuple(Tally(column, owner, **mine) for (column, owner), mine in sorted(counts.items())))
