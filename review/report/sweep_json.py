"""The work list for programs: ``xianshen.sweep/1``. Keys are added, never renamed or dropped."""

from __future__ import annotations

import json
from typing import Any

from review import __version__
from review.report.mask import mask_runs
from review.report.sweep import shown
from review.sweep.finding import SweepFinding, SweepReport


def render(report: SweepReport) -> bytes:
    """Return the work list as UTF-8 JSON with an end of line."""
    content = {
        "schema": "xianshen.sweep/1",
        "tool": __version__,
        "as_of": report.as_of.isoformat(),
        "pages_read": report.pages_read,
        "gaps": [{"path": unread.path, "reason": unread.gap.reason.value, "message": unread.gap.message} for unread in report.gaps],
        "findings": [_finding(finding, report) for finding in report.findings],
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
    }
