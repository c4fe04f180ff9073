"""Stretches of digits are found by arithmetic on code points before a pattern looks at them: it must lose none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review.detect import numbers
from review.detect.base import View
from review.detect.blocks import _LIST_MARK, _LISTS, _NOTE_MARK, MARKS, without_marks
from review.detect.numbers import NUMBERS, ODD
from review.model import Document
from review.text import normalise
from review.text.normalise import Normalised

SIGNS = st.text(st.sampled_from("0123456789*x .-·|\t\n,、—a一𠀀"), max_size=80)


@given(st.lists(SIGNS, max_size=6).map("年".join))
@example("")
@example("12345")
@example("1*3*5")
@example("𠀀138 0013\n      8000")
@example("*12345x")
def test_every_stretch_of_digits_is_found(text):
    short, long = of_any_length(lambda: numbers.numbers(Normalised(text, None), []))
    found = [(start, end) for start, end, _ in short]
    stretches = [match.span() for match in NUMBERS.finditer(text)]
    assert found[: len(stretches)] == stretches
    assert all(ODD.fullmatch(text[start:end]) for start, end in found[len(stretches) :])
    assert long == short


@given(st.text(st.sampled_from("机密绝\u200b①㎡1\U0001f31f"), max_size=40))
def test_what_was_dropped_or_marked_is_seen_in_texts_of_any_length(text):
    for work in (
        lambda: numbers.dropped(View(Document("", "text", text, (), ()), 0, normalise.normalise(text))),
        lambda: without_marks(text),
    ):
        short, long = of_any_length(work)
        assert short == long


def of_any_length(work):
    """Return what comes of a text as it is read when it is short, and when it is long."""
    found = []
    for few in (1_000, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(normalise, "_TERM", few)
            found.append(work())
    return found


def test_every_mark_of_a_footnote_or_list_is_known_by_its_code_point():
    marks = {chr(point) for point in range(0x10000) if not 0xD800 <= point < 0xE000 and _NOTE_MARK.search(f"1{chr(point)}")}
    assert marks | set(_LISTS) == set(MARKS)
    assert all(_LIST_MARK.search(f"{mark}12345") for mark in _LISTS)
