"""Stretches of digits are found by arithmetic on code points before a pattern looks at them: it must lose none."""

from hypothesis import example, given
from hypothesis import strategies as st

from review.detect.blocks import _LIST_MARK, _LISTS, _MARKS, _NOTE_MARK
from review.detect.dispatch import NUMBERS, ODD, _numbers
from review.text.normalise import Normalised

SIGNS = st.text(st.sampled_from("0123456789*x .-·|\t\n,、—a一𠀀"), max_size=80)


@given(st.lists(SIGNS, max_size=6).map("年".join))
@example("")
@example("12345")
@example("1*3*5")
@example("𠀀138 0013\n      8000")
@example("*12345x")
def test_every_stretch_of_digits_is_found(text):
    found = [(start, end) for start, end, _ in _numbers(Normalised(text, None), [])]
    stretches = [match.span() for match in NUMBERS.finditer(text)]
    assert found[: len(stretches)] == stretches
    assert all(ODD.fullmatch(text[start:end]) for start, end in found[len(stretches) :])


def test_every_mark_of_a_footnote_or_list_is_known_by_its_code_point():
    marks = {chr(point) for point in range(0x10000) if not 0xD800 <= point < 0xE000 and _NOTE_MARK.search(f"1{chr(point)}")}
    assert marks | set(_LISTS) == {chr(point) for point in _MARKS.nonzero()[0]}
    assert all(_LIST_MARK.search(f"{mark}12345") for mark in _LISTS)
