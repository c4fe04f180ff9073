from __future__ import annotations

import pytest
from docx_writer import carried, drawing, par, part, places, read, run, table, textbox, visible

from review.model import Layer, Zone


def test_headers_come_first_and_footers_last_each_part_once():
    links = (("h1", "header", "header1.xml"), ("f1", "footer", "footer1.xml"), ("h2", "header", "header2.xml"))
    references = '<w:headerReference r:id="h1"/><w:headerReference r:id="h1"/><w:footerReference r:id="f1"/><w:headerReference r:id="h2"/>'
    parts = {
        "word/header1.xml": part("hdr", par("页眉")),
        "word/header2.xml": part("hdr", table(["首页"])),
        "word/footer1.xml": part("ftr", par("页脚")),
    }
    document = read(par("正文") + f"<w:sectPr>{references}</w:sectPr>", links, parts)
    assert document.text == "页眉\n首页\n正文\n页脚\n"
    assert places(document)["页眉"] == ("header1", "p1", Zone.HEADER)
    assert places(document)["首页"] == ("header2", "t1/r1/c1", Zone.HEADER)
    assert places(document)["页脚"] == ("footer1", "p1", Zone.FOOTER)


def test_header_that_no_section_uses_is_behind_the_page():
    document = read(par("正文"), (("h1", "header", "header1.xml"),), {"word/header1.xml": part("hdr", par("旧页眉"))})
    assert visible(document) == "正文"
    assert carried(document, "header-footer", Layer.HIDDEN) == ["旧页眉"]


def test_watermark_drawn_in_a_header_has_its_zone():
    shape = '<w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="样稿"/></v:shape></w:pict></w:r>'
    parts = {"word/header1.xml": part("hdr", par(shape))}
    document = read(par("正文") + '<w:headerReference r:id="h1"/>', (("h1", "header", "header1.xml"),), parts)
    assert places(document)["样稿"] == ("header1", "p1/b1", Zone.WATERMARK)


def test_notes_follow_the_body_and_unused_ones_are_behind_the_page():
    notes = "".join(f'<w:footnote w:id="{number}">{par(text)}</w:footnote>' for number, text in ((2, "第一注"), (3, "删掉的注")))
    links = (("n", "footnotes", "footnotes.xml"), ("e", "endnotes", "endnotes.xml"))
    parts = {
        "word/footnotes.xml": part("footnotes", notes),
        "word/endnotes.xml": part(
            "endnotes", "".join(f'<w:endnote w:id="{n}">{par(text)}</w:endnote>' for n, text in ((7, "尾注"), (8, "再注")))
        ),
    }
    body = par("正文", '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="7"/><w:endnoteReference w:id="8"/></w:r>')
    document = read(body, links, parts)
    assert visible(document) == "正文\n第一注\n尾注\n再注"
    assert places(document)["第一注"][:2] == ("footnotes", "n1/p1")
    assert places(document)["再注"][:2] == ("endnotes", "n2/p1")
    assert carried(document, "footnote", Layer.HIDDEN) == ["删掉的注"]


def test_text_box_follows_its_paragraph_once():
    choice = drawing(textbox(par("框内") + table(["格"])))
    fallback = f"<w:pict><v:textbox><w:txbxContent>{par('框内')}{table(['格'])}</w:txbxContent></v:textbox></w:pict>"
    both = f"<w:r><mc:AlternateContent><mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    document = read(par("前", both, "后") + par("下段"))
    assert document.text == "前后\n框内\n格\n下段\n"
    assert carried(document, "text-box", Layer.VISIBLE) == ["框内", "格"]
    assert places(document)["框内"][1] == "p1/b1/p1"


def test_alternative_that_says_something_else_is_behind_the_page():
    choice, fallback = drawing(textbox(par("公开版"))), f"<w:pict>{textbox(par('内部版'))}</w:pict>"
    both = f"<w:r><mc:AlternateContent><mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    document = read(par(both))
    assert visible(document) == "\n公开版"
    assert carried(document, "text-box", Layer.HIDDEN) == ["内部版"]


