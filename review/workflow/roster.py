"""The people of a unit, their keys and roles: a chain of its own, kept by the administrators.

Record types: ``found`` (the unit, its administrators, how many of them a change needs), ``policy`` (the digest of ``unit.toml``, so
that nobody lowers the levels in silence), ``person`` (a person, or one more key),
``role`` (from a day, until a day), ``delegate`` (a role on behalf of its holder, with basis and end), ``revoke`` (a key, a role, a
person), ``admin``, and ``confirm``, by which a second administrator puts a record into force. Where one administrator suffices, a
record names the printed sheet on which it was laid down.

A revoked key keeps what it signed before: a signature is judged by the roster at the head that the signer saw.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from review.errors import ConfigError
from review.sign.signer import PublicKey
from review.workflow.chain import Chain, Entry, Fault, unsigned
from review.workflow.fields import Check, count, day, digest, flag, line, list_of, maybe, one_of, person_id, record, said, text, time

VERSION = 1
CHANGES = frozenset({"found", "policy", "person", "role", "delegate", "revoke", "admin"})
_ADMIN = record(person=person_id, name=line, key=line)
_FIELDS: Mapping[str, Mapping[str, Check]] = {
    "found": {"unit": said, "quorum": lambda value: value in (1, 2), "admins": list_of(_ADMIN, least=1), "policy": digest, "nonce": said},
    "policy": {"digest": digest},
    "person": {"person": person_id, "name": line, "key": maybe(line)},
    "role": {"person": line, "role": line, "from": day, "until": maybe(day)},
    "delegate": {"person": line, "to": line, "role": line, "basis": said, "from": day, "until": day},
    "revoke": {"person": said, "what": one_of("key", "role", "person"), "which": text, "reason": said},
    "admin": {"person": said, "serves": flag},
    "confirm": {"change": count, "head": digest},
}
_COMMON: Mapping[str, Check] = {"at": time, "actor": record(person=said, key=said), "record": text}
_COUNTED = frozenset({"v", "type", "seq", "prev"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the roster. `keys` are those in force, by id; a drafter need not have one."""

    id: str
    name: str
    keys: Mapping[str, PublicKey] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A role that a person holds from a day until a day (None: open). `of` is the holder on whose behalf it is exercised."""

    person: str
    role: str
    begins: dt.date
    ends: dt.date | None
    of: str | None = None
    basis: str = ""

    def covers(self, day: dt.date) -> bool:
        """Tell whether the role is held on a day; both ends count."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Roll:
    """The roster as it was in force at one of its heads."""

    unit: str = ""
    quorum: int = 2
    policy: str = ""
    people: Mapping[str, Person] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()

    def key(self, person: str, key_id: str) -> PublicKey | None:
        """Return a key that the person holds, or None."""
        found = self.people.get(person)
        return found.keys.get(key_id) if found else None

    def owner(self, key_id: str) -> Person | None:
        """Return whose key this is."""
        return next((person for person in self.people.values() if key_id in person.keys), None)

    def terms_of(self, person: str, role: str, day: dt.date) -> list[Term]:
        """Return what entitles a person to a role on a day: own terms first, then delegations of those who hold it that day."""
        mine = [t for t in self.terms if t.person == person and t.role == role and t.covers(day)]
        own = [t for t in mine if t.of is None]
        held = {t.person for t in self.terms if t.role == role and t.of is None and t.covers(day)}
        return own + [t for t in mine if t.of in held]

    def holders(self, role: str, day: dt.date) -> list[str]:
        """Return who may act in a role on a day."""
        return [person for person in self.people if self.terms_of(person, role, day)]

    def find(self, who: str) -> Person:
        """Return a person by id, or by a name that only one bears. Raises ConfigError (XS612)."""
        if who in self.people:
            return self.people[who]
        named = [person for person in self.people.values() if person.name == who]
        if len(named) == 1:
            return named[0]
        what = f"名册里有{len(named)}个“{who}”" if named else f"名册里没有“{who}”"
        raise ConfigError("XS612", f"{what}。", "请写人员编号，用 xianshen roster list 查看；没有的请管理员先登记。")


class Roster:
    """A verified chain of the roster; `faults` say why it cannot be relied on."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain = _well_formed(chain)
        self._positions = {entry.head: entry.seq for entry in chain.entries}
        self._rolls = list(_rolls(chain.entries))
        self._founders = _founders(chain.entries)
        self.faults = (*chain.faults, *unsigned(chain, self._signer), *self._unentitled())

    @property
    def head(self) -> str:
        """The digest of the last record."""
        return self.chain.head

    @property
    def genesis(self) -> str:
        """The digest of the first record: what a unit pins and hangs on the wall."""
        return self.chain.entries[0].head if self.chain.entries else self.chain.head

    @property
    def now(self) -> Roll:
        """The roster in force."""
        return self._rolls[-1] if self._rolls else Roll()

    @property
    def pending(self) -> tuple[Entry, ...]:
        """Changes that still need a second administrator."""
        confirmed = {entry.body["change"] for entry in self.chain.entries if entry.body["type"] == "confirm"}
        return tuple(e for e in self.chain.entries if e.body["type"] in CHANGES and self.now.quorum > 1 and e.seq not in confirmed)

    def owner(self, key_id: str) -> Person | None:
        """Return whose key this is now; before the roster is in force, which of its founders'."""
        if self.now.admins:
            return self.now.owner(key_id)
        listed = self.chain.entries[0].body["admins"] if self.chain.entries else ()
        return next((Person(a["person"], a["name"], _keys(a["key"])) for a in listed if key_id in _keys(a["key"])), None)

    def position(self, head: str) -> int | None:
        """Return the place of a head in the chain; None if it is not of this roster."""
        return self._positions.get(head)

    def key_at(self, head: str, person: str, key_id: str) -> PublicKey | None:
        """Return a key that a person held at a head; before the roster was in force, one of its founders'."""
        roll = self.at(head)
        if roll is None:
            return None
        return roll.key(person, key_id) if roll.admins else self._founders.get((person, key_id))

    def at(self, head: str) -> Roll | None:
        """Return the roster as it was in force at a head."""
        place = self._positions.get(head)
        return None if place is None else self._rolls[place]

    def _before(self, seq: int) -> Roll:
        return self._rolls[seq - 1] if seq else Roll()

    def _signer(self, entry: Entry) -> PublicKey | None:
        person, key = entry.body["actor"]["person"], entry.body["actor"]["key"]
        roll = self._before(entry.seq)
        return self._founders.get((person, key)) if not roll.admins else roll.key(person, key)

    def _unentitled(self) -> Iterator[Fault]:
        founders = {person for person, _ in self._founders}
        for entry in self.chain.entries:
            admins = self._before(entry.seq).admins or founders
            if entry.body["actor"]["person"] not in admins:
                yield Fault(entry.seq, "名册由不是管理员的人改动")


