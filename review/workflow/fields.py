"""What a field of a record may hold: small checks that compose."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WEST, _EAST = dt.timedelta(hours=-12), dt.timedelta(hours=14)  # the offsets that clocks on earth have
_YEARS = range(1990, 2101)
_PERSON = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_.\-]{0,31}")
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}\Z")
Check = Callable[[Any], bool]


def text(value: Any, most: int = 2000) -> bool:
    """Any text up to 2,000 characters, without control characters but the line feed."""
    return isinstance(value, str) and len(value) <= most and not _CONTROL.search(value.replace("\n", ""))


def said(value: Any) -> bool:
    """Text that says something."""
    return text(value) and bool(value.strip())


def line(value: Any) -> bool:
    """Text that says something on one line of up to 300 characters."""
    return said(value) and "\n" not in value and len(value) <= 300


def person_id(value: Any) -> bool:
    """A number of a person: letters, digits, Chinese characters; nothing that looks like something else or like nothing."""
    return isinstance(value, str) and bool(_PERSON.fullmatch(value))


def file_name(value: Any) -> bool:
    """A name of a file, and nothing but a name: it never leads out of a folder."""
    return line(value) and not re.search(r"[/\\]", value) and value not in (".", "..")


def count(value: Any) -> bool:
    """A number from 0."""
    return type(value) is int and value >= 0


def digest(value: Any) -> bool:
    """A SHA-256 or SM3: 64 hex digits."""
    return isinstance(value, str) and bool(_HEX64.match(value))


def one_of(*values: str) -> Check:
    """One of these words."""
    return lambda value: value in values


def list_of(check: Check, least: int = 0) -> Check:
    """A list of such values, of so many at least."""
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(check, value))


def record(**checks: Check) -> Check:
    """An object with exactly these fields."""
    return lambda value: isinstance(value, dict) and value.keys() == checks.keys() and all(c(value[k]) for k, c in checks.items())


def maybe(check: Check) -> Check:
    """Such a value, or null."""
    return lambda value: value is None or check(value)


def flag(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def day(value: Any) -> bool:
    """A day, as ISO 8601 writes it."""
    try:
        return isinstance(value, str) and (found := dt.date.fromisoformat(value)).isoformat() == value and found.year in _YEARS
    except ValueError:
        return False


def time(value: Any) -> bool:
    """A time to the second, with its offset, as ISO 8601 writes it."""
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    if found is None or found.tzinfo is None or found.isoformat(timespec="seconds") != value:
        return False
    offset = found.utcoffset() or dt.timedelta()
    return _WEST <= offset <= _EAST and found.year in _YEARS


def matter(value: Any) -> bool:
    """A ULID."""
    return isinstance(value, str) and bool(_ULID.match(value))
