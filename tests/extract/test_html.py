from __future__ import annotations

import pytest

from review.errors import CannotRead
from review.extract import html
from review.extract.limits import DEFAULT, Limits
from review.model import Document, GapReason, Layer, Zone


def read(source: str | bytes, limits: Limits = DEFAULT) -> Document:
    return html.read(source.encode() if isinstance(source, str) else source, limits)


def visible(source: str | bytes) -> str:
    document = read(source)
    return document.text[: document.visible_end]


def behind(source: str) -> list[tuple[Layer, str, str]]:
    document = read(source)
    return [(s.layer, s.carrier, document.text[s.start : s.end]) for s in document.segments if s.layer is not Layer.VISIBLE]


def test_blocks_are_paragraphs_and_inline_elements_join():
    assert (
        visible("<h1>公 示</h1><div>经<b>研究</b>，<p>现予公示</p>。<ul><li>一<li>二</ul></div>") == "公 示\n经研究，\n现予公示\n。\n一\n二"
    )


def test_white_space_collapses_as_on_screen():
    assert visible("<p>  a \n\t b&nbsp; c<br>  d </p>") == "a b\u00a0 c\nd"


def test_a_line_break_between_chinese_characters_vanishes():
    assert visible("<p>县人民\n   政府 办公室\nABC</p>") == "县人民政府 办公室 ABC"


def test_preformatted_text_keeps_its_spaces():
    assert visible("<pre>甲  乙\n  丙</pre><textarea> 一\n 二</textarea>") == "甲  乙\n  丙\n 一\n 二"


def test_a_paragraph_knows_its_line():
    places = [segment.place for segment in read("<html>\n<body>\n<p>甲</p>\n\n<p>乙</p>").segments]
    assert [(place.path, place.zone) for place in places] == [("L3", Zone.BODY), ("L5", Zone.BODY)]


def test_tables_are_rows_with_cells_under_their_headings():
    source = (
        "<table><tr><th>姓名<th colspan=2>证件<th>备注</tr>"
        "<tr><td rowspan=2>张三<td>身份证<td>3607<td></tr><tr><td>护照<td>E12<td>注</tr></table>"
    )
    document = read(source)
    assert document.text == "姓名\t证件\t\t备注\n张三\t身份证\t3607\n\t护照\tE12\t注\n"
    assert [s.place.path for s in document.segments[-3:]] == ["t1/r3/c2", "t1/r3/c3", "t1/r3/c4"]
    assert {s.place.zone for s in document.segments} == {Zone.TABLE}


def test_a_cell_with_several_paragraphs_stays_one_cell():
    assert visible("<table><tr><td><p>一</p><p>二</p><td>三</table>") == "一\n二\t三"


def test_a_table_that_only_arranges_the_page_is_read_as_paragraphs():
    document = read("<table><tr><td>左<td><table><tr><td>a<td>b</table>右</table><table><tr><td><p>甲</p><p>乙</p></table>")
    assert document.text == "左\na\tb\n右\n甲\n乙\n"
    assert document.segments[0].place.zone is Zone.BODY


@pytest.mark.parametrize(
    "opening",
    [
        "<span hidden>",
        '<span style="display: none">',
        '<span style="color:red;visibility:hidden">',
        '<span style="font-size:0">',
        '<span style="font-size: 0px;">',
        '<span style="opacity:0.0">',
        '<span style="text-indent:-9999px">',
        '<span style="color:#FFF">',
        '<span style="color: rgb(255, 255, 255)">',
        '<span style="background:#ffffff;color:white">',
        "<span><font color=white>",
        "<noscript>",
        "<template>",
    ],
)
def test_what_a_reader_does_not_see_is_hidden(opening: str):
    tag = opening[1:].split(">", maxsplit=1)[0].split(maxsplit=1)[0]
    source = f"<p>甲{opening}张三</{tag}>乙</p>"
    assert visible(source) == "甲乙"
    assert behind(source) == [(Layer.HIDDEN, "text", "张三")]


