"""A result as the ledger keeps it: rules, spans, places and counts, never a word of the document.

No quotation, no explanation, no name that somebody gave to a sheet or an attachment is kept, and nothing at all of a document that
must not be handled. So what is restored can be counted, but not shown: to quote it, the document is read again.
"""

from __future__ import annotations

import json
import re
from typing import Any

from review.digest import canonical_json, sha256, sm3
from review.extract.sources import Source
from review.judge import verdict
from review.model import Finding, Gap, GapReason, Layer, Place, Reviewed, Scan, Severity, Status, Tier, Zone

_PASSING = frozenset({GapReason.TIMEOUT, GapReason.CRASHED, GapReason.VANISHED, GapReason.UNREADABLE, GapReason.ENGINE_MISSING})
_OUR_PART = re.compile(r"[a-z]+(?:-[a-z]+)*\d{0,6}")  # as extractors name them; what people name is left out
_OUR_PATH = re.compile(r"[A-Za-z]{1,3}\d{1,7}(?:/[A-Za-z]{1,3}\d{1,7})*")


def entry_of(reviewed: Reviewed) -> bytes | None:
    """Return what is kept of a result, or None: of a document that is to be stopped, and where next time could bring another result."""
    if reviewed.scan.stop or any(gap.reason in _PASSING for gap in reviewed.scan.gaps):
        return None
    return canonical_json(
        {
            "format": reviewed.format,
            "genre": reviewed.genre,
            "findings": [_finding(finding) for finding in reviewed.scan.findings],
            "gaps": [[gap.reason.value, _place(gap.place), gap.pictures, gap.digest] for gap in reviewed.scan.gaps],
        }
    )


def restored(entry: bytes, source: Source) -> Reviewed:
    """Return the result for a source, without any words. Raises ValueError, KeyError or TypeError for what is no entry."""
    kept = json.loads(entry)
    findings = tuple(_restored_finding(*each) for each in kept["findings"])
    gaps = tuple(Gap(GapReason(reason), "", _restored_place(place), pictures, digest) for reason, place, pictures, digest in kept["gaps"])
    scan, data = Scan(findings, gaps), source.data or b""
    return Reviewed(source.path, sha256(data), sm3(data), len(data), kept["format"], kept["genre"], verdict(scan), scan)


def _finding(finding: Finding) -> list[Any]:
    said = (finding.severity, finding.layer, finding.status, finding.tier, finding.grade, finding.proof, finding.fingerprint)
    return [finding.rule, finding.start, finding.end, _place(finding.place), *said]


def _restored_finding(
    rule: str,
    start: int,
    end: int,
    place: list[Any],
    severity: str,
    layer: str,
    status: str | None,
    tier: str | None,
    grade: str | None,
    proof: int | None,
    fingerprint: str,
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity(severity),
        start=start,
        end=end,
        place=_restored_place(place),
        layer=Layer(layer),
        quote="",
        status=Status(status) if status else None,
        tier=Tier(tier) if tier else None,
        grade=grade,
        proof=proof,
        fingerprint=fingerprint,
    )


def _place(place: Place) -> list[Any]:
    part = place.part if _OUR_PART.fullmatch(place.part) else ""
    path = place.path if place.path and _OUR_PATH.fullmatch(place.path) else None
    return [part, path, place.page, place.zone]


def _restored_place(place: list[Any]) -> Place:
    part, path, page, zone = place
    return Place(part, path, page, Zone(zone) if zone else None)
