from __future__ import annotations

import pytest
from docx_writer import STYLES, carried, docx, drawing, gap_of, packed, par, part, read, relationships, run, styled, table, visible

from review.errors import CannotRead
from review.extract import docx as word
from review.extract.limits import DEFAULT, MIB
from review.model import GapReason, Layer


def test_each_picture_asks_for_eyes_and_names_the_paragraph():
    picture = '<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="i1"/></pic:blipFill></pic:pic></a:graphicData>'
    links = (("i1", "image", "media/image1.png"),)
    document = read(par("甲") + par(f"<w:r>{drawing(picture)}</w:r>"), links, {"word/media/image1.png": b"", "word/media/image2.png": b""})
    shown = gap_of(document, "media/image1.png")
    assert shown.reason is GapReason.NEEDS_EYES
    assert shown.place.path == "p2"
    assert "第1张图片" in shown.message
    assert "页面上没有" in gap_of(document, "media/image2.png").message


BINARY = bytes(range(32)) * 8


@pytest.mark.parametrize(
    ("name", "kind", "carrier"),
    [
        ("embeddings/oleObject1.bin", "oleObject", "attachment"),
        ("embeddings/book.xlsx", "package", "attachment"),
        ("vbaProject.bin", "vbaProject", "macro"),
        ("chunk.html", "aFChunk", "attachment"),
    ],
)
def test_part_that_cannot_be_read_is_a_gap_and_a_piece(name, kind, carrier):
    document = read(par("文"), (("x", kind, name),), {f"word/{name}": BINARY})
    assert gap_of(document, name).reason is GapReason.UNSUPPORTED
    assert carried(document, carrier, Layer.EMBEDDED) == [name]


def test_unknown_part_is_named():
    document = read(par("文"), (), {"word/secret.dat": BINARY})
    assert gap_of(document, "secret.dat").reason is GapReason.UNSUPPORTED


def test_words_in_a_part_of_unknown_format_are_told():
    document = read(par("文"), (), {"word/secret.dat": BINARY + "联系电话13800138000".encode("utf-16-le") + BINARY})
    assert carried(document, "attachment", Layer.EMBEDDED) == ["secret.dat\n联系电话13800138000"]
    assert gap_of(document, "secret.dat").reason is GapReason.UNSUPPORTED


def test_unknown_markup_is_read_with_its_attributes():
    document = read(par("文"), (), {"word/extra.xml": "<note to='张某'>请勿外传</note>"})
    assert carried(document, "custom-xml", Layer.HIDDEN) == ["请勿外传\n张某"]
    assert document.gaps == ()


def test_thumbnail_is_a_piece_of_metadata():
    assert carried(read(par("文"), (), {"docProps/thumbnail.jpeg": b""}), "thumbnail", Layer.METADATA) == ["docProps/thumbnail.jpeg"]


def test_formatting_parts_pass_unless_text_is_hidden_in_them():
    quiet = read(par("文"), (), {"word/theme/theme1.xml": part("theme", "<w:x/>"), "word/fontTable.xml": part("fonts", "")})
    assert (quiet.text, quiet.gaps) == ("文\n", ())
    loud = read(par("文"), (), {"word/theme/theme1.xml": part("theme", "<w:x>藏字</w:x>")})
    assert carried(loud, "metadata", Layer.METADATA) == ["藏字"]


def test_building_blocks_and_markup_comments_are_behind_the_page():
    links = (("g", "glossaryDocument", "glossary/document.xml"),)
    document = read(par("文", "<!--编者按-->"), links, {"word/glossary/document.xml": part("glossaryDocument", par("旧模板"))})
    assert carried(document, "text", Layer.HIDDEN) == ["旧模板"]
    assert carried(document, "custom-xml", Layer.HIDDEN) == ["编者按"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<w:hdr", GapReason.DAMAGED),
        ('<!DOCTYPE x [<!ENTITY e "页眉">]>' + part("hdr", par("&e;")), GapReason.UNSUPPORTED),
        (part("hdr", "<w:sdt>" * 300 + "</w:sdt>" * 300), GapReason.LIMIT),
        ("<a>" + "0" * (2 * MIB) + "</a>", GapReason.LIMIT),
    ],
    ids=["damaged", "DTD", "deep", "bomb"],
)
def test_part_that_cannot_be_read_is_a_gap_and_the_rest_is_read(content, reason):
    references = '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>'
    document = read(par("正文") + references, (("h", "header", "header1.xml"),), {"word/header1.xml": content})
    assert document.text == "正文\n"
    assert gap_of(document, "header1.xml").reason is reason


