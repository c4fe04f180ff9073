"""Why something may not be published: the codes, and the value that carries one."""

from __future__ import annotations

from dataclasses import dataclass

NO_MATTER = "XS701"
CHANGED = "XS702"
LEVEL_MISSING = "XS703"
FINDINGS_OPEN = "XS704"
GAPS_OPEN = "XS705"
RETURNED = "XS706"
CLOSED = "XS707"
RECALLED = "XS708"
OUTCOME = "XS709"
CHANNEL = "XS710"
PAIR = "XS711"
EXPIRED = "XS712"
OVERDUE = "XS713"
INVALID = "XS714"
TAMPERED = "XS715"
NOT_SCANNED = "XS716"
POLICY = "XS717"
REFERRED = "XS718"
UNREADABLE = "XS719"
OWN_REPORT = "XS720"

UNSIGNED = "还没有签批"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not. `code` is stable; `hint` says what to do; `integrity` that the record cannot be relied on."""

    code: str
    text: str
    hint: str = ""
    integrity: bool = False
