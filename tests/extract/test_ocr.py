"""What a scan shows is text; what could not be made out waits for eyes; nothing is fetched, and without the extra nothing changes.

Needs the extra ``ocr`` and a Chinese font: ``pip install .[ocr]`` and ``apt-get install fonts-noto-cjk``.
"""

from __future__ import annotations

import difflib
import io
import subprocess
import sys

import pytest
import scan_writer
from docx_writer import docx, par
from ofd_writer import image as ofd_image
from ofd_writer import listing, ofd, page, text
from pdf_writer import Pdf, picture, show
from scan_writer import LETTER, saved, sheet
from slides_writer import deck, shape, slide
from slides_writer import picture as slide_picture
from workbook_writer import relationships as sheet_relationships
from workbook_writer import row, workbook, worksheet
from workbook_writer import text as cell

from review.extract import extract, inside, ocr, worker
from review.extract.limits import DEFAULT
from review.extract.worker import read_isolated
from review.model import GapReason, Layer
from review.report.place import place_text
from review.scan import Options, scan

ON = DEFAULT._replace(recognise=True)
needs_engine = pytest.mark.skipif(not ocr.installed(), reason="the extra ocr is not installed")
needs_font = pytest.mark.skipif(not (ocr.installed() and scan_writer.FONT), reason="no Chinese font to write scans with")
MARKED = ("机密★10年", *LETTER)


def seen(document):
    return [document.text[s.start : s.end] for s in document.segments if s.carrier == ocr.CARRIER and s.layer is Layer.VISIBLE]


def told(document):
    """What was recognised in the files inside."""
    return [line for inner in document.inner for line in seen(inner.document)]


def accuracy(found, truth):
    return difflib.SequenceMatcher(None, "".join("".join(found).split()), "".join(truth), autojunk=False).ratio()


def reasons(document):
    return [gap.reason for gap in document.gaps]


def quotes(document, ruleset, rule):
    return [f.quote for f in scan(document, ruleset, Options(b"k" * 32)).findings if f.rule == rule]


