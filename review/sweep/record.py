"""The record of sweeps: which items each one saw and what was done about them, one line each, every line bound to the one before.

It holds numbers of items, rules, paths, columns, days, digests and reasons, never words of a page: of the addresses that pages lead to
only digests. Anybody who can write to the folder could begin a new file; a line that was changed, left out or put in between shows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from review.digest import canonical_json, sha256
from review.errors import IntegrityError
from review.store import records
from review.store.lock import locked
from review.sweep.finding import State, SweepFinding, Trace

FOLDER, NAME = ".xianshen", "sweep.jsonl"
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "sweep": ({"at", "as_of", "items"}, {"pages", "domains"}),
    "done": ({"at", "item", "reason"}, set()),
    "keep": ({"at", "item", "reason", "until"}, set()),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done about an item: done, or kept until a day; `place` is the number of its line."""

    kind: str
    place: int
    reason: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as a sweep recorded it; `due` is there for a lead that waits for an answer."""

    rule: str
    path: str
    column: str = ""
    due: dt.date | None = None


@dataclass
class Record:
    """All that was recorded.

    `last` are the items of the last sweep, `base` those of the one to compare with, at `base_day` and line `base_place` (-1 for none).
    `first` and `seen` are the lines in which an item was first and last seen, `since` the day from which on it was seen without a break,
    `before` its page then, `ended` its page when it was seen no more. `pages` are the digests of pages as last recorded, `domains` those
    of the addresses of the last sweep, None where it recorded none.
    """

    last: dict[str, Seen] = field(default_factory=dict)
    base: dict[str, Seen] = field(default_factory=dict)
    base_day: dt.date | None = None
    base_place: int = -1
    first: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    since: dict[str, dt.date] = field(default_factory=dict)
    before: dict[str, Trace] = field(default_factory=dict)
    ended: dict[str, Trace] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    domains: frozenset[str] | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    head: str = ""

    def take(self, body: Mapping[str, Any], place: int, until: dt.date | None) -> None:
        """Take in one line; a sweep after `until` is not compared with. Raises ValueError, TypeError, KeyError for one of another shape."""
        if body["type"] == "sweep":
            self._take_sweep(body, place, until)
        else:
            day = dt.date.fromisoformat(body["until"]) if body["type"] == "keep" else None
            self.marks[body["item"]] = Mark(body["type"], place, body["reason"], day)

    def _take_sweep(self, body: Mapping[str, Any], place: int, until: dt.date | None) -> None:
        day = dt.date.fromisoformat(body["as_of"])
        now = {item: _seen(*rest) for item, *rest in body["items"]}
        self.pages.update(body.get("pages", {}))
        for item, seen in self.last.items():
            if item not in now:
                self.ended[item] = Trace(day, self.pages.get(seen.path, ""))
        for item, seen in now.items():
            if item not in self.last:
                self.since[item], self.before[item] = day, Trace(day, self.pages.get(seen.path, ""))
                self.ended.pop(item, None)
            self.first.setdefault(item, place)
            self.seen[item] = place
        self.last = now
        self.domains = frozenset(body["domains"]) if "domains" in body else None
        if until is None or day <= until:
            self.base, self.base_day, self.base_place = now, day, place


def path_in(folder: Path) -> Path:
    """Return where the record of a site lies."""
    return folder / FOLDER / NAME


def read_record(path: Path, until: dt.date | None = None) -> Record:
    """Return what is recorded, to be compared with the last sweep, or with the last one on or before `until`.

    Raises IntegrityError (XS370) for a line that is not what it was when the next was written.
    """
    record = Record()
    for place, line in enumerate(records.read(path).whole.splitlines()):
        try:
            record.take(_body(line, record.head), place, until)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise IntegrityError(
                "XS370", f"清查记录“{path.name}”被改动过，或已损坏。", "请保留原件，从备份恢复；没有备份的，移走它重新清查。"
            ) from error
        record.head = sha256(line)
    return record


def add_sweep(
    folder: Path,
    findings: Iterable[SweepFinding],
    as_of: dt.date,
    at: str,
    digests: Mapping[str, str] | None = None,
    domains: Iterable[str] = (),
) -> None:
    """Record what a sweep saw, with the digests of the pages of its items, and of those whose items it saw no more."""
    items = {f.item: _listed(f) for f in findings if f.state is not State.RESOLVED}
    body = {"type": "sweep", "at": at, "as_of": as_of.isoformat(), "items": sorted([item, *rest] for item, rest in items.items())}
    body["domains"] = sorted({sha256(domain.encode())[:16] for domain in domains})

    def now(known: Record) -> Mapping[str, Any]:
        paths = {rest[1] for rest in items.values()} | {seen.path for seen in known.last.values()}
        found = {path: (digests or {}).get(path, "") for path in paths}
        return {**body, "pages": {path: digest for path, digest in found.items() if digest != known.pages.get(path, "")}}

    _append(folder, now)


def add_mark(folder: Path, item: str, reason: str, at: str, until: dt.date | None) -> None:
    """Record that an item was done, or is kept until a day."""
    body: dict[str, Any] = {"type": "keep" if until else "done", "at": at, "item": item, "reason": reason}
    _append(folder, lambda _: {**body, "until": until.isoformat()} if until else body)


def is_recorded(domain: str, domains: frozenset[str] | None) -> bool:
    """Tell whether the last recorded sweep met a domain."""
    return domains is not None and sha256(domain.encode())[:16] in domains


def _listed(finding: SweepFinding) -> list[str]:
    """Return what is kept of an item; a lead that is still to be answered keeps its last day."""
    clock = finding.due.isoformat() if finding.due and finding.is_lead and finding.state is not State.DONE else ""
    return [finding.rule, finding.path, finding.column, clock]


def _seen(rule: str, path: str, column: str = "", due: str = "") -> Seen:
    return Seen(rule, path, column, dt.date.fromisoformat(due) if due else None)


def _append(folder: Path, make: Callable[[Record], Mapping[str, Any]]) -> None:
    path = path_in(folder)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with locked(path.parent):
        known = read_record(path)
        records.append(path, canonical_json({**make(known), "prev": known.head}))


def _body(line: bytes, head: str) -> Mapping[str, Any]:
    body = json.loads(line)
    needed, allowed = _KEYS[body["type"]]
    needed = needed | {"type", "prev"}
    if not needed <= set(body) <= needed | allowed or canonical_json(body) != line or body["prev"] != head:
        raise ValueError("not the line that was written")
    return dict(body)
