"""Periods that a page sets the public: 报名, 征求意见, 公示, 活动 …; which of them are over on a day.

A page is over when the last of its periods is. What counts in statistics (截至2023年底，全县…) and the deadlines of procedures
(30日内完成整改) are no such periods; what must stay online by law is not asked: budgets, accounts, annual reports, penalties, awards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from review.facts.dates import DATE, NUMBER, completed, last_day, narrow, number, parse_day
from review.facts.workdays import add_workdays, known
from review.model import Finding, Severity
from review.sweep.context import Context
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.page import Page
from review.sweep.titles import is_draft, is_interpretation

_DATE = rf"(?:{DATE}|(?<![年月\d])(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日)"
_PUBLIC = re.compile(
    r"公示|公告|通告|通知|启事|征求|征集|招聘|招考|招录|招生|招募|遴选|选聘|报名|申报|申领|活动|听证|招标|竞买|拍卖|出让|培训|考试|面试|笔试|体检|预告|停水|停电|停气|调查|邀请|预约|竞赛|比赛|评选|展览|讲座|征文|义诊|测评|公开选|名单"
)
_LASTING = re.compile(
    r"预算|决算|年报|年度报告|行政处罚|处罚决定|处罚信息|行政许可|中标|成交|采购合同|合同公示|收费|权责清单|三公|审计结果|抽检|目录"
)
_RULES = re.compile(r"(?:法|条例|规定|办法|细则|解释|规则)(?:[（(][^（）()]{1,20}[）)])?$")
_FUNDS = re.compile(r"资金|扶贫项目|乡村振兴项目|衔接")
_WHAT = (
    r"(?:网上报名|现场报名|报名|公开征求意见|征求意见|征集意见|公开征集|意见征集|意见反馈|反馈意见|征集|申报|申请|申领|公示|公告|受理|缴费|投稿|征稿"
    r"|活动|展览会|展览|展出|培训|考试|笔试|面试|体检|听证会|听证|讲座|竞赛|比赛|评选|投票|预约|认购|竞买|登记|挂牌|公开|宣传|义诊|测评|开标|拍卖"
    r"|停水|停电|停气|施工|封闭|放假|调休|有效)"
)
_RANGE = re.compile(
    rf"(?P<what>{_WHAT})[^。；\n\d一二]{{0,10}}(?:时间|期限|日期|时段|期)?(?:限)?[^。；\n\d一二]{{0,6}}(?:\d{{1,3}}\s{{0,2}}个?(?:工作日|日历天|自然日|天|日)[^。；\n\d]{{0,4}})?(?P<a>{_DATE})"
    r"(?:[^。；\n\d]{0,8}?\d{1,2}[:：时点]\d{0,2}分?)?[^。；\n\d]{0,8}?(?:至|到|—+|–|-+|~|～|－)\s{0,4}"
    rf"(?P<b>{_DATE}|\d{{1,2}}日)"
)
_BY = re.compile(
    rf"(?P<what>报名|申报|申请|征求意见|意见反馈|反馈|征集|投稿|征稿|提交|递交|公示|受理|缴费|投票|登记|预约)[^。；\n]{{0,8}}?(?:截止|截至)(?:日期|时间|期)?(?:为|是|到|至|于|:|：)?\s{{0,4}}(?P<a>{_DATE})"
    rf"|截止(?:日期|时间|期)?(?:为|是|到|至|于|:|：)\s{{0,4}}(?P<b>{_DATE})"
    rf"|(?:请)?(?:于|在|至)\s{{0,4}}(?P<c>{_DATE})\s{{0,4}}(?:前|之前|以前)[^。；\n]{{0,40}}?(?P<done>反馈|报名|提交|递交|寄|发送|投稿|申报|提出|登记|申请|报送至|意见)"
)
_FROM_NOW = re.compile(rf"(?:从|自)?即日起\s{{0,4}}(?:至|到|截至)\s{{0,4}}(?P<a>{_DATE})")
_WEATHER = re.compile(
    r"(?:暴雨|雷雨|大风|高温|台风|寒潮|暴雪|大雾|霜冻|强对流|汛情|森林火险|气象|天气)[^，。]{0,12}(?:预警|提示|预报|消息)"
)
_WEATHER_DAYS = 7
_BEFORE = timedelta(days=60)  # how long after an event a page may tell of it
_STATISTICS = re.compile(r"^(?:底|末)|^[，,]?\s{0,4}(?:全县|全市|全省|全区|全乡|全镇|全国|我县|我市|累计|共(?!示)|已)")
_WORKDAYS = re.compile(
    rf"(?P<what>公示)(?:期|时间|期限)?(?:限)?(?:为|共|不少于|:|：)?\s{{0,4}}(?P<n>{NUMBER})\s{{0,4}}个?(?P<u>工作日|日历天|自然日|天|日)(?!前)"
    rf"|自(?:本)?(?:公示|公告|公布|发布|刊登|通告|本公告发布|公告发布)(?:发布|公布|刊登)?之日起\s{{0,4}}(?P<m>{NUMBER})\s{{0,4}}个?(?P<v>工作日|日历天|自然日|天|日)(?:内|以内|之内)?"
)
_WRITTEN_OUT = re.compile(rf"[^。；\n\d]{{0,6}}{_DATE}[^。；\n\d]{{0,6}}(?:至|到|—|–|-|~|～|－)")  # 5天(3月18日至22日): the days are said
_EVENT = re.compile(
    rf"(?P<what>活动|会议|培训|考试|笔试|面试|体检|听证会|听证|开标|拍卖|讲座|比赛|竞赛|义诊|停水|停电|停气|开幕)[^。；\n\d一二]{{0,6}}(?:时间|日期|定于|:|：|于|在)(?:定于|为|是|:|：|于|在)?\s{{0,4}}(?P<a>{_DATE})"
)
_HELD = re.compile(
    rf"(?:定于|将于|拟于)\s{{0,4}}(?P<a>{_DATE})[^。；\n]{{0,40}}?(?P<what>停水|停电|停气|举行|举办|召开|开展|封闭|拍卖|开标)"
)
_NOTICE = re.compile(r"公示|名单|名册|花名册|拟录用|拟聘|录取|结果公告|成绩|人选|对象")
_COMMENTS = re.compile(r"意见|反馈|征求|征集|公示")
_NUMBERS = frozenset(
    f"personal.{name}" for name in ("id-card", "mobile", "bank-card", "passport", "permit", "military-id", "social-security", "medical")
)
_LONG = re.compile(r"(?<!\d)(?!0)(?:\d{3}[ -]?\d{4}[ -]?\d{4}|\d{15,19}|\d(?: ?\d){16} ?[\dXx])(?!\d)")  # looks like one in full
_LEAST_NUMBERS = 2  # of persons, in full, that make a list of a page whatever its title
_ASKS = re.compile(r"正在|欢迎|踊跃|请有意|敬请")


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a page sets: what for, its last day, the words that say so, and how the day was reached."""

    what: str
    end: date
    evidence: str
    computation: str
    sure: bool


