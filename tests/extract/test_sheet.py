from __future__ import annotations

import pytest
from workbook_writer import number, relationships, row, text, workbook, worksheet

from review.errors import CannotRead
from review.extract import sheet
from review.extract.limits import DEFAULT
from review.extract.sheet_look import margin_text
from review.extract.sheet_styles import shows_nothing
from review.extract.sheet_values import a1, position, shown
from review.model import Document, GapReason, Layer, Zone

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
PLAIN = worksheet(row(1, text("A1", "公示")))


def read(data: bytes) -> Document:
    return sheet.read(data, DEFAULT)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def carried(document: Document, carrier: str) -> list[tuple[str, str | None, str, Layer]]:
    return [
        (s.place.part, s.place.path, document.text[s.start : s.end], s.layer)
        for s in document.segments
        if s.carrier == carrier and s.layer is not Layer.VISIBLE
    ]


def gaps(document: Document) -> list[tuple[GapReason, str]]:
    return [(gap.reason, gap.place.part) for gap in document.gaps]


def test_cells_keep_their_references_when_the_sheet_starts_in_the_middle():
    document = read(workbook({"Sheet1": worksheet(row(3, text("B3", "姓名"), text("D3", "电话")), row(6, text("C6", "张三")))}))
    assert visible(document) == "姓名\t\t电话\n\t张三"
    assert [s.place.path for s in document.segments] == ["B3", "D3", "C6"]
    assert {(s.place.part, s.place.page, s.place.zone) for s in document.segments} == {("Sheet1", 1, Zone.TABLE)}
    assert document.format == "xlsx"


def test_long_numbers_dates_booleans_and_errors_look_as_on_screen():
    cells = (
        number("A1", "110101199003070000"),
        number("B1", "45356", style=1),
        '<c r="C1" t="b"><v>1</v></c>',
        '<c r="D1" t="e"><v>#N/A</v></c>',
        number("E1", "0.1"),
    )
    assert visible(read(workbook({"Sheet1": worksheet(row(1, *cells))}))) == "110101199003070000\t2024-03-05\tTRUE\t#N/A\t0.1"


@pytest.mark.parametrize(
    ("value", "text_shown"), [(3.6e17, "360000000000000000"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (5.0, "5"), (False, "FALSE")]
)
def test_numbers_are_written_without_exponent(value: object, text_shown: str):
    assert shown(value) == text_shown


def test_references_and_positions_are_inverse():
    assert [a1(1, 1), a1(7, 2), a1(1048576, 16384)] == ["A1", "B7", "XFD1048576"]
    assert position("XFD1048576") == (1048576, 16384)


def test_sheets_are_separated_and_named_unless_the_name_is_a_default():
    document = read(workbook({"Sheet1": PLAIN, "低保名单": worksheet(row(1, text("A1", "李四")))}))
    assert visible(document) == "公示\n\n低保名单\n李四"
    assert [(s.place.part, s.place.path, s.place.page) for s in document.segments[1:]] == [("低保名单", "名称", 2), ("低保名单", "A1", 2)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_rows_of_a_hidden_sheet_stand_behind_the_page(state: str):
    data = workbook({"Sheet1": PLAIN, "Sheet2": worksheet(row(7, text("A7", "张三"), text("B7", "13800138000")))}, hidden={"Sheet2": state})
    document = read(data)
    assert visible(document) == "公示"
    assert carried(document, "sheet") == [("Sheet2", "A7", "张三\t13800138000", Layer.HIDDEN)]


def test_hidden_rows_and_columns_are_taken_out_of_the_visible_rows():
    rows = (
        row(1, text("A1", "甲"), text("B1", "密列"), text("C1", "乙")),
        row(2, text("A2", "密行"), attributes='hidden="1"'),
        row(3, text("A3", "丙")),
    )
    document = read(workbook({"Sheet1": worksheet(*rows, before='<cols><col min="2" max="2" hidden="1"/></cols>')}))
    assert visible(document) == "甲\t\t乙\n丙"
    assert carried(document, "row-or-column") == [("Sheet1", "B1", "密列", Layer.HIDDEN), ("Sheet1", "A2", "密行", Layer.HIDDEN)]


def test_a_row_of_no_height_and_a_column_of_no_width_are_hidden():
    rows = (row(1, text("A1", "甲"), text("B1", "窄")), row(2, text("A2", "扁"), attributes='ht="0" customHeight="1"'))
    document = read(workbook({"Sheet1": worksheet(*rows, before='<cols><col min="2" max="2" width="0"/></cols>')}))
    assert visible(document) == "甲"
    assert [found[2] for found in carried(document, "row-or-column")] == ["窄", "扁"]


def test_comments_stand_at_their_cell_and_the_copy_of_a_threaded_one_is_dropped():
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>王五</author><author>tc=1</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><r><t>此户情况</t></r><r><t>待核</t></r></text></comment>'
        '<comment ref="C3" authorId="1"><text><t>[线程批注] 重复</t></text></comment></commentList></comments>'
    )
    threaded = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C3" id="1"><text>领导已口头同意</text></threadedComment></ThreadedComments>'
    )
    parts = {
        SHEET_RELS: relationships(("comments", "../comments1.xml"), ("threadedComment", "../threadedComments/t1.xml")),
        "xl/comments1.xml": comments,
        "xl/threadedComments/t1.xml": threaded,
    }
    document = read(workbook({"Sheet1": PLAIN}, parts=parts))
    assert carried(document, "comment") == [
        ("Sheet1", "B2", "此户情况待核", Layer.HIDDEN),
        ("Sheet1", "C3", "领导已口头同意", Layer.HIDDEN),
    ]
    assert carried(document, "metadata") == [("docProps", None, "批注作者：王五", Layer.METADATA)]


