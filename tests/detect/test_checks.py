"""The proofs, against the examples of their standards and every single-character mistake."""

from __future__ import annotations

import pytest

from review.detect.checks import citizen_number, credit_code, ipv4, is_birth_date, luhn, old_citizen_number

CITIZEN = "360781199003070012"
CARD = "6222020000000881235"
CODE = "92440305ma7qrx027t"


@pytest.mark.parametrize(("proof", "value"), [(citizen_number, CITIZEN), (luhn, CARD), (credit_code, CODE)])
def test_a_single_wrong_character_breaks_the_proof(proof, value):
    assert proof(value)
    for place, right in enumerate(value):
        for wrong in "0123456789":
            if wrong != right and right.isdecimal():
                assert not proof(value[:place] + wrong + value[place + 1 :]), (place, wrong)


def test_the_check_character_may_be_x():
    assert citizen_number("11010519491231002x")  # the worked example of GB 11643-1999
    assert not citizen_number("110105194912310020")


def test_a_date_that_never_was_is_no_citizen_number():
    assert not is_birth_date("19900230")
    assert not old_citizen_number("360781900230001")
    assert old_citizen_number("360781900307001")


@pytest.mark.parametrize("value", ["0000000000000000", "1111111111111111", "622202000000088123", ""])
def test_luhn_refuses_runs_of_one_digit_and_wrong_lengths(value):
    assert not luhn(value)


@pytest.mark.parametrize(
    ("value", "holds"), [("203.0.113.45", True), ("300.1.1.1", False), ("10.01.2.3", False), ("1.2.3", False), ("1.2.3.4.5", False)]
)
def test_an_address_has_four_numbers_up_to_255(value, holds):
    assert ipv4(value) is holds
