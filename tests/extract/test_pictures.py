"""The contact sheet: one gap for all pictures that a person looks through, each with a thumbnail; what cannot be shown keeps its own."""

from __future__ import annotations

import io
import json
import struct
import zlib
from dataclasses import replace

import pytest
from docx_writer import docx, drawing, par
from legacy_writer import atom, container, ppt, record, slide, xls
from legacy_writer import label as cell
from ofd_writer import image as ofd_image
from ofd_writer import listing, ofd
from ofd_writer import page as ofd_page
from ofd_writer import text as ofd_text
from pdf_writer import Pdf, picture, show
from PIL import Image
from slides_writer import deck, shape
from slides_writer import picture as slide_picture
from slides_writer import slide as pptx_slide
from test_ofd import signed

from review.extract import extract, picture_sheet
from review.extract.codec import BrokenChannelError, decode, document_frames, document_from
from review.extract.limits import DEFAULT
from review.extract.thumbnail import SIDE, small
from review.model import Document, Gap, GapReason, Picture, Place

EMU_CM = 360_000


def photo(seed=0, size=(320, 200), kind="PNG", mode="RGB", **options):
    """A picture with something on it, other for every seed."""
    made = Image.radial_gradient("L").resize(size).point(lambda grey: (grey + 37 * seed) % 256).convert(mode)
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


LOGO = photo(1)


def shown(link, width=4, height=3):
    """A paragraph with a picture of so many centimetres."""
    extent = f'<wp:extent cx="{width * EMU_CM}" cy="{height * EMU_CM}"/>'
    inner = (
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{link}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    )
    return par(f"<w:r><w:drawing><wp:inline>{extent}{inner}</wp:inline></w:drawing></w:r>")


def word(*pictures, body=None):
    links = [(f"i{n}", "image", f"media/image{n}.png") for n in range(1, len(pictures) + 1)]
    parts = {f"word/media/image{n}.png": data for n, data in enumerate(pictures, 1)}
    return docx(par("甲") + (body or "".join(shown(link) for link, _, _ in links)), links, parts)


def of(data, limits=DEFAULT):
    return extract(data, "", limits)


def told(document):
    return [(gap.reason, gap.pictures) for gap in document.gaps]


def test_photos_of_a_text_are_one_gap_and_each_is_shown_once():
    body = shown("i1") + shown("i2") + shown("i3") + shown("i1")
    document = of(word(photo(1), photo(2), photo(2), body=body))
    assert told(document) == [(GapReason.NEEDS_EYES, 2)]
    assert [(p.uses, p.width, p.height) for p in document.pictures] == [(2, 320, 200), (2, 320, 200)]
    assert document.pictures[0].place.path == "p2"
    assert document.gaps[0].message.startswith("文件中有 2 张图片，图中内容未检查。")
    for one in document.pictures:
        seen = Image.open(io.BytesIO(one.thumbnail))
        assert (seen.format, max(seen.size)) == ("JPEG", SIDE)
        assert len(one.thumbnail) <= picture_sheet.THUMBNAIL_BYTES


def test_the_gap_is_another_one_as_soon_as_a_picture_is():
    first, again, moved = (of(word(*order)).gaps[0] for order in ((photo(1), photo(2)), (photo(1), photo(2)), (photo(2), photo(1))))
    assert first == again
    assert first.digest == moved.digest
    changed, more = of(word(photo(1), photo(3))).gaps[0], of(word(photo(1), photo(2), photo(3))).gaps[0]
    assert len({first.digest, changed.digest, more.digest}) == 3


def test_a_picture_that_fills_a_quarter_of_the_page_is_a_gap_of_its_own():
    body = shown("i1", 17, 12) + shown("i2")
    document = of(word(photo(1), photo(2), body=body))
    assert told(document) == [(GapReason.NEEDS_OCR, 0), (GapReason.NEEDS_EYES, 1)]
    assert document.gaps[0].place.path == "p2"
    assert document.gaps[0].digest != of(word(photo(3), photo(2), body=body)).gaps[0].digest
    large_page = body + '<w:sectPr><w:pgSz w:w="20000" w:h="30000"/></w:sectPr>'
    assert told(of(word(photo(1), photo(2), body=large_page))) == [(GapReason.NEEDS_EYES, 2)]
    two_sizes = large_page + '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
    assert told(of(word(photo(1), photo(2), body=two_sizes))) == [(GapReason.NEEDS_OCR, 0), (GapReason.NEEDS_EYES, 1)]


def test_the_size_of_an_older_drawing_counts():
    def older(style):
        return par(f'<w:r><w:pict><v:shape style="{style}"><v:imagedata r:id="i1"/></v:shape></w:pict></w:r>')

    assert told(of(word(photo(1), body=older("position:absolute;width:480pt;height:400pt")))) == [(GapReason.NEEDS_OCR, 0)]
    assert told(of(word(photo(1), body=older("width:48pt;height:40pt")))) == [(GapReason.NEEDS_EYES, 1)]


