"""RTF is read as a reader sees it, and what stands behind the page is told apart."""

from __future__ import annotations

import struct

import pytest
from compound_writer import compound, packed_file

from review.errors import CannotRead
from review.extract import extract, rtf
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Zone

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def document(body, *, head="", data=b""):
    fonts = (
        r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times;}}{\colortbl;\red255\green255\blue255;\red255\green0\blue0;}"
    )
    return rtf.read(rf"{{\rtf1\ansi\ansicpg936\deff0{fonts}{head}\pard\plain {body}}}".encode("ascii") + data, DEFAULT)


def visible(found):
    return found.text[: found.visible_end]


def behind(found):
    return [(s.layer, s.carrier, found.text[s.start : s.end]) for s in found.behind]


def coded(text, encoding="gb18030"):
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def test_bytes_of_the_code_page_and_characters_by_number_are_read():
    assert visible(document(rf"{coded('机密')}\u23494?\uc2\u20214{coded('件')}\uc0\u25991{{\uc1\u-10179?\u-8704?}}\par")) == "机密密件文😀"


def test_a_stand_in_of_two_bytes_that_counts_as_one_leaves_no_half_character():
    found = document(rf"\u23494{coded('密')}\u20214{coded('件')}{coded('号')}\par")
    assert (visible(found), found.gaps) == ("密件号", ())


def test_a_stand_in_that_is_missing_costs_no_character():
    assert visible(document(r"\u23494\u20214\par\u25991\tab x")) == "密件\n文\tx"


@pytest.mark.parametrize(("font", "encoding", "text"), [("0", "gbk", "“机密”"), ("1", "gbk", "机密文件"), ("1", "cp1252", "“café”")])
def test_a_western_font_may_hold_chinese_bytes(font, encoding, text):
    assert visible(document(rf"\f{font} {coded(text, encoding)}\par")) == text


def test_raw_bytes_beyond_ascii_are_read_as_well():
    data = b"{\\rtf1\\ansi\\ansicpg936 " + "县人民政府".encode("gbk") + b"\\par}"
    assert visible(rtf.read(data, DEFAULT)) == "县人民政府"


def test_bytes_that_fit_nothing_are_a_gap():
    found = document(r"\f0 \'ff\'ff\'ff x\par")
    assert [gap.reason for gap in found.gaps] == [GapReason.UNREADABLE]


def test_paragraphs_breaks_and_tables_have_places():
    body = r"\pard a\line b\par\trowd\intbl c\cell d\par e\cell\row\intbl f\cell\cell\row\pard g\page h\par"
    found = document(body)
    assert visible(found) == "a\nb\nc\td\ne\nf\t\ng\n\nh"
    assert [s.place.path for s in found.segments] == ["p1", "t1/r1/c1", "t1/r1/c2", "t1/r2/c1", "p2", "p3"]
    assert found.segments[1].place.zone is Zone.TABLE


def test_headers_notes_and_text_boxes_are_read_and_tear_no_paragraph():
    body = r"{\header\pard H\par}one{\footnote\pard note\par} two"
    body += r"{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv alt}}{\shptxt box\par}}}\par{\footer F\par}"
    found = document(body)
    assert visible(found) == "H\none two\nbox\nF\nnote"
    assert [(s.place.part, s.place.zone) for s in found.segments[:1]] == [("header1", Zone.HEADER)]
    assert (Layer.HIDDEN, "alt-text", "alt") in behind(found)


@pytest.mark.parametrize("mark", [r"\v ", r"\fs2 ", r"\cf1 ", r"\webhidden "])
def test_what_a_reader_does_not_see_is_hidden(mark):
    found = document(rf"a{{{mark}x}}b\par")
    assert (visible(found), behind(found)) == ("ab", [(Layer.HIDDEN, "text", "x")])


@pytest.mark.parametrize("mark", [r"\cf2 ", r"\highlight1\cf1 ", r"\fs20 ", r"\v\v0 ", r"\v\plain "])
def test_ordinary_looks_hide_nothing(mark):
    assert visible(document(rf"a{{{mark}x}}b\par")) == "axb"


def test_white_on_a_painted_cell_is_seen():
    assert visible(document(r"\trowd\clcbpat2\cellx900\intbl\cf1 x\cell\row\pard\par")) == "x"


def test_a_deletion_is_behind_and_its_paragraph_mark_joins():
    found = document(rf"{coded('张')}{{\deleted {coded('小')}\par}}{coded('三')}{{\revised !}}\par")
    assert (visible(found), behind(found)) == ("张三!", [(Layer.REVISION, "tracked-change", "小")])


def test_comments_and_names_of_people():
    head = rf"{{\info{{\title T}}{{\author {coded('张某')}}}{{\operator {coded('李某')}}}{{\company C}}}}"
    head += rf"{{\*\revtbl{{Unknown;}}{{{coded('王某')};}}}}"
    found = document(
        rf"x{{\*\atnid LS}}{{\*\atnauthor {coded('李四')}}}\chatn{{\*\annotation{{\*\atndate 1}}\pard {coded('待定')}\par}}\par", head=head
    )
    assert behind(found) == [
        (Layer.HIDDEN, "comment", "待定"),
        (Layer.METADATA, "metadata", "标题：T\n单位：C"),
        (Layer.METADATA, "metadata", "作者：张某\n最后修改人：李某\n王某\nLS\n李四"),
    ]
    assert found.behind[-1].place.part == "docProps"


