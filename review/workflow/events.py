"""What may be written down about a matter: the types of event, their fields, and the values that those may have.

An event that does not fit is refused when it is read as when it is written, so nothing unknown ever counts. Times are local,
with offset, to the second; they are what the signer's clock claimed: the order is that of the chain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.digest import canonical_json, sha256
from review.model import GapReason
from review.workflow.chain import Entry
from review.workflow.fields import (
    Check,
    count,
    day,
    digest,
    file_name,
    flag,
    line,
    list_of,
    matter,
    maybe,
    one_of,
    record,
    said,
    text,
    time,
)

VERSION = 1
CHINA = dt.timezone(dt.timedelta(hours=8))


class Outcome(StrEnum):
    """What the last level decides."""

    PUBLIC = "主动公开"
    ON_REQUEST = "依申请公开"
    WITHHELD = "不予公开"
    PARTLY = "部分公开"
    REFERRED = "报审"


class Channel(StrEnum):
    """Where a text is to appear. Another channel is another matter."""

    SITE = "网站"
    GAZETTE = "公报"
    NEW_MEDIA = "新媒体"
    BOARD = "公示栏"
    PRESS = "发布会"
    REQUEST = "依申请答复"
    MESSAGE = "留言回复"
    REPRINT = "转载"


class Action(StrEnum):
    """How a finding or a gap was dealt with."""

    MISTAKEN = "误报"
    DELETED = "删除"
    MASKED = "遮盖"
    REPLACED = "替换"
    LAWFUL = "依法公开"
    ACCEPTED = "接受"


ROLES_OF_FILES = ("正文", "附件", "解读材料")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did. `roster` is the head of the roster that the person saw."""

    seq: int
    type: str
    at: dt.datetime
    person: str
    key: str
    roster: str
    body: Mapping[str, Any]
    head: str

    @property
    def day(self) -> dt.date:
        """The day in China on which it was, wherever the signer's clock says it stood."""
        return self.at.astimezone(CHINA).date()

    def __getitem__(self, name: str) -> Any:
        """Return a field of this type's own."""
        return self.body[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field that need not be there."""
        return self.body.get(name, default)


_files = list_of(record(role=one_of(*ROLES_OF_FILES), name=file_name, size=count, sha256=digest, sm3=digest, text_sha256=digest), least=1)
_finding = record(
    id=said, file=count, rule=said, severity=one_of("block", "warn", "note"), fingerprint=said, count=count, places=list_of(text),
    column=maybe(text),
)  # fmt: skip
_gap = record(id=said, file=count, reason=one_of(*(reason.value for reason in GapReason)), part=text, fingerprint=said)
_proof = record(done=flag, accepted=count, rejected=count)
_item = record(fingerprint=said, file=count, action=one_of(*Action), reason=said)

SIGNED: Mapping[str, Check] = {
    "level": lambda value: type(value) is int and 1 <= value <= 6,
    "files": digest,
    "scan": digest,
    "dispositions": digest,
    "warnings": count,
    "statement": said,
    "proof": _proof,
    "outcome": maybe(one_of(*Outcome)),
    "grounds": text,
    "referred_to": text,
    "answer": text,
}
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "open": {
        "title": line,
        "drafters": list_of(line, least=1),
        "channel": one_of(*Channel),
        "files": _files,
        "dated": day,
        "urgent": flag,
        "policy": digest,
        "pair": text,
        "approval": text,
        "previous": maybe(matter),
        "nonce": said,
    },
    "revise": {"files": _files, "reason": said, "pair": text, "policy": digest},
    "scan": {
        "files": digest,
        "scan": digest,
        "ruleset": said,
        "tool": said,
        "counts": record(block=count, warn=count, note=count),
        "findings": list_of(_finding),
        "gaps": list_of(_gap),
    },
    "disposition": {"files": digest, "items": list_of(_item, least=1), "approval": text},
    "signoff": SIGNED,
    "paper": {**SIGNED, "signer": line, "means": one_of("纸质", "电话"), "evidence": maybe(digest), "witness": text, "called": maybe(time)},
    "return": {"level": SIGNED["level"], "reason": said},
    "withdraw": {"reason": said, "whole": flag},
    "release": {"files": digest, "channel": one_of(*Channel), "url": line, "package": digest},
    "recall": {"reason": said},
    "correct": {"by": matter, "reason": said},
    "note": {"kind": one_of("说明", "比对", "答复"), "text": said, "evidence": maybe(digest)},
}
_COMMON = frozenset({"v", "type", "seq", "prev", "matter", "at", "actor", "roster"})
_actor = record(person=line, key=line)


def faults_of(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield in Chinese what is wrong with the body of an event."""
    kind = body.get("type")
    fields = FIELDS.get(kind) if isinstance(kind, str) else None
    if body.get("v") != VERSION or fields is None:
        yield f"不认识的记录种类或版本（{kind}）"
        return
    if body.keys() != _COMMON | fields.keys():
        yield "记录的字段不全或多余"
        return
    common = {"matter": matter, "at": time, "actor": _actor, "roster": digest}
    for name, check in {**common, **fields}.items():
        if not check(body[name]):
            yield f"字段 {name} 的值不对"


def scan_digest(files: str, ruleset: str, tool: str, findings: Any, gaps: Any) -> str:
    """Return the digest that stands for a scan: of the files, the rules, and everything that was found or not read."""
    return sha256(canonical_json([files, ruleset, tool, findings, gaps]))


def event_of(entry: Entry) -> Event:
    """Return the event that a checked entry records."""
    body = entry.body
    actor = body["actor"]
    at = dt.datetime.fromisoformat(body["at"])
    return Event(entry.seq, body["type"], at, actor["person"], actor["key"], body["roster"], body, entry.head)


def body_of(kind: str, matter: str, at: dt.datetime, actor: tuple[str, str], roster: str, /, **fields: Any) -> dict[str, Any]:
    """Return the body of a new event; `actor` is person and key id. Raises ValueError if it would not be read back."""
    body = {
        "v": VERSION,
        "type": kind,
        "matter": matter,
        "at": at.isoformat(timespec="seconds"),
        "actor": {"person": actor[0], "key": actor[1]},
        "roster": roster,
        **fields,
    }
    wrong = list(faults_of({**body, "seq": 0, "prev": ""}))
    if wrong:
        raise ValueError("；".join(wrong))
    return body
