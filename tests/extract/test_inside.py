"""A file inside a file is read like any other, and told apart from what carries it."""

from __future__ import annotations

import io
import zipfile

import docx_writer
import pytest

from review.extract import extract
from review.extract.builder import DocumentBuilder
from review.extract.codec import decode, document_frames, document_from
from review.extract.inside import embed
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Place
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
PLACE = Place(part="attachment")


def carrying(*files, limits=DEFAULT, text="正文。"):
    builder = DocumentBuilder("docx", limits)
    builder.paragraph(text, Place(path="p1"))
    builder.behind("批注", Place(part="comments"), Layer.HIDDEN, "comment")
    for name, data in files:
        embed(builder, data, name, PLACE)
    return builder.build()


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.txt", data)
    return packed.getvalue()


def test_its_text_follows_all_own_text_and_its_segments_are_embedded():
    document = carrying(("名单.txt", "张某\n".encode()))
    assert document.text == "正文。\n\n批注\n张某\n"
    assert document.own.text == "正文。\n\n批注"
    assert [s.layer for s in document.segments] == [Layer.VISIBLE, Layer.HIDDEN, Layer.EMBEDDED]
    assert document.segments[-1].place.part == "attachment/名单.txt"


def test_every_rule_runs_inside_with_offsets_of_the_whole(ruleset):
    document = carrying(("名单.txt", "联系手机13800138000。".encode()))
    (found,) = [f for f in scan(document, ruleset, OPTIONS).findings if f.rule == "personal.mobile"]
    assert document.text[found.start : found.end] == "13800138000"
    assert (found.layer, found.place.part, found.place.path) == (Layer.EMBEDDED, "attachment/名单.txt", "L1")


def test_a_mark_on_a_carried_file_stops_the_whole(ruleset):
    assert scan(carrying(("清单.txt", "机密★10年\n仓库分布\n".encode())), ruleset, OPTIONS).stop


def test_nothing_is_completed_across_the_border(ruleset):
    document = carrying(("a.txt", b"00138000"), text="联系手机138")
    assert not [f for f in scan(document, ruleset, OPTIONS).findings if f.rule == "personal.mobile"]


def test_archives_and_files_in_files_are_opened_to_a_depth(ruleset):
    document = carrying(("包.zip", zipped(名单="手机13800138000")))
    assert "attachment/包.zip/名单.txt" in [s.place.part for s in document.segments]
    shallow = carrying(("名单.txt", b"x"), limits=DEFAULT._replace(depth=0))
    assert [(gap.reason, gap.place) for gap in shallow.gaps] == [(GapReason.LIMIT, PLACE)]


def test_what_a_carried_file_could_not_give_is_a_gap_of_the_whole(ruleset):
    document = carrying(("图.png", b"\x89PNG\r\n\x1a\n" + bytes(64)))
    (gap,) = scan(document, ruleset, OPTIONS).gaps
    assert (gap.reason, gap.place.part) == (GapReason.NEEDS_OCR, "attachment/图.png")


def test_a_document_with_files_inside_travels_between_processes():
    document = carrying(("包.zip", zipped(甲="一", 乙="二")), ("丙.txt", "三".encode()))
    assert document_from(map(decode, document_frames(document))) == document


@pytest.mark.parametrize("name", ["报告.txt", "报告.docx"])
def test_a_carried_file_has_its_own_name_and_suffix(name):
    (inner,) = carrying((name, "文".encode())).inner
    assert inner.document.name == name
    assert bool(inner.document.behind) == (name == "报告.docx")


def test_a_file_that_carries_nothing_is_its_own():
    document = extract("文".encode(), "a.txt")
    assert document.own is document


def test_files_inside_stay_documents_when_the_name_promises_another_format():
    inside = docx_writer.docx(docx_writer.par("里"))
    data = docx_writer.docx(docx_writer.par("文"), (("x", "package", "embeddings/a.docx"),), {"word/embeddings/a.docx": inside})
    for name in ("a.docx", "a.pdf"):
        document = extract(data, name)
        assert [(inner.part, inner.document.text.strip()) for inner in document.inner] == [("embeddings/a.docx", "里")]
        assert document.text[document.inner[0].start :].strip() == "里"
