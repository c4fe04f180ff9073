"""The values of a sweep: what is wrong with a page or a column, how that was reached, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from review.digest import sha256
from review.model import Gap, Severity
from review.sweep.lists import Addresses, Inspection, Normative, Summary

SECRECY = "疑似密级标志"  # all that is told of a mark of secrecy
REPORTED, OUTSIDE = "outdated.reported", "outdated.outside-domain"


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
class Trace:
    """What a page was on a day: the SHA-256 of its bytes, 64 hex digits; empty for a column and for a page that was not there."""

    day: date
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SweepFinding:
    """One thing to do about a page or a column.

    `path` is below the folder that was given, `related` are the other pages that it rests on, `computation` shows the days it was
    reached with. `owner` is the department of the column, empty where nobody said. `subject` tells apart several things of a kind on one
    page, `note` says why an item is kept. `since` is the day from which it was seen without a break, `due` the last day to act, `again`
    says that it had been resolved; `before` and `after` are the page as found and as it is now that the item is settled.
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
    since: date | None = None
    due: date | None = None
    again: bool = False
    before: Trace | None = None
    after: Trace | None = None
    known_as: str = ""

    @property
    def item(self) -> str:
        """The number by which the item is marked: 10 hex digits of rule, path and subject, the same in every sweep.

        A lead is known by its own number and an outside domain by its name, whichever page they are found on. What only the record
        knows bears its number there.
        """
        path = "" if self.rule in (REPORTED, OUTSIDE) else self.path
        return self.known_as or sha256(f"{self.rule}\n{path}\n{self.subject}".encode())[:10]

    @property
    def is_lead(self) -> bool:
        """Tell whether people reported it, with a clock of its own."""
        return self.rule == REPORTED

    @property
    def to_do(self) -> bool:
        """Tell whether somebody has still to act."""
        return self.state in (State.NEW, State.OPEN)

    def overdue(self, as_of: date) -> bool:
        """Tell whether the last day to act has passed and nobody did."""
        return self.to_do and self.due is not None and self.due < as_of


@dataclass(frozen=True, slots=True)
class Unread:
    """A page, or a part of one, that was not read."""

    path: str
    gap: Gap


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep comes to. `titles`, `urls` and `digests` (SHA-256) are those of the pages that were read, by their path."""

    as_of: date
    pages_read: int
    findings: tuple[SweepFinding, ...]
    gaps: tuple[Unread, ...] = ()
    titles: Mapping[str, str] | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    summary: Summary | None = None
    normative: Normative | None = None
    addresses: Addresses | None = None
    inspection: Inspection | None = None
