"""An object is read the same way whatever document carries it, and says what it could not give."""

from __future__ import annotations

import struct

import pytest
import workbook_writer
from compound_writer import compound, packed_file
from docx_writer import docx, par
from legacy_writer import doc, ole, properties
from slides_writer import deck, shape, slide

from review.errors import CannotRead
from review.extract import extract, msg, rtf
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.extract.ole import Compound
from review.extract.ole_embedded import embed_object
from review.extract.ole_packed import packed_stream
from review.extract.zipped import counted_as_one
from review.model import GapReason, Layer, Place

PACKED = packed_file("名单.txt", "D:\\内部\\名单.txt", "手机".encode())
TEXT = "内部讨论稿"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setenv("XIANSHEN_IN_CHILD", "1")


def read(data, part="object.bin"):
    builder = DocumentBuilder("docx", DEFAULT)
    embed_object(builder, data, part)
    return builder.build()


def carried(document, carrier):
    return [document.text[s.start : s.end] for s in document.own.behind if s.carrier == carrier]


def reasons(document):
    return [gap.reason for gap in document.gaps]


def in_docx(data):
    links = (("x", "oleObject", "embeddings/o.bin"),)
    return docx(par("文"), links, {"word/embeddings/o.bin": data})


def in_pptx(data):
    return deck(slide(shape("甲")), links={1: [("rId5", "oleObject", "../embeddings/o.bin")]}, parts={"ppt/embeddings/o.bin": data})


def in_xlsx(data):
    links = workbook_writer.relationships(("oleObject", "../embeddings/o.bin"))
    sheet = workbook_writer.worksheet(workbook_writer.row(1, workbook_writer.text("A1", "公示")))
    return workbook_writer.workbook({"表": sheet}, parts={"xl/worksheets/_rels/sheet1.xml.rels": links, "xl/embeddings/o.bin": data})


def in_rtf(data):
    native = struct.pack("<III", 0x501, 2, 2) + b"X\0" + bytes(8) + struct.pack("<I", len(data)) + data
    return rb"{\rtf1\ansi{\object\objemb{\*\objdata " + native.hex().encode() + rb"}}\par}"


def in_doc(data):
    inner = Compound(data, DEFAULT)
    return doc("正文\r", more={"/".join(("ObjectPool", "_1", *path)): inner.read(path) for path in inner.streams})


def in_msg(data):
    inner = Compound(data, DEFAULT)
    attached = ("__attach_version1.0_#00000000",)
    streams = {
        ("__substg1.0_0037001F",): "题".encode("utf-16-le"),
        ("__properties_version1.0",): bytes(32),
        (*attached, "__properties_version1.0"): bytes(8),
    }
    return compound(streams | {(*attached, "__substg1.0_3701000D", *path): inner.read(path) for path in inner.streams})


EVERY = pytest.mark.parametrize("carrier", [in_docx, in_pptx, in_xlsx, in_rtf, in_doc, in_msg])


@EVERY
def test_a_packaged_file_is_read_with_the_paths_it_came_from(carrier):
    found = extract(carrier(compound({"\1Ole10Native": PACKED})), "")
    assert [inner.document.text for inner in found.inner] == ["手机"]
    assert found.inner[0].part.endswith("/名单.txt")
    assert "D:\\内部\\名单.txt" in found.text
    assert not [gap for gap in found.gaps if "嵌有" in gap.message]


@EVERY
def test_a_document_stored_without_a_file_around_it_is_read(carrier):
    found = extract(carrier(doc("口令：Ab12345678。\r")), "")
    assert [inner.document.format for inner in found.inner] == ["doc"]
    assert "口令：Ab12345678。" in found.text


@EVERY
def test_an_object_of_an_unknown_program_gives_words_properties_and_a_gap(carrier):
    streams = {"Data": bytes(range(32)) + "联系人：李某某同志".encode("utf-16-le")}
    streams["\5SummaryInformation"] = properties({2: TEXT, 4: "张三"})
    found = extract(carrier(compound(streams)), "")
    assert "联系人：李某某同志" in found.text
    assert f"标题：{TEXT}" in carried(found, "metadata")
    assert [text for text in carried(found, "metadata") if "张三" in text]
    assert [gap for gap in found.gaps if "嵌有" in gap.message]


def test_names_in_utf_16_stand_for_those_that_lost_their_letters():
    names = ("C:\\t\\名单.txt", "名单.txt", "D:\\名单.txt")
    lost = [name.replace("名单", "??") for name in names]
    content = struct.pack("<H", 2) + f"{lost[1]}\0{lost[2]}\0".encode() + bytes(4) + struct.pack("<I", len(lost[0]) + 1)
    content += f"{lost[0]}\0".encode() + struct.pack("<I", 1) + b"x"
    content += b"".join(struct.pack("<I", len(name)) + name.encode("utf-16-le") for name in names)
    found = packed_stream(struct.pack("<I", len(content)) + content)
    assert (found.name, found.wide, found.rest, found.whole) == ("名单.txt", names, b"", True)


