"""What stands beside the work list: values of the summary, the documents in force, the addresses and the columns of the inspection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of a column are new, back again, still open, done, kept, resolved; `overdue` are among those to be done."""

    column: str = ""
    owner: str = ""
    new: int = 0
    again: int = 0
    open: int = 0
    done: int = 0
    kept: int = 0
    resolved: int = 0
    overdue: int = 0


NUMBERS = tuple(each.name for each in fields(Tally) if each.name not in ("column", "owner"))


@dataclass(frozen=True, slots=True)
class Summary:
    """A sweep against an earlier one. `against` is its day, None where none was recorded."""

    against: date | None
    rows: tuple[Tally, ...]

    @property
    def total(self) -> Tally:
        """The sums over all columns."""
        return Tally(**{name: sum(getattr(row, name) for row in self.rows) for name in NUMBERS})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands. `state` is valid, repealed, expired or unclear; `listed` what the catalogue says of it, or nothing.

    `path` is empty for a document that is not online, `source` is the catalogue, empty for one that stands in none.
    """

    unit: str
    title: str
    docno: str
    state: str
    day: date | None = None
    path: str = ""
    marked: bool = False
    listed: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Normative:
    """行政规范性文件 of a site by issuing unit, and what stands on one side only.

    `missing` is in force by a catalogue and not online, `unlisted` is online as in force and in no catalogue, `unmarked` is over by a
    catalogue while its page does not say so, `contradicted` is in force by a catalogue and over by its own text or by a repeal. Without
    a catalogue the four are empty and `catalogues` too.
    """

    rows: tuple[Standing, ...]
    missing: tuple[Standing, ...] = ()
    unlisted: tuple[Standing, ...] = ()
    unmarked: tuple[Standing, ...] = ()
    contradicted: tuple[Standing, ...] = ()
    catalogues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """A domain that pages lead to. `kinds` are link, embedded, code; `example` is an address without its query."""

    domain: str
    kinds: tuple[str, ...]
    pages: int
    paths: tuple[str, ...]
    example: str
    owner: str = ""
    allowed: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class Addresses:
    """The domains outside the site, unknown and new ones first, and how many pictures were looked at for codes.

    `against` tells whether a sweep was recorded to tell new ones by, `gone` how many of its domains are there no more.
    """

    rows: tuple[Address, ...]
    codes: int = 0
    pictures: int = 0
    unseen: int = 0
    against: bool = False
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """The columns as the national inspection counts them: overdue ones by what they count towards, empty ones, and the newest page."""

    columns: int
    overdue: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    newest: date | None = None
    newest_path: str = ""