@pytest.mark.parametrize("style", ["font-size:10px", "opacity:0.5", "background-color:#fff", "color:#fffff0", "left:-2px"])
def test_ordinary_styles_hide_nothing(style: str):
    assert visible(f'<p style="{style}">张三</p>') == "张三"


def test_white_on_a_painted_ground_is_seen():
    source = '<div style="background:#c00"><span style="color:#fff">公告</span></div>'
    source += "<table bgcolor=red><tr><td><font color=white>栏</font></table>"
    assert visible(source) == "公告\n栏"


def test_a_hidden_cell_leaves_its_column_empty():
    source = "<table><tr><td>甲<td style='display:none'>密<td>乙</table>"
    assert visible(source) == "甲\t\t乙"
    assert behind(source) == [(Layer.HIDDEN, "text", "密")]


def test_a_hidden_table_is_one_segment():
    assert behind("<div hidden><p>名单</p><table><tr><td>张三<td>1</table></div>") == [(Layer.HIDDEN, "text", "名单\n张三\t1")]


def test_comments_are_kept_when_they_say_something():
    source = "<!-- 前 --><html><!----><!-- --- --><!--[if IE]><br><![endif]--><body><!-- 待领导\n定 --></body></html><!--尾-->"
    assert behind(source) == [(Layer.HIDDEN, "html-comment", words) for words in ("前", "待领导\n定", "尾")]


def test_attributes_that_say_more_than_the_page_are_kept_once():
    source = '<img alt="张三户口簿"><img alt="张三户口簿"><a title="通知">通知</a><a title="关于张三的通知">通知</a>'
    source += '<i data-x="110101199003070000" data-y="3">x</i>'
    assert behind(source) == [(Layer.HIDDEN, "alt-text", words) for words in ("张三户口簿", "关于张三的通知", "110101199003070000")]


def test_form_controls_show_what_a_reader_sees():
    source = "<input type=hidden value=tok3607><input value=甲><input placeholder=乙><select><option>丙<option>丁</select>"
    source += "<input type=checkbox value=on>"
    assert visible(source) == "甲 乙\n丙\n丁"
    assert behind(source) == [(Layer.HIDDEN, "text", "tok3607")]


def test_scripts_are_kept_only_when_they_carry_data():
    source = r'<script>var a=1</script><script>var t="13800138000",n="\u5f20\u4e09"</script><style>.a{margin:0}</style>'
    assert behind(source) == [(Layer.METADATA, "text", 'var t="13800138000",n="张三"')]


def test_title_and_descriptions_are_one_segment_and_the_author_another():
    source = "<head><title>公示 名单</title><meta name=Author content=张三><meta name=viewport content=width><meta charset=utf-8></head>"
    assert behind(source) == [(Layer.METADATA, "metadata", "标题：公示 名单"), (Layer.METADATA, "metadata", "作者：张三")]


@pytest.mark.parametrize(
    ("name", "shown"), [("description", "备注"), ("Keywords", "关键词"), ("ColumnName", "栏目名称"), ("og:title", "标题")]
)
def test_what_a_page_says_of_itself_has_chinese_labels(name: str, shown: str):
    assert behind(f'<meta name="{name}" content="公示">') == [(Layer.METADATA, "metadata", f"{shown}：公示")]


ONE, OTHER = "360781198503120018", "13812345678"


