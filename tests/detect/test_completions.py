import datetime as dt
from itertools import product

import pytest

from review.detect.checks import citizen_number, luhn
from review.detect.completions import FIRST_BIRTH, LAST_BIRTH, Facts, agrees, citizen_numbers, luhn_numbers

COUNTIES = frozenset({"360781", "360702", "360731", "110101"})


def by_force(mask, facts):
    """Try every number that the mask leaves open."""
    count = 0
    counties = [c for c in facts.counties if agrees(mask[:6], c)] or [c for c in COUNTIES if agrees(mask[:6], c)]
    day = dt.date(FIRST_BIRTH, 1, 1)
    dates = []
    while day.year <= LAST_BIRTH:
        known = day.year in (facts.years or {day.year}) and facts.month in (None, day.month) and facts.day in (None, day.day)
        if known and agrees(mask[6:14], f"{day:%Y%m%d}"):
            dates.append(f"{day:%Y%m%d}")
        day += dt.timedelta(days=1)
    serials = [f"{n:03}" for n in range(1000) if agrees(mask[14:17], f"{n:03}") and facts.male in (None, bool(n % 2))]
    for county, date, serial in product(counties, dates, serials):
        for check in "0123456789x" if mask[17] == "*" else mask[17]:
            count += citizen_number(county + date + serial + check)
    return count


@pytest.mark.parametrize(
    ("mask", "facts"),
    [
        ("360781********0012", Facts()),
        ("360781********001x", Facts()),
        ("360781********0012", Facts(years=frozenset({1990}))),
        ("360781********0012", Facts(month=3)),
        ("360781********0012", Facts(years=frozenset({1990, 1991}), month=2, day=29)),
        ("3607**********0012", Facts(years=frozenset({1992}), month=2, day=29, male=True)),
        ("3607**********0012", Facts(counties=frozenset({"360781"}), years=frozenset({1990}))),
        ("36078119900307****", Facts()),
        ("36078119900307****", Facts(male=False)),
        ("36078119900307**1*", Facts(male=False)),
        ("3607811990****0012", Facts()),
        ("******19900307001*", Facts(male=True)),
        ("360781199003070013", Facts()),
        ("360781199003070012", Facts()),
    ],
)
def test_completions_are_those_that_trying_all_finds(mask, facts):
    assert citizen_numbers(mask, facts, COUNTIES) == by_force(mask, facts)


def test_a_serial_digit_that_shows_the_sex_rules_out_the_other_one():
    assert citizen_numbers("360781********0012", Facts(male=False), COUNTIES) == 0
    assert citizen_numbers("360781********0012", Facts(male=True), COUNTIES) > 0


def test_a_county_that_no_table_has_is_one_possibility():
    birth = Facts(years=frozenset({1990}), month=3, day=7)
    assert citizen_numbers("99999919900307****", birth, COUNTIES) == 1000


def test_luhn_completions_are_those_that_trying_all_finds():
    for shown, hidden in (("622202000000000{}", 1), ("6222020000000{}230", 1), ("62220200000{}01230", 2), ("6222020{}0001230", 3)):
        values = (shown.format(f"{n:0{hidden}}") for n in range(10**hidden))
        assert luhn_numbers(hidden) == sum(map(luhn, values))
