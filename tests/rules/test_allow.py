"""Exceptions: what they may say, and that those in force make notes of findings and hide none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.errors import LexiconError
from review.judge import Circumstances, excepted, verdict
from review.model import Allowance
from review.rules.allow import CHANNELS, ends_soon, expired, load_allowances
from review.rules.prove import example_document
from review.scan import Options, scan
from review.workflow.events import Channel

KNOWN = frozenset({"personal.mobile", "personal.landline", "marking.level"})
DAY = dt.date(2026, 11, 23)
ENTRY = """[[allow]]
rule = "personal.mobile"
scope = { phrase = "李某手机：13800138000" }
reason = "手机由单位配发"
approver = "周某"
expires = 2027-03-31
"""
DUTY = Allowance("personal.mobile", "手机由单位配发", "周某", dt.date(2027, 3, 31), phrase="李某手机：13800138000", source="清单.toml:1")


def load(folder, text):
    (folder / "allow").mkdir(exist_ok=True)
    (folder / "allow" / "清单.toml").write_text(text, encoding="utf-8")
    return load_allowances(folder, KNOWN, "单位词库")


def judged(ruleset, text, *allowances, day=DAY, **given):
    document = example_document(text)
    return excepted(scan(document, ruleset, Options(b"k" * 32)), document, allowances, Circumstances(day, **given))


def severities(scanned, rule="personal.mobile"):
    return [finding.severity.value for finding in scanned.findings if finding.rule == rule]


def test_an_entry_says_rule_scope_reason_approver_and_last_day(tmp_path):
    (allowance,) = load(tmp_path, ENTRY)
    assert (allowance.rule, allowance.phrase, allowance.approver) == ("personal.mobile", "李某手机：13800138000", "周某")
    assert (allowance.expires, allowance.source) == (dt.date(2027, 3, 31), "单位词库/allow/清单.toml:1")


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("approver =", "approved =", "XS351", 5),
        ('approver = "周某"\n', "", "XS351", 1),
        ('approver = "周某"', 'approver = "  "', "XS351", 5),
        ('reason = "手机由单位配发"\n', "", "XS351", 1),
        ("expires = 2027-03-31\n", "", "XS351", 1),
        ("2027-03-31", '"2027-03-31"', "XS351", 6),
        ("2027-03-31", "2027-03-31T00:00:00", "XS351", 6),
        ("personal.mobile", "personal.mobil", "XS352", 2),
        ("personal.mobile", "personal.*", "XS352", 2),
        ("personal.mobile", "marking.level", "XS353", 2),
        ('{ phrase = "李某手机：13800138000" }', "{ }", "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '{ path = "**/*" }', "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '{ channel = "网站" }', "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '{ phrase = "\u200b" }', "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '{ genre = "小说" }', "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '{ phrases = "甲" }', "XS354", 3),
        ('{ phrase = "李某手机：13800138000" }', '"值班电话"', "XS354", 3),
        ("[[allow]]", "[allow]", "XS351", None),
        ("2027-03-31", "2027-13-31", "XS310", 6),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path, old, new, code, line):
    with pytest.raises(LexiconError) as raised:
        load(tmp_path, ENTRY.replace(old, new))
    assert raised.value.code == code
    assert f"单位词库/allow/清单.toml{f':{line}' if line else ''}" in raised.value.message


def test_channels_are_those_of_the_reviews():
    assert tuple(Channel) == CHANNELS


def test_an_allowed_finding_stays_as_a_note_that_says_by_whom_why_and_until_when(ruleset):
    outcome = judged(ruleset, "李某手机：１３８００１３８０００，欢迎来电。", DUTY)
    (finding,) = [f for f in outcome.findings if f.rule == "personal.mobile"]
    assert finding.severity == "note"
    assert finding.allowed is DUTY
    assert "批准人 周某，有效期至 2027年3月31日" in finding.because
    assert "清单.toml:1" in finding.because


def test_only_what_stands_inside_the_phrase_is_allowed(ruleset):
    text = "李某手机：13800138000\n张某的手机13800138000"
    assert severities(judged(ruleset, text)) == ["block", "block"]
    assert severities(judged(ruleset, text, DUTY)) == ["note", "block"]
    assert severities(judged(ruleset, text.replace("李某", "李\u200b某"), DUTY)) == ["note", "block"]


@given(st.integers(-400, 400))
def test_an_exception_holds_to_the_end_of_its_last_day_and_no_longer(days):
    day = DUTY.expires + dt.timedelta(days)
    assert expired(DUTY, day) is (days > 0)
    assert ends_soon(DUTY, day) is (-30 <= days <= 0)


def test_an_expired_exception_works_no_longer(ruleset):
    text = "李某手机：13800138000"
    assert severities(judged(ruleset, text, DUTY, day=dt.date(2027, 3, 31))) == ["note"]
    late = judged(ruleset, text, DUTY, day=dt.date(2027, 4, 1))
    assert severities(late) == ["block"]
    assert verdict(late) == "block"


def rule(name, **scope):
    return Allowance(name, "理由", "周某", dt.date(2027, 3, 31), source="清单.toml:9", **scope)


def test_what_must_not_be_published_is_allowed_by_its_words_only(ruleset):
    text = "手机13800138000"
    assert severities(judged(ruleset, text, rule("personal.mobile", path="*通讯录*"), path="通讯录.txt")) == ["block"]
    assert severities(judged(ruleset, text, rule("personal.mobile", text="13800138000", path="*通讯录*"), path="通讯录.txt")) == ["note"]


def test_a_warning_may_be_allowed_by_path_genre_and_channel(ruleset):
    text = "联系微信号：ceshi_test2024，特此通知。"
    wechat = lambda **scope: rule("personal.wechat", **scope)  # noqa: E731
    assert severities(judged(ruleset, text), "personal.wechat") == ["warn"]
    for scope, where, want in [
        ({"path": "*公示栏*"}, {"path": "2026/公示栏/a.txt"}, "note"),
        ({"path": "*公示栏*"}, {"path": "2026/a.txt"}, "warn"),
        ({"genre": "公示"}, {"genre": "公示"}, "note"),
        ({"genre": "公示"}, {"genre": None}, "warn"),
        ({"genre": "公示", "channel": "网站"}, {"genre": "公示", "channel": "网站"}, "note"),
        ({"genre": "公示", "channel": "网站"}, {"genre": "公示"}, "warn"),
    ]:
        assert severities(judged(ruleset, text, wechat(**scope), **where), "personal.wechat") == [want], scope


def test_a_marking_of_secrecy_and_a_stopped_document_are_never_let_be(ruleset):
    text = "机密★10年\n云雾山仓库李某手机：13800138000"
    level = rule("marking.level", text="机密★10年")
    stopped = judged(ruleset, text, level, DUTY)
    assert stopped.stop
    assert stopped == judged(ruleset, text)
    spoken = judged(ruleset, "按规定可标注为“机密★5年”。", rule("marking.level", text="机密★5年"))
    assert not spoken.stop
    assert severities(spoken, "marking.level") == ["warn"]