@pytest.mark.parametrize("broken", [photo(1)[:200], b"\x89PNG\r\n\x1a\n", photo(1, kind="JPEG")[:300]])
def test_a_broken_picture_keeps_a_gap_of_its_own(broken):
    document = of(word(photo(2), broken))
    assert sorted(told(document)) == [(GapReason.NEEDS_EYES, 0), (GapReason.NEEDS_EYES, 1)]
    assert "第2张图片（media/image2.png）" in next(gap.message for gap in document.gaps if not gap.pictures)


def test_a_picture_that_is_shown_but_not_read_to_its_end_keeps_a_gap_of_its_own():
    cut = photo(1)[:-12]  # all pixels, no end
    assert small(cut)
    assert told(of(word(cut))) == [(GapReason.NEEDS_EYES, 0)]
    assert told(of(cut)) == [(GapReason.NEEDS_OCR, 0)]


def test_a_drawing_without_pixels_keeps_a_gap_of_its_own():
    assert told(of(word(b"\xd7\xcd\xc6\x9a" + bytes(60)))) == [(GapReason.NEEDS_EYES, 0)]


def test_a_picture_with_several_frames_is_not_told_by_its_first():
    pages = [Image.open(io.BytesIO(photo(n))) for n in (1, 2)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert told(of(word(out.getvalue()))) == [(GapReason.NEEDS_EYES, 0)]
    assert told(of(out.getvalue())) == [(GapReason.NEEDS_OCR, 0)]


KINDS = [("PNG", "P"), ("PNG", "LA"), ("PNG", "1"), ("JPEG", "CMYK"), ("GIF", "P"), ("WEBP", "RGBA")]


@pytest.mark.parametrize("data", [photo(1, kind=kind, mode=mode) for kind, mode in KINDS])
def test_pictures_of_every_kind_are_made_small(data):
    made, width, height = small(data)
    assert (width, height) == (320, 200)
    assert Image.open(io.BytesIO(made)).mode == "RGB"


def test_a_thumbnail_stands_upright_and_carries_nothing_but_pixels():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "家住幸福路8号"
    made, _, _ = small(photo(1, kind="JPEG", exif=exif, comment=b"secret-remark"))
    seen = Image.open(io.BytesIO(made))
    assert seen.size[0] < seen.size[1]
    assert not seen.getexif()
    assert b"secret-remark" not in made


@pytest.mark.parametrize("tone", [0, 128, 170, 225, 255])
def test_what_is_drawn_on_nothing_is_seen_in_any_tone(tone):
    letters = Image.new("LA", (200, 200), (tone, 0))
    letters.paste((tone, 255), (20, 60, 180, 140))
    blank = Image.new("LA", (200, 200), (tone, 0))
    outs = []
    for one in (letters, blank):
        out = io.BytesIO()
        one.save(out, "PNG")
        outs.append(Image.open(io.BytesIO(small(out.getvalue())[0])).convert("L"))
    assert max(abs(a - b) for a, b in zip(*(out.tobytes() for out in outs), strict=True)) > 40


def test_noise_of_any_size_stays_small():
    noise = Image.effect_noise((3000, 2000), 200).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG", compress_level=1)
    assert len(small(out.getvalue())[0]) <= picture_sheet.THUMBNAIL_BYTES


def test_what_does_not_fit_is_told_and_still_counts(monkeypatch):
    many = word(*(photo(n, size=(64, 64)) for n in range(1, 6)))
    document = of(many, DEFAULT._replace(thumbnails=3))
    assert [bool(p.thumbnail) for p in document.pictures] == [True, True, True, False, False]
    assert told(document) == [(GapReason.NEEDS_EYES, 5)]
    assert "其中 2 张没有小图" in document.gaps[0].message
    assert document.gaps[0].digest == of(many).gaps[0].digest
    monkeypatch.setattr(picture_sheet, "SHEET_BYTES", 3000)
    assert 0 < sum(bool(p.thumbnail) for p in of(many).pictures) < 5


def test_pictures_without_time_are_told_without_being_decoded():
    document = of(word(photo(1)), DEFAULT._replace(thumbnails=0))
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]
    assert document.pictures[0].thumbnail == b""


def test_what_a_picture_carries_is_read_as_before():
    from picture_writer import exif as block

    document = of(word(photo(1, kind="JPEG", exif=b"Exif\0\0" + block({0x010E: "家住幸福路8号"}))))
    assert "家住幸福路8号" in document.text
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]


