"""An invented office with throw-away keys, whose records live in memory: for tests, samples and measurements.

Two administrators (A, B), a drafter (D), and reviewers: P, Q, R hold one level each, S all of them, N none, H is only delegated to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from review.digest import sha256, sm3
from review.sign.signer import LocalSigner, PublicKey, scheme
from review.workflow.chain import FIRST, Chain, parse, sign_line
from review.workflow.dispositions import in_force
from review.workflow.events import body_of, scan_digest
from review.workflow.history import History, digest_of_files, read_history
from review.workflow.ledger import ROSTER, Ledger, anchor_body
from review.workflow.policy import Policy
from review.workflow.roster import Roster
from review.workflow.signoffs import Setting
from review.workflow.ulid import new_ulid

DAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ROLES = {"P": ["初审员"], "Q": ["复审员"], "R": ["终审员"], "S": ["初审员", "复审员", "终审员"]}
NAMES = {"A": "管一", "B": "管二", "D": "拟甲", "E": "拟乙", "P": "审初", "Q": "审复", "R": "审终", "S": "审全", "N": "无职", "H": "代行"}


def new_signer(name: str = "ed25519") -> LocalSigner:
    """Return a signer with a fresh key of a scheme."""
    private = scheme(name).generate()
    return LocalSigner(PublicKey(name, scheme(name).public(private)), private)


@dataclass
class Lines:
    """A chain in the making: its lines, each without line feed, and its head."""

    lines: list[bytes] = field(default_factory=list)
    head: str = FIRST

    def add(self, body: Mapping[str, Any], signer: LocalSigner) -> str:
        """Sign a body and add it; return the new head."""
        line, self.head = sign_line(body, len(self.lines), self.head, signer)
        self.lines.append(line)
        return self.head

    @property
    def data(self) -> bytes:
        """What stands in the file."""
        return b"".join(line + b"\n" for line in self.lines)

    def chain(self) -> Chain:
        """The chain as it is read back."""
        return parse(self.data)


class Office:
    """People, roster and ledger. The clock stands still until somebody moves it."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self.now = DAY
        self._read: Roster | None = None
        self.keys = {person: new_signer() for person in NAMES}
        self.people, self.ledger = Lines(), Lines()
        admins = [{"person": p, "name": NAMES[p], "key": self.keys[p].public.text} for p in "AB"]
        self.change("A", type="found", unit="虚构演示县", quorum=2, admins=admins, policy=self.policy.digest, nonce="n")
        for person, name in NAMES.items():
            if person not in "AB":
                self.change("A", type="person", person=person, name=name, key=self.keys[person].public.text)
        for person, roles in ROLES.items():
            for role in roles:
                self.change("A", type="role", person=person, role=role, **{"from": "2026-01-01"}, until=None)

    def change(self, admin: str, *, confirmed: bool = True, **fields: Any) -> None:
        """Change the roster, confirmed by the other administrator."""
        self._roster(admin, {"record": "", **fields})
        if confirmed:
            other = "B" if admin == "A" else "A"
            self._roster(other, {"type": "confirm", "change": len(self.people.lines) - 1, "head": self.people.head, "record": ""})

    def _roster(self, admin: str, fields: Mapping[str, Any]) -> None:
        signer = self.keys[admin]
        body = {"v": 1, "at": self.now.isoformat(timespec="seconds"), "actor": {"person": admin, "key": signer.public.id}, **fields}
        head = self.people.add(body, signer)
        self.anchor(admin, {"matter": ROSTER, "seq": len(self.people.lines) - 1, "head": head, "type": fields["type"]})

    def anchor(self, person: str, of: Mapping[str, Any], files: Iterable[str] = ()) -> None:
        """Enter something into the ledger."""
        signer = self.keys[person]
        who = {"person": person, "key": signer.public.id}
        self.ledger.add(anchor_body(of, self.now.isoformat(timespec="seconds"), who, self.people.head, files), signer)

    @property
    def roster(self) -> Roster:
        """The roster as it is read back."""
        if self._read is None or self._read.head != self.people.head:
            self._read = Roster(self.people.chain())
        return self._read

    def setting(self, channel: str | None = None) -> Setting:
        """What a matter is judged by now."""
        return Setting(self.roster, self.policy, self.now, channel, {self.policy.digest: self.policy})


