"""The record of sweeps: which items each one saw and what was done about them, one line each, every line bound to the one before.

It holds numbers of items, rules, paths, days and reasons, never words of a page. Anybody who can write to the folder could begin a new
file; a line that was changed, left out or put in between shows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from review.digest import canonical_json, sha256
from review.errors import IntegrityError
from review.model import Severity
from review.store import records
from review.store.lock import locked
from review.sweep.finding import Action, Confidence, State, SweepFinding

FOLDER, NAME = ".xianshen", "sweep.jsonl"
_KEYS = {"sweep": {"at", "as_of", "items"}, "done": {"at", "item", "reason"}, "keep": {"at", "item", "reason", "until"}}


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done about an item: done, or kept until a day; `place` is the number of its line."""

    kind: str
    place: int
    reason: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """All that was recorded: the items of the last sweep with rule and path, in which line each item was last seen, and the marks."""

    last: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    head: str = ""

    def knows(self, item: str) -> bool:
        """Tell whether a sweep that was recorded saw this item."""
        return item in self.seen


def path_in(folder: Path) -> Path:
    """Return where the record of a site lies."""
    return folder / FOLDER / NAME


def read_record(path: Path) -> Record:
    """Return what is recorded. Raises IntegrityError (XS370) for a line that is not what it was when the next was written."""
    last: dict[str, tuple[str, str]] = {}
    seen: dict[str, int] = {}
    marks: dict[str, Mark] = {}
    head = ""
    for place, line in enumerate(records.read(path).whole.splitlines()):
        body = _body(line, head, path)
        head = sha256(line)
        if body["type"] == "sweep":
            last = {item: (rule, where) for item, rule, where in body["items"]}
            seen.update(dict.fromkeys(last, place))
        else:
            until = dt.date.fromisoformat(body["until"]) if body["type"] == "keep" else None
            marks[body["item"]] = Mark(body["type"], place, body["reason"], until)
    return Record(last, seen, marks, head)


def add_sweep(folder: Path, findings: Iterable[SweepFinding], as_of: dt.date, at: str) -> None:
    """Record what a sweep saw."""
    items = sorted([f.item, f.rule, f.path] for f in findings if f.state is not State.RESOLVED)
    _append(folder, {"type": "sweep", "at": at, "as_of": as_of.isoformat(), "items": items})


def add_mark(folder: Path, item: str, reason: str, at: str, until: dt.date | None) -> None:
    """Record that an item was done, or is kept until a day."""
    body: dict[str, Any] = {"type": "keep" if until else "done", "at": at, "item": item, "reason": reason}
    _append(folder, {**body, "until": until.isoformat()} if until else body)


def with_states(findings: Sequence[SweepFinding], record: Record, as_of: dt.date) -> list[SweepFinding]:
    """Return the findings with their states, and what the last recorded sweep saw and this one does not, as resolved.

    What was marked as done and is seen again by a later recorded sweep is open once more; what was kept is open when the day has passed.
    """
    now = {finding.item for finding in findings}
    stated = [_stated(finding, record, as_of) for finding in findings]
    for item, (rule, path) in record.last.items():
        if item not in now:
            stated.append(
                SweepFinding(rule, Severity.NOTE, path, "", "上次清查有，这次没有", Confidence.HIGH, Action.KEEP, state=State.RESOLVED)
            )
    return stated


def _stated(finding: SweepFinding, record: Record, as_of: dt.date) -> SweepFinding:
    mark = record.marks.get(finding.item)
    if mark is not None and mark.until is not None and mark.until >= as_of:
        return replace(finding, state=State.KEPT, note=f"保留至 {mark.until}：{mark.reason}")
    if mark is not None and mark.kind == "done" and record.seen.get(finding.item, -1) < mark.place:
        return replace(finding, state=State.DONE, note=mark.reason)
    return replace(finding, state=State.OPEN) if mark is not None or record.knows(finding.item) else finding


def _append(folder: Path, body: Mapping[str, Any]) -> None:
    path = path_in(folder)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with locked(path.parent):
        head = read_record(path).head
        records.append(path, canonical_json({**body, "prev": head}))


def _body(line: bytes, head: str, path: Path) -> Mapping[str, Any]:
    try:
        body = json.loads(line)
        keys = _KEYS[body["type"]] | {"type", "prev"}
        whole = set(body) == keys and canonical_json(body) == line and body["prev"] == head
    except (ValueError, TypeError, KeyError, RecursionError):
        whole = False
    if not whole:
        raise IntegrityError("XS370", f"清查记录“{path.name}”被改动过，或已损坏。", "请保留原件，从备份恢复；没有备份的，移走它重新清查。")
    return dict(body)