def test_damaged_body_leaves_the_header_readable():
    parts = {"word/header1.xml": part("hdr", par("页眉")), "word/document.xml": "<w:document"}
    document = read("", (("h", "header", "header1.xml"),), parts)
    assert visible(document) == "页眉"
    assert gap_of(document, "document.xml").reason is GapReason.DAMAGED


def test_body_in_unknown_markup_is_a_gap():
    document = read("", (), {"word/document.xml": "<document><body>文</body></document>"})
    assert [gap.reason for gap in document.gaps] == [GapReason.UNSUPPORTED]


def test_parts_in_another_encoding_are_read():
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + part("document", f"<w:body>{par('宽字')}</w:body>")).encode("utf-16")
    assert read("", (), {"word/document.xml": wide}).text == "宽字\n"


def test_strict_documents_are_read():
    strict = docx(par("严格"), STYLES, styled())
    parts = {
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")).replace(
            "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"
        ),
        "word/document.xml": part("document", f"<w:body>{par('严格')}</w:body>").replace(
            "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
        ),
    }
    assert visible(word.read(strict, DEFAULT)) == visible(word.read(packed(parts), DEFAULT)) == "严格"


@pytest.mark.parametrize("wrapper", ["sdt", "ins", "tbl", "hyperlink"])
def test_nesting_up_to_the_depth_of_the_parser_is_read(wrapper):
    opening, closing = f"<w:{wrapper}>", f"</w:{wrapper}>"
    if wrapper == "tbl":
        opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    depth = 240 // opening.count("<")
    content = par("深处") if wrapper == "tbl" else run("深处")
    body = opening * depth + content + closing * depth
    document = read(body if wrapper == "tbl" else par(body))
    assert "深处" in visible(document)
    assert document.gaps == ()


def test_package_without_a_document_cannot_be_read():
    with pytest.raises(CannotRead) as caught:
        word.read(packed({"word/other.xml": "<a/>"}), DEFAULT)
    assert caught.value.reason is GapReason.DAMAGED


def test_every_cut_of_a_file_ends_in_a_document_or_a_refusal():
    data = docx(par("正文", run("藏", "<w:vanish/>")), STYLES, styled("<w:style/>"))
    for end in range(0, len(data), 41):
        with pytest.raises(CannotRead):
            word.read(data[:end], DEFAULT)


def test_every_flipped_byte_ends_in_a_document_or_a_refusal():
    data = docx(table(["甲", "乙"]) + par("正文"), STYLES, styled("<w:style/>"))
    outcomes = set()
    for position in range(0, len(data), 7):
        broken = data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
        try:
            document = word.read(broken, DEFAULT)
            outcomes.add("gap" if document.gaps else "read")
        except CannotRead:
            outcomes.add("refused")
    assert outcomes == {"gap", "read", "refused"}


def test_the_state_of_a_control_is_read_and_its_binary_is_a_gap_with_its_words():
    parts = {
        "word/activeX/activeX1.xml": "<ocx name='单位代码'><ocxPr value='内部编号七'/></ocx>",
        "word/activeX/activeX1.bin": BINARY + "填报人联系方式".encode("utf-16-le"),
    }
    links = (("c", "control", "activeX/activeX1.xml"),)
    document = read(par("文"), links, parts)
    assert carried(document, "custom-xml", Layer.HIDDEN) == ["单位代码\n内部编号七"]
    assert carried(document, "attachment") == ["activeX/activeX1.bin\n填报人联系方式"]
    assert [gap.place.part for gap in document.gaps] == ["activeX/activeX1.bin"]