def _founders(entries: tuple[Entry, ...]) -> dict[tuple[str, str], PublicKey]:
    found: dict[tuple[str, str], PublicKey] = {}
    for admin in entries[0].body.get("admins", ()) if entries else ():
        key = _parsed(admin["key"])
        found[admin["person"], key.id] = key
    return found


def _well_formed(chain: Chain) -> Chain:
    """Return the records up to the first that is none, which becomes a fault."""
    for entry in chain.entries:
        body = entry.body
        checks = {**_FIELDS.get(str(body.get("type")), {}), **_COMMON}
        known = isinstance(body.get("type"), str) and body["type"] in _FIELDS and body.get("v") == VERSION
        known = known and body.keys() == _COUNTED | checks.keys()
        first = (body.get("type") == "found") == (entry.seq == 0)
        if not known or not first or not all(check(body[name]) for name, check in checks.items()) or not _keys_parse(body):
            return Chain(chain.entries[: entry.seq], (Fault(entry.seq, "名册里有不认识的记录"), *chain.faults))
    return chain


def _keys_parse(body: Mapping[str, Any]) -> bool:
    try:
        for text_of_key in (body.get("key"), *(admin["key"] for admin in body.get("admins", ()))):
            _keys(text_of_key)
    except ConfigError:
        return False
    return True


def _rolls(entries: tuple[Entry, ...]) -> Iterator[Roll]:
    """Yield the roster in force after each record."""
    roll = Roll()
    quorum = 2
    waiting: dict[int, Entry] = {}
    for entry in entries:
        body = entry.body
        kind = body["type"]
        if kind == "found":
            quorum = body["quorum"]
        if kind == "confirm":
            change = waiting.get(body["change"])
            proposer = change.body["actor"]["person"] if change else ""
            in_office = proposer in roll.admins or not roll.admins
            if change and in_office and change.head == body["head"] and proposer != body["actor"]["person"]:
                roll = _applied(roll, waiting.pop(body["change"]).body)
        elif kind in CHANGES:
            if quorum == 1:
                roll = _applied(roll, body)
            else:
                waiting[entry.seq] = entry
        yield roll


def _applied(roll: Roll, body: Mapping[str, Any]) -> Roll:
    people = dict(roll.people)
    match body["type"]:
        case "found":
            people = {a["person"]: Person(a["person"], a["name"], _keys(a["key"])) for a in body["admins"]}
            return Roll(body["unit"], body["quorum"], body["policy"], people, frozenset(people))
        case "policy":
            return replace(roll, policy=body["digest"])
        case "person":
            known = people.get(body["person"], Person(body["person"], body["name"]))
            taken = {key for person in people.values() if person.id != known.id for key in person.keys}
            fresh = {name: key for name, key in _keys(body["key"]).items() if name not in taken}  # a key has one owner
            people[known.id] = Person(known.id, body["name"], {**known.keys, **fresh})
            return replace(roll, people=people)
        case "role":
            return replace(roll, terms=(*roll.terms, Term(body["person"], body["role"], _day(body["from"]), _end(body["until"]))))
        case "delegate":
            days = _day(body["from"]), _day(body["until"])
            return replace(roll, terms=(*roll.terms, Term(body["to"], body["role"], *days, body["person"], body["basis"])))
        case "admin":
            admins = roll.admins | {body["person"]} if body["serves"] else roll.admins - {body["person"]}
            return replace(roll, admins=admins)
        case _:
            return _revoked(roll, body)


def _revoked(roll: Roll, body: Mapping[str, Any]) -> Roll:
    person, which = body["person"], body["which"]
    people, terms, admins = dict(roll.people), roll.terms, roll.admins
    if body["what"] == "key" and person in people:
        keys = {name: key for name, key in people[person].keys.items() if name != which}
        people[person] = replace(people[person], keys=keys)
    elif body["what"] == "role":
        terms = tuple(t for t in terms if not (t.role == which and person in (t.person, t.of)))
    elif body["what"] == "person" and person in people:
        people[person] = replace(people[person], keys={})
        terms = tuple(t for t in terms if person not in (t.person, t.of))
        admins -= {person}
    return replace(roll, people=people, terms=terms, admins=admins)


def _keys(text: str | None) -> dict[str, PublicKey]:
    if not text:
        return {}
    key = _parsed(text)
    return {key.id: key}


@lru_cache(maxsize=1024)
def _parsed(text: str) -> PublicKey:
    return PublicKey.parse(text)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _end(text: str | None) -> dt.date | None:
    return None if text is None else _day(text)
