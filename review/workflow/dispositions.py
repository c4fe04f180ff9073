"""What was done about findings and gaps. A disposition names a keyed fingerprint, so it outlives edits elsewhere in the text.

A disposition made for one version holds for the next as long as the same thing is found in the same file of the matter. A level of
secrecy is never disposed of here: the matter is opened anew, with a file that does not bear it. Who had a part in the text mends it;
what stays as it is, others answer for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from review.digest import canonical_json, sha256
from review.workflow.events import Action, Event
from review.workflow.history import History

NEVER = frozenset({"marking.level"})
FOR_GAPS = frozenset({Action.ACCEPTED})
SETTLING = frozenset({Action.MISTAKEN, Action.LAWFUL})  # what is deleted, masked or replaced is not found any more

Key = tuple[int, str]  # file of the matter, fingerprint


@dataclass(frozen=True)
class Dispositions:
    """What is in force: by file and fingerprint, the action and its reason."""

    items: Mapping[Key, Mapping[str, Any]]

    @cached_property
    def digest(self) -> str:
        """The digest that a sign-off names."""
        rows = sorted([file, mark, item["action"], item["reason"]] for (file, mark), item in self.items.items())
        return sha256(canonical_json(rows))


@dataclass(frozen=True, slots=True)
class Left:
    """What nobody has dealt with: findings that must not go out, and gaps."""

    findings: tuple[Mapping[str, Any], ...]
    gaps: tuple[Mapping[str, Any], ...]


def in_force(history: History, before: int | None = None) -> Dispositions:
    """Return the dispositions of what the scan in force found; `before` leaves out events from that place on."""
    scan = history.scan
    found = {(row["file"], row["fingerprint"]) for row in (*scan["findings"], *scan["gaps"])} if scan else set()
    items = {(item["file"], item["fingerprint"]): item for event in _events(history, before) for item in event["items"]}
    return Dispositions({key: item for key, item in items.items() if key in found})


def undisposed(history: History) -> Left:
    """Return the findings of severity block, and the gaps, that no disposition covers."""
    scan, done = history.scan, in_force(history).items
    if scan is None:
        return Left((), ())
    findings = [f for f in scan["findings"] if f["severity"] == "block" and not _settles(f, done.get((f["file"], f["fingerprint"])))]
    gaps = [g for g in scan["gaps"] if (g["file"], g["fingerprint"]) not in done]
    return Left(tuple(findings), tuple(gaps))


def _settles(finding: Mapping[str, Any], item: Mapping[str, Any] | None) -> bool:
    return item is not None and item["action"] in SETTLING and finding["rule"] not in NEVER


def _events(history: History, before: int | None) -> Iterator[Event]:
    for event in history.events:
        if event.type == "disposition" and event.person not in history.contributors and (before is None or event.seq < before):
            yield event
