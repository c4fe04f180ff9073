"""Plans whose years are over: 五年规划, 三年行动, the work of a year.

The title says for which years a plan is made. Accounts of a plan, budgets, annual reports and series that are kept for ever are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from review.facts.dates import narrow
from review.model import Severity
from review.sweep.context import Context
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.page import Page
from review.sweep.titles import is_draft, is_interpretation

_FIVE_YEARS = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
_NAMED = re.compile(r"[“\"]?(十[一二三四五六]五)[”\"]?(?:时期|期间)?")
_SPAN = re.compile(r"[（(]?\s{0,4}((?:19|20)\d\d)\s{0,4}年?\s{0,4}[-—–~～至到]+\s{0,4}((?:19|20)\d\d)\s{0,4}年?\s{0,4}[）)]?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s{0,4}年(?:度)?")
_PLAN = re.compile(r"规划|计划|行动|方案|纲要|要点|工作安排|安排意见|任务分工|目标任务|实施意见")
_YEAR_PLAN = re.compile(r"工作要点|工作计划|工作方案|实施方案|行动方案|行动计划|工作安排|重点工作|任务分工|要点$|计划$|实施意见")
_ACCOUNT = re.compile(
    r"总结|评估|回顾|成就|综述|报告|完成情况|实施情况|执行情况|预算|决算|年报|统计|公示|名单|中标|招标|采购|结果|招生|招聘|会议|图书|述评|发展情况|终期|收官|通报|放假"
)


def plans(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield that the years a plan was made for are over."""
    title = narrow(page.title)
    if page.marked or not _PLAN.search(title) or _ACCOUNT.search(title) or is_interpretation(title) or is_draft(title):
        return
    found = _last_year(title)
    if found is None or context.as_of <= date(found[1], 12, 31):
        return
    words, year = found
    shown = f"{words} → {year}-12-31，已过"
    yield context.finding("outdated.plan-over", page, Severity.NOTE, page.title, shown, Confidence.HIGH, Action.ANNOTATE)


def _last_year(title: str) -> tuple[str, int] | None:
    spans = [(found[0].strip("（()） "), int(found[2])) for found in _SPAN.finditer(title) if int(found[1]) < int(found[2])]
    if spans:
        return max(spans, key=lambda each: each[1])
    named = [(f"“{found[1]}”", _FIVE_YEARS[found[1]]) for found in _NAMED.finditer(title) if found[1] in _FIVE_YEARS]
    if named:
        return max(named, key=lambda each: each[1])
    spoken = re.search(r"第(十[一二三四五六])个五年", title)
    if spoken and f"{spoken[1]}五" in _FIVE_YEARS:
        return spoken[0], _FIVE_YEARS[f"{spoken[1]}五"]
    year = _YEAR.search(title)
    return (year[0], int(year[1])) if year and _YEAR_PLAN.search(title) else None
