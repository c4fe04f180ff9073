"""The contact sheet on the page: thumbnails with their places, nowhere else, and nothing of a file that must not be handled."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace

import pytest
from invented_documents import marked_file, reviewed
from lxml import html

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Picture, Place, Verdict
from review.report import FORMATS, Options, write
from review.report.html import render_html
from review.report.jsonl import to_dict

SMALL = b"\xff\xd8\xff\xe0 invented thumbnail"
CODED = base64.b64encode(SMALL).decode()


def picture(number, thumbnail=SMALL, *, name="", uses=1):
    return Picture(Place(path=f"p{number}"), name or f"第{number}张图片", f"{number:064x}", 640, 480, thumbnail, uses)


def item(*pictures, inner=()):
    build = DocumentBuilder("docx", DEFAULT)
    build.paragraph("通知", Place(path="p1"))
    for one in pictures:
        build.picture(one)
    for document in inner:
        build.embed(document, "附件/照片.docx")
    document = build.build()
    gaps = (*document.gaps, *(gap for carried in document.inner for gap in carried.document.gaps))
    return reviewed((), gaps, verdict=Verdict.INCOMPLETE, path="通知.docx"), document


def tree(*items):
    return html.fromstring(render_html(items, Options({}, "")))


def test_every_picture_is_shown_with_number_place_size_and_uses():
    page = tree(item(picture(3), picture(5, uses=4)))
    (sheet,) = page.find_class("pictures")
    assert [image.get("src") for image in sheet.iter("img")] == [f"data:image/jpeg;base64,{CODED}"] * 2
    captions = [caption.text_content() for caption in sheet.iter("figcaption")]
    assert captions == ["1　第3段　第3张图片　640×480", "2　第5段　第5张图片　640×480　用了 4 次"]
    assert "共 2 张" in sheet.find("h3").text


def test_the_gap_leads_to_the_sheet():
    page = tree(item(picture(1)))
    links = [link.get("href") for link in page.find_class("gaps")[0].iter("a")]
    assert links == [f"#{page.find_class('pictures')[0].get('id')}"]


def test_the_page_may_load_pictures_from_itself_only():
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in render_html([item(picture(1))])


def test_pictures_without_a_thumbnail_are_named_and_beyond_that_counted():
    page = tree(item(*(picture(number, b"") for number in range(1, 61))))
    (sheet,) = page.find_class("pictures")
    assert not list(sheet.iter("img"))
    assert len(list(sheet.iter("li"))) == 50
    assert "另有 10 张没有小图" in sheet.text_content()


def test_pictures_of_a_file_inside_are_told_with_its_name():
    _, carried = item(picture(2))
    captions = [caption.text_content() for caption in tree(item(picture(1), inner=(carried,))).iter("figcaption")]
    assert captions[0].startswith("1　第1段")
    assert "照片.docx" in captions[1]


def test_names_are_masked_and_are_no_markup():
    page = render_html([item(picture(1, name="<b>13800138000</b>.png"))])
    assert "13800138000" not in page
    assert "<b>138" not in page


def test_a_document_without_pictures_has_no_sheet():
    assert not tree(item()).find_class("pictures")


@pytest.mark.parametrize("form", FORMATS)
def test_a_stopped_document_shows_no_picture_and_no_thumbnail_leaves_the_page(form):
    stopped, document = marked_file()
    stopped = stopped._replace(scan=stopped.scan._replace(gaps=(stopped.scan.gaps[0]._replace(pictures=7),)))
    for items, allowed in (([(stopped, replace(document, pictures=(picture(1),)))], False), ([item(picture(1))], form == "html")):
        out = io.BytesIO()
        write(form, items, Options({}, "sha256:" + "0" * 64), out)
        assert (CODED in out.getvalue().decode("utf-8", "replace")) is allowed
    assert "7" not in json.dumps(to_dict(stopped)["gaps"])


def test_json_says_how_many_pictures_a_gap_stands_for():
    done, _ = item(picture(1), picture(2))
    assert [gap["pictures"] for gap in to_dict(done)["gaps"]] == [2]
    assert set(to_dict(done)["gaps"][0]) == {"id", "place", "reason", "message", "pictures"}
