"""LibreOffice is asked for a second opinion on old files, reaches no network, and what it reads beyond us is checked and named."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from docx_writer import carried, docx, par, run
from legacy_writer import doc
from odf_writer import odf

from review.errors import CannotRead
from review.extract import IN_CHILD, extract, extractor, libreoffice, office_program, process_bounds, second_opinion
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Document, Gap, GapReason, Layer, Place
from review.scan import Options, scan

needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="bounds of POSIX")
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LINKED = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rIdZ"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def valid(package: bytes) -> bytes:
    """The package with the content types that LibreOffice insists on."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        new.writestr("[Content_Types].xml", TYPES)
        for name in old.namelist():
            if name != "[Content_Types].xml":
                new.writestr(name, old.read(name))
    return stream.getvalue()


def read(kind, data, limits):
    return extractor(kind)(data, limits)


def old_word(text: str = "正文", gap: str = second_opinion.DISAGREED) -> Document:
    builder = DocumentBuilder("doc", DEFAULT)
    builder.paragraph(text, Place(path="p1"))
    builder.gap(GapReason.UNSUPPORTED, gap)
    return builder.build()


@pytest.fixture
def converted(monkeypatch):
    """What LibreOffice is made to answer: the body of an .odt, or nothing."""
    asked = []

    def answer(body):
        def convert(_data, suffix, target, _seconds):
            asked.append((suffix, target))
            return odf(body) if body is not None else None

        monkeypatch.setenv(office_program.SWITCH, "on")
        monkeypatch.setattr(office_program, "program", lambda: "soffice")
        monkeypatch.setattr(libreoffice, "convert", convert)
        return asked

    return answer


def test_lines_beyond_ours_are_added_behind_the_page_with_a_gap_and_every_rule_runs_on_them(converted, ruleset):
    converted("<text:p>正文</text:p><text:p>联系人：13800138000</text:p>")
    document = second_opinion.compared("doc", b"", old_word(), DEFAULT, read)
    assert carried(document, "second-reading", Layer.HIDDEN) == ["联系人：13800138000"]
    assert document.text[: document.visible_end] == "正文"
    gap = document.gaps[-1]
    assert (gap.reason, gap.place.path) == (GapReason.UNREADABLE, "p2")
    assert "1 行" in gap.message
    rules = {finding.rule for finding in scan(document, ruleset, Options(b"k" * 32)).findings}
    assert {"hidden.second-reading", "personal.mobile"} <= rules


def test_agreement_says_nothing_whatever_the_spaces_signs_and_numbers(converted):
    asked = converted("<text:p>正 文，第 2 页</text:p><text:p>2027</text:p><text:p>2026年11月27日</text:p>")
    document = old_word("正文第9页")
    assert second_opinion.compared("doc", b"", document, DEFAULT, read) is document
    assert asked == [("doc", "odt")]


def test_it_is_not_asked_where_our_readers_agree_unless_that_is_wanted(converted, monkeypatch):
    asked = converted("<text:p>另一行字</text:p>")
    agreed = old_word(gap="两种读法一样")
    assert second_opinion.compared("doc", b"", agreed, DEFAULT, read) is agreed
    assert asked == []
    monkeypatch.setenv(office_program.SWITCH, "always")
    assert carried(second_opinion.compared("doc", b"", agreed, DEFAULT, read), "second-reading") == ["另一行字"]


@pytest.mark.parametrize("value", ["off", "always"])
def test_nothing_changes_where_it_is_switched_off_or_not_installed(monkeypatch, value):
    monkeypatch.setenv(office_program.SWITCH, value)
    monkeypatch.setattr(office_program, "program", lambda: None if value == "always" else "soffice")
    monkeypatch.setattr(libreoffice, "_run", lambda *_: pytest.fail("asked"))
    document = old_word()
    assert second_opinion.compared("doc", b"", document, DEFAULT, read) is document


def test_files_inside_stay_with_what_was_added(converted):
    converted("<text:p>另一行字</text:p>")
    builder = DocumentBuilder("doc", DEFAULT)
    builder.paragraph("正文", Place())
    builder.embed(extract("附件".encode(), "a.txt"), "object1")
    builder.gap(GapReason.UNSUPPORTED, second_opinion.TEXT_ONLY)
    document = second_opinion.compared("doc", b"", builder.build(), DEFAULT, read)
    assert [(inner.part, inner.document.text) for inner in document.inner] == [("object1", "附件")]
    assert document.text[document.inner[0].start :] == "附件"
    assert carried(document, "second-reading") == ["另一行字"]


def test_a_file_that_we_cannot_read_is_read_with_the_reason_kept(converted, monkeypatch):
    monkeypatch.delenv(IN_CHILD, raising=False)
    converted("<text:p>密级：秘密</text:p>")
    document = extract(doc("正文\r", version=0x65), "a.doc")
    assert document.text == "密级：秘密\n"
    assert document.format == "doc"
    assert [gap.reason for gap in document.gaps] == [GapReason.UNSUPPORTED, GapReason.UNREADABLE]


