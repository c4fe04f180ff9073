"""A presentation is read slide by slide as it is shown; what a viewer does not see stands behind it with its carrier."""

from __future__ import annotations

from contextlib import suppress

import pytest
from docx_writer import docx, par
from mangle import mangled
from slides_writer import (
    HEIGHT,
    WIDTH,
    A,
    P,
    deck,
    filled,
    frame,
    group,
    inked,
    lines,
    picture,
    relationships,
    shape,
    slide,
    solid,
    table,
    xfrm,
)

from review.errors import CannotRead
from review.extract import extract, slides
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Zone
from review.report.place import place_text
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
STAR = "机密★10年"
PROSE = "各单位应当按照要求认真做好有关工作，确保取得实效，并于月底前报送情况。"


def read(*args, **kwargs):
    return extract(deck(*args, **kwargs), "汇报.pptx")


def visible(document):
    return document.text[: document.visible_end]


def behind(document):
    """Return (carrier, text) of what stands behind the slides."""
    return [
        (s.carrier, document.text[s.start : s.end]) for s in document.behind if s.layer is not Layer.EMBEDDED or s.carrier != "embedded"
    ]


def place_of(document, text):
    start = document.text.index(text)
    return document.segment_at(start).place


def test_slides_come_in_the_order_of_the_show_not_of_their_names():
    document = read(slide(shape("甲")), slide(shape("乙")), slide(shape("丙")), order=[3, 1, 2])
    assert visible(document) == "丙\n\n甲\n\n乙"
    assert [place_of(document, text).page for text in "丙甲乙"] == [1, 2, 3]
    assert document.format == "pptx"
    assert document.gaps == ()


def test_place_names_slide_shape_and_paragraph_so_that_a_person_finds_it():
    document = read(slide(shape("一")), slide(shape("二"), shape("三", "四")))
    place = place_of(document, "四")
    assert (place.path, place.page) == ("s2/shape2/p2", 2)
    assert place_text(place) == "第2页形状2第2段"


def test_a_table_is_read_in_rows_of_cells():
    document = read(slide(shape("名单"), table(["姓名", "电话"], ["张某", "13800138000"])))
    assert visible(document) == "名单\n姓名\t电话\n张某\t13800138000"
    assert place_of(document, "13800138000").path == "s1/shape2/r2/c2"
    assert place_of(document, "13800138000").zone is Zone.TABLE


def test_shapes_in_groups_are_read_and_runs_join():
    runs = "<a:r><a:t>联系</a:t></a:r><a:r><a:t>电话</a:t></a:r><a:br/><a:fld><a:t>乡政府</a:t></a:fld>"
    assert visible(read(slide(group(group(shape(runs)))))) == "联系电话\n乡政府"


def test_a_slide_left_out_of_the_show_is_hidden_as_a_whole():
    document = read(slide(shape("甲")), slide(shape("内部口径"), table(["底数"]), more='show="0"'))
    assert visible(document) == "甲"
    assert ("text", "内部口径\n底数") in behind(document)
    assert place_of(document, "内部口径").page == 2


def test_a_slide_that_the_show_does_not_list_is_hidden():
    document = read(slide(shape("甲")), slide(shape("旧稿")), order=[1])
    assert ("text", "旧稿") in behind(document)


@pytest.mark.parametrize(
    ("drawn", "carrier"),
    [
        (shape("底数", at=xfrm(left=WIDTH + 1)), "offpage"),
        (shape("底数", at=xfrm(top=-600_000)), "offpage"),
        (
            group(
                shape("底数", at=xfrm()),
                at=f'<a:xfrm><a:off x="{WIDTH}" y="0"/><a:ext cx="9" cy="9"/><a:chOff x="0" y="0"/><a:chExt cx="9" cy="9"/></a:xfrm>',
            ),
            "offpage",
        ),
        (shape("底数", more='hidden="1"'), "text"),
        (group(shape("底数"), hidden=True), "text"),
        (shape('<a:r><a:rPr sz="100"/><a:t>底数</a:t></a:r>'), "text"),
        (shape("<a:r><a:rPr><a:noFill/></a:rPr><a:t>底数</a:t></a:r>"), "text"),
        (
            shape(
                '<a:r><a:rPr><a:solidFill><a:srgbClr val="FF0000"><a:alpha val="0"/></a:srgbClr></a:solidFill></a:rPr><a:t>底数</a:t></a:r>'
            ),
            "text",
        ),
    ],
)
def test_what_is_off_the_slide_hidden_or_without_ink_is_not_seen(drawn, carrier):
    document = read(slide(shape("甲"), drawn))
    assert visible(document) == "甲"
    assert (carrier, "底数") in behind(document)


