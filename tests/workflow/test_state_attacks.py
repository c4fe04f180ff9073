"""What somebody with access to the folder might do to the record, and that it is seen. Each test is named after the attack."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from bench.office import Case, Lines, Office, new_signer
from review.digest import canonical_json, sha256
from review.workflow import upgrades
from review.workflow.chain import Chain, parse, sign_line
from review.workflow.events import body_of
from review.workflow.history import read_history
from review.workflow.ledger import Ledger
from review.workflow.roster import Roster
from review.workflow.verdict import State, standing


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture
def case(office):
    case = Case(office, findings=1)
    case.dispose("P", "mark-1")
    case.sign_all()
    return case


def seen(case, data=None, ledger=None, roster=None):
    """Return the faults that a reader finds, and check that a faulty record is never publishable."""
    roster = roster or case.office.roster
    history = read_history(case.record.data if data is None else data, case.matter, roster)
    against = list((ledger or Ledger(case.office.ledger.chain())).against(history, roster))
    faults = [*history.faults, *against]
    if faults:
        judged = standing(replace(history, faults=tuple(faults)), replace(case.office.setting(), roster=roster))
        assert judged.state is State.BROKEN
        assert not judged.publishable
    return [fault.what for fault in faults]


def lines(case):
    return list(case.record.lines)


def joined(some):
    return b"".join(line + b"\n" for line in some)


def test_an_untouched_record_holds(case):
    assert seen(case) == []


def test_edited_field(case):
    some = lines(case)
    some[3] = some[3].replace("已核对".encode(), "未核对".encode())
    assert seen(case, joined(some)) == ["签名不对", "前面"] or "签名不对" in seen(case, joined(some))[0]


def test_edited_and_rechained_without_the_keys(case):
    some = lines(case)
    value = json.loads(some[3])
    value["body"]["statement"] = "改过"
    some[3] = canonical_json(value)
    for number in range(4, len(some)):
        value = json.loads(some[number])
        value["body"]["prev"] = sha256(some[number - 1])
        some[number] = canonical_json(value)
    assert "签名不对" in seen(case, joined(some))


@pytest.mark.parametrize("number", range(6))
def test_deleted_line(case, number):
    some = lines(case)
    del some[number]
    assert seen(case, joined(some))


@pytest.mark.parametrize("number", range(5))
def test_swapped_lines(case, number):
    some = lines(case)
    some[number], some[number + 1] = some[number + 1], some[number]
    assert seen(case, joined(some))


@pytest.mark.parametrize("number", range(6))
def test_duplicated_line(case, number):
    some = lines(case)
    some.insert(number, some[number])
    assert seen(case, joined(some))


def test_cut_tail(case):
    assert seen(case, joined(lines(case)[:-1])) == ["台账登记过的记录不见了，记录被截断或换成了旧的"]


def test_cut_tail_of_record_and_ledger_is_seen_by_who_saw_more(case):
    ledger = Ledger(parse(joined(case.office.ledger.lines[:-1])))
    assert seen(case, joined(lines(case)[:-1]), ledger) == []
    before, after = case.office.ledger.chain(), ledger.chain
    assert before.entries[-1].head not in [entry.head for entry in after.entries]


def test_emptied_file(case):
    assert seen(case, b"") == ["审查记录是空的"]


def test_line_of_another_matter(case, office):
    other = Case(office)
    some = [*lines(case)[:-1], other.record.lines[-1]]
    assert seen(case, joined(some))


def test_whole_record_of_another_matter(case, office):
    other = Case(office)
    other.sign_all()
    assert seen(case, other.record.data) == ["属于另一个事项", *seen(case, other.record.data)[1:]]


def test_rolled_back_to_an_older_copy_and_continued(case):
    older = joined(lines(case)[:-2])
    case.record = Lines(older.split(b"\n")[:-1], sha256(older.split(b"\n")[-2]))
    case.act("P", "note", anchored=False, kind="说明", text="续写", evidence=None)
    assert "与台账登记的不一致，记录被更换" in seen(case)


def test_signed_with_a_key_that_is_in_no_roster(case):
    case.sign("R", 3, key=new_signer())
    assert "签名人或密钥不在名册中" in seen(case)


def test_signed_with_the_key_of_somebody_else(case, office):
    body = body_of(
        "note", case.matter, office.now, ("R", office.keys["R"].public.id), office.people.head, kind="说明", text="冒名", evidence=None
    )
    case.record.add(body, office.keys["N"])
    assert "签名不对" in seen(case)


def test_signed_today_with_a_key_revoked_yesterday():
    office = Office()
    case = Case(office)
    before = office.people.head
    stolen = office.keys["P"]
    office.change("A", type="revoke", person="P", what="key", which=stolen.public.id, reason="丢失")
    case.sign("P", 1, key=stolen)
    assert "签名人或密钥不在名册中" in seen(case)
    backdated = Case(office)
    backdated.record, backdated.matter = Lines(case.record.lines[:2], sha256(case.record.lines[1])), case.matter
    backdated.sign("P", 1, key=stolen, roster=before, anchored=False)
    assert seen(backdated) == ["与台账登记的不一致，记录被更换"] or "依据了当时已经改动的旧名册，可能是用已收回的密钥补签" in seen(
        backdated
    )


def test_backdated_sign_off_that_was_never_anchored():
    office = Office()
    case = Case(office)
    before, stolen = office.people.head, office.keys["P"]
    office.change("A", type="revoke", person="P", what="key", which=stolen.public.id, reason="丢失")
    case.sign("P", 1, key=stolen, roster=before, anchored=False)
    assert seen(case) == ["依据了当时已经改动的旧名册，可能是用已收回的密钥补签"]


def test_roster_named_older_than_the_record_before(case, office):
    first = office.roster.chain.entries[-2].head
    case.act("P", "note", anchored=False, roster=first, kind="说明", text="旧", evidence=None)
    assert "依据了比前面的记录更旧的名册" in seen(case)


def test_swapped_roster(case):
    assert seen(case, roster=Office().roster)


def test_roster_with_an_edited_role(office):
    some = list(office.people.lines)
    place = next(n for n, line in enumerate(some) if b'"type":"role"' in line)
    some[place] = some[place].replace("初审员".encode(), "终审员".encode())
    assert Roster(parse(joined(some))).faults


def test_roster_with_a_cut_tail(office):
    roster = Roster(parse(joined(office.people.lines[:-1])))
    assert not roster.faults
    assert list(Ledger(office.ledger.chain()).against_roster(roster))


def test_roster_changed_by_who_is_no_administrator():
    office = Office()
    signer = office.keys["N"]
    body = {"v": 1, "at": office.now.isoformat(timespec="seconds"), "actor": {"person": "N", "key": signer.public.id}, "record": ""}
    office.people.add({**body, "type": "admin", "person": "N", "serves": True}, signer)
    assert "名册由不是管理员的人改动" in [fault.what for fault in office.roster.faults]


def test_ledger_edited_cut_in_the_middle_or_forged(case, office):
    some = list(office.ledger.lines)
    assert Ledger(parse(joined(some[:3] + some[4:]))).faults
    some[3] = some[3].replace(b'"seq":3', b'"seq":4')
    assert Ledger(parse(joined(some))).faults
    forged = office.ledger.chain()
    body = {**forged.entries[-1].body, "of": {"matter": case.matter, "seq": 99, "head": "0" * 64, "type": "note"}}
    line, _ = sign_line({k: v for k, v in body.items() if k not in ("seq", "prev")}, len(forged.entries), forged.head, new_signer())
    assert Ledger(forged.extended(line)).faults


def test_ledger_signed_by_nobody(office):
    chain = office.ledger.chain()
    last = chain.entries[-1]
    lines = list(office.ledger.lines)
    value = json.loads(lines[-1])
    value["sig"] = base64.b64encode(bytes(64)).decode()
    lines[-1] = canonical_json(value)
    ledger = Ledger(parse(joined(lines)))
    assert last.seq in [fault.seq for fault in ledger.unsigned(office.roster)]


def test_deleted_state_file(case, office):
    assert case.matter in Ledger(office.ledger.chain()).vanished([])


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'"body":', b'"body" :'),
        lambda line: line.replace(b'{"body"', b'{"body":{},"body"', 1),
        lambda line: line[:-1] + b',"x":1}',
        lambda line: line.replace(b'"seq":4', b'"seq":4.0'),
        lambda line: line.replace(b"\\u", b"\\U"),
        lambda line: line + b" ",
        lambda line: b"\xef\xbb\xbf" + line,
        lambda _line: b"[" * 100_000,
        lambda _line: b"\xff\xfe",
    ],
)
def test_another_spelling_of_the_same_record(case, change):
    some = lines(case)
    changed = change(some[4])
    if changed == some[4]:
        changed = some[4] + b"\t"
    some[4] = changed
    assert seen(case, joined(some))


@pytest.mark.parametrize("step", [13])
def test_any_flipped_bit(case, step):
    data = case.record.data
    ledger, roster = Ledger(case.office.ledger.chain()), case.office.roster
    for place in range(0, len(data), step):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        whole = bytes(changed)[: bytes(changed).rfind(b"\n") + 1]
        history = read_history(whole, case.matter, roster)
        assert history.faults or list(ledger.against(history, roster)), place


def test_any_truncation_while_the_ledger_is_there(case):
    data = case.record.data
    ledger, roster = Ledger(case.office.ledger.chain()), case.office.roster
    for end in range(0, len(data) - 1, 17):
        history = read_history(data[: data.rfind(b"\n", 0, end) + 1], case.matter, roster)
        assert history.faults or list(ledger.against(history, roster)), end


def test_unknown_type_version_or_field(case, office):
    for change in ({"type": "approve"}, {"v": 2}, {"extra": 1}):
        base = body_of(
            "note", case.matter, office.now, ("P", office.keys["P"].public.id), office.people.head, kind="说明", text="x", evidence=None
        )
        record = Lines(list(case.record.lines), case.record.head)
        record.add({**base, **change}, office.keys["P"])
        assert seen(case, record.data)


def test_an_older_form_is_read_through_its_upgrade(monkeypatch, office):
    import sys
    import types

    old = types.ModuleType("review_upgrade_v0")
    old.upgrade = lambda body: {
        **{k: v for k, v in body.items() if k != "remark"},
        "v": 1,
        "kind": "说明",
        "text": body["remark"],
        "evidence": None,
    }
    monkeypatch.setitem(sys.modules, "review_upgrade_v0", old)
    monkeypatch.setitem(upgrades.UPGRADES, 0, "review_upgrade_v0")
    case = Case(office)
    signer = office.keys["P"]
    body = {"v": 0, "type": "note", "matter": case.matter, "at": office.now.isoformat(timespec="seconds"), "roster": office.people.head}
    case.record.add({**body, "actor": {"person": "P", "key": signer.public.id}, "remark": "旧式"}, signer)
    assert case.history.events[-1]["text"] == "旧式"
    assert not case.history.faults
    damaged = Chain(case.record.chain().entries)
    assert damaged.head == case.record.head
