"""Names of matters that sort by time and repeat nowhere: 48 bits of milliseconds, 80 random bits, in Crockford's base 32.

Source: github.com/ulid/spec.
"""

from __future__ import annotations

import secrets
import time

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ulid() -> str:
    """Return a new ULID, 26 characters."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))
