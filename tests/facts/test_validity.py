"""How long a document is in force, and what is none of its own words."""

from __future__ import annotations

from datetime import date

import pytest

from review.facts.signing import labelled_day, signing
from review.facts.validity import expired, extensions, in_force_from, terms

SIGNED = "\n\n某县人民政府\n2020年3月2日\n"


def ends(text, published=None):
    return [term.end for term in terms(text, signing(text), published)]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("本办法自2021年6月1日起施行，有效期5年。", date(2026, 5, 31)),
        ("本办法自２０２１年６月１日起施行，有效期５年。", date(2026, 5, 31)),
        ("本办法自印发之日起施行，有效期五年。" + SIGNED, date(2025, 3, 1)),
        ("本办法自印发之日起30日后施行，有效期1年。" + SIGNED, date(2021, 3, 31)),
        ("第二十条 本细则自公布之日起施行。有效期2年。" + SIGNED, date(2022, 3, 1)),
        ("本办法自印发之日起施行，有效期至2025年12月31日。" + SIGNED, date(2025, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日止。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日", date(2023, 12, 31)),
        ("本通知自2021年1月1日起正式实行，至2023年12月31日截止。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日有效。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日24时止。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日（含当日）止。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日自行终止。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，至2023年12月31日，期满自动作废。", date(2023, 12, 31)),
        ("本通知自2021年1月1日起执行，2019年1月1日至2019年12月31日期间的事项参照办理，至2023年12月31日止。", date(2023, 12, 31)),
        ("本办法由某县财政局负责解释，自2021年1月1日起施行，至2023年12月31日止。", date(2023, 12, 31)),
        ("本方案自2021年6月1日起施行，到2022年6月30日前完成改造，有效期5年。", date(2026, 5, 31)),
        ("本通知（自2021年1月1日起执行至2023年12月31日）印发给你们。", date(2023, 12, 31)),
        ("本方案试行两年。" + SIGNED, date(2022, 3, 1)),
        ("本措施有效期：2022年1月1日至2024年12月31日。", date(2024, 12, 31)),
        ("本办法自二〇二〇年一月一日起试行，试行期一年。", date(2020, 12, 31)),
        ("政策执行期限为2021年1月1日至2021年12月31日。", date(2021, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期至2025年12月。", date(2025, 12, 31)),
        ("本办法自印发之日起施行，有效期至2026年6月。" + SIGNED, date(2026, 6, 30)),
        ("本办法自印发之日起施行，有效期至2024年2月底止。" + SIGNED, date(2024, 2, 29)),
        ("本办法自印发之日起施行，有效期至2025年底。" + SIGNED, date(2025, 12, 31)),
        ("本通知自2020年1月1日起执行，至二〇二五年年底止。", date(2025, 12, 31)),
        ("本政策执行至2025年底。", date(2025, 12, 31)),
        ("本措施有效期为2022年1月至2024年6月。", date(2024, 6, 30)),
        ("本办法有效期自2020年1月1日起3年。", date(2022, 12, 31)),
        ("本办法自2019年12月1日起施行，有效期自2020年1月1日起3年。", date(2022, 12, 31)),
        ("本方案执行期限为2020年度。", date(2020, 12, 31)),
        ("本方案实施期限为2023—2025年。", date(2025, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期廿年。", date(2039, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期卅年。", date(2049, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期贰年。", date(2021, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期壹拾年。", date(2029, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期两年半。", date(2022, 6, 30)),
        ("本办法自2020年1月1日起试行，试行一年半。", date(2021, 6, 30)),
        ("本办法自2020年1月1日起试行，试行半年。", date(2020, 6, 30)),
        ("本办法自2020年1月1日起施行，有效期2年零6个月。", date(2022, 6, 30)),
        ("本办法自2020年1月1日起施行，有效期60个月。", date(2024, 12, 31)),
    ],
)
def test_a_document_that_says_how_long_it_runs_is_computed(text, end):
    assert ends(text) == [end]


@pytest.mark.parametrize(
    "text",
    [
        "临时建设工程规划许可证的有效期不得超过两年。",
        "食品经营许可证有效期5年。",
        "执业医师资格证书有效期为5年，自2016年1月1日起施行。",
        "规范性文件有效期一般不超过5年。",
        "规范性文件的有效期自2021年1月1日起一般为5年。",
        "申请人应当提供有效期内的营业执照。",
        "本办法自2021年6月1日起施行。",
        "《某县人才办法》有效期延长至2027年12月31日。",
        "本通知所称合同有效期为3年。",
        "截至2023年12月31日，全县累计完成30户。",
        "会议定于2021年6月1日至2021年6月2日召开。",
        "本方案自2021年6月1日起施行，到2025年底实现全覆盖。",
        "本办法自2021年6月1日起施行，截至2025年12月已有30户受益。",
        "本通知自2020年1月1日起施行，2019年1月1日至2019年12月31日期间的事项仍按原规定办理。",
        "本方案自2021年6月1日起施行，到2025年6月30日前完成改造。",
        "本方案自2021年6月1日起施行，到2025年6月30日，实现全覆盖。",
        "本方案自2021年6月1日起施行，到2025年6月30日\n前完成改造。",
        "本通知自2026年3月1日起施行，原办法（2015年1月1日起施行，到2020年12月31日止）同时废止。",
        "本方案施行后，奖补标准自2024年1月1日起执行，至2025年12月31日结束的项目不再受理。",
        "根据本办法规定，试点自2023年1月1日起实施，至2025年12月31日结束。",
        "本通知所称合同有效期至2025年底。",
        "食品经营许可证有效期至2025年12月。",
        "本办法自2021年6月1日起施行，有效期至2025年12月中旬另行通知。",
        "本办法自2021年6月1日起试行，试行一年半内完成评估。",
    ],
)
def test_what_a_document_says_of_something_else_is_no_end_of_its_own(text):
    assert ends(text) == []


def test_the_computation_shows_the_day_it_counts_from():
    text = "本办法自印发之日起施行，有效期5年。" + SIGNED
    (term,) = terms(text, signing(text), date(2020, 3, 20))
    assert term.computation == "成文 2020-03-02 + 5年 → 2025-03-01"
    assert term.sure


@pytest.mark.parametrize("behind", range((1 << 14) - 24, (1 << 14) + 4))
def test_the_last_clause_counts_wherever_a_long_text_is_cut(behind):
    text = "自2020年1月1日起施行的规定。" + "甲" * 90 + "。本办法自2026年12月1日起施行。" + "乙" * behind
    force = in_force_from(text, signing(""), None)
    assert force is not None
    assert force[0].day == date(2026, 12, 1)


def test_the_computation_shows_the_half_year():
    text = "本办法自印发之日起施行，有效期两年半。" + SIGNED
    (term,) = terms(text, signing(text), None)
    assert term.computation == "成文 2020-03-02 + 2年6个月 → 2022-09-01"


def test_the_day_of_the_page_is_the_last_resort_and_not_sure():
    text = "本办法自印发之日起施行，有效期5年。"
    (term,) = terms(text, signing(text), date(2020, 3, 20))
    assert (term.start.name, term.sure, term.end) == ("网页发布", False, date(2025, 3, 19))
    assert list(terms(text, signing(text), None)) == []


def test_one_day_is_tolerated():
    assert not expired(date(2026, 5, 31), date(2026, 5, 31))
    assert not expired(date(2026, 5, 31), date(2026, 6, 1))
    assert expired(date(2026, 5, 31), date(2026, 6, 2))


def test_working_days_delay_what_comes_into_force():
    text = "本公告自发布之日起30个工作日后施行。\n某县财政局\n2022年1月4日"
    anchor, _ = in_force_from(text, signing(text), None)
    assert anchor.day == date(2022, 2, 19)


def test_an_extension_names_the_document_and_the_new_end():
    (first,) = extensions("经评估，《某县人才办法》（某府发〔2019〕1号）有效期延长至2027年12月31日。")
    assert (first.title, first.until) == ("某县人才办法", date(2027, 12, 31))
    (second,) = extensions("《某县奖补办法》有效期延长2年。")
    assert (second.title, second.years) == ("某县奖补办法", 2)
    assert list(extensions("《某县人才办法》有效期届满。")) == []


def test_the_day_below_the_signature_is_that_of_the_document():
    text = (
        "各有关单位：\n请遵照执行。\n某县人民政府办公室\n2021年5月20日\n附件\n某县办法\n2019年1月1日\n某县人民政府办公室 2021年5月21日印发"
    )
    made = signing(text)
    assert (made.signed, made.issued) == (date(2021, 5, 20), date(2021, 5, 21))


@pytest.mark.parametrize(
    "wrapped",
    ["2024年\n3月1日", "2024年\n3月\n1日", f"{' ' * 90}2024年3月1日", "2024\n年3月1日", "二〇二四年三月\n一日", "  2024年3月 1日  "],
)
def test_a_day_of_signature_may_be_wrapped(wrapped):
    assert signing(f"请按照通知要求报送。\n某市教育局\n{wrapped}\n附件：名单").signed == date(2024, 3, 1)


def test_a_day_in_a_sentence_is_no_signature():
    assert signing("会议定于\n2024年3月1日召开。\n请准时参加。").signed is None


def test_a_page_says_when_it_was_published():
    assert labelled_day("发布日期：2021-05-22 来源：某局", "published") == date(2021, 5, 22)
    assert labelled_day("废止时间：2020-01-23", "until") == date(2020, 1, 23)
    assert labelled_day("①日期：2024年3月1日", "published") == date(2024, 3, 1)
    assert labelled_day("培训时间另行通知", "published") is None
