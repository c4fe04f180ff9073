"""What a scan comes to. Pure; allow-lists and dispositions will enter here."""

from __future__ import annotations

from collections.abc import Iterable

from review.errors import Exit
from review.model import Reviewed, Scan, Severity, Verdict


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
