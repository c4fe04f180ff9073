"""The values of a sweep: what is wrong with a page or a column, how that was reached, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.digest import sha256
from review.model import Gap, Severity


class Action(StrEnum):
    """What may be done about a page. None of them deletes."""

    ANNOTATE = "annotate-expired"
    ARCHIVE = "archive"
    CORRECT = "correct"
    DE_IDENTIFY = "de-identify"
    WITHDRAW = "withdraw"
    KEEP = "keep"


class Confidence(StrEnum):
    """How sure a finding is of what it says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class State(StrEnum):
    """Where an item of the work list stands."""

    NEW = "new"
    OPEN = "open"
    DONE = "done"
    KEPT = "kept"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class SweepFinding:
    """One thing to do about a page or a column.

    `path` is below the folder that was given, `related` are the other pages that it rests on, `computation` shows the days it was
    reached with. `owner` is the department of the column, empty where nobody said. `subject` tells apart several things of a kind on one
    page, `note` says why an item is kept.
    """

    rule: str
    severity: Severity
    path: str
    evidence: str
    computation: str
    confidence: Confidence
    action: Action
    related: tuple[str, ...] = ()
    column: str = ""
    owner: str = ""
    basis: str = ""
    state: State = State.NEW
    note: str = ""
    subject: str = ""

    @property
    def item(self) -> str:
        """The number by which the item is marked: 10 hex digits of rule, path and subject, the same in every sweep."""
        return sha256(f"{self.rule}\n{self.path}\n{self.subject}".encode())[:10]


@dataclass(frozen=True, slots=True)
class Unread:
    """A page, or a part of one, that was not read."""

    path: str
    gap: Gap


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep comes to. `titles` are the titles of the pages that findings are about, by their path."""

    as_of: date
    pages_read: int
    findings: tuple[SweepFinding, ...]
    gaps: tuple[Unread, ...] = ()
    titles: Mapping[str, str] | None = None