@pytest.mark.parametrize(
    "drawn",
    [
        shape("正文", at=xfrm(left=WIDTH - 10)),
        group(
            shape("正文", at=xfrm(left=WIDTH * 3)),
            at=f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/><a:chOff x="{WIDTH * 3}" y="0"/><a:chExt cx="9" cy="9"/></a:xfrm>',
        ),
        shape("正文", at=xfrm(left=WIDTH + 100, width=100, height=4_000_000).replace("<a:xfrm", '<a:xfrm rot="5400000"')),
        shape('<a:r><a:rPr sz="1800"><a:ln/><a:noFill/></a:rPr><a:t>正文</a:t></a:r>'),
        shape("正文"),
    ],
)
def test_what_reaches_the_slide_is_seen(drawn):
    assert visible(read(slide(drawn))) == "正文"


WHITE, BLACK = "FFFFFF", "000000"
WIDE = xfrm(0, 0, WIDTH, HEIGHT)
THEME = (
    f'<a:theme xmlns:a="{A}"><a:clrScheme><a:dk1><a:srgbClr val="{BLACK}"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1></a:clrScheme></a:theme>'
)
THEMED = {
    "ppt/theme/theme1.xml": THEME,
    "ppt/slideMasters/_rels/slideMaster1.xml.rels": relationships(("rId1", "theme", "../theme/theme1.xml")),
}


@pytest.mark.parametrize(
    ("drawn", "carrier"),
    [
        ([shape(inked("底数", WHITE), at=xfrm())], "text"),
        ([shape(inked("底数", "bg1"), at=xfrm())], "text"),
        ([filled("C00000", WIDE), shape(inked("底数", "C00000"), at=xfrm())], "text"),
        ([shape(inked("底数", "FEFEFE"), at=xfrm() + solid(WHITE))], "text"),
        ([shape("底数", at=xfrm()), filled(BLACK, WIDE)], "redaction"),
    ],
)
def test_ink_in_the_colour_of_its_ground_and_covered_text_are_not_seen(drawn, carrier):
    document = read(slide(shape("甲"), *drawn), parts=THEMED)
    assert visible(document) == "甲"
    assert behind(document) == [(carrier, "底数")]


@pytest.mark.parametrize(
    "drawn",
    [
        [filled("C00000", WIDE), shape(inked("白字", WHITE), at=xfrm())],
        [shape(inked("白字", WHITE), at=xfrm() + solid("C00000"))],
        [picture("rId5"), shape(inked("白字", WHITE), at=xfrm())],
        [shape(inked("白字", WHITE), holder="title")],
        [shape(inked("白字", "tx1"), at=xfrm())],
        [shape("白字", at=xfrm()), filled(BLACK, xfrm(width=1_000_000))],
        [shape("白字", at=xfrm()), filled(BLACK, WIDE, outline="frame")],
        [shape("白字", at=xfrm()), filled(BLACK, WIDE).replace(f'val="{BLACK}"/>', f'val="{BLACK}"><a:alpha val="40000"/></a:srgbClr>')],
    ],
)
def test_white_on_colour_pictures_or_inherited_fills_and_partly_covered_text_are_seen(drawn):
    assert visible(read(slide(*drawn), parts=THEMED)) == "白字"


@pytest.mark.parametrize("place", ["layout", "master"])
def test_white_on_what_a_layout_or_master_paints_is_seen(place):
    kind = {"layout": "sldLayout", "master": "sldMaster"}[place]
    page = slide(shape(inked("白字", WHITE), at=xfrm()))
    assert visible(read(page, **{place: slide(filled("C00000", WIDE), kind=kind)})) == "白字"
    dark = slide(kind=kind).replace("<p:cSld>", f"<p:cSld><p:bg><p:bgPr>{solid('203864')}</p:bgPr></p:bg>")
    assert visible(read(page, **{place: dark})) == "白字"


