"""What is read of a PDF, what lies behind its pages, and what is said of the rest."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pdf_writer import Pdf, picture, ruled, show, stream, utf16

from review.errors import CannotRead
from review.extract.limits import DEFAULT
from review.extract.pdf import read
from review.extract.pdf_table import TableFinder
from review.extract.pdf_text import Frame
from review.model import Document, GapReason, Layer, Zone


def of(*contents: bytes, **entries: bytes) -> Document:
    pdf = Pdf()
    for content in contents:
        pdf.page(content, **entries)
    return read(pdf.build(), DEFAULT)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def behind(document: Document, carrier: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if s.carrier == carrier and s.layer is not Layer.VISIBLE]


def gaps(document: Document) -> list[tuple[GapReason, int | None]]:
    return [(gap.reason, gap.place.page) for gap in document.gaps]


# lines and pages


def test_each_line_is_a_paragraph_with_its_page_and_box():
    document = of(show(72, 700, "关于开展专项检查的通知", size=20) + show(72, 660, "各乡镇人民政府："), show(72, 700, "附件"))
    assert document.text == "关于开展专项检查的通知\n各乡镇人民政府：\n\n附件\n"
    first, second, third = document.segments
    assert (first.place.path, second.place.path, third.place.path) == ("p1/l1", "p1/l2", "p2/l1")
    assert (third.place.page, third.place.zone, document.text[third.start : third.end]) == (2, Zone.BODY, "附件")
    left, top, right, bottom = first.place.box
    assert (left, right) == (pytest.approx(72, abs=4), pytest.approx(72 + 11 * 20, abs=4))
    assert top < 842 - 700 < bottom + 4
    assert bottom < second.place.box[1]


def test_character_alone_is_read_though_no_font_has_it():
    """Without a glyph it has no extent, and pdfium leaves such a string out; the machine's fonts must not decide what is read."""
    assert of(show(72, 700, "密"), b"").text == "密\n"


def test_only_the_stand_in_font_is_offered_to_pdfium():
    import pypdfium2

    of(show(72, 700, "甲"))
    fonts = pypdfium2.PdfSysfontBase.SINGLETON
    assert fonts.MapFont(None, 400, 0, 134, 0, b"SimSun", None)
    assert not fonts.MapFont(None, 400, 0, 0, 0, b"Arial", None)


def test_empty_pages_leave_one_empty_line_between_the_others():
    assert of(b"", show(72, 700, "甲"), b"", b"", show(72, 700, "乙")).text == "甲\n\n乙\n"


def test_character_beyond_the_basic_plane_keeps_lines_and_boxes_right():
    document = of(show(72, 700, "𠮷𠮷某") + show(200, 650, "公示"))
    assert document.text == "𠮷𠮷某\n公示\n"
    assert document.segments[1].place.box[0] == pytest.approx(200, abs=3)


def test_word_broken_at_a_hyphen_keeps_the_hyphen():
    assert of(show(72, 700, "co-") + show(72, 680, "operation")).text == "co-operation\n"


@pytest.mark.parametrize(
    ("turn", "box"),
    [(0, (10, 70, 30, 80)), (1, (10, 10, 20, 30)), (2, (60, 10, 80, 20)), (3, (70, 60, 80, 80))],
)
def test_box_follows_crop_and_rotation(turn, box):
    frame = Frame((100, 200, 190, 290), turn)
    assert frame.box(110, 210, 130, 220) == box


def test_lines_of_a_turned_page_stand_where_the_reader_sees_them():
    document = of(show(100, 700, "横排"), entries=b"/Rotate 90")
    left, top, right, bottom = document.segments[0].place.box
    assert (left, top) == (pytest.approx(700, abs=4), pytest.approx(100, abs=4))
    assert bottom - top > right - left


def test_pages_beyond_the_limit_are_a_gap():
    pdf = Pdf().page(show(72, 700, "甲")).page(show(72, 700, "乙")).build()
    document = read(pdf, DEFAULT._replace(pages=1))
    assert (document.text, gaps(document)) == ("甲\n", [(GapReason.LIMIT, None)])
    assert "共 2 页" in document.gaps[0].message


