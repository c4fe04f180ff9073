"""An Outlook message is read as its reader sees it; recipients in secret, properties and files attached are not lost."""

from __future__ import annotations

import struct

import pytest
from compound_writer import compound

from review.errors import CannotRead
from review.extract import extract, msg
from review.extract.limits import DEFAULT
from review.extract.rtf_compressed import decompress
from review.model import GapReason, Layer, Zone

SENT = 133485408000000000  # 2024-01-01 00:00 UTC


def stored(properties, header, inside=()):
    """Return the streams of one storage: text as str, binary as bytes, numbers as int."""
    streams, table = {}, bytes(header)
    for tag, value in properties.items():
        if isinstance(value, int):
            table += struct.pack("<IIQ", tag << 16 | 0x40, 6, value)
        elif isinstance(value, str):
            streams[*inside, f"__substg1.0_{tag:04X}001F"] = value.encode("utf-16-le")
        else:
            streams[*inside, f"__substg1.0_{tag:04X}0102"] = value
    return streams | {(*inside, "__properties_version1.0"): table}


def message(properties, *more):
    streams = stored({0x1A: "IPM.Note", **properties}, 32)
    for each in more:
        streams |= each
    return compound(streams)


def recipient(number, kind, name, mail):
    return stored({0x3001: name, 0x39FE: mail, 0x0C15: kind}, 8, (f"__recip_version1.0_#{number:08X}",))


def attachment(number, name, data):
    return stored({0x3707: name, 0x3701: data}, 8, (f"__attach_version1.0_#{number:08X}",))


def read(data):
    return msg.read(data, DEFAULT)


def visible(found):
    return found.text[: found.visible_end]


def behind(found):
    return [(s.layer, s.carrier, found.text[s.start : s.end]) for s in found.own.behind]