@dataclass
class Case:
    """One matter of an office. `text` stands for the bytes of its only file."""

    office: Office
    opener: str = "D"
    drafters: tuple[str, ...] = ("D",)
    text: str = "一稿"
    channel: str = "网站"
    urgent: bool = False
    findings: int = 0
    gaps: int = 0
    rule: str = "personal.mobile"
    anchored: bool = True
    matter: str = field(default_factory=new_ulid)
    record: Lines = field(default_factory=Lines)

    def __post_init__(self) -> None:
        opening = {
            "title": "关于演示的通知",
            "drafters": list(self.drafters),
            "channel": self.channel,
            "files": self.rows,
            "dated": "2026-03-02",
        }
        opening |= {"urgent": self.urgent, "policy": self.office.policy.digest, "pair": "", "approval": "", "previous": None, "nonce": "n"}
        self.act(self.opener, "open", **opening)
        self.scan(self.opener)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The files of the version as an event lists them."""
        return files_of(self.text)

    @property
    def history(self) -> History:
        """The record as it is read back."""
        return read_history(self.record.data, self.matter, self.office.roster)

    @property
    def judged_history(self) -> History:
        """The record as it is read back, held against the ledger."""
        history, roster = self.history, self.office.roster
        faults = (*history.faults, *Ledger(self.office.ledger.chain()).against(history, roster))
        return History(history.matter, history.events, faults)

    def act(
        self, person: str, kind: str, /, *, anchored: bool = True, key: LocalSigner | None = None, roster: str | None = None, **fields: Any
    ) -> None:
        """Record an event."""
        signer = key or self.office.keys[person]
        body = body_of(kind, self.matter, self.office.now, (person, signer.public.id), roster or self.office.people.head, **fields)
        head = self.record.add(body, signer)
        if anchored and self.anchored:
            of = {"matter": self.matter, "seq": len(self.record.lines) - 1, "head": head, "type": kind}
            self.office.anchor(person, of, [row["sha256"] for row in fields.get("files", ()) if isinstance(row, dict)])

    def scan(self, person: str) -> None:
        """Record what the check of the version found."""
        finding = {"file": 0, "rule": self.rule, "severity": "block", "count": 1, "places": ["L2"], "column": None}
        findings = [{**finding, "id": f"f{n}", "fingerprint": f"mark-{n}"} for n in range(1, self.findings + 1)]
        gaps = [{"id": f"g{n}", "file": 0, "reason": "needs-ocr", "part": "p1", "fingerprint": f"gap-{n}"} for n in range(1, self.gaps + 1)]
        counts = {"block": self.findings, "warn": 0, "note": 0}
        files, ruleset = digest_of_files(self.rows), f"sha256:{sha256(self.text.encode())}"
        fields = {"files": files, "scan": scan_digest(files, ruleset, "0", findings, gaps), "ruleset": ruleset, "tool": "0"}
        self.act(person, "scan", **fields, counts=counts, findings=findings, gaps=gaps)

    def revise(self, person: str, text: str) -> None:
        """Lay down another version, with its scan."""
        self.text = text
        self.act(person, "revise", files=self.rows, reason="改稿", pair="", policy=self.office.policy.digest)
        self.scan(person)

    def dispose(self, person: str, *marks: str, action: str = "依法公开") -> None:
        """Dispose of findings or gaps by their fingerprints."""
        items = [{"fingerprint": m, "file": 0, "action": "接受" if m.startswith("gap") else action, "reason": "演示"} for m in marks]
        self.act(person, "disposition", files=digest_of_files(self.rows), items=items, approval="")

    def signed(self, level: int, **changes: Any) -> dict[str, Any]:
        """Return the fields of a sign-off over what is in force."""
        history = self.history
        outcome = "主动公开" if level == self.office.policy.last.number else None
        fields = {
            "level": level,
            "files": digest_of_files(self.rows),
            "scan": history.scan["scan"] if history.scan else "0" * 64,
            "dispositions": in_force(history).digest,
        }
        fields |= {"warnings": 0, "statement": "已核对", "proof": {"done": True, "accepted": 0, "rejected": 0}, "outcome": outcome}
        return fields | {"grounds": "", "referred_to": "", "answer": ""} | changes

    def sign(
        self, person: str, level: int, *, key: LocalSigner | None = None, roster: str | None = None, anchored: bool = True, **changes: Any
    ) -> None:
        """Sign a level."""
        self.act(person, "signoff", key=key, roster=roster, anchored=anchored, **self.signed(level, **changes))

    def paper(self, registrar: str, signer: str, level: int, means: str = "纸质", **changes: Any) -> None:
        """Register what somebody signed by hand or approved by telephone."""
        fields = {**self.signed(level), "signer": signer, "means": means, "evidence": "0" * 64, "witness": "", "called": None}
        self.act(registrar, "paper", **fields | changes)

    def sign_all(self) -> None:
        """Sign the three levels in order, by three people."""
        for level, person in enumerate("PQR", 1):
            self.sign(person, level)


def files_of(text: str) -> list[dict[str, Any]]:
    """Return the one file that a text stands for, as an event lists it."""
    data = text.encode()
    return [
        {
            "role": "正文",
            "name": "通知.txt",
            "size": len(data),
            "sha256": sha256(data),
            "sm3": sm3(data),
            "text_sha256": sha256(data),
        }
    ]