def test_notes_are_told_with_the_slide_and_their_page_header_apart():
    notes = slide(shape("此页不对外讲。", holder="body"), shape("3", holder="sldNum"), shape("内部掌握", holder="hdr"), kind="notes")
    document = read(
        slide(shape("甲")),
        links={1: [("rId5", "notesSlide", "../notesSlides/notesSlide1.xml")]},
        parts={"ppt/notesSlides/notesSlide1.xml": notes},
    )
    assert ("notes", "此页不对外讲。") in behind(document)
    assert ("header-footer", "内部掌握") in behind(document)
    assert place_of(document, "此页").page == 1
    assert place_text(place_of(document, "此页"), Layer.HIDDEN) == "第1页备注页（不可见内容）"


def test_comments_old_and_threaded_are_told_and_their_authors_are_authors():
    old = f'<p:cmLst xmlns:p="{P}"><p:cm authorId="0"><p:text>数字不对</p:text></p:cm></p:cmLst>'
    new = (
        f'<p188:cmLst xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="{A}"><p188:cm authorId="x">'
        "<p188:replyLst><p188:reply><p188:txBody><a:p><a:r><a:t>已改</a:t></a:r></a:p></p188:txBody></p188:reply></p188:replyLst>"
        "<p188:txBody><a:p><a:r><a:t>请核</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>"
    )
    document = read(
        slide(shape("甲")),
        links={1: [("rId5", "comments", "../comments/comment1.xml"), ("rId6", "comments", "../comments/modern.xml")]},
        parts={
            "ppt/comments/comment1.xml": old,
            "ppt/comments/modern.xml": new,
            "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{P}"><p:cmAuthor id="0" name="李某"/></p:cmAuthorLst>',
            "ppt/_rels/presentation.xml.rels": relationships(
                ("rId1", "slide", "slides/slide1.xml"), ("rId9", "commentAuthors", "commentAuthors.xml")
            ),
        },
    )
    assert [text for carrier, text in behind(document) if carrier == "comment"] == ["数字不对", "请核", "已改"]
    assert ("metadata", "修订和批注：李某") in behind(document)
    assert place_of(document, "修订和批注").part == "docProps"


def test_what_a_master_draws_is_said_once_and_its_prompts_are_not():
    master = slide(shape("某县人民政府", at=xfrm(top=0)), shape("单击此处编辑母版标题样式", holder="title"), kind="sldMaster")
    layout = slide(
        shape("Click to edit Master title style", holder="title"), shape("保密", at=xfrm(top=HEIGHT - 500_000)), kind="sldLayout"
    )
    document = read(slide(shape("甲")), slide(shape("乙")), master=master, layout=layout)
    assert visible(document) == "保密\n某县人民政府\n甲\n\n乙"
    assert place_of(document, "某县人民政府").zone is Zone.HEADER
    assert place_of(document, "保密").zone is Zone.FOOTER
    assert behind(document) == []


def test_what_no_slide_shows_of_a_layout_is_told_behind():
    layout = slide(shape("版式里留下的说明", holder="body"), kind="sldLayout")
    master = slide(shape("母版图形"), kind="sldMaster")
    document = read(slide(shape("甲"), more='showMasterSp="0"'), layout=layout, master=master)
    assert visible(document) == "甲"
    assert ("header-footer", "版式里留下的说明\n母版图形") in behind(document)


@pytest.mark.parametrize("prompt", ["单击此处13800138000", "13800138000", "第二级方案"])
def test_a_prompt_that_says_more_is_no_prompt(prompt):
    document = read(slide(shape("甲")), layout=slide(shape(prompt, holder="body"), kind="sldLayout"))
    assert ("header-footer", prompt) in behind(document)


def test_chart_and_diagram_show_their_stored_text_once():
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    chart = f'<c:chartSpace xmlns:c="{c}"><c:cat><c:strCache><c:pt><c:v>一季度</c:v></c:pt></c:strCache></c:cat></c:chartSpace>'
    data = f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{A}"><dgm:pt><dgm:t>{lines("受理")}</dgm:t></dgm:pt></dgm:dataModel>'
    drawing = f'<dsp:drawing xmlns:dsp="http://x/dsp" xmlns:a="{A}">{lines("受理", "多出")}</dsp:drawing>'
    document = read(
        slide(frame(f'<c:chart xmlns:c="{c}" r:id="rId5"/>'), frame(f'<dgm:relIds xmlns:dgm="{dgm}" r:dm="rId6"/>')),
        links={
            1: [
                ("rId5", "chart", "../charts/chart1.xml"),
                ("rId6", "diagramData", "../diagrams/data1.xml"),
                ("rId7", "diagramDrawing", "../diagrams/drawing1.xml"),
            ]
        },
        parts={"ppt/charts/chart1.xml": chart, "ppt/diagrams/data1.xml": data, "ppt/diagrams/drawing1.xml": drawing},
    )
    assert visible(document) == "一季度\n受理\n多出"
    assert place_of(document, "受理").path == "s1/shape2/p1"
    assert document.gaps == ()


