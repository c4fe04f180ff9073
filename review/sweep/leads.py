"""Leads from people (“我为政府网站找错”): a table as the platform exports it, each lead with its clock of working days.

Who reported is never read: only the number, the day, the address, what it is about and the day of the answer.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from review.digest import sha256
from review.errors import ConfigError
from review.extract.limits import MIB
from review.extract.sources import sources
from review.facts import workdays
from review.facts.dates import parse_day
from review.model import Gap, GapReason, Severity
from review.sweep.catalogue import csv_rows
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import REPORTED, Action, Confidence, State, SweepFinding, Unread

WORKDAYS = 3
MOST_BYTES, MOST_ROWS = 32 * MIB, 20_000
_HEADS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "留言编号", "来件编号", "工单编号", "受理编号", "信件编号"),
    "received": ("收到时间", "收到日期", "来件时间", "提交时间", "留言时间", "转办时间", "接收时间", "受理时间", "来件日期"),
    "address": ("网址", "页面网址", "页面地址", "问题网址", "页面链接", "链接", "页面", "url"),
    "text": ("问题描述", "问题内容", "留言内容", "来件内容", "内容", "描述", "问题"),
    "answered": ("办结时间", "答复时间", "回复时间", "办理时间", "办结日期", "答复日期"),
}
_TOO_LARGE = ("XS375", "来件表过大。", "请只导出最近一年的来件。")
_BLANKS = re.compile(r"[\s\u3000（）()]+")


@dataclass(frozen=True, slots=True)
class Lead:
    """What somebody reported. `number` is that of the platform; `address` is what page it is about, empty where nobody said."""

    number: str
    received: date
    address: str = ""
    text: str = ""
    answered: date | None = None


def read_leads(path: Path) -> tuple[tuple[Lead, ...], tuple[Unread, ...]]:
    """Return the leads of a table (csv, xlsx, xls, et …), and a gap for each row without a day that can be read.

    Raises ConfigError (XS375) for a table without a day of receipt among its headings, UsageError (XS101) for a file that is not there.
    """
    rows = [[cell.strip() for cell in row] for row in _rows(path)]
    heads = next(((place, _places(row)) for place, row in enumerate(rows[:20]) if "received" in _places(row)), None)
    if heads is None:
        raise ConfigError(
            "XS375", f"来件表“{path.name}”里找不到“收到时间”一栏。", "表头要有“收到时间”，最好还有“编号”“网址”“问题描述”“办结时间”。"
        )
    start, places = heads
    rows = [*rows[: start + 1], *_whole(rows[start + 1 :], len(rows[start]), places["received"])]
    leads: dict[str, Lead] = {}
    gaps: list[Unread] = []
    for line, row in enumerate(rows[start + 1 :], start + 2):
        values = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if not any(values.values()):
            continue
        received, told = _day(values["received"]), values.get("answered", "")
        if received is None or (told and _day(told) is None):
            message = f"第 {line} 行的收到时间或办结时间不是日期，这一件没有列入。请改正后重新清查。"
            gaps.append(Unread(path.name, Gap(GapReason.UNREADABLE, message)))
            continue
        address, text = values.get("address", ""), values.get("text", "")
        number = values.get("number") or sha256(f"{received}\n{address}\n{text}".encode())[:10]
        leads[number] = Lead(number, received, address, text, _day(told))
    return tuple(leads.values()), tuple(gaps)


def leads(entries: Sequence[Entry], told: Iterable[Lead], context: Context) -> Iterator[SweepFinding]:
    """Yield one item for each lead, about the page that it names; what was answered is done."""
    by_address = _by_address(entries)
    by_path = {entry.path: entry for entry in entries}
    for lead in told:
        found = by_address.get(_address(lead.address)) or by_address.get(_address(lead.address, query=False)) or []
        page = found[0] if len(found) == 1 else by_path.get(_path(lead.address))
        place = page or _Nowhere(lead.address.partition("?")[0] or "（没有写明页面）")
        finding = context.finding(
            REPORTED, place, Severity.WARN, lead.text, _computed(lead, context.as_of), Confidence.HIGH, Action.CORRECT, subject=lead.number
        )
        yield _settled(finding, lead)


@dataclass(frozen=True, slots=True)
class _Nowhere:
    """The place of a lead about a page that was not given."""

    path: str
    column: str = ""


def _settled(finding: SweepFinding, lead: Lead) -> SweepFinding:
    due = workdays.add_workdays(lead.received, WORKDAYS)
    if lead.answered is None:
        return replace(finding, due=due)
    late = f"，超过 {WORKDAYS} 个工作日的时限（{due}）" if lead.answered > due else ""
    return replace(finding, due=due, state=State.DONE, note=f"来件表写明 {lead.answered} 办结{late}")


def _computed(lead: Lead, as_of: date) -> str:
    due = workdays.add_workdays(lead.received, WORKDAYS)
    shown = f"来件 {lead.number}：收到 {lead.received} + {WORKDAYS}个工作日 → {due}"
    if lead.answered is None:
        late = workdays.workdays_between(due, as_of)
        left = workdays.workdays_between(as_of, due)
        shown += f"；清查日 {as_of}，" + (f"已逾期 {late} 个工作日" if late else f"还有 {left} 个工作日" if left else "今天到期")
    return shown if workdays.known(due) else f"{shown}（节假日安排未公布，按周末推算）"


def _rows(path: Path) -> Iterator[Sequence[str]]:
    if path.suffix.lower() == ".csv":
        yield from _csv_rows(path)
        return
    for source in sources([path]):
        document = source.document()
        if document.gaps or source.data is None:
            raise ConfigError("XS375", f"来件表“{path.name}”读不出来，或没有读全。", "请另存为 xlsx 或 csv（UTF-8）再试。")
        lines = document.text[: document.visible_end].split("\n")
        if len(lines) > MOST_ROWS:
            raise ConfigError(*_TOO_LARGE)
        yield from (line.split("\t") for line in lines)


def _whole(rows: Iterable[list[str]], width: int, received: int) -> Iterator[list[str]]:
    """Yield rows in one piece: a cell of a sheet that holds several lines came as several lines."""
    last: list[str] | None = None
    for row in rows:
        starts = received < len(row) and _day(row[received]) is not None
        if last is not None and not starts and len(last) + len(row) - 1 <= width:
            last[-1:] = [f"{last[-1]} {row[0]}".strip(), *row[1:]]
            continue
        if last is not None:
            yield last
        last = list(row)
    if last is not None:
        yield last


def _csv_rows(path: Path) -> Iterator[Sequence[str]]:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        rows = csv_rows(data)
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigError("XS375", f"来件表“{path.name}”读不出来。", "请另存为 xlsx 或 csv（UTF-8）再试。") from error
    if len(data) > MOST_BYTES or len(rows) > MOST_ROWS:
        raise ConfigError(*_TOO_LARGE)
    yield from rows


def _places(row: Sequence[str]) -> dict[str, int]:
    """Return in which column of a heading each value stands."""
    names = [_BLANKS.sub("", cell).lower() for cell in row]
    found = {name: next((names.index(head) for head in heads if head in names), -1) for name, heads in _HEADS.items()}
    return {name: place for name, place in found.items() if place >= 0}


def _day(words: str) -> date | None:
    return parse_day(words) if words else None


def _by_address(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return pages by their address, and by that without its query, where several may share one."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for address in {_address(entry.url), _address(entry.url, query=False)} if entry.url else ():
            found[address].append(entry)
    return found


def _address(url: str, *, query: bool = True) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    return f"{parts.netloc}{unquote(parts.path)}" + (f"?{parts.query}" if query and parts.query else "")


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address.strip()).path).lstrip("/")
    except ValueError:
        return address
