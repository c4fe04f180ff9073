"""How many numbers a masked number can still be: counted exactly, from what is shown of it and what is known beside it.

A citizen number has the code of a county, a birth date, a serial number that is odd for men and even for women, and a check
character (GB 11643-1999, MOD 11-2): whatever three of these are known narrow down the fourth. A hidden character is ``*``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

LENGTH = 18  # characters of a citizen number
FIRST_BIRTH, LAST_BIRTH = 1905, 2029  # years of birth of those whose numbers are in use
_MODULUS = 11
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"  # by residue of the weighted sum
_FREE = "*"

Residues = tuple[int, ...]  # how many possibilities there are, by the residue of their weighted sum


class Facts(NamedTuple):
    """What is known of a person besides the number: counties it may come from, years, month and day of birth, sex.

    Empty or None where nothing is known.
    """

    counties: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    month: int | None = None
    day: int | None = None
    male: bool | None = None


def citizen_numbers(mask: str, facts: Facts, counties: frozenset[str]) -> int:
    """Return how many citizen numbers agree with a mask of eighteen characters and with the facts.

    `counties` are all codes there are. A county that is shown or known but is none of them counts as one possibility.
    """
    areas = _areas(mask[:6], facts.counties, counties)
    dates = _dates(mask[6:14], facts.years, facts.month, facts.day)
    serials = _serials(mask[14:17], male=facts.male)
    total = _together(_together(areas, dates), serials)
    return sum(total) if mask[17] == _FREE else total[_CHECKS.index(mask[17])]


def begins_in_a_county(mask: str, counties: frozenset[str]) -> bool:
    """Tell whether a mask agrees with the code of a county."""
    return bool(_matching(mask[:6], counties))


def luhn_numbers(hidden: int) -> int:
    """Return how many numbers with a Luhn check digit agree with a mask that hides so many digits, at least one."""
    return int(10 ** (hidden - 1))  # any one digit follows from the others: the doubling of the scheme is a permutation


def agrees(mask: str, value: str) -> bool:
    """Tell whether a value may stand behind a mask of the same length."""
    return all(m in (_FREE, v) for m, v in zip(mask, value, strict=True))


@lru_cache(maxsize=512)
def _areas(mask: str, known: frozenset[str], counties: frozenset[str]) -> Residues:
    within = [c for c in known if agrees(mask, c)] or _matching(mask, counties)
    if within:
        return _residues(within, 0)
    return _residues((mask.replace(_FREE, "0"),), 0)


@lru_cache(maxsize=64)
def _matching(mask: str, counties: frozenset[str]) -> tuple[str, ...]:
    return tuple(c for c in counties if agrees(mask, c))


@lru_cache(maxsize=512)
def _dates(mask: str, years: frozenset[int], month: int | None, day: int | None) -> Residues:
    spans = ((y, m) for y in sorted(years) or range(FIRST_BIRTH, LAST_BIRTH + 1) for m in ([month] if month else range(1, 13)))
    days = (f"{y:04}{m:02}{d:02}" for y, m in spans for d in _days(y, m) if day in (None, d))
    return _residues((d for d in days if agrees(mask, d)), 6)


def _days(year: int, month: int) -> Iterator[int]:
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    yield from range(1, (after - dt.timedelta(days=1)).day + 1)


@lru_cache(maxsize=512)
def _serials(mask: str, *, male: bool | None) -> Residues:
    serials = (f"{n:03}" for n in range(1000) if male is None or n % 2 == male)
    return _residues((s for s in serials if agrees(mask, s)), 14)


def _residues(values: Iterable[str], place: int) -> Residues:
    """Count values that stand at a place of the number by the residue of their weighted sum."""
    counts = [0] * _MODULUS
    for value in values:
        counts[sum(_WEIGHTS[place + i] * int(d) for i, d in enumerate(value)) % _MODULUS] += 1
    return tuple(counts)


def _together(left: Residues, right: Residues) -> Residues:
    counts = [0] * _MODULUS
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            counts[(i + j) % _MODULUS] += a * b
    return tuple(counts)
