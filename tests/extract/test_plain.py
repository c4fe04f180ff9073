"""Plain text in the encodings and states of decay in which it reaches an office."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from review.errors import CannotRead
from review.extract import extract
from review.extract.limits import DEFAULT
from review.extract.plain import CHUNK, HEAD_LINES, TAIL_LINES, decode, read
from review.model import Document, GapReason, Layer, Zone

NOTICE = "关于做好2024年度政务公开工作的通知\n各乡镇人民政府，县直各单位：\n现将有关事项通知如下。\n联系人：张某，电话13800138000。\n"
TRADITIONAL = "關於辦理宗親會聯誼活動的函\n各鄉鎮公所：請於期限內將參加人員名冊送達本會。\n"
CJK = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("，。、：；（）0123456789ABC \n"), min_size=8)
ORDINARY_BYTES = st.tuples(st.integers(0xB0, 0xD6), st.integers(0xA1, 0xFE)).map(bytes)
LINES = st.lists(st.text(st.sampled_from("公开审查0 \t。\x00"), max_size=30), max_size=300)
CARELESS_LINE_ENDS = st.lists(st.sampled_from(["办", "理", "\r\n", "\r", "\n", "\x00", "\ufeff"]), max_size=40).map("".join)


def line_at(document: Document, offset: int) -> int:
    segment = document.segment_at(offset)
    assert segment is not None
    assert segment.place.path is not None
    return int(segment.place.path.removeprefix("L")) + document.text.count("\n", segment.start, offset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
@given(text=CJK)
@settings(max_examples=40)
def test_chinese_text_comes_back_from_its_encoding_however_rare_its_characters(encoding, text):
    text = f"公示名单{text}"
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@given(hanzi=st.lists(ORDINARY_BYTES, min_size=8))
@settings(max_examples=40)
def test_utf16_without_mark_is_told_by_its_characters_and_not_by_zero_bytes(encoding, hanzi):
    text = "通知" + b"".join(hanzi).decode("gb2312")
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("text", ["张三", "中文", "通知", "联通", "婧宝", "昊波", "陆路", "朱镕基", "1,女\n2,女\n"])
def test_a_gbk_text_of_few_characters_is_read_as_gbk(text):
    assert decode(text.encode("gbk")) == (text, "gb18030")


@pytest.mark.parametrize("text", ["25°C±2°", "café", "Привет", "αβγ", "5·×3", "¥12", "plain ASCII", "Bush hid the facts"])
def test_valid_utf8_without_chinese_is_not_taken_for_gbk_or_utf16(text):
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_ascii_in_utf16_is_told_by_its_zero_bytes(encoding):
    assert decode("name,13800138000\r\n".encode(encoding)) == ("name,13800138000\r\n", encoding)


def test_big5_is_not_taken_for_gbk_nor_traditional_gbk_for_big5():
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5")
    assert decode(TRADITIONAL.encode("gbk")) == (TRADITIONAL, "gb18030")
    assert decode(NOTICE.encode("gbk")) == (NOTICE, "gb18030")


def test_the_byte_order_mark_of_gb18030_is_not_text():
    assert decode(b"\x84\x31\x95\x33" + "通知".encode("gb18030")) == ("通知", "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_byte_costs_one_character_and_is_a_gap_that_names_the_line(encoding):
    first, rest = (NOTICE * 5).encode(encoding).split(b"\n", 1)
    document = read(first + b"\n" + b"\xff" + rest, DEFAULT)
    assert document.text.replace("\ufffd", "") == NOTICE * 5
    (gap,) = document.gaps
    assert (gap.reason, gap.place.path) == (GapReason.UNREADABLE, "L2")
    assert "第 2 行" in gap.message


def test_utf8_with_a_broken_byte_is_not_read_as_gbk_even_where_gbk_would_allow_it():
    data = ("公示名单公示名单公示名单。" * 20).encode() + b"\xe4"
    document = read(data, DEFAULT)
    assert document.text == "公示名单公示名单公示名单。" * 20 + "\ufffd"
    assert [gap.place.path for gap in document.gaps] == ["L1"]


def test_a_file_cut_within_a_character_is_read_up_to_there():
    document = read(NOTICE.encode()[:-3], DEFAULT)
    assert document.text.startswith("关于做好2024年度")
    assert [gap.reason for gap in document.gaps] == [GapReason.UNREADABLE]


def test_many_broken_lines_are_named_up_to_five():
    document = read(b"\n".join(["办理结果".encode() * 20 + b"\xff"] * 9), DEFAULT)
    assert "第 1、2、3、4、5 行等处" in document.gaps[0].message


def test_a_replacement_character_that_was_already_in_the_file_is_no_gap():
    assert read("原文如此：\ufffd".encode(), DEFAULT).gaps == ()


def test_an_encoding_that_can_only_be_guessed_is_read_and_said():
    document = read("これは日本語のテキストです。 ｱﾝｹｰﾄ 回答\n".encode("cp932"), DEFAULT)
    assert document.text == "これは日本語のテキストです。 ｱﾝｹｰﾄ 回答\n"
    assert [gap.reason for gap in document.gaps] == [GapReason.UNREADABLE]


def test_bytes_that_are_no_text_are_refused(monkeypatch):
    monkeypatch.setattr("charset_normalizer.from_bytes", lambda _: type("Nothing", (), {"best": lambda _: None})())
    with pytest.raises(CannotRead) as refused:
        decode(b"\x80\xff" * 50)
    assert refused.value.reason is GapReason.UNREADABLE


@given(CARELESS_LINE_ENDS)
@example("甲\r\r\n乙\r")
def test_the_text_is_the_file_with_line_feeds_and_nothing_added(text):
    document = read(text.encode("utf-8-sig"), DEFAULT)
    assert document.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert document.gaps == ()


def test_lone_surrogates_are_replaced_so_that_the_text_can_be_written():
    document = read(b"\xff\xfe" + "通知".encode("utf-16-le") + b"\x00\xd8" + "公告".encode("utf-16-le"), DEFAULT)
    assert document.text.encode() == "通知\ufffd公告".encode()
    assert len(document.gaps) == 1


@given(LINES, st.sampled_from(["", "\n"]))
@example(["办"] * (HEAD_LINES + TAIL_LINES + 1), "")
@example([""] * 500, "\n")
@settings(max_examples=60)
def test_every_character_but_line_feeds_lies_in_a_segment_that_names_its_line(lines, last):
    document = read(("\n".join(lines) + last).encode(), DEFAULT)
    written = document.text.split("\n")
    covered = 0
    for segment in document.segments:
        assert segment.layer is Layer.VISIBLE
        assert (segment.place.part, segment.place.zone) == ("body", Zone.BODY)
        assert document.text[covered : segment.start].strip("\n") == ""
        quoted = document.text[segment.start : segment.end].split("\n")
        first = line_at(document, segment.start)
        assert quoted == written[first - 1 : first - 1 + len(quoted)]
        covered = segment.end
    assert document.text[covered:].strip("\n") == ""


def test_head_and_tail_lines_have_segments_of_their_own_and_the_middle_is_chunked():
    count = 20_000
    document = read("".join(f"第{number}户\n" for number in range(1, count + 1)).encode(), DEFAULT)
    paths = [segment.place.path for segment in document.segments]
    assert paths[:HEAD_LINES] == [f"L{number}" for number in range(1, HEAD_LINES + 1)]
    assert paths[-TAIL_LINES:] == [f"L{number}" for number in range(count - TAIL_LINES + 1, count + 1)]
    middle = document.segments[HEAD_LINES:-TAIL_LINES]
    assert 1 < len(middle) < 5
    assert all(segment.end - segment.start <= CHUNK for segment in middle)
    assert all(document.text[segment.end] == "\n" for segment in middle)
    assert all(before.end + 1 == after.start for before, after in itertools.pairwise(document.segments))
    assert line_at(document, document.text.index("第12345户")) == 12345


def test_a_line_longer_than_a_chunk_stays_whole():
    long = "甲" * (3 * CHUNK)
    document = read(("\n" * HEAD_LINES + f"短\n{long}\n短\n" + "\n" * TAIL_LINES).encode(), DEFAULT)
    assert long in [document.text[segment.start : segment.end] for segment in document.segments]


def test_nul_characters_are_kept():
    assert read("编号\x0042".encode(), DEFAULT).text == "编号\x0042"


def test_an_empty_file_was_not_checked():
    document = extract(b"", "空.txt")
    assert (document.format, document.text, document.segments) == ("text", "", ())
    assert [gap.reason for gap in document.gaps] == [GapReason.DAMAGED]


@pytest.mark.parametrize("name", ["名单.csv", "名单.tsv", "说明.md", "名单"])
def test_tables_and_markdown_are_read_as_they_stand(name):
    document = extract(b"a,b\n\xe5\xbc\xa0\xe6\x9f\x90,1\n", name)
    assert (document.format, document.text, document.gaps) == ("text", "a,b\n张某,1\n", ())
    assert len(document.segments) == 2


def test_more_text_than_allowed_is_a_gap():
    with pytest.raises(CannotRead) as refused:
        read("一二三四五".encode(), DEFAULT._replace(text_chars=4))
    assert refused.value.reason is GapReason.LIMIT
