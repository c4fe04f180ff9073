"""Word boundaries around a hit."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from review.text.tokens import cuts_word


@pytest.mark.parametrize(
    ("text", "term", "cut"),
    [
        ("检修照明电源线路", "明电", True),
        ("印发内部明电一份", "明电", False),
        ("核实在线人数情况", "线人", True),
        ("做好招标底价测算", "标底", True),
    ],
)
def test_a_term_inside_longer_words_cuts_them(text, term, cut):
    start = text.index(term)
    assert cuts_word(text, start, start + len(term)) is cut


def test_the_dictionary_is_never_kept_in_the_shared_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cuts_word("一段文字", 0, 2)
    assert not list(Path(tmp_path).iterdir())
