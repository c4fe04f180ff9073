"""Text that a page of a PDF holds and does not show, and text that it does show though something might hide it."""

from __future__ import annotations

import pytest
from pdf_writer import Pdf, picture, show, stream, turned, utf16

from review.extract import pdf_seen
from review.extract.limits import DEFAULT
from review.extract.pdf import read
from review.model import Document, GapReason, Layer

PIECES = ("redaction", "text", "layer", "offpage")
HATCHED = b"0 g 2 w " + b"".join(b"%d 640 m %d 675 l S %d 640 m %d 675 l S " % (x, x + 35, x + 35, x) for x in range(30, 320, 2))


def of(content: bytes, **entries: bytes) -> Document:
    return read(Pdf().page(content, **entries).build(), DEFAULT)


def box(x: float, y: float, width: float, height: float, colour: bytes = b"0 g") -> bytes:
    return b"q %s %g %g %g %g re f Q\n" % (colour, x, y, width, height)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def unseen(document: Document) -> list[tuple[str, str]]:
    found = [s for s in document.segments if s.layer is not Layer.VISIBLE and s.carrier in PIECES]
    return [(s.carrier, document.text[s.start : s.end]) for s in found]


OVER = show(72, 700, "看得见的一行") + show(72, 650, "张某某电话")


@pytest.mark.parametrize(
    "cover",
    [
        box(60, 640, 200, 30),
        box(60, 640, 200, 30, b"1 g"),
        box(60, 640, 200, 30, b"0.2 0.3 0.9 rg"),
        picture(60, 640, 200, 30),
        b"0 g 30 w 60 655 m 260 655 l S\n",
        HATCHED,
        box(66, 644, 46, 24) + box(110, 644, 46, 24),
    ],
    ids=["black", "white", "blue", "picture", "stroke", "hatching", "two boxes"],
)
def test_covered_text_is_out_of_the_visible_text_and_reported(cover):
    document = of(OVER + cover)
    assert visible(document) == "看得见的一行"
    assert unseen(document) == [("redaction", "张某某电话")]


def test_covered_text_has_its_page_and_box():
    segment = next(s for s in of(OVER + box(60, 640, 200, 30)).segments if s.carrier == "redaction")
    assert segment.place.page == 1
    assert segment.place.box == pytest.approx((72, 842 - 664, 142, 842 - 648), abs=6)


def test_only_what_is_under_the_box_is_hidden():
    document = of(show(72, 700, "联系人张某某同志") + box(72 + 3 * 14, 690, 3 * 14, 24))
    assert (visible(document), unseen(document)) == ("联系人同志", [("redaction", "张某某")])


def test_letters_that_look_out_from_under_a_box_are_seen():
    assert unseen(of(show(72, 700, "张某某同志") + box(60, 700, 200, 4))) == []


def test_text_above_its_ground_is_seen():
    """The heading of a table is white on blue, the ground is painted first."""
    assert unseen(of(box(60, 690, 200, 30, b"0.1 0.3 0.5 rg") + b"1 g " + show(72, 700, "序号单位") + b"0 g")) == []


def test_signs_and_crosses_under_a_box_tell_nothing_and_stay_in_their_line():
    document = of(show(72, 700, "甲XXXX，乙") + box(86, 690, 5 * 14, 24))
    assert (visible(document), unseen(document)) == ("甲XXXX，乙", [])


@pytest.mark.parametrize("level", [b"1 g ", b"0.97 g "], ids=["white", "nearly white"])
def test_text_in_the_colour_of_the_paper_is_hidden(level):
    document = of(show(72, 700, "甲") + level + show(72, 650, "看不见"))
    assert (visible(document), unseen(document)) == ("甲", [("text", "看不见")])


def test_grey_text_is_seen():
    assert unseen(of(b"0.8 g " + show(72, 700, "灰色的提示文字"))) == []


def test_text_in_the_colour_of_the_bar_below_it_is_covered():
    document = of(show(72, 700, "甲") + box(60, 640, 200, 30) + b"0 g " + show(72, 650, "黑底黑字"))
    assert unseen(document) == [("redaction", "黑底黑字")]


def test_text_smaller_than_a_dot_is_hidden():
    document = of(show(72, 700, "甲") + show(72, 650, "小得看不见", size=0.5))
    assert unseen(document) == [("text", "小得看不见")]


def test_clipped_text_is_hidden():
    document = of(show(72, 700, "甲") + b"q 300 100 5 5 re W n " + show(72, 650, "剪掉了") + b"Q")
    assert unseen(document) == [("text", "剪掉了")]


def test_text_within_its_clip_path_is_seen():
    assert unseen(of(b"q 0 0 595 842 re W n " + show(72, 650, "没有剪掉") + b"Q")) == []


def test_text_under_other_text_is_hidden():
    heavy = b"30 w 0 G " + show(60, 700, "一一一一", mode=2)
    document = of(show(72, 650, "甲") + show(72, 700, "张某某") + heavy)
    assert ("redaction", "张某某") in unseen(document)


