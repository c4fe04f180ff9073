"""Drafts by the day: what check says of laws, institutions, areas and dates, and how much it weighs."""

from __future__ import annotations

from datetime import date

import pytest

from review.errors import LexiconError
from review.extract import extract
from review.facts.drafts import prove
from review.model import Severity
from review.rules.load import load_lexicon
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan

DATED = [rule for rule in load_lexicon(lexicons()).rules if rule.kind == "dated"]


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: rule.id)
def test_a_dated_rule_holds_by_its_own_examples(rule):
    assert len(rule.match) >= 2
    assert len(rule.no_match) >= 2
    prove(rule)


@pytest.mark.parametrize("change", [{"match": ("没有⟦标对⟧。",)}, {"no_match": ("公示期自2026年5月10日至2026年5月1日。",)}])
def test_an_example_that_does_not_hold_is_refused(change):
    rule = next(rule for rule in DATED if rule.id == "outdated.date-conflict")
    with pytest.raises(LexiconError, match="date-conflict"):
        prove(rule._replace(**change))


RULES = load_ruleset(lexicons())
TODAY = date(2026, 11, 23)
SIGNED_LATER = "\n青禾县财政局\n2026年3月1日\n"


def told(text, as_of=TODAY, rules=RULES):
    document = extract(text.encode(), "稿.txt")
    found = scan(document, rules, Options(b"k" * 32, as_of=as_of)).findings
    return {(f.rule.removeprefix("outdated."), f.severity.value) for f in found if f.category == "outdated"}


@pytest.mark.parametrize("signed", ["", "\n青禾县财政局\n2019年3月1日\n"])
def test_what_was_right_or_has_no_day_is_only_a_note(signed):
    text = f"根据《中华人民共和国合同法》和县环境保护局的意见，请到杭州市下城区办理。{signed}"
    assert told(text) == {("repealed-law", "note"), ("institution", "note"), ("area", "note")}


def test_what_was_wrong_when_it_was_signed_is_worth_a_look():
    assert told(f"根据《中华人民共和国合同法》第五十二条。{SIGNED_LATER}") == {("repealed-law", "warn")}


def test_a_row_from_memory_is_never_more_than_a_note():
    memory = [
        line.split("\t") for line in (lexicons() / "facts" / "institutions.tsv").read_text("utf-8").split("\n") if "\tmemory\t" in line
    ]
    assert memory
    for name, _, level, *_ in memory:
        text = f"请到{'青禾县' if level == 'local' else ''}{name}办理。{SIGNED_LATER}"
        assert told(text) <= {("institution", "note")}, name


def test_nothing_is_told_of_days_without_a_day():
    assert told("根据《中华人民共和国合同法》第五十二条。", as_of=None) == set()
    assert told("根据《中华人民共和国合同法》第五十二条。", as_of=date(2020, 12, 31)) == set()


def test_no_rule_of_the_day_may_block():
    assert {rule.severity for rule in DATED} <= {Severity.WARN, Severity.NOTE}


def test_a_unit_adds_its_own_names_and_knows_better_than_the_table(tmp_path):
    (tmp_path / "facts").mkdir()
    head = "name\taliases\tlevel\tsince\tby\tconfidence\tsource\n"
    row = "城乡综合办公室\t\tlocal\t2024-05-01\t城市管理局\tunit\t青禾办字〔2024〕9号\n"
    (tmp_path / "facts" / "institutions.tsv").write_text(head + row, encoding="utf-8")
    text = f"请到青禾县城乡综合办公室办理。{SIGNED_LATER}"
    assert told(text) == set()
    assert told(text, rules=load_ruleset(lexicons(), unit=tmp_path)) == {("institution", "warn")}


def test_a_note_is_told_once_and_what_must_be_looked_at_at_every_place():
    def places(text):
        found = scan(extract(text.encode(), "稿.txt"), RULES, Options(b"k" * 32, as_of=TODAY)).findings
        return [(f.severity.value, "共 3 处" in f.because) for f in found if f.rule == "outdated.repealed-law"]

    text = "根据《中华人民共和国合同法》签订。\n" * 3
    assert places(text) == [("note", True)]
    assert places(text + SIGNED_LATER) == [("warn", False)] * 3
