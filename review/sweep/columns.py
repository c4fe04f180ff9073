"""Columns that are overdue or empty, by the periods of the national inspection or stricter ones that the site sets itself.

Where so many columns are in default that the inspection fails the whole site (单项否决), each finding says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from review.model import Severity
from review.sweep.context import Context, PeriodRule
from review.sweep.entry import Entry
from review.sweep.finding import Action, Confidence, SweepFinding

VETO = {"veto-overdue": 5, "long-overdue": 10, "empty": 5}


@dataclass(frozen=True, slots=True)
class _Place:
    """A column as the place of a finding: its folder."""

    path: str
    column: str


@dataclass(frozen=True, slots=True)
class _Overdue:
    place: _Place
    last: date
    days: int
    counts: str
    own: bool
    title: str


def columns(entries: Sequence[Entry], folders: Sequence[str], context: Context) -> Iterator[SweepFinding]:
    """Yield the columns that are empty, then those that are overdue. `folders` are those that exist, empty ones too."""
    pages: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.column:
            pages[entry.column].append(entry)
    used = {entry.path.partition("/")[0] for entry in entries if "/" in entry.path}
    names = dict.fromkeys((*pages, *(f for f in folders if f not in used), *context.site.columns))
    empty = [name for name in names if all(each.placeholder for each in pages[name])]
    for name in empty:
        found = len(pages[name])
        shown = f"有 {found} 个页面，都只写着暂无内容" if found else "没有任何页面"
        shown += _veto(len(empty), "empty", "空白栏目")
        severity = Severity.BLOCK if len(empty) >= VETO["empty"] else Severity.WARN
        place = _Place(_folder(pages[name], name), name)
        yield context.finding("outdated.column-empty", place, severity, name, shown, Confidence.HIGH, Action.CORRECT)
    overdue = [each for name in names if name not in empty for each in _overdue(name, pages[name], context)]
    for each in overdue:
        number = sum(other.counts == each.counts for other in overdue)
        age = (context.as_of - each.last).days
        shown = f"最近发布 {each.last}（{each.title}），至清查日 {context.as_of} 已 {age} 日，应不超过 {each.days} 日"
        shown += "（本网站自定）" if each.own else ""
        label = "应更新未更新栏目" if each.counts == "long-overdue" else "动态要闻、通知公告、政策文件类栏目未更新"
        shown += _veto(number, each.counts, label)
        severity = Severity.BLOCK if number >= VETO.get(each.counts, 10_000) else Severity.WARN
        yield context.finding(
            "outdated.column-overdue", each.place, severity, f"最近发布 {each.last}", shown, Confidence.HIGH, Action.CORRECT
        )


def _overdue(name: str, pages: Sequence[Entry], context: Context) -> Iterator[_Overdue]:
    days, counts, own = period_of(name, context)
    dated = [each for each in pages if each.published is not None and each.published <= context.as_of and not each.list_page]
    if not days or not dated:
        return
    last = max(dated, key=lambda each: each.published or date.min)
    if last.published is not None and context.as_of - last.published > timedelta(days=days):
        yield _Overdue(_Place(_folder(pages, name), name), last.published, days, counts, own, last.title[:30])


def period_of(name: str, context: Context) -> tuple[int, str, bool]:
    """Return within how many days a column must be updated (0 for never), what it counts towards, and whether the site says so itself."""
    column = context.site.columns.get(name)
    rule = _rule(column.type if column and column.type else name, context.facts.periods, by_type=bool(column and column.type))
    if column is not None and column.days is not None:
        return column.days, rule.counts if rule else "long-overdue", True
    if rule is None:
        return 0, "", False
    return rule.days, rule.counts, False


def _rule(words: str, periods: Sequence[PeriodRule], *, by_type: bool) -> PeriodRule | None:
    exact = next((each for each in periods if by_type and each.type == words), None)
    return exact or next((each for each in periods if each.names.search(words)), None)


def _veto(number: int, counts: str, label: str) -> str:
    most = VETO.get(counts)
    if most is None:
        return ""
    return f"；全站{label} {number} 个，" + (f"达到 {most} 个，属单项否决" if number >= most else f"满 {most} 个即单项否决")


def _folder(pages: Sequence[Entry], name: str) -> str:
    """Return the folder of a column: where its pages lie, if they all lie in one, else its name."""
    folders = {each.path.rpartition("/")[0] for each in pages}
    tops = {each.path.partition("/")[0] for each in pages if "/" in each.path}
    if len(folders) == 1:
        return folders.pop() or name
    return tops.pop() if len(tops) == 1 and "" not in folders else name
