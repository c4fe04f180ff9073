"""Markup of a text file seen as what it stands for, every character in its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.text.markup import without_markup


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("# 甲", "  甲"),
        ("> > ## 甲 ##", "       甲   "),
        ("**甲**乙__丙__", "  甲  乙  丙  "),
        ("`甲` ~~乙~~", " 甲    乙  "),
        ("<center>甲</center>", "        甲         "),
        ("甲,,", "甲\t\t"),
        ('"甲","",乙', " 甲 \t  \t乙"),
        ("机密*10年", "机密*10年"),
        ("138****0000", "138****0000"),
        ("#标签 1>0", "#标签 1>0"),
        ("甲,乙", "甲,乙"),
    ],
)
def test_signs_become_spaces_and_cells_tabs(text, bare):
    assert without_markup(text, cells='"' in text) == bare


def test_in_a_table_of_commas_every_comma_ends_a_cell():
    assert without_markup("甲,乙\n丙", cells=True) == "甲\t乙\n丙"


@given(st.text(st.sampled_from('甲#>*_~`<a>/, \n\t"'), max_size=60), st.booleans())
def test_the_length_and_the_lines_stay(text, cells):
    bare = without_markup(text, cells=cells)
    assert len(bare) == len(text)
    assert [n for n, c in enumerate(bare) if c == "\n"] == [n for n, c in enumerate(text) if c == "\n"]


@pytest.mark.parametrize("piece", ["**", "`a", "<a", " #", "\t", ",,\n", "> ", "__a", "#"])
def test_no_text_takes_long(piece):
    begun = time.perf_counter()
    without_markup(piece * 20_000 + "#", cells=False)
    assert time.perf_counter() - begun < 2