def test_without_the_extra_a_scan_stays_a_gap(monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    scanned = Pdf().page(picture(0, 0, 595, 842)).build()
    from review.extract.pdf import read

    assert reasons(read(scanned, ON)) == [GapReason.NEEDS_OCR]


def test_it_can_be_switched_off():
    script = "from review.extract.limits import DEFAULT; print(DEFAULT.recognise)"
    for value, expected in (("off", "False"), ("", "True")):
        run = subprocess.run([sys.executable, "-c", script], env={"XIANSHEN_OCR": value}, capture_output=True, check=True, text=True)
        assert run.stdout.strip() == expected


def test_a_recognised_page_has_more_time():
    assert DEFAULT.seconds_for(2, 2) == DEFAULT.seconds_for(2) + 30
    assert DEFAULT.seconds_for(1, 100_000) == DEFAULT.most_seconds


@needs_engine
def test_a_missing_model_is_a_gap_and_nothing_is_fetched(monkeypatch):
    monkeypatch.setitem(ocr._MODELS, "Rec", "gone.onnx")
    ocr._engine.cache_clear()
    from review.extract.image import read
    from review.extract.pdf import read as read_pdf

    blank = scan_writer.saved(_plain())
    assert reasons(read(blank, ON)) == [GapReason.ENGINE_MISSING]
    assert reasons(read_pdf(Pdf().page(picture(0, 0, 595, 842)).build(), ON)) == [GapReason.ENGINE_MISSING]
    ocr._engine.cache_clear()


@needs_engine
def test_the_network_is_never_tried():
    script = (
        "import socket\n"
        "tried = []\n"
        "def refuse(*a, **k):\n"
        "    tried.append(a)\n"
        "    raise OSError('no network')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from PIL import Image, ImageDraw\n"
        "picture = Image.new('RGB', (400, 100), 'white')\n"
        "ImageDraw.Draw(picture).text((20, 20), 'HELLO 12345', fill='black', font_size=40)\n"
        "from review.extract.limits import DEFAULT\n"
        "from review.extract.ocr import lines\n"
        "print(' '.join(line.text for line in lines(picture, DEFAULT)), tried)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, timeout=120)
    assert run.stdout.strip() == "HELLO 12345 []"


def _plain(colour="red"):
    from PIL import Image

    return Image.new("RGB", (300, 200), colour)


@needs_engine
def test_a_picture_without_letters_waits_for_eyes():
    document = read_isolated("image", saved(_plain()), ON)
    assert seen(document) == []
    assert reasons(document) == [GapReason.NEEDS_EYES]


@needs_engine
@pytest.mark.parametrize("cut", [30, 200, 400])
def test_a_broken_picture_is_a_gap(cut):
    document = read_isolated("image", saved(_plain())[:cut], ON)
    assert reasons(document)


@needs_font
@pytest.mark.parametrize(
    ("damage", "least"),
    [({}, 0.99), ({"skew": 2}, 0.99), ({"seal": True}, 0.98), ({"noise": 25}, 0.98), ({"skew": 2, "seal": True, "noise": 25}, 0.97)],
    ids=["clean", "askew", "sealed", "noisy", "all"],
)
def test_a_scanned_page_is_read(damage, least):
    document = read_isolated("pdf", saved(sheet(**damage), "PDF"), ON)
    assert accuracy(seen(document), LETTER) >= least
    assert "110101199003070134" in document.text
    assert GapReason.NEEDS_OCR not in reasons(document)


@needs_font
def test_a_line_of_a_scan_has_a_place_on_its_page():
    document = read_isolated("pdf", saved(sheet(), "PDF"), ON)
    first = document.segments[0]
    assert place_text(first.place) == "第1页第1行"
    left, top, right, bottom = first.place.box
    assert left == pytest.approx(180 * 0.36, abs=5)
    assert top == pytest.approx(160 * 0.36, abs=8)
    assert (right - left, bottom - top) == pytest.approx((484 * 0.36, 50 * 0.36), abs=10)


@needs_font
@pytest.mark.parametrize(("kind", "form"), [("PDF", "pdf"), ("PNG", "image"), ("JPEG", "image"), ("TIFF", "image")])
def test_a_level_mark_on_a_scan_stops(kind, form, ruleset):
    document = read_isolated(form, saved(sheet(MARKED, skew=1), kind), ON)
    assert scan(document, ruleset, Options(b"k" * 32)).stop
    assert quotes(document, ruleset, "marking.level") == ["机密★10年"]
    assert quotes(document, ruleset, "personal.id-card") == ["110101199003070134"]


@needs_font
def test_letters_that_cannot_be_made_out_are_told_as_doubtful():
    blurred = sheet(height=40).resize((230, 194)).resize((1654, 1400))
    document = read_isolated("pdf", saved(blurred, "PDF"), ON)
    (gap,) = document.gaps
    assert gap.reason is GapReason.NEEDS_EYES
    assert gap.place.page == 1
    assert "识别结果不可靠" in gap.message


@needs_font
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_from_its_top(degrees, ruleset):
    turned = sheet(MARKED).rotate(degrees, expand=True)
    document = read_isolated("pdf", saved(turned, "PDF"), ON)
    assert accuracy(seen(document), MARKED) > 0.97
    assert scan(document, ruleset, Options(b"k" * 32)).stop
    left, top, right, bottom = document.segments[0].place.box
    tall = degrees != 180
    assert (bottom - top > right - left) is tall
    middle = ((left + right) / 2 / 0.36, (top + bottom) / 2 / 0.36)
    upright = (180 + 110, 175)
    expected = {90: (upright[1], 1654 - upright[0]), 180: (1654 - upright[0], 1400 - upright[1]), 270: (1400 - upright[1], upright[0])}
    assert middle == pytest.approx(expected[degrees], abs=30)


@needs_font
def test_text_that_the_page_has_is_not_told_twice():
    pdf = Pdf()
    raw = sheet(("身份证号110101199003070134", "家住幸福路8号")).convert("L")
    pdf.objects[3] = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>"
        b"\nstream\n%s\nendstream" % (*raw.size, len(raw.tobytes()), raw.tobytes())
    )
    document = read_isolated("pdf", pdf.page(picture(0, 338, 595, 504) + show(66, 771, "身份证号110101199003070134", mode=3)).build(), ON)
    assert document.text.count("110101199003070134") == 1
    assert seen(document) == ["家住幸福路8号"]


def _photo(lines=(), *, seal=False):
    """A PDF whose lower half is a picture with these lines."""
    pdf = Pdf()
    raw = sheet(lines, seal=seal).convert("L")
    pdf.objects[3] = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>"
        b"\nstream\n%s\nendstream" % (*raw.size, len(raw.tobytes()), raw.tobytes())
    )
    return pdf


