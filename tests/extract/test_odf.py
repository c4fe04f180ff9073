"""OpenDocument files are read in reading order, and what their readers do not see is told apart."""

from __future__ import annotations

import base64

import docx_writer
import pytest
from compound_writer import compound, packed_file
from docx_writer import carried, par
from odf_writer import NAMESPACES, box, cell, comment, content, flat, manifest, masters, meta, odf, row, style, table
from picture_writer import png

from review.extract import extract
from review.extract.sniff import expected_formats, sniff
from review.model import GapReason, Layer, Zone

P = "<text:p>{}</text:p>".format


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setenv("XIANSHEN_IN_CHILD", "1")


def visible(document):
    return document.text[: document.visible_end]


def pages(*inner, **more):
    body = "".join(f'<draw:page draw:name="page{n}" draw:master-page-name="M">{page}</draw:page>' for n, page in enumerate(inner, 1))
    return extract(odf(body, "presentation", **more), "a.odp")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (odf("", "text"), "通知.odt", "odt"),
        (odf("", "text-template"), "通知.ott", "odt"),
        (odf("", "spreadsheet"), "名单.ods", "ods"),
        (odf("", "presentation"), "汇报.odp", "odp"),
        (odf("", "graphics"), "图.odg", "odp"),
        (odf("", "base"), "库.odb", "odb"),
        (flat(P("文")), "通知.fodt", "odt"),
        (flat("", "spreadsheet"), "名单.fods", "ods"),
    ],
)
def test_the_kind_is_told_by_the_content(data, name, kind):
    assert sniff(data) == kind
    assert kind in expected_formats(name)


def test_paragraphs_keep_spaces_tabs_breaks_and_fields_in_their_order():
    body = P("甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁 \n <text:span>戊</text:span><text:page-number>3</text:page-number>")
    body += "<text:list><text:list-item><text:p>第一条</text:p></text:list-item></text:list><text:h>标题</text:h>"
    document = extract(odf(body), "a.odt")
    assert visible(document) == "甲  乙\t丙\n丁 戊3\n第一条\n标题"
    assert [s.place.path for s in document.segments] == ["p1", "p2", "p3"]
    assert document.gaps == ()


def test_tables_keep_their_cells_apart_and_tables_within_follow():
    inner = table(row(cell("里")), name="")
    body = table(
        row(cell("甲", inner), cell("乙")), row(cell("丙"), "<table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell>")
    )
    document = extract(odf(body), "a.odt")
    assert visible(document) == "甲\t乙\n里\n丙"
    assert [(s.place.path, s.place.zone) for s in document.segments][1] == ("t1/r1/c2", Zone.TABLE)
    assert carried(document, "text") == ["盖住"]


NOTE = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{P('脚注')}</text:note-body></text:note>"


def test_headers_notes_text_boxes_and_comments_stand_apart():
    body = P(f"正文{NOTE}{comment('改')}{box('框里')}")
    margins = f"<style:header>{P('页眉')}</style:header><style:footer>{P('页脚')}</style:footer>"
    page = f'<style:master-page style:name="Standard">{margins}</style:master-page>'
    other = f'<style:master-page style:name="Other"><style:header>{P("没有用到的页眉")}</style:header></style:master-page>'
    document = extract(odf(body, parts={"styles.xml": masters(page + other)}), "a.odt")
    found = [(document.text[s.start : s.end], s.carrier, s.place.part) for s in document.segments if s.layer is Layer.VISIBLE]
    assert found == [
        ("页眉", "header-footer", "header"),
        ("正文", "body", "body"),
        ("框里", "text-box", "body"),
        ("脚注", "footnote", "footnotes"),
        ("页脚", "header-footer", "footer"),
    ]
    assert carried(document, "comment") == ["改"]
    assert carried(document, "header-footer", Layer.HIDDEN) == ["没有用到的页眉"]
    assert carried(document, "metadata") == ["修订和批注：王某"]


