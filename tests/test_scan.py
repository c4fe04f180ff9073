"""A scan as a whole: spans, overlaps, layers, stop, blocks of text, time limits."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.detect import blocks
from review.detect.base import Hit
from review.detect.matching import Matcher, PatternTimeout
from review.extract import extract
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Place, Severity, Tier, Zone
from review.rules.prove import example_document
from review.scan import Options, scan, without_overlaps

OPTIONS = Options(b"k" * 32)
ID = "360781199003070012"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def findings(ruleset, text, name="通知.txt"):
    return scan(extract(text.encode(), name), ruleset, OPTIONS).findings


def named(ruleset, name):
    return scan(replace(example_document("工作安排如下。"), name=name), ruleset, OPTIONS)


def quotes(ruleset, text, rule):
    return [f.quote for f in findings(ruleset, text) if f.rule == rule]


@pytest.mark.parametrize("text", [ID, ID.translate(WIDE), f"号码{ID}登记", f"（{ID}）", f"A\n{ID}\nB"])
def test_a_number_is_found_in_every_width_and_glued_to_han(ruleset, text):
    assert [q.translate({v: k for k, v in WIDE.items()}) for q in quotes(ruleset, text, "personal.id-card")] == [ID]


@given(place=st.integers(1, 16), gap=st.sampled_from(["\n", " ", "-", "\n  "]))
@settings(max_examples=60)
def test_a_number_broken_anywhere_is_still_one_number(ruleset, place, gap):
    broken = ID[:place] + gap + ID[place:]
    assert quotes(ruleset, f"身份证号：{broken}。", "personal.id-card") == [broken]


def test_a_number_in_single_cells_is_one_number(ruleset):
    assert quotes(ruleset, "\t".join(ID), "personal.id-card") == ["\t".join(ID)]


@pytest.mark.parametrize("mark", ["①", "²", "⁵"])
def test_the_mark_of_a_footnote_is_not_a_digit(ruleset, mark):
    assert quotes(ruleset, f"联系手机13800138000{mark}。", "personal.mobile") == ["13800138000"]


@given(filler=st.text(st.sampled_from("政务公开工作方案，。\n①⑩𠀀"), min_size=0, max_size=300))
@settings(max_examples=40)
def test_a_span_quotes_the_document_wherever_it_stands(ruleset, filler):
    text = filler + f"，身份证号{ID}，" + filler
    document = extract(text.encode(), "a.txt")
    for f in scan(document, ruleset, OPTIONS).findings:
        assert document.text[f.start : f.end] == f.quote
    assert ID in [f.quote for f in scan(document, ruleset, OPTIONS).findings]


@pytest.mark.parametrize("offset", range(-40, 41, 8))
def test_nothing_is_lost_or_doubled_at_a_border_of_blocks(ruleset, offset):
    for border in (blocks.BLOCK, blocks.BLOCK + blocks.OVERLAP // 2, blocks.BLOCK + blocks.OVERLAP):
        text = "公" * (border + offset) + ID + "文" * 3000
        found = [f for f in findings(ruleset, text) if f.category == "personal"]
        assert [(f.start, f.end) for f in found] == [(border + offset, border + offset + 18)]


def test_findings_of_one_category_never_overlap(ruleset):
    text = f"身份证{ID}，社会保障号{ID}，护照E12345678，微信13800138000，账号6222020000000881235。\n机密★5年 内部资料 严禁外传"
    spans = sorted((f.category, f.start, f.end) for f in findings(ruleset, text))
    for (a, _, end), (b, start, _) in itertools.pairwise(spans):
        assert a != b or end <= start


def test_of_two_hits_the_longer_then_the_surer_stays():
    long, short = (1, 0, 9, Hit(0, 9)), (0, 2, 5, Hit(2, 5))
    sure, unsure = (2, 20, 25, Hit(20, 25, tier=Tier.CONFIRMED)), (1, 20, 25, Hit(20, 25, tier=Tier.SUSPECTED))
    assert sorted(without_overlaps([short, long, unsure, sure]), key=lambda h: h[1]) == [long, sure]


def test_the_line_of_a_finding_in_a_long_text_is_counted(ruleset):
    text = "\n".join(f"第{n}行" for n in range(1, 6000)) + f"\n{ID}\n结束"
    (found,) = [f for f in findings(ruleset, text) if f.rule == "personal.id-card"]
    assert found.place.path == "L6000"


@pytest.mark.parametrize("name", ["机密★10年 方案.txt", "秘密★5年.txt"])
def test_a_mark_in_the_file_name_stops(ruleset, name):
    outcome = scan(extract("工作方案".encode(), name), ruleset, OPTIONS)
    assert outcome.stop
    assert [f.place.part for f in outcome.findings if f.stop] == ["file-name"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("机密-工作方案.txt", "file-name"),
        ("工作方案（机密）.docx", "file-name"),
        ("工作方案 秘密.docx", "file-name"),
        ("【绝密】工作方案.docx", "file-name"),
        ("工作方案_机密★10年.docx", "file-name"),
        ("机密/工作方案.docx", "folder-name"),
        ("上报/方案（机密）.zip/工作方案.docx", "folder-name"),
        ("机密.txt", "file-name"),
        ("绝密文件.txt", "file-name"),
        ("机密资料.txt", "file-name"),
        ("秘密 防火方案.txt", "file-name"),
        ("20260301秘密.txt", "file-name"),
        ("2026年机密级.docx", "file-name"),
        ("防火方案【秘密】定稿.docx", "file-name"),
        ("绝密文件/工作方案.docx", "folder-name"),
    ],
)
def test_a_level_in_the_name_of_a_file_or_of_what_it_lies_in_stops(ruleset, name, part):
    outcome = named(ruleset, name)
    assert [f.place.part for f in outcome.findings if f.stop] == [part]


@pytest.mark.parametrize(
    "name",
    [
        "秘密花园-导览.docx",
        "机密计算白皮书.pdf",
        "保守国家秘密-培训.pptx",
        "商业秘密保护/指引.docx",
        "商业秘密保护指引.docx",
        "（非密）通知.docx",
        "保密法宣传.docx",
        "国家秘密定密管理规定.docx",
        "绝密文件管理办法.docx",
        "涉密载体分类（绝密、机密、秘密）.xlsx",
        "《秘密》读后感.docx",
        "工作秘密清单.xlsx",
        "企业商业秘密.docx",
        "泄露国家秘密案例.docx",
    ],
)
def test_a_name_that_only_speaks_of_secrets_does_not_stop(ruleset, name):
    assert not named(ruleset, name).stop


def test_a_number_in_the_name_of_a_folder_is_not_reported_for_every_file_in_it(ruleset):
    outcome = named(ruleset, "13800138000/方案.docx")
    assert not outcome.findings


@pytest.mark.parametrize("line", ["关键词：仓库；机密", "类别：秘密", "状态：机密", "备注：绝密", "主题：机密"])
def test_a_bare_level_in_the_properties_stops(ruleset, line):
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph("工作安排如下。", Place())
    builder.behind(f"标题：工作方案\n{line}", Place(part="docProps/core.xml"), Layer.METADATA, "metadata")
    assert scan(builder.build(), ruleset, OPTIONS).stop


@pytest.mark.parametrize("mark", ["（密级：秘密）", "机密", "密级：机密"])
def test_a_level_right_below_the_title_stops(ruleset, mark):
    assert scan(example_document(f"关于开展检查的通知\n{mark}\n各乡镇人民政府：\n工作安排如下，请遵照执行。"), ruleset, OPTIONS).stop


def test_only_the_own_mark_of_a_document_stops(ruleset):
    assert scan(example_document("机密★10年\n某县公安局文件"), ruleset, OPTIONS).stop
    assert not scan(example_document("各单位要按规定标注机密★10年等标志，不得随意扩大范围。"), ruleset, OPTIONS).stop
    prose = "关于加强保密管理的通知\n各单位收到机密★10年文件后，应当按规定登记。\n特此通知。"
    (found,) = [f for f in scan(example_document(prose), ruleset, OPTIONS).findings if f.rule == "marking.level"]
    assert found.severity is Severity.BLOCK
    assert not found.stop


def test_a_mark_at_the_head_of_an_attachment_stops(ruleset):
    text = "关于报送材料的通知\n各单位：\n请按要求报送。\n附件1\n秘密★5年\n重点目标清单"
    assert scan(example_document(text), ruleset, OPTIONS).stop


def test_a_mark_in_a_page_header_stops(ruleset):
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph("机密★3年　第1页", Place(part="header1", zone=Zone.HEADER))
    builder.paragraph("关于有关事项的通知", Place(path="p1", zone=Zone.BODY))
    assert scan(builder.build(), ruleset, OPTIONS).stop


def hidden_document(text):
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph("公开的正文1990", Place(path="p1", zone=Zone.BODY))
    builder.behind(text, Place(part="comments"), Layer.HIDDEN, "comment")
    builder.behind("张某某 13800138000", Place(part="docProps"), Layer.METADATA, "metadata")
    return builder.build()


def test_a_number_in_a_comment_is_a_comment_and_a_number(ruleset):
    found = {(f.rule, f.layer) for f in scan(hidden_document(f"身份证{ID}"), ruleset, OPTIONS).findings}
    assert ("hidden.comment", "hidden") in found
    assert ("personal.id-card", "hidden") in found


def test_personal_rules_do_not_run_on_the_properties_of_a_file(ruleset):
    found = [f.rule for f in scan(hidden_document("略"), ruleset, OPTIONS).findings]
    assert "hidden.metadata" in found
    assert "personal.mobile" not in found


def test_hidden_text_never_completes_a_number_of_the_page(ruleset):
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph(f"身份证号 {ID[:10]}", Place(path="p1"))
    builder.behind(ID[10:], Place(part="comments"), Layer.HIDDEN, "comment")
    assert not [f for f in scan(builder.build(), ruleset, OPTIONS).findings if f.rule == "personal.id-card"]


def test_fingerprints_ignore_place_and_width_but_not_layer_or_key(ruleset):
    def print_of(text, key=b"k" * 32):
        return [f.fingerprint for f in scan(example_document(text), ruleset, Options(key)).findings if f.rule == "personal.id-card"]

    assert print_of(ID) == print_of(f"上文\n另起一行{ID.translate(WIDE)}")
    assert print_of(ID) != print_of(ID, b"x" * 32)
    layered = {f.layer: f.fingerprint for f in scan(hidden_document(ID), ruleset, OPTIONS).findings if f.rule == "personal.id-card"}
    assert layered["hidden"] != print_of(ID)[0]


def test_only_the_chosen_categories_are_reported_but_a_stop_always_is(ruleset):
    outcome = scan(example_document(f"机密★10年\n{ID}"), ruleset, Options(b"k" * 32, frozenset({"credential"})))
    assert outcome.stop
    assert [f.rule for f in outcome.findings] == ["marking.level"]


def test_a_pattern_that_runs_away_is_a_gap_not_silence(ruleset, monkeypatch):
    def never(self, text, stretches):
        raise PatternTimeout
        yield

    monkeypatch.setattr(Matcher, "within", never)
    outcome = scan(example_document(f"身份证{ID}"), ruleset, OPTIONS)
    assert {g.reason for g in outcome.gaps} == {GapReason.TIMEOUT}
    assert any("personal.id-card" in g.message for g in outcome.gaps)


def test_a_catastrophic_pattern_is_stopped():
    with pytest.raises(PatternTimeout):
        Matcher(r"(?:a|aa|aaa)+\Z(?<!a)", {}).search("a" * 400)


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_can_be_scanned(ruleset, text):
    document = example_document(text)
    for f in scan(document, ruleset, OPTIONS).findings:
        assert 0 <= f.start <= f.end <= len(document.text)


def test_one_hidden_piece_never_completes_a_number_of_another(ruleset):
    builder = DocumentBuilder("docx", DEFAULT)
    builder.paragraph("正文", Place(path="p1"))
    for number, part in enumerate((f"身份证号{ID[:10]}", ID[10:]), 1):
        builder.behind(part, Place(part="comments", path=f"n{number}"), Layer.HIDDEN, "comment")
    assert not [f for f in scan(builder.build(), ruleset, OPTIONS).findings if f.rule == "personal.id-card"]


def test_a_block_never_sees_the_tail_of_a_longer_number_as_a_number(ruleset):
    serial = "202313800138000"
    text = "公" * (blocks.BLOCK - 4) + serial + "文" * 3000
    assert text[blocks.BLOCK :].startswith("13800138000")
    assert not [f for f in findings(ruleset, text) if f.rule == "personal.mobile"]


def test_a_mark_in_the_first_cells_of_a_sheet_or_layout_table_stops(ruleset):
    for cells in (("机密★10年", "某县文件"), ("密级：机密", "编号")):
        builder = DocumentBuilder("xlsx", DEFAULT)
        builder.row([(text, Place(part="表一", path=f"{c}1", zone=Zone.TABLE)) for c, text in zip("AB", cells, strict=True)])
        assert scan(builder.build(), ruleset, OPTIONS).stop


def test_a_level_far_down_in_a_table_blocks_but_does_not_stop(ruleset):
    builder = DocumentBuilder("xlsx", DEFAULT)
    for number in range(1, 8):
        text = "机密★10年" if number == 7 else f"第{number}项"
        builder.row([(text, Place(part="表一", path=f"A{number}", zone=Zone.TABLE))])
    outcome = scan(builder.build(), ruleset, OPTIONS)
    assert not outcome.stop
    assert [f.severity for f in outcome.findings] == [Severity.BLOCK]
