"""A report shows what was found, never the value itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.report.mask import flat, mask, mask_runs, shorten

NUMBERS = ("id-card", "mobile", "landline", "bank-card", "credit-code", "passport", "social-security", "qq", "weak-mask", "unheard-of")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("rule", "quote", "shown"),
    [
        ("personal.id-card", "360731199003071234", "3607**********1234"),
        ("personal.id-card", "36073119900307123X", "3607**********123X"),
        ("personal.id-card", "３６０７３１１９９００３０７１２３４", "３６０７**********１２３４"),
        ("personal.id-card", "360731 19900307 1234", "3607** ******** 1234"),
        ("personal.id-card", "360731199\n003071234", "3607***** *****1234"),
        ("personal.mobile", "13800138000", "138****8000"),
        ("personal.mobile", "138-0013-8000", "138-****-8000"),
        ("personal.mobile", "一三八〇〇一三八〇〇〇", "一三八****八〇〇〇"),
        ("personal.bank-card", "6222020200112233445", "***************3445"),
        ("personal.name", "张三", "张*"),
        ("personal.name", "买买提·艾力", "买**·**"),
        ("personal.name", "张", "*"),
        ("personal.email", "zhangsan@example.com", "z***@example.com"),
        ("personal.email", "z@example.com", "***@example.com"),
        ("personal.email", "13800138000@example.com", "1***@example.com"),
        ("personal.email", "zhangsan（at）example.com", "z***@example.com"),
        ("personal.address", "云海县青石镇虚构路18号3栋502室", "云海县青石镇***"),
        ("personal.address", "虚构路8号", "虚构***"),
        ("personal.plate", "赣B12345", "赣B***45"),
        ("personal.birth-date", "1990年3月7日", "1990年*月*日"),
        ("personal.coordinates", "115.123456,25.654321", "115.******,**.******"),
        ("personal.health", "患有虚构症", "患***"),
        ("credential.password", "密码：Qing#Shi2024", "密码：********"),
        ("credential.password", "登录口令是 Qing#Shi2024", "登录口令是********"),
        ("credential.password", "db_password = Qing#Shi2024", "db_password =********"),
        ("credential.password", "Qing#Shi2024", "********"),
        ("credential.password", "Qing：Shi=2024", "********"),
        ("credential.password", "password", "********"),
        ("credential.connection-string", "Server=10.0.0.1;Uid=sa;Pwd=Qing#Shi2024", "********"),
        ("marking.level", "机密★10年", "机密★10年"),
        ("proofreading.docno", "云府发[2024]3号", "云府发[2024]3号"),
        ("outdated.validity-expired", "自2024-07-12起施行", "自2024-07-12起施行"),
        ("sensitive.case", "案件线索（联系138 0013 8000）", "案件线索（联系13* **** **00）"),
        ("hidden.comment", "电话13800138000", "电话13*******00"),
        ("outdated.plan-over", "三年行动方案（2023—2025年）", "三年行动方案（2023—2025年）"),
        ("outdated.plan-over", "2023-2024 学年，２０２３－２０２５年", "2023-2024 学年，２０２３－２０２５年"),
        ("outdated.plan-over", "电话2023—2025", "电话20**—**25"),
        ("outdated.plan-over", "电话0797 2023—2025年", "电话07** ****—**25年"),
        ("outdated.plan-over", "电话2023—20251年", "电话20**—***51年"),
        ("evasion.invisible", "机\u200b密", "机〈U+200B〉密"),
        ("evasion.separated-digits", "1.3.8.0.0.1.3.8.0.0.0", "1.3.*.*.*.*.*.*.*.0.0"),
        ("evasion.invisible", "138\u200b0013\u200b8000", "13*******00"),
        ("personal.mobile", "", ""),
    ],
)
def test_a_finding_is_shown_without_its_value(rule, quote, shown):
    assert mask(rule, quote) == shown


def test_long_quotations_are_cut_to_forty_characters():
    shown = mask("sensitive.decision", "会议讨论情况" * 20)
    assert len(shown) == 40
    assert shown.endswith("…")


def test_a_number_at_the_end_of_what_is_looked_at_is_not_cut_in_two():
    quote = "\n" * 4090 + "13800138000"
    assert "13800" not in mask("hidden.attachment", quote)


def test_terminal_and_direction_codes_never_reach_the_screen():
    assert flat("a\x1b[31mb\u202ec\r\nd\x9b") == "a[31mbc d"
    assert "\x1b" not in mask("hidden.text", "\x1b]0;标题\x07")
    assert "\x1b" not in mask("evasion.invisible", "密\x1b级")


def test_short_texts_are_not_cut():
    assert shorten("甲" * 40) == "甲" * 40


def test_dates_and_amounts_stay_legible_in_quotations():
    text = "2024-07-12，经费123456元，文号〔2024〕35号"
    assert mask_runs(text) == text


@given(
    kind=st.sampled_from(NUMBERS),
    digits=st.text("0123456789", min_size=7, max_size=24),
    gap=st.sampled_from(["", " ", "-", "\n", "\u3000"]),
    wide=st.booleans(),
    every=st.integers(3, 6),
)
def test_no_masked_number_keeps_five_digits_in_a_row(kind, digits, gap, wide, every):
    written = gap.join(digits[i : i + every] for i in range(0, len(digits), every))
    shown = mask(f"personal.{kind}", written.translate(FULL_WIDTH) if wide else written)
    squeezed = re.sub(r"[\s\-]", "", shown)
    assert not re.search(r"\d{5}", squeezed)
    assert sum(char.isdecimal() for char in squeezed) <= len(digits) * 2 // 3


@given(
    label=st.sampled_from(["", "密码：", "口令为", "登录密码 ", "password=", "token: ", "初始密码是"]),
    secret=st.text("abcdefghkmnprstuvwxyzABCDEF0123456789!#$%:=：", min_size=6, max_size=30),
)
def test_no_secret_survives_masking(label, secret):
    shown = mask("credential.password", label + secret)
    assert secret not in shown
    assert not any(secret[i : i + 6] in shown for i in range(len(secret) - 5))


@given(st.text(max_size=200))
def test_any_text_can_be_masked_for_any_rule(quote):
    for rule in (
        "personal.id-card",
        "personal.email",
        "personal.address",
        "credential.key",
        "evasion.split",
        "hidden.text",
        "marking.level",
    ):
        shown = mask(rule, quote)
        assert len(shown) <= 40
        assert "\n" not in shown
