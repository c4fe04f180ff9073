from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.text import automaton
from review.text.automaton import ENGINES, Automaton, Unavailable
from review.text.normalise import normalise

CROSS = "一丁a\x00.*\\\n"  # 一 is 00 4E and 丁 is 01 4E in UTF-16: shifted by a byte they look like each other's neighbours
SHIFTED = "一\x00a愀\u0061\u6100\u4e00\u004e\u4e4e"  # pairs whose bytes, read one later, spell another of them


def available(name: str) -> bool:
    try:
        ENGINES[name](["机密"])
    except Unavailable:
        return False
    return True


@pytest.fixture(
    params=[pytest.param(n, marks=pytest.mark.skipif(not available(n), reason="not installed")) for n in ENGINES], scope="module"
)
def engine(request):
    return request.param


def naive(terms, text):
    return sorted(
        (start, start + len(term), index)
        for index, term in enumerate(terms)
        for start in range(len(text) - len(term) + 1)
        if text.startswith(term, start)
    )


def cases(alphabet: str) -> st.SearchStrategy[tuple[list[str], str]]:
    terms = st.lists(st.text(alphabet, min_size=1, max_size=4), min_size=1, max_size=12, unique=True)
    return st.tuples(terms, st.text(alphabet, max_size=80))


@given(cases("机密级"))
def test_every_overlapping_match_is_reported(engine, case):
    terms, text = case
    assert Automaton(terms, engine).find(text) == naive(terms, text)


@given(cases(CROSS))
def test_metacharacters_and_zero_bytes_are_characters_like_others(engine, case):
    terms, text = case
    assert Automaton(terms, engine).find(text) == naive(terms, text)


@given(cases(SHIFTED))
def test_bytes_across_two_characters_are_no_match(engine, case):
    terms, text = case
    assert Automaton(terms, engine).find(text) == naive(terms, text)


@given(cases("机🌟𠮷\x00"))
def test_characters_beyond_the_basic_plane_count_as_one(engine, case):
    terms, text = case
    assert Automaton(terms, engine).find(text) == naive(terms, text)


@given(st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=8), st.data())
def test_any_terms_are_found_in_any_text_made_of_them(engine, terms, data):
    text = "".join(data.draw(st.lists(st.sampled_from([*terms, "。"]), max_size=12)))

    assert Automaton(terms, engine).find(text) == naive(terms, text)


@given(st.text(st.characters(exclude_categories=())))
def test_any_normalised_text_can_be_searched(engine, text):
    folded = normalise(text).text

    assert Automaton(["a", "★"], engine).find(folded) == naive(["a", "★"], folded)


def test_nested_and_repeated_terms_come_in_order(engine):
    terms = ["密级", "机密级", "机密", "密"]

    assert Automaton(terms, engine).find("机密级密") == [(0, 2, 2), (0, 3, 1), (1, 2, 3), (1, 3, 0), (3, 4, 3)]


def test_a_term_inside_an_unfinished_longer_one_is_not_lost(engine):
    assert Automaton(["知识产权", "国家知识产权局"], engine).find("国家知识产权") == [(2, 6, 0)]


def test_a_large_lexicon_finds_the_same_as_a_small_one(engine):
    terms = [chr(0x4E00 + i) + chr(0x5E00 + i) + "办" for i in range(automaton.DFA_CHARACTERS // 3 + 1)]
    text = "".join(terms[::500])

    assert Automaton(terms, engine).find(text) == [(3 * n, 3 * n + 3, 500 * n) for n in range(len(terms[::500]))]


def test_no_terms_and_no_text_give_no_matches(engine):
    assert Automaton([], engine).find("机密") == []
    assert Automaton(["机密"], engine).find("") == []


def test_several_threads_may_search_at_once(engine):
    finder = Automaton(["机密", "密级"], engine)

    with ThreadPoolExecutor(4) as pool:
        counts = set(pool.map(lambda _: len(finder.find("机密级别" * 20_000)), range(8)))

    assert counts == {40_000}


def test_only_terms_beyond_the_basic_plane_match_nothing_in_a_plain_text(engine):
    assert Automaton(["𠮷"], engine).find("吉") == []


@pytest.mark.parametrize("terms", [["机密", ""], ["机密", "绝密", "机密"]])
def test_empty_and_repeated_terms_are_refused(terms):
    with pytest.raises(ValueError, match="unique"):
        Automaton(terms)


def test_the_default_engine_serves_where_the_fast_one_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)

    with pytest.raises(Unavailable):
        Automaton(["机密"], "hyperscan")
    finder = Automaton(["机密"])
    for text in ("绝密机密", "绝密" + "机" * automaton.PREPARED, "绝密机密"):
        assert finder.find(text) == naive(["机密"], text)


def test_the_fast_engine_takes_over_when_there_is_much_text(engine, monkeypatch):
    monkeypatch.setattr(automaton, "_first_available", ENGINES[engine])
    finder = Automaton(["机密", "密机"])
    text = "绝密机密"

    assert finder.find(text) == naive(["机密", "密机"], text)
    assert type(finder._engine) is automaton.AhoCorasick
    assert len(finder.find("机密" * automaton.PREPARED)) == 2 * automaton.PREPARED - 1
    assert type(finder._engine) is ENGINES[engine]
    assert finder.find(text) == naive(["机密", "密机"], text)


def test_the_default_engine_serves_where_the_fast_one_refuses_a_term():
    long = "密" * 5000

    text = "机" * automaton.PREPARED + long
    assert Automaton([long]).find(text) == [(automaton.PREPARED, len(text), 0)]


def test_importing_the_module_loads_no_library():
    check = "import sys, review.text.automaton; sys.exit(bool({'hyperscan', 'ahocorasick_rs', 'numpy'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
