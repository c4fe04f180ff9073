"""What a worker answers, as JSON: a worker that a crafted file has taken over cannot make its parent run anything.

An exception travels as its number among those of the rule set, which the parent has too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review.engine.batch import Item
from review.extract.codec import (
    BrokenChannelError,
    decode,
    document_frames,
    document_from,
    encode,
    gap_from,
    gap_row,
    place_from,
    place_row,
)
from review.judge import verdict
from review.model import Allowance, Document, Finding, Layer, Reviewed, Scan, Severity, Status, Tier


def answer_of(items: Sequence[Item], memory: int, allowances: Sequence[Allowance]) -> bytes:
    """Return the message of a worker that holds so many bytes of memory and has these items."""
    numbers = {id(allowance): number for number, allowance in enumerate(allowances)}
    return encode({"memory": memory, "items": [[_reviewed_row(reviewed, numbers), _frames(document)] for reviewed, document in items]})


def items_of(answer: bytes, allowances: Sequence[Allowance]) -> tuple[list[Item], int]:
    """Return the items of a message, and the memory of the worker (bytes). Raises BrokenChannelError for what is no answer."""
    try:
        message = decode(answer)
        items: list[Item] = [(_reviewed(row, allowances), _document(frames)) for row, frames in message["items"]]
        return items, int(message["memory"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise BrokenChannelError from error


def _frames(document: Document | None) -> list[str] | None:
    if document is None:
        return None
    return [document.name, *(frame.decode("utf-8", "surrogatepass") for frame in document_frames(document))]


def _document(frames: list[str] | None) -> Document | None:
    if frames is None:
        return None
    name, *rest = frames
    return document_from((decode(frame.encode("utf-8", "surrogatepass")) for frame in rest), str(name))


def _reviewed_row(reviewed: Reviewed, numbers: dict[int, int]) -> list[Any]:
    scan = reviewed.scan
    findings = [_finding_row(finding, numbers) for finding in scan.findings]
    told = (reviewed.path, reviewed.sha256, reviewed.sm3, reviewed.size, reviewed.format, reviewed.genre)
    return [*told, findings, [gap_row(gap) for gap in scan.gaps], scan.stop]


def _reviewed(row: list[Any], allowances: Sequence[Allowance]) -> Reviewed:
    path, sha256, sm3, size, form, genre, findings, gaps, stop = row
    scan = Scan(tuple(_finding(each, allowances) for each in findings), tuple(map(gap_from, gaps)), bool(stop))
    genre = None if genre is None else str(genre)
    return Reviewed(str(path), str(sha256), str(sm3), int(size), str(form), genre, verdict(scan), scan)


def _finding_row(finding: Finding, numbers: dict[int, int]) -> list[Any]:
    allowed = None if finding.allowed is None else numbers[id(finding.allowed)]
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
