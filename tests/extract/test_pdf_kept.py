"""What a PDF keeps beside its pages: earlier versions, orphans, attached files, comments, private data, thumbnails."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zlib

import leaky_pdf
import pikepdf
import pytest
from leaky_pdf import PLACES, leaky, marker
from pdf_writer import Pdf, picture, show, stream, utf16

from review.errors import CannotRead
from review.extract import IN_CHILD
from review.extract.builder import DocumentBuilder
from review.extract.limits import CLOCK, DEFAULT
from review.extract.pdf import read
from review.extract.pdf_coverage import COVERAGE
from review.extract.pdf_revisions import add_revisions
from review.model import Document, GapReason, Layer, Place


def behind(document: Document, carrier: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if s.carrier == carrier and s.layer is not Layer.VISIBLE]


def gaps(document: Document) -> list[GapReason]:
    return [gap.reason for gap in document.gaps]


def saved_again(data: bytes, number: int, body: bytes) -> bytes:
    """Append a version in which object `number` is another."""
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    thing = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 90 /Root 1 0 R /Prev %d >>\n" % (number, len(data), start)
    return data + thing + table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(thing))


@pytest.mark.parametrize("number", range(1, PLACES + 1))
def test_every_place_is_seen(number):
    document = read(LEAKY, DEFAULT)
    wanted = "THUMBNAIL-30" if number == 30 else marker(number)
    assert re.search(re.escape(wanted) + "(?![一二三四五六七八九十])", document.text)


LEAKY = leaky()
UNSEEN = (
    (leaky_pdf.COVERED, "redaction"),
    (leaky_pdf.WHITE, "text"),
    (leaky_pdf.UNPAINTED, "text"),
    (leaky_pdf.CLIPPED, "text"),
    (leaky_pdf.OFF_PAGE, "offpage"),
    (leaky_pdf.TINY, "text"),
    (leaky_pdf.UNDER_PICTURE, "redaction"),
    (leaky_pdf.CROPPED, "offpage"),
    (leaky_pdf.OFF_LAYER, "layer"),
)


@pytest.mark.parametrize(("number", "carrier"), UNSEEN)
def test_what_the_page_does_not_show_is_told_from_what_it_shows(number, carrier):
    document = read(LEAKY, DEFAULT)
    assert f"{marker(number)}。" not in document.text[: document.visible_end]
    assert any(f"{marker(number)}。" in text for text in behind(document, carrier))


# earlier versions


def test_line_that_was_taken_out_is_found_in_the_earlier_version():
    pdf = Pdf().page(show(72, 700, "通知") + show(72, 660, "联系人张某 13800000000"))
    document = read(saved_again(pdf.build(), 5, stream(show(72, 700, "通知"))), DEFAULT)
    assert document.text[: document.visible_end] == "通知"
    assert behind(document, "tracked-change") == ["第 1 版（共 2 版）", "联系人张某 13800000000"]
    removed = document.segments[-1]
    assert (removed.layer, removed.place) == (Layer.REVISION, Place(part="revision1", path="p1", page=1))


def test_what_two_earlier_versions_share_is_told_once():
    data = Pdf().page(show(72, 700, "通知") + show(72, 660, "删去的一行")).build()
    data = saved_again(data, 5, stream(show(72, 700, "通知") + show(72, 660, "删去的一行") + show(72, 600, "又一行")))
    assert behind(read(saved_again(data, 5, stream(show(72, 700, "通知"))), DEFAULT), "tracked-change") == [
        "第 1 版（共 3 版）",
        "删去的一行",
        "第 2 版（共 3 版）",
        "又一行",
    ]


def test_text_that_only_moved_was_not_taken_out():
    data = Pdf().page(show(72, 700, "第一行文字") + show(72, 660, "第二行文字")).build()
    assert behind(read(saved_again(data, 5, stream(show(72, 500, "第一行文字第二行文字"))), DEFAULT), "tracked-change") == [
        "第 1 版（共 2 版）"
    ]


def test_note_that_was_deleted_is_found_in_the_earlier_version():
    entries = b"/Annots [<< /Subtype /Text /Rect [0 0 9 9] /Contents %s >>]" % utf16("请删去张某")
    data = Pdf().page(show(72, 700, "通知"), entries=entries).build()
    page = re.search(rb"6 0 obj\n(.*?)\nendobj", data, re.DOTALL)[1].replace(entries, b"")
    assert "请删去张某" in behind(read(saved_again(data, 6, page), DEFAULT), "tracked-change")


def test_notes_of_an_earlier_version_that_cannot_be_read_are_a_gap():
    def broken(_file):
        raise pikepdf.PdfError("damaged")
        yield

    data = saved_again(Pdf().page(show(72, 700, "通知")).build(), 5, stream(show(72, 700, "通知二")))
    builder = DocumentBuilder("pdf", DEFAULT)
    add_revisions(builder, data, "", broken, float("inf"))
    document = builder.build()
    assert [(gap.reason, gap.place.part) for gap in document.gaps] == [(GapReason.UNREADABLE, "revision1")]
    assert "通知" in behind(document, "tracked-change")


def test_attached_pdf_that_is_not_packed_is_no_earlier_version():
    inner = Pdf().page(show(72, 700, "附件的一行")).build()
    pdf = Pdf().page(show(72, 700, "通知"))
    spec = pdf.add(b"<< /UF (a.pdf) /EF << /F %d 0 R >> >>" % pdf.add(stream(inner)))
    pdf.catalog = b"/AF [%d 0 R]" % spec
    document = read(pdf.build(), DEFAULT)
    assert behind(document, "tracked-change") == []
    assert "附件的一行" in document.text


# files inside


def test_attachment_in_an_attachment_is_read():
    innermost = Pdf()
    innermost.page(show(72, 700, "最里面"))
    data = innermost.build()
    for _ in range(2):
        pdf = Pdf().page(show(72, 700, "外面"))
        spec = pdf.add(b"<< /UF (a.pdf) /EF << /F %d 0 R >> >>" % pdf.add(stream(data)))
        pdf.catalog = b"/Names << /EmbeddedFiles << /Names [(a) %d 0 R] >> >>" % spec
        data = pdf.build()
    document = read(data, DEFAULT)
    assert "最里面" in document.text
    assert gaps(read(data, DEFAULT._replace(depth=1)).inner[0].document) == [GapReason.LIMIT]


def test_pages_of_an_attachment_count_for_the_time_of_the_whole(monkeypatch):
    monkeypatch.setenv(IN_CHILD, "1")
    pdf = Pdf().page(show(72, 700, "外面"))
    inner = Pdf().page(show(72, 700, "里面")).page(show(72, 700, "里面"))
    pdf.catalog = b"/AF [%d 0 R]" % pdf.add(b"<< /UF (a.pdf) /EF << /F %d 0 R >> >>" % pdf.add(stream(inner.build())))
    told: list[int] = []
    CLOCK.start(lambda pages, _: told.append(pages))
    read(pdf.build(), DEFAULT)
    CLOCK.stop()
    assert told == [1, 3]


def test_attachment_that_unpacks_to_too_much_is_a_gap():
    pdf = Pdf().page(show(72, 700, "通知"))
    content = pdf.add(stream(zlib.compress(bytes(3_000_000)), b"/Filter /FlateDecode "))
    pdf.catalog = b"/AF [%d 0 R]" % pdf.add(b"<< /UF (a.txt) /EF << /F %d 0 R >> >>" % content)
    assert gaps(read(pdf.build(), DEFAULT._replace(unpacked_bytes=1_000_000))) == [GapReason.LIMIT]


def test_data_behind_the_end_is_read_as_a_file():
    data = Pdf().page(show(72, 700, "通知")).build()
    document = read(data + "附在后面的张某，电话 13800000000。".encode(), DEFAULT)
    assert "附在后面的张某" in document.text[document.visible_end :]
    assert read(data + b"\r\n\x00\x00", DEFAULT).inner == ()


def test_version_that_was_cut_off_is_incomplete():
    data = Pdf().page(show(72, 700, "通知")).build()
    again = saved_again(data, 5, stream(show(72, 700, "改过的通知")))
    assert gaps(read(again[: again.rindex(b"xref\n5")], DEFAULT)) == [GapReason.DAMAGED]


# orphans


def test_content_that_no_page_uses_is_read():
    pdf = Pdf().page(show(72, 700, "通知"))
    pdf.add(stream(show(72, 700, "通知") + show(72, 660, "换下的一行")))
    assert behind(read(pdf.build(), DEFAULT), "text") == ["换下的一行"]


def test_note_that_no_page_uses_is_read():
    pdf = Pdf().page(show(72, 700, "通知"))
    pdf.add(b"<< /Type /Annot /Subtype /FreeText /Contents %s /M (D:20260101) >>" % utf16("张某 13800000000"))
    assert behind(read(pdf.build(), DEFAULT), "text") == ["张某 13800000000"]


def test_file_that_nothing_uses_is_read():
    pdf = Pdf().page(show(72, 700, "通知"))
    pdf.add(stream("残留的附件".encode(), b"/Type /EmbeddedFile "))
    assert "残留的附件" in read(pdf.build(), DEFAULT).text


def test_picture_that_no_page_uses_needs_eyes():
    pdf = Pdf().page(show(72, 700, "通知") + picture(0, 0, 1, 1))
    assert gaps(read(pdf.build(), DEFAULT)) == []
    pdf.add(pdf.objects[3])
    assert gaps(read(pdf.build(), DEFAULT)) == [GapReason.NEEDS_EYES]


def test_orphan_that_is_not_unpacked_is_a_gap():
    pdf = Pdf().page(show(72, 700, "通知"))
    pdf.add(stream(zlib.compress(bytes(9_000_000)), b"/Filter /FlateDecode "))
    assert gaps(read(pdf.build(), DEFAULT)) == [GapReason.UNREADABLE]


# comments, private data


def test_comments_of_the_source_are_read_and_those_of_programs_are_not():
    data = Pdf().page(show(72, 700, "通知") + b"% drawn by Zhang\n(100% cotton) pop\n").build()
    data = data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") + "% 内部联系人张某\n%% Original object ID: 4 0\n".encode()
    with pikepdf.open(io.BytesIO(data)) as file:
        assert file.pages
    found = behind(read(data.replace(b"\nxref\n", b"\n% reviewed twice\nxref\n"), DEFAULT), "metadata")
    assert any("drawn by Zhang" in text and "reviewed twice" in text for text in found)
    assert not any("cotton" in text or "Original" in text for text in found)


def test_keys_that_nobody_knows_are_told_once_as_custom_data():
    pdf = Pdf().page(
        show(72, 700, "通知"),
        entries=b"/Route %s /Again %s /When (D:20260101) /Known %s" % (utf16("张某转李某"), utf16("张某转李某"), utf16("通知")),
    )
    assert behind(read(pdf.build(), DEFAULT), "custom-xml") == ["张某转李某"]


def test_private_data_of_a_program_is_a_gap():
    pdf = Pdf().page(show(72, 700, "通知"))
    pdf.catalog = b"/PieceInfo << /Illustrator << /Private << /Data %d 0 R >> >> >>" % pdf.add(stream(b"\x00\x01"))
    assert gaps(read(pdf.build(), DEFAULT)) == [GapReason.UNREADABLE]


def test_data_of_a_program_written_as_letters_is_a_gap_and_no_text():
    document = read(Pdf().page(show(72, 700, "通知"), entries=b"/Extras (%s==)" % (b"YnBsaXN0MDDUAQID" * 20)).build(), DEFAULT)
    assert (behind(document, "custom-xml"), gaps(document)) == ([], [GapReason.UNREADABLE])


def test_signer_is_an_author_and_metadata_of_a_picture_is_read():
    pdf = Pdf()
    packet = pdf.add(stream(leaky_pdf.XMP.encode(), b"/Type /Metadata /Subtype /XML "))
    pdf.objects[3] = pdf.objects[3].replace(b"/Width 1", b"/Width 1 /Metadata %d 0 R" % packet)
    pdf.page(show(72, 700, "通知") + picture(0, 0, 1, 1))
    pdf.catalog = b"/AcroForm << /Fields [<< /FT /Sig /T (s) /V << /Type /Sig /Name %s /Reason %s >> >>] >>" % (
        utf16("张某"),
        utf16("同意公开"),
    )
    document = read(pdf.build(), DEFAULT)
    assert behind(document, "metadata") == ["生成程序：记号二十九\n主题：记号二十八", "签名人：张某"]
    assert behind(document, "custom-xml") == ["同意公开"]


# two readers


def test_page_on_which_a_second_reader_finds_more_is_not_trusted(monkeypatch):
    from review.extract import pdf_opinion

    monkeypatch.setattr(pdf_opinion.SecondReader, "_read", lambda *_: "另一个程序读到的完整文字，共有二十多个字，都写在这一页上面")
    content = b"".join(show(72, 800 - 20 * n, "\ue000") for n in range(20))
    document = read(Pdf().page(content).build(), DEFAULT)
    assert GapReason.UNREADABLE in gaps(document)
    assert "文字层不可信" in document.gaps[0].message
    assert "另一个程序读到的完整文字" in document.text[: document.visible_end]


def test_second_reader_is_not_asked_about_a_page_that_reads_well(monkeypatch):
    from review.extract import pdf_opinion

    monkeypatch.setattr(pdf_opinion.SecondReader, "_read", lambda *_: pytest.fail("asked"))
    assert gaps(read(Pdf().page(b"".join(show(72, 800 - 20 * n, "一行好好的文字") for n in range(20))).build(), DEFAULT)) == []


def test_time_grows_with_the_pages_up_to_half_an_hour():
    assert [DEFAULT.seconds_for(pages) for pages in (0, 100, 100_000)] == [30, 60, 1800]


def test_coverage_speaks_of_eleven_kinds():
    assert len(COVERAGE) == len(dict(COVERAGE)) == 11


@pytest.mark.parametrize("seed", range(150))
def test_mutated_file_is_read_or_refused(seed):
    dice = random.Random(seed)
    data = bytearray(LEAKY)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(data))
        if dice.random() < 0.5:
            data[at] = dice.randrange(256)
        else:
            del data[at : at + dice.randint(1, 40)]
    with contextlib.suppress(CannotRead):
        read(bytes(data), DEFAULT)


def test_a_number_of_the_table_of_objects_that_is_beyond_all_files_leads_nowhere():
    from review.extract.pdf_revisions import ends

    assert ends(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n99999999999999999999999\n%%EOF\n") != []


def test_text_turned_by_no_number_has_no_direction():
    from review.extract.pdf_objects import Inventory, _note_direction

    found = Inventory()
    _note_direction(found, object(), (float("nan"), 1.0, 0.0, 0.0, 0.0, 0.0))
    assert not found.turned