def test_what_follows_a_packaged_file_is_told():
    found = read(compound({"\1Ole10Native": PACKED + "另附联系人名单".encode()}))
    assert "另附联系人名单" in carried(found, "attachment")[0]


def test_a_packaged_file_that_is_cut_is_read_as_far_as_it_goes_and_a_gap():
    found = read(compound({"\1Ole10Native": PACKED[:-1]}))
    assert found.inner[0].part == "object.bin/名单.txt"
    assert reasons(found) == [GapReason.UNSUPPORTED]


def test_native_data_that_is_no_packaged_file_is_taken_as_it_is():
    data = "口令：Ab12345678。".encode()
    found = read(compound({"\1Ole10Native": struct.pack("<I", len(data)) + data}))
    assert [inner.document.text for inner in found.inner] == ["口令：Ab12345678。"]
    assert reasons(found) == []


def test_a_control_that_keeps_plain_contents_is_a_gap():
    assert reasons(read(compound({"contents": b"abc", "\3OCXNAME": b"x"}))) == [GapReason.UNSUPPORTED]


def test_an_object_that_cannot_be_opened_gives_its_words_and_a_gap():
    found = read(compound({"Data": b"x"})[:300] + "联系人：李某某同志".encode("utf-16-le"))
    assert "联系人：李某某同志" in carried(found, "attachment")[0]
    assert reasons(found) == [GapReason.DAMAGED]


def test_a_stream_that_claims_more_than_the_file_is_not_read():
    data = bytearray(compound({"Package": b"x" * 5000}))
    entry = data.index("Package".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 1 << 30)
    with pytest.raises(CannotRead) as error:
        Compound(bytes(data), DEFAULT).need("Package")
    assert error.value.reason is GapReason.DAMAGED
    assert reasons(read(bytes(data))) == [GapReason.DAMAGED]


def test_a_damaged_stream_hides_none_of_the_others():
    data = bytearray(compound({"Package": b"x" * 5000, "\1Ole10Native": PACKED}))
    entry = data.index("Package".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 1 << 30)
    found = read(bytes(data))
    assert [inner.document.text for inner in found.inner] == ["手机"]
    assert reasons(found) == [GapReason.DAMAGED]


def test_small_streams_are_not_read_from_a_root_that_claims_more_than_the_file():
    data = bytearray(compound({"Package": b"x" * 50}))
    entry = data.index("Root Entry".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 1 << 30)
    with pytest.raises(CannotRead):
        Compound(bytes(data), DEFAULT).need("Package")


def test_what_objects_give_counts_together():
    data = ole({"Package": b"x" * 9000})
    with counted_as_one(DEFAULT._replace(unpacked_bytes=10_000)):
        for _ in range(2):
            Compound(data, DEFAULT).need("Package")
        with pytest.raises(CannotRead) as error:
            Compound(data, DEFAULT).need("Package")
    assert error.value.reason is GapReason.LIMIT


def test_a_link_tells_where_it_leads():
    link = bytes(20) + b"D:\\share\\plan.doc\0"
    found = read(compound({"\1Ole": link}))
    assert "D:\\share\\plan.doc" in carried(found, "attachment")[0]


@EVERY
def test_flipped_bytes_of_an_object_end_in_a_result(carrier):
    streams = {"\1Ole10Native": PACKED, "\5SummaryInformation": properties({2: TEXT})}
    whole = carrier(compound(streams))
    start = 0 if carrier in (in_docx, in_pptx, in_xlsx) else 512
    for position in range(start, len(whole), 97):
        data = whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :]
        if whole[:2] == b"PK":
            assert extract(data, "").format
        else:
            reader = {in_rtf: rtf.read, in_msg: msg.read}.get(carrier)
            try:
                assert (reader(data, DEFAULT) if reader else extract(data, "")).format
            except CannotRead:
                continue


def test_the_place_of_an_object_is_the_place_of_its_gap():
    builder = DocumentBuilder("pptx", DEFAULT)
    embed_object(builder, compound({"Data": b"x"}), "embeddings/o.bin", Place(path="s2", page=2), "embeddings/o.bin")
    found = builder.build()
    assert [gap.place.page for gap in found.gaps] == [2]
    assert [(s.place.page, s.layer) for s in found.behind] == [(2, Layer.EMBEDDED)]
