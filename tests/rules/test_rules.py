"""Every shipped rule proves itself, alone and together with all others."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from review.detect import KINDS
from review.errors import LexiconError
from review.model import Severity
from review.rules.load import load_lexicon
from review.rules.locate import lexicons
from review.rules.prove import example_document, prove, unmark
from review.rules.ruleset import check, code_state, load_ruleset
from review.scan import Options, scan

LEXICON = load_lexicon(lexicons())
RULES = {rule.id: rule for rule in LEXICON.rules}
TEXTUAL = [r for r in LEXICON.rules if KINDS[r.kind].build is not None]


@pytest.mark.parametrize("rule", TEXTUAL, ids=lambda r: r.id)
def test_rule_finds_the_marked_spans_of_its_examples_and_nothing_in_the_others(rule):
    prove(rule, LEXICON.macros)


@pytest.mark.parametrize("rule", TEXTUAL, ids=lambda r: r.id)
def test_rule_still_speaks_when_all_rules_run_together(rule, ruleset):
    for example in rule.match:
        text, spans = unmark(example)
        found = scan(example_document(text), ruleset, Options(b"k" * 32)).findings
        for start, end in spans:
            assert any(f.category == rule.category and f.start <= start and end <= f.end for f in found), (example, found)


def rule_with(**changes):
    return RULES["marking.telegram"]._replace(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"match": ("没有标出",)},
        {"match": ("⟦⟧空",)},
        {"match": ("照明⟦电源⟧",)},
        {"no_match": ("密码电报\n发往各县",)},
        {"match": ("⟦密码⟧电报\n发往各县",)},
    ],
)
def test_a_rule_that_disagrees_with_an_example_is_refused(changes):
    with pytest.raises(LexiconError, match="XS32"):
        prove(rule_with(**changes), LEXICON.macros)


def test_an_example_found_at_another_severity_is_refused():
    quoted = "例如，标注为“⟦机密★5年⟧”的载体"
    with pytest.raises(LexiconError, match="严重程度"):
        prove(RULES["marking.level"]._replace(match=(quoted,)), LEXICON.macros)


def test_a_block_that_rests_only_on_article_16_is_refused(ruleset):
    loose = RULES["marking.draft"]._replace(severity=Severity.BLOCK, basis=("政府信息公开条例#16",))
    lexicon = LEXICON._replace(rules=(loose,))
    with pytest.raises(LexiconError, match="XS330"):
        check(lexicon, ruleset.articles)


TOML = """
[[rule]]
id = "marking.test"
title = "测试"
kind = "terms"
severity = "warn"
basis = ["政府信息公开条例#14"]
why = "因为"
fix = "删除"
terms = ["测试词"]
match = ["有⟦测试词⟧在此", "⟦测试词⟧"]
no_match = ["没有", "测试"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "terms").mkdir()
    shutil.copytree(lexicons() / "facts", tmp_path / "facts")
    return tmp_path


def load(folder, text, name="marking.toml"):
    (folder / "rules" / name).write_text(text, encoding="utf-8")
    return load_ruleset(folder)


def test_a_rule_written_in_one_file_is_in_force(folder):
    rules = load(folder, TOML)
    found = scan(example_document("这里有测试词。"), rules, Options(b"k" * 32)).findings
    assert [(f.rule, f.quote, f.severity) for f in found] == [("marking.test", "测试词", "warn")]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('kind = "terms"', 'kind = "termes"', "XS314", 5),
        ('terms = ["测试词"]', 'term = ["测试词"]', "XS315", 10),
        ('severity = "warn"', 'severity = "error"', "XS317", 6),
        ('id = "marking.test"', 'id = "personal.test"', "XS316", 3),
        ('why = "因为"\n', "", "XS313", 2),
        ('no_match = ["没有", "测试"]', 'no_match = ["没有"]', "XS318", 2),
        ('title = "测试"', "title = 测试", "XS310", 4),
        ('terms = ["测试词"]', 'list = "没有.tsv"', "XS319", 10),
        ("政府信息公开条例#14", "没有这部法#1", "XS34", 2),
        ('kind = "terms"', 'kind = "identifier"', "XS315", 10),
    ],
)
def test_a_mistake_is_told_with_file_and_line(folder, old, new, code, line):
    with pytest.raises(LexiconError) as raised:
        load(folder, TOML.replace(old, new))
    assert raised.value.code.startswith(code)
    assert f"marking.toml:{line}" in raised.value.message


def test_an_unknown_option_is_answered_with_the_nearest_known_one(folder):
    with pytest.raises(LexiconError, match="terms"):
        load(folder, TOML.replace("terms =", "termz ="))


def test_two_rules_of_one_id_are_refused(folder):
    with pytest.raises(LexiconError, match="XS312"):
        load(folder, TOML + TOML)


def test_a_term_list_adds_its_first_column(folder):
    (folder / "terms" / "more.tsv").write_text("term\tnote\n另一词\t说明\n# 注释\n", encoding="utf-8")
    rules = load(folder, TOML.replace('terms = ["测试词"]', 'terms = ["测试词"]\nlist = "more.tsv"'))
    assert [f.quote for f in scan(example_document("另一词"), rules, Options(b"k" * 32)).findings] == ["另一词"]