def test_older_alternative_of_a_shape_is_read_once_and_other_text_in_it_is_hidden():
    older = f"<mc:Fallback>{shape('甲')}{shape('乙')}</mc:Fallback>"
    both = f"<mc:AlternateContent><mc:Choice Requires='a14'>{shape('甲')}</mc:Choice>{older}</mc:AlternateContent>"
    document = read(slide(both))
    assert visible(document) == "甲"
    assert behind(document) == [("text", "乙")]


def test_pictures_are_gaps_with_the_slide_and_cropping_is_said():
    document = read(
        slide(shape("甲")),
        slide(picture("rId5", crop='<a:srcRect l="20000"/>', description="领导合影")),
        links={2: [("rId5", "image", "../media/image1.png")]},
        parts={"ppt/media/image1.png": b"\x89PNG\r\n\x1a\n"},
    )
    (gap,) = document.gaps
    assert gap.reason is GapReason.NEEDS_EYES
    assert "第2张幻灯片" in gap.message
    assert "裁去的部分" in document.text
    assert gap.place.path == "s2/shape1"
    assert ("alt-text", "领导合影") in behind(document)


def test_an_embedded_file_is_read_and_media_wait_for_eyes():
    document = read(
        slide(shape("甲")),
        links={1: [("rId5", "package", "../embeddings/doc1.docx"), ("rId6", "video", "../media/media1.mp4")]},
        parts={"ppt/embeddings/doc1.docx": docx(par("附件电话13800138000")), "ppt/media/media1.mp4": b"\x00\x00\x00\x18ftypmp42"},
    )
    assert "附件电话13800138000" in document.text
    assert (document.inner[0].document.format, document.inner[0].part) == ("docx", "embeddings/doc1.docx")
    assert [gap.reason for gap in document.gaps] == [GapReason.NEEDS_EYES]
    assert ("attachment", "embeddings/doc1.docx") in behind(document)


def test_macros_unknown_parts_and_outside_links_are_named():
    document = read(
        slide(shape("甲")),
        links={
            1: [
                ("rId5", "hyperlink", "file:///D:/内部/名单.xls"),
                ("rId6", "hyperlink", "https://www.example.gov.cn/"),
                ("rId7", "strange", "../odd/odd.bin"),
            ]
        },
        parts={"ppt/vbaProject.bin": b"x", "ppt/odd/odd.bin": b"x"},
    )
    assert ("external-link", "file:///D:/内部/名单.xls") in behind(document)
    assert "example.gov.cn" not in document.text
    assert {gap.place.part for gap in document.gaps} == {"vbaProject.bin", "odd/odd.bin"}
    assert all(gap.reason is GapReason.UNSUPPORTED for gap in document.gaps)


def test_tags_custom_data_sections_and_shape_names_are_metadata():
    document = read(
        slide(shape("甲", name="领导审定稿"), shape("乙", name="文本框 12")),
        listed='<p:extLst><p14:sectionLst xmlns:p14="http://x/p14"><p14:section name="不公开部分"/></p14:sectionLst></p:extLst>',
        links={1: [("rId5", "tags", "../tags/tag1.xml")]},
        parts={
            "ppt/tags/tag1.xml": f'<p:tagLst xmlns:p="{P}"><p:tag name="DOCID" val="内网编号7"/></p:tagLst>',
            "customXml/item1.xml": "<a><b>流转单</b></a>",
        },
    )
    assert ("custom-xml", "DOCID：内网编号7") in behind(document)
    assert ("custom-xml", "流转单") in behind(document)
    assert ("metadata", "不公开部分\n领导审定稿") in behind(document)


# Marks