def periods(page: Page) -> Iterator[Period]:
    """Yield the periods that a page sets the public."""
    text = narrow(page.text)
    yield from _ranges(page, text)
    yield from _last_days(page, text)
    yield from _counted(page, text)


def _ranges(page: Page, text: str) -> Iterator[Period]:
    """Yield the periods of which both days are written."""
    for found in _RANGE.finditer(text):
        begin = _day(found["a"], page)
        end = completed(found["b"], begin) if begin else None
        if end is not None and begin is not None and begin <= end:
            sure = parse_day(found["a"]) is not None
            yield Period(found["what"], end, _quote(page.text, found), f"{found['what']} {begin} 至 {end}", sure)


def _last_days(page: Page, text: str) -> Iterator[Period]:
    """Yield the periods of which the last day is written, and events on their day."""
    for found in _BY.finditer(text):
        words = found["a"] or found["b"] or found["c"]
        end = _day(words, page)
        if end is not None and not _STATISTICS.search(text[found.end() : found.end() + 8]):
            yield Period(
                found["what"] or found["done"] or "截止", end, _quote(page.text, found), f"截止 {end}", parse_day(words) is not None
            )
    for pattern, name in ((_FROM_NOW, "即日起至"), (_EVENT, ""), (_HELD, "")):
        for found in pattern.finditer(text):
            end = _day(found["a"], page)
            if end is not None:
                what = name or found["what"]
                yield Period(what, end, _quote(page.text, found), f"{what} {end}", parse_day(found["a"]) is not None)


def _day(words: str, page: Page) -> date | None:
    """Return a day; one without a year is the next of its kind after the page was made, or shortly before."""
    whole = parse_day(words)
    return whole or (completed(words, page.day - _BEFORE) if page.day else None)