def test_deleted_text_is_a_revision_where_it_was_taken_out():
    info = "<office:change-info><dc:creator>李某</dc:creator><dc:date>2026-01-01</dc:date></office:change-info>"
    deletion = f"<text:deletion>{info}{P('密级：秘密')}</text:deletion>"
    changes = (
        f'<text:tracked-changes><text:changed-region text:id="c1">{deletion}</text:changed-region>'
        f'<text:changed-region text:id="c2"><text:insertion>{info}</text:insertion></text:changed-region></text:tracked-changes>'
    )
    document = extract(odf(changes + P("一") + P('二<text:change text:change-id="c1"/>')), "a.odt")
    assert visible(document) == "一\n二"
    assert carried(document, "tracked-change", Layer.REVISION) == ["密级：秘密"]
    assert [s.place.path for s in document.segments if s.carrier == "tracked-change"] == ["p2"]
    assert carried(document, "metadata") == ["修订和批注：李某"]


HIDING = {
    "hidden": '<style:text-properties text:display="none"/>',
    "white": '<style:text-properties fo:color="#ffffff"/>',
    "tiny": '<style:text-properties fo:font-size="1pt"/>',
}


@pytest.mark.parametrize("name", HIDING)
def test_text_that_nobody_sees_goes_behind_the_page(name):
    styles = style("T1", "text", HIDING[name])
    document = extract(odf(P('看得见<text:span text:style-name="T1">看不见</text:span>'), styles=styles), "a.odt")
    assert visible(document) == "看得见"
    assert carried(document, "text", Layer.HIDDEN) == ["看不见"]


def test_white_on_a_dark_ground_is_seen():
    styles = style("T1", "text", HIDING["white"]) + style(
        "C1", "table-cell", '<style:table-cell-properties fo:background-color="#003366"/>'
    )
    white = '<text:span text:style-name="T1">白字</text:span>'
    body = table(row(cell(white, attributes='table:style-name="C1"'))) + P(box(white))
    document = extract(odf(body, styles=styles), "a.odt")
    assert visible(document) == "白字\n白字"


def test_styles_inherit_and_a_circle_ends():
    styles = '<style:style style:name="A" style:family="paragraph" style:parent-style-name="B"/>'
    styles += f'<style:style style:name="B" style:family="paragraph" style:parent-style-name="A">{HIDING["hidden"]}</style:style>'
    document = extract(odf('<text:p text:style-name="A">看不见</text:p>' + P("文"), styles=styles), "a.odt")
    assert visible(document) == "文"


def test_hidden_sections_fields_rows_and_tables_go_behind_the_page():
    body = f'<text:section text:name="s" text:display="none">{P("节一")}{P("节二")}</text:section>'
    for state in ("true", "false"):
        body += f'<text:section text:name="c" text:display="condition" text:is-hidden="{state}">{P("条件" + state)}</text:section>'
        body += P(f'<text:hidden-paragraph text:is-hidden="{state}"/>整段{state}')
    body += P('<text:conditional-text text:string-value-if-true="甲案" text:string-value-if-false="乙案">乙案</text:conditional-text>')
    body += P('<text:hidden-text text:string-value="暗语"></text:hidden-text>')
    body += table(row(cell("见")), row(cell("隐行"), attributes='table:visibility="collapse"'))
    document = extract(odf(body), "a.odt")
    assert visible(document) == "条件false\n整段false\n乙案\n见"
    assert carried(document, "text") == ["节一\n节二", "条件true", "整段true", "甲案", "暗语"]
    assert carried(document, "row-or-column") == ["隐行"]


