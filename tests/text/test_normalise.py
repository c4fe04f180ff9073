from __future__ import annotations

import importlib.metadata
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.text import build_table, planes
from review.text import normalise as module
from review.text.normalise import Normalised, fold, normalise

with np.load(build_table.TARGET, allow_pickle=False) as archive:
    UNICODE, OPENCC = str(archive["unicode"]), str(archive["opencc"])

# Another Python may know characters that the table does not; those of Unicode 3.2 are known to both.
DATABASE = unicodedata if unicodedata.unidata_version == UNICODE else unicodedata.ucd_3_2_0
ASSIGNED = [char for char in map(chr, range(sys.maxunicode + 1)) if DATABASE.category(char) != "Cn"]
BASIC = [char for char in ASSIGNED if char <= "\uffff"]
FALL_AWAY = [char for char in ASSIGNED if unicodedata.category(char) in ("Cf", "Mn", "Me")]


@pytest.fixture(scope="module")
def folds() -> dict[str, str]:
    return {char: fold(char) for char in ASSIGNED}


specials = st.sampled_from("机密㊙機密Ａ１㈠⑩㎡½…ﷺ★☆＊\u200b\u0336\ufe0f\t\n\r\u2028\u3000 ，。—–🌟𝟙𝅥𫝈\ud83c\udf1f\udb40\U000e0020")
texts = st.text(st.one_of(specials, st.characters(exclude_categories=())), max_size=60)


def spans(text: str) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("機密★５年", "机密★5年"),
        ("絕密，內部；", "绝密,内部;"),
        ("祕密文件", "秘密文件"),
        ("宻级", "密级"),
        ("\u2f2d\u2ed3", "山长"),
        ("⺠⻅⻔", "民见门"),
        ("豈更車", "岂更车"),
        ("☆✩⭐🌟✦", "★★★★★"),
        ("⭐\ufe0f", "★"),
        ("138＊＊＊＊8000", "138****8000"),
        ("∗⁎﹡٭", "****"),
        ("010‐1‑2‒3–4−5﹣6－7", "010-1-2-3-4-5-6-7"),
        ("——―", "———"),
        ("ＡＢＣ．ＣＯＭ", "abc.com"),
        ("⑩㈠㎡", "10(一)m2"),
        ("❶⓫㉈", "11110"),
        ("１２٣𝟜", "1234"),
        ("㊙件", "㊙件"),
        ("机\u200b密", "机密"),
        ("机\u0336密\u0336", "机密"),
        ("机\u3164密\u2800级", "机密级"),
        ("机\U000e0068密\U000e0fff", "机密"),
        ("机\u2065密\ufff4", "机密"),
        ("一\u3000二\u00a0三\u2003四", "一 二 三 四"),
        ("一\r二\u2028三\u0085四\v五\f六", "一\n二\n三\n四\n五\n六"),
        ("一\t二\n三", "一\t二\n三"),
        ("一\x00二\x1b三", "一二三"),
        ("三百二十〇", "三百二十〇"),
        ("宓先生", "宓先生"),
        ("。｡", "。。"),
    ],
)
def test_different_spellings_are_read_as_one(written, read):
    assert normalise(written).text == read


def test_every_character_folds_by_itself_and_keeps_its_place():
    text = "保密期限：絕⑩\u200b㎡年"

    view = normalise(text)

    assert view.text == "保密期限:绝10m2年"
    assert view.index is not None
    assert view.index.tolist() == [0, 1, 2, 3, 4, 5, 6, 6, 8, 8, 9]
    assert view.index.itemsize == 4


def test_a_text_that_stands_one_to_one_needs_no_index():
    assert normalise("機密★５年").index is None
    assert normalise("機密★５年").back(1, 3) == (1, 3)


@given(texts)
def test_a_text_is_the_folds_of_its_characters(text):
    folds = [fold(char) for char in text]

    view = normalise(text)

    assert view.text == "".join(folds)
    origins = [place for place, folded in enumerate(folds) for _ in folded]
    assert (list(range(len(text))) if view.index is None else view.index.tolist()) == origins


