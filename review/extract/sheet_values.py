"""How a cell's value looks to a person, and where a cell stands in A1 terms (ECMA-376 part 1 §18.3.1.4)."""

from __future__ import annotations

import datetime as dt
import functools
import math
from decimal import Decimal

from review import lazy_re as re

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def shown(value: object) -> str:
    """Return the text of a value: whole numbers without exponent, dates as ISO 8601, booleans in capitals."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    return str(value)


def _number(value: float) -> str:
    """Write a number out; fractions have the 15 significant digits that spreadsheets keep."""
    if not math.isfinite(value):
        return str(value)
    if value.is_integer():
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


def a1(row: int, column: int) -> str:
    """Return the reference of a cell; `row` and `column` count from 1."""
    return f"{letters(column)}{row}"


@functools.lru_cache(maxsize=16_384)
def letters(column: int) -> str:
    """Return the letters of a column that counts from 1."""
    name = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def position(reference: str) -> tuple[int, int] | None:
    """Return (row, column) of a reference such as ``B7``, counting from 1; None if it is none."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