@needs_font
def test_a_large_picture_beside_text_is_read_and_one_without_letters_waits_for_eyes():
    text = show(66, 771, "关于开展检查的通知", size=20)
    without = read_isolated("pdf", _photo(seal=True).page(picture(0, 0, 595, 504) + text).build(), ON)
    assert (seen(without), reasons(without), len(without.pictures)) == ([], [GapReason.NEEDS_EYES], 1)
    found = read_isolated("pdf", _photo(("家住幸福路8号",)).page(picture(0, 0, 595, 504) + text).build(), ON)
    assert (seen(found), reasons(found)) == (["家住幸福路8号"], [])
    assert found.text.count("关于开展检查的通知") == 1


@needs_font
def test_every_page_of_a_picture_is_read():
    data = saved(sheet(("第一页甲",), size=(900, 400)), "TIFF", save_all=True, append_images=[sheet(("第二页乙",), size=(900, 400))])
    document = read_isolated("image", data, ON)
    assert seen(document) == ["第一页甲", "第二页乙"]
    assert [s.place.page for s in document.segments if s.carrier == ocr.CARRIER] == [None, 2]


@needs_font
def test_white_letters_on_nothing_are_read():
    from PIL import Image

    letters = sheet(("内部资料",), size=(700, 300)).convert("L").point(lambda grey: 255 - grey)
    picture = Image.new("RGBA", letters.size, (255, 255, 255, 0))
    picture.putalpha(letters)
    assert seen(read_isolated("image", saved(picture), ON)) == ["内部资料"]


@needs_font
def test_a_long_screenshot_is_read_in_pieces_without_repeating_lines():
    lines = tuple(f"第{number}行记录内容" for number in range(60))
    found = seen(read_isolated("image", saved(sheet(lines, size=(900, 6000))), ON))
    assert set(lines) <= set(found)
    assert len(found) == len(set(found))


@needs_font
def test_a_screenshot_longer_than_anything_is_a_gap():
    from review.extract.image import read

    document = read(saved(sheet(("甲",), size=(300, 6000))), ON._replace(strips=2))
    assert GapReason.LIMIT in reasons(document)


@needs_font
def test_pictures_in_a_text_file_are_read_and_their_gap_goes():
    body = par("<w:r><w:drawing><wp:inline><a:graphic><pic:pic><pic:blipFill><a:blip r:embed='i1'/></pic:blipFill></pic:pic>"
               "</a:graphic></wp:inline></w:drawing></w:r>")  # fmt: skip
    link = (("i1", "image", "media/image1.png"),)
    with_text = extract(docx(par() + body, link, {"word/media/image1.png": saved(sheet())}), "", ON)
    assert accuracy(told(with_text), LETTER) > 0.97
    assert with_text.gaps == ()
    (spot,) = {s.place.path.split("/")[0] for s in with_text.inner[0].document.segments}
    assert spot == "p2"
    without = extract(docx(par() + body, link, {"word/media/image1.png": saved(_plain())}), "", ON)
    (gap,) = without.gaps
    assert (gap.reason, gap.pictures) == (GapReason.NEEDS_EYES, 1)
    assert [(p.name, p.place.path) for p in without.pictures] == [("第1张图片（media/image1.png）", "p2")]


