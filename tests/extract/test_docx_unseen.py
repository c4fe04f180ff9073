from __future__ import annotations

import struct

import pytest
from docx_writer import STYLES, carried, docx, drawing, par, part, places, read, run, styled, table, textbox, visible
from picture_writer import exif, jpeg, png, segment

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


def test_cropped_pictures_say_how_much_is_cut_off():
    new = '<pic:pic><pic:blipFill><a:blip r:embed="i1"/><a:srcRect l="25000" b="-3000" t="10000"/></pic:blipFill></pic:pic>'
    old = '<w:pict><v:shape><v:imagedata r:id="i1" cropright="32768f"/></v:shape></w:pict>'
    strict = new.replace('l="25000" b="-3000" t="10000"', 'r="30%"')
    whole = new.replace('l="25000" b="-3000" t="10000"', 'l="300"')
    body = par(f"<w:r>{drawing(new)}</w:r>") + par(f"<w:r>{old}</w:r>") + par(f"<w:r>{drawing(strict)}{drawing(whole)}</w:r>")
    document = read(body, (("i1", "image", "media/image1.png"),), {"word/media/image1.png": png()})
    told = [f"media/image1.png：{cut}" for cut in ("左侧裁去 25%、上方裁去 10%", "右侧裁去 50%", "右侧裁去 30%")]
    assert carried(document, "cropped-picture", Layer.HIDDEN) == told
    assert places(document)[told[1]][1] == "p2"


def test_what_a_picture_carries_is_told_where_the_picture_is_shown():
    picture = '<pic:pic><pic:blipFill><a:blip r:embed="i1"/></pic:blipFill></pic:pic>'
    photo = jpeg(segment(0xE1, b"Exif\0\0" + exif({0x010E: "核查"}, (25.885612, 116.027134))))
    document = read(par("甲") + par(f"<w:r>{drawing(picture)}</w:r>"), (("i1", "image", "media/a.jpg"),), {"word/media/a.jpg": photo})
    assert "说明：核查" in document.text
    assert {(s.place.part, s.place.path) for s in document.segments if s.layer is Layer.EMBEDDED} == {("media/a.jpg/exif", "p2")}
    assert [(gap.place.part, gap.place.path) for gap in document.gaps] == [("media/a.jpg", "p2")]


def test_a_document_that_is_called_a_picture_is_read():
    document = read(par("文"), (), {"word/media/image1.png": docx(par("藏起的名单"))})
    assert "藏起的名单" in document.text
    assert carried(document, "attachment") == ["media/image1.png"]
    assert "format-mismatch" in {s.carrier for inner in document.inner for s in inner.document.segments}


def test_words_drawn_in_metafiles_and_vector_pictures_are_read():
    def record(kind, body):
        return struct.pack("<II", kind, len(body) + 8) + body

    words = "人员名单".encode("utf-16-le")
    emf = record(1, bytes(32) + b" EMF" + bytes(44)) + record(84, bytes(36) + struct.pack("<II", 4, 52) + words) + record(14, bytes(12))
    text = "联系方式".encode("gb18030")
    short = struct.pack("<IHH", 3 + 1 + 4 + 2, 0x0521, 8) + text + bytes(4)
    wmf = struct.pack("<HHHIHIH", 1, 9, 0x300, 40, 0, 10, 0) + short + struct.pack("<IH", 3, 0)
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><text>点位分布</text></svg>"
    names = {"a.emf": emf, "b.wmf": wmf, "c.svg": svg}
    document = read(par("文"), (), {f"word/media/{name}": data for name, data in names.items()})
    assert [inner.document.text for inner in document.inner] == ["人员名单\n", "联系方式\n", "点位分布\n"]
    assert len(document.gaps) == 3


def test_marks_of_editing_sessions_and_of_wps_are_part_of_the_one_note_on_authors():
    settings = part("settings", '<w:rsids><w:rsidRoot w:val="1"/><w:rsid w:val="2"/><w:rsid w:val="3"/></w:rsids>')
    version = '<property name="KSOProductBuildVer"><v>2052-12.1.0.16120</v></property>'
    install = '<property name="ICV"><v>0123456789ABCDEF0123456789ABCDEF_12</v></property>'
    parts = {
        "word/settings.xml": settings,
        "docProps/custom.xml": f"<Properties>{version}{install}</Properties>",
        "docProps/core.xml": "<c><creator>甲</creator></c>",
    }
    assert carried(read(par("文"), (), parts), "metadata") == [
        "作者：甲\n编辑痕迹标识（rsid）：2 个\nKSOProductBuildVer：2052-12.1.0.16120\nICV：0123456789ABCDEF0123456789ABCDEF_12"
    ]


def test_the_printer_that_was_set_up_is_told():
    settings = r"\\dyj-01\保密室打印机".encode("utf-16-le").ljust(64, b"\0") + bytes(range(32))
    document = read(par("文"), (("p", "printerSettings", "printerSettings1.bin"),), {"word/printerSettings1.bin": settings})
    assert carried(document, "metadata", Layer.METADATA) == ["printerSettings1.bin\n\\\\dyj-01\\保密室打印机"]


def test_words_in_any_other_attribute_are_told_and_names_of_fonts_are_not():
    item = '<w:sdt><w:sdtPr><w:comboBox><w:listItem w:displayText="甲" w:value="乙方底价"/></w:comboBox></w:sdtPr></w:sdt>'
    fonts = run("文", '<w:rFonts w:eastAsia="方正小标宋简体" w:ascii="仿宋"/>')
    odd = "<w:r><w:shape gfxdata='AAAA&#xA;BBBB'/><w:foreign note='&#20869;&#37096;批示'/></w:r>"
    named = drawing("", 'name="图片 1" descr="航拍图"')
    document = read(par(item, fonts, odd, f"<w:r>{named}</w:r>"))
    assert carried(document, "metadata", Layer.METADATA) == ["甲\n乙方底价\n内部批示"]
    assert carried(document, "alt-text") == ["航拍图"]