def test_print_headers_are_visible_and_their_field_codes_are_not():
    after = '<headerFooter><oddHeader>&amp;L&amp;"宋体,常规"&amp;12某县民政局&amp;R内部资料</oddHeader>'
    after += "<oddFooter>第 &amp;P 页</oddFooter></headerFooter>"
    document = read(workbook({"Sheet1": worksheet(row(1, text("A1", "公示")), after=after)}))
    assert visible(document) == "某县民政局\t内部资料\n公示\n第  页"
    assert [s.place.zone for s in document.segments] == [Zone.HEADER, Zone.TABLE, Zone.FOOTER]


def test_a_doubled_ampersand_in_a_header_is_one():
    assert margin_text("&C研发&&测试&K01+000") == "研发&测试"


def test_text_boxes_are_visible_and_alternative_texts_are_hidden():
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{A}"><xdr:sp><xdr:nvSpPr>'
        '<xdr:cNvPr id="1" name="x" descr="现场照片：张三家"/></xdr:nvSpPr>'
        "<xdr:txBody><a:p><a:r><a:t>填表</a:t></a:r><a:r><a:t>说明</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    parts = {SHEET_RELS: relationships(("drawing", "../drawings/drawing1.xml")), "xl/drawings/drawing1.xml": drawing}
    document = read(workbook({"Sheet1": PLAIN}, parts=parts))
    assert visible(document) == "公示\n填表说明"
    assert document.segments[1].carrier == "text-box"
    assert carried(document, "alt-text") == [("Sheet1", None, "现场照片：张三家", Layer.HIDDEN)]


def test_a_pivot_cache_gives_the_rows_it_was_made_from():
    definition = (
        f'<pivotCacheDefinition xmlns="{MAIN}"><cacheFields>'
        '<cacheField name="姓名"><sharedItems><s v="张三"/><s v="李四"/></sharedItems></cacheField>'
        '<cacheField name="金额"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
    )
    records = f'<pivotCacheRecords xmlns="{MAIN}"><r><x v="1"/><n v="560"/></r></pivotCacheRecords>'
    parts = {
        SHEET_RELS: relationships(("pivotCacheDefinition", "../pivotCache/d1.xml")),
        "xl/pivotCache/d1.xml": definition,
        "xl/pivotCache/_rels/d1.xml.rels": relationships(("pivotCacheRecords", "r1.xml")),
        "xl/pivotCache/r1.xml": records,
    }
    assert carried(read(workbook({"Sheet1": PLAIN}, parts=parts)), "sheet") == [
        ("xl/pivotCache/d1.xml", None, "姓名\t金额\n李四\t560", Layer.HIDDEN)
    ]