def test_properties_links_macros_and_labels_are_told():
    words = (
        "<dc:title>内部稿</dc:title><meta:initial-creator>张某</meta:initial-creator><dc:creator>李某</dc:creator><dc:date>2026-01-01</dc:date>"
        '<meta:user-defined meta:name="密级">秘密</meta:user-defined>'
        '<meta:user-defined meta:name="KSOProductBuildVer">2052-12</meta:user-defined>'
        '<meta:template xlink:href="file:///D:/模板/通知.ott" xlink:title="通知"/>'
    )
    body = P('<text:a xlink:href="file:///D:/底稿.odt">底稿</text:a><text:a xlink:href="https://www.example.gov.cn/">网站</text:a>')
    body += P('<text:bookmark text:name="第三方名单"/>')
    module = '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M">Sub A\n口令="Xs2024"\nEnd Sub</script:module>'
    document = extract(odf(body, parts={"meta.xml": meta(words), "Basic/Standard/M.xml": module}), "a.odt")
    assert carried(document, "metadata") == ["标题：内部稿\n密级：秘密\n模板：通知", "作者：张某\n最后修改人：李某", "第三方名单"]
    assert carried(document, "external-link") == ["file:///D:/底稿.odt", "file:///D:/模板/通知.ott"]
    assert carried(document, "macro") == ['Sub A\n口令="Xs2024"\nEnd Sub']
    assert document.gaps == ()


def test_pictures_objects_and_charts_within_are_read_or_named():
    frames = (
        '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:title>公章</svg:title></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'
        '<draw:frame><draw:object-ole xlink:href="./Object 2"/></draw:frame>'
        '<draw:frame><draw:image xlink:href="http://192.0.2.1/a.png"/></draw:frame>'
    )
    ole = compound({"\1Ole10Native": packed_file("底稿.txt", "C:\\底稿.txt", "张某".encode())})
    parts = {
        "Pictures/a.png": png(),
        "Object 1/content.xml": content(f"<chart:chart>{P('各科室人数')}</chart:chart>", "chart"),
        "Object 2": ole,
        "Attachment/名单.docx": docx_writer.docx(par("名单")),
    }
    document = extract(odf(P("文" + frames), parts=parts), "a.odt")
    assert [inner.document.text.strip() for inner in document.inner] == ["各科室人数", "张某", "名单"]
    assert carried(document, "alt-text") == ["公章"]
    assert carried(document, "external-link") == ["http://192.0.2.1/a.png"]
    assert sorted((gap.reason, gap.place.part) for gap in document.gaps) == [
        (GapReason.NEEDS_EYES, "body"),
        (GapReason.NEEDS_EYES, "pictures"),
    ]
    assert [picture.place.part for picture in document.pictures] == ["Pictures/a.png"]


def test_sheets_are_read_row_by_row_with_what_is_hidden_on_them():
    styles = style("H", "table", '<style:table-properties table:display="false"/>')
    styles += style("W", "table-cell", '<style:text-properties fo:color="#FFFFFF"/>')
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    first = table(
        columns,
        row(cell("姓名", comment("核对")), cell("隐列"), '<table:table-cell table:number-columns-repeated="2"/>', cell("电话")),
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"/></table:table-row>',
        f"<table:table-row-group>{row(cell('张某'))}</table:table-row-group>",
        row(cell("李某"), attributes='table:visibility="filter"'),
        row(cell("白", attributes='table:style-name="W"'), '<table:table-cell office:value-type="float" office:value="12"/>'),
        f"<table:shapes>{box('浮动')}</table:shapes>",
        name="名单",
    )
    second = table(row(cell("暗表")), name="底数", attributes='table:style-name="H"')
    document = extract(odf(first + second, "spreadsheet", styles), "a.ods")
    assert visible(document) == "名单\n姓名\t\t\t\t电话\n张某\n浮动"
    assert [s.place.path for s in document.segments if document.text[s.start : s.end] == "张某"] == ["A1000002"]
    assert carried(document, "comment") == ["核对"]
    assert [s.place.path for s in document.segments if s.carrier == "comment"] == ["A1"]
    assert carried(document, "row-or-column") == ["隐列", "李某", "12"]
    assert carried(document, "text") == ["白"]
    assert carried(document, "sheet") == ["底数", "暗表"]
    assert document.gaps == ()


