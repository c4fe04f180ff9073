"""What a page came to in an earlier sweep: a page that did not change is not read again.

Kept under the path of the page, with the digest of its bytes and of what the list of pages says of it, and with the days on which it
holds: each thing that is told of a page begins or ends with one day, so what is the same on two days is the same between them. The key of
all depends on rules, facts, the site's description, the code and what is installed.

What is told of a page quotes it, so it is sealed with the page (`review.store.seal`), in a file that only the user can read. Pages that
must come down at once, and those that were not read whole, are not kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from review.digest import canonical_json
from review.engine.ledger import Ledger
from review.extract.sources import Source
from review.model import Severity
from review.store.seal import seal, unseal
from review.sweep.entry import Entry
from review.sweep.finding import SweepFinding
from review.sweep.listing import Listed
from review.sweep.packed import ways

NAME = "swept.sqlite"
HORIZON = dt.timedelta(days=100)  # how much later a second sweep may be, and still use what the first one found
TASKS = 2  # keys under which pages are kept: the last ones used
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a page, and what is told of it alone from the day `since` to the day `until`."""

    since: dt.date
    until: dt.date
    entry: Entry
    findings: tuple[SweepFinding, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the memory of a page is kept, and what must be the same for it to hold."""

    key: bytes
    content: bytes


_TO, _BACK = ways(Kept)


def key_of(key: bytes, parts: Mapping[str, str]) -> bytes:
    """Return the key of what depends on these parts, for the user of a key."""
    return hmac.digest(key, canonical_json(parts), "sha256")


@dataclass
class Memory:
    """The pages of earlier sweeps that were done under one key, as of the day of this one."""

    ledger: Ledger
    key: bytes = field(repr=False)
    day: dt.date
    _sealing: bytes = field(init=False, repr=False)
    _waiting: list[tuple[bytes, bytes]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive the key of the seals."""
        self._sealing = hmac.digest(self.key, b"seal", "sha256")

    def place(self, source: Source, listed: Listed | None, root: Path, above: str) -> Place | None:
        """Return the place of a page below a folder, where it is called so with `above`; None for one that was not read."""
        if source.data is None or source.gaps:
            return None
        where = hmac.digest(self.key, f"{root}\0{above}\0{source.path}".encode("utf-8", "surrogatepass"), "sha256")
        said = canonical_json([listed.url, listed.column, listed.title, str(listed.published)]) if listed else b""
        return Place(where, hashlib.sha256(said + b"\0" + source.data).digest())

    def recall(self, place: Place) -> Kept | None:
        """Return what is known of a page as of the day, or None."""
        data = self.ledger.get(place.key)
        plain = unseal(self._sealing, place.content, data, place.key) if data is not None else None
        if plain is None:
            return None
        try:
            kept: Kept = _BACK(json.loads(plain))
        except (ValueError, TypeError, LookupError):
            return None
        return kept if kept.since <= self.day <= kept.until else None

    def learn(self, place: Place, entry: Entry, findings: Sequence[SweepFinding], later: Callable[[dt.date], list[SweepFinding]]) -> None:
        """Keep what is told of a page for as long as it stays the same; `later` returns what is told of it as of another day."""
        if not any(finding.severity is Severity.BLOCK for finding in findings):
            end = self.day + HORIZON
            self._keep(place, Kept(self.day, end if later(end) == findings else self.day, entry, tuple(findings)))

    def close(self) -> None:
        """Write what is waiting and let go of the file."""
        self.ledger.keep(self._waiting)
        self._waiting.clear()
        self.ledger.close()

    def _keep(self, place: Place, kept: Kept) -> None:
        self._waiting.append((place.key, seal(self._sealing, place.content, _dumped(_TO(kept)), place.key)))
        if len(self._waiting) >= _BATCH:
            self.ledger.keep(self._waiting)
            self._waiting.clear()


def _dumped(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
