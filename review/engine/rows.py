"""A reviewed document as a JSON value, for pipes and for the ledger.

An exception is its number among those of the rule set, which whoever reads the value has too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review.extract.codec import gap_from, gap_row, place_from, place_row
from review.judge import verdict
from review.model import Allowance, Finding, Layer, Reviewed, Scan, Severity, Status, Tier


def reviewed_row(reviewed: Reviewed, allowances: Sequence[Allowance]) -> list[Any]:
    """Return a reviewed document as a JSON value."""
    scan = reviewed.scan
    findings = [_finding_row(finding, allowances) for finding in scan.findings]
    told = (reviewed.path, reviewed.sha256, reviewed.sm3, reviewed.size, reviewed.format, reviewed.genre)
    return [*told, findings, [gap_row(gap) for gap in scan.gaps], scan.stop]


def reviewed_of(row: list[Any], allowances: Sequence[Allowance]) -> Reviewed:
    """Return the reviewed document of a row. Raises ValueError, TypeError, KeyError, IndexError or AttributeError for what is none."""
    path, sha256, sm3, size, form, genre, findings, gaps, stop = row
    scan = Scan(tuple(_finding(each, allowances) for each in findings), tuple(map(gap_from, gaps)), bool(stop))
    genre = None if genre is None else str(genre)
    return Reviewed(str(path), str(sha256), str(sm3), int(size), str(form), genre, verdict(scan), scan)


def _finding_row(finding: Finding, allowances: Sequence[Allowance]) -> list[Any]:
    allowed = None if finding.allowed is None else allowances.index(finding.allowed)
    words = (finding.quote, finding.message, finding.basis, finding.because, finding.fix, finding.suggestions, finding.fingerprint)
    marks = (finding.status, finding.tier, finding.grade, finding.proof, finding.stop, allowed)
    return [finding.rule, finding.severity, finding.start, finding.end, place_row(finding.place), finding.layer, words, marks]


def _finding(row: list[Any], allowances: Sequence[Allowance]) -> Finding:
    rule, severity, start, end, place, layer, words, marks = row
    quote, message, basis, because, fix, suggestions, fingerprint = words
    status, tier, grade, proof, stop, allowed = marks
    return Finding(
        rule=str(rule),
        severity=Severity(severity),
        start=int(start),
        end=int(end),
        place=place_from(place),
        layer=Layer(layer),
        quote=str(quote),
        message=str(message),
        basis=str(basis),
        because=str(because),
        fix=str(fix),
        status=Status(status) if status else None,
        tier=Tier(tier) if tier else None,
        grade=None if grade is None else str(grade),
        proof=None if proof is None else int(proof),
        suggestions=tuple(map(str, suggestions)),
        fingerprint=str(fingerprint),
        stop=bool(stop),
        allowed=None if allowed is None else allowances[int(allowed)],
    )
