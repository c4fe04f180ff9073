"""Sensitive matters: the labelled lines, and what the kind does beyond the examples of the shipped rules.

A line of the label files is label, kind and text, parted by tabs; ``\\n`` in the text stands for a new line. No rule was changed
for a line of ``matters.held.txt`` or ``matters.plain.txt``, though the same hand wrote all three. The last one says the same in plain
words: who plans or knows what before it is public.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from review.detect import KINDS
from review.detect.dispatch import Dispatcher
from review.detect.matter import is_one_word
from review.detect.run import run
from review.errors import LexiconError
from review.model import Rule, Severity
from review.rules.prove import example_document
from review.rules.subjects import COLUMNS, subjects
from review.scan import Options, scan

HERE = Path(__file__).parent
COUNTED = {"marking", "sensitive", "credential", "evasion"}
WORDING = "sensitive.wording"  # asks about sentences that no rule lists: tests/detect/test_likeness.py
OPTIONS = Options(b"k" * 32)


def labelled(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(label, text.replace("\\n", "\n")) for label, _, text in (line.split("\t") for line in lines)]


def label(ruleset, text):
    severities = {
        f.severity for f in scan(example_document(text), ruleset, OPTIONS).findings if f.category in COUNTED and f.rule != WORDING
    }
    return "block" if Severity.BLOCK in severities else "warn" if Severity.WARN in severities else "clean"


def test_every_line_gets_its_label(ruleset):
    wrong = [(want, text) for want, text in labelled("matters.dev.txt") if label(ruleset, text) != want]
    assert wrong == []


def test_lines_held_back_get_their_labels(ruleset):
    got = Counter((want, label(ruleset, text)) for want, text in labelled("matters.held.txt"))
    blocked = sum(n for (_, is_), n in got.items() if is_ == "block")
    assert got["block", "block"] == blocked
    assert got["block", "block"] >= 0.95 * sum(n for (want, _), n in got.items() if want == "block")
    assert got["clean", "warn"] == 0


def test_plain_words_held_back_are_known_and_their_lawful_likes_left(ruleset):
    got = Counter((want, label(ruleset, text)) for want, text in labelled("matters.plain.txt"))
    assert got["block", "block"] >= 0.9 * sum(n for (want, _), n in got.items() if want == "block")
    assert got["clean", "block"] + got["clean", "warn"] <= 1


def subject(term, level="cue", cls="标底", **more):
    return {"term": term, "class": cls, "level": level, "guard": "", **more}


def hits(text, severity=Severity.BLOCK, **options):
    rule = Rule("sensitive.test", "试", "matter", severity, ("招标投标法#22",), "因", "改", (), (), options)
    dispatcher = Dispatcher([KINDS["matter"].build(rule, {})])
    document = example_document(text)
    found = sorted(run(dispatcher, document, lambda _: None), key=lambda h: h[1])
    return [(document.text[start:end], hit.severity or severity, hit.because) for _, start, end, hit in found]


HUSH = [{"label": "要求保密", "weight": 3, "pattern": "请保密"}]
RULES_OF_CONDUCT = [{"label": "像是制度要求", "weight": 3, "pattern": "应当"}]
CUE = {"subjects": [subject("标底")], "signals": HUSH, "against": RULES_OF_CONDUCT}


def test_a_word_alone_is_nothing_and_a_signal_beside_it_makes_it_a_block():
    assert hits("标底为863万元。", **CUE) == []
    assert hits("标底为863万元，请保密。", **CUE) == [("标底为863万元，请保密", Severity.BLOCK, "标底＋要求保密")]


def test_what_speaks_for_a_rule_of_conduct_takes_the_weight_away():
    assert hits("标底应当请保密。", **CUE) == []


def test_a_signal_of_another_sentence_does_not_count():
    assert hits("标底已经编好。请保密。", **CUE) == []
    assert hits("标底为863万元，" + "另" * 60 + "请保密。", **CUE) == []


def test_levels_weigh_by_themselves():
    assert [s for _, s, _ in hits("标底", subjects=[subject("标底", "warn")])] == [Severity.WARN]
    assert [s for _, s, _ in hits("标底", subjects=[subject("标底", "block")])] == [Severity.BLOCK]
    assert hits("不设标底", subjects=[subject("标底", "block", guard="不设")]) == []


def test_a_subject_that_may_only_be_withheld_never_blocks():
    assert [s for _, s, _ in hits("标底，请保密", subjects=[subject("标底", most="warn")], signals=HUSH)] == [Severity.WARN]


def test_a_signal_speaks_only_of_its_classes():
    signals = [{**HUSH[0], "of": ["评委"]}]
    assert hits("标底，请保密", subjects=[subject("标底")], signals=signals) == []
    assert hits("名单，请保密", subjects=[subject("名单", cls="评委")], signals=signals) != []


def test_a_subject_is_no_signal_of_itself():
    signals = [{"label": "名单", "weight": 3, "pattern": "名单"}]
    assert hits("稳控名单", subjects=[subject("稳控名单")], signals=signals) == []
    assert hits("稳控名单及第二份名单", subjects=[subject("稳控名单")], signals=signals) != []


@pytest.mark.parametrize("text", ["标 底 ， 请 保 密", "标/底/请/保/密", "标*底*（请保密）"])
def test_signs_between_the_characters_hide_nothing(text):
    assert hits(text, subjects=[subject("标底")], signals=HUSH)


@pytest.mark.parametrize("text", ["公布招标。底数请保密", "标，底数请保密", "买入目标\n底数请保密"])
def test_characters_of_two_sentences_are_no_word(text):
    assert hits(text, subjects=[subject("标底")], signals=HUSH) == []


def test_a_word_wrapped_at_the_end_of_a_long_line_is_one():
    long = "本项目经县政府常务会议研究同意后组织实施，现将有关标"
    assert is_one_word(f"{long}\n底", len(long) - 1, len(long) + 2)
    assert not is_one_word("标\n底", 0, 3)


def test_a_statement_says_enough_and_may_say_less():
    statements = [{"label": "内定", "pattern": "内定为[^。]{2,8}"}, {"label": "讨论", "pattern": "讨论过", "severity": "warn"}]
    options = {"statements": statements, "anchors": ["内定", "讨论过"], "against": RULES_OF_CONDUCT}
    assert hits("内定为甲公司。讨论过。", **options) == [("内定为甲公司", Severity.BLOCK, "内定"), ("讨论过", Severity.WARN, "讨论")]
    assert hits("内定为甲公司的，应当废标。", **options) == []


TOGETHER = {"together": [{"label": "拟谈话", "parts": ["纪检组", "局长", "准备"]}], "anchors": ["纪检组"], "against": RULES_OF_CONDUCT}


def test_parts_of_a_matter_count_in_any_order_but_only_all_of_them_in_one_sentence():
    assert hits("下周准备找局长，由纪检组出面。", **TOGETHER) == [("准备找局长，由纪检组", Severity.BLOCK, "拟谈话")]
    assert hits("纪检组准备开会。", **TOGETHER) == []
    assert hits("纪检组准备开会。局长出席。", **TOGETHER) == []
    assert hits("纪检组应当有准备，请局长参加。", **TOGETHER) == []
    assert len(hits("纪检组纪检组准备找局长。", **TOGETHER)) == 1


def test_a_subject_repeated_in_one_clause_is_told_once():
    draft = {"subjects": [subject("底稿", "warn", most="warn")]}
    assert len(hits("底稿" * 8, **draft)) == 1
    assert len(hits("底稿。底稿", **draft)) == 2


def test_a_signal_far_into_a_line_of_subjects_is_still_seen():
    assert hits("标底" * 4000 + "，请保密", subjects=[subject("标底")], signals=HUSH)


def test_of_two_that_overlap_the_graver_stays():
    statements = [{"label": "讨论", "pattern": "讨论过标底的初稿", "severity": "warn"}]
    assert hits("讨论过标底的初稿", statements=statements, subjects=[subject("标底", "block")]) == [("标底", Severity.BLOCK, "标底")]


def test_a_genre_takes_weight_away():
    text = "关于公布2026年部门预算公开说明\n标底，请保密"
    assert hits(text, **CUE)
    assert hits(text, **CUE, genres={"预决算": 3}) == []


ARTICLES = "\n".join(f"第{n}条 招标人可以编制标底。" for n in "一二三四五")


def test_a_law_speaks_of_everything_and_only_the_title_of_an_annex_counts():
    subjects_ = [subject("标底", "block")]
    assert hits(ARTICLES, subjects=subjects_) == []
    assert hits(f"{ARTICLES}\n附件：标底", subjects=subjects_)
    assert hits(f"{ARTICLES}\n招标人可以编制标底，一个工程只能编制一个，由有资质的单位编制。", subjects=subjects_) == []


def test_because_names_classes_and_signals_not_the_words(ruleset):
    text = "三季度全市GDP初步核算增长5.6%，未经省局反馈，不得对外发布。"
    finding = next(f for f in scan(example_document(text), ruleset, OPTIONS).findings if f.category == "sensitive")
    assert finding.because.startswith("统计指标＋尚未发布；")
    assert "GDP" not in finding.because


def test_a_matter_that_must_not_go_out_is_not_hidden_by_a_longer_one_to_look_at(ruleset):
    found = scan(example_document("政务外网核心交换机地址为10.36.1.254，下联各乡镇。"), ruleset, OPTIONS).findings
    assert [f.quote for f in found if f.rule == "sensitive.network"] == ["10.36.1.254"]


@pytest.mark.parametrize("word", ["专报", "呈阅件", "会议纪要", "请示", "报告", "简报", "内参"])
def test_the_bare_name_of_a_kind_of_paper_never_blocks(ruleset, word):
    for text in (word, f"工作{word}", f"{word}\n第3期", f"县政府{word}（第3期）"):
        assert label(ruleset, text) != "block"


def test_what_may_only_be_withheld_does_not_block(ruleset):
    assert label(ruleset, "附：现场检查询问笔录及证据清单，请注意保存。") == "warn"


HEAD = "\t".join(COLUMNS)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], ":1：表头不对"),
        (["term"], ":1：表头不对"),
        ([HEAD, "标底\t标底"], ":2：应有 7 列，实有 2 列"),
        ([HEAD, "标底\t标底\thigh\t\t\t\t自拟"], ":2：level“high”"),
        ([HEAD, "标底\t\tcue\t\t\t\t自拟"], ":2：class 和 source"),
        ([HEAD, "标 底\t标底\tcue\t\t\t\t自拟"], ":2：“标 底”应为"),
        ([HEAD, "标\t标底\tcue\t\t\t\t自拟"], ":2：“标”应为"),
        ([HEAD, "标底\t标底\tcue\t刑法#1\t\t\t自拟"], ":2：依据“刑法#1”"),
        ([HEAD, "标底\t标底\tcue\t\t\t\t自拟", "评委\t评委\tcue\t\t\t\t自拟", "标底\t标底\tcue\t\t\t\t自拟"], ":4：“标底”重复"),
    ],
)
def test_a_wrong_line_of_a_list_is_told_with_its_place(lines, told):
    with pytest.raises(LexiconError, match=r"XS328") as raised:
        list(subjects("tender.tsv", lines, ["招标投标法#22"]))
    assert f"tender.tsv{told}" in raised.value.message


def test_a_line_of_a_list_becomes_a_subject():
    rows = list(subjects("case.tsv", [HEAD, "案卷\t卷\tcue\t政府信息公开条例#16\t归档\t\t自拟"], ["政府信息公开条例#16", "刑事诉讼法#152"]))
    assert rows == [{"term": "案卷", "class": "卷", "level": "cue", "guard": "归档", "most": "warn"}]
