"""Zones of an official document, told from the order and shape of its lines."""

from __future__ import annotations

import pytest

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Place, Zone
from review.rules.prove import example_document
from review.text.layout import with_zones

LETTER = """000012
特急
云溪县人民政府办公室文件
云府办发〔2026〕8号
关于做好防汛工作的通知
各乡镇人民政府：
现就做好防汛工作通知如下，请认真贯彻执行，确保安全度汛。
附件：工作清单
云溪县人民政府办公室
2026年5月8日
（此件公开发布）
抄送：县委办公室。
云溪县人民政府办公室　2026年5月8日印发"""


def zones(document):
    return {document.text[s.start : s.end]: s.place.zone for s in document.segments}


def test_a_letter_has_masthead_title_note_and_imprint():
    found = zones(example_document(LETTER))
    assert [found[line] for line in LETTER.split("\n")[:5]] == [Zone.MASTHEAD] * 4 + [Zone.TITLE]
    assert found["各乡镇人民政府："] is Zone.BODY
    assert found["现就做好防汛工作通知如下，请认真贯彻执行，确保安全度汛。"] is Zone.BODY
    assert found["（此件公开发布）"] is Zone.NOTE
    assert found["云溪县人民政府办公室　2026年5月8日印发"] is Zone.IMPRINT


def test_a_text_that_begins_with_a_sentence_has_no_masthead():
    assert set(zones(example_document("依法确定为国家秘密的政府信息，不予公开。\n第二段。")).values()) == {Zone.BODY}


def test_short_lines_without_a_title_are_a_masthead_only_at_the_top():
    lines = [f"第{n}行" for n in range(20)]
    found = zones(example_document("\n".join(lines)))
    assert [found[line] is Zone.MASTHEAD for line in lines] == [True] * 6 + [False] * 14


@pytest.mark.parametrize("head", ["附件", "附件1", "附　件 2：", "附件三"])
def test_an_attachment_has_first_lines_of_its_own(head):
    found = zones(example_document(f"关于报送材料的通知\n请于月底前报送下列材料，逾期不候。\n{head}\n秘密★5年\n重点目标清单\n正文。"))
    assert found["秘密★5年"] is Zone.MASTHEAD
    assert found["正文。"] is Zone.BODY


def paged(*pages):
    builder = DocumentBuilder("pdf", DEFAULT)
    for number, lines in enumerate(pages, 1):
        for line, text in enumerate(lines, 1):
            builder.paragraph(text, Place(path=f"p{number}/l{line}", page=number, zone=Zone.BODY))
        builder.page_break()
    return with_zones(builder.build())


def test_a_line_that_returns_on_every_page_is_a_header_or_footer():
    document = paged(*(["内部资料", f"这是第{n}页的正文，写得足够长，不像页眉。", f"— {n} —"] for n in range(1, 4)))
    by_text = [(document.text[s.start : s.end], s.place.zone) for s in document.segments]
    assert [zone for text, zone in by_text if text == "内部资料"] == [Zone.HEADER] * 3
    assert [zone for text, zone in by_text if text.startswith("—")] == [Zone.FOOTER] * 3


def test_zones_that_an_extractor_knows_are_kept():
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph("机密", Place(part="header1", zone=Zone.HEADER))
    builder.paragraph("说明如下", Place(path="p1", zone=Zone.BODY))
    builder.paragraph("现就有关事项说明如下。" * 5, Place(path="p2", zone=Zone.BODY))
    builder.row([("甲", Place(path="t1/r1/c1", zone=Zone.TABLE)), ("乙", Place(path="t1/r1/c2", zone=Zone.TABLE))])
    assert [s.place.zone for s in with_zones(builder.build()).segments] == [
        Zone.HEADER,
        Zone.MASTHEAD,
        Zone.BODY,
        Zone.TABLE,
        Zone.TABLE,
    ]


def test_a_blank_document_stays_as_it_is():
    document = example_document("")
    assert with_zones(document) == document
