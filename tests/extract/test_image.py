"""Pictures tell what they carry; what they show stays for eyes."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from docx_writer import carried, docx, par
from picture_writer import chunk, exif, gif, iptc, jpeg, png, segment, webp, xmp

from review.extract import extract
from review.extract.image import read
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Place
from review.scan import Options, scan

PLACE = (25.885612, 116.027134)
TOLD = "拍摄位置坐标：25.885612,116.027134（北纬,东经）"
PHOTO = exif({0x010E: "现场核查", 0x0110: "M1"}, PLACE)


def exif_segment(block):
    return segment(0xE1, b"Exif\0\0" + block)


def xmp_segment(content):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(content))


def told(data, carrier):
    return carried(read(data, DEFAULT), carrier)


@pytest.mark.parametrize("data", [png(), jpeg(), gif(), webp((b"VP8L", b"\x2f"))], ids=["png", "jpeg", "gif", "webp"])
def test_a_picture_that_carries_nothing_is_one_gap_and_nothing_else(data):
    document = extract(data, "")
    assert (document.format, document.text, document.segments) == ("image", "", ())
    assert [(gap.reason, gap.place) for gap in document.gaps] == [(GapReason.NEEDS_OCR, Place())]


@pytest.mark.parametrize(
    "data",
    [
        jpeg(exif_segment(PHOTO)),
        jpeg(exif_segment(exif({}, PLACE, ">"))),
        png(chunk(b"eXIf", PHOTO)),
        png(chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(f"\nexif\n {len(PHOTO)}\n{PHOTO.hex()}\n".encode()))),
        webp((b"VP8L", b"\x2f"), (b"EXIF", PHOTO)),
        PHOTO,
        struct.pack(">I4s4s", 16, b"ftyp", b"heic") + bytes(4) + b"....Exif\0\0" + PHOTO,
        jpeg(xmp_segment("<exif:GPSLatitude>25,53.13672N</exif:GPSLatitude><exif:GPSLongitude>116,1.62804E</exif:GPSLongitude>")),
    ],
    ids=["jpeg", "big-endian", "png", "ImageMagick", "webp", "tiff", "heic", "xmp"],
)
def test_the_place_of_a_photo_is_told_whatever_holds_it(data):
    assert told(data, "exif") == [TOLD]


def test_the_place_is_judged_as_coordinates(ruleset):
    findings = scan(extract(jpeg(exif_segment(PHOTO)), "照片.jpg"), ruleset, Options(b"k" * 32)).findings
    assert [f.quote for f in findings if f.rule == "personal.coordinates"] == ["25.885612,116.027134"]
    assert {f.rule: f.severity.value for f in findings if f.category == "hidden"} == {"hidden.exif": "warn", "hidden.metadata": "note"}


@pytest.mark.parametrize("place", [None, (0.0, 0.0)])
def test_a_photo_without_a_place_does_not_claim_one(place):
    assert told(jpeg(exif_segment(exif({0x0110: "M1"}, place))), "exif") == []


def test_south_and_west_are_said():
    assert told(jpeg(exif_segment(exif({}, (-12.5, -54.25)))), "exif") == ["拍摄位置坐标：12.500000,54.250000（南纬,西经）"]


def test_descriptions_are_notes_and_names_are_apart():
    comment = b"UNICODE\0" + "备用方案".encode("utf-16-le")
    wide = "专项行动\0".encode("utf-16-le")
    document = read(jpeg(exif_segment(exif({0x010E: "核查", 0x013B: "王某", 0x9286: comment, 0x9C9C: wide, 0x0131: "X 1.0"}))), DEFAULT)
    assert carried(document, "metadata", Layer.METADATA) == ["说明：核查\n备注：备用方案\n备注：专项行动", "作者：王某"]
    assert document.segments[-1].place.part == "docProps"


def test_labels_of_agencies_and_programs_are_told():
    labelled = jpeg(segment(0xED, iptc((120, "某村走访"), (80, "李某"))), segment(0xFE, "内部留存".encode("gb18030")))
    assert told(labelled, "metadata") == ["注释：内部留存\n说明：某村走访", "作者：李某"]
    packet = xmp("<dc:description><rdf:Alt><rdf:li>会议底图</rdf:li></rdf:Alt></dc:description><dc:creator>赵某</dc:creator>")
    assert told(png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)), "metadata") == ["说明：会议底图", "作者：赵某"]


@pytest.mark.parametrize(
    "text",
    [
        chunk(b"tEXt", "Title\0内部示意".encode()),
        chunk(b"tEXt", b"Title\0" + "内部示意".encode("gb18030")),
        chunk(b"zTXt", b"Title\0\0" + zlib.compress("内部示意".encode())),
        chunk(b"iTXt", b"Title\0\1\0zh\0\0" + zlib.compress("内部示意".encode())),
        chunk(b"iTXt", b"Title\0\0\0zh\0\xe9\0" + "内部示意".encode()),
    ],
    ids=["tEXt", "GBK", "zTXt", "iTXt packed", "iTXt"],
)
def test_texts_in_a_png_are_told(text):
    assert told(png(text), "metadata") == ["标题：内部示意"]


def test_the_name_of_the_program_alone_is_no_note():
    assert told(png(chunk(b"tEXt", b"Software\0Paint 5")), "metadata") == []
    assert told(jpeg(segment(0xFE, b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n")), "metadata") == []


def test_frames_and_comments_of_an_animation_are_told():
    comment = b"\x21\xfe\x09" + "第二版".encode() + b"\x00"
    assert told(gif(comment, frames=3), "metadata") == ["注释：第二版\n共 3 帧（页）"]


def test_a_packed_text_that_would_fill_the_memory_is_cut():
    bomb = zlib.compress(b"0" * (64 << 20))
    assert len(read(png(chunk(b"zTXt", b"Title\0\0" + bomb)), DEFAULT).text) < 5 << 20


def test_a_thumbnail_is_told():
    assert told(jpeg(exif_segment(exif({}, thumbnail=jpeg()))), "thumbnail") == ["图片内另存有缩略图"]


@pytest.mark.parametrize("make", [png, jpeg, gif], ids=["png", "jpeg", "gif"])
def test_a_file_after_the_end_is_read(make):
    document = read(make(end=docx(par("名单：张某13800138000"))), DEFAULT)
    assert "张某13800138000" in document.text
    assert document.segments[-1].place.part == "trailer"
    assert "字节" in carried(document, "attachment", Layer.HIDDEN)[0]


def test_unknown_data_after_the_end_is_a_gap_with_its_words():
    document = read(jpeg(end=bytes(range(32)) * 4 + "接头地点在此处".encode("utf-16-le")), DEFAULT)
    assert carried(document, "attachment", Layer.HIDDEN)[0].endswith("接头地点在此处")
    assert {gap.place.part: gap.reason for gap in document.gaps} == {"body": GapReason.NEEDS_OCR, "trailer": GapReason.UNSUPPORTED}


def test_filling_after_the_end_is_nothing():
    assert told(jpeg(end=bytes(512)), "attachment") == []


def test_a_picture_of_absurd_size_is_a_gap():
    assert [gap.reason for gap in read(png(size=(60_000, 60_000)), DEFAULT).gaps] == [GapReason.LIMIT, GapReason.NEEDS_OCR]


def test_blocks_that_nobody_knows_are_a_gap():
    gaps = read(png(chunk(b"prVW", bytes(9))), DEFAULT).gaps
    assert [gap.reason for gap in gaps] == [GapReason.UNSUPPORTED, GapReason.NEEDS_OCR]
    assert "prVW" in gaps[0].message


@pytest.mark.parametrize("data", [png()[:-20], jpeg()[:-2], gif()[:-4], webp((b"VP8L", b"\x2f" * 9))[:-6]])
def test_a_cut_picture_says_so_in_its_one_gap(data):
    (gap,) = read(data, DEFAULT).gaps
    assert gap.reason is GapReason.NEEDS_OCR
    assert "不完整" in gap.message


def test_pillow_and_we_agree_on_what_pillow_writes():
    image = pytest.importorskip("PIL.Image")
    for kind in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"):
        out = io.BytesIO()
        image.new("RGB", (31, 17), "red").save(out, kind)
        document = extract(out.getvalue(), f"图.{kind.lower()}")
        assert (document.format, len(document.gaps), "不完整" in document.gaps[0].message) == ("image", 1, False), kind


def test_every_mutation_of_a_picture_ends_in_a_document():
    full = exif({0x010E: "说明", 0x927C: b"maker" * 9}, PLACE, thumbnail=b"x" * 9)
    seeds = [
        jpeg(exif_segment(full), segment(0xED, iptc((120, "字"))), xmp_segment("<dc:title>a</dc:title>")),
        png(chunk(b"eXIf", full), chunk(b"iTXt", b"T\0\1\0\0\0" + zlib.compress(b"text")), chunk(b"acTL", bytes(8))),
        gif(b"\x21\xfe\x03abc\x00", frames=2),
        webp((b"VP8X", bytes(10)), (b"EXIF", full), (b"ANMF", bytes(16))),
        full,
        b"BM" + struct.pack("<I", 58) + bytes(48),
    ]  # fmt: skip
    chance = random.Random(4)
    for seed in seeds:
        for _ in range(300):
            data = bytearray(seed)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.choice((0, 0xFF, 0x80, 1, chance.randrange(256)))
            del data[chance.choice((len(data), chance.randrange(8, len(data)))) :]
            assert read(bytes(data), DEFAULT).gaps