def test_links_to_other_files_and_what_is_kept_of_them_are_reported():
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames><sheetName val="工资表"/></sheetNames><sheetDataSet><sheetData>'
        '<row r="1"><cell r="A1"><v>赵六</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    )
    parts = {
        SHEET_RELS: relationships(("externalLink", "../externalLinks/e1.xml"), external=(("hyperlink", "https://www.example.gov.cn/"),)),
        "xl/externalLinks/e1.xml": link,
        "xl/externalLinks/_rels/e1.xml.rels": relationships(external=(("externalLinkPath", "file:///D:/人事/工资.xlsx"),)),
    }
    found = [(part, words) for part, _, words, _ in carried(read(workbook({"Sheet1": PLAIN}, parts=parts)), "external-link")]
    assert found == [("xl/externalLinks/e1.xml", "工资表\t赵六"), ("Sheet1", "file:///D:/人事/工资.xlsx")]


def test_what_cannot_be_looked_into_is_named():
    parts = {
        SHEET_RELS: relationships(
            ("oleObject", "../embeddings/o1.bin"),
            ("image", "../media/i1.png"),
            ("vbaProject", "../vbaProject.bin"),
            ("novelty", "../n.xml"),
        ),
        "xl/embeddings/o1.bin": b"\x00",
        "xl/media/i1.png": b"\x00",
        "xl/vbaProject.bin": b"\x00",
        "xl/n.xml": "<n/>",
        "xl/orphan.xml": "<o/>",
    }
    document = read(workbook({"Sheet1": PLAIN}, parts=parts))
    assert gaps(document) == [
        (GapReason.NEEDS_EYES, "xl/media/i1.png"),
        (GapReason.UNSUPPORTED, "xl/vbaProject.bin"),
        (GapReason.UNSUPPORTED, "xl/n.xml"),
        (GapReason.UNSUPPORTED, "xl/orphan.xml"),
    ]
    assert [found[0] for found in carried(document, "attachment") + carried(document, "macro")] == ["Sheet1", "xl/vbaProject.bin"]
    assert [(inner.part, inner.document.gaps[0].reason) for inner in document.inner] == [("Sheet1/o1.bin", GapReason.UNREADABLE)]


def test_properties_and_defined_names_are_one_segment_and_the_author_another():
    said = "<dc:creator>张三</dc:creator><dc:title>内部稿</dc:title><dc:description>旧稿</dc:description>"
    core = f'<cp:coreProperties xmlns:cp="c" xmlns:dc="d">{said}</cp:coreProperties>'
    names = (
        '<definedNames><definedName name="联系人">"李四"</definedName><definedName name="_xlnm.Print_Area">A1</definedName></definedNames>'
    )
    parts = {
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml"), ("core-properties", "docProps/core.xml")),
        "docProps/core.xml": core,
    }
    document = read(workbook({"Sheet1": PLAIN}, names=names, parts=parts))
    assert [found[2] for found in carried(document, "metadata")] == ['定义名称 联系人："李四"\n标题：内部稿\n备注：旧稿', "作者：张三"]


def test_input_prompts_and_custom_xml_are_kept():
    after = '<dataValidations><dataValidation sqref="B2:B9" prompt="请填真实姓名">'
    after += '<formula1>"在编,编外"</formula1></dataValidation></dataValidations>'
    parts = {"xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml"), ("customXml", "../customXml/item1.xml"))}
    parts["customXml/item1.xml"] = "<data><phone>13800138000</phone></data>"
    document = read(workbook({"Sheet1": worksheet(row(1, text("A1", "公示")), after=after)}, parts=parts))
    assert carried(document, "text") == [("Sheet1", "B2", '请填真实姓名\n"在编,编外"', Layer.HIDDEN)]
    assert carried(document, "custom-xml") == [("customXml/item1.xml", None, "13800138000", Layer.METADATA)]


def test_one_cell_in_the_last_corner_is_a_gap_and_the_other_sheets_are_read():
    far = worksheet(row(1, text("A1", "甲")), row(1048576, text("XFD1048576", "乙")))
    document = read(workbook({"Sheet1": far, "Sheet2": PLAIN}))
    assert visible(document) == "公示"
    assert [(gap.reason, gap.place.path) for gap in document.gaps] == [(GapReason.LIMIT, "XFD1048576")]


