"""The values that flow through the program: documents, rules, findings, scans.

Everything here is immutable and knows nothing of files, screens or the other rooms.
Offsets are half-open ranges of code points into `Document.text`.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple


class Layer(StrEnum):
    """Who sees a piece of text: every reader, or only somebody who looks behind the page."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    METADATA = "metadata"
    REVISION = "revision"
    EMBEDDED = "embedded"


class Zone(StrEnum):
    """Part of an official document after GB/T 9704-2012; what has no zone of its own is body."""

    MASTHEAD = "masthead"  # 版头
    TITLE = "title"
    BODY = "body"
    TABLE = "table"
    NOTE = "note"  # 附注
    IMPRINT = "imprint"  # 版记
    HEADER = "header"
    FOOTER = "footer"
    WATERMARK = "watermark"


class Severity(StrEnum):
    """How much a finding weighs; `rank` orders them."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Return 2 for block, 1 for warn, 0 for note."""
        return {"block": 2, "warn": 1, "note": 0}[self.value]


class Status(StrEnum):
    """Whether a piece of personal data may lawfully be public as it stands."""

    PRIVATE = "private"
    PUBLIC = "public"
    MASKED = "masked"


class Tier(StrEnum):
    """How sure a detector is of what it found."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"


class GapReason(StrEnum):
    """Why something was not read. A gap is a result: it blocks until a person accepts it."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    LIMIT = "limit"
    NEEDS_OCR = "needs-ocr"
    NEEDS_EYES = "needs-eyes"
    ENGINE_MISSING = "engine-missing"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"


class Verdict(StrEnum):
    """What a scan of one document comes to."""

    BLOCK = "block"
    WARN = "warn"
    CLEAN = "clean"
    INCOMPLETE = "incomplete"


class Place(NamedTuple):
    """Where something stands, in terms a person can open.

    `part` is the carrier inside the file (``body``, ``header1``, a sheet or a package part), `path` the paragraph, row or
    cell in it (``p12``, ``t1/r3/c2``, ``B7``, ``L40``), `page` counts from 1, `box` is left, top, right, bottom in points
    from the top left corner of the page.
    """

    part: str = "body"
    path: str | None = None
    page: int | None = None
    zone: Zone | None = None
    box: tuple[float, float, float, float] | None = None

    def inside(self, part: str) -> Place:
        """Return the place as it is called from outside the file that `part` names."""
        return self._replace(part=part if self.part == "body" else f"{part}/{self.part}")


class Segment(NamedTuple):
    """A stretch of the document's text that stands in one place.

    `carrier` names what holds the text. For a layer other than visible it is the kind of the ``hidden.*`` rule that
    reports it (``comment``, ``tracked-change``, ``metadata`` …).
    """

    start: int
    end: int
    place: Place
    layer: Layer = Layer.VISIBLE
    carrier: str = "body"


class Gap(NamedTuple):
    """Something that was not read, and why. `message` is Chinese and says what to do.

    `pictures` is how many pictures of the contact sheet it stands for. `digest` tells for which bytes it stands, where they are known
    (64 hex digits): with other bytes it is another gap.
    """

    reason: GapReason
    message: str
    place: Place = Place()
    pictures: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for the contact sheet: one that a person looks at. `name` is what gaps call it, `sha256` that of its bytes (hex).

    Width and height are pixels, 0 where unknown; `thumbnail` is a small JPEG, empty where there was no room or time for it; `uses` is
    how often the document shows it.
    """

    place: Place
    name: str
    sha256: str
    width: int
    height: int
    thumbnail: bytes = field(repr=False)
    uses: int = 1


class Inner(NamedTuple):
    """A file inside a document. `start` is where its text begins in the text of the document, `part` what it is called there."""

    start: int
    document: Document
    part: str


@dataclass(frozen=True)
class Document:
    """What was read of one file: one text, the segments it is made of, and what could not be read.

    `name` is its path with forward slashes, from the folder or archive that was given, whose own name comes first.

    Segments are ordered, do not overlap, and cover the text except for the separators between them; all visible ones come
    first, so hidden text never shifts a visible offset. The text of files that the document carries stands last; each of them is
    also there as a document of its own, because its masthead and its hidden parts are its own. `pictures` are those that one gap leaves
    to a person.
    """

    name: str
    format: str
    text: str = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    gaps: tuple[Gap, ...] = ()
    inner: tuple[Inner, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), repr=False)

    @cached_property
    def own(self) -> Document:
        """The document without the files it carries."""
        if not self.inner:
            return self
        end = self.inner[0].start
        return replace(self, text=self.text[: end - 1], segments=tuple(s for s in self.segments if s.start < end), inner=())

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def segment_at(self, offset: int) -> Segment | None:
        """Return the segment that holds the code point at `offset`, or the one before a separator."""
        index = bisect.bisect_right(self._starts, offset) - 1
        return self.segments[index] if index >= 0 else None

    @cached_property
    def behind(self) -> tuple[Segment, ...]:
        """The segments that a reader of the page does not see; they follow all visible ones."""
        first = len(self.segments)
        while first and self.segments[first - 1].layer is not Layer.VISIBLE:
            first -= 1
        return self.segments[first:]

    @cached_property
    def visible_end(self) -> int:
        """Where the visible text ends."""
        visible = len(self.segments) - len(self.behind)
        return self.segments[visible - 1].end if visible else 0


class Rule(NamedTuple):
    """One thing to look for, as written in lexicons/rules; `options` belong to its kind.

    `source` is ``file:line``, for messages. `basis` holds references into facts/articles.tsv. A rule that names departments can be
    left out where none of them is concerned; one that names none is for everybody.
    """

    id: str
    title: str
    kind: str
    severity: Severity
    basis: tuple[str, ...]
    why: str
    fix: str
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    options: Mapping[str, Any]
    trial: bool = False
    source: str = ""
    departments: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The part of the id before the period."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Allowance:
    """An agreed exception, as written in lexicons/allow: findings of one rule weigh no more than a note, up to the day `expires`.

    Whatever of the scope is given must hold: the finding is `text`, or lies inside `phrase`; the document's path is like the glob
    `path`, it goes to `channel`, it is of `genre`. `source` is ``file:line``.
    """

    rule: str
    reason: str
    approver: str
    expires: date
    text: str = field(default="", repr=False)
    phrase: str = field(default="", repr=False)
    path: str = ""
    channel: str = ""
    genre: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person has to look at.

    `quote` is the text as it stands in the document: it never leaves the program unmasked unless asked for. `allowed` is the
    exception that made it a note.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    place: Place
    layer: Layer
    quote: str = field(repr=False)
    message: str = ""
    basis: str = ""
    because: str = ""
    fix: str = ""
    status: Status | None = None
    tier: Tier | None = None
    grade: str | None = None
    proof: int | None = None
    suggestions: tuple[str, ...] = ()
    fingerprint: str = ""
    stop: bool = False
    allowed: Allowance | None = None

    @property
    def category(self) -> str:
        """The part of the rule id before the period."""
        return self.rule.partition(".")[0]


class Scan(NamedTuple):
    """What the rules found in one document. `stop` means: a level marking is the document's own mark; handle no further."""

    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    stop: bool = False


class Reviewed(NamedTuple):
    """One document of a report: what it is, what was found, and what that comes to. `path` is what the user called it."""

    path: str
    sha256: str
    sm3: str
    size: int
    format: str
    genre: str | None
    verdict: Verdict
    scan: Scan