@pytest.fixture
def at_once(monkeypatch):
    """Return the view of a text as it is read when it is short, and as it is read when it is long."""

    def both(text: str) -> list[Normalised]:
        views = []
        for few in (sys.maxsize, 0):
            monkeypatch.setattr(module, "_TERM", few)
            views.append(normalise(text))
            views[-1].squeezed  # noqa: B018 - it is kept with the view
        return views

    return both


def test_short_and_long_texts_are_read_alike(at_once):
    everything = "".join(map(chr, range(sys.maxunicode + 1)))

    for text in (everything, everything[:0x10000], "机密★５年", "共5㎡整", "\u200b", "", "🌟\ud83c\udf1f"):
        short, long = at_once(text)

        assert short.text == long.text
        assert short.index == long.index
        assert short.squeezed.text == long.squeezed.text
        assert short.squeezed.index == long.squeezed.index


@given(texts)
def test_what_is_normalised_stays_as_it_is(text):
    folded = normalise(text).text

    again = normalise(folded)

    assert again.text == folded
    assert again.index is None


@given(texts, st.data())
def test_a_span_maps_back_to_the_characters_it_came_from(text, data):
    view = normalise(text)
    start, end = data.draw(spans(view.text))

    first, last = view.back(start, end)

    assert 0 <= first <= last <= len(text)
    assert (first < last) == (start < end)
    assert view.text[start:end] in fold(text[first:last])


@given(texts)
def test_the_way_back_never_turns_round(text):
    view = normalise(text)

    places = [view.back(place, place + 1) for place in range(len(view.text))]

    assert places == sorted(places)


@given(texts, texts, texts)
def test_a_folded_term_stands_in_every_text_that_holds_the_term(before, term, after):
    assert fold(term) in normalise(before + term + after).text


def test_the_quote_of_a_found_term_holds_whatever_invisible_character_was_put_into_it():
    assert len(FALL_AWAY) > 1000
    for char in FALL_AWAY:
        text = f"属{char}絕{char}{char}密{char}级"
        view = normalise(text)
        start = view.text.index("绝密")

        first, last = view.back(start, start + 2)

        assert text[first:last] == f"絕{char}{char}密", hex(ord(char))


def test_half_an_expanded_character_maps_back_to_the_whole():
    view = normalise("共5㎡整")

    assert view.text == "共5m2整"
    assert view.back(3, 4) == (2, 3)


def test_an_empty_span_keeps_its_place():
    view = normalise("\u200b机\u200b密\u200b")

    assert [view.back(place, place) for place in range(3)] == [(1, 1), (3, 3), (4, 4)]
    assert normalise("\u200b").back(0, 0) == (0, 0)


def test_two_halves_of_a_pair_do_not_join():
    halves = "\ud83c\udf1f"

    assert normalise(halves).text == "\ufffd\ufffd"
    assert normalise(f"🌟{halves}").text == "★\ufffd\ufffd"


def test_an_empty_text_is_no_special_case():
    assert normalise("").text == ""
    assert normalise("").squeezed.text == ""
    assert normalise("\u200b\u200b").text == ""


def test_a_text_does_not_show_itself_in_logs():
    view = normalise("内部材料\u200b")

    assert "内部" not in repr(view)
    assert "内部" not in repr(view.squeezed)


@given(texts)
def test_the_squeezed_view_keeps_letters_digits_and_secrecy_marks(text):
    view = normalise("".join(char for char in text if DATABASE.category(char) != "Cn"))
    kept = [place for place, char in enumerate(view.text) if char in "★㊙" or unicodedata.category(char)[0] not in "PSZC"]

    squeezed = view.squeezed

    assert squeezed.index.tolist() == kept
    assert squeezed.text == "".join(view.text[place] for place in kept)


def test_a_squeezed_span_maps_back_to_the_normalised_text_and_from_there_to_the_input():
    text = "㈠ 機．\u200b密\n★ 五年。"
    view = normalise(text)

    squeezed = view.squeezed
    start, end = squeezed.back(squeezed.text.index("机"), squeezed.text.index("★") + 1)

    assert squeezed.text == "一机密★五年"
    assert view.text[start:end] == "机.密\n★"
    assert text[slice(*view.back(start, end))] == "機．\u200b密\n★"


