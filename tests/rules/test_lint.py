"""Lint tells what has no effect, what covers what, what is noise, and which exceptions end."""

from __future__ import annotations

import datetime as dt

import pytest

from review.model import Allowance
from review.rules.lint import is_short, lint
from review.rules.ruleset import RuleSet

DAY = dt.date(2026, 11, 23)


def remarks(ruleset, *rules, allowed=(), allowances=()):
    lexicon = ruleset.lexicon._replace(rules=rules, allowed=tuple(allowed))
    return list(lint(RuleSet("sha256:0", lexicon, ruleset.articles, tuple(allowances)), DAY))


def terms(ruleset, name, *words, severity="warn"):
    return ruleset.by_id["sensitive.trade-secret"]._replace(
        id=name,
        kind="terms",
        severity=type(ruleset.by_id["personal.mobile"].severity)(severity),
        options={"terms": list(words)},
        source=f"{name}:7",
    )


def test_the_shipped_rules_have_nothing_that_must_be_changed(ruleset):
    assert [remark.text for remark in lint(ruleset, DAY) if remark.must] == []


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("\u200b\ufeff", "规范化后是空的"),
        ("青松\u200b行动", "看不见的字符"),
        (" 青松行动", "多余的空格"),
        ("编号1①", "不会出现"),
    ],
)
def test_a_term_that_is_not_what_it_looks_like_is_told(ruleset, word, what):
    (remark,) = [r for r in remarks(ruleset, terms(ruleset, "unit.a", word)) if r.must]
    assert what in remark.text
    assert remark.text.startswith("unit.a:7：")
    assert "\u200b" not in remark.text


def test_an_anchor_with_a_space_is_never_met_in_text_without_spaces(ruleset):
    rule = ruleset.by_id["marking.level"]
    options = {**rule.options, "anchors": [*rule.options["anchors"], "机 密"]}
    assert not [r for r in remarks(ruleset, rule) if r.must]
    (remark,) = [r for r in remarks(ruleset, rule._replace(options=options)) if r.must]
    assert "忽略空格和标点" in remark.text


def test_a_term_in_other_spelling_is_reached(ruleset):
    assert not [r for r in remarks(ruleset, terms(ruleset, "unit.a", "ＯＡ系統密碼")) if r.must]


def test_a_pattern_with_a_capital_or_a_full_width_sign_is_told(ruleset):
    rule = ruleset.by_id["personal.mobile"]._replace(kind="pattern", options={"pattern": r"\S(?P<value>VPN)：{GAP}\p{So}"})
    (remark,) = remarks(ruleset, rule)
    assert "字符 N、P、V、：" in remark.text


@pytest.mark.parametrize(("word", "short"), [("密", True), ("密A", True), ("oa", True), ("密级", False), ("vpn", False), ("", True)])
def test_a_term_of_less_than_two_han_characters_is_short(word, short):
    assert is_short(word) is short


def test_a_term_that_stands_twice_is_told_whatever_its_spelling(ruleset):
    found = remarks(ruleset, terms(ruleset, "unit.a", "青松行动"), terms(ruleset, "unit.b", "青鬆行動"))
    assert [r.text for r in found if r.must and "重复，已在 unit.a" in r.text]


def test_a_term_covered_by_a_longer_and_lighter_one_must_be_looked_at(ruleset):
    heavy = terms(ruleset, "unit.a", "青松行动", severity="block")
    (remark,) = remarks(ruleset, heavy, terms(ruleset, "unit.b", "青松行动方案", severity="note"))
    assert remark.must
    assert "“青松行动方案”中由 unit.b（unit.b:7）报告，而且较轻" in remark.text
    (remark,) = remarks(ruleset, heavy, terms(ruleset, "unit.b", "青松行动方案", severity="block"))
    assert not remark.must
    assert remarks(ruleset, heavy, terms(ruleset, "sensitive.b", "青松行动方案", severity="note")) == []


def test_a_longer_term_of_the_same_rule_is_superfluous(ruleset):
    (remark,) = remarks(ruleset, terms(ruleset, "unit.a", "青松行动", "青松行动方案"))
    assert "可以不写" in remark.text


def test_a_term_that_is_an_allowed_phrase_is_never_reported(ruleset):
    (remark,) = remarks(ruleset, terms(ruleset, "unit.a", "青松行动"), allowed=["青松行动"])
    assert remark.must
    assert "永远不会报告" in remark.text
    (remark,) = remarks(ruleset, terms(ruleset, "unit.a", "青松行动"), allowed=["大青松行动队"])
    assert not remark.must


@pytest.mark.parametrize(
    ("days", "said", "must"),
    [(-1, "到期，不再起作用", True), (0, "还有 0 天到期", False), (30, "还有 30 天到期", False), (31, "", False), (400, "超过一年", False)],
)
def test_exceptions_that_ended_or_end_soon_are_told(ruleset, days, said, must):
    allowance = Allowance("personal.wechat", "理由", "周某", DAY + dt.timedelta(days), path="*通讯录*", source="清单.toml:3")
    found = remarks(ruleset, ruleset.by_id["personal.wechat"], allowances=[allowance])
    assert [(r.text.startswith("清单.toml:3："), said in r.text, r.must) for r in found] == ([(True, True, must)] if said else [])


def test_an_exception_that_cannot_touch_a_block_is_told(ruleset):
    allowance = Allowance("personal.mobile", "理由", "周某", DAY + dt.timedelta(90), path="*通讯录*", source="清单.toml:3")
    (remark,) = remarks(ruleset, ruleset.by_id["personal.mobile"], allowances=[allowance])
    assert "必须处理的照常报告" in remark.text
