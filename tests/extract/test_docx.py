from __future__ import annotations

import pytest
from docx_writer import docx, packed, par, part, relationships, run, table

from review.errors import CannotRead
from review.extract import docx as word
from review.extract.limits import DEFAULT, MIB
from review.model import Document, Gap, GapReason, Layer, Zone

STYLES = (("rIdS", "styles", "styles.xml"),)


def read(
    body: str, links: tuple[tuple[str, str, str], ...] = (), parts: dict[str, str | bytes] | None = None, background: str = ""
) -> Document:
    return word.read(docx(body, links, parts, background), DEFAULT)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def carried(document: Document, carrier: str, layer: Layer | None = None) -> list[str]:
    segments = [s for s in document.segments if s.carrier == carrier and layer in (None, s.layer)]
    return [document.text[s.start : s.end] for s in segments]


def places(document: Document) -> dict[str, tuple[str, str | None, Zone | None]]:
    return {document.text[s.start : s.end]: (s.place.part, s.place.path, s.place.zone) for s in document.segments}


def styled(*styles: str) -> dict[str, str | bytes]:
    return {"word/styles.xml": part("styles", "".join(styles))}


def gap_of(document: Document, part_name: str) -> Gap:
    return next(gap for gap in document.gaps if gap.place.part == part_name)


# What a reader sees


def test_runs_split_inside_a_word_are_joined_and_paragraphs_end_lines():
    document = read(par("联系", "电话") + par("乡政府"))
    assert document.text == "联系电话\n乡政府\n"
    assert places(document)["联系电话"] == ("body", "p1", Zone.BODY)
    assert document.gaps == ()


def test_tabs_breaks_hyphens_and_symbols_become_characters():
    marks = '<w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Symbol" w:char="F031"/>'
    assert visible(read(par(f"<w:r>{marks}</w:r>"))) == "\t甲\n乙-\u00ad1"


def test_line_feed_inside_a_text_is_the_space_that_the_page_shows():
    assert visible(read(par("138\n0013"))) == "138 0013"


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:ins w:author="甲">{}</w:ins>',
        '<w:moveTo w:author="甲">{}</w:moveTo>',
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        '<w:hyperlink r:id="rId9">{}</w:hyperlink>',
        '<w:fldSimple w:instr=" REF a ">{}</w:fldSimple>',
        "<w:bdo>{}</w:bdo>",
        "<w:somethingNew>{}</w:somethingNew>",
        "<w:ruby><w:rt/><w:rubyBase>{}</w:rubyBase></w:ruby>",
        '<mc:AlternateContent><mc:Choice Requires="x">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
    ],
)
def test_text_in_any_wrapper_is_read_once(wrapped):
    assert visible(read(par("公", wrapped.replace("{}", run("示")), "期"))) == "公示期"


@pytest.mark.parametrize("wrapper", ["<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:customXml>{}</w:customXml>"])
def test_blocks_in_wrappers_keep_their_order_and_numbers(wrapper):
    document = read(par("甲") + wrapper.format(par("乙") + table(["丙"])) + par("丁"))
    assert visible(document) == "甲\n乙\n丙\n丁"
    assert places(document)["丁"][1] == "p3"


def test_math_is_read_with_the_line():
    assert visible(read(par("面积", "<m:oMath><m:r><m:t>S=ab</m:t></m:r></m:oMath>"))) == "面积S=ab"


def test_small_text_over_characters_follows_the_paragraph_and_does_not_tear_it():
    ruby = f"<w:ruby><w:rt>{run('mì')}</w:rt><w:rubyBase>{run('密')}</w:rubyBase></w:ruby>"
    assert visible(read(par("保", ruby, "局"))) == "保密局\nmì"


def test_field_shows_its_result_and_not_its_code():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("3月1日")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read(par("自", field, "起"))
    assert document.text == "自3月1日起\n"


