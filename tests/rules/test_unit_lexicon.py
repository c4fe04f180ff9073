"""A unit adds to the rules; it can neither switch off nor weaken what ships, and every mistake is told with file and line."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import shutil

import pytest

from review.errors import LexiconError
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Layer, Place
from review.rules.locate import lexicons
from review.rules.prove import example_document, unmark
from review.rules.ruleset import RuleSet, load_ruleset
from review.scan import Options, scan

KEY = b"k" * 32
RULE = """
[[rule]]
id = "unit.code-name"
title = "内部项目代号"
kind = "terms"
severity = "note"
basis = ["政府信息公开条例#16"]
why = "内部代号可以不予公开。"
fix = "改用公开名称。"
terms = ["青松行动"]
match = ["按照⟦青松行动⟧方案推进", "⟦青松行动⟧"]
no_match = ["青松苗木行动", "没有"]
"""
SHIPPED = RULE.replace("unit.", "sensitive.").replace('"note"', '"block"').replace("条例#16", "条例#14")


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def unit(tmp_path):
    write(tmp_path / "unit", "rules/办公室.toml", RULE)
    return tmp_path / "unit"


@pytest.fixture
def whole(tmp_path):
    """A small lexicon that stands for the shipped one."""
    shutil.copytree(lexicons() / "facts", tmp_path / "whole" / "facts")
    write(tmp_path / "whole", "rules/sensitive.toml", SHIPPED)
    return tmp_path / "whole"


def found(rules, text, **options):
    return [(f.rule, f.quote, f.severity) for f in scan(example_document(text), rules, Options(KEY, **options)).findings]


def test_rules_of_a_unit_are_in_force_beside_the_shipped_ones(unit):
    rules = load_ruleset(lexicons(), unit=unit)
    assert found(rules, "按青松行动方案，手机13800138000") == [
        ("unit.code-name", "青松行动", "note"),
        ("personal.mobile", "13800138000", "block"),
    ]


def test_a_longer_and_lighter_term_of_a_unit_takes_the_place_of_nothing_that_ships(unit, whole):
    write(unit, "rules/办公室.toml", RULE.replace("青松行动", "青松行动方案"))
    assert ("sensitive.code-name", "青松行动", "block") in found(load_ruleset(whole, unit=unit), "按青松行动方案推进")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (RULE.replace("unit.code-name", "sensitive.code-name"), "XS316", 3),
        (RULE.replace("unit.code-name", "marking.level"), "XS316", 3),
        (RULE + '\n[allow]\nphrases = ["青松行动"]\n', "XS325", 14),
        ("[macros]\nLEVEL = '不会有'\n" + RULE, "XS325", 2),
        (RULE.replace('terms = ["青松行动"]', 'terms = "青松行动"'), "XS313", 10),
        (RULE.replace('title = "内部项目代号"', 'title = ["内部"]'), "XS313", 4),
        (RULE.replace('terms = ["青松行动"]', 'terms = ["青松行动"]\nnear = "十"\nunless = "甲"'), "XS331", 2),
        (RULE.replace('terms = ["青松行动"]', 'list = "../../外面.tsv"'), "XS319", 10),
        (RULE.replace('terms = ["青松行动"]', 'terms = ["青松行动]'), "XS310", 10),
        (RULE.replace("[[rule]]", "[rule]"), "XS311", None),
    ],
)
def test_a_mistake_or_an_attempt_to_weaken_is_told_with_file_and_line(unit, text, code, line):
    write(unit, "rules/办公室.toml", text)
    with pytest.raises(LexiconError) as raised:
        load_ruleset(lexicons(), unit=unit)
    assert raised.value.code == code
    assert f"单位词库/rules/办公室.toml{f':{line}' if line else ''}" in raised.value.message


@pytest.mark.parametrize("name", ["rules/清单.toml.txt", "rule/甲.toml", "allow/清单.TOML", "terms/深/词.tsv", "词.xlsx"])
def test_a_file_that_would_not_be_read_is_told(unit, name):
    write(unit, name, "")
    with pytest.raises(LexiconError, match="XS350"):
        load_ruleset(lexicons(), unit=unit)


def test_a_note_beside_the_rules_and_a_mark_at_the_beginning_of_a_file_do_no_harm(unit):
    write(unit, "说明.txt", "谁维护：办公室")
    (unit / "rules" / "办公室.toml").write_bytes(b"\xef\xbb\xbf" + RULE.replace("\n", "\r\n").encode())
    assert "unit.code-name" in load_ruleset(lexicons(), unit=unit).by_id


def test_terms_that_a_unit_adds_to_a_shipped_list_are_a_rule_of_its_own(unit, whole):
    write(whole, "rules/sensitive.toml", SHIPPED.replace('terms = ["青松行动"]', 'list = "代号.tsv"'))
    write(whole, "terms/代号.tsv", "term\n青松行动\n")
    write(unit, "terms/代号.tsv", "term\n三号专班\n青松行动方案\n")
    rules = load_ruleset(whole, unit=unit)
    assert found(rules, "三号专班按青松行动方案推进") == [
        ("unit.sensitive-code-name", "三号专班", "block"),
        ("sensitive.code-name", "青松行动", "block"),
        ("unit.sensitive-code-name", "青松行动方案", "block"),
    ]
    assert rules.by_id["unit.sensitive-code-name"].source == "单位词库/terms/代号.tsv:2"


def test_a_list_of_terms_that_nothing_uses_is_told(unit):
    write(unit, "terms/代号.tsv", "term\n三号专班\n")
    with pytest.raises(LexiconError, match="XS327"):
        load_ruleset(lexicons(), unit=unit)


def test_the_digest_names_every_file_of_the_unit_and_the_proven_set_is_kept_by_it(unit, tmp_path):
    plain = load_ruleset(lexicons(), tmp_path)
    with_unit = load_ruleset(lexicons(), tmp_path, unit)
    assert plain.digest != with_unit.digest
    write(
        unit,
        "allow/清单.toml",
        '[[allow]]\nrule = "unit.code-name"\nscope = { text = "青松行动" }\nreason = "a"\napprover = "b"\nexpires = 2027-01-01\n',
    )
    with_allowance = load_ruleset(lexicons(), tmp_path, unit)
    assert with_allowance.digest != with_unit.digest
    assert load_ruleset(lexicons(), tmp_path, unit) == with_allowance
    assert len(with_allowance.allowances) == 1


TAGS = ("民政", "公安", "教育")


CHOICES = [frozenset(choice) for size in (1, 2, 3) for choice in itertools.combinations(TAGS, size)]


def replace_departments(rule, names):
    return rule._replace(departments=tuple(names))


def with_rules(ruleset, rules):
    return RuleSet(f"sha256:{next(NUMBERS)}", ruleset.lexicon._replace(rules=tuple(rules)), ruleset.articles)


NUMBERS = itertools.count()


@pytest.fixture(scope="module", params=range(3))
def tagged(request, ruleset):
    """The shipped rules, each with some departments or none."""
    chance = random.Random(request.param)
    lasting = ("marking", "credential")
    return with_rules(
        ruleset,
        [r if r.category in lasting else replace_departments(r, chance.sample(TAGS, chance.randint(0, 2))) for r in ruleset.lexicon.rules],
    )


def everything(rules):
    """A document with all examples of all rules, and with every carrier behind the page."""
    builder = DocumentBuilder("text", DEFAULT)
    for rule in rules.lexicon.rules:
        for number, example in enumerate((*rule.match, *rule.no_match)):
            builder.paragraph(unmark(example)[0].replace("密", "蜜"), Place(path=f"L{number + 1}"))
    for rule in rules.carriers:
        builder.behind("手机13800138000", Place(part=rule.options["carrier"]), Layer.HIDDEN, rule.options["carrier"])
    return builder.build()


@pytest.mark.parametrize("chosen", CHOICES, ids="、".join)
def test_a_choice_finds_what_a_set_of_only_those_rules_finds(ruleset, tagged, chosen):
    only = with_rules(ruleset, [r for r in tagged.lexicon.rules if not r.departments or chosen & set(r.departments)])
    document = everything(tagged)
    found = scan(document, tagged, Options(KEY, departments=chosen))
    assert found == scan(document, only, Options(KEY))
    assert len(found.findings) > 100
    if len(chosen) < len(TAGS):
        assert len(found.findings) < len(scan(document, tagged, Options(KEY)).findings)


@pytest.mark.parametrize("category", ["marking", "personal", "sensitive", "credential", "evasion", "hidden", "outdated"])
def test_a_category_asked_alone_finds_what_it_finds_among_all(ruleset, category):
    document, day = everything(ruleset), dt.date(2026, 11, 1)
    whole = scan(document, ruleset, Options(KEY, as_of=day)).findings
    alone = scan(document, ruleset, Options(KEY, only=frozenset({category}), as_of=day)).findings
    assert alone == tuple(f for f in whole if f.category == category or f.stop)
    assert any(f.category == category for f in alone)


def test_a_rule_that_reads_a_document_as_a_whole_is_chosen_like_any_other(ruleset):
    rules = with_rules(ruleset, [replace_departments(r, ["民政" if r.kind == "name" else "公安"]) for r in ruleset.lexicon.rules])
    asked = [bool(list(rules.dispatcher.readers(rules.chosen(frozenset({name}))))) for name in ("民政", "公安")]
    assert asked == [any(r.kind == "name" for r in ruleset.lexicon.rules), False]


def test_no_choice_switches_off_markings_and_credentials_nor_what_is_for_everybody(ruleset):
    rules = with_rules(ruleset, [replace_departments(r, ["民政"]) for r in ruleset.lexicon.rules])
    left = [r.id for r in rules.lexicon.rules if rules.asks(r, frozenset())]
    assert len(left) == len(rules.lexicon.rules)
    other = with_rules(ruleset, [*rules.lexicon.rules, replace_departments(ruleset.by_id["personal.qq"], ["公安"])])
    asked = {r.category for r in other.lexicon.rules if other.asks(r, frozenset({"公安"}))}
    assert asked == {"marking", "credential", "personal"}
    assert other.chosen(frozenset()) == set(range(len(other.textual)))


def test_departments_on_a_marking_are_refused(whole):
    text = SHIPPED.replace("sensitive.", "marking.").replace("terms =", 'departments = ["民政"]\nterms =')
    write(whole, "rules/marking.toml", text)
    with pytest.raises(LexiconError, match="XS326"):
        load_ruleset(whole)
