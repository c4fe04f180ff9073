"""The ledger of a unit: for every event of every matter, and every record of the roster, one line that pins its digest.

A chain alone does not see that its tail was cut off; whoever restores an older copy of a state file, or deletes one, is betrayed by
the ledger. The ledger itself is pinned by what each client saw last, by checkpoints, and by the head printed on every form.

A signature that names an older roster than the ledger knew at that point was made with knowledge of the present: this is how a key
that was revoked yesterday, and used today with yesterday's date, is found out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from review.sign.signer import PublicKey
from review.workflow.chain import Chain, Entry, Fault, unsigned
from review.workflow.events import Event
from review.workflow.fields import Check, count, digest, list_of, one_of, record, said, time
from review.workflow.history import History
from review.workflow.roster import Roster

ROSTER = "roster"  # stands where a matter's name stands
_FIELDS: Mapping[str, Check] = {
    "type": one_of("anchor"),
    "at": time,
    "actor": record(person=said, key=said),
    "of": record(matter=said, seq=count, head=digest, type=said),
    "roster": digest,
    "files": list_of(digest),
}
_COUNTED = frozenset({"v", "seq", "prev"})
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one line of the ledger pins. `place` is its own place in the ledger."""

    place: int
    seq: int
    head: str
    type: str
    roster: str


class Ledger:
    """A ledger as far as its lines hold; `faults` say why it cannot be relied on."""

    def __init__(self, chain: Chain) -> None:
        self.chain = _well_formed(chain)
        self.faults = self.chain.faults
        self.anchors: dict[str, list[Anchor]] = {}
        self.matters: dict[str, list[str]] = {}
        self._newest: dict[str, dt.datetime] = {}
        self._floors: list[dt.datetime | None] = []
        for entry in self.chain.entries:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self._floors.append(self.latest)
        person, at = entry.body["actor"]["person"], dt.datetime.fromisoformat(entry.body["at"])
        self._newest[person] = max(at, self._newest.get(person, at))
        of = entry.body["of"]
        anchor = Anchor(entry.seq, of["seq"], of["head"], of["type"], entry.body["roster"])
        self.anchors.setdefault(of["matter"], []).append(anchor)
        for file in entry.body["files"]:
            self.matters.setdefault(file, []).append(of["matter"])

    @property
    def head(self) -> str:
        """The digest of the last line."""
        return self.chain.head

    def add(self, line: bytes) -> None:
        """Take up one more line, just written by ourselves."""
        self.chain = self.chain.extended(line)
        self._take(self.chain.entries[-1])

    @property
    def latest(self) -> dt.datetime | None:
        """A time that is certainly over: the second latest that different people claimed, so that one wrong clock moves nothing."""
        times = sorted(self._newest.values())
        return times[-2] if len(times) > 1 else None

    def unsigned(self, roster: Roster, since: int = 0) -> Iterator[Fault]:
        """Yield a fault for every line from place `since` on whose signature does not hold."""

        def key(entry: Entry) -> PublicKey | None:
            actor = entry.body["actor"]
            return roster.key_at(entry.body["roster"], actor["person"], actor["key"])

        yield from unsigned(Chain(self.chain.entries[since:]), key)

    def against(self, history: History, roster: Roster) -> Iterator[Fault]:
        """Yield what in a matter's record contradicts the ledger: events cut off, exchanged, or signed under a roster already changed."""
        heads = [event.head for event in history.events]
        for anchor in self.anchors.get(history.matter, ()):
            if anchor.seq >= len(heads):
                if not history.faults:
                    yield Fault(anchor.seq, "台账登记过的记录不见了，记录被截断或换成了旧的")
                return
            if heads[anchor.seq] != anchor.head:
                yield Fault(anchor.seq, "与台账登记的不一致，记录被更换")
                return
        yield from self._dated_back(history, roster)
        yield from self._told_too_early(history)

    def _told_too_early(self, history: History) -> Iterator[Fault]:
        """An event cannot be a day older than what stood in the ledger before it."""
        for anchor in self.anchors.get(history.matter, ()):
            floor = self._floors[anchor.place]
            if floor is not None and history.events[anchor.seq].at < floor - _DAY:
                yield Fault(anchor.seq, "所称的时间比台账里前面的记录早一天以上，时间被倒填")
                return

    def against_roster(self, roster: Roster) -> Iterator[Fault]:
        """Yield what in the roster contradicts the ledger."""
        heads = [entry.head for entry in roster.chain.entries]
        for anchor in self.anchors.get(ROSTER, ()):
            if anchor.seq >= len(heads) or heads[anchor.seq] != anchor.head:
                yield Fault(anchor.seq, "名册与台账登记的不一致，名册被截断或更换")
                return

    def unanchored(self, history: History) -> int:
        """Return how many events at the end of a record the ledger does not know."""
        known = {anchor.seq for anchor in self.anchors.get(history.matter, ())}
        return sum(event.seq not in known for event in history.events)

    def vanished(self, present: Iterable[str]) -> list[str]:
        """Return the matters that the ledger knows and that are not there any more."""
        return sorted(self.anchors.keys() - {ROSTER} - set(present))

    def _dated_back(self, history: History, roster: Roster) -> Iterator[Fault]:
        places = sorted((anchor.place, anchor.seq) for anchor in self.anchors.get(ROSTER, ()))
        place_of = {anchor.seq: anchor.place for anchor in self.anchors.get(history.matter, ())}
        known, index = -1, 0
        for event in history.events:
            while index < len(places) and places[index][0] < place_of.get(event.seq, len(self.chain.entries)):
                known, index = max(known, places[index][1]), index + 1
            used = roster.position(event.roster)
            if used is not None and used < known:
                yield Fault(event.seq, "依据了当时已经改动的旧名册，可能是用已收回的密钥补签")
                return


def anchor_body(of: Mapping[str, Any], at: str, actor: Mapping[str, str], roster: str, files: Iterable[str] = ()) -> dict[str, Any]:
    """Return the body of the ledger's line that pins `of` (matter, seq, head, type); `actor` is who writes the line, now."""
    return {"v": 1, "type": "anchor", "at": at, "actor": dict(actor), "of": dict(of), "roster": roster, "files": list(files)}


def pinned_files(kind: str, fields: Mapping[str, Any]) -> list[str]:
    """Return the digests by which a matter is found again: those of the files that an event lays down."""
    return [file["sha256"] for file in fields["files"]] if kind in ("open", "revise") else []


def missing_anchors(ledger: Ledger, history: History) -> list[Event]:
    """Return the events that a crash kept from the ledger: those behind the last one it knows."""
    known = len(ledger.anchors.get(history.matter, ()))
    return list(history.events[known:])


def _well_formed(chain: Chain) -> Chain:
    following: dict[str, int] = {}
    for entry in chain.entries:
        body = entry.body
        good = body.get("v") == 1 and body.keys() == _FIELDS.keys() | _COUNTED and all(check(body[name]) for name, check in _FIELDS.items())
        if not good or body["of"]["seq"] != following.get(body["of"]["matter"], 0):
            return Chain(chain.entries[: entry.seq], (Fault(entry.seq, "台账里有不认识或不连续的记录"), *chain.faults))
        following[body["of"]["matter"]] = body["of"]["seq"] + 1
    return chain
