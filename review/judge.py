"""What a scan comes to: exceptions that were agreed on, the verdict, the exit code. Pure; what day it is, is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from review.errors import Exit
from review.model import Allowance, Document, Finding, Reviewed, Scan, Severity, Verdict
from review.rules.allow import LONGEST, NEVER, expired
from review.text.normalise import fold, normalise

_AROUND = 2 * LONGEST  # code points about a finding in which the phrase around it stands, invisible characters among them
_KEEP = "可以保留；允许到期前请重新批准，或改稿。"


class Circumstances(NamedTuple):
    """What an exception may depend on besides the finding. `path` is what the user called the document; `channel` is empty if unknown."""

    today: dt.date
    path: str = ""
    genre: str | None = None
    channel: str = ""


def excepted(scan: Scan, document: Document, allowances: Sequence[Allowance], given: Circumstances) -> Scan:
    """Return the scan with the findings that an exception in force covers as notes that say so.

    What must not be published is excepted by its words only, never by the file or the genre it stands in; a marking of secrecy, and
    whatever ends the handling of the file, never.
    """
    valid = [a for a in allowances if not expired(a, given.today) and _is_about(a, given)]
    if not valid or scan.stop:
        return scan
    return scan._replace(findings=tuple(_excepted(finding, document, valid) for finding in scan.findings))


def _excepted(finding: Finding, document: Document, allowances: Sequence[Allowance]) -> Finding:
    if finding.severity is Severity.NOTE or finding.stop or finding.rule in NEVER:
        return finding
    allowance = next((a for a in allowances if a.rule == finding.rule and _covers(a, finding, document)), None)
    if allowance is None:
        return finding
    because = "；".join(filter(None, (words_of(allowance), finding.because)))
    return replace(finding, severity=Severity.NOTE, because=because, fix=_KEEP, allowed=allowance)


def words_of(allowance: Allowance) -> str:
    """Return an exception as a report tells it: why, by whom, until when."""
    until = f"{allowance.expires.year}年{allowance.expires.month}月{allowance.expires.day}日"
    return f"按允许清单（{allowance.source}）保留：{allowance.reason}，批准人 {allowance.approver}，有效期至 {until}"


def _is_about(allowance: Allowance, given: Circumstances) -> bool:
    return (
        allowance.channel in ("", given.channel)
        and allowance.genre in ("", given.genre)
        and (not allowance.path or fnmatchcase(given.path, allowance.path))
    )


def _covers(allowance: Allowance, finding: Finding, document: Document) -> bool:
    worded = bool(allowance.text or allowance.phrase)
    if finding.severity is Severity.BLOCK and not worded:
        return False
    if allowance.text and fold(allowance.text).strip() != fold(finding.quote).strip():
        return False
    return not allowance.phrase or _stands_in(fold(allowance.phrase).strip(), finding, document)


def _stands_in(phrase: str, finding: Finding, document: Document) -> bool:
    """Tell whether the finding lies inside the phrase where it stands; the name of a file has no surroundings."""
    if finding.start == finding.end:
        return False
    first = max(0, finding.start - _AROUND)
    around = normalise(document.text[first : finding.end + _AROUND])
    at = around.text.find(phrase)
    while at >= 0:
        start, end = around.back(at, at + len(phrase))
        if first + start <= finding.start and finding.end <= first + end:
            return True
        at = around.text.find(phrase, at + 1)
    return False


def verdict(scan: Scan) -> Verdict:
    """Return incomplete if anything was not read, else the weight of the heaviest finding; notes alone are clean."""
    if scan.gaps:
        return Verdict.INCOMPLETE
    heaviest = max((f.severity.rank for f in scan.findings), default=0)
    return (Verdict.CLEAN, Verdict.WARN, Verdict.BLOCK)[heaviest]


def exit_code(reviewed: Iterable[Reviewed], fail_on: Severity | None) -> Exit:
    """Return the exit code for a run: an incomplete result beats findings; `fail_on` None never fails for findings."""
    code = Exit.CLEAN
    for document in reviewed:
        if document.scan.gaps:
            return Exit.INCOMPLETE
        if fail_on is not None and any(f.severity.rank >= fail_on.rank for f in document.scan.findings):
            code = Exit.FINDINGS
    return code
