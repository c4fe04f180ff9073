"""Words in data of unknown format are found, and chance is not taken for words."""

from __future__ import annotations

import math
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


SENTENCES = (
    "关于印发安全生产检查工作方案的通知",
    "请各单位于本月底前将材料报送办公室",
    "红旗乡低保对象名单",
    "身份证号码和家庭住址",
    "经研究决定给予警告处分",
    "Administrator",
    r"D:\Users\lilei\Desktop",
    "lilei@example.com",
    "13800138000",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("encoding", ["utf-16-le", "gb18030", "utf-8"])
def test_what_somebody_wrote_is_told(sentence, encoding):
    assert sentence in loose_text(b"\0\0" + sentence.encode(encoding) + b"\0\0")


def shades(width: int, *, step: float, rough: int) -> bytes:
    """Pixels of three bytes that shade off, more or less roughly, as those of a photograph do."""
    chance = random.Random(11)
    rows = bytearray()
    for y in range(width):
        for x in range(width):
            tone = 128 + 100 * math.sin(x * step) * math.cos(y * step / 2)
            rows += bytes(max(0, min(255, round(tone * share) + chance.randint(-rough, rough))) for share in (0.8, 0.9, 1.0))
    return bytes(rows)


@pytest.mark.parametrize("rough", [0, 2, 6, 20])
@pytest.mark.parametrize("step", [0.01, 0.1])
def test_pixels_of_a_picture_are_hardly_taken_for_words(step, rough):
    assert len(loose_text(shades(250, step=step, rough=rough))) < MOST / 4


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_say_nothing(seed):
    assert len(loose_text(random.Random(seed).randbytes(300_000))) < 40


def test_the_name_of_a_thing_in_a_program_is_kept():
    assert "MK_OLE" in loose_text(b"\xd0\xcf\x11\xe0" + "MK_OLE".encode("utf-16-le"))
