"""A mail is read as its reader sees it; the header, other forms of the body and the files attached are not lost."""

from __future__ import annotations

import base64

import pytest

from review.errors import CannotRead
from review.extract import eml, extract
from review.extract.limits import DEFAULT, Limits
from review.extract.mail import decoded_words
from review.model import GapReason, Layer, Zone

HEAD = b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def word(text, charset="gbk"):
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def part(kind, body, *fields):
    return "\r\n".join([f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *fields, "", ""]).encode() + base64.encodebytes(body)


def mail(*parts, kind="mixed", head=HEAD, closed=True):
    body = b"".join(b"--b\r\n" + each + b"\r\n" for each in parts)
    return head + f"Content-Type: multipart/{kind}; boundary=b\r\n\r\n".encode() + body + (b"--b--\r\n" if closed else b"")


def read(data, limits=DEFAULT):
    return eml.read(data, limits)


def visible(found):
    return found.text[: found.visible_end]


def behind(found):
    return [(s.layer, s.carrier, found.text[s.start : s.end]) for s in found.own.behind]


def test_the_header_shows_what_a_reader_sees_and_keeps_the_rest_behind():
    head = f"From: {word('张某')} <a@example.com>\r\nTo: b@example.com\r\nCc: c@example.com\r\nBcc: d@example.com\r\n"
    head += f"Date: Mon, 1 Jan 2024 08:00:00 +0800\r\nSubject: {word('会议', 'utf-8')}\r\nReceived: from [10.1.2.3]\r\n by x\r\n"
    head += "X-Originating-IP: 10.1.2.4\r\nDKIM-Signature: v=1; b=13800138000\r\n\r\n"
    found = read(head.encode() + "正文".encode("gbk"))
    assert visible(found).split("\n") == [
        "会议",
        "发件人：张某 <a@example.com>",
        "收件人：b@example.com",
        "抄送：c@example.com",
        "日期：Mon, 1 Jan 2024 08:00:00 +0800",
        "",
        "正文",
    ]
    assert found.segments[0].place.zone is Zone.TITLE
    assert behind(found) == [
        (Layer.METADATA, "metadata", "密送：d@example.com\nReceived：from [10.1.2.3] by x\nX-Originating-IP：10.1.2.4")
    ]


def test_an_address_in_the_header_is_found_by_the_rules_for_addresses(ruleset):
    from review.scan import Options, scan

    found = scan(read(b"From: x\r\nBcc: zhangsan@example.com\r\nSubject: y\r\n\r\nz"), ruleset, Options(b"k" * 32)).findings
    assert [(f.rule, f.layer) for f in found if f.rule == "personal.email"] == [("personal.email", Layer.METADATA)]


def test_a_header_in_plain_gbk_is_read():
    found = read("From: 张某\r\nSubject: 关于召开会议的通知\r\n\r\nx".encode("gbk"))
    assert visible(found).startswith("关于召开会议的通知\n发件人：张某\n")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?gb2312?B?udjT2rv6w9w=?=", "关于机密"),
        ("=?gb2312?B?udjT2rs=?= =?gb2312?B?+sPc?=", "关于机密"),
        ("a =?utf-8?Q?=E5=AF=86_x?= b", "a 密 x b"),
        ("=?unknown?B?udjT2rv6w9w=?=", "关于机密"),
        ("=?utf-8?B?!!?= =?x?q?", "=?x?q?"),
        ("1 =? 2", "1 =? 2"),
    ],
)
def test_encoded_words_are_decoded(raw, shown):
    assert decoded_words(raw).strip() == shown


def test_the_richest_form_of_the_body_is_shown_and_the_others_only_where_they_differ():
    plain = part("text/plain; charset=gbk", "请开会。\n联系人张某\nhttp://example.com".encode("gbk"))
    page = part("text/html; charset=utf-8", "<p>请<b>开会</b>。</p><!-- 待定 -->".encode())
    found = read(mail(plain, page, kind="alternative"))
    assert visible(found).endswith("\n\n请开会。")
    assert behind(found) == [(Layer.HIDDEN, "html-comment", "待定"), (Layer.HIDDEN, "text", "联系人张某")]