def test_overstruck_characters_drawn_by_a_field_are_read():
    code = r"eq \o\ac(○,印)"
    field = f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{code}</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    assert visible(read(par("盖章", field))) == "盖章○印"


def test_drop_down_field_shows_the_entry_that_was_chosen():
    entries = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="公开"/><w:listEntry w:val="不公开"/></w:ddList></w:ffData>'
    field = f'<w:r><w:fldChar w:fldCharType="begin">{entries}</w:fldChar><w:fldChar w:fldCharType="end"/></w:r>'
    assert visible(read(par("意见：", field))) == "意见：不公开"


def test_field_that_never_closes_does_not_swallow_the_document():
    assert visible(read(par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + par("名单如下"))) == "\n名单如下"


def test_text_inside_a_field_code_is_hidden_text():
    field = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run("内部")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = read(par("公告", field))
    assert visible(document) == "公告"
    assert carried(document, "text", Layer.HIDDEN) == ["内部"]


def test_paragraph_whose_end_was_deleted_runs_on_into_the_next():
    document = read(par("身份", properties='<w:rPr><w:del w:author="甲"/></w:rPr>') + par("证号") + par("完"))
    assert visible(document) == "身份证号\n完"
    assert places(document)["完"][1] == "p3"


# Tables


def test_cells_are_separated_by_tabs_and_rows_by_line_feeds():
    document = read(table(["姓名", "金额"], ["甲", "3200"]))
    assert document.text == "姓名\t金额\n甲\t3200\n"
    assert places(document)["3200"] == ("body", "t1/r2/c2", Zone.TABLE)


def test_paragraphs_of_a_cell_are_joined_by_line_feeds():
    document = read(table([par("甲") + par("乙"), "丙"]))
    assert document.text == "甲\n乙\t丙\n"
    assert places(document)["甲\n乙"][1] == "t1/r1/c1"


def test_columns_are_counted_on_the_grid_below_merged_headings():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{par("基本情况")}</w:tc>'
    document = read(table([wide, "备注"], ["甲", "乙", "丙"]))
    assert places(document)["备注"][1] == "t1/r1/c3"
    assert places(document)["丙"][1] == "t1/r2/c3"


def test_text_in_a_cell_merged_into_the_one_above_is_hidden():
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{par("一组")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{par('藏着')}</w:tc>"
    document = read(table([first, "甲"], [below, "乙"]))
    assert visible(document) == "一组\t甲\n\t乙"
    assert carried(document, "text", Layer.HIDDEN) == ["藏着"]


def test_nested_table_follows_the_row_with_its_own_path():
    document = read(table(["外", par("里") + table(["深"]) + par("尾")]))
    assert document.text == "外\t里\n尾\n深\n"
    assert places(document)["深"][1] == "t1/r1/c2/t1/r1/c1"


def test_deleted_row_is_a_revision_and_not_a_line():
    row = f'<w:tr><w:trPr><w:del w:author="甲"/></w:trPr><w:tc>{par("旧行")}</w:tc></w:tr>'
    document = read(f"<w:tbl><w:tblPr/>{row}<w:tr><w:tc>{par('新行')}</w:tc></w:tr></w:tbl>")
    assert visible(document) == "新行"
    assert carried(document, "tracked-change", Layer.REVISION) == ["旧行"]


# Headers, notes, drawings


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
        "word/endnotes.xml": part("endnotes", f'<w:endnote w:id="1">{par("尾注")}</w:endnote>'),
    }
    body = par("正文", '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>')
    document = read(body, links, parts)
    assert visible(document) == "正文\n第一注\n尾注"
    assert places(document)["第一注"][:2] == ("footnotes", "n1/p1")
    assert carried(document, "footnote", Layer.HIDDEN) == ["删掉的注"]


def textbox(content: str) -> str:
    return f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"


def drawing(content: str, properties: str = "") -> str:
    return f'<w:drawing><wp:anchor><wp:docPr id="1" {properties}/><a:graphic>{content}</a:graphic></wp:anchor></w:drawing>'


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


