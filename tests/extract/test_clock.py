"""What does not fit into the time is a gap, and what was read before is kept; what would not end is not begun."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace

import pytest
from docx_writer import carried, docx, packed, par, table
from test_mhtml import archive
from test_mhtml import part as mime_part

from review.errors import CannotRead
from review.extract import IN_CHILD, IN_PROCESS_BYTES, builder, extract, html, mhtml, safe_xml, worker
from review.extract import docx as word
from review.extract.limits import DEFAULT
from review.extract.opc import Package
from review.model import Document, GapReason, Layer


@pytest.fixture
def turns(monkeypatch):
    """Let the time be over after so many looks at the clock."""

    def let(number: int) -> None:
        monkeypatch.setattr(builder, "time", SimpleNamespace(monotonic=count(1).__next__))
        monkeypatch.setattr(builder, "reading_ends", lambda _: number)

    return let


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def reasons(document: Document) -> list[GapReason]:
    return [gap.reason for gap in document.gaps]


def test_page_for_which_the_time_is_over_keeps_what_was_read(turns):
    turns(40)
    document = html.read("".join(f"<p>第{number}段" for number in range(99)).encode(), DEFAULT)
    assert visible(document).startswith("第0段\n第1段\n第2段\n")
    assert "第50段" not in document.text
    assert reasons(document) == [GapReason.TIMEOUT]


def test_row_that_never_ended_is_kept_when_the_time_is_over(turns):
    turns(20)
    page = "<table><tr><td>甲<td>乙<tr hidden><td>丙" + "<td>丁<i hidden>戊</i>" * 99
    document = html.read(page.encode(), DEFAULT)
    assert visible(document).startswith("甲\t乙")
    hidden = [document.text[s.start : s.end] for s in document.segments if s.layer is Layer.HIDDEN]
    assert "戊" in hidden
    assert any(text.startswith("丙\t丁") for text in hidden)
    assert reasons(document) == [GapReason.TIMEOUT]


def test_web_archive_for_which_the_time_is_over_keeps_its_first_pages(turns):
    turns(40)
    pages = [mime_part("text/html; charset=utf-8", f"<p>第{number}页</p>".encode()) for number in range(99)]
    document = mhtml.read(archive(*pages), DEFAULT)
    assert visible(document).startswith("第0页\n\n第1页\n")
    assert "第60页" not in document.text
    assert reasons(document) == [GapReason.TIMEOUT]


@pytest.mark.parametrize("body", [par("一") * 99, table(*[["一"]] * 99), par(*["一"] * 99), f"<w:p>{'<w:smartTag/>' * 99}</w:p>"])
def test_document_for_which_the_time_is_over_keeps_what_was_read(turns, body):
    turns(60)
    document = word.read(docx(par("开头") + body + par("结尾")), DEFAULT)
    assert visible(document).startswith("开头")
    assert "结尾" not in document.text
    assert reasons(document) == [GapReason.TIMEOUT]


def test_time_that_suffices_says_nothing():
    assert reasons(extract(docx(par("开头")), "a.docx")) == []


def test_large_page_is_read_where_it_can_be_stopped(monkeypatch):
    """A tag with a hundred thousand attributes takes libxml2 minutes, and nothing in the process can stop it."""
    monkeypatch.delenv(IN_CHILD, raising=False)
    asked = []
    monkeypatch.setattr(worker, "read_isolated", lambda kind, *_: asked.append(kind) or Document("", kind, "甲", ()))
    page = b"<!DOCTYPE html><p>".ljust(IN_PROCESS_BYTES["html"], b"x")
    extract(page, "a.html")
    assert asked == []
    extract(page + b"x", "a.html")
    extract(archive(mime_part("text/html", page)), "a.mhtml")
    assert asked == ["html", "mhtml"]


@pytest.mark.parametrize("number", [999, 1000])
def test_element_with_a_thousand_attributes_is_refused(number):
    """Each is looked for from the first one on."""
    names = " ".join(f"a{index}='x>'" for index in range(number))
    for markup in (f"<!-- <a> --><b/>{names}<a {names}/>", f"<a>{names} <b {names}/></a>"):
        data = markup.replace("<b/>" + names, "").encode()
        if number == 999:
            assert safe_xml.parse(data, DEFAULT) is not None
            continue
        for coded in (data, data.decode().encode("utf-16")):
            with pytest.raises(CannotRead) as caught:
                safe_xml.parse(coded, DEFAULT)
            assert caught.value.reason is GapReason.LIMIT


def test_encoding_that_hides_markup_from_a_look_at_its_bytes_is_refused():
    with pytest.raises(CannotRead) as caught:
        safe_xml.parse(b"<?xml version='1.0' encoding='UTF-7'?><a>x</a>", DEFAULT)
    assert caught.value.reason is GapReason.UNSUPPORTED
    assert safe_xml.parse("<?xml version='1.0' encoding='GBK'?><a>字</a>".encode("gbk"), DEFAULT).text == "字"


def test_chinese_attributes_are_told_apart_where_one_element_has_many():
    xml = """<w:p xmlns:w="w" w:one="甲&quot;" two='乙' w:three="x"><b four="&#20013;" five="&amp;丙"/>="丁</w:p>"""
    package = Package(packed({"a.xml": xml}), DEFAULT)
    package.xml("a.xml")
    assert [(element, name, value) for _, element, name, value in package.attributes] == [
        ("p", "one", '甲"'),
        ("p", "two", "乙"),
        ("b", "four", "中"),
        ("b", "five", "&丙"),
    ]


def test_thousand_choices_of_one_drawing_are_not_all_compared():
    choices = "".join(f"<mc:Fallback>{par(f'其{number}')}</mc:Fallback>" for number in range(99))
    drawing = f"<mc:AlternateContent><mc:Choice>{par('其')}</mc:Choice>{choices}</mc:AlternateContent>"
    document = word.read(docx(drawing + f"<w:p>{drawing.replace('w:p>', 'w:smartTag>')}</w:p>"), DEFAULT)
    assert [text for text in carried(document, "text-box") if text == "其98"] == ["其98", "其98"]
