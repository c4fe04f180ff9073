"""What of a scan goes into the record: a gap for known bytes is told by them, any other by its words."""

from __future__ import annotations

import json

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Gap, GapReason, Picture, Place, Scan
from review.workflow.scan_record import scan_fields

KEY = b"k" * 32


def sheet(*numbers, thumbnail=b"\xff\xd8\xff small"):
    build = DocumentBuilder("docx", DEFAULT)
    for number in numbers:
        build.picture(Picture(Place(path=f"p{number}"), f"第{number}张图片", f"{number:064x}", 9, 9, thumbnail))
    return Scan((), build.build().gaps)


def row(scan):
    fields = scan_fields([(0, scan)], "f" * 64, "sha256:0", "0", KEY)
    (gap,) = fields["gaps"]
    return gap


def test_the_same_pictures_are_the_same_gap_in_any_order_and_with_any_thumbnail():
    same = {row(scan)["fingerprint"] for scan in (sheet(1, 2), sheet(2, 1), sheet(1, 1, 2), sheet(1, 2, thumbnail=b""))}
    assert len(same) == 1


def test_another_picture_is_another_gap():
    assert len({row(scan)["fingerprint"] for scan in (sheet(1, 2), sheet(1, 3), sheet(1), sheet(1, 2, 3))}) == 4


def test_a_gap_without_known_bytes_is_told_by_its_words():
    told = [row(Scan((), (Gap(GapReason.NEEDS_OCR, words, Place(page=1)),)))["fingerprint"] for words in ("甲", "甲", "乙")]
    assert told[0] == told[1] != told[2]


def test_the_record_holds_no_picture_and_no_digest_of_one():
    written = json.dumps(row(sheet(1, 2)))
    assert set(row(sheet(1, 2))) == {"id", "file", "reason", "part", "fingerprint"}
    assert f"{1:064x}" not in written
    assert "small" not in written