def test_attachments_are_files_inside_with_their_decoded_names():
    name = f'Content-Disposition: attachment; filename="{word("名单.txt")}"'
    other = "Content-Disposition: attachment; filename*=gbk''%C3%FB%B5%A5.txt"
    found = read(
        mail(part("text/plain", b"x"), part("application/octet-stream", "手机".encode(), name), part("text/plain", "一".encode(), other))
    )
    assert [(inner.part, inner.document.text) for inner in found.inner] == [("attachment/名单.txt", "手机"), ("attachment/名单.txt", "一")]
    assert behind(found) == [(Layer.EMBEDDED, "attachment", "名单.txt")] * 2
    assert found.gaps == ()


def test_a_message_inside_is_a_message_of_its_own():
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
        "密件".encode()
    )
    found = read(mail(inner))
    assert [each.document.format for each in found.inner] == ["eml"]
    assert found.inner[0].document.text == "inner\n\n密件\n"


def test_a_field_that_the_library_would_not_write_does_not_lose_the_message_inside():
    inner = b"Content-Type: message/rfc822\r\n\r\nSubject: x\x0bMIME-Version: 1.0\r\n\r\n" + "密件".encode() + b"\r\nFrom here"
    found = read(mail(inner))
    assert "密件\nFrom here" in found.inner[0].document.text