@pytest.mark.parametrize(
    "source",
    [
        f"<button>{ONE}</button><button>{OTHER}</button>",
        f"<label>{ONE}</label><label>{OTHER}</label>",
        f"{ONE}<button>{OTHER}</button>",
        f"<svg><text y=1>{ONE}</text><text y=9>{OTHER}</text></svg>",
        f"<svg><text><tspan y=1>{ONE}</tspan><tspan y=9>{OTHER}</tspan></text></svg>",
        f"<select><option>{ONE}<option>{OTHER}</select>",
        f"<span style='display:inline-block'>{ONE}</span><span style='display: inline-block'>{OTHER}</span>",
        f"<div style='display:flex'><span>{ONE}</span><span>{OTHER}</span></div>",
        f"<p><b style='float:left'>{ONE}</b>{OTHER}</p>",
        f"<div class=row><span>{ONE}</span><span>{OTHER}</span></div>",
        f"<div class=row><span>{OTHER}</span><i>{ONE}</i></div>",
        f"<div class=row><span>{OTHER}</span><span>{OTHER}</span></div>",
    ],
)
def test_what_stands_side_by_side_is_read_apart(source: str):
    assert sorted(set(visible(source).split())) == sorted({n for n in (ONE, OTHER) if n in source})


@pytest.mark.parametrize(
    "source",
    [
        "<p><span class=a>36078119</span><span class=b>8503120018</span></p>",
        "<p><span>13012119850</span><span>3120018</span></p>",
        "<p>360781<!-- -->198503120018</p>",
        "<p>36078119850312<b>0018</b></p>",
    ],
)
def test_a_number_in_pieces_stays_one_number(source: str):
    assert len(visible(source)) == 18


def test_pictures_frames_and_media_are_gaps():
    gaps = read("<img src=a.png><p><img src=b.png></p><iframe src=b></iframe><object></object><video></video>").gaps
    assert [gap.reason for gap in gaps] == [GapReason.NEEDS_EYES, GapReason.UNSUPPORTED, GapReason.NEEDS_EYES]
    assert "2 个框架" in gaps[1].message
    assert "2 张图片" in gaps[2].message


def test_text_too_deep_for_the_parser_is_a_gap():
    document = read("<p>前</p>" + "<div>" * 3000 + "深")
    assert "深" not in document.text
    assert [gap.reason for gap in document.gaps] == [GapReason.LIMIT]


def test_deep_nesting_that_the_parser_takes_is_read():
    document = read("<div>" * 1500 + "深" + "</div>" * 1500 + "后")
    assert (document.text, document.gaps) == ("深\n后\n", ())


def test_text_nodes_of_many_megabytes_are_read():
    assert len(visible("<p>" + "字" * 5_000_000 + "</p>尾")) == 5_000_002


def test_more_elements_than_allowed_cannot_be_read():
    with pytest.raises(CannotRead) as caught:
        read("<br>" * 100, Limits(xml_elements=50))
    assert caught.value.reason is GapReason.LIMIT


def test_spans_without_measure_do_not_multiply_cells():
    source = "<table>" + "<tr><td colspan=99999 rowspan=99999>a<td>b" * 300 + "</table>"
    assert len(read(source).segments) < 90_000


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=gb2312><p>张三㐂</p>".encode("gb18030"),
        '<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>张三㐂</p>'.encode("gb18030"),
        b"\xef\xbb\xbf" + "<meta charset=gbk><p>张三㐂</p>".encode(),
        "<meta charset=utf-16><p>张三㐂</p>".encode(),
        "<meta charset=unicode_escape><p>张三㐂</p>".encode(),
        "<p>张三㐂</p>".encode(),
    ],
)
def test_the_charset_is_the_one_a_browser_takes(data: bytes):
    assert visible(data) == "张三㐂"


def test_one_bad_byte_does_not_garble_the_page_and_is_a_gap():
    document = read(b"<meta charset=utf-8><p>" + "县人民政府".encode() * 60 + b"\xe5\xbc</p>")
    assert document.text.startswith("县人民政府县人民政府")
    assert [gap.reason for gap in document.gaps] == [GapReason.UNREADABLE]


@pytest.mark.parametrize("data", [b"", b"<", b"\x00", b"<table><td>", b"</div></p>", b"<!--", b"<p style='"])
def test_fragments_do_no_harm(data: bytes):
    assert isinstance(read(data), Document)
