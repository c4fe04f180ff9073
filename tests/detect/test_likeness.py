"""Sentences worded like what must not go out: the same by both ways of reading, told as a question, found in lines never seen."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.detect import KINDS, likeness
from review.detect.likeness import BUCKETS, SHORTEST, Model, sentences
from review.detect.likeness_arrays import features, scores
from review.extract import extract
from review.model import Severity, Tier
from review.rules.prove import example_document
from review.scan import Options, scan
from review.text.normalise import normalise

LINES = Path(__file__).parents[2] / "bench" / "lines"
OPTIONS = Options(b"k" * 32)
WORDING = "sensitive.wording"
LIKE = "给老周带话的是棋牌室看场子的小伍，材料里凡是提到他的地方都改成工作中发现"

weights = random.Random(7)
MODEL = Model(bytes(weights.randrange(256) for _ in range(BUCKETS)), 0.05, -1.0)


@given(st.text(alphabet="县长会议0123。！？\n\t |，.通知ab", max_size=300))
def test_a_text_scores_the_same_character_by_character_and_as_an_array(text):
    folded = normalise(text)
    found = features(folded.points) if folded.text else None
    plain = [*sentences(folded.text)]
    assert plain == ([] if found is None else list(zip(found.starts.tolist(), found.ends.tolist(), strict=True)))
    if found is not None:
        assert scores(found, MODEL).tolist() == pytest.approx([MODEL.score(folded.text[slice(*span)]) for span in plain])


def test_digits_and_blanks_weigh_nothing_of_their_own():
    assert MODEL.score("油罐 现有 2300 吨 存放 在 北郊 仓库") == MODEL.score("油罐现有7吨存放在北郊仓库")


def test_a_sentence_goes_on_over_the_end_of_a_long_line_and_not_of_a_short_one():
    long, short = "长" * likeness.WRAPPED, "短" * 8
    assert [*sentences(f"{long}\n{short}\n{short}。")] == [(0, 34), (34, 43)]


def test_what_is_too_short_is_not_weighed():
    assert MODEL.score("长" * (SHORTEST - 1)) == float("-inf") < MODEL.score("长" * SHORTEST)


def wording(ruleset, text, name="a.txt"):
    return [f for f in scan(extract(text.encode(), name), ruleset, OPTIONS).findings if f.rule == WORDING]


def test_a_sentence_is_told_with_its_borders_as_a_question(ruleset):
    (found,) = wording(ruleset, f"全县各乡镇要认真做好秋收工作。{LIKE}。各项工作稳步推进。")
    assert (found.quote, found.severity, found.tier) == (LIKE, Severity.WARN, Tier.SUSPECTED)


def test_a_long_text_tells_the_same(ruleset):
    filler = "全县各乡镇要认真做好秋收工作。" * 4000
    assert [f.quote for f in wording(ruleset, f"{filler}{LIKE}。{filler}")] == [LIKE]


def test_a_law_is_never_asked(ruleset):
    articles = "\n".join(f"第{number}条　{LIKE}。" for number in "一二三四五六")
    assert wording(ruleset, f"青禾县暂行办法\n{articles}") == []


@pytest.mark.parametrize(
    "text", ["系统名称,访问地址,账号说明,备注", '{"actor":{"key":"ed25519:7122a4219531a4ab","person":"A"}}', "user=root&password=cms_2025"]
)
def test_code_and_headings_of_tables_are_no_sentences(ruleset, text):
    assert wording(ruleset, text) == []


def test_what_a_rule_names_goes_before_what_is_only_worded_like_it(ruleset):
    text = "县农商行不良率已到百分之九，消息一旦传开就会引起集中取款，会前别往外讲。"
    rule = ruleset.by_id[WORDING]
    assert Model.of(rule.options["model"]).score(normalise(text).text) > rule.options["threshold"]
    found = [f.rule for f in scan(example_document(text), ruleset, OPTIONS).findings if f.category == "sensitive"]
    assert found
    assert WORDING not in found


def test_wording_alone_can_never_block():
    rule = {"severity": "block", "model": "m.txt", "threshold": 0.0}
    assert [*KINDS["likeness"].faults(rule)]
    assert not [*KINDS["likeness"].faults({**rule, "severity": "warn"})]


def test_lines_that_no_rule_and_no_model_has_seen_are_told_and_lawful_ones_left(ruleset):
    rule = ruleset.by_id[WORDING]
    model = Model.of(rule.options["model"])
    assert len(base64.b64decode(rule.options["model"]["table"])) == BUCKETS
    told: dict[str, list[bool]] = {"block": [], "warn": [], "clean": []}
    for line in (LINES / "inspector.held.tsv").read_text(encoding="utf-8").splitlines():
        label, _, text = line.split("\t", 2)
        told[label].append(model.score(normalise(text).text) >= rule.options["threshold"])
    assert sum(told["block"]) >= 0.6 * len(told["block"])
    assert sum(told["clean"]) <= 0.02 * len(told["clean"])