def test_pictures_of_the_page_are_read_as_files_and_counted_once():
    page = part("text/html", b"<img src=cid:1><img src=http://example.com/a.png>")
    picture = part("image/png", b"\x89PNG\r\n\x1a\n" + bytes(64), "Content-ID: <1>")
    found = read(mail(page, picture, kind="related", head=HEAD))
    assert [inner.part for inner in found.inner] == ["picture"]
    assert "1 张图片" in found.gaps[0].message


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            mail(part("application/pgp-encrypted", b"Version: 1"), part("application/octet-stream", b"x"), kind="encrypted"),
            GapReason.ENCRYPTED,
        ),
        (HEAD + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMIIB", GapReason.ENCRYPTED),
        (HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\nMIIB", GapReason.UNSUPPORTED),
        (HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\r\nabc\r\n", GapReason.ENCRYPTED),
        (HEAD + b"Content-Type: message/partial; id=1\r\n\r\nSubject: y\r\n\r\nz", GapReason.UNSUPPORTED),
        (mail(part("text/plain", b"x"), closed=False), GapReason.DAMAGED),
        (HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n5py6!!!5a", GapReason.DAMAGED),
        (
            HEAD
            + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + "县人民政府".encode() * 9
            + b"\xff",
            GapReason.UNREADABLE,
        ),
        (HEAD + b"Content-Type: text/plain; charset=x-no\r\n\r\n" + "县人民政府办公室".encode("gbk"), GapReason.UNREADABLE),
    ],
)
def test_what_is_not_read_is_a_gap(data, reason):
    assert [gap.reason for gap in read(data).gaps] == [reason]


def tlv(tag, *values, indefinite=False):
    body = b"".join(values)
    if indefinite:
        return bytes([tag, 0x80]) + body + b"\0\0"
    size = bytes([len(body)]) if len(body) < 0x80 else b"\x84" + len(body).to_bytes(4, "big")
    return bytes([tag]) + size + body


def wrapped(content, oid="2a864886f70d010702", *, indefinite=False):
    """SignedData around a content, its string in two pieces where lengths are indefinite; nobody has signed it."""
    string = tlv(0x24, tlv(4, content[:9]), tlv(4, content[9:]), indefinite=True) if indefinite else tlv(4, content)
    inner = tlv(0x30, tlv(6, bytes.fromhex("2a864886f70d010701")), tlv(0xA0, string, indefinite=indefinite), indefinite=indefinite)
    signed = tlv(0x30, tlv(2, b"\1"), tlv(0x31), inner, tlv(0x31), indefinite=indefinite)
    return tlv(0x30, tlv(6, bytes.fromhex(oid)), tlv(0xA0, signed, indefinite=indefinite), indefinite=indefinite)


SEALED = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"


@pytest.mark.parametrize("oid", ["2a864886f70d010702", "2a811ccf550601040202"], ids=["RFC 5652", "GM/T 0010"])
@pytest.mark.parametrize("indefinite", [False, True])
def test_what_an_opaque_signature_wraps_is_read_as_the_body(oid, indefinite):
    inner = mail(
        part("text/plain; charset=utf-8", "密级：秘密".encode()), part("text/plain", b"x", "Content-Disposition: attachment"), head=b""
    )
    found = read(HEAD + part(SEALED, wrapped(inner, oid, indefinite=indefinite)))
    assert visible(found).split() == ["x", "发件人：a@example.com", "密级：秘密"]
    assert len(found.inner) == 1
    assert found.gaps == ()


def test_a_damaged_or_enveloped_wrapping_stays_a_gap():
    whole = wrapped(b"Content-Type: text/plain\r\n\r\nabc")
    for at in range(len(whole)):
        found = read(HEAD + part(SEALED, whole[:at]))
        assert [gap.reason for gap in found.gaps] == [GapReason.UNSUPPORTED]
    enveloped = wrapped(b"abc", "2a864886f70d010703")
    assert [gap.reason for gap in read(HEAD + part("application/pkcs7-mime", enveloped)).gaps] == [GapReason.ENCRYPTED]
    deep = b"\x30\x80" * 100_000
    assert read(HEAD + part(SEALED, deep)).gaps


def test_a_signature_beside_the_body_is_no_gap():
    assert read(mail(part("text/plain", b"x"), part("application/pkcs7-signature", b"MII"), kind="signed")).gaps == ()


def test_a_file_written_into_the_text_is_taken_out():
    body = b"\r\nsee\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n"
    found = read(HEAD + body)
    assert visible(found).endswith("\n\nsee")
    assert [(inner.part, inner.document.text) for inner in found.inner] == [("attachment/a.txt", "abc")]


def test_a_file_in_the_text_that_is_broken_is_a_gap_and_its_lines_are_kept():
    found = read(HEAD + b"\r\nbegin 644 a.txt\r\n#86)Czzzz\r\nend\r\nbegin 644 b.txt\r\nabc")
    assert [gap.reason for gap in found.gaps] == [GapReason.DAMAGED]
    assert visible(found).endswith("begin 644 b.txt\nabc")
    assert "#86)Czzzz" in found.text


def test_words_around_the_parts_are_hidden():
    data = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "联系人张某".encode() + b"\r\n--b\r\n\r\nx\r\n--b--\r\nThis is 123456"
    )
    assert [text for _, carrier, text in behind(read(data)) if carrier == "text"] == ["联系人张某", "This is 123456"]


def test_endless_nesting_and_too_many_parts_cannot_be_read():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000))
    for data, limits in ((b"MIME-Version: 1.0\r\n" + deep, DEFAULT), (mail(*[part("text/plain", b"x")] * 20), Limits(members=10))):
        with pytest.raises(CannotRead) as caught:
            read(data, limits)
        assert caught.value.reason is GapReason.LIMIT


def test_messages_in_messages_end_at_a_depth():
    data = b"Subject: x\r\nFrom: y\r\nDate: z\r\n\r\nend"
    for _ in range(12):
        data = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + data
    found, depth = extract(data, "a.eml"), 0
    while found.inner:
        found, depth = found.inner[0].document, depth + 1
    assert depth == DEFAULT.depth
    assert [gap.reason for gap in found.gaps if gap.reason is GapReason.LIMIT] == [GapReason.LIMIT]


@pytest.mark.parametrize(
    "data", [b"", HEAD, HEAD + b"Content-Type: ;;;=\r\n\r\n", HEAD + b"Content-Type: multipart/mixed\r\n\r\nx", b"\xff: \xff\r\n\r\n"]
)
def test_fragments_do_no_harm(data):
    assert read(data).format == "eml"