def test_slides_leave_small_pictures_to_the_sheet_and_large_ones_to_recognition():
    def one(crop=""):
        return deck(
            pptx_slide(shape("甲"), slide_picture("rId5", crop=crop)),
            links={1: [("rId5", "image", "../media/image1.png")]},
            parts={"ppt/media/image1.png": photo(1)},
        )

    document = of(one())
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]
    assert document.pictures[0].place.page == 1
    cut = of(one('<a:srcRect l="20000"/>'))
    assert any(segment.carrier == "cropped-picture" for segment in cut.segments)


def _logo(pdf, data=LOGO):
    """Put a picture in grey in place of the plain one of the writer."""
    raw = Image.open(io.BytesIO(data)).convert("L")
    pdf.objects[3] = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Length %d >>"
        b"\nstream\n%s\nendstream" % (*raw.size, len(raw.tobytes()), raw.tobytes())
    )
    return pdf


def test_a_logo_on_every_page_of_a_pdf_is_on_the_sheet_once():
    content = show(72, 700, "正文") + picture(400, 100, 120, 75)
    document = of(_logo(Pdf()).page(content).page(content).build())
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]
    (logo,) = document.pictures
    assert (logo.uses, logo.place.page, logo.width, logo.height) == (2, 1, 320, 200)
    assert logo.place.box == pytest.approx((400, 667, 520, 742), abs=1)
    other = of(_logo(Pdf(), photo(2)).page(content).build())
    assert other.gaps[0].digest != document.gaps[0].digest


def test_a_scanned_page_still_needs_recognition_beside_a_page_with_a_logo():
    scan = picture(0, 0, 595, 842)
    document = of(_logo(Pdf()).page(show(72, 700, "正文") + picture(400, 100, 120, 75)).page(scan).build())
    assert told(document) == [(GapReason.NEEDS_OCR, 0), (GapReason.NEEDS_EYES, 1)]
    assert document.gaps[0].place.page == 2


def test_pieces_of_a_pdf_picture_are_one_and_letters_that_are_pictures_are_not_lost():
    strips = b"".join(picture(400, 100 + 20 * n, 120, 20) for n in range(4))
    assert len(of(_logo(Pdf()).page(show(72, 700, "正文") + strips).build()).pictures) == 1
    letters = b"".join(picture(100 + 14 * n, 400, 8, 10) for n in range(11))
    assert len(of(_logo(Pdf()).page(show(72, 700, "正文") + letters).build()).pictures) == 1
    assert of(_logo(Pdf()).page(show(72, 700, "正文") + picture(100, 400, 12, 12)).build()).gaps == ()


def test_a_picture_of_a_turned_pdf_page_is_cut_out_where_it_is_seen():
    content = show(72, 700, "正文") + picture(400, 100, 120, 75)
    turned = of(_logo(Pdf()).page(content, entries=b"/Rotate 90 ").build())
    upright = of(_logo(Pdf()).page(content).build())
    sizes = [Image.open(io.BytesIO(d.pictures[0].thumbnail)).size for d in (turned, upright)]
    assert sizes == [(150, 240), (240, 150)]
    ink = Image.open(io.BytesIO(turned.pictures[0].thumbnail)).convert("L").rotate(90, expand=True)
    other = Image.open(io.BytesIO(upright.pictures[0].thumbnail)).convert("L")
    assert max(abs(a - b) for a, b in zip(ink.resize((24, 15)).tobytes(), other.resize((24, 15)).tobytes(), strict=True)) < 40


def test_a_pdf_picture_of_one_colour_shows_nothing():
    assert of(Pdf().page(show(72, 700, "正文") + picture(400, 100, 120, 75)).build()).gaps == ()


def blip(kind, instance, data, *, entry=True):
    inner = atom(kind, bytes(17) + data, instance)
    return atom(0xF007, bytes(36) + inner) if entry else inner


def test_pictures_stored_in_an_old_workbook_are_on_the_sheet():
    pictures = blip(0xF01E, 0x6E0, photo(1, size=(40, 40))), blip(0xF01D, 0x46A, photo(2, size=(40, 40), kind="JPEG"))
    store = container(0xF000, container(0xF001, *pictures))
    cut = len(store) // 2
    book = record(0xEB, store[:cut]) + record(0x3C, store[cut:])
    sheet = cell(0, 0, "值") + record(0x5D, struct.pack("<HHHHH12x", 0x15, 0x12, 8, 1, 0) + bytes(4))
    document = of(xls({"Sheet1": sheet}, book=book))
    assert told(document) == [(GapReason.UNSUPPORTED, 0), (GapReason.NEEDS_EYES, 2)]
    assert [p.width for p in document.pictures] == [40, 40]
    lost = of(xls({"Sheet1": sheet}, book=record(0xEB, store[:cut])))
    assert (GapReason.NEEDS_EYES, 0) in told(lost)