def test_a_repeated_value_is_said_once_with_its_place_and_too_many_cells_are_a_gap(monkeypatch):
    repeated = cell("同", attributes='table:number-columns-repeated="3"')
    body = table(row(repeated, cell("末"), attributes='table:number-rows-repeated="1048576"'))
    document = extract(odf(body, "spreadsheet"), "a.ods")
    assert visible(document) == "同\t同\t同\t末"
    monkeypatch.setattr("review.extract.odf_sheet.CELLS", 10_000)
    many = table(*[row(*[cell("值")] * 100)] * 101)
    assert [gap.reason for gap in extract(odf(many, "spreadsheet"), "a.ods").gaps] == [GapReason.LIMIT]


def test_what_a_workbook_keeps_beside_its_sheets_is_told():
    more = (
        '<table:named-expressions><table:named-range table:name="工资底数"/></table:named-expressions>'
        "<table:content-validations><table:content-validation>"
        '<table:help-message table:title="说明"><text:p>填身份证号</text:p></table:help-message>'
        "</table:content-validation></table:content-validations>"
        "<table:tracked-changes><table:cell-content-change><office:change-info><dc:creator>赵某</dc:creator></office:change-info>"
        f"<table:previous><table:change-track-table-cell>{P('旧数')}</table:change-track-table-cell></table:previous>"
        "</table:cell-content-change></table:tracked-changes>"
    )
    linked = '<table:table-source xlink:href="file:///D:/工资.ods"/>'
    document = extract(odf(table(linked, row(cell("文"))) + more, "spreadsheet"), "a.ods")
    assert carried(document, "text") == ["说明\n填身份证号"]
    assert carried(document, "tracked-change", Layer.REVISION) == ["旧数"]
    assert carried(document, "external-link") == ["file:///D:/工资.ods"]
    assert carried(document, "metadata") == ["修订和批注：赵某", "定义名称 工资底数"]


def test_headers_of_sheets_that_only_the_program_fills_in_are_left_out():
    def page(text):
        inner = f'<style:master-page style:name="Default"><style:header>{P(text)}</style:header></style:master-page>'
        return visible(extract(odf(table(row(cell("文"))), "spreadsheet", parts={"styles.xml": masters(inner)}), "a.ods"))

    assert page("Page <text:page-number>1</text:page-number> / <text:page-count>9</text:page-count>") == "文"
    assert page("<text:sheet-name>???</text:sheet-name>") == "文"
    assert page("内部<text:sheet-name>???</text:sheet-name>") == "内部???\n\n文"


