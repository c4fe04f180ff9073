"""The one function that every engine runs: sources in, reviewed documents out. It depends on nothing but its arguments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from review.digest import sha256, sm3
from review.errors import origin
from review.extract.limits import DEFAULT, Limits
from review.extract.sources import UNREAD, Source
from review.judge import Circumstances, excepted, verdict
from review.model import Document, Gap, GapReason, Reviewed, Scan
from review.rules.ruleset import RuleSet
from review.scan import Options, scan
from review.text.genre import genre_of

Item = tuple[Reviewed, Document | None]

CRASHED = Gap(
    GapReason.CRASHED, "检查此文件时程序几次异常中止，内容未检查。请用办公软件打开并另存后再检查；仍不行的，请单独移出并人工检查。"
)
HUNG = Gap(
    GapReason.TIMEOUT, "检查此文件超过了时限，已停止，内容未检查。请用办公软件打开并另存，或拆分后再检查；仍不行的，请单独移出并人工检查。"
)
_FAULT = "检查此文件时程序出错（{}，{}），内容未检查。请把括号里的内容告诉维护人员，并人工检查此文件。"


class Task(NamedTuple):
    """What all documents of a run have in common. `texts`: the documents themselves are wanted too, to be quoted in their context."""

    rules: RuleSet
    options: Options
    day: dt.date
    channel: str = ""
    limits: Limits = DEFAULT
    texts: bool = False


@dataclass(frozen=True, slots=True)
class ToShow(Source):
    """A source that was reviewed before: its text alone is wanted, to quote in its context what is known of it."""

    known: Reviewed | None = None


def scan_batch(batch: Sequence[Source], task: Task) -> list[Item]:
    """Return what each source comes to, in order. A fault of this program is the gap of one document; the others are still reviewed."""
    return [_guarded(source, task) for source in batch]


def _guarded(source: Source, task: Task) -> Item:
    try:
        reviewed, document = review(source, task)
    except Exception as error:  # noqa: BLE001 - one document in fifty thousand must not end the run, nor pass for clean
        return _given_up(source, Gap(GapReason.CRASHED, _FAULT.format(type(error).__name__, origin(error)))), None
    return reviewed, document if task.texts else None


def review(source: Source, task: Task) -> tuple[Reviewed, Document]:
    """Read and scan one document, and except what is agreed on as of the day of the task, for its channel if that is known."""
    document = source.document(task.limits)
    if isinstance(source, ToShow) and source.known is not None and _fits(source.known, document):
        return source.known, document
    genre = genre_of(document)
    given = Circumstances(task.day, source.path, genre, task.channel)
    outcome = excepted(scan(document, task.rules, task.options), document, task.rules.allowances, given)
    return _reviewed(source, document.format, genre, outcome), document


def _fits(reviewed: Reviewed, document: Document) -> bool:
    """Tell whether a document reads as it did when it was reviewed; it may not, if there was less time to read it."""
    quoted = all(f.start == f.end or f.quote == document.text[f.start : f.end] for f in reviewed.scan.findings)
    return quoted and reviewed.scan.gaps[: len(document.gaps)] == document.gaps


def crashed(source: Source) -> Item:
    """Return what is known of a document that ends whoever reads it."""
    return _given_up(source, CRASHED), None


def hung(source: Source) -> Item:
    """Return what is known of a document that whoever reads it does not come to the end of."""
    return _given_up(source, HUNG), None


def _given_up(source: Source, why: Gap) -> Reviewed:
    return _reviewed(source, UNREAD, None, Scan((), (*source.gaps, why)))


def _reviewed(source: Source, form: str, genre: str | None, outcome: Scan) -> Reviewed:
    data = source.data or b""
    return Reviewed(
        path=source.path,
        sha256=sha256(data),
        sm3=sm3(data),
        size=len(data),
        format=form,
        genre=genre,
        verdict=verdict(outcome),
        scan=outcome,
    )