def test_an_allowed_phrase_suppresses_a_hit_inside_it(folder):
    rules = load(folder, TOML + '\n[allow]\nphrases = ["测试词典"]\n')
    assert not scan(example_document("一本测试词典"), rules, Options(b"k" * 32)).findings
    assert scan(example_document("一个测试词"), rules, Options(b"k" * 32)).findings


def test_the_proven_set_is_kept_and_a_changed_file_proves_anew(folder, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    load(folder, TOML)
    first = load_ruleset(folder, cache)
    again = load_ruleset(folder, cache)
    assert (again.lexicon, again.articles) == (first.lexicon, first.articles)
    (folder / "rules" / "marking.toml").write_text(TOML.replace("⟦测试词⟧在此", "⟦测试⟧在此"), encoding="utf-8")
    with pytest.raises(LexiconError, match="XS321"):
        load_ruleset(folder, cache)


def test_a_damaged_kept_set_is_made_anew(folder, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    load(folder, TOML)
    first = load_ruleset(folder, cache)
    for kept in cache.iterdir():
        kept.write_bytes(kept.read_bytes().replace("测试词".encode(), "别的词".encode()))
    again = load_ruleset(folder, cache)
    assert (again.lexicon, again.articles) == (first.lexicon, first.articles)


def test_of_proven_sets_the_last_four_are_kept(folder, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(6):
        load(folder, TOML + f"# {number}\n")
        load_ruleset(folder, cache)
    assert len(list(cache.iterdir())) == 4


def test_a_trial_rule_never_blocks(folder):
    rules = load(folder, TOML.replace('severity = "warn"', 'severity = "block"\ntrial = true'))
    assert [f.severity for f in scan(example_document("测试词"), rules, Options(b"k" * 32)).findings] == ["warn"]


def test_every_carrier_of_the_extractors_has_a_rule():
    """Whatever an extractor puts behind the page is reported: no carrier without its hidden.* rule."""
    carriers = {r.options["carrier"] for r in LEXICON.rules if r.kind == "carrier"}
    named = {
        "comment", "tracked-change", "text", "metadata", "sheet", "row-or-column", "attachment", "annotation", "redaction", "layer",
        "offpage", "macro", "format-mismatch", "alt-text", "custom-xml", "external-link", "html-comment", "thumbnail", "text-box",
    }  # fmt: skip
    assert named <= carriers


PATTERN = TOML.replace('kind = "terms"', 'kind = "pattern"\nanchors = ["测试词"]').replace('terms = ["测试词"]', "pattern = '测试词'")
FORMS = TOML.replace('kind = "terms"', 'kind = "identifier"').replace(
    'terms = ["测试词"]', "forms = [{ pattern = '测试词' }]\nanchors = [\"测试词\"]"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PATTERN.replace("'测试词'", "'(测试词'"), "XS323"),
        (PATTERN.replace("'测试词'", "'{NOTHING}测试词'"), "XS323"),
        (PATTERN.replace("'测试词'", "'测试词|'"), "XS324"),
        (PATTERN.replace("anchors", "unless = '['\nanchors"), "XS323"),
        (FORMS.replace("}]", ", need = 'cue' }]"), "XS315"),
        (FORMS.replace("}]", ", needs = 'luck' }]"), "XS315"),
        (FORMS.replace("}]", ", proof = 'luck' }]"), "XS315"),
    ],
)
def test_a_pattern_or_form_that_cannot_work_is_refused(folder, text, code):
    with pytest.raises(LexiconError) as raised:
        load(folder, text)
    assert raised.value.code == code
    assert "marking.toml:2" in raised.value.message


def test_the_pattern_and_the_form_that_those_are_made_from_work(folder):
    for text in (PATTERN, FORMS):
        assert [f.quote for f in scan(example_document("有测试词"), load(folder, text), Options(b"k" * 32)).findings] == ["测试词"]


@pytest.fixture
def package(tmp_path):
    (tmp_path / "detect").mkdir()
    (tmp_path / "detect" / "terms.py").write_text("LEAST = 2\n")
    (tmp_path / "words.txt").write_text("词语\n", encoding="utf-8")
    return tmp_path


def test_code_that_nobody_wrote_is_the_same(package):
    (package / "detect" / "__pycache__").mkdir()
    before = code_state.__wrapped__(package)
    (package / "detect" / "__pycache__" / "terms.pyc").write_bytes(b"compiled")
    assert code_state.__wrapped__(package) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there a changed entry has no time of its own")
def test_another_line_of_the_same_length_is_seen_even_under_its_old_time(package):
    before, path = code_state.__wrapped__(package), package / "detect" / "terms.py"
    old = path.stat()
    path.write_text("LEAST = 3\n")
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (old.st_size, old.st_mtime_ns)
    assert code_state.__wrapped__(package) != before


@pytest.mark.parametrize(
    "change", [lambda p: (p / "words.txt").unlink(), lambda p: (p / "new.py").touch(), lambda p: (p / "words.txt").rename(p / "w.txt")]
)
def test_a_file_that_comes_goes_or_moves_is_another_code(package, change):
    before = code_state.__wrapped__(package)
    change(package)
    assert code_state.__wrapped__(package) != before
