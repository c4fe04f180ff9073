"""Lists of persons that stay online and drafts for comment whose time is over, scanned with the rules that are shipped."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from review.model import Severity
from review.rules.locate import lexicons
from review.scan import Options, scan
from review.sweep.context import Context, load_facts
from review.sweep.run import sweep
from review.sweep.site import Site

DAY = dt.date(2026, 11, 23)
FACTS = load_facts(lexicons() / "facts", Site())
IDS = "1\t钱某\t360781199003074515\n2\t孙某\t360781198801014539\n"
MOBILES = "1\t钱某\t13800138000\n2\t孙某\t13900139001\n"
OFFICES = (
    "办公室：0791-86211001\n综合科：0791-86211002\n监督电话：0791-86211003\n"
    "招标联系人：张三　电话：13800138000　代理机构联系人：李四　电话：13900139001\n"
)


@pytest.fixture
def told(tmp_path, ruleset):
    def scanner(document):
        return scan(document, ruleset, Options(b"k" * 32, only=("personal",))).findings

    def of(title, text, date="2024-03-01", day=DAY):
        (tmp_path / "甲.txt").write_text(f"{title}\n{text}\n", encoding="utf-8")
        row = {"path": "甲.txt", "column": "资料", "title": title, "publish_date": date}
        (tmp_path / "pages.json").write_text(json.dumps([row], ensure_ascii=False), encoding="utf-8")
        report = sweep([tmp_path], Context(day, Site(), FACTS, scanner=scanner))
        return {f.rule.removeprefix("outdated."): f for f in report.findings if "column" not in f.rule}

    return of


@pytest.mark.parametrize("text", [IDS, MOBILES])
@pytest.mark.parametrize("title", ["2024年残疾人两项补贴发放情况", "养老机构一览", "我县开展慰问活动", "项目验收目录"])
def test_a_list_of_numbers_that_stays_is_told_whatever_its_title(told, title, text):
    found = told(title, f"序号\t姓名\t号码\n{text}")["notice-with-personal-data"]
    assert (found.severity, "2024-03-01" in found.computation) == (Severity.WARN, True)
    assert "notice-with-personal-data" not in told(title, text, day=dt.date(2024, 8, 28))


def test_a_period_that_is_written_counts_rather_than_the_age(told):
    text = f"公示时间：2024年3月1日至2024年3月7日。\n{IDS}{MOBILES}"
    found = told("2024年残疾人两项补贴发放情况", text, day=dt.date(2024, 3, 9))
    assert {name: each.severity for name, each in found.items()} == {"notice-with-personal-data": Severity.BLOCK}
    assert told("2024年残疾人两项补贴发放情况", text, day=dt.date(2024, 3, 6)) == {}


@pytest.mark.parametrize("text", [OFFICES, IDS.partition("\n")[0], "受理编号：202403010001、202403010002、202403010003", "略。"])
def test_one_number_or_those_of_offices_make_no_list(told, text):
    assert told("2024年残疾人两项补贴发放情况", text) == {}


@pytest.mark.parametrize(
    "title", ["东山县养犬管理办法（征求意见稿）", "关于公开征求《东山县养犬管理办法》意见的公告", "东山县预算管理办法（草案）"]
)
def test_a_draft_for_comment_past_its_day_is_told(told, title):
    text = (
        "请于2025年3月1日前将意见反馈至县司法局。\n申报时间：2025年6月1日至2027年6月30日。"
        if "）" in title
        else "请于2025年3月1日前将意见反馈至县司法局。"
    )
    found = told(title, text, "2025-02-01")
    assert {name: each.computation for name, each in found.items()} == {"deadline-passed": "截止 2025-03-01，已过"}
    assert told(title, text, "2025-02-01", dt.date(2025, 3, 1)) == {}


def test_rules_that_are_no_draft_set_the_public_no_deadline(told):
    assert told("东山县养犬管理办法", "请于2025年3月1日前将意见反馈至县司法局。", "2025-02-01") == {}
