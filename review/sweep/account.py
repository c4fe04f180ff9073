"""A sweep held against the record: where every item stands, and the account of the month."""

from __future__ import annotations

from dataclasses import replace

from review.sweep.context import Context
from review.sweep.finding import SweepReport
from review.sweep.record import Record
from review.sweep.states import with_states
from review.sweep.summary import summed
from review.sweep.worklist import ordered


def accounted(report: SweepReport, record: Record, context: Context) -> SweepReport:
    """Return the report with the state of every item, what is resolved, and the summary against the sweep that is compared with."""
    unread = {gap.path for gap in report.gaps}
    stated = with_states(report.findings, record, report.as_of, context.site, report.digests, unread)
    return replace(report, findings=tuple(ordered(stated)), summary=summed(stated, record.base_day, report.as_of))