def _counted(page: Page, text: str) -> Iterator[Period]:
    """Yield the periods of so many days from the day of the page."""
    begun = page.made.signed or page.published
    if begun is None:
        return
    if _WEATHER.search(page.title):
        end = last_day(begun, _WEATHER_DAYS, "日")
        yield Period("天气提示", end, page.title, f"发布 {begun} + {_WEATHER_DAYS}日 → {end}", sure=False)
    name = "成文" if page.made.signed else "网页发布"
    for found in _WORKDAYS.finditer(text):
        count = number(found["n"] or found["m"])
        if not count or count > 400 or (found["m"] and not _PUBLIC.search(page.title)) or _WRITTEN_OUT.match(text, found.end()):
            continue
        work = "工作日" in (found["u"], found["v"])
        end = add_workdays(begun, count) if work else last_day(begun, count + 1, "日")
        guess = "" if not work or known(end) else "（节假日安排未公布，按周末推算）"
        shown = f"{name} {begun} + {count}{'个工作日' if work else '日'} → {end}{guess}"
        yield Period(found["what"] or "公告", end, _quote(page.text, found), shown, sure=False)


def last_period(page: Page) -> Period | None:
    """Return the period of a page that ends last, or None; a draft of rules sets days of its own, so that only those for comments count."""
    found = periods(page)
    if is_draft(page.title) and _RULES.search(page.title):
        found = (each for each in found if _COMMENTS.search(each.evidence))
    return max(found, key=lambda each: (each.end, each.sure), default=None)


def deadlines(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield that the period of a notice is over, and that a page still shows personal data after its time."""
    draft = is_draft(page.title)
    public = draft or _PUBLIC.search(page.title) or _WEATHER.search(page.title)
    notice = bool(public) and not is_interpretation(page.title) and (draft or not _RULES.search(page.title))
    lasting = not draft and _LASTING.search(page.title) is not None
    titled = notice and not lasting and _NOTICE.search(page.title) is not None
    may_list = titled or _may_list(page)
    if not notice and not may_list:
        return
    last = None if lasting else last_period(page)
    over = last is not None and context.as_of > last.end
    if notice and last is not None and over and not page.marked:
        yield _passed(page, last, context)
    if may_list and (last is None or over):
        yield from _personal(page, last, context, titled=titled)


def _passed(page: Page, last: Period, context: Context) -> SweepFinding:
    shown = f"{last.computation}，已过"
    if _FUNDS.search(page.title):
        return context.finding(
            "outdated.deadline-passed",
            page,
            Severity.NOTE,
            last.evidence,
            f"{shown}；资金、项目公告宜长期公开",
            Confidence.MEDIUM,
            Action.KEEP,
        )
    asks = _ASKS.search(page.text[:2000]) is not None or context.evergreen(page)
    confidence = Confidence.HIGH if last.sure else Confidence.MEDIUM
    return context.finding(
        "outdated.deadline-passed", page, Severity.WARN if asks else Severity.NOTE, last.evidence, shown, confidence, Action.ARCHIVE
    )


def _personal(page: Page, last: Period | None, context: Context, *, titled: bool) -> Iterator[SweepFinding]:
    """Yield that personal data are no longer needed; without a period, after the time that the site allows for it.

    What is not `titled` like a list of persons is one if it shows several numbers of theirs in full.
    """
    if context.scanner is None:
        return
    if last is None:
        age = (context.as_of - page.day).days if page.day else 0
        if age <= context.site.notice_days:
            return
        shown = f"成文或发布于 {page.day}，没有写明公示期（超过 {context.site.notice_days} 日的按期满处理）"
    else:
        shown = f"{last.computation}，已过"
    told = [each for each in context.scanner(page.document) if each.category == "personal" and each.severity is not Severity.NOTE]
    if titled or sum(map(_in_full, told)) >= _LEAST_NUMBERS:
        yield from _shown_still(page, last, told, shown, context)


def _may_list(page: Page) -> bool:
    """Tell whether a page may hold several numbers of persons: a scan of every old page would take too long."""
    return bool(page.document.inner) or len(list(islice(_LONG.finditer(page.document.text), _LEAST_NUMBERS))) == _LEAST_NUMBERS


def _in_full(found: Finding) -> bool:
    return found.rule in _NUMBERS and found.severity is Severity.BLOCK


def _shown_still(page: Page, last: Period | None, told: list[Finding], shown: str, context: Context) -> Iterator[SweepFinding]:
    if told:
        counts = Counter(each.message.removeprefix("疑似") for each in told)
        evidence = "、".join(f"{name} {count} 处" for name, count in sorted(counts.items()))
        severe = last is not None and any(each.severity is Severity.BLOCK for each in told)
        sure = severe and last is not None and last.sure
        severity, confidence = Severity.BLOCK if severe else Severity.WARN, Confidence.HIGH if sure else Confidence.MEDIUM
        yield context.finding("outdated.notice-with-personal-data", page, severity, evidence, shown, confidence, Action.DE_IDENTIFY)


def _quote(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start()) : found.end()].strip()
