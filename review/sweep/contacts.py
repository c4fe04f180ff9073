"""Numbers of offices and names of leaders that contradict what the unit has on record of itself (``site.toml``).

Only pages that speak for the present are asked: those that people rely on at any time. A page that tells of a past event is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.model import Severity
from review.sweep.context import Context
from review.sweep.finding import Action, Confidence, SweepFinding
from review.sweep.page import Page

_PHONE = re.compile(r"(?<!\d)(?:(0\d{2,3})[-—－\s]?)?(\d{7,8})(?!\d)")
_NO_NAME = re.compile(r"助理|办公|主任|党组|书记|成员|职责|信箱|简介|分工|热线|电话|会议|副|班子")
_NEAR = 60  # code points behind a name in which its number or its holder stands
_NAME = r"[:：\s\u3000\t]{0,4}([\u4e00-\u9fff][\u4e00-\u9fff·\s\u3000]{1,5}?)(?=[\s\t，,。；;、（(\n]|$|同志|主持|负责|分管)"


def contacts(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield the first number and the first name on a page that differ from those on record."""
    if page.marked or not (context.evergreen(page) or re.search(r"概况|机构|领导|联系|指南|简介", page.title)):
        return
    yield from _phones(page, context)
    yield from _leaders(page, context)


def _phones(page: Page, context: Context) -> Iterator[SweepFinding]:
    for known in context.site.contacts:
        own = [number for _, number in _PHONE.findall(known.phone)]
        if not own or not known.unit:
            continue
        for found in re.finditer(re.escape(known.unit), page.text):
            line = page.text[found.end() : found.end() + _NEAR].split("\n")
            near = "\n".join(line[:2])
            shown = [number for _, number in _PHONE.findall(near)]
            if shown and not set(shown) & set(own):
                evidence = f"{known.unit} {near.strip()}"
                yield context.finding(
                    "outdated.contact-mismatch", page, Severity.WARN, evidence, f"登记的电话 {known.phone}，页面上是 {shown[0]}",
                    Confidence.MEDIUM, Action.CORRECT, subject=known.unit,
                )  # fmt: skip
                break


def _leaders(page: Page, context: Context) -> Iterator[SweepFinding]:
    for leader in context.site.leaders:
        holders = {other.name for other in context.site.leaders if other.post == leader.post}
        for found in re.finditer(rf"(?<![副原前]){re.escape(leader.post)}{_NAME}", page.text):
            name = re.sub(r"[\s\u3000]", "", found[1])
            if 2 <= len(name) <= 4 and name not in holders and not _NO_NAME.search(name):
                shown = f"登记的{leader.post}是{leader.name}，页面上是{name}"
                yield context.finding(
                    "outdated.contact-mismatch",
                    page,
                    Severity.WARN,
                    found[0],
                    shown,
                    Confidence.MEDIUM,
                    Action.CORRECT,
                    subject=leader.post,
                )
                break