@pytest.mark.parametrize(
    ("reason", "body"),
    [(GapReason.ENCRYPTED, "<text:p>文</text:p>"), (GapReason.DAMAGED, "<text:p>‘Nªn¿SÑSUT9ei—Ô</text:p>"), (GapReason.DAMAGED, None)],
)
def test_what_is_locked_or_comes_out_as_rubbish_stays_unread(converted, reason, body):
    converted(body)
    with pytest.raises(CannotRead) as error:
        second_opinion.instead("doc", b"", CannotRead(reason, "原因"), DEFAULT, read)
    assert error.value.reason is reason


def test_a_sheet_is_asked_about_only_if_it_is_damaged(converted):
    asked = converted(None)
    whole = Document("", "xls", "值", (), (Gap(GapReason.UNSUPPORTED, "只读到文字"),))
    second_opinion.compared("xls", b"", whole, DEFAULT, read)
    second_opinion.compared("xls", b"", Document("", "xls", "值", (), (Gap(GapReason.DAMAGED, "损坏"),)), DEFAULT, read)
    assert asked == [("xls", "ods")]


@posix
def test_a_bounded_command_can_neither_take_memory_nor_write_without_end(tmp_path):
    def ends(script):
        command = process_bounds.bounded([sys.executable, "-c", script], 512 << 20, 1 << 20, 20)
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert ends("x = bytearray(1 << 20)") == 0
    assert ends("x = bytearray(1 << 30)") != 0
    assert ends("open('a', 'wb').write(bytes(1 << 23))") != 0


@posix
def test_time_ends_the_program_with_all_that_it_started(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nsleep 300 & echo $! > "{tmp_path}/pid"\nwait\n')
    program.chmod(0o700)
    monkeypatch.setattr(office_program, "program", lambda: str(program))
    monkeypatch.setattr(libreoffice, "_cut_off", lambda: ())
    assert libreoffice.convert(b"x", "doc", "odt", 2.0) is None
    child = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.fixture(scope="module")
def listener():
    """A port on this machine that counts who comes."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return
                came.append("somebody")
                visitor.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.png", came


@pytest.fixture(scope="module")
def linked(listener):
    """A .doc with a picture that lies elsewhere."""
    package = valid(docx(par("图", LINKED), (("rIdZ", "image", listener[0]),)))
    made = libreoffice.convert(package, "docx", "doc")
    assert listener[0].encode("utf-16-le") in (made or b"")
    return made


@needs_soffice
@pytest.mark.parametrize("barrier", ["settings", "network"])
def test_each_barrier_by_itself_keeps_a_linked_picture_from_being_fetched(linked, listener, monkeypatch, barrier):
    if barrier == "settings":
        monkeypatch.setattr(libreoffice, "_cut_off", lambda: ())
    elif libreoffice._cut_off():
        monkeypatch.setattr(libreoffice, "SETTINGS", ())
    else:
        pytest.skip("this system gives no network of its own")
    listener[1].clear()
    assert libreoffice.convert(linked, "doc", "odt")
    assert listener[1] == []


@needs_soffice
def test_without_barriers_the_picture_would_be_fetched(linked, listener, monkeypatch):
    monkeypatch.setattr(libreoffice, "_cut_off", lambda: ())
    monkeypatch.setattr(libreoffice, "SETTINGS", ())
    listener[1].clear()
    libreoffice.convert(linked, "doc", "odt")
    assert listener[1]


@needs_soffice
def test_a_text_that_libreoffice_wrote_is_read_whole():
    box = (
        "<w:r><w:pict><v:shape style='width:100pt;height:50pt'><v:textbox><w:txbxContent>"
        f"{par('框里的字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    hidden = run("藏起来的字", "<w:vanish/>")
    deleted = '<w:del w:id="1" w:author="李某" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>删去的字</w:delText></w:r></w:del>'
    made = libreoffice.convert(valid(docx(par("正文", hidden, deleted) + par(box))), "docx", "odt")
    document = extract(made or b"", "a.odt")
    assert document.format == "odt"
    assert document.text[: document.visible_end].split() == ["正文", "框里的字"]
    assert [s.carrier for s in document.segments if "框里" in document.text[s.start : s.end]] == ["text-box"]
    assert carried(document, "text", Layer.HIDDEN) == ["藏起来的字"]
    assert carried(document, "tracked-change", Layer.REVISION) == ["删去的字"]
    assert not [gap for gap in document.gaps if gap.reason is not GapReason.NEEDS_EYES]


@needs_soffice
def test_libreoffice_agrees_with_us_on_a_file_that_it_wrote(monkeypatch):
    made = libreoffice.convert(valid(docx(par("关于召开会议的通知") + par("联系电话：010-00000000"))), "docx", "doc")
    monkeypatch.setenv(office_program.SWITCH, "always")
    monkeypatch.delenv(IN_CHILD, raising=False)
    asked = []
    real = libreoffice.convert
    monkeypatch.setattr(libreoffice, "convert", lambda *given: asked.append(given[1]) or real(*given))
    document = extract(made or b"", "a.doc")
    assert asked == ["doc"]
    assert "联系电话" in document.text
    assert carried(document, "second-reading") == []
    assert GapReason.UNREADABLE not in {gap.reason for gap in document.gaps}
