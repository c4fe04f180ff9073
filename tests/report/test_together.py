"""What is told of documents that were checked together."""

from __future__ import annotations

import json

from review.model import Finding, Layer, Place, Reviewed, Scan, Severity, Verdict
from review.report.console import render_text
from review.report.jsonl import render_json
from review.report.together import MOST, Together

STOP = Finding("marking.level", Severity.BLOCK, 0, 2, Place(), Layer.VISIBLE, "机密", stop=True)


def document(path, content="a", form="docx", verdict=Verdict.CLEAN, *, stop=False):
    digest = content.encode().hex()
    return Reviewed(path, digest, digest, len(content), form, None, verdict, Scan((STOP,) if stop else (), (), stop))


def seen(*documents):
    together = Together()
    for each in documents:
        together.add(each)
    return together


def test_the_same_content_under_several_names_is_one_group():
    together = seen(document("a.docx"), document("b.docx", "b"), document("x/c.docx"), document("d.docx"))
    assert together.duplicates == [["a.docx", "x/c.docx", "d.docx"]]
    assert "    a.docx、x/c.docx、d.docx" in list(together.lines())


def test_one_name_for_different_texts_is_told_but_attachments_are_called_alike_everywhere():
    together = seen(
        document("x/通知.docx", "1"), document("y/通知.docx", "2"), document("x/附件1.xlsx", "3"), document("y/附件1.xlsx", "4")
    )
    assert together.namesakes == [["x/通知.docx", "y/通知.docx"]]


def test_files_that_are_empty_or_were_not_read_are_not_the_same():
    assert seen(document("a", ""), document("b", "")).duplicates == []


def test_attachments_without_what_they_belong_to_are_told():
    together = seen(
        document("甲/附件1.xlsx", "1"),
        document("甲/附件/附表2.xlsx", "2"),
        document("乙/通知.docx", "3"),
        document("乙/附件/名单.xlsx", "4"),
        document("丙.zip/名单（附件2）.xlsx", "5"),
        document("丙.zip/照片.jpg", "6", "image"),
        document("附属医院通知.docx", "7"),
        document("附件3.docx", "8"),
    )
    assert together.without_main == ["甲", "丙.zip"]


def test_of_a_stopped_document_nothing_is_compared():
    together = seen(document("a.docx", stop=True), document("b.docx", stop=True))
    assert (together.duplicates, together.stopped, together.total) == ([], 2, 2)
    assert together.verdicts.total() == 0


def test_long_lists_are_cut_on_the_screen_and_whole_in_the_json():
    documents = [document(f"{side}/{n}.docx", str(n)) for side in "ab" for n in range(MOST + 3)]
    told = "".join(render_text(documents, {}))
    assert f"内容完全相同（{MOST + 3} 组" in told
    assert "另有 3 项" in told
    summary = json.loads("".join(render_json(documents, "sha256:…")))["summary"]
    assert len(summary["duplicates"]) == MOST + 3
    assert summary["verdicts"] == {"block": 0, "warn": 0, "clean": 2 * (MOST + 3), "incomplete": 0}


def test_a_single_document_is_not_compared_with_anything():
    assert list(seen(document("通知.docx")).lines()) == []
