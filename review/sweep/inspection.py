"""The columns as the national inspection of government sites counts them, and the table of its indicators for a 季度自查.

Source of the indicators and their order: 国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》, the single-veto part as transcribed in
published inspection tables; the rest in the order of the part with points of 全国政府网站普查评分表 (2015 to 2018, the same heads in units'
published self-checks). How many points the newer one takes off was not to be had, so that no points are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from review.sweep.columns import VETO, period_of
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import SECRECY, SweepFinding, SweepReport
from review.sweep.lists import Inspection

VETOES, OTHERS = "单项否决指标", "其他指标（分值以检查指标原文为准）"
_FRONT_DAYS = 14
_MARK = "outdated.attribute-conflict"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator in its order. `rules` are the kinds that count towards it; `by_hand` is what no sweep of files can see."""

    number: str
    group: str
    title: str
    standard: str
    rules: tuple[str, ...] = ()
    by_hand: str = ""


_VETO: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("1.1", "严重表述错误", "出现严重表述错误", (), "用 xianshen check 检查页面，再由人通读"),
    (
        "1.2",
        SECRECY,
        "泄露国家秘密；程序只找疑似密级标志，是不是由保密工作机构认定",
        ("attribute-conflict",),
        "标志以外的内容由本单位保密工作机构核",
    ),
    ("1.3", "发布或链接有害内容", "发布或链接反动、暴力、色情等内容", ("outside-domain",), "逐个打开外部域名核对"),
    ("1.4", "安全攻击处置", "对安全攻击没有及时有效处置，造成严重安全事故", (), "由网站运维单位填写"),
    ("1.5", "弄虚作假", "存在弄虚作假行为（如伪造发稿日期）", ("date-conflict",), "核对后台发稿记录"),
    ("1.6", "负面舆情", "因网站建设管理工作不当引发严重负面舆情", (), "由人填写"),
    ("2", "站点无法访问", "监测 1 周，打不开的次数累计占比达到 5%", (), "需要联网监测"),
    ("3", "首页不更新", "监测 2 周，首页无信息更新", (), "打开首页核对"),
    (
        "4",
        "栏目不更新",
        "动态要闻 2 周、通知公告和政策文件 6 个月未更新的栏目累计达到 5 个；应更新未更新超过 10 个；空白达到 5 个",
        ("column-overdue", "column-empty"),
        "",
    ),
    ("5", "互动回应差", "未提供有效咨询建言渠道；政务咨询类栏目超过 3 个月未回应有效留言", (), "打开互动栏目核对"),
    ("6", "服务不实用", "未提供办事服务；办事指南重点要素缺失", (), "逐项核对办事指南"),
    ("7", "政务新媒体", "监测 2 周内无更新；未提供有效互动功能", (), "打开各账号核对"),
)
_OTHER: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("8", "链接可用性", "首页和其他页面的链接能正常访问", ("dead-link",), "站外链接需要联网核对"),
    ("9", "信息更新情况", "更新及时；期限已过的标注或归档", ("deadline-passed", "plan-over", "notice-with-personal-data"), ""),
    (
        "10",
        "基本信息准确",
        "机构、联系方式、负责人、引用的法律准确",
        ("contact-mismatch", "institution", "area", "repealed-law", "not-in-force", "metadata-conflict", "attribute-conflict"),
        "",
    ),
    (
        "11",
        "政策文件效力",
        "修改、废止、失效的在原文件上明确标注",
        ("validity-expired", "trial-overdue", "repealed", "superseded", "draft-after-final", "near-duplicate"),
        "",
    ),
    ("12", "互动回应情况", "渠道畅通；“我为政府网站找错”来件 3 个工作日内答复", ("reported",), "打开咨询、征集、访谈栏目核对"),
    ("13", "服务实用情况", "办事指南要素完整、准确；附件能下载，在线系统能用", ("wording",), "逐项核对，试用下载和在线系统"),
)
INDICATORS = tuple(
    Indicator(number, group, title, standard, tuple(f"outdated.{rule}" for rule in rules), by_hand)
    for group, rows in ((VETOES, _VETO), (OTHERS, _OTHER))
    for number, title, standard, rules, by_hand in rows
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sweep says to an indicator: how many items are to be done, words on it, and whether it fails the site by itself."""

    indicator: Indicator
    count: int
    words: str
    veto: bool = False
    items: tuple[str, ...] = ()


def inspected(entries: Sequence[Entry], findings: Iterable[SweepFinding], context: Context) -> Inspection:
    """Return the columns that are overdue, by what they count towards, those that are empty, and the newest page."""
    overdue: dict[str, list[str]] = defaultdict(list)
    empty: list[str] = []
    for finding in findings:
        if finding.rule == "outdated.column-overdue":
            overdue[period_of(finding.column, context)[1]].append(finding.column)
        elif finding.rule == "outdated.column-empty":
            empty.append(finding.column)
    newest = max(
        ((e.published, e.path) for e in entries if e.published is not None and e.published <= context.as_of and not e.list_page),
        default=None,
    )
    return Inspection(
        columns=len({*context.site.columns, *(entry.column for entry in entries if entry.column)}),
        overdue={counts: tuple(names) for counts, names in sorted(overdue.items())},
        empty=tuple(empty),
        newest=newest[0] if newest else None,
        newest_path=newest[1] if newest else "",
    )


def self_check(report: SweepReport) -> tuple[Answer, ...]:
    """Return what a sweep says to each indicator, in their order."""
    by_rule: Mapping[str, list[SweepFinding]] = defaultdict(list)
    for finding in report.findings:
        if finding.to_do:
            by_rule[finding.rule].append(finding)
    return tuple(
        _answer(indicator, [f for rule in indicator.rules for f in by_rule[rule] if _counts(indicator, f)], report)
        for indicator in INDICATORS
    )


def _counts(indicator: Indicator, finding: SweepFinding) -> bool:
    """Tell whether a finding of its kind counts here: of the marks against being online only those of secrecy fail a site by themselves."""
    return finding.rule != _MARK or (finding.evidence == SECRECY) == (indicator.group == VETOES)


def _answer(indicator: Indicator, found: Sequence[SweepFinding], report: SweepReport) -> Answer:
    items = tuple(finding.item for finding in found)
    inspection = report.inspection or Inspection(0)
    if indicator.number == "3":
        return Answer(indicator, 0, _front(inspection, report))
    if indicator.number == "4":
        veto, long = len(inspection.overdue.get("veto-overdue", ())), len(inspection.overdue.get("long-overdue", ()))
        empty = len(inspection.empty)
        words = f"{inspection.columns} 个栏目：动态要闻、通知公告、政策文件类未更新 {veto} 个，其他应更新未更新 {long} 个，空白 {empty} 个"
        fails = veto >= VETO["veto-overdue"] or long >= VETO["long-overdue"] or empty >= VETO["empty"]
        return Answer(indicator, len(found), words + ("，达到单项否决" if fails else ""), fails, items)
    if not indicator.rules:
        return Answer(indicator, 0, "需人工核对")
    if indicator.number == "1.3" and not found and report.addresses is not None and report.addresses.rows:
        doubtful = sum(not row.allowed for row in report.addresses.rows)
        return Answer(indicator, 0, f"外部域名 {len(report.addresses.rows)} 个，不在名单里的 {doubtful} 个，需人工核对")
    late = sum(finding.overdue(report.as_of) for finding in found)
    words = (f"发现 {len(found)} 项" + (f"，其中逾期未办 {late} 项" if late else "")) if found else "清查没有发现"
    return Answer(indicator, len(found), words, items=items)


def _front(inspection: Inspection, report: SweepReport) -> str:
    if inspection.newest is None:
        return "需人工核对；导出的页面都没有发布日期"
    age = (report.as_of - inspection.newest).days
    return (
        f"全站最近发布 {inspection.newest}，距清查日 {age} 天"
        + (f"，超过 {_FRONT_DAYS} 天" if age > _FRONT_DAYS else "")
        + "；首页需人工核对"
    )