def test_alternative_text_of_a_picture_is_behind_the_page():
    document = read(par("<w:r>" + drawing("", 'descr="D:\\现场照片" title="题"') + "</w:r>"))
    assert carried(document, "alt-text", Layer.HIDDEN) == ["D:\\现场照片", "题"]


def test_values_stored_with_a_chart_are_visible():
    chart = "<c:cat><c:strCache><c:pt><c:v>东乡</c:v></c:pt><c:pt><c:v>西乡</c:v></c:pt></c:strCache></c:cat>"
    document = read(par("见图"), (("c", "chart", "charts/chart1.xml"),), {"word/charts/chart1.xml": part("chartSpace", chart)})
    assert visible(document) == "见图\n东乡\t西乡"
    assert document.gaps == ()


# What a reader does not see


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFDFE"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/>',
        '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>',
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


def test_styles_based_on_each_other_in_a_circle_are_followed_once():
    styles = styled(*(f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("AB", "BA")))
    assert read(par("见", properties='<w:pStyle w:val="A"/>'), STYLES, styles).text == "见\n"


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
    assert places(document)["核电话"][:2] == ("comments", "c2")


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


def test_links_to_paths_are_told_and_links_to_the_web_are_not():
    links = (
        ("l1", "hyperlink", "https://www.example.cn/a"),
        ("l2", "hyperlink", "mailto:a@example.cn"),
        ("l3", "hyperlink", "file:///D:/机要/a.docx"),
        ("l4", "hyperlink", r"\\server\share\a.docx"),
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


# What was not read is said


def test_each_picture_asks_for_eyes_and_names_the_paragraph():
    picture = '<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="i1"/></pic:blipFill></pic:pic></a:graphicData>'
    links = (("i1", "image", "media/image1.png"),)
    document = read(par("甲") + par(f"<w:r>{drawing(picture)}</w:r>"), links, {"word/media/image1.png": b"", "word/media/image2.png": b""})
    shown = gap_of(document, "media/image1.png")
    assert shown.reason is GapReason.NEEDS_EYES
    assert shown.place.path == "p2"
    assert "第1张图片" in shown.message
    assert "页面上没有" in gap_of(document, "media/image2.png").message


@pytest.mark.parametrize(
    ("name", "kind", "carrier"),
    [
        ("embeddings/oleObject1.bin", "oleObject", "attachment"),
        ("embeddings/book.xlsx", "package", "attachment"),
        ("vbaProject.bin", "vbaProject", "macro"),
        ("chunk.html", "aFChunk", "attachment"),
    ],
)
def test_part_that_is_not_read_is_a_gap_and_a_piece(name, kind, carrier):
    document = read(par("文"), (("x", kind, name),), {f"word/{name}": b"\x00"})
    assert gap_of(document, name).reason is GapReason.UNSUPPORTED
    assert carried(document, carrier, Layer.EMBEDDED) == [name]


def test_unknown_part_is_named():
    document = read(par("文"), (), {"word/secret.dat": b"\x00"})
    assert gap_of(document, "secret.dat").reason is GapReason.UNSUPPORTED


def test_thumbnail_is_a_piece_of_metadata():
    assert carried(read(par("文"), (), {"docProps/thumbnail.jpeg": b""}), "thumbnail", Layer.METADATA) == ["docProps/thumbnail.jpeg"]


def test_formatting_parts_pass_unless_text_is_hidden_in_them():
    quiet = read(par("文"), (), {"word/theme/theme1.xml": part("theme", "<w:x/>"), "word/fontTable.xml": part("fonts", "")})
    assert (quiet.text, quiet.gaps) == ("文\n", ())
    loud = read(par("文"), (), {"word/theme/theme1.xml": part("theme", "<w:x>藏字</w:x>")})
    assert carried(loud, "metadata", Layer.METADATA) == ["藏字"]


def test_building_blocks_and_markup_comments_are_behind_the_page():
    links = (("g", "glossaryDocument", "glossary/document.xml"),)
    document = read(par("文", "<!--编者按-->"), links, {"word/glossary/document.xml": part("glossaryDocument", par("旧模板"))})
    assert carried(document, "text", Layer.HIDDEN) == ["旧模板"]
    assert carried(document, "custom-xml", Layer.HIDDEN) == ["编者按"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<w:hdr", GapReason.DAMAGED),
        ('<!DOCTYPE x [<!ENTITY e "页眉">]>' + part("hdr", par("&e;")), GapReason.UNSUPPORTED),
        (part("hdr", "<w:sdt>" * 300 + "</w:sdt>" * 300), GapReason.LIMIT),
        ("<a>" + "0" * (2 * MIB) + "</a>", GapReason.LIMIT),
    ],
    ids=["damaged", "DTD", "deep", "bomb"],
)
def test_part_that_cannot_be_read_is_a_gap_and_the_rest_is_read(content, reason):
    references = '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>'
    document = read(par("正文") + references, (("h", "header", "header1.xml"),), {"word/header1.xml": content})
    assert document.text == "正文\n"
    assert gap_of(document, "header1.xml").reason is reason