def test_pages_that_time_does_not_reach_are_a_gap():
    document = read(Pdf().page(show(72, 700, "甲")).build(), DEFAULT._replace(seconds=0.0, page_seconds=0.0))
    assert (document.text, gaps(document)) == ("", [(GapReason.TIMEOUT, None)])


# tables


def table(*rows: tuple[str, ...], size: float = 14) -> bytes:
    ys = [700.0 - 40 * i for i in range(len(rows) + 1)]
    xs = [72.0 + 120 * i for i in range(len(rows[0]) + 1)]
    texts = [show(xs[c] + 4, ys[r] - 24, text, size=size) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return ruled(xs, ys) + b"".join(texts)


def test_ruled_table_becomes_rows_between_the_lines_around_it():
    document = of(
        show(72, 760, "拟补助人员名单") + table(("姓名", "村组"), ("张某某", "一组"), ("李某某", "二组")) + show(72, 400, "特此公示")
    )
    assert document.text == "拟补助人员名单\n姓名\t村组\n张某某\t一组\n李某某\t二组\n特此公示\n"
    cell = document.segments[4]
    assert (cell.place.path, cell.place.zone, cell.place.page) == ("t1/r2/c2", Zone.TABLE, 1)
    assert cell.place.box == pytest.approx((192, 182, 312, 222), abs=1)
    assert document.segments[-1].place.path == "p1/l2"


def test_tables_are_counted_through_the_document():
    rows = table(("甲", "乙"), ("丙", "丁"))
    assert of(rows, rows).segments[-1].place.path == "t2/r2/c2"


def test_empty_cell_keeps_its_column():
    assert of(table(("甲", "", "丙"), ("丁", "戊", ""))).text == "甲\t\t丙\n丁\t戊\t\n"


def test_value_broken_because_the_cell_was_full_is_one_value():
    lines = ruled([72, 170, 270], [700, 620, 580]) + show(76, 680, "36078", size=18) + show(76, 650, "119", size=18)
    assert of(lines + show(180, 665, "张某") + show(76, 595, "备注") + show(180, 595, "无")).text == "36078119\t张某\n备注\t无\n"


def test_number_that_runs_over_the_edge_of_its_cell_stays_whole():
    assert of(table(("姓名", "电话"), ("张某", "13800000000"))).text == "姓名\t电话\n张某\t13800000000\n"


def test_separate_lines_of_a_cell_stay_apart():
    lines = ruled([72, 270, 400], [700, 620, 580]) + show(76, 680, "张某") + show(76, 650, "李某")
    assert of(lines + show(280, 665, "组长") + show(76, 595, "王某") + show(280, 595, "组员")).text == "张某 李某\t组长\n王某\t组员\n"


def test_table_of_a_cropped_page_stands_in_its_cells():
    document = of(table(("甲", "乙"), ("丙", "丁")), entries=b"/CropBox [50 100 560 800]")
    assert document.text == "甲\t乙\n丙\t丁\n"
    assert document.segments[0].place.box[:2] == pytest.approx((22, 100), abs=1)


def test_table_of_a_turned_page_is_read():
    assert visible(of(table(("甲", "乙"), ("丙", "丁")), entries=b"/Rotate 180")).count("\t") == 2


def test_frame_around_the_text_is_no_table():
    document = of(ruled([60, 500], [750, 600]) + ruled([60, 500], [590, 500]) + show(72, 700, "第一段") + show(72, 660, "第二段"))
    assert document.text == "第一段\n第二段\n"


def test_page_stays_with_its_lines_when_tables_cannot_be_found(monkeypatch):
    import pdfplumber

    def broken(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(pdfplumber, "open", broken)
    assert of(table(("甲", "乙"), ("丙", "丁"))).text.split() == ["甲", "乙", "丙", "丁"]


def test_pages_beyond_the_budget_for_tables_stay_with_their_lines(monkeypatch):
    from review.extract import pdf_table

    rows = table(("甲", "乙"), ("丙", "丁"))
    monkeypatch.setattr(pdf_table, "BUDGET", 20)
    document = of(rows, rows)
    assert {segment.place.page for segment in document.segments if segment.place.zone is Zone.TABLE} == {1}
    assert document.text.partition("\n\n")[2].split() == ["甲", "乙", "丙", "丁"]


def test_drawing_with_thousands_of_lines_is_not_searched_for_cells(monkeypatch):
    import pdfplumber.page

    monkeypatch.setattr(pdfplumber.page.Page, "find_tables", lambda _: pytest.fail("searched"))
    document = of(show(72, 830, "甲") + ruled([10 + 4.0 * i for i in range(140)], [10 + 4.0 * i for i in range(200)]))
    assert document.text == "甲\n"


# what could not be read


def test_scanned_page_needs_recognition():
    document = of(show(72, 700, "正文"), picture(0, 0, 595, 842))
    assert (document.text, gaps(document)) == ("正文\n", [(GapReason.NEEDS_OCR, 2)])
    assert document.gaps[0].message.startswith("第 2 页没有文字层")


def test_letters_turned_into_outlines_need_recognition():
    outline = b"100 700 m " + b"".join(b"%d 700 %d 720 %d 740 c " % (x, x + 3, x + 6) for x in range(100, 300, 6)) + b"f\n"
    assert gaps(of(outline)) == [(GapReason.NEEDS_OCR, 1)]


def test_large_picture_beside_text_needs_recognition():
    assert gaps(of(show(72, 800, "正文") + picture(0, 0, 595, 300))) == [(GapReason.NEEDS_OCR, 1)]


def test_picture_cut_into_strips_is_one_large_picture():
    strips = b"".join(picture(0, 10 * i, 595, 10) for i in range(40))
    assert gaps(of(show(72, 800, "正文") + strips)) == [(GapReason.NEEDS_OCR, 1)]


def test_a_dot_is_no_gap():
    assert gaps(of(show(72, 800, "正文") + picture(400, 100, 4, 4))) == []


def test_picture_inside_a_form_counts_with_its_size_on_the_page():
    pdf = Pdf()
    form = pdf.add(stream(picture(0, 0, 1, 1), b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /I1 4 0 R >> >> "))
    content = pdf.add(stream(show(72, 800, "正文") + b"q 500 0 0 500 0 0 cm /F Do Q\n"))
    resources = b"<< /Font << /F1 3 0 R >> /XObject << /F %d 0 R >> >>" % form
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources %s >>" % (content, resources)
    pdf.kids.append(pdf.add(page))
    assert gaps(read(pdf.build(), DEFAULT)) == [(GapReason.NEEDS_OCR, 1)]


def test_empty_page_is_no_gap_and_unreadable_content_is():
    assert gaps(of(b"")) == []
    assert gaps(of(b"[" * 20_000)) == [(GapReason.UNREADABLE, 1)]


def test_text_layer_without_meaning_is_not_trusted():
    document = of(show(72, 700, "".join(chr(0xE000 + i) for i in range(20))) + show(72, 650, "正文"))
    assert (GapReason.UNREADABLE, 1) in gaps(document)
    assert gaps(of(show(72, 700, "正文正文正文正文正文正文正文") + show(72, 650, "\ue000\ue001"))) == []


def test_locked_file_is_encrypted():
    with pikepdf.open(io.BytesIO(Pdf().page(show(72, 700, "甲")).build())) as file:
        locked, open_to_all = io.BytesIO(), io.BytesIO()
        file.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
        file.save(open_to_all, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(CannotRead) as caught:
        read(locked.getvalue(), DEFAULT)
    assert caught.value.reason is GapReason.ENCRYPTED
    assert "先取消密码" in caught.value.message
    assert read(open_to_all.getvalue(), DEFAULT).text == "甲\n"


def test_garbage_is_damaged():
    with pytest.raises(CannotRead) as caught:
        read(b"%PDF-1.7\n" + bytes(range(256)) * 40, DEFAULT)
    assert caught.value.reason is GapReason.DAMAGED


def test_file_that_only_repair_can_open_is_read(monkeypatch):
    import pypdfium2

    data = Pdf().page(show(72, 700, "甲")).build()
    real = pypdfium2.PdfDocument

    def picky(source):
        if source == data:
            raise pypdfium2.PdfiumError("format", err_code=3)
        return real(source)

    monkeypatch.setattr(pypdfium2, "PdfDocument", picky)
    document = read(data, DEFAULT)
    assert (document.text, document.gaps) == ("甲\n", ())


def test_file_that_was_cut_off_is_incomplete():
    data = Pdf().page(show(72, 700, "甲")).page(show(72, 700, "乙")).build()
    document = read(data[: data.index(b"xref\n0")], DEFAULT)
    assert document.text.startswith("甲\n")
    assert gaps(document) == [(GapReason.DAMAGED, None)]


# what nobody sees


def test_text_outside_the_page_is_hidden():
    document = of(show(72, 700, "甲") + show(900, 400, "页外电话"))
    assert (visible(document), behind(document, "offpage")) == ("甲", ["页外电话"])


def test_text_that_runs_off_the_page_is_cut_where_the_page_ends():
    document = of(show(72, 700, "左边") + show(700, 700, "右边"))
    assert (visible(document), behind(document, "offpage")) == ("左边", ["右边"])


def test_characters_beyond_the_basic_plane_do_not_shift_the_edge_of_the_page():
    document = of(show(72, 700, "𠮷𠮷左") + show(700, 700, "右边"))
    assert (visible(document), behind(document, "offpage")) == ("𠮷𠮷左", ["右边"])


def test_text_outside_the_crop_box_is_hidden():
    document = of(show(72, 700, "甲") + show(72, 20, "裁掉"), entries=b"/CropBox [0 100 595 842]")
    assert (visible(document), behind(document, "offpage")) == ("甲", ["裁掉"])


def test_unpainted_text_is_hidden_unless_it_was_recognised_in_a_scan():
    document = of(show(72, 700, "甲") + show(72, 650, "看不见", mode=3))
    assert (visible(document), behind(document, "text")) == ("甲", ["看不见"])
    scan = of(picture(0, 0, 595, 842) + show(72, 650, "识别文字", mode=3))
    assert (scan.text, gaps(scan)) == ("识别文字\n", [(GapReason.NEEDS_OCR, 1)])


def test_recognised_text_stays_visible_beside_text_off_the_page():
    scan = of(picture(0, 0, 595, 842) + show(72, 650, "识别文字", mode=3) + show(900, 400, "页外"))
    assert (visible(scan), behind(scan, "text"), behind(scan, "offpage")) == ("识别文字", [], ["页外"])


def test_hidden_text_stands_behind_all_visible_text():
    document = of(show(900, 400, "页外") + show(72, 700, "甲"), show(72, 700, "乙"))
    assert document.text == "甲\n\n乙\n\n页外"
    assert document.segments[-1].place.page == 1


def annotated(annotation: bytes) -> Document:
    return of(show(72, 700, "甲"), entries=b"/Annots [<< /Type /Annot /Rect [9 9 99 99] %s >>]" % annotation)


def test_comment_is_an_annotation_and_its_author_metadata():
    document = annotated(b"/Subtype /Text /Contents %s /T %s" % (utf16("请删去电话"), utf16("李某")))
    assert behind(document, "annotation") == ["请删去电话"]
    assert behind(document, "metadata") == ["批注人：李某"]


def test_redaction_that_was_never_applied_is_reported():
    assert behind(annotated(b"/Subtype /Redact"), "redaction") == ["未应用的涂黑标记"]


def test_stamp_without_words_needs_eyes():
    document = annotated(b"/Subtype /Stamp /AP << /N 4 0 R >>")
    assert gaps(document) == [(GapReason.NEEDS_EYES, 1)]


def test_form_values_and_tooltips_are_read():
    pdf = Pdf().page(show(72, 700, "甲"))
    child = pdf.add(b"<< /T (b) /FT /Tx /V %s /DV %s >>" % (utf16("张某"), utf16("默认")))
    parent = pdf.add(b"<< /T (a) /TU %s /Kids [%d 0 R] >>" % (utf16("提示"), child))
    pdf.catalog = b"/AcroForm << /Fields [%d 0 R] >>" % parent
    assert behind(read(pdf.build(), DEFAULT), "annotation") == ["提示", "张某\n默认"]


def test_dynamic_form_is_a_gap():
    pdf = Pdf().page(show(72, 700, "甲"))
    pdf.catalog = b"/AcroForm << /Fields [] /XFA (x) >>"
    assert gaps(read(pdf.build(), DEFAULT)) == [(GapReason.UNSUPPORTED, None)]


def test_attachment_is_read_like_any_other_file():
    pdf = Pdf().page(show(72, 700, "甲"))
    content = pdf.add(stream("张某，电话 13800000000".encode()))
    spec = pdf.add(b"<< /Type /Filespec /UF %s /EF << /F %d 0 R >> /Desc %s >>" % (utf16("名单.xlsx"), content, utf16("内部名单")))
    pdf.catalog = b"/Names << /EmbeddedFiles << /Names [(x) %d 0 R] >> >>" % spec
    document = read(pdf.build(), DEFAULT)
    assert behind(document, "attachment") == ["名单.xlsx\n内部名单"]
    inner = [document.text[s.start : s.end] for s in document.segments if s.carrier == "embedded"]
    assert inner == ["张某，电话 13800000000", ".xlsx → text"]
    assert document.segments[-1].place.part.startswith("attachment/名单.xlsx")
    assert document.gaps == ()


@pytest.mark.parametrize("default", [b"/OFF [%d 0 R]", b"/BaseState /OFF /ON []"])
def test_layer_that_is_off_is_reported(default):
    pdf = Pdf().page(show(72, 700, "甲"))
    layer = pdf.add(b"<< /Type /OCG /Name %s >>" % utf16("内部批示"))
    default = default % layer if b"%d" in default else default
    pdf.catalog = b"/OCProperties << /OCGs [%d 0 R] /D << %s >> >>" % (layer, default)
    assert behind(read(pdf.build(), DEFAULT), "layer") == ["内部批示"]


def test_properties_of_both_kinds_are_one_segment_and_the_author_another():
    pdf = Pdf().page(show(72, 700, "甲"))
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:RDF><rdf:Description><dc:title><rdf:Alt><rdf:li>旧标题</rdf:li>'
        "</rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    metadata = pdf.add(stream(xmp.encode(), b"/Type /Metadata /Subtype /XML "))
    pdf.catalog = b"/Metadata %d 0 R" % metadata
    pdf.info = b"/Title %s /Author (%s) /CreationDate (D:20240101)" % (utf16("通知"), "张某".encode("gb18030"))
    document = read(pdf.build(), DEFAULT)
    assert behind(document, "metadata") == ["标题：通知\n标题：旧标题", "作者：张某"]
    assert document.segments[-1].layer is Layer.METADATA


def test_broken_properties_are_a_gap_and_the_rest_is_read():
    pdf = Pdf().page(show(72, 700, "甲"), entries=b"/Annots [<< /Subtype /Text /Contents (note) >>]")
    pdf.catalog = b"/Metadata %d 0 R" % pdf.add(stream(b"<no xml"))
    pdf.info = b"/Title (title)"
    document = read(pdf.build(), DEFAULT)
    assert gaps(document) == [(GapReason.DAMAGED, None)]
    assert (behind(document, "annotation"), behind(document, "metadata")) == (["note"], ["标题：title"])


def test_bookmarks_are_read_even_in_a_circle():
    pdf = Pdf().page(show(72, 700, "甲"))
    number = len(pdf.objects) + 1
    pdf.add(b"<< /Title %s /Next %d 0 R >>" % (utf16("一、张某案"), number + 1))
    pdf.add(b"<< /Title %s /Next %d 0 R >>" % (utf16("二、处理"), number))
    pdf.catalog = b"/Outlines << /First %d 0 R >>" % number
    assert behind(read(pdf.build(), DEFAULT), "metadata") == ["一、张某案\n二、处理"]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "app.alert(1)"),
        (b"/AA << /WC << /S /Launch /F (cmd.exe) >> >>", "cmd.exe"),
        (b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (start\\(\\)) >>] >> >>", "start()"),
        (b"/OpenAction << /S /GoTo /D [0] /Next << /S /JavaScript /JS (later) >> >>", "later"),
    ],
)
def test_scripts_and_programs_are_reported(entry, text):
    pdf = Pdf().page(show(72, 700, "甲"))
    pdf.catalog = entry
    assert behind(read(pdf.build(), DEFAULT), "macro") == [text]


def test_links_are_one_segment():
    link = b"<< /Subtype /Link /A << /S /URI /URI (%s) >> >>"
    entries = b"/Annots [%s %s %s]" % (link % b"http://10.1.2.3/oa", link % b"http://10.1.2.3/oa", link % b"mailto:a@b.cn")
    assert behind(of(show(72, 700, "甲"), entries=entries), "external-link") == ["http://10.1.2.3/oa\nmailto:a@b.cn"]


def test_earlier_versions_are_reported():
    data = Pdf().page(show(72, 700, "甲")).build()
    start = data.rindex(b"startxref")
    document = read(data + b"trailer\n<< /Size 6 /Root 1 0 R >>\n" + data[start:] * 2, DEFAULT)
    assert behind(document, "tracked-change") == ["第 1 版（共 3 版）", "第 2 版（共 3 版）"]
    assert [s.layer for s in document.segments[1:]] == [Layer.REVISION, Layer.REVISION]


def test_file_arranged_for_the_web_has_no_earlier_version():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(Pdf().page(show(72, 700, "甲")).build())) as file:
        file.save(out, linearize=True)
    assert out.getvalue().count(b"%%EOF") == 2
    assert behind(read(out.getvalue(), DEFAULT), "tracked-change") == []


def test_segments_quote_the_text_exactly():
    document = of(show(72, 760, "名单") + table(("姓名", "电话"), ("张某", "13800000000")) + show(900, 10, "页外"), show(72, 700, "𠮷"))
    quoted = [document.text[s.start : s.end] for s in document.segments]
    assert quoted == ["名单", "姓名", "电话", "张某", "13800000000", "𠮷", "页外"]


def test_a_page_whose_tables_fail_is_a_gap_and_the_next_one_is_still_a_table(monkeypatch):
    cells = ((76, 680, "甲"), (176, 680, "乙"), (76, 640, "丙"), (176, 640, "丁"))
    grid = ruled([72, 170, 270], [700, 660, 620]) + b"".join(show(*cell) for cell in cells)
    tables = TableFinder._tables

    def fail(self, page):
        if page.page_number == 1:
            raise ValueError
        return tables(self, page)

    monkeypatch.setattr(TableFinder, "_tables", fail)
    document = read(Pdf().page(grid).page(grid).build(), DEFAULT)
    assert gaps(document) == [(GapReason.UNREADABLE, 1)]
    assert "t1/r1/c1" in {s.place.path for s in document.segments if s.place.page == 2}


def test_the_choices_of_a_form_are_read():
    pdf = Pdf().page(show(72, 700, "甲"))
    field = pdf.add(b"<< /FT /Ch /T (who) /Opt [[(1) %s] %s] >>" % (utf16("张三"), utf16("李四")))
    pdf.catalog = b"/AcroForm << /Fields [%d 0 R] >>" % field
    assert behind(read(pdf.build(), DEFAULT), "annotation") == ["1\n张三\n李四"]
