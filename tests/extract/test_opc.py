from __future__ import annotations

import io
import struct
import zipfile

import pytest
from docx_writer import packed, relationships

from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.limits import DEFAULT, MIB
from review.extract.opc import Package
from review.extract.zipped import GuardedZip
from review.model import GapReason


def reason(data: bytes, **bounds: int) -> GapReason:
    with pytest.raises(CannotRead) as caught:
        GuardedZip(data, DEFAULT._replace(**bounds))
    return caught.value.reason


def with_flag(data: bytes, flag: int) -> bytes:
    """Set a general purpose flag on the first member, in its own header and in the directory."""
    changed = bytearray(data)
    struct.pack_into("<H", changed, 6, flag)
    struct.pack_into("<H", changed, data.index(b"PK\x01\x02") + 8, flag)
    return bytes(changed)


def test_cut_zip_is_damaged_as_a_whole():
    data = packed({"a.xml": "<a/>", "b.xml": "<b/>"})
    assert reason(data[:-30]) is GapReason.DAMAGED


def test_too_many_members_are_refused():
    assert reason(packed({f"{number}.xml": "" for number in range(4)}), members=3) is GapReason.LIMIT


def test_unpacked_total_is_refused_before_unpacking():
    assert reason(packed({"a": "x" * 600, "b": "x" * 600}), unpacked_bytes=1000) is GapReason.LIMIT


def test_one_member_out_of_proportion_leaves_the_others_readable():
    archive = GuardedZip(packed({"bomb": b"\0" * (2 * MIB), "note": "正文"}), DEFAULT)
    with pytest.raises(CannotRead) as caught:
        archive.read("bomb")
    assert caught.value.reason is GapReason.LIMIT
    assert archive.read("note").decode() == "正文"


def test_members_that_share_their_data_are_refused():
    data = packed({"a.xml": "<a/>"})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    twice = bytearray(data[:end] + data[start:end] + data[end:])
    struct.pack_into("<HHL", twice, len(twice) - 14, 2, 2, 2 * (end - start))
    assert reason(bytes(twice)) is GapReason.DAMAGED


def test_encrypted_member_is_said_to_be_encrypted():
    archive = GuardedZip(with_flag(packed({"a.xml": "<a/>"}), 1), DEFAULT)
    with pytest.raises(CannotRead) as caught:
        archive.read("a.xml")
    assert caught.value.reason is GapReason.ENCRYPTED


def test_compression_that_office_programs_do_not_use_is_unsupported():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xml", "<a/>")
    with pytest.raises(CannotRead) as caught:
        GuardedZip(out.getvalue(), DEFAULT).read("a.xml")
    assert caught.value.reason is GapReason.UNSUPPORTED


def test_member_that_lies_about_its_size_is_damaged():
    data = bytearray(packed({"a.xml": "<a>" + "x" * 500 + "</a>"}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 10)
    with pytest.raises(CannotRead) as caught:
        GuardedZip(bytes(data), DEFAULT).read("a.xml")
    assert caught.value.reason is GapReason.DAMAGED


def test_part_that_occurs_twice_is_a_gap():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", "<a>一</a>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.xml", "<a>二</a>")
    package = Package(out.getvalue(), DEFAULT)
    assert [(gap.reason, gap.place.part) for gap in package.gaps] == [(GapReason.DAMAGED, "a.xml")]


def test_names_in_another_case_or_with_backslashes_are_found():
    package = Package(packed({"Word\\Document.xml": "<a/>"}), DEFAULT)
    assert package.find("/word/document.xml") == "Word/Document.xml"


def test_targets_are_resolved_against_the_part_that_names_them():
    links = relationships(("r1", "image", "../media/%E7%AB%A0.png"), ("r2", "image", "/other/a.png"), ("r3", "hyperlink", "file:///D:/a"))
    package = Package(packed({"word/_rels/document.xml.rels": links, "media/章.png": "", "other/a.png": ""}), DEFAULT)
    assert package.target("word/document.xml", "r1") == "media/章.png"
    assert package.target("word/document.xml", "r2") == "other/a.png"
    assert package.target("word/document.xml", "r3") is None
    assert [link.target for link in package.relationships if link.external] == ["file:///D:/a"]


def test_strict_namespaces_are_read_as_transitional_ones_but_text_is_left_alone():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    root = Package(packed({"a.xml": f'<w:t xmlns:w="{strict}">{strict}</w:t>'}), DEFAULT).xml("a.xml")
    assert root is not None
    assert root.tag == "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    assert root.text == strict


def test_xml_comments_of_a_part_are_kept_for_the_report():
    package = Package(packed({"a.xml": "<!-- 外面 --><a>文<!-- 里面 -->字</a>"}), DEFAULT)
    root = package.xml("a.xml")
    assert root is not None
    assert root.text == "文字"
    assert package.markup_comments == {"a.xml": "外面\n里面"}


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<!DOCTYPE a [<!ENTITY l "隐藏">]><a>&l;</a>', GapReason.UNSUPPORTED),
        ('<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', GapReason.UNSUPPORTED),
        (
            f'<?xml version="1.0"?><!-- --> <!DOCTYPE a [<!ENTITY l "{"哈" * 50000}">]><a>{"&l;" * 50000}</a>',
            GapReason.UNSUPPORTED,
        ),
        ("<!-- <!DOCTYPE --><a>", GapReason.DAMAGED),
        ("<a><b></a>", GapReason.DAMAGED),
        ("", GapReason.DAMAGED),
        ("<a>" * 300 + "</a>" * 300, GapReason.LIMIT),
    ],
    ids=["entity", "external DTD", "bomb of entities", "only a comment", "not well formed", "empty", "deep"],
)
def test_xml_that_could_lose_text_is_refused_with_a_reason(xml, expected):
    with pytest.raises(CannotRead) as caught:
        safe_xml.parse(xml.encode(), DEFAULT)
    assert caught.value.reason is expected


@pytest.mark.parametrize("bound", [{"xml_elements": 9}, {"memory_bytes": 500}, {"xml_depth": 2}], ids=["elements", "memory", "depth"])
def test_tree_beyond_its_bounds_is_refused(bound):
    with pytest.raises(CannotRead) as caught:
        safe_xml.parse(b"<a><b><c/><c/><c/><c/><c/><c/></b></a>", DEFAULT._replace(**bound))
    assert caught.value.reason is GapReason.LIMIT


@pytest.mark.parametrize(
    ("xml", "bare"),
    [("<a><b c='1'/>\n</a>", True), ("<a>字</a>", False), ("<a><!-- x --></a>", False), ("<a><![CDATA[x]]></a>", False), ("PK", False)],
)
def test_only_markup_without_any_text_counts_as_bare(xml, bare):
    assert safe_xml.is_bare(xml.encode()) is bare