def test_shape_that_is_not_shown_hides_its_text():
    document = read(par("<w:r>" + drawing(textbox(par("看不见")), 'hidden="1"') + "</w:r>"))
    assert "看不见" not in visible(document)
    assert carried(document, "text", Layer.HIDDEN) == ["看不见"]


def test_older_drawing_that_is_not_shown_hides_its_text():
    box = f"<v:textbox><w:txbxContent>{par('看不见')}</w:txbxContent></v:textbox>"
    document = read(par(f'<w:r><w:pict><v:shape style="width:1pt;visibility:hidden" alt="说明">{box}</v:shape></w:pict></w:r>'))
    assert carried(document, "text", Layer.HIDDEN) == ["看不见"]
    assert carried(document, "alt-text", Layer.HIDDEN) == ["说明"]


def test_tip_of_a_link_is_behind_the_page():
    document = read(par(f'<w:hyperlink w:tooltip="内网地址">{run("附件")}</w:hyperlink>'))
    assert visible(document) == "附件"
    assert carried(document, "alt-text", Layer.HIDDEN) == ["内网地址"]


def test_alternative_text_of_a_picture_is_behind_the_page():
    document = read(par("<w:r>" + drawing("", 'descr="D:\\现场照片" title="题"') + "</w:r>"))
    assert carried(document, "alt-text", Layer.HIDDEN) == ["D:\\现场照片", "题"]


def test_diagram_that_keeps_its_text_twice_is_read_once():
    links = (("d", "diagramData", "diagrams/data1.xml"), ("s", "diagramDrawing", "diagrams/drawing1.xml"))
    text = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
    parts = {
        "word/diagrams/data1.xml": part("dataModel", text.format("局长")),
        "word/diagrams/drawing1.xml": part("drawing", text.format("局长") + text.format("只画不存")),
    }
    assert visible(read(par("图"), links, parts)) == "图\n局长\n只画不存"


def test_values_stored_with_a_chart_are_visible():
    chart = "<c:cat><c:strCache><c:pt><c:v>东乡</c:v></c:pt><c:pt><c:v>西乡</c:v></c:pt></c:strCache></c:cat>"
    document = read(par("见图"), (("c", "chart", "charts/chart1.xml"),), {"word/charts/chart1.xml": part("chartSpace", chart)})
    assert visible(document) == "见图\n东乡\t西乡"
    assert document.gaps == ()


def test_the_name_of_a_series_that_stands_in_the_chart_itself_is_visible():
    chart = "<c:ser><c:tx><c:v>张三13812345678</c:v></c:tx></c:ser>"
    document = read(par("见图"), (("c", "chart", "charts/chart1.xml"),), {"word/charts/chart1.xml": part("chartSpace", chart)})
    assert visible(document) == "见图\n张三13812345678"


def listed(text: str, number: int = 1) -> dict[str, str | bytes]:
    levels = f'<w:lvl><w:lvlText w:val="{text}"/></w:lvl>'
    nums = f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>'
    return {"word/numbering.xml": part("numbering", f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}')}


IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


@pytest.mark.parametrize(("text", "shown"), [("身份证360781198503120018第%1号", "身份证360781198503120018第号"), ("机密★%1年", "机密★年")])
def test_words_that_numbering_writes_are_visible(text: str, shown: str):
    document = read(par("甲", properties=IN_LIST), (), listed(text))
    assert visible(document) == f"甲\n{shown}"


@pytest.mark.parametrize("text", ["%1.", "（%1）", "第%1条", "附件%1：", "Chapter %1", "%1.%2.%3", "●", "第%1章　"])
def test_usual_numbering_says_nothing(text: str):
    assert read(par("甲", properties=IN_LIST), (), listed(text)).text == "甲\n"


def test_words_of_a_list_that_no_paragraph_uses_are_behind_the_page():
    document = read(par("甲"), (), listed("内部事项%1", 7))
    assert visible(document) == "甲"
    assert carried(document, "metadata", Layer.METADATA) == ["内部事项"]
