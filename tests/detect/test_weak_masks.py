import pytest

from review.detect.completions import Facts, citizen_numbers
from review.detect.divisions import gazetteer
from review.extract import extract
from review.model import Severity, Status
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan

RULES = load_ruleset(lexicons())
COUNTIES = gazetteer((lexicons() / "facts" / "divisions.tsv").read_text(encoding="utf-8")).counties


def weak(text):
    found = scan(extract(text.encode(), "文稿.txt"), RULES, Options(b"k")).findings
    return [f for f in found if f.rule == "personal.weak-mask"]


def test_the_dates_that_remain_between_area_and_last_digits_are_few():
    (finding,) = weak("身份证号：360781********0012")
    assert (finding.severity, finding.status) == (Severity.WARN, Status.PRIVATE)
    left = citizen_numbers("360781********0012", Facts(), COUNTIES)
    assert f"只剩{left}种可能" in finding.because
    assert "只保留前6位和末2位" in finding.because


def test_the_mask_that_is_advised_suffices():
    less = "360781**********12"
    assert citizen_numbers(less, Facts(), COUNTIES) >= 10_000
    assert weak(f"身份证号：{less}") == []


@pytest.mark.parametrize(
    "beside",
    [
        "李某，1990年3月7日出生，身份证号3607**********0012。",
        "李某，男，出生年月：1990.03，身份证号3607**********0012。",
        "姓名\t出生日期\t身份证号\n李某\t1990-03-07\t3607**********0012",
        "姓名,性别,出生年月,身份证号\n李某,男,1990年3月,3607**********0012",
        "李某，35岁，住瑞金市，身份证号360781********0012。（2025年4月）",
    ],
)
def test_what_stands_beside_a_mask_completes_it(beside):
    (finding,) = weak(beside)
    assert finding.severity is Severity.BLOCK
    assert "结合同一处的" in finding.because


def test_what_belongs_to_somebody_else_does_not():
    assert weak("身份证号3607**********0012。\n另有一人，1990年3月7日出生。") == []
    assert weak("李某，身份证号3607**********0012。陈某，1990年3月7日出生。") == []


def test_facts_that_cannot_be_of_the_same_number_are_left_aside():
    assert [f.severity for f in weak("王某，女，住上海市，身份证号360781********0012。")] == [Severity.WARN]


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("手机：138****8000", []),
        ("手机：13800138***", [Severity.WARN]),
        ("手机：1380013800*", [Severity.BLOCK]),
        ("银行卡号：6222020000****1230", [Severity.WARN]),
        ("银行卡号：62220200000000**30", [Severity.BLOCK]),
        ("银行卡号：6222********1230", []),
        ("编号：6222020000****1230", []),
        ("身份证号：36078119900307XXXX", [Severity.WARN]),
        ("身份证号：3607****0012", []),
        ("电话：138-0013-80**", [Severity.WARN]),
        ("电话：138 **** 8000", []),
        ("身份证号 360781 1985**** 0012", [Severity.BLOCK]),
        ("编号 360781 1985**** 0012", []),
        ("银行卡号：6222 0200 0000 0*** 120", [Severity.WARN]),
        ("银行卡号：6222 **** **** 0120", []),
        ("XX省XX市XX路XX号", []),
        ("**加粗的12345678**", []),
    ],
)
def test_a_mask_is_judged_by_what_it_leaves(text, severities):
    assert [f.severity for f in weak(text)] == severities


def test_a_masked_name_beside_a_number_in_full_hides_nobody():
    assert [f.quote for f in weak("张某某，身份证号360781199003070012，已受理。")] == ["张某某"]
    assert weak("张某某，身份证号3607**********0012，已受理。") == []


def test_a_table_of_masked_numbers_is_counted_quickly():
    rows = "".join(f"李某\t男\t1990-03-{day:02}\t3607**********0012\n" for day in range(1, 29)) * 40
    assert len(weak(f"姓名\t性别\t出生日期\t身份证号\n{rows}")) == 28 * 40
