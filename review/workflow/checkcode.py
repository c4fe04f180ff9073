"""The code on a printed form that ties a hand-signed page to one version of one matter, its scan and what was disposed of.

Eight decimal digits, so that it can be read out and typed; it guards against the wrong form, not against forgery: the scan of the
form is kept by its digest, and who registered it signs for it.
"""

from __future__ import annotations

from review.digest import canonical_json, sha256
from review.workflow.dispositions import in_force
from review.workflow.history import History


def check_code(history: History) -> str:
    """Return the check code of the version under review, as two groups of four digits."""
    scan = history.scan["scan"] if history.scan else ""
    number = int(sha256(canonical_json([history.matter, history.number, history.files_digest, scan, in_force(history).digest])), 16) % 10**8
    return f"{number:08d}"[:4] + "-" + f"{number:08d}"[4:]


def same_code(typed: str, history: History) -> bool:
    """Tell whether a typed code is that of the version; spaces and hyphens do not matter."""
    return "".join(c for c in typed if c.isdecimal()) == check_code(history).replace("-", "")