def test_the_view_of_a_squeezed_text_is_made_once():
    view = normalise("机 密")

    assert view.squeezed is view.squeezed


@pytest.mark.parametrize("char", ["ß", "Ａ", "ｶ", "한", "か", "я", "Ω"])
def test_other_scripts_follow_unicode(char):
    assert fold(char) == unicodedata.normalize("NFKC", char).casefold()


def test_nothing_invisible_is_left_in_any_folded_character():
    for char in ASSIGNED:
        assert not [c for c in fold(char) if unicodedata.category(c) in ("Cf", "Mn", "Me", "Cs") or (c < " " and c not in "\n\t")], hex(
            ord(char)
        )


def test_every_kind_of_space_becomes_one_kind(folds):
    assert {folds[char] for char in BASIC if unicodedata.category(char) == "Zs"} == {" "}


def test_every_decimal_digit_becomes_the_plain_one(folds):
    for char, folded in folds.items():
        if unicodedata.category(char) == "Nd":
            assert folded == str(unicodedata.decimal(char)), hex(ord(char))


def test_a_han_character_becomes_exactly_one(folds):
    for char, folded in folds.items():
        if unicodedata.name(char, "").startswith("CJK UNIFIED"):
            assert len(folded) == 1, hex(ord(char))


def test_a_character_of_the_basic_plane_never_leaves_it(folds):
    assert max("".join(folds[char] for char in BASIC)) <= "\uffff"


def test_both_forms_of_a_rare_character_meet_in_the_basic_plane():
    assert fold("𫝈") == fold("㑮") == "㑮"


def test_a_character_reads_the_same_beside_one_beyond_the_basic_plane(folds):
    assert normalise("𠮷".join(BASIC)).text == "𠮷".join(folds[char] for char in BASIC)


def without_accents(char):
    base = unicodedata.normalize("NFD", char)[0]
    return build_table.CYRILLIC.get(char, base if base.isascii() and base.isalpha() else char)


@pytest.mark.parametrize(("written", "read"), [("mì", "mi"), ("JĪMÌ", "jimi"), ("СОNFIDENTIAL", "confidential"), ("ПРИКАЗ", "пpиkaз")])
def test_accents_and_look_alike_letters_do_not_hide_a_word(written, read):
    assert normalise(written).text == read


def test_every_assigned_character_of_the_basic_plane_is_what_unicode_and_the_marks_say(folds):
    han = [(0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF)]
    for char in BASIC:
        composed = unicodedata.normalize("NFKC", char)
        plain = char not in build_table.SINGLE and unicodedata.category(char)[0] in "LPS"
        if (
            plain
            and not any(first <= ord(c) <= last for c in char + composed for first, last in han)
            and composed not in build_table.SINGLE
        ):
            letters = [c for c in composed.casefold() if unicodedata.category(c) != "Mn"]
            expected = "".join(folds[c] if c in build_table.SINGLE else without_accents(c) for c in letters)
            assert folds[char] == expected.replace("\u1160", ""), hex(ord(char))


@pytest.mark.skipif(
    (unicodedata.unidata_version, importlib.metadata.version("opencc")) != (UNICODE, OPENCC),
    reason="the table was built with another Unicode or OpenCC version",
)
def test_the_table_in_the_package_is_what_the_rules_build():
    with np.load(build_table.TARGET, allow_pickle=False) as shipped:
        for name, array in build_table.arrays().items():
            assert np.array_equal(shipped[name], array), name


def test_the_table_is_small_and_holds_no_objects():
    assert Path(build_table.TARGET).stat().st_size < 200_000


def test_the_table_of_all_planes_is_made_only_for_a_text_that_needs_it():
    planes._plane.cache_clear()

    normalise("机密\u200b⑩" * module._TERM)

    assert planes._plane.cache_info().currsize == 1


def test_a_view_can_be_made_by_hand():
    assert Normalised("机密", None).back(0, 2) == (0, 2)