def test_damaged_body_leaves_the_header_readable():
    parts = {"word/header1.xml": part("hdr", par("页眉")), "word/document.xml": "<w:document"}
    document = read("", (("h", "header", "header1.xml"),), parts)
    assert visible(document) == "页眉"
    assert gap_of(document, "document.xml").reason is GapReason.DAMAGED


def test_body_in_unknown_markup_is_a_gap():
    document = read("", (), {"word/document.xml": "<document><body>文</body></document>"})
    assert [gap.reason for gap in document.gaps] == [GapReason.UNSUPPORTED]


def test_strict_documents_are_read():
    strict = docx(par("严格"), STYLES, styled())
    parts = {
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")).replace(
            "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"
        ),
        "word/document.xml": part("document", f"<w:body>{par('严格')}</w:body>").replace(
            "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
        ),
    }
    assert visible(word.read(strict, DEFAULT)) == visible(word.read(packed(parts), DEFAULT)) == "严格"


@pytest.mark.parametrize("wrapper", ["sdt", "ins", "tbl", "hyperlink"])
def test_nesting_up_to_the_depth_of_the_parser_is_read(wrapper):
    opening, closing = f"<w:{wrapper}>", f"</w:{wrapper}>"
    if wrapper == "tbl":
        opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    depth = 240 // opening.count("<")
    content = par("深处") if wrapper == "tbl" else run("深处")
    body = opening * depth + content + closing * depth
    document = read(body if wrapper == "tbl" else par(body))
    assert "深处" in visible(document)
    assert document.gaps == ()


def test_package_without_a_document_cannot_be_read():
    with pytest.raises(CannotRead) as caught:
        word.read(packed({"word/other.xml": "<a/>"}), DEFAULT)
    assert caught.value.reason is GapReason.DAMAGED


def test_every_cut_of_a_file_ends_in_a_document_or_a_refusal():
    data = docx(par("正文", run("藏", "<w:vanish/>")), STYLES, styled("<w:style/>"))
    for end in range(0, len(data), 41):
        with pytest.raises(CannotRead):
            word.read(data[:end], DEFAULT)


def test_every_flipped_byte_ends_in_a_document_or_a_refusal():
    data = docx(table(["甲", "乙"]) + par("正文"), STYLES, styled("<w:style/>"))
    outcomes = set()
    for position in range(0, len(data), 7):
        broken = data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
        try:
            document = word.read(broken, DEFAULT)
            outcomes.add("gap" if document.gaps else "read")
        except CannotRead:
            outcomes.add("refused")
    assert outcomes == {"gap", "read", "refused"}