def test_links_fields_and_stored_words():
    body = r"{\field{\*\fldinst HYPERLINK \"file:///c:/a\"}{\fldrslt L}}{\field{\*\fldinst PAGE}{\fldrslt 1}}".replace('\\"', '"')
    body += (
        rf"{{\*\bkmkstart {coded('密件')}}}{{\*\bkmkstart _Toc1}}{{\*\docvar {{k}}{{{coded('内部')}}}}}{{\*\unknown {coded('草稿')}}}\par"
    )
    assert behind(document(body)) == [
        (Layer.METADATA, "external-link", "file:///c:/a"),
        (Layer.METADATA, "custom-xml", "k内部"),
        (Layer.METADATA, "custom-xml", "草稿"),
        (Layer.METADATA, "metadata", "密件"),
    ]


def test_a_field_that_draws_its_text_from_its_code():
    assert visible(document(rf"{{\field{{\*\fldinst EQ \\o\\ac({coded('○')},{coded('密')})}}}}\par")) == "○密"


def test_the_unicode_form_of_a_pair_is_taken():
    assert visible(document(r"{\upr{abc}{\*\ud{\u23494?}}}\par")) == "密"


def test_long_stand_ins_that_say_something_are_reported():
    found = document(rf"\uc20\u65{coded('联系人张某')}\par")
    assert (visible(found), behind(found)) == ("A", [(Layer.HIDDEN, "text", "联系人张某")])


def test_pictures_that_cannot_be_shown_are_gaps():
    found = document(rf"{{\pict\pngblip {PNG.hex()}}}{{\*\shppict{{\pict\wmetafile8 0102}}}}{{\nonshppict{{\pict\wmetafile8 0102}}}}x\par")
    assert [(gap.reason, gap.place.part) for gap in found.gaps] == [(GapReason.NEEDS_EYES, "picture1"), (GapReason.NEEDS_EYES, "picture2")]


def ole1(name, native, kind=2):
    def string(text):
        return struct.pack("<I", len(text) + 1) + text + b"\0"

    return (
        struct.pack("<II", 0x501, kind)
        + string(name)
        + string(b"\\\\srv\\share\\a.doc" if kind == 1 else b"")
        + string(b"")
        + (struct.pack("<I", len(native)) + native)
    )


def test_an_embedded_object_is_opened():
    native = packed_file("名单.txt", "C:\\Users\\zhang\\名单.txt", "手机".encode())
    for stream in (
        ole1(b"Package", native[4:]),
        ole1(b"Word.Document.8", compound({("\x01Ole10Native",): native})),
    ):
        found = document(rf"{{\object\objemb{{\*\objclass Package}}{{\*\objdata {stream.hex()}}}{{\result r}}}}\par")
        assert visible(found) == "r"
        assert [(inner.part, inner.document.text) for inner in found.inner] == [("object1/名单.txt", "手机")]
        assert behind(found)[:2] == [
            (Layer.EMBEDDED, "attachment", "Package"),
            (Layer.METADATA, "external-link", "C:\\Users\\zhang\\名单.txt"),
        ]


def test_binary_data_within_an_object_and_a_linked_object():
    stream = ole1(b"X", b"", kind=1)
    data = b"{\\rtf1{\\object{\\*\\objdata\\bin%d " % len(stream) + stream + b"}}x\\par}"
    found = rtf.read(data, DEFAULT)
    assert behind(found) == [(Layer.EMBEDDED, "attachment", "对象"), (Layer.METADATA, "external-link", "\\\\srv\\share\\a.doc")]


def test_stored_xml_is_read():
    stored = compound({("item1", "Item"): "<a><b>密件</b></a>".encode()})
    assert (Layer.METADATA, "custom-xml", "密件") in behind(document(rf"{{\*\datastore 01050000{stored.hex()}}}x\par"))


def test_what_follows_the_document_is_hidden():
    found = document("x", data="\n联系人张某".encode("gbk") + b"\0\0")
    assert (visible(found), behind(found)) == ("x", [(Layer.HIDDEN, "text", "联系人张某")])


def test_a_cut_document_is_read_and_said_to_be_cut():
    found = rtf.read(b"{\\rtf1 abc{\\b d", DEFAULT)
    assert (visible(found), [gap.reason for gap in found.gaps]) == ("abcd", [GapReason.DAMAGED])


@pytest.mark.parametrize(
    "middle", [b"{" * 200_000 + b"x" + b"}" * 200_000, b"{\\*\\x" * 50_000, b"\\" * 200_001, b"}" * 1000, b"\\'", b"\\u", b"\\bin99999 "]
)
def test_depth_and_fragments_do_no_harm(middle):
    assert rtf.read(b"{\\rtf1 " + middle + b"}", DEFAULT).format == "rtf"


def test_other_data_is_refused():
    with pytest.raises(CannotRead):
        rtf.read(b"text", DEFAULT)


def test_an_rtf_named_doc_is_read_as_rtf_and_the_name_reported():
    found = extract(b"{\\rtf1 abc\\par}", "a.doc")
    assert (found.format, behind(found)) == ("rtf", [(Layer.METADATA, "format-mismatch", ".doc → rtf")])
    assert not extract(b"{\\rtf1 abc\\par}", "a.rtf").behind