def wrapped(rtf):
    """Return RTF as Outlook stores it when it does not compress."""
    return struct.pack("<4I", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def test_the_header_and_the_plain_body_are_visible():
    people = [
        recipient(0, 1, "李某", "b@example.com"),
        recipient(1, 2, "c@example.com", "c@example.com"),
        recipient(2, 3, "", "d@example.com"),
    ]
    found = read(message({0x37: "会议", 0x0C1A: "张某", 0x5D01: "a@example.com", 0x39: SENT, 0x1000: "请开会。\r\n地点：二楼"}, *people))
    assert visible(found).split("\n") == [
        "会议",
        "发件人：张某 <a@example.com>",
        "收件人：李某 <b@example.com>",
        "抄送：c@example.com",
        "日期：2024-01-01 00:00 (UTC)",
        "",
        "请开会。",
        "地点：二楼",
    ]
    assert found.segments[0].place.zone is Zone.TITLE
    assert behind(found) == [(Layer.METADATA, "metadata", "密送：d@example.com")]


def test_other_properties_are_kept_and_names_of_writers_apart():
    found = read(message({0x37: "x", 0x7D: "Received: from [10.1.2.3]", 0x3FF8: "张某", 0x8001: "内部编号"}))
    assert behind(found) == [
        (Layer.METADATA, "metadata", "邮件头：Received: from [10.1.2.3]\n属性 8001：内部编号"),
        (Layer.METADATA, "metadata", "张某"),
    ]
    assert found.behind[-1].place.part == "docProps"


def test_the_page_is_shown_and_the_plain_body_only_where_it_differs():
    page = "<meta charset=gbk><p>请开会。</p>".encode("gbk")
    found = read(message({0x37: "x", 0x1013: page, 0x1000: "请开会。\n联系人张某"}))
    assert visible(found).endswith("\n\n请开会。")
    assert behind(found) == [(Layer.HIDDEN, "text", "联系人张某")]


def test_the_rtf_body_is_shown_with_what_it_hides():
    found = read(message({0x37: "x", 0x1009: wrapped(rb"{\rtf1\ansi\ansicpg936 \'c3\'dc{\v y}\par}"), 0x1000: "密"}))
    assert visible(found).endswith("密")
    assert behind(found) == [(Layer.HIDDEN, "text", "y")]


def test_a_page_wrapped_in_rtf_is_read_as_a_page():
    rtf = rb"{\rtf1\ansi\ansicpg936\fromhtml1{\fonttbl{\f0\fcharset134 x;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \f0\'c3\'dc\u20214?"
    rtf += rb"{\*\htmltag72 <b title=\'c3\'fb>}\htmlrtf \b\htmlrtf0 !{\*\mhtmltag1 no}\htmlrtf no}\htmlrtf0 {\*\htmltag </b><!-- c -->}}"
    found = read(message({0x37: "x", 0x1009: wrapped(rtf)}))
    assert visible(found).endswith("\n\n密件!")
    assert behind(found) == [(Layer.HIDDEN, "alt-text", "名"), (Layer.HIDDEN, "html-comment", "c")]


def test_compressed_rtf_is_unpacked():
    # the example of [MS-OXRTFCP] 3.1.1
    data = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
    assert decompress(data, DEFAULT) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.parametrize("data", [b"", b"x" * 16, struct.pack("<4I", 9, 1 << 30, 0x75465A4C, 0) + b"abc"])
def test_compressed_rtf_that_is_none_or_lies_is_refused(data):
    with pytest.raises(CannotRead):
        decompress(data, DEFAULT)


def test_a_broken_rtf_body_is_a_gap_and_the_plain_one_is_shown():
    found = read(message({0x37: "x", 0x1009: b"broken", 0x1000: "正文"}))
    assert visible(found).endswith("正文")
    assert [gap.reason for gap in found.gaps] == [GapReason.DAMAGED]


def test_attachments_are_files_inside():
    found = read(message({0x37: "x", 0x1000: "y"}, attachment(0, "名单.txt", "手机".encode()), attachment(1, "b.txt", b"z" * 5000)))
    assert [(inner.part, len(inner.document.text)) for inner in found.inner] == [("attachment/名单.txt", 2), ("attachment/b.txt", 5000)]
    assert behind(found) == [(Layer.EMBEDDED, "attachment", "名单.txt"), (Layer.EMBEDDED, "attachment", "b.txt")]


def test_a_message_attached_is_a_message_of_its_own():
    inside = ("__attach_version1.0_#00000000", "__substg1.0_3701000D")
    inner = stored({0x3001: "转发"}, 8, inside[:1]) | stored({0x37: "密件", 0x1000: "正文"}, 24, inside)
    inner |= stored({0x3001: "王某", 0x0C15: 3}, 8, (*inside, "__recip_version1.0_#00000000"))
    found = read(message({0x37: "x"}, inner))
    (carried,) = found.inner
    assert (carried.part, carried.document.format) == ("attachment/转发", "msg")
    assert carried.document.text == "密件\n\n正文\n\n密送：王某"


def test_an_object_of_another_program_is_opened_or_a_gap():
    base = "__attach_version1.0_#00000000"
    for name, reasons in (("CONTENTS", []), ("Other", [GapReason.UNSUPPORTED])):
        found = read(message({0x37: "x"}, stored({}, 8, (base,)), {(base, "__substg1.0_3701000D", name): b"abc"}))
        assert [gap.reason for gap in found.gaps] == reasons


def test_an_attachment_that_is_a_link_is_said_to_be_one():
    found = read(message({0x37: "x"}, stored({0x3707: "a.doc", 0x370D: "\\\\srv\\share\\a.doc"}, 8, ("__attach_version1.0_#00000000",))))
    assert (Layer.METADATA, "external-link", "\\\\srv\\share\\a.doc") in behind(found)
    assert [gap.reason for gap in found.gaps] == [GapReason.UNSUPPORTED]


def test_an_encrypted_message_is_a_gap():
    found = read(message({0x1A: "IPM.Note.SMIME", 0x37: "x"}))
    assert [gap.reason for gap in found.gaps] == [GapReason.ENCRYPTED]


def test_text_in_the_code_page_of_the_message_is_read():
    streams = {
        ("__substg1.0_0037001E",): "密件".encode("gbk"),
        ("__properties_version1.0",): bytes(32) + struct.pack("<IIQ", 0x3FFD0003, 6, 936),
    }
    assert visible(read(compound(streams))) == "密件"


def test_it_is_told_by_its_content():
    found = extract(message({0x37: "密件", 0x1000: "x"}), "a.msg")
    assert (found.format, found.gaps) == ("msg", ())


def test_a_stream_that_claims_more_than_the_file_is_damage():
    data = bytearray(message({0x37: "x", 0x1000: "y" * 4000}))
    entry = data.index("__substg1.0_1000001F".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 120, 1 << 30)
    found = read(bytes(data))
    assert (visible(found), [gap.reason for gap in found.gaps]) == ("x", [GapReason.DAMAGED])


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), compound({("a",): b"b"})])
def test_what_is_no_message_is_refused(data):
    with pytest.raises(CannotRead):
        read(data)
