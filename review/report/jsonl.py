"""The report for programs: one JSON object, or one line per document. The keys are a contract with tools outside.

Documents are written as they come; none is held, so a folder of any size needs the memory of one document.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

from review import __version__
from review.extract.sniff import NOTICE
from review.model import Finding, Gap, Place, Reviewed
from review.report import Item, Options
from review.report.excerpt import Excerpts
from review.report.place import unnamed
from review.report.together import Together
from review.report.wording import STOP_ORDER, STOP_REASON

SCHEMA = "xianshen.report/1"
_LINE_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render_json(documents: Iterable[Reviewed], ruleset: str, *, show: bool = False, remarks: Iterable[str] = ()) -> Iterator[str]:
    """Return the report in pieces, one document each. `ruleset` is ``sha256:…``, `remarks` are about the whole run."""
    head = _dump({"schema": SCHEMA, "tool": __version__, "ruleset": ruleset, "notice": NOTICE, "remarks": list(remarks)})
    yield f'{head[:-1]}, "documents": ['
    separator = "\n"
    together = Together()
    for reviewed in documents:
        together.add(reviewed)
        yield separator + _dump(to_dict(reviewed, show=show))
        separator = ",\n"
    yield f'\n], "summary": {_dump(together.to_dict())}}}\n'


def render_jsonl(documents: Iterable[Reviewed], *, show: bool = False) -> Iterator[str]:
    """Return one line per document: the objects of the JSON report's ``documents``."""
    for reviewed in documents:
        yield _dump(to_dict(reviewed, show=show)) + "\n"


def render_whole(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Return the pieces of the format ``json``."""
    return render_json((reviewed for reviewed, _ in items), options.ruleset, show=options.show, remarks=options.remarks)


def render_lines(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Return the pieces of the format ``jsonl``."""
    return render_jsonl((reviewed for reviewed, _ in items), show=options.show)


def to_dict(reviewed: Reviewed, *, show: bool = False) -> dict[str, Any]:
    """Return one document of the JSON report, version 1.

    `text` is masked unless `show`. Of a document that must not be handled any further nothing is repeated, `show` or not:
    no text, no explanation, no name that somebody gave to a part.
    """
    stop = reviewed.scan.stop
    findings, gaps = reviewed.scan.findings, reviewed.scan.gaps
    if stop:
        findings = tuple(map(_silent, findings))
        gaps = tuple(gap._replace(message="", place=unnamed(gap.place), pictures=0) for gap in gaps)
    excerpts = Excerpts(findings, show=show)
    return {
        "path": reviewed.path,
        "sha256": reviewed.sha256,
        "sm3": reviewed.sm3,
        "size": reviewed.size,
        "format": reviewed.format,
        "genre": reviewed.genre,
        "verdict": reviewed.verdict.value,
        "stop": stop,
        "gaps": [_gap(number, gap) for number, gap in enumerate(gaps, 1)],
        "findings": [_finding(finding, excerpts) for finding in findings],
    }


def _finding(finding: Finding, excerpts: Excerpts) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity.value,
        "layer": finding.layer.value,
        "status": finding.status and finding.status.value,
        "tier": finding.tier and finding.tier.value,
        "grade": finding.grade,
        "proof": finding.proof,
        "start": finding.start,
        "end": finding.end,
        "place": _place(finding.place),
        "text": excerpts.text(finding),
        "message": excerpts.explain(finding, finding.message),
        "basis": finding.basis,
        "because": excerpts.explain(finding, finding.because),
        "fix": finding.fix,
        "suggestions": [excerpts.explain(finding, suggestion) for suggestion in finding.suggestions],
        "fingerprint": finding.fingerprint,
        "disposition": None,
        "allowed": _allowed(finding),
    }


def _allowed(finding: Finding) -> dict[str, Any] | None:
    allowance = finding.allowed
    if allowance is None:
        return None
    return {"approver": allowance.approver, "expires": allowance.expires.isoformat(), "source": allowance.source}


def _silent(finding: Finding) -> Finding:
    """Return a finding of a document that must not be handled any further: rule and place, nothing of the contents."""
    message, fix = (STOP_REASON, STOP_ORDER) if finding.stop else ("", "")
    return dataclasses.replace(finding, place=unnamed(finding.place), quote="", message=message, because="", fix=fix, suggestions=())


def _gap(number: int, gap: Gap) -> dict[str, Any]:
    said = {"id": f"g{number}", "place": _place(gap.place), "reason": gap.reason.value, "message": gap.message}
    return said | {"pictures": gap.pictures}


def _place(place: Place) -> dict[str, Any]:
    return {
        "part": place.part,
        "path": place.path,
        "page": place.page,
        "zone": place.zone and place.zone.value,
        "box": [round(side, 2) for side in place.box] if place.box else None,
    }


def _dump(value: Any) -> str:
    """Return JSON on one line, whatever a reader takes for a line end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for char, spelt in _LINE_ENDS.items():
        if char in text:
            text = text.replace(char, spelt)
    return text