def test_pages_are_read_with_their_notes_and_what_is_off_them():
    layout = (
        '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>'
    )
    own = box("某局") + box("单击此处编辑标题", attributes='presentation:class="title"')
    master = f'<style:master-page style:name="M" style:page-layout-name="L">{own}</style:master-page>'
    styles = style("D", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>')
    body = (
        '<presentation:footer-decl presentation:name="f">内部</presentation:footer-decl>'
        '<draw:page draw:master-page-name="M">'
        + box("第一页", attributes='svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="1cm"')
        + f"<draw:g>{box('组里')}</draw:g>"
        + box("页外", attributes='svg:x="30cm" svg:y="1cm" svg:width="5cm" svg:height="1cm"')
        + f"<draw:frame>{table(row(cell('甲'), cell('乙')))}</draw:frame>"
        + f"{comment('删去')}<presentation:notes>{box('讲稿')}</presentation:notes></draw:page>"
        f'<draw:page draw:style-name="D" draw:master-page-name="M">{box("隐藏页")}</draw:page>'
    )
    document = extract(odf(body, "presentation", styles, {"styles.xml": masters(master, layout)}), "a.odp")
    assert visible(document).split("\n") == ["内部", "", "第一页", "组里", "甲\t乙", "某局"]
    assert carried(document, "offpage") == ["页外"]
    assert carried(document, "notes") == ["讲稿"]
    assert carried(document, "comment") == ["删去"]
    assert carried(document, "text") == ["隐藏页"]
    assert "单击此处" not in document.text
    assert {s.place.page for s in document.segments if document.text[s.start : s.end] == "第一页"} == {1}


def test_a_flat_file_is_read_with_the_pictures_in_it():
    picture = (
        f"<draw:frame><draw:image><office:binary-data>{base64.b64encode(png()).decode()}</office:binary-data></draw:image></draw:frame>"
    )
    document = extract(flat(P("文" + picture)), "a.fodt")
    assert (document.format, visible(document)) == ("odt", "文")
    assert [(gap.reason, gap.place.part) for gap in document.gaps] == [(GapReason.NEEDS_EYES, "pictures")]
    assert [picture.place.part for picture in document.pictures] == ["picture1"]


def test_an_encrypted_file_is_a_gap_and_so_is_an_encrypted_part():
    document = extract(odf("", parts={"META-INF/manifest.xml": manifest("content.xml", "styles.xml")}), "a.odt")
    assert [gap.reason for gap in document.gaps] == [GapReason.ENCRYPTED]
    document = extract(odf(P("文"), parts={"META-INF/manifest.xml": manifest("Basic/S/M.xml"), "Basic/S/M.xml": b"x"}), "a.odt")
    assert [(gap.reason, gap.place.part) for gap in document.gaps] == [(GapReason.ENCRYPTED, "Basic/S/M.xml")]
    assert visible(document) == "文"


def test_the_old_manifest_with_a_document_type_is_no_gap_and_still_tells_what_is_encrypted():
    old = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    document = extract(odf(P("文"), parts={"META-INF/manifest.xml": old + manifest()}), "a.odt")
    assert document.gaps == ()
    document = extract(odf(P("文"), parts={"META-INF/manifest.xml": old + manifest("content.xml")}), "a.odt")
    assert [gap.reason for gap in document.gaps] == [GapReason.ENCRYPTED]


def test_a_declared_entity_and_a_damaged_part_are_gaps():
    bomb = f'<!DOCTYPE x [<!ENTITY a "b">]><office:document-content {NAMESPACES}/>'
    for broken in (bomb, "<a>"):
        data = odf(P("文"), parts={"styles.xml": broken})
        document = extract(data, "a.odt")
        assert visible(document) == "文"
        assert [gap.place.part for gap in document.gaps] == ["styles.xml"]


def test_every_part_that_nobody_knows_is_named():
    document = extract(odf(P("文"), parts={"odd.bin": b"\0\1\2", "Media/a.mp4": b"x", "Pictures/b.png": png()}), "a.odt")
    assert sorted(gap.place.part for gap in document.gaps) == ["Media/a.mp4", "odd.bin", "pictures"]


def test_every_flipped_byte_of_a_file_ends_in_a_result():
    data = odf(P("文" + comment("注")), parts={"meta.xml": meta("<dc:title>题</dc:title>")})
    for position in range(0, len(data), 7):
        document = extract(data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :], "a.odt")
        assert document.text or document.gaps


def test_a_file_of_openoffice_1_gives_its_words_and_a_gap():
    old = '<office:document-content xmlns:office="http://openoffice.org/2000/office"><office:body>密级：秘密</office:body></office:document-content>'
    document = extract(odf("", parts={"content.xml": old}), "a.sxw")
    assert visible(document) == "密级：秘密"
    assert GapReason.UNSUPPORTED in {gap.reason for gap in document.gaps}


def test_nesting_to_the_bound_ends_in_a_result():
    for open_, close in (("<text:span>", "</text:span>"), ("<draw:g>", "</draw:g>"), ("<text:ruby>", "</text:ruby>")):
        for depth in (200, 400):
            document = extract(odf(P(open_ * depth + "文" + close * depth)), "a.odt")
            assert "文" in document.text or document.gaps
