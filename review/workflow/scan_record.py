"""What of a scan goes into the record: rule, place, severity, keyed fingerprint, never text.

Findings of one file that share rule and fingerprint are one row, numbered f1, f2 …; gaps are g1, g2 … A row's `column` names the table
column it stands in, so that a whole column can be dealt with at once. A gap that stands for known bytes is told by their digest: who
accepted pictures accepted these.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from typing import Any

from review.digest import canonical_json
from review.model import Gap, Place, Scan, Severity
from review.workflow.events import scan_digest

PLACES = 5  # of each row that are written down
_WORD_CELL = re.compile(r"(t\d+(?:/t\d+)*)/r\d+/(c\d+)\Z")
_SHEET_CELL = re.compile(r"([A-Z]{1,3})\d+\Z")


def scan_fields(scans: Sequence[tuple[int, Scan]], files: str, ruleset: str, tool: str, key: bytes) -> dict[str, Any]:
    """Return the fields of a scan event. `scans` are pairs of file number (from 0) and scan; `files` is the digest of the version."""
    findings = _findings(scans)
    gaps = [_gap(number, file, gap, key) for number, (file, gap) in enumerate(_gaps(scans), 1)]
    counts = {severity.value: sum(row["count"] for row in findings if row["severity"] == severity.value) for severity in Severity}
    digest = scan_digest(files, ruleset, tool, findings, gaps)
    return {"files": files, "scan": digest, "ruleset": ruleset, "tool": tool, "counts": counts, "findings": findings, "gaps": gaps}


def place_key(place: Place) -> str:
    """Return a place in one short text: page, part, path."""
    return " ".join(filter(None, (f"第{place.page}页" if place.page else "", place.part if place.part != "body" else "", place.path or "")))


def column_of(place: Place) -> str | None:
    """Return the table column that a place lies in, or None."""
    path = place.path or ""
    if cell := _WORD_CELL.search(path):
        return f"{cell[1]}/{cell[2]}"
    if place.part != "body" and (cell := _SHEET_CELL.match(path)):
        return f"{place.part}!{cell[1]}"
    return None


def _findings(scans: Sequence[tuple[int, Scan]]) -> list[dict[str, Any]]:
    rows: dict[tuple[int, str, str, str | None], dict[str, Any]] = {}
    for file, scan in scans:
        for finding in scan.findings:
            column = column_of(finding.place)
            known = (file, finding.rule, finding.fingerprint, column)
            row = rows.setdefault(
                known,
                {
                    "id": f"f{len(rows) + 1}",
                    "file": file,
                    "rule": finding.rule,
                    "severity": finding.severity.value,
                    "fingerprint": finding.fingerprint,
                    "count": 0,
                    "places": [],
                    "column": column,
                },
            )
            row["count"] += 1
            if Severity(row["severity"]).rank < finding.severity.rank:
                row["severity"] = finding.severity.value
            if len(row["places"]) < PLACES:
                row["places"].append(place_key(finding.place))
    return list(rows.values())


def _gaps(scans: Iterable[tuple[int, Scan]]) -> Iterable[tuple[int, Gap]]:
    return ((file, gap) for file, scan in scans for gap in scan.gaps)


def _gap(number: int, file: int, gap: Gap, key: bytes) -> dict[str, Any]:
    part = place_key(gap.place)
    what = gap.digest or gap.message
    mark = hmac.new(key, canonical_json(["gap", gap.reason.value, part, what]), hashlib.sha256).hexdigest()[:32]
    return {"id": f"g{number}", "file": file, "reason": gap.reason.value, "part": part, "fingerprint": mark}
