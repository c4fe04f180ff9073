"""The desk of a unit: its rules, roster, ledger and matters, read and checked once, and the one way to add a record.

Everything is read without a lock. A record is added under the lock, after everything was read again: what somebody else wrote in the
meantime is shown first, never overwritten.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from review.digest import canonical_json, sha256
from review.errors import ConfigError, IntegrityError, RefusedError, UsageError
from review.sign.signer import Signer
from review.store import memory
from review.store.lock import locked
from review.store.unit_folder import BESIDE, LEDGER, ROSTER, UnitFolder
from review.workflow.chain import MOST_LINE, Chain, Fault, parse, sign_line
from review.workflow.events import body_of
from review.workflow.history import History, read_history
from review.workflow.ledger import ROSTER as ROSTER_ANCHOR
from review.workflow.ledger import Ledger, anchor_body, missing_anchors, pinned_files
from review.workflow.policy import Policy, parse_policy
from review.workflow.roster import Person, Roster
from review.workflow.signoffs import Setting

CLOCK = dt.timedelta(days=1)
PREFIX = 6  # characters of a ULID that name a matter


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the key that is open."""

    person: Person
    signer: Signer


class Desk:
    """One unit as it is now. Raises IntegrityError (XS623–XS626) when roster or ledger cannot be relied on."""

    def __init__(self, folder: UnitFolder) -> None:
        self.folder = folder
        if not folder.founded:
            raise ConfigError(
                "XS611", f"“{folder.path}”里还没有名册。", "请管理员先运行 xianshen roster init；单位文件夹用 xianshen config unit 指定。"
            )
        text = folder.policy_text()
        self.policy = parse_policy(text) if text is not None else Policy()
        self.ledger = Ledger(parse(folder.records(LEDGER).whole))  # before the roster, which is written first: so it is never ahead of it
        self.roster = Roster(parse(folder.records(ROSTER).whole))
        _relied_on("名册", "XS625", self.roster.faults)
        new = self.ledger.unsigned(self.roster, memory.known(self.roster.genesis, "ledger"))
        _relied_on("台账", "XS626", (*self.ledger.faults, *self.ledger.against_roster(self.roster), *new))
        heads = {"roster": _heads(self.roster.chain), "ledger": _heads(self.ledger.chain)}
        memory.check(folder.path, self.roster.genesis, heads)

    @cached_property
    def past(self) -> Mapping[str, Policy]:
        """The unit's rules of earlier days, by digest."""
        found = (parse_policy(text) for text in self.folder.past_policies().values())
        return {policy.digest: policy for policy in found}

    def setting(self, channel: str | None = None) -> Setting:
        """Return what a matter is judged by at this moment."""
        return Setting(self.roster, self.policy, now(), channel, self.past)

    def history(self, matter: str) -> History:
        """Return the record of a matter, held against the ledger."""
        found = self.folder.records(matter)
        history = read_history(found.whole, matter, self.roster)
        faults = (*history.faults, *self.ledger.against(history, self.roster))
        return History(matter, history.events, tuple(sorted(faults, key=lambda fault: fault.seq)))

    def sound(self, matter: str) -> History:
        """Return the record of a matter. Raises IntegrityError (XS627) if it does not hold."""
        history = self.history(matter)
        if history.faults or not history.events:
            fault = history.faults[0]
            raise IntegrityError("XS627", f"审查记录不可信：第{fault.seq + 1}条，{fault.what}。", "请保留原件，报告保密检查人员。")
        return history

    def find(self, reference: str, *, renamed: bool = False) -> str:
        """Return the matter that a ULID, its beginning, or the path of a document names. Raises UsageError (XS632).

        A document names its matter by its bytes. `renamed` True also takes one that only bears the name of a file of the matter: to
        look at it, or to submit what was changed; never to act on it.
        """
        path = Path(reference)
        if path.is_file():
            return self._by_document(path, renamed=renamed)
        wanted = reference.upper()
        found = [m for m in self.folder.matters() if m.startswith(wanted)] if len(wanted) >= PREFIX else []
        if len(found) == 1:
            return found[0]
        what = "不止一个事项以它开头" if found else "没有这个事项，也没有这个文件"
        raise UsageError("XS632", f"“{reference}”：{what}。", "请给出送审的文件，或用 xianshen status 查看。")

    def _by_document(self, path: Path, *, renamed: bool) -> str:
        known = list(dict.fromkeys(self.ledger.matters.get(sha256(path.read_bytes()), [])))
        going = [matter for matter in known if not self._is_over(matter)]
        if len(going) > 1:
            listed = "；".join(f"{matter}（{self.history(matter).channel}）" for matter in going)
            raise UsageError("XS632", f"“{path.name}”同时在几个事项里。", f"请写明事项编号：{listed}。")
        if known:
            return (going or known)[-1]
        named = next((m for m in reversed(list(self.folder.matters())) if self._has_file_named(m, path.name)), None)
        if named is None:
            raise UsageError("XS632", f"“{path.name}”还没有送审。", "请先运行 xianshen submit。")
        if not renamed:
            raise UsageError(
                "XS632", f"“{path.name}”与送审的同名文件内容不同。", "请给出送审的那个文件；改过的用 xianshen revise 重新送审。"
            )
        return named

    def _has_file_named(self, matter: str, name: str) -> bool:
        history = self.history(matter)
        return bool(history.events) and any(file["name"] == name for file in history.files)

    def _is_over(self, matter: str) -> bool:
        history = self.history(matter)
        return bool(history.events) and (history.withdrawn is not None or history.last("release") is not None)

    def check(self, actor: Actor, matter: str, events: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Raise UsageError (XS666) if something that the user wrote cannot stand in a record; nothing is written."""
        who = actor.person.id, actor.signer.public.id
        for kind, fields in events:
            try:
                body = body_of(kind, matter, now(), who, self.roster.head, **fields)
            except ValueError as error:
                raise UsageError("XS666", f"填写的内容不能记入：{error}。", "文字不能是空白，一项不超过 2000 字。") from error
            if len(canonical_json(body)) > MOST_LINE - 4096:
                raise UsageError("XS666", "检查发现过多，一件事项记不下。", "请先改稿，或把附件拆成几件分别送审。")

    def record(self, actor: Actor, matter: str, events: Sequence[tuple[str, Mapping[str, Any]]], *, seen: str | None) -> str:
        """Add events to a matter, and their anchors to the ledger; return the new head.

        `seen` is the head that the person was shown, None for a new matter. Raises RefusedError (XS631) when the record or the roster
        has moved on since.
        """
        self.check(actor, matter, events)
        with locked(self.folder.path):
            fresh = Desk(self.folder)
            if fresh.roster.head != self.roster.head:
                raise RefusedError("XS631", "名册刚有改动。", "请重新查看后再操作。")
            history = fresh.sound(matter) if seen is not None else None
            if history is not None and history.head != seen:
                raise RefusedError("XS631", "这个事项刚有新的记录，与您看到的不同。", "请用 xianshen show 重新查看后再操作。")
            seq, head = (len(history.events), history.head) if history else (0, "0" * 64)
            if not any(kind == "recall" for kind, _ in events):
                fresh.on_time()
            fresh.anchor_missing_changes(actor)
            if history is not None:
                fresh.anchor_missing(actor, history)
            who = actor.person.id, actor.signer.public.id
            for kind, fields in events:
                body = body_of(kind, matter, now(), who, self.roster.head, **fields)
                line, head = sign_line(body, seq, head, actor.signer)
                self.folder.append(matter, line)
                fresh.anchor(actor, {"matter": matter, "seq": seq, "head": head, "type": kind}, pinned_files(kind, fields))
                seq += 1
            self._reread()
            return head

    def record_roster(self, actor: Actor, fields: Mapping[str, Any]) -> str:
        """Add a record to the roster, and its anchor to the ledger; return its digest."""
        with locked(self.folder.path):
            fresh = Desk(self.folder)
            if fresh.roster.head != self.roster.head:
                raise RefusedError("XS631", "名册刚有改动。", "请重新查看后再操作。")
            fresh.on_time()
            for matter in self.folder.matters():
                history = fresh.history(matter)
                if not history.faults:
                    fresh.anchor_missing(actor, history)
            line, head = roster_line(actor, fields, len(self.roster.chain.entries), self.roster.head)
            faults = Roster(self.roster.chain.extended(line)).faults
            if faults:
                raise UsageError("XS668", f"这项改动不能记入名册：{faults[0].what}。", "请核对人员、日期和文字，不能是空白。")
            fresh.anchor_missing_changes(actor)
            self.folder.append(ROSTER, line)
            fresh.anchor(actor, {"matter": ROSTER_ANCHOR, "seq": len(self.roster.chain.entries), "head": head, "type": fields["type"]})
            self._reread()
            return head

    def on_time(self) -> None:
        """Raise RefusedError (XS667) if this machine's clock is a day behind the ledger: its records would look dated back."""
        latest = self.ledger.latest
        if latest is not None and now() < latest - CLOCK:
            what = f"这台电脑的时钟比台账（{latest:%Y-%m-%d %H:%M}）慢一天以上，或有两个人的电脑时钟快了。"
            raise RefusedError("XS667", what, "请校准时钟后再操作。")

    def anchor_missing_changes(self, actor: Actor) -> None:
        """Enter into the ledger the changes of the roster that a crash kept from it."""
        known = len(self.ledger.anchors.get(ROSTER_ANCHOR, ()))
        for entry in self.roster.chain.entries[known:]:
            self.anchor(actor, {"matter": ROSTER_ANCHOR, "seq": entry.seq, "head": entry.head, "type": entry.body["type"]})

    def anchor_missing(self, actor: Actor, history: History) -> None:
        """Enter into the ledger what a crash kept from it."""
        for event in missing_anchors(self.ledger, history):
            of = {"matter": history.matter, "seq": event.seq, "head": event.head, "type": event.type}
            self.anchor(actor, of, pinned_files(event.type, event.body))

    def anchor(self, actor: Actor, of: Mapping[str, Any], files: Sequence[str] = ()) -> None:
        """Add a line to the ledger; the caller holds the lock."""
        who = {"person": actor.person.id, "key": actor.signer.public.id}
        body = anchor_body(of, now().isoformat(timespec="seconds"), who, self.roster.head, files)
        chain = self.ledger.chain
        line, _ = sign_line(body, len(chain.entries), chain.head, actor.signer)
        self.folder.append(LEDGER, line)
        self.ledger.add(line)

    def _reread(self) -> None:
        fresh = Desk(self.folder)
        self.roster, self.ledger = fresh.roster, fresh.ledger


def roster_line(actor: Actor, fields: Mapping[str, Any], seq: int, prev: str) -> tuple[bytes, str]:
    """Return a signed record of the roster and its digest."""
    who = {"person": actor.person.id, "key": actor.signer.public.id}
    body = {"v": 1, "at": now().isoformat(timespec="seconds"), "actor": who, "record": "", **fields}
    return sign_line(body, seq, prev, actor.signer)


def now() -> dt.datetime:
    """Return the time by this machine's clock, with its offset."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def folder_for(unit: Path | None, near: str | None = None) -> UnitFolder:
    """Return the unit's folder: the one named, the one that was set, or the one beside a document."""
    path = unit or memory.unit_folder()
    if path is None:
        given = Path(near).resolve() if near and Path(near).exists() else Path.cwd() / BESIDE
        path = given / BESIDE if given.is_dir() and (given / BESIDE).is_dir() else given.parent / BESIDE
    return UnitFolder(path)


def open_desk(unit: Path | None, near: str | None = None) -> Desk:
    """Return the desk of the unit that is meant. What looks wrong while others write is looked at again when nobody does."""
    folder = folder_for(unit, near)
    try:
        return Desk(folder)
    except IntegrityError:
        with contextlib.suppress(OSError), locked(folder.path):
            return Desk(folder)
        raise


def _relied_on(what: str, code: str, faults: Sequence[Fault]) -> None:
    if faults:
        raise IntegrityError(
            code, f"{what}不可信：第{faults[0].seq + 1}条，{faults[0].what}。", "请保留原件，从备份恢复，并报告保密检查人员。"
        )


def _heads(chain: Chain) -> list[str]:
    return [entry.head for entry in chain.entries]