def test_styled_but_empty_cells_do_not_stretch_a_sheet():
    rows = (row(1, text("A1", "甲")), row(1048576, '<c r="XFD1048576" s="1"/>'))
    document = read(workbook({"Sheet1": worksheet(*rows)}))
    assert (visible(document), document.gaps) == ("甲", ())


def test_more_cells_than_the_budget_end_in_a_gap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet, "CELLS", 2)
    document = read(workbook({"Sheet1": worksheet(*(row(n, text(f"A{n}", "甲")) for n in range(1, 5)))}))
    assert visible(document) == "甲\n甲"
    assert [(gap.reason, gap.place.path) for gap in document.gaps] == [(GapReason.LIMIT, "A3")]


def test_a_document_type_declaration_in_a_sheet_is_a_gap():
    data = workbook({"Sheet1": f'<!DOCTYPE x [<!ENTITY e "密">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "Sheet2": PLAIN})
    document = read(data)
    assert visible(document) == "公示"
    assert (GapReason.UNSUPPORTED, "Sheet1") in gaps(document)


def test_a_broken_sheet_is_a_gap_and_a_broken_workbook_cannot_be_read():
    document = read(workbook({"Sheet1": "<worksheet><sheetData>", "Sheet2": PLAIN}))
    assert (GapReason.DAMAGED, "Sheet1") in gaps(document)
    assert visible(document) == "公示"
    with pytest.raises(CannotRead) as caught:
        read(workbook({"Sheet1": PLAIN}, parts={"xl/workbook.xml": "<workbook>"}))
    assert caught.value.reason is GapReason.DAMAGED


def test_an_old_workbook_that_is_damaged_cannot_be_read():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(2000)
    with pytest.raises(CannotRead) as caught:
        read(data)
    assert caught.value.reason is GapReason.DAMAGED


@pytest.mark.parametrize(
    ("chart", "shown"),
    [
        ("<c:ser><c:tx><c:v>张三</c:v></c:tx></c:ser>", "\n张三"),
        ("<c:cat><c:strLit><c:pt><c:v>东乡</c:v></c:pt><c:pt><c:v>西乡</c:v></c:pt></c:strLit></c:cat>", "\n东乡\t西乡"),
        ("<c:val><c:numLit><c:pt><c:v>13812345678</c:v></c:pt></c:numLit></c:val>", "\n13812345678"),
        ("<c:val><c:numRef><c:f>Sheet1!A1</c:f><c:numCache><c:pt><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val>", ""),
        ("<c:val><c:numRef><c:f>[1]Sheet1!A1</c:f><c:numCache><c:pt><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val>", "\n5"),
    ],
)
def test_what_a_chart_holds_itself_is_visible(chart: str, shown: str):
    drawing = f'<xdr:wsDr xmlns:xdr="{DRAWING}"/>'
    parts = {
        SHEET_RELS: relationships(("drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": relationships(("chart", "../charts/chart1.xml")),
        "xl/charts/chart1.xml": f'<c:chartSpace xmlns:c="c">{chart}</c:chartSpace>',
    }
    assert visible(read(workbook({"Sheet1": PLAIN}, parts=parts))) == f"公示{shown}"


EMBEDDED = relationships(("package", "../embeddings/b.xlsx"), ("printerSettings", "../p.bin"))


def test_a_file_inside_a_workbook_is_read_with_the_place_of_its_sheet():
    inner = workbook({"Sheet1": worksheet(row(1, text("A1", "嵌入的表")))})
    document = read(workbook({"名单": PLAIN}, parts={SHEET_RELS: EMBEDDED, "xl/embeddings/b.xlsx": inner}))
    assert [(one.part, visible(one.document)) for one in document.inner] == [("名单/b.xlsx", "嵌入的表")]
    assert carried(document, "attachment") == [("名单", None, "b.xlsx", Layer.EMBEDDED)]
    assert document.gaps == ()


def test_a_printer_on_a_share_is_told_and_a_printer_of_ones_own_is_not():
    def printed(name):
        parts = {SHEET_RELS: EMBEDDED, "xl/p.bin": name.encode("utf-16-le").ljust(64, b"\0") + bytes(100)}
        return [words for _, _, words, _ in carried(read(workbook({"Sheet1": PLAIN}, parts=parts)), "external-link")]

    assert printed("\\\\server\\打印机") == ["\\\\server\\打印机"]
    assert printed("HP LaserJet") == []


def test_cells_whose_format_shows_nothing_are_hidden_text():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts>'
        '<fonts><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font></fonts>'
        '<fills><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill></fills>'
        '<cellXfs><xf/><xf numFmtId="170"/><xf fontId="1" fillId="0"/><xf fontId="2" fillId="1"/></cellXfs></styleSheet>'
    )
    cells = (number("A1", "1"), number("B1", "2", 1), number("C1", "3", 2), number("D1", "4", 3))
    document = read(workbook({"Sheet1": worksheet(row(1, *cells))}, parts={"xl/styles.xml": styles}))
    assert visible(document) == "1\t\t\t4"
    assert carried(document, "text") == [("Sheet1", "B1", "2\t3", Layer.HIDDEN)]


@pytest.mark.parametrize(
    ("code", "hides"), [(";;;", True), (';;;""', True), (";;;@", False), ("0;;", False), ("General", False), ("0.00;-0.00;;@", False)]
)
def test_a_number_format_hides_only_if_it_has_four_empty_parts(code, hides):
    assert shows_nothing(code) is hides


def test_rows_and_columns_of_no_size_are_hidden_however_the_zero_is_written():
    sheet_xml = worksheet(
        row(1, text("A1", "零行"), attributes='ht="0.0" customHeight="1"'),
        row(2, text("A2", "见"), text("B2", "零列")),
        before='<cols><col min="2" max="2" width="0.0"/></cols>',
    )
    document = read(workbook({"Sheet1": sheet_xml}))
    assert visible(document) == "见"
    assert [words for _, _, words, _ in carried(document, "row-or-column")] == ["零行", "零列"]


def test_a_sheet_that_the_workbook_no_longer_lists_is_read():
    parts = {SHEET_RELS: relationships(("worksheet", "old.xml")), "xl/worksheets/old.xml": worksheet(row(1, text("A1", "删去的表")))}
    assert carried(read(workbook({"Sheet1": PLAIN}, parts=parts)), "sheet") == [("xl/worksheets/old.xml", None, "删去的表", Layer.HIDDEN)]


def test_where_a_workbook_was_saved_and_who_reserved_it_is_told():
    saved = '<x:absPath xmlns:x="x" url="C:\\Users\\张三\\Desktop\\"/><fileSharing userName="李四"/>'
    document = read(workbook({"Sheet1": PLAIN}, names=saved))
    assert [words for _, _, words, _ in carried(document, "external-link")] == ["C:\\Users\\张三\\Desktop\\"]
    assert [words for _, _, words, _ in carried(document, "metadata")] == ["保护人：李四"]


def test_people_of_threaded_comments_scenarios_and_live_data_are_read():
    scenario = '<scenarios><scenario name="方案甲" user="王五" comment="内部测算"><inputCells r="A1" val="99"/></scenario></scenarios>'
    parts = {
        SHEET_RELS: relationships(("person", "../persons/p.xml"), ("volatileDependencies", "../v.xml"), ("customProperty", "../c.bin")),
        "xl/persons/p.xml": '<personList xmlns="p"><person displayName="赵六"/></personList>',
        "xl/v.xml": f'<volTypes xmlns="{MAIN}"><main first="服务.程序"><tp><v>7</v><stp>\\\\server</stp></tp></main></volTypes>',
        "xl/c.bin": "内部编号".encode("utf-16-le"),
    }
    document = read(workbook({"Sheet1": worksheet(row(1, text("A1", "值")), after=scenario)}, parts=parts))
    found = {
        carrier: [words for _, _, words, _ in carried(document, carrier)] for carrier in ("metadata", "text", "external-link", "custom-xml")
    }
    assert found == {
        "metadata": ["批注作者：赵六"],
        "text": ["方案甲\n内部测算\n王五\n99"],
        "external-link": ["服务.程序\n7\n\\\\server"],
        "custom-xml": ["内部编号"],
    }
