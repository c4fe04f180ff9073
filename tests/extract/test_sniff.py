"""Formats are told by content; text that merely resembles something else stays text."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

import pytest

from review.extract import MODULES
from review.extract.sniff import ARCHIVES, UNSUPPORTED, expected_formats, sniff

NOTICE = "关于调整窗口办理时间的通知\n各股室：\n　　现将有关事项通知如下。\n"


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def tar_of(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [NOTICE, "名单\n", "中文" * 3000])
def test_chinese_text_is_text_in_every_encoding(encoding, text):
    text = text if encoding != "big5" else "關於宗親會聯誼活動的函，請各單位協助辦理。\n"
    assert sniff(text.encode(encoding)) == "text"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a",
        "编号,姓名\n1,张某\n".encode("gbk"),
        b"BM2024-013 \xe5\x8f\xb7\xe6\x96\x87\xe4\xbb\xb6",
        "MZ号通知".encode("gbk"),
        b"MZ\x00" + NOTICE.encode("gbk"),
        b"ID3,ID4,ID5\n1,2,3\n",
        b"GIF8 is no picture",
        b"RIFF,OggS,fLaC\n",
        b"BZh \xe7\x8f\xad\xe7\xba\xa7",
        "另存为%PDF-1.4格式的文件请重新上传。".encode(),
        b"1234ftyp isom",
        b'<?xml version="1.0"?><list><item>1</item></list>',
        b"<13800138000>",
        "申请表：\nMIME-Version: 1.0 是邮件的标志。\n".encode(),
        "Subject: 会议\nFrom: 张某\n\n请参加。\n".encode(),
    ],
)
def test_text_that_begins_like_something_else_is_text(data):
    assert sniff(data) == "text"


def test_a_stray_control_byte_leaves_text_text():
    assert sniff(NOTICE.encode("gbk")[:20] + b"\x00" + NOTICE.encode("gbk")[20:]) == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "markup",
    [
        "<!DOCTYPE html><p>通知公告</p>",
        "\r\n <HTML><body>通知公告</body></HTML>",
        '<div class="a">通知公告</div>',
        "<!-- 草稿 --><p>通知公告</p>",
    ],
)
def test_a_web_page_or_a_piece_of_one_is_html(encoding, markup):
    assert sniff((markup + NOTICE).encode(encoding)) == "html"


def test_xhtml_is_html():
    assert sniff(b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>') == "html"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x\r\n", "mhtml"),
        (b"From: a@x.com\r\nTo: b@x.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", "eml"),
        (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nContent-Type: multipart/related\r\n", "eml"),
        (b"Received: from a.example\r\n by b.example\r\nSubject: x\r\n\r\nbody", "eml"),
        (b"MIME-Version: 1.0\r\nFrom: a@example.com\r\nSubject: =?utf-8?B?eA==?=\r\n\r\neA==", "eml"),
        (b"From: a@example.com\nDate: Mon, 1 Jan 2024 00:00:00 +0800\nSubject: x\n\nbody", "eml"),
        (b"Subject: =?utf-8?B?5py65a+G?=\nTo: b@example.com\n\n5py65a+G", "eml"),
        (b"Subject: x\nContent-Transfer-Encoding: base64\n\n5py65a+G", "eml"),
        (b"Received: x\r\n" + b"X-Long: y\r\n" * 900 + b"Subject: z\r\n\r\n", "eml"),
    ],
)
def test_mail_is_told_by_its_header(data, kind):
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.4\n", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj\n<<>>", "pdf"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image"),
        (b"BM" + b"\x36\x00\x0c\x00" + bytes(4) + b"\x36\x00\x00\x00\x28" + bytes(3) + b"\x00\x02" + b"\xff" * 400, "image"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00", "image"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "media"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00TIT2\x00\x00", "media"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00", "media"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "program"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (gzip.compress(b"x"), "gzip"),
        (bz2.compress(random.Random(1).randbytes(600)), "bzip2"),
        (lzma.compress(b"x"), "xz"),
        (tar_of("通知.txt", b"x"), "tar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "ole"),
        (zip_of("[Content_Types].xml", "word/document.xml"), "docx"),
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zip_of("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zip_of("mimetype", "content.xml"), "odt"),
        (zip_of("通知.docx"), "zip"),
        (zip_of(), "zip"),
        (zip_of("通知.docx")[:-10], "damaged-zip"),
        (random.Random(2).randbytes(4096), "binary"),
        (bytes(range(32)) * 40, "binary"),
    ],
)
def test_a_format_is_told_by_its_first_bytes(data, kind):
    assert sniff(data) == kind


def test_every_kind_can_be_read_or_has_words_for_why_not():
    kinds = {
        kind
        for suffix in ("docx", "doc", "xls", "pdf", "html", "mht", "txt", "md", "zip", "gz", "rar")
        for kind in expected_formats("a." + suffix)
    }
    assert kinds <= MODULES.keys() | UNSUPPORTED.keys()
    assert UNSUPPORTED.keys() >= ARCHIVES


def test_a_name_without_a_known_suffix_promises_nothing():
    assert expected_formats("名单") == expected_formats(".txt") == expected_formats("名单.2024") == frozenset()


@pytest.mark.parametrize(
    "start",
    [
        '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument>',
        '<?xml version="1.0"?><pkg:package xmlns:pkg="a">',
        '<svg xmlns="http://www.w3.org/2000/svg"><text>机</text><text>密</text></svg>',
    ],
)
def test_markup_whose_words_may_be_split_is_not_read_as_text(start):
    assert sniff(start.encode()) == "markup"


def test_an_office_package_without_its_table_of_contents_is_damaged_not_an_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    assert sniff(packed.getvalue()) == "damaged-zip"