def test_pictures_of_an_old_presentation_are_on_the_sheet():
    bitmap = io.BytesIO()
    Image.open(io.BytesIO(photo(3))).save(bitmap, "DIB")
    emf = struct.pack("<I16x8xIBB", 9, 9, 0, 0xFE) + zlib.compress(b"")
    store = blip(0xF01E, 0x6E0, photo(1), entry=False) + blip(0xF01F, 0x7A8, bitmap.getvalue(), entry=False)
    document = of(ppt([slide("甲")], more={"Pictures": store + atom(0xF01A, bytes(16) + emf, 0x3D4)}))
    assert (GapReason.NEEDS_EYES, 2) in told(document)
    assert [gap.place.part for gap in document.gaps if gap.reason is GapReason.NEEDS_EYES and not gap.pictures] == ["picture3"]
    broken = of(ppt([slide("甲")], more={"Pictures": store[:-40]}))
    assert any("没有全部读出" in gap.message for gap in broken.gaps)


def _der(tag, content):
    size = len(content)
    return bytes((tag,)) + (bytes((size,)) if size < 128 else b"\x82" + struct.pack(">H", size)) + content


def test_a_seal_that_is_a_picture_is_on_the_sheet():
    face = _der(0x30, _der(0x16, b"png") + _der(0x04, photo(1, size=(40, 40))) + _der(0x02, b"\x28") + _der(0x02, b"\x28"))
    seal = _der(0x30, _der(0x30, _der(0x02, b"\x04") + _der(0x30, _der(0x0C, "某县公章".encode()) + face)))
    options = signed()
    options["parts"]["Doc_0/Signs/Sign_0/Seal.esl"] = seal
    document = of(ofd(ofd_page(ofd_text("甲")), ofd_page(ofd_text("乙")), **options))
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]
    (shown_seal,) = document.pictures
    assert (shown_seal.name, shown_seal.place.page) == ("第2页的电子印章", 2)


@pytest.mark.parametrize("junk", [b"", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 400, _der(0x16, b"png") * 3])
def test_a_seal_of_any_bytes_is_no_picture(junk):
    from review.extract.ofd_seal import seal_picture

    assert seal_picture(junk) == b""


def test_a_picture_of_an_ofd_page_is_measured_on_the_page():
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    parts = {"Doc_0/PublicRes.xml": listing("Res", media), "Doc_0/a.png": photo(1)}
    document = of(ofd(ofd_page(ofd_text("甲"), ofd_image(7)), common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", parts=parts))
    assert told(document) == [(GapReason.NEEDS_EYES, 1)]


def test_pictures_in_running_text_of_rtf_are_counted():
    def pict(size):
        return rf"{{\pict\pngblip\picwgoal{size}\pichgoal{size} {photo(1).hex()}}}"

    twice = of((r"{\rtf1 x" + pict(800) * 2 + r"\par}").encode())
    assert told(twice) == [(GapReason.NEEDS_EYES, 1)]
    assert twice.pictures[0].uses == 2
    assert told(of((r"{\rtf1 x" + pict(9000) + r"\par}").encode())) == [(GapReason.NEEDS_OCR, 0)]


def test_a_picture_file_needs_recognition_and_is_shown():
    document = of(photo(1))
    assert told(document) == [(GapReason.NEEDS_OCR, 1)]
    assert document.pictures[0].thumbnail


def test_pictures_outlive_the_way_from_the_child():
    document = Document("", "docx", "", (), (Gap(GapReason.NEEDS_EYES, "看", Place("pictures"), 1, "0" * 64),), (), (_picture(),))
    assert document_from(map(decode, document_frames(document))) == document


@pytest.mark.parametrize("wrong", [b"<svg/>", b"\xff\xd8\xff" + bytes(30_000)])
def test_a_child_cannot_pass_on_what_is_no_thumbnail(wrong):
    document = Document("", "docx", "", (), (), (), (replace(_picture(), thumbnail=wrong),))
    with pytest.raises(BrokenChannelError):
        document_from(map(decode, document_frames(document)))


def _picture():
    return Picture(Place("media/image1.png", "p2"), "第1张图片", "a" * 64, 3, 2, small(photo(1))[0], 2)


def test_a_drawing_that_is_only_named_costs_no_child(monkeypatch):
    from review.extract import worker

    monkeypatch.setattr(worker, "read_isolated", lambda *_: pytest.fail("a text without pictures needs no child"))
    assert of(docx(par(f"<w:r>{drawing('')}</w:r>") + par("甲"))).gaps == ()


def test_thumbnails_are_no_part_of_what_is_written_as_json():
    from review.commands.extract import to_dict

    document = of(word(photo(1)))
    assert set(to_dict(document)) == {"schema", "format", "text", "segments", "gaps"}
    assert "base64" not in json.dumps(to_dict(document))
    assert "thumbnail" not in repr(document.pictures[0])
