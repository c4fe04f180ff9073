"""What a web page carries in its attributes and styles is read, and so is what its styles hide."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from review.extract import html
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(128)


def read(source):
    return html.read(source.encode(), DEFAULT)


def visible(source):
    found = read(source)
    return found.text[: found.visible_end]


def behind(source):
    found = read(source).own
    return [(s.layer, s.carrier, found.text[s.start : s.end]) for s in found.behind]


def uri(kind, data):
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def test_a_picture_in_the_page_is_a_file_inside_and_not_counted_as_missing():
    found = read(f"<p>x<img src='{uri('image/png', PNG)}'><img src='{uri('image/png', PNG)}'><img src=a.png>")
    assert [inner.part for inner in found.inner] == ["picture1"]
    assert "1 张图片" in found.gaps[0].message


@pytest.mark.parametrize(
    "source",
    [
        "<a href='{}'>x</a>",
        "<object data='{}'></object>",
        "<embed src='{}'>",
        "<p style=\"background:url('{}')\">",
        "<style>p{{background:url({})}}</style>",
    ],
)
@pytest.mark.parametrize("address", [uri("text/plain", "联系人张某".encode()), "data:text/plain," + quote("联系人张某")])
def test_files_in_addresses_are_read(source, address):
    found = read(source.format(address))
    assert ([inner.document.text for inner in found.inner], found.gaps) == (["联系人张某"], ())


def test_spacers_fonts_and_pictograms_are_no_files():
    svg = uri("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><title>t</title><path d='M1 2'/></svg>")
    found = read(
        f"<p>x<img src='{uri('image/gif', b'GIF89a' + bytes(30))}'><img src='{svg}'>"
        f"<style>@font-face{{src:url({uri('font/woff', b'w')})}}</style>"
    )
    assert (found.inner, found.gaps) == ((), ())


def test_a_drawing_in_a_style_sheet_may_hold_quotes():
    drawing = "%3csvg xmlns='http://www.w3.org/2000/svg'%3e%3cpath d='M1'/%3e%3c/svg%3e"
    style = f"""<style>i{{background:url("data:image/svg+xml,{drawing}")}}</style>"""
    assert (read(style + "<p>x").inner, read(style + "<p>x").gaps) == ((), ())
    words = read(style.replace("%3cpath d='M1'/%3e", "%3ctext%3e" + quote("密件") + "%3c/text%3e") + "<p>x")
    assert [gap.reason for inner in words.inner for gap in inner.document.gaps] == [GapReason.UNSUPPORTED]


def test_data_that_is_broken_is_a_gap():
    assert [gap.reason for gap in read("<p>x<img src='data:image/png;base64,A!'>").gaps] == [GapReason.DAMAGED]


def test_a_page_within_an_attribute_is_a_page_inside():
    found = read("<p>x</p><iframe srcdoc='<p>密件</p><!-- 待定 -->'></iframe><iframe src=a.html></iframe>")
    assert [(inner.part, inner.document.format, inner.document.text) for inner in found.inner] == [("frame1", "html", "密件\n\n待定")]
    assert "1 个框架" in found.gaps[0].message


def test_pages_in_pages_end_at_a_depth():
    source = "密"
    for _ in range(8):
        source = f'<iframe srcdoc="{source.replace("&", "&amp;").replace(chr(34), "&quot;")}"></iframe>'
    assert GapReason.LIMIT in [
        gap.reason for gap in read(source).inner[0].document.inner[0].document.inner[0].document.inner[0].document.inner[0].document.gaps
    ]


def test_words_in_style_sheets_are_read():
    source = (
        r"""<style>/* 内部草稿 */ p::after{content:"密件" attr(x) '\5bc6\7ea7'} i{content:"\e600"}</style><p style='content:"名单"'>x"""
    )
    assert behind(source) == [
        (Layer.HIDDEN, "text", "密件\n密级"),
        (Layer.HIDDEN, "html-comment", "内部草稿"),
        (Layer.HIDDEN, "text", "名单"),
    ]


def test_code_in_attributes_is_kept_when_it_carries_data():
    source = "<a onclick=\"alert('张某')\" href='javascript:call(\"13800138000\")'>x</a><a onclick='go(1)' href='javascript:void(0)'>y</a>"
    assert behind(source) == [(Layer.METADATA, "text", "alert('张某')"), (Layer.METADATA, "text", 'javascript:call("13800138000")')]


def test_a_script_in_an_address_is_read_like_one_in_the_page():
    said, silent = uri("text/javascript", 'var a="张某"'.encode()), uri("text/javascript", b"go()")
    source = f"<script src='{said}'></script><script src='{silent}'></script>x"
    assert behind(source) == [(Layer.METADATA, "text", 'var a="张某"')]


@pytest.mark.parametrize("target", ["file:///c:/a.doc", r"\\srv\share\a.doc", "D:\\a.doc", "http://10.1.2.3/a", "http://192.168.1.1:8080/"])
def test_targets_within_the_office_are_told(target):
    assert behind(f"<a href='{target}'>x</a>") == [(Layer.METADATA, "external-link", target)]


@pytest.mark.parametrize("target", ["a.html", "http://www.example.com/", "#top", "mailto:a@example.com", "http://100.1.2.3/"])
def test_ordinary_targets_are_not(target):
    assert behind(f"<a href='{target}'>x</a>") == []


@pytest.mark.parametrize("name", ["alt", "title", "aria-label", "aria-description", "aria-valuetext", "aria-placeholder", "summary"])
def test_labels_that_the_page_does_not_show_are_kept(name):
    assert behind(f"<p {name}='张某'>x</p>") == [(Layer.HIDDEN, "alt-text", "张某")]


def test_a_placeholder_is_shown_only_in_an_empty_field():
    assert visible("<p><input placeholder=甲></p>") == "甲"
    assert behind("<input placeholder=甲 value=乙>") == [(Layer.HIDDEN, "alt-text", "甲")]


@pytest.mark.parametrize(
    "style",
    [
        "color:transparent",
        "color: rgba(0, 0, 0, 0)",
        "font-size:1px",
        "height:0;overflow:hidden",
        "max-width:0px; overflow-x: hidden",
        "clip:rect(0,0,0,0)",
        "clip-path: inset(50%)",
        "transform:scale(0)",
        "color:#EEE;background-color:#eee",
    ],
)
def test_styles_that_let_nothing_be_seen_hide(style):
    assert (visible(f"<p>甲<span style='{style}'>张三</span></p>"), behind(f"<p>甲<span style='{style}'>张三</span></p>")) == (
        "甲",
        [(Layer.HIDDEN, "text", "张三")],
    )


@pytest.mark.parametrize(
    "style",
    [
        "height:0",
        "overflow:hidden",
        "font-size:1.2em",
        "font-size:12px",
        "color:rgba(0,0,0,0.5)",
        "transform:scale(0.9)",
        "color:#eee;background:#111",
    ],
)
def test_styles_that_leave_text_to_be_seen_hide_nothing(style):
    assert visible(f"<p style='{style}'>张三</p>") == "张三"


def test_a_closed_dialog_is_hidden_and_details_are_a_click_away():
    source = "<dialog>甲</dialog><dialog open>乙</dialog><details><summary>丙</summary>丁</details>"
    assert (visible(source), behind(source)) == ("乙\n丙\n丁", [(Layer.HIDDEN, "text", "甲")])
