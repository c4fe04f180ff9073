from __future__ import annotations

import pytest
from docx_writer import STYLES, carried, drawing, par, part, places, read, run, styled, table, textbox, visible

from review.model import Layer


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFDFE"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/>',
        '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>',
        '<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/><w:highlight w:val="none"/>',
        '<w:rStyle w:val="Secret"/>',
    ],
)
def test_run_that_cannot_be_seen_is_hidden_text(properties):
    style = '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    document = read(par("公告", run("内情", properties), "正文"), STYLES, styled(style))
    assert visible(document) == "公告正文"
    assert carried(document, "text", Layer.HIDDEN) == ["内情"]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="pct25" w:fill="FFFFFF"/>',
        '<w:sz w:val="10"/>',
        "<w:webHidden/>",
    ],
)
def test_run_that_can_be_seen_stays_on_the_page(properties):
    assert read(par(run("公开", properties))).text == "公开\n"


def test_hidden_runs_that_stand_together_are_one_piece():
    document = read(par(run("身份", "<w:vanish/>"), run("证", "<w:vanish/>"), "公开", run("完", "<w:vanish/>")))
    assert carried(document, "text", Layer.HIDDEN) == ["身份证", "完"]


def test_paragraph_style_hides_through_the_style_it_is_based_on():
    styles = styled(
        '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>',
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/></w:style>',
    )
    document = read(par("藏", properties='<w:pStyle w:val="Child"/>') + par("见"), STYLES, styles)
    assert document.text == "见\n\n藏"
    assert places(document)["藏"][1] == "p1"


