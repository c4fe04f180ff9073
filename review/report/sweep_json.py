"""The work list for programs: ``xianshen.sweep/1``. Keys are added, never renamed or dropped."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from review import __version__
from review.report.mask import mask_runs
from review.report.sweep import shown
from review.sweep.finding import SweepFinding, SweepReport, Trace
from review.sweep.inspection import self_check
from review.sweep.lists import NUMBERS, Addresses, Normative, Standing


def render(report: SweepReport) -> bytes:
    """Return the work list as UTF-8 JSON with an end of line."""
    content = {
        "schema": "xianshen.sweep/1",
        "tool": __version__,
        "as_of": report.as_of.isoformat(),
        "pages_read": report.pages_read,
        "gaps": [{"path": unread.path, "reason": unread.gap.reason.value, "message": unread.gap.message} for unread in report.gaps],
        "findings": [_finding(finding, report) for finding in report.findings],
        "summary": _summary(report),
        "self_check": [
            {
                "number": answer.indicator.number,
                "indicator": answer.indicator.title,
                "count": answer.count,
                "veto": answer.veto,
                "words": answer.words,
                "by_hand": answer.indicator.by_hand,
                "items": list(answer.items),
            }
            for answer in self_check(report)
        ],
        "normative": _normative(report.normative),
        "addresses": _addresses(report.addresses),
        "aggregation": [],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _finding(finding: SweepFinding, report: SweepReport) -> dict[str, Any]:
    evidence, computation = shown(finding)
    return {
        "item": finding.item,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        "title": mask_runs((report.titles or {}).get(finding.path, "")),
        "related": list(finding.related),
        "column": finding.column,
        "evidence": evidence,
        "computation": computation,
        "basis": finding.basis,
        "confidence": finding.confidence.value,
        "action": finding.action.value,
        "owner": finding.owner,
        "status": finding.state.value,
        "note": finding.note,
        "since": _day(finding.since),
        "due": _day(finding.due),
        "overdue": finding.overdue(report.as_of),
        "again": finding.again,
        "before": _trace(finding.before),
        "after": _trace(finding.after),
    }


def _summary(report: SweepReport) -> dict[str, Any] | None:
    summary = report.summary
    if summary is None:
        return None
    return {
        "against": _day(summary.against),
        "total": {name: getattr(summary.total, name) for name in NUMBERS},
        "columns": [{"column": row.column, "owner": row.owner, **{name: getattr(row, name) for name in NUMBERS}} for row in summary.rows],
    }


def _normative(normative: Normative | None) -> dict[str, Any] | None:
    if normative is None:
        return None
    return {
        "catalogues": list(normative.catalogues),
        "documents": [_standing(row) for row in normative.rows],
        "only_in_catalogue": [_standing(row) for row in normative.missing],
        "only_on_site": [_standing(row) for row in normative.unlisted],
        "not_marked": [_standing(row) for row in normative.unmarked],
        "kept_but_over": [_standing(row) for row in normative.contradicted],
    }


def _standing(row: Standing) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "title": mask_runs(row.title),
        "docno": row.docno,
        "state": row.state,
        "day": _day(row.day),
        "path": row.path,
        "marked": row.marked,
        "listed": row.listed,
        "source": row.source,
    }


def _addresses(addresses: Addresses | None) -> dict[str, Any] | None:
    if addresses is None:
        return None
    return {
        "pictures": addresses.pictures,
        "pictures_not_seen": addresses.unseen,
        "codes": addresses.codes,
        "domains": [
            {
                "domain": row.domain,
                "allowed": row.allowed,
                "new": row.new,
                "kinds": list(row.kinds),
                "pages": row.pages,
                "owner": row.owner,
                "example": mask_runs(row.example),
                "paths": list(row.paths),
            }
            for row in addresses.rows
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _trace(page: Trace | None) -> dict[str, str] | None:
    return {"day": page.day.isoformat(), "sha256": page.digest} if page else None
