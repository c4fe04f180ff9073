"""Write samples/state anew: a unit's records as they should be, and what attackers made of them. ``python samples/build_state.py``.

The keys are made for this run and thrown away; what stays are public keys and signatures. Every folder below ``attacked`` is a whole
unit in which one thing was done that ``xianshen verify --all`` must see.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.office import Case, Lines, Office, new_signer
from review.digest import canonical_json, sha256
from review.workflow.policy import TEMPLATE

TARGET = Path(__file__).resolve().parent / "state"


@dataclass
class Unit:
    """One unit: an office, a matter that was signed by three people, and a second one under review."""

    office: Office
    case: Case
    other: Case

    def write(self, folder: Path) -> None:
        """Write the unit's folder."""
        (folder / "matters").mkdir(parents=True)
        (folder / "unit.toml").write_text(TEMPLATE, encoding="utf-8")
        (folder / "roster.jsonl").write_bytes(self.office.people.data)
        (folder / "ledger.jsonl").write_bytes(self.office.ledger.data)
        for case in (self.case, self.other):
            (folder / "matters" / f"{case.matter}.jsonl").write_bytes(case.record.data)
            copy = folder / "files" / case.matter / "1" / "1_通知.txt"
            copy.parent.mkdir(parents=True)
            copy.write_bytes(case.text.encode())


def made() -> Unit:
    """Return a fresh unit."""
    office = Office()
    case = Case(office, text="关于演示的通知（虚构演示）", findings=1)
    case.dispose("P", "mark-1")
    case.sign_all()
    return Unit(office, case, Case(office, text="另一件通知（虚构演示）"))


def state(folder: Path, unit: Unit) -> Path:
    """Return the state file of the signed matter."""
    return folder / "matters" / f"{unit.case.matter}.jsonl"


def change_lines(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change a file line by line."""
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().split(b"\n")[:-1])))


def edited(folder: Path, unit: Unit) -> None:
    """Another word in a sign-off."""
    change_lines(state(folder, unit), lambda lines: [line.replace("已核对".encode(), "已看过".encode()) for line in lines])


def deleted(folder: Path, unit: Unit) -> None:
    """One line taken out."""
    change_lines(state(folder, unit), lambda lines: lines[:3] + lines[4:])


def swapped(folder: Path, unit: Unit) -> None:
    """Two lines exchanged."""
    change_lines(state(folder, unit), lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]])


def doubled(folder: Path, unit: Unit) -> None:
    """One line twice."""
    change_lines(state(folder, unit), lambda lines: [*lines[:4], *lines[3:]])


def cut(folder: Path, unit: Unit) -> None:
    """The last sign-off cut off."""
    change_lines(state(folder, unit), lambda lines: lines[:-1])


def rewritten(folder: Path, unit: Unit) -> None:
    """A word changed and every digest worked out anew, without the keys."""

    def change(lines: list[bytes]) -> list[bytes]:
        out: list[bytes] = []
        for line in lines:
            value = json.loads(line)
            if value["body"]["type"] == "signoff":
                value["body"]["statement"] = "已看过"
            value["body"]["prev"] = sha256(out[-1]) if out else value["body"]["prev"]
            out.append(canonical_json(value))
        return out

    change_lines(state(folder, unit), change)


def foreign(folder: Path, unit: Unit) -> None:
    """The record of another matter in its place."""
    shutil.copy(folder / "matters" / f"{unit.other.matter}.jsonl", state(folder, unit))


def removed(folder: Path, unit: Unit) -> None:
    """The state file gone."""
    state(folder, unit).unlink()


def continued(folder: Path, unit: Unit) -> None:
    """An older copy put back, and the third level signed again by its own person with another outcome."""
    lines = state(folder, unit).read_bytes().split(b"\n")[:-2]
    unit.case.record = Lines(lines, sha256(lines[-1]))
    unit.case.sign("R", 3, anchored=False, outcome="依申请公开")
    state(folder, unit).write_bytes(unit.case.record.data)


def stranger(folder: Path, unit: Unit) -> None:
    """A sign-off by a key that is in no roster."""
    unit.case.act("P", "note", anchored=False, key=new_signer(), kind="说明", text="冒名", evidence=None)
    state(folder, unit).write_bytes(unit.case.record.data)


def backdated(folder: Path, unit: Unit) -> None:
    """A key that was revoked, used afterwards as if it were before."""
    before, key = unit.office.people.head, unit.office.keys["P"]
    unit.office.change("A", type="revoke", person="P", what="key", which=key.public.id, reason="丢失")
    unit.other.sign("P", 1, key=key, roster=before)
    shutil.rmtree(folder)
    unit.write(folder)


def other_roster(folder: Path, _unit: Unit) -> None:
    """The roster of another office."""
    (folder / "roster.jsonl").write_bytes(Office().people.data)


def cut_roster(folder: Path, _unit: Unit) -> None:
    """The last changes of the roster cut off."""
    change_lines(folder / "roster.jsonl", lambda lines: lines[:-2])


def edited_ledger(folder: Path, _unit: Unit) -> None:
    """A line of the ledger changed."""
    change_lines(folder / "ledger.jsonl", lambda lines: [*lines[:-2], lines[-2].replace(b'"type":"open"', b'"type":"note"'), lines[-1]])


def touched_copy(folder: Path, unit: Unit) -> None:
    """The copy that the reviewers saw exchanged."""
    (folder / "files" / unit.case.matter / "1" / "1_通知.txt").write_text("换过的内容（虚构演示）", encoding="utf-8")


ATTACKS: dict[str, Callable[[Path, Unit], None]] = {
    "改一个字": edited,
    "删一条": deleted,
    "调换两条": swapped,
    "重复一条": doubled,
    "截去最后一条": cut,
    "改后重算摘要": rewritten,
    "换成别的事项": foreign,
    "删除审查记录": removed,
    "放回旧的再续写": continued,
    "名册外的密钥": stranger,
    "收回的密钥补签": backdated,
    "换掉名册": other_roster,
    "截短名册": cut_roster,
    "改台账": edited_ledger,
    "换掉留存的文件": touched_copy,
}


def main() -> None:
    """Write the good unit and every attacked one."""
    shutil.rmtree(TARGET, ignore_errors=True)
    made().write(TARGET / "good")
    for name, attack in ATTACKS.items():
        unit, folder = made(), TARGET / "attacked" / name
        unit.write(folder)
        attack(folder, unit)


if __name__ == "__main__":
    main()
