"""Words in data of unknown format are found, and chance is not taken for words."""

from __future__ import annotations

import random

import pytest

from review.extract.loose_text import MOST, decoded, loose_text

NOISE = random.Random(7).randbytes(200_000)
PHRASE = "联系人王某电话13800138000"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-8", "gb18030"])
@pytest.mark.parametrize("before", [b"", b"\1"], ids=["even", "odd"])
def test_a_phrase_is_found_in_every_common_encoding(encoding, before):
    data = bytes(range(32)) * 8 + before + PHRASE.encode(encoding) + bytes(64)
    assert PHRASE in loose_text(data)


def test_a_phrase_is_found_in_packed_data_and_little_else():
    found = loose_text(NOISE[:100_000] + PHRASE.encode("utf-16-le") + NOISE[100_000:]).splitlines()
    assert any(PHRASE in line for line in found)
    assert len(found) < 30


def test_what_is_told_is_bounded():
    assert len(loose_text("".join(f"第{n}条记录的内容\0" for n in range(20_000)).encode("utf-16-le"))) == MOST


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "latin-1"])
def test_a_short_text_without_a_named_encoding_is_read(encoding):
    text = "café" if encoding == "latin-1" else "内部"
    assert decoded(text.encode(encoding)) == text
