"""The record of one matter: its events as far as they hold, and what is wrong with it.

A record holds when every line is canonical, chained, of this matter, of a known kind, and signed with a key that its person held in
the roster at the head the person saw; and when those heads never go back. Facts are returned, nothing is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from review.digest import canonical_json, sha256
from review.sign.signer import PublicKey
from review.workflow.chain import Chain, Entry, Fault, parse, unsigned
from review.workflow.events import FIELDS, Event, event_of, faults_of, scan_digest
from review.workflow.roster import Roster
from review.workflow.upgrades import upgrade

READING = "解读材料"
CLOSING = {"withdraw": "已撤回", "recall": "已召回"}
_AFTER = {  # what may still be recorded of a matter that is over
    "release": frozenset({"recall", "correct", "note", "signoff"}),
    "recall": frozenset({"correct", "note"}),
}


@dataclass(frozen=True)
class History:
    """What was recorded of a matter. `events` end before the first fault."""

    matter: str
    events: tuple[Event, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def opening(self) -> Event:
        """The event that opened the matter."""
        return self.events[0]

    @property
    def head(self) -> str:
        """The digest of the last event."""
        return self.events[-1].head

    @cached_property
    def version(self) -> Event:
        """The last event that laid down the files: open or revise."""
        return next(event for event in reversed(self.events) if event.type in ("open", "revise"))

    @property
    def number(self) -> int:
        """The number of the version, from 1."""
        return sum(event.type in ("open", "revise") for event in self.events)

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files of the version now under review, the main document first."""
        return list(self.version["files"])

    @cached_property
    def files_digest(self) -> str:
        """The digest that every sign-off names: of roles, names and digests of all files."""
        return digest_of_files(self.files)

    @property
    def title(self) -> str:
        """What the matter is called."""
        return str(self.opening["title"])

    @property
    def channel(self) -> str:
        """Where the text is to appear."""
        return str(self.opening["channel"])

    @cached_property
    def current(self) -> tuple[Event, ...]:
        """The events since the last version."""
        return tuple(event for event in self.events if event.seq > self.version.seq)

    @cached_property
    def scan(self) -> Event | None:
        """The scan that everybody judges: the one recorded together with the version under review."""
        first = self.current[0] if self.current else None
        return first if first is not None and first.type == "scan" and first["files"] == self.files_digest else None

    @cached_property
    def contributors(self) -> frozenset[str]:
        """Who drafted, opened or revised: none of them may sign (谁起草、谁负责)."""
        return self.contributors_before(len(self.events))

    def contributors_before(self, seq: int) -> frozenset[str]:
        """Return who had a part in the text when the event of this place was recorded."""
        people = set(self.opening["drafters"])
        return frozenset(people | {event.person for event in self.events[:seq] if event.type in ("open", "revise")})

    @cached_property
    def withdrawn(self) -> Event | None:
        """The event by which somebody who had a part in the text took the whole matter back."""
        backs = (event for event in self.events if event.type == "withdraw" and event["whole"])
        return next((event for event in backs if event.person in self.contributors_before(event.seq)), None)

    @property
    def drafters(self) -> tuple[str, ...]:
        """Who drafted the text."""
        return tuple(self.opening["drafters"])

    def last(self, kind: str) -> Event | None:
        """Return the last event of a type."""
        return next((event for event in reversed(self.events) if event.type == kind), None)


def read_history(data: bytes, matter: str, roster: Roster) -> History:
    """Return the history that the whole lines of a state file hold."""
    signed = parse(data)
    chain = Chain(tuple(replace(entry, body=upgrade(entry.body)) for entry in signed.entries), signed.faults)
    faults = [*chain.faults, *_misfits(chain, matter), *unsigned(signed, lambda entry: _key(entry, roster)), *_gone_back(chain, roster)]
    end = min((fault.seq for fault in faults), default=len(chain.entries))
    events = tuple(event_of(entry) for entry in chain.entries[:end])
    if not events and not faults:
        faults.append(Fault(0, "审查记录是空的"))
    return History(matter, events, tuple(sorted(faults, key=lambda fault: fault.seq)))


def digest_of_files(files: list[dict[str, Any]]) -> str:
    """Return the one digest of a version's files; what the text says is for explaining and does not enter."""
    return sha256(canonical_json([[f["role"], f["name"], f["size"], f["sha256"], f["sm3"]] for f in files]))


def _misfits(chain: Chain, matter: str) -> Iterator[Fault]:
    allowed = frozenset(FIELDS)
    for entry in chain.entries:
        wrong = next(faults_of(entry.body), "")
        if not wrong and entry.body["matter"] != matter:
            wrong = "属于另一个事项"
        if not wrong and (entry.body["type"] == "open") != (entry.seq == 0):
            wrong = "事项的开头不对"
        if not wrong and entry.body["type"] == "scan" and not _belongs(entry, chain.entries[entry.seq - 1]):
            wrong = "检查结果不是送审时的那一份"
        if not wrong and entry.body["type"] not in allowed:
            wrong = "事项已经办结，不能再有这种记录"
        if wrong:
            yield Fault(entry.seq, wrong)
            return
        allowed &= _AFTER.get(entry.body["type"], allowed)


def _belongs(scan: Entry, version: Entry) -> bool:
    """Tell whether a scan was recorded right behind its version, by the same person, and is what its digest says."""
    body = scan.body
    said = scan_digest(body["files"], body["ruleset"], body["tool"], body["findings"], body["gaps"])
    together = version.body["type"] in ("open", "revise") and version.body["actor"]["person"] == body["actor"]["person"]
    return together and said == body["scan"]


def _key(entry: Entry, roster: Roster) -> PublicKey | None:
    actor, head = entry.body.get("actor"), entry.body.get("roster")
    if not isinstance(actor, dict) or not isinstance(head, str):
        return None
    roll = roster.at(head)
    return roll.key(str(actor.get("person")), str(actor.get("key"))) if roll else None


def _gone_back(chain: Chain, roster: Roster) -> Iterator[Fault]:
    highest = -1
    for entry in chain.entries:
        place = roster.position(str(entry.body.get("roster")))
        if place is None:
            yield Fault(entry.seq, "所依据的名册不在本单位的名册里，名册可能被更换")
            return
        if place < highest:
            yield Fault(entry.seq, "依据了比前面的记录更旧的名册")
            return
        highest = place