def test_letters_drawn_twice_to_look_bold_are_seen():
    document = of(show(72, 700, "第一行文字") + show(72.3, 700, "第一行文字"))
    assert unseen(document) == []
    assert "第一行文字" in visible(document)


def test_text_under_a_note_is_covered():
    appearance = b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 30] /Length 20 >>\nstream\n0 g 0 0 200 30 re f \nendstream"
    pdf = Pdf()
    number = pdf.add(appearance)
    entries = b"/Annots [<< /Type /Annot /Subtype /Square /F 4 /Rect [60 640 260 670] /AP << /N %d 0 R >> >>]" % number
    assert ("redaction", "张某某电话") in unseen(read(pdf.page(OVER, entries=entries).build(), DEFAULT))


@pytest.mark.parametrize("state", [b"/OFF [%d 0 R]", b"/ON [%d 0 R]"], ids=["off", "on"])
def test_text_on_a_layer_is_hidden_while_the_layer_is_off(state):
    pdf = Pdf()
    layer = pdf.add(b"<< /Type /OCG /Name %s >>" % utf16("内部"))
    content = pdf.add(stream(show(72, 700, "甲") + b"/OC /L1 BDC " + show(72, 650, "图层文字") + b"EMC"))
    resources = b"<< /Font << /F1 3 0 R >> /Properties << /L1 %d 0 R >> >>" % layer
    pdf.kids.append(
        pdf.add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources %s >>" % (content, resources))
    )
    pdf.catalog = b"/OCProperties << /OCGs [%d 0 R] /D << %s >> >>" % (layer, state % layer)
    found = unseen(read(pdf.build(), DEFAULT))
    assert (("layer", "图层文字") in found) is (b"OFF" in state)


def test_text_in_a_form_is_judged_where_the_form_stands():
    pdf = Pdf()
    resources = b"/Resources << /Font << /F1 3 0 R >> >> "
    form = pdf.add(stream(show(0, 0, "表单文字"), b"/Type /XObject /Subtype /Form /BBox [0 -9 200 30] " + resources))
    content = pdf.add(stream(show(72, 800, "甲") + b"q 1 0 0 1 72 650 cm /F Do Q\n" + box(60, 640, 200, 30)))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >>" % content
    pdf.kids.append(pdf.add(page + b" /XObject << /F %d 0 R >> >> >>" % form))
    assert unseen(read(pdf.build(), DEFAULT)) == [("redaction", "表单文字")]


def test_hidden_text_of_a_turned_and_cropped_page_is_found():
    document = of(OVER + box(60, 640, 200, 30), entries=b"/Rotate 90 /CropBox [50 100 560 800]")
    assert unseen(document) == [("redaction", "张某某电话")]


def test_watermark_partly_under_a_table_is_one_visible_text():
    mark = b"0.7 g " + turned(150, 300, "公开征求意见稿", 45, size=50) + b"0 g "
    document = of(mark + show(72, 700, "正文") + box(150, 300, 100, 100, b"1 g"))
    assert unseen(document) == []
    assert "公开征求意见稿" in visible(document)


def test_recognised_text_under_a_black_bar_of_the_scan_is_reported():
    scan = picture(0, 0, 595, 842) + show(72, 700, "识别的正文", mode=3) + show(72, 650, "张某某电话", mode=3)
    assert unseen(of(scan)) == []
    assert unseen(of(scan + box(60, 640, 200, 30))) == [("redaction", "张某某电话")]


def test_page_where_nothing_can_hide_text_is_not_rendered(monkeypatch):
    pages = []
    monkeypatch.setattr(pdf_seen, "_picture", lambda *_: pages.append(1))
    pdf_seen.works.cache_clear()
    monkeypatch.setattr("review.extract.pdf.works", lambda: True)
    of(show(72, 700, "关于开展检查的通知") + box(72, 500, 100, 20))
    assert pages == []


def test_page_too_large_to_render_is_a_gap():
    document = of(OVER + box(60, 640, 200, 30), box=b"0 0 14400 14400")
    assert [gap.reason for gap in document.gaps] == [GapReason.LIMIT]


def test_check_that_fails_its_own_test_is_a_missing_engine(monkeypatch):
    assert pdf_seen.works()
    monkeypatch.setattr("review.extract.pdf.works", lambda: False)
    gaps = of(show(72, 700, "甲")).gaps
    assert [gap.reason for gap in gaps] == [GapReason.ENGINE_MISSING]
    assert "隐藏内容检查组件不正常" in gaps[0].message


def test_blind_renderer_fails_the_test_of_itself(monkeypatch):
    import numpy as np

    pdf_seen.works.cache_clear()
    monkeypatch.setattr(pdf_seen, "_picture", lambda *_: np.zeros((150, 150, 3), np.uint8))
    assert not pdf_seen.works()
    pdf_seen.works.cache_clear()
