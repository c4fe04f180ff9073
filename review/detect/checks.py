"""Check digits and other proofs that a run of characters is what it looks like. Arguments are bare, lower-case values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HAN = "〇零○一幺壹二贰三叁四肆五伍六陆七柒八捌九玖"
_IN_ASCII = str.maketrans(_HAN, "0001112233445566778899")
_CREDIT = "0123456789abcdefghjklmnpqrtuwxy"


def in_ascii(value: str) -> str:
    """Return a value with the digits that are written in Chinese characters as ASCII digits."""
    return value.translate(_IN_ASCII)


def citizen_number(value: str) -> bool:
    """Eighteen characters: a birth date and MOD 11-2 check character (GB 11643-1999)."""
    if len(value) != 18 or not value[:17].isdecimal() or not is_birth_date(value[6:14]):
        return False
    return "10x98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, value, strict=False)) % 11] == value[17]


def old_citizen_number(value: str) -> bool:
    """Fifteen digits with a birth date of the twentieth century; these numbers have no check digit."""
    return len(value) == 15 and value.isdecimal() and is_birth_date("19" + value[6:12])


def luhn(value: str) -> bool:
    """Sixteen to nineteen digits whose last one is the Luhn check digit (ISO/IEC 7812-1, annex B)."""
    if not value.isdecimal() or not 16 <= len(value) <= 19 or len(set(value)) < 3:
        return False
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(value)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def credit_code(value: str) -> bool:
    """Eighteen characters whose last one is the MOD 31 check character (GB 32100-2015)."""
    if len(value) != 18 or any(c not in _CREDIT for c in value):
        return False
    total = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(value[:17]))
    return _CREDIT[(31 - total % 31) % 31] == value[17]


def ipv4(value: str) -> bool:
    """Four decimal numbers up to 255 without leading zeros (RFC 791)."""
    parts = value.split(".")
    return len(parts) == 4 and all(p.isdecimal() and int(p) <= 255 and str(int(p)) == p for p in parts)


def is_birth_date(value: str) -> bool:
    """Eight digits that are a date of the twentieth or twenty-first century."""
    try:
        return 1900 <= dt.date(int(value[:4]), int(value[4:6]), int(value[6:])).year < 2100
    except ValueError:
        return False


PROOFS: dict[str, Callable[[str], bool]] = {
    "citizen-number": citizen_number,
    "old-citizen-number": old_citizen_number,
    "luhn": luhn,
    "credit-code": credit_code,
    "ipv4": ipv4,
    "birth-date": is_birth_date,
}
