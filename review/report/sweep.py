"""What people and programs read of a sweep: the table of formats, and the one function that writes a work list."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from review.report.mask import mask_runs
from review.sweep.finding import REPORTED, Action, Confidence, State, SweepFinding, SweepReport, Trace


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a work list: the module with its `render`, and the suffix of its file."""

    module: str
    suffix: str


FORMATS = {
    "text": Format("review.report.sweep_text", ".txt"),
    "json": Format("review.report.sweep_json", ".json"),
    "html": Format("review.report.sweep_html", ".html"),
    "xlsx": Format("review.report.sweep_xlsx", ".xlsx"),
}
ACTIONS = {
    Action.ANNOTATE: "标注失效",
    Action.ARCHIVE: "归档",
    Action.CORRECT: "更正",
    Action.DE_IDENTIFY: "去标识",
    Action.WITHDRAW: "撤下",
    Action.KEEP: "保留",
}
_AS_COMPUTED = ("outdated.contact-mismatch", REPORTED)
FOUND_AGAIN = "再次出现"
STATES = {State.NEW: "新发现", State.OPEN: "待处理", State.DONE: "已处理", State.KEPT: "保留", State.RESOLVED: "已消除"}
CONFIDENCES = {Confidence.HIGH: "高", Confidence.MEDIUM: "中", Confidence.LOW: "低"}
PROMISE = "不建议删除任何页面，不得改动发布日期（伪造发稿日期属单项否决）。处理由人决定。"


def shown(finding: SweepFinding) -> tuple[str, str]:
    """Return evidence and computation as a work list may show them: without long numbers, but for what the finding is about.

    The addresses of links and the numbers of offices on record are what is to be corrected; a lead is known by its number.
    """
    evidence, computation = finding.evidence, finding.computation
    if finding.rule == "outdated.dead-link":
        return evidence, computation
    return mask_runs(evidence), computation if finding.rule in _AS_COMPUTED else mask_runs(computation)


def state_of(finding: SweepFinding, as_of: date) -> str:
    """Return where an item stands, in words: an item that had been resolved is found again, one whose day has passed is overdue."""
    state = FOUND_AGAIN if finding.again and finding.to_do else STATES[finding.state]
    return f"{state}，逾期" if finding.overdue(as_of) else state


def trace(page: Trace | None) -> str:
    """Return the day and the first 16 hex digits of the SHA-256 of a page, as it was found or left."""
    if page is None:
        return ""
    return f"{page.day}" + (f"，摘要 {page.digest[:16]}" if page.digest else "")


def render(name: str, report: SweepReport) -> bytes:
    """Return the work list in one of `FORMATS`, as the bytes of its file."""
    write: Callable[[SweepReport], bytes] = importlib.import_module(FORMATS[name].module).render
    return write(report)
