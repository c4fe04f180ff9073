"""However findings lie over each other, no quotation and no page repeats a value."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_documents import find, reviewed

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Finding, Layer, Place, Severity, Verdict
from review.report.excerpt import Excerpts
from review.report.html import render_html
from review.report.jsonl import render_jsonl

NAME, MOBILE, PASSWORD = "测试甲乙", "13800138000", "Qing#Shi2024"
LINES = (f"住户{NAME}，手机{MOBILE}，", f"网站口令：{PASSWORD}；", f"另一处{NAME}与{MOBILE}相邻{NAME}。")


def document_of(lines):
    build = DocumentBuilder("text", DEFAULT)
    for number, line in enumerate(lines, 1):
        build.paragraph(line, Place(path=f"L{number}"))
    return replace(build.build(), name="a.txt")


DOCUMENT = document_of(LINES)
LENGTH = len(DOCUMENT.text)
SPANS = st.tuples(st.integers(0, LENGTH - 2), st.integers(1, LENGTH)).map(lambda span: (span[0], min(LENGTH, span[0] + span[1])))


def private():
    for value, rule in ((NAME, "personal.name"), (MOBILE, "personal.mobile"), (PASSWORD, "credential.password")):
        at = DOCUMENT.text.find(value)
        while at >= 0:
            yield find(DOCUMENT, value, rule, Severity.BLOCK, after=at, because=f"旁有{NAME}、{MOBILE}")
            at = DOCUMENT.text.find(value, at + 1)


@settings(max_examples=60, deadline=None)
@given(
    spans=st.lists(
        st.tuples(SPANS, st.sampled_from(["sensitive.case", "hidden.comment", "evasion.split", "proofreading.typo"])), max_size=6
    )
)
def test_no_value_shows_through_other_findings(spans):
    others = [
        Finding(
            rule, Severity.WARN, start, end, Place(path="L1"), Layer.VISIBLE, DOCUMENT.text[start:end], because=DOCUMENT.text[start:end]
        )
        for (start, end), rule in spans
    ]
    item = reviewed([*others, *private()], verdict=Verdict.BLOCK)
    for report in (render_html([(item, DOCUMENT)]), "".join(render_jsonl([item]))):
        assert NAME not in report
        assert MOBILE not in report
        assert PASSWORD not in report


def test_a_message_does_not_repeat_a_value_that_stands_nearby():
    found = find(DOCUMENT, "住户", "sensitive.case", Severity.WARN)
    excerpts = Excerpts([found, *private()])
    assert excerpts.explain(found, f"住户是{NAME}，口令{PASSWORD}") == "住户是测***，口令********"


def test_of_two_overlapping_values_the_second_shows_nothing_more():
    address = find(DOCUMENT, "手机138", "personal.address", Severity.BLOCK)
    mobile = find(DOCUMENT, MOBILE, "personal.mobile", Severity.BLOCK)
    pieces = list(Excerpts([address, mobile]).pieces(DOCUMENT.text, 0, len(LINES[0])))
    assert [piece.text for piece in pieces] == [f"住户{NAME}，", "手机***", "***", "，"]


def test_a_quotation_that_is_not_the_very_text_is_masked_by_its_words():
    whole = find(DOCUMENT, LINES[0], "hidden.comment", Severity.WARN)
    condensed = replace(whole, quote=f"{NAME}：{MOBILE}")
    assert Excerpts([condensed, *private()]).text(condensed) == "测***：138****8000"