@pytest.mark.parametrize(
    "pages",
    [
        [slide(shape("工作情况汇报", holder="ctrTitle"), shape(STAR)), slide(shape(PROSE))],
        [slide(shape("工作情况汇报", holder="ctrTitle"), *(shape(f"第{n}小组") for n in "一二三四五六七八九"), shape(STAR))],
        [slide(shape(f"工作情况汇报（{STAR}）", holder="title")), slide(shape(PROSE))],
        [slide(shape("工作情况汇报", holder="title"), table([STAR, "特急"]))],
        [slide(shape("工作情况汇报", holder="title")), slide(shape(PROSE), shape(STAR, holder="ftr"))],
    ],
)
def test_a_level_on_the_first_slide_or_in_a_footer_stops(ruleset, pages):
    assert scan(read(*pages), ruleset, OPTIONS).stop


@pytest.mark.parametrize("name", ["layout", "master"])
@pytest.mark.parametrize("holder", ["", "ftr"])
def test_a_level_in_a_layout_or_master_stops(ruleset, name, holder):
    kind = {"layout": "sldLayout", "master": "sldMaster"}[name]
    document = read(
        slide(shape("工作情况汇报", holder="title"), shape(PROSE)), **{name: slide(shape(STAR, holder=holder, at=xfrm()), kind=kind)}
    )
    assert scan(document, ruleset, OPTIONS).stop


def test_a_lesson_on_levels_does_not_stop(ruleset):
    lesson = slide(shape("密级分为三级", holder="title"), shape("国家秘密的密级分为绝密、机密、秘密三级。", holder="body"))
    found = scan(read(slide(shape("保密知识培训", holder="ctrTitle"), shape("2026年3月")), lesson), ruleset, OPTIONS)
    assert not found.stop


def test_rules_run_on_notes(ruleset):
    notes = slide(shape("联系手机13800138000。", holder="body"), kind="notes")
    document = read(
        slide(shape("甲")), links={1: [("rId5", "notesSlide", "../notesSlides/n1.xml")]}, parts={"ppt/notesSlides/n1.xml": notes}
    )
    found = {f.rule: f for f in scan(document, ruleset, OPTIONS).findings}
    assert found["personal.mobile"].layer is Layer.HIDDEN
    assert "hidden.notes" in found


# Files that are not as they should be


def test_a_missing_or_broken_slide_is_a_gap_and_the_others_are_read():
    document = read(slide(shape("甲")), "<p:sld", slide(shape("丙")))
    assert visible(document) == "甲\n\n丙"
    assert [gap.reason for gap in document.gaps] == [GapReason.DAMAGED]
    document = read(
        slide(shape("甲")),
        slide(shape("乙")),
        parts={"ppt/_rels/presentation.xml.rels": relationships(("rId1", "slide", "slides/slide1.xml"))},
    )
    assert any("第2张幻灯片在文件中找不到" in gap.message for gap in document.gaps)


def test_a_declaration_in_a_slide_is_refused():
    bad = '<!DOCTYPE p [<!ENTITY l "机密">]>' + slide(shape("&l;"))
    assert [gap.reason for gap in read(slide(shape("甲")), bad).gaps] == [GapReason.UNSUPPORTED]


def test_strict_markup_is_read_alike():
    strict = slide(shape("甲")).replace("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/").replace("/2006/main", "/main")
    assert visible(read(strict)) == "甲"


def test_too_many_slides_are_refused():
    with pytest.raises(CannotRead):
        slides.read(deck(*[slide(shape("甲"))] * 3), DEFAULT.__class__(pages=2))


def test_nothing_escapes_from_a_mangled_file():
    whole = deck(
        slide(shape("题", holder="title"), group(shape("甲", at=xfrm())), table(["乙", "丙"]), picture("rId5")),
        links={1: [("rId5", "image", "../media/i.png"), ("rId6", "notesSlide", "../notesSlides/n1.xml")]},
        parts={"ppt/media/i.png": b"x", "ppt/notesSlides/n1.xml": slide(shape("备注", holder="body"), kind="notes")},
    )
    for data in mangled(whole):
        with suppress(CannotRead):
            slides.read(data, DEFAULT)


def test_slides_for_which_time_runs_out_are_named():
    found = slides.read(deck(slide(shape("甲")), slide(shape("乙"))), DEFAULT._replace(seconds=0.0, page_seconds=0.0))
    assert [(gap.reason, gap.message[:20]) for gap in found.gaps] == [(GapReason.TIMEOUT, "时间不够，从第 1 张幻灯片起未检查（共")]