@needs_font
def test_pictures_in_slides_and_sheets_and_ofd_are_read(ruleset):
    data = saved(sheet(MARKED))
    shown = extract(
        deck(
            slide(shape("甲")),
            slide(slide_picture("rId5")),
            links={2: [("rId5", "image", "../media/image1.png")]},
            parts={"ppt/media/image1.png": data},
        ),
        "",
        ON,
    )
    assert {s.place.page for s in shown.inner[0].document.segments} == {2}
    rels = {"xl/worksheets/_rels/sheet1.xml.rels": sheet_relationships(("image", "../media/i1.png")), "xl/media/i1.png": data}
    counted = extract(workbook({"Sheet1": worksheet(row(1, cell("A1", "甲")))}, parts=rels), "", ON)
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    fixed = extract(
        ofd(
            page(text("甲"), ofd_image(7)),
            common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
            parts={"Doc_0/PublicRes.xml": listing("Res", media), "Doc_0/a.png": data},
        ),
        "",
        ON,
    )
    for document in (shown, counted, fixed):
        assert accuracy(told(document), MARKED) > 0.97
        assert GapReason.NEEDS_EYES not in reasons(document)
        assert scan(document, ruleset, Options(b"k" * 32)).stop


@needs_font
def test_finding_in_a_picture_says_that_it_was_recognised(ruleset):
    found = scan(extract(saved(sheet()), "a.png", ON), ruleset, Options(b"k" * 32)).findings
    shown = [f for f in found if f.layer is Layer.VISIBLE]
    assert shown
    assert all(f.message.endswith("（图中识别）") and "对照原图" in f.because for f in shown)
    read = scan(extract("身份证号码：11010519491231002X".encode(), "a.txt"), ruleset, Options(b"k" * 32)).findings
    assert read
    assert not any("图中识别" in f.message for f in read)


@needs_engine
def test_the_time_for_pictures_of_one_file_ends(monkeypatch):
    body = par("<w:r><w:drawing><a:blip r:embed='i1'/></w:drawing></w:r>")
    data = docx(body, (("i1", "image", "media/image1.png"),), {"word/media/image1.png": saved(_plain())})
    assert reasons(extract(data, "", ON._replace(most_seconds=-1.0))) == [GapReason.TIMEOUT]
    monkeypatch.setattr(inside, "PICTURE_SHARE", -1.0)
    (gap,) = extract(data, "", ON).gaps
    assert (gap.reason, gap.pictures) == (GapReason.NEEDS_EYES, 1)
    assert "未检查" in gap.message


@needs_engine
@pytest.mark.parametrize(("said", "carrier"), [("http://oa.example.gov.cn/a?id=1", "external-link"), ("王小明13800138000", "text")])
def test_what_a_code_says_stands_behind_the_picture(said, carrier, ruleset):
    zxing = pytest.importorskip("zxingcpp")
    from PIL import Image

    code = Image.fromarray(zxing.create_barcode(said, zxing.BarcodeFormat.QRCode).to_image(scale=6)).convert("RGB")
    for kind, form in (("PNG", "image"), ("PDF", "pdf")):
        document = read_isolated(form, saved(code, kind), ON)
        behind = [(document.text[s.start : s.end], s.carrier, s.layer) for s in document.behind]
        assert (said, carrier, Layer.HIDDEN) in behind
        assert quotes(document, ruleset, f"hidden.{carrier}") == [said]


@needs_engine
def test_the_child_lives_on_with_the_engine_loaded():
    read_isolated("image", saved(_plain()), ON)
    before = worker._keeper._child
    read_isolated("image", saved(_plain("blue")), ON)
    assert worker._keeper._child is before


@needs_engine
def test_mutated_pictures_never_crash_the_reader():
    import random

    from review.extract.image import read

    rng = random.Random(7)
    for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"):
        seed = saved(_plain(), kind)
        for _ in range(6):
            data = bytearray(seed)
            for _ in range(rng.randrange(1, 8)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            document = read(bytes(data), ON)
            assert document.gaps
    assert io