def test_hidden_set_by_both_styles_is_off_again():
    styles = styled(
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    document = read(par(run("见", '<w:rStyle w:val="C"/>'), run("藏"), properties='<w:pStyle w:val="P"/>'), STYLES, styles)
    assert visible(document) == "见"
    assert carried(document, "text", Layer.HIDDEN) == ["藏"]


def test_default_paragraph_style_and_document_defaults_count():
    default = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:shd w:val="clear" w:fill="00FF00"/></w:pPr></w:style>'
    defaults = '<w:docDefaults><w:rPrDefault><w:rPr><w:color w:val="00FF00"/></w:rPr></w:rPrDefault></w:docDefaults>'
    document = read(par("藏", run("见", '<w:color w:val="000000"/>')), STYLES, styled(defaults, default))
    assert visible(document) == "见"


def test_styles_based_on_each_other_in_a_circle_are_followed_once():
    styles = styled(*(f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("AB", "BA")))
    assert read(par("见", properties='<w:pStyle w:val="A"/>'), STYLES, styles).text == "见\n"


def test_ground_of_a_paragraph_comes_from_itself_or_the_style_its_style_is_based_on():
    styles = styled(
        '<w:style w:type="paragraph" w:styleId="B"><w:pPr><w:shd w:val="clear" w:fill="0000FF"/></w:pPr></w:style>',
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="B"/></w:style>',
    )
    blue, red = run("蓝", '<w:color w:val="0000FF"/>'), run("红", '<w:color w:val="FF0000"/>')
    assert visible(read(par(blue, red, properties='<w:pStyle w:val="C"/>'), STYLES, styles)) == "红"
    own = '<w:pStyle w:val="C"/><w:shd w:val="clear" w:fill="FF0000"/>'
    assert visible(read(par(blue, red, properties=own), STYLES, styles)) == "蓝"


def test_white_text_is_seen_on_a_dark_cell_and_not_on_a_white_one():
    white = run("表头", '<w:color w:val="FFFFFF"/>')
    dark = f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>{par(white)}</w:tc>'
    assert visible(read(table([dark]))) == "表头"
    assert carried(read(table([par(white), "乙"])), "text", Layer.HIDDEN) == ["表头"]


def test_white_text_counts_as_seen_where_the_ground_is_not_known():
    white = run("表头", '<w:color w:val="FFFFFF"/>')
    first_row = '<w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr>'
    style = f'<w:style w:type="table" w:styleId="Grid">{first_row}</w:style>'
    document = read(table([par(white)], properties='<w:tblStyle w:val="Grid"/>'), STYLES, styled(style))
    assert visible(document) == "表头"
    assert visible(read(par("<w:r>" + drawing(textbox(par(white))) + "</w:r>"))) == "\n表头"


def test_text_in_the_colour_of_the_page_is_hidden():
    black = run("黑字", '<w:color w:val="000000"/>')
    document = read(par("题", black), background='<w:background w:color="000000"/>')
    assert carried(document, "text", Layer.HIDDEN) == ["黑字"]


def test_deleted_and_moved_text_are_revisions_in_place():
    deleted = '<w:del w:author="甲"><w:r><w:delText>某局</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:author="乙">{run("某村")}</w:moveFrom>'
    document = read(par("由", deleted, "承办", moved))
    assert visible(document) == "由承办"
    assert carried(document, "tracked-change", Layer.REVISION) == ["某局", "某村"]
    assert places(document)["某局"][1] == "p1"


def test_each_comment_is_a_piece_of_its_own():
    comments = "".join(f'<w:comment w:id="{n}" w:author="丙">{par(text)}</w:comment>' for n, text in ((0, "先别发"), (1, "核电话")))
    document = read(par("文"), (("c", "comments", "comments.xml"),), {"word/comments.xml": part("comments", comments)})
    assert carried(document, "comment", Layer.HIDDEN) == ["先别发", "核电话"]
    assert places(document)["核电话"][:2] == ("comments", "n2")


def test_people_of_a_file_are_one_piece_and_its_labels_another():
    who = "<creator>甲</creator><lastModifiedBy>乙</lastModifiedBy>"
    core = f"<coreProperties>{who}<keywords>内部资料</keywords><revision>7</revision></coreProperties>"
    app = "<Properties><Manager>丙</Manager><Pages>3</Pages><Template>Normal.dotm</Template></Properties>"
    custom = '<Properties><property name="密级"><v>秘密</v></property></Properties>'
    parts = {"docProps/core.xml": core, "docProps/app.xml": app, "docProps/custom.xml": custom}
    document = read(par("文", '<w:ins w:author="丁"><w:r><w:t>字</w:t></w:r></w:ins>'), (), parts)
    assert carried(document, "metadata", Layer.METADATA) == [
        "关键词：内部资料",
        "密级：秘密",
        "作者：甲\n最后修改人：乙\n主管：丙\n修订和批注：丁",
    ]
    assert places(document)["密级：秘密"][0] == "docProps/custom.xml"
    assert document.segments[-1].place.part == "docProps"


def test_stored_data_variables_and_names_are_behind_the_page():
    links = (("s", "settings", "settings.xml"),)
    parts = {
        "customXml/item1.xml": '<data kind="台账">王某</data>',
        "word/settings.xml": part("settings", '<w:docVars><w:docVar w:name="v" w:val="底稿三"/></w:docVars>'),
    }
    labels = '<w:sdt><w:sdtPr><w:alias w:val="身份证号"/></w:sdtPr><w:sdtContent/></w:sdt><w:bookmarkStart w:name="_GoBack"/>'
    document = read(par(labels), links, parts)
    assert carried(document, "custom-xml", Layer.HIDDEN) == ["王某\n台账"]
    assert carried(document, "metadata", Layer.METADATA) == ["身份证号\n底稿三"]


def test_data_source_of_a_mail_merge_is_told():
    merge = '<w:mailMerge><w:connectString w:val="DSN=人口库"/><w:query w:val="SELECT * FROM 名册"/></w:mailMerge>'
    document = read(par("文"), (), {"word/settings.xml": part("settings", merge)})
    assert carried(document, "external-link", Layer.METADATA) == ["DSN=人口库\nSELECT * FROM 名册"]


def test_links_to_paths_are_told_and_links_to_the_web_are_not():
    links = (
        ("l1", "hyperlink", "https://www.example.cn/a"),
        ("l2", "hyperlink", "mailto:a@example.cn"),
        ("l3", "hyperlink", "file:///D:/机要/a.docx"),
        ("l4", "hyperlink", r"\\server\share\a.docx"),
        ("l6", "hyperlink", "file:///D:/机要/a.docx"),
        ("l5", "image", "https://www.example.cn/pixel.png"),
    )
    document = read(par("文"), links)
    found = ["file:///D:/机要/a.docx", r"\\server\share\a.docx", "https://www.example.cn/pixel.png"]
    assert carried(document, "external-link", Layer.METADATA) == found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (r'INCLUDETEXT "D:\\内网\\名单.docx"', [r'INCLUDETEXT "D:\\内网\\名单.docx"']),
        (r'HYPERLINK "file:///D:/a"', ["file:///D:/a"]),
        (r'HYPERLINK "https://www.example.cn"', []),
        (r'HYPERLINK \l "_Toc1"', []),
        ("PAGE", []),
    ],
)
def test_paths_in_field_codes_are_told(code, expected):
    quoted = code.replace('"', "&quot;")
    assert carried(read(par(f'<w:fldSimple w:instr="{quoted}">{run("文")}</w:fldSimple>')), "external-link") == expected


def test_words_kept_in_an_index_field_are_hidden_text():
    document = read(par('<w:fldSimple w:instr="XE &quot;某专案&quot;"/>'))
    assert carried(document, "text", Layer.HIDDEN) == ["某专案"]
