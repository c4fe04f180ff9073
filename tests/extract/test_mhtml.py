from __future__ import annotations

import base64
import quopri

import pytest

from review.errors import CannotRead
from review.extract import charset, mail, mhtml
from review.extract.limits import DEFAULT
from review.model import Document, GapReason, Layer


def archive(*parts: bytes, closed: bool = True) -> bytes:
    head = b'From: <Saved by a browser>\r\nSubject: Notice\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + (b"--b--\r\n" if closed else b"")


def part(kind: str, body: bytes, location: str = "", encoding: str = "base64") -> bytes:
    coded = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    where = f"Content-Location: {location}\r\n" if location else ""
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{where}\r\n".encode() + coded


def read(data: bytes) -> Document:
    return mhtml.read(data, DEFAULT)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_the_page_is_read_in_the_charset_of_its_header(encoding: str):
    page = part("text/html; charset=gb2312", "<p>张三，㐂</p><!-- 批注 -->".encode("gb18030"), encoding=encoding)
    document = read(archive(page))
    assert (document.format, visible(document)) == ("mhtml", "张三，㐂")
    assert [(s.layer, s.carrier) for s in document.segments[1:]] == [
        (Layer.METADATA, "metadata"),
        (Layer.METADATA, "metadata"),
        (Layer.HIDDEN, "html-comment"),
    ]
    assert document.gaps == ()


def test_an_unknown_charset_falls_back_to_what_the_page_declares():
    page = part("text/html; charset=x-user-defined", "<meta charset=gbk><p>李四</p>".encode("gbk"))
    assert visible(read(archive(page))) == "李四"


def test_frames_and_plain_texts_are_read_as_well():
    parts = (part("text/html; charset=utf-8", "<p>主页</p>".encode()), part("text/html; charset=utf-8", "<p>框架</p>".encode()))
    document = read(archive(*parts, part("text/plain; charset=utf-8", "附注\r\n\r\n第三行".encode(), "note.txt")))
    assert visible(document) == "主页\n\n框架\n\n附注\n第三行"
    assert (document.segments[-3].place.part, document.segments[-3].place.path) == ("note.txt", "L3")


def test_subject_and_address_are_metadata():
    document = read(archive(part("text/html", b"<p>x</p>")))
    assert "主题：Notice" in document.text[document.visible_end :]


def test_pictures_are_one_gap_and_counted_once():
    parts = (
        part("text/html", b"<img src=a.png><img src=b.png>"),
        part("image/png", b"\0"),
        part("image/png", b"\0"),
        part("image/gif", b"\0"),
    )
    document = read(archive(*parts))
    assert [gap.reason for gap in document.gaps] == [GapReason.NEEDS_EYES]
    assert "3 张图片" in document.gaps[0].message


def test_other_parts_are_files_inside():
    document = read(
        archive(part("text/html", b"<p>x</p>"), part("application/x-mso", bytes(64), "editdata.mso"), part("text/css", b"p{}", "a.css"))
    )
    assert [(s.carrier, s.place.part) for s in document.segments if s.layer is Layer.EMBEDDED] == [("attachment", "editdata.mso")]
    (inner,) = document.inner
    assert (inner.part, [gap.reason for gap in inner.document.gaps]) == ("editdata.mso", [GapReason.UNSUPPORTED])


def test_scripts_that_carry_data_are_kept():
    document = read(
        archive(
            part("text/html", b"<p>x</p>"), part("text/javascript", b'tel="13800138000"', "a.js"), part("text/javascript", b"a()", "b.js")
        )
    )
    assert [document.text[s.start : s.end] for s in document.segments if s.carrier == "text"] == ['tel="13800138000"']


def test_a_cut_archive_is_read_and_said_to_be_cut():
    document = read(archive(part("text/html; charset=utf-8", "<p>前半</p>".encode()), closed=False))
    assert visible(document) == "前半"
    assert [gap.reason for gap in document.gaps] == [GapReason.DAMAGED]


def test_endless_nesting_cannot_be_read():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000))
    with pytest.raises(CannotRead) as caught:
        read(b"MIME-Version: 1.0\r\n" + deep)
    assert caught.value.reason is GapReason.LIMIT


@pytest.mark.parametrize(
    "data",
    [b"", b"MIME-Version: 1.0\r\n", b"Content-Type: ;;;=\r\nMIME-Version: 1.0\r\n\r\n<p>x", b"Content-Type: multipart/related\r\n\r\nx"],
)
def test_fragments_do_no_harm(data: bytes):
    assert isinstance(read(data), Document)


def test_a_date_that_no_calendar_knows_does_no_harm():
    data = archive(part("text/html", b"<p>x</p>")).replace(b"Subject:", b"Date: Mon, 1 Jan 2024 08:00:00 +99999999999\r\nSubject:")
    assert visible(read(data)) == "x"


def test_fields_of_thousands_of_parts_are_not_guessed_at(monkeypatch):
    """Guessing an encoding takes milliseconds for each, and the parser asks for a field several times."""
    monkeypatch.setattr(charset, "_guess", lambda _: pytest.fail("guessed"))
    odd = b"Content-Type: \xcdK\xe1\x88\xff\xffAAAA==\r\n\r\nx"
    assert "张三" in visible(read(archive(odd, part("text/html", "<p>张三</p>".encode()))))


def test_field_that_is_taken_apart_in_quadratic_time_is_cut(monkeypatch):
    kept = []
    monkeypatch.setattr(mail, "unmangled", lambda text: kept.append(len(text)) or text)
    message = mail.parse(b"Content-Type: text/html" + b";a=b" * 50_000 + b"\r\nSubject: " + b"a" * 50_000 + b"\r\n\r\n<p>x")
    assert message["Subject"] == "a" * 50_000
    assert message.get_content_type() == "text/html"
    assert sorted(set(kept)) == [mail._TAKEN_APART, 50_000]
