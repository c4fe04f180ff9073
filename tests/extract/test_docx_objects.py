"""Objects and macros inside a .docx are read as what they are."""

from __future__ import annotations

import pytest
from compound_writer import compound, packed_file, vba_project
from docx_writer import carried, docx, gap_of, par, read

from review.extract import extract
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.extract.macros import _decompressed, read_macros
from review.extract.ole_embedded import embed_object as read_object
from review.model import GapReason, Layer

INNER = docx(par("名单：张某13800138000"))
OBJECT = (("x", "oleObject", "embeddings/oleObject1.bin"),)


def with_object(data):
    return read(par("文"), OBJECT, {"word/embeddings/oleObject1.bin": data})


@pytest.mark.parametrize("name", ["embeddings/名单.docx", "embeddings/oleObject1.bin"])
def test_a_file_embedded_as_it_is_is_read_whatever_it_is_called(name):
    document = read(par("文"), (("x", "package", name),), {f"word/{name}": INNER})
    assert "张某13800138000" in document.text
    assert document.segments[-1].place.part == name
    assert carried(document, "attachment", Layer.EMBEDDED) == [name]
    assert document.gaps == ()


@pytest.mark.parametrize("small", [True, False], ids=["mini stream", "sectors"])
def test_a_packaged_file_is_read_and_tells_where_it_came_from(small):
    content = "身份证号码在此".encode() + (b"" if small else b"\n" * 9000)
    native = packed_file("底稿.txt", r"C:\Users\王某\底稿.txt", content)
    document = with_object(compound({"\1CompObj": b"x" * 20, "\1Ole10Native": native}))
    assert "身份证号码在此" in document.text
    assert document.segments[-1].place.part == "embeddings/oleObject1.bin/底稿.txt"
    assert carried(document, "attachment") == ["embeddings/oleObject1.bin\n底稿.txt\nC:\\Users\\王某\\底稿.txt"]
    assert document.gaps == ()


@pytest.mark.parametrize("stream", ["Package", "CONTENTS"])
def test_an_office_file_in_an_ole_object_is_read(stream):
    document = with_object(compound({stream: INNER}))
    assert "张某13800138000" in document.text
    assert document.gaps == ()


def test_an_object_of_an_unknown_program_gives_its_words_and_a_gap():
    document = with_object(compound({"Data": bytes(range(32)) + "联系人：李某某同志".encode("utf-16-le")}))
    assert carried(document, "attachment") == ["embeddings/oleObject1.bin\n联系人：李某某同志"]
    assert gap_of(document, "embeddings/oleObject1.bin").reason is GapReason.UNSUPPORTED


def test_a_packaged_file_that_lies_about_its_length_is_a_gap():
    native = packed_file("底稿.txt", "C:\\底稿.txt", b"abc")[:-1]
    assert gap_of(with_object(compound({"\1Ole10Native": native})), "embeddings/oleObject1.bin").reason is GapReason.UNSUPPORTED


def test_a_text_inserted_at_opening_is_read():
    links = (("c", "aFChunk", "chunk.html"), ("d", "aFChunk", "chunk.docx"))
    document = read(par("文"), links, {"word/chunk.html": "<p>插入的正文</p>".encode(), "word/chunk.docx": INNER})
    assert "插入的正文" in document.text
    assert "张某13800138000" in document.text
    assert carried(document, "attachment") == ["chunk.docx", "chunk.html"]
    assert document.gaps == ()


def test_documents_in_documents_are_followed_to_a_depth():
    data = INNER
    for _ in range(8):
        data = docx(par("层"), (("x", "package", "embeddings/a.docx"),), {"word/embeddings/a.docx": data})
    builder = DocumentBuilder("docx", DEFAULT)
    read_object(builder, data, "embeddings/a.docx")
    document = builder.build()
    deepest = document
    while deepest.inner:
        deepest = deepest.inner[0].document
    assert [gap.reason for gap in deepest.gaps] == [GapReason.LIMIT]
    assert "张某" not in document.text


def test_the_source_of_macros_is_read_module_by_module():
    source = 'Attribute VB_Name = "模块1"\r\nSub 登录()\r\n  口令 = "Xs@2024"\r\nEnd Sub\r\n'
    project = vba_project({"ThisDocument": 'Attribute VB_Name = "ThisDocument"\r\n', "模块1": source})
    document = read(par("文"), (("v", "vbaProject", "vbaProject.bin"),), {"word/vbaProject.bin": project})
    assert carried(document, "macro", Layer.EMBEDDED) == ['Sub 登录()\n  口令 = "Xs@2024"\nEnd Sub']
    assert [s.place.path for s in document.segments if s.carrier == "macro"] == ["模块1"]
    assert document.gaps == ()


def test_words_on_the_forms_of_macros_are_read():
    project = vba_project({"表单": "Sub A()\nEnd Sub"}, {"表单/o": bytes(8) + "请输入身份证号码".encode("utf-16-le")})
    document = read(par("文"), (), {"word/vbaProject.bin": project})
    assert carried(document, "macro") == ["Sub A()\nEnd Sub", "请输入身份证号码"]


@pytest.mark.parametrize("damage", [lambda p: p[:600], lambda p: p.replace(b"cache\1", b"cache\7"), lambda _: b"\xd0\xcf\x11\xe0"])
def test_macros_without_readable_source_are_a_gap(damage):
    builder = DocumentBuilder("docx", DEFAULT)
    read_macros(builder, damage(vba_project({"模块1": "Sub A()\nEnd Sub"})), "vbaProject.bin")
    document = builder.build()
    assert [gap.reason for gap in document.gaps] == [GapReason.UNSUPPORTED]
    assert carried(document, "macro")


def test_copies_in_compressed_source_are_followed():
    # the example of [MS-OVBA] 3.2.2
    packed = "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"  # noqa: E501
    assert _decompressed(bytes.fromhex(packed)) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"


def test_every_flipped_byte_of_an_object_ends_in_a_result():
    native = packed_file("a.txt", "C:\\a.txt", b"text")
    for data, reader in (
        (compound({"\1Ole10Native": native, "CONTENTS": b"x" * 5000}), read_object),
        (vba_project({"M": "Sub A()"}), read_macros),
    ):
        for position in range(0, len(data), 11):
            builder = DocumentBuilder("docx", DEFAULT)
            reader(builder, data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :], "object.bin")
            assert builder.build().segments
            builder = DocumentBuilder("docx", DEFAULT)
            reader(builder, data[:position], "object.bin")
            assert builder.build().segments


def test_boxes_in_boxes_do_not_multiply():
    room = DEFAULT._replace(unpacked_bytes=4 << 20)
    filled = {f"word/media/image{n}.png": bytes(900_000) for n in range(4)}
    inner = docx(par("里层"), (), filled)
    links = tuple((f"x{n}", "package", f"embeddings/{n}.docx") for n in range(9))
    document = extract(docx(par("外层"), links, {f"word/{target}": inner for _, _, target in links}), "a.docx", room)
    assert "里层" in document.text
    limits = [gap for inside in document.inner for gap in inside.document.gaps if gap.reason is GapReason.LIMIT]
    assert limits
    assert "解开后过大" in limits[-1].message
