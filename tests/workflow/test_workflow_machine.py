"""The verdict against a model of ten lines that shares no code with it, over random rounds of review; and a test of that test.

Random steps alone seldom reach the states that matter, so some are directed: three people in order, an older file put back, a clean
round that must come out publishable (liveness). `test_mutants_die` removes one safeguard at a time and expects a red run.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bench.office import Case, Lines, Office
from review.digest import sha256
from review.workflow import gate, history, signoffs, verdict
from review.workflow.gate import passage
from review.workflow.history import History
from review.workflow.roster import Roll, Term

ALL = "PQRSNDH"
HELD = {"P": 1, "Q": 2, "R": 3}
ROLES = ("初审员", "复审员", "终审员")


PRISTINE = Office()


def fresh_office():
    """Return the office as it was founded; founding it again for every run would take most of the time."""
    office = copy.copy(PRISTINE)
    office.people = Lines(list(PRISTINE.people.lines), PRISTINE.people.head)
    office.ledger = Lines(list(PRISTINE.ledger.lines), PRISTINE.ledger.head)
    return office


class Review(RuleBasedStateMachine):
    """One matter between its people. `marks` is the model: who signed what since the last version, and on whose behalf."""

    def __init__(self):
        super().__init__()
        self.number = 0

    def restart(self, opener="D"):
        self.office = fresh_office()
        self.held = {person: {level: None} for person, level in HELD.items()} | {"S": dict.fromkeys((1, 2, 3))}
        self.number += 1
        self.case = Case(self.office, opener=opener, text=f"v{self.number}", anchored=False)
        self.on_disk, self.taken_back, self.returned, self.forked = self.case.text, False, False, False
        self.contributors = {"D", opener}
        self.marks = []

    @initialize(opener=st.sampled_from("DNS"))
    def opened(self, opener):
        self.restart(opener)

    @rule(person=st.sampled_from(ALL))
    def revised(self, person):
        self.number += 1
        self.case.revise(person, f"v{self.number}")
        self.on_disk, self.returned = self.case.text, False
        self.contributors |= {person}
        self.marks = []

    @rule(person=st.sampled_from(ALL), level=st.integers(1, 3))
    def signed(self, person, level):
        self.case.sign(person, level)
        if level in self.held.get(person, {}):
            self.marks.append((person, level, self.held[person][level]))

    @rule(person=st.sampled_from("PQRS"))
    def lost_all_roles(self, person):
        for level in HELD.values():
            self.office.change("A", type="revoke", person=person, what="role", which=ROLES[level - 1], reason="调离")
        self.held.pop(person, None)
        for held in self.held.values():
            for level in [level for level, principal in held.items() if principal == person]:
                del held[level]

    @rule(giver=st.sampled_from("PQR"), to=st.sampled_from("NHDQ"))
    def delegated(self, giver, to):
        level = HELD[giver]
        days = {"from": "2026-01-01", "until": "2026-12-31"}
        self.office.change("A", type="delegate", person=giver, to=to, role=ROLES[level - 1], basis="授权书", **days)
        if level in self.held.get(giver, {}) and giver != to:
            self.held.setdefault(to, {}).setdefault(level, giver)

    @rule()
    def three_in_order_one_under_an_older_roster(self):
        self.restart()
        self.three_good()
        self.case.act("R", "withdraw", reason="再看", whole=False)
        self.signed_under_an_older_roster("R", 3)

    @rule(person=st.sampled_from("PQRS"), level=st.integers(1, 3))
    def signed_under_an_older_roster(self, person, level):
        before = self.office.people.head
        self.office.change("A", type="admin", person="N", serves=True)
        self.case.act("D", "note", kind="说明", text="名册变动以后", evidence=None)
        self.case.sign(person, level, roster=before)
        self.forked = True

    @rule(person=st.sampled_from("PQRS"), level=st.integers(1, 3))
    def written_by_a_client_with_a_stale_head(self, person, level):
        ahead = Lines(list(self.case.record.lines), self.case.record.head)
        self.case.act("D", "note", kind="说明", text="先写的", evidence=None)
        first, self.case.record = self.case.record, ahead
        self.case.sign(person, level)
        self.case.record = Lines([*first.lines, ahead.lines[-1]], ahead.head)
        self.forked = True

    @rule(person=st.sampled_from(ALL), level=st.integers(1, 3))
    def signed_over_another_version(self, person, level):
        self.case.sign(person, level, files=sha256(b"another"))

    @rule(people=st.permutations("PQRSND"))
    def three_in_order(self, people):
        for level, person in enumerate(people[:3], 1):
            self.signed(person, level)

    @rule(person=st.sampled_from("PQR"))
    def three_in_order_one_of_them_an_editor(self, person):
        self.restart()
        self.revised(person)
        for level, signer in enumerate("PQR", 1):
            self.signed(signer, level)

    @rule()
    def three_before_the_last_version(self):
        self.restart()
        self.three_good()
        self.revised("D")

    @rule(back=st.integers(1, 2))
    def clean_round_then_another_file(self, back):
        self.clean_round()
        self.revised("D")
        self.three_good()
        self.older_file_put_back(back)

    @rule()
    def three_backwards(self):
        self.restart()
        for level, person in ((3, "R"), (2, "Q"), (1, "P")):
            self.signed(person, level)

    @rule(elsewhere=st.integers(1, 3))
    def three_in_order_one_over_another_version(self, elsewhere):
        self.restart()
        for level, person in enumerate("PQR", 1):
            (self.signed_over_another_version if level == elsewhere else self.signed)(person, level)

    @rule()
    def one_person_in_order(self):
        self.restart()
        for level in (1, 2, 3):
            self.signed("S", level)

    @rule(to=st.sampled_from("QRD"))
    def one_delegated_to_who_must_not(self, to):
        self.restart()
        self.delegated("P", to)
        for level, person in enumerate((to, "Q", "R"), 1):
            self.signed(person, level)

    @rule()
    def one_on_behalf_of_who_must_not(self):
        self.restart(opener="P")
        self.delegated("P", "H")
        for level, person in enumerate("HQR", 1):
            self.signed(person, level)

    @rule(people=st.permutations("PQR"))
    def three_without_their_roles(self, people):
        self.restart()
        for level, person in enumerate(people, 1):
            self.signed(person, level)

    @rule(person=st.sampled_from("PQRS"), level=st.integers(1, 3))
    def gave_back(self, person, level):
        self.case.act(person, "return", level=level, reason="改")
        self.returned = True

    @rule()
    def clean_round_taken_back(self):
        self.clean_round()
        self.withdrew("D")

    @rule(person=st.sampled_from("PQRSD"))
    def withdrew(self, person):
        self.case.act(person, "withdraw", reason="再看", whole=person in self.contributors)
        self.taken_back = self.taken_back or person in self.contributors

    @rule()
    def edited_on_disk(self):
        self.number += 1
        self.on_disk = f"v{self.number} edited"

    @rule(back=st.integers(0, 3))
    def older_file_put_back(self, back):
        self.on_disk = f"v{max(0, self.number - back)}"

    @rule()
    def clean_round(self):
        self.restart()
        self.three_good()

    @rule()
    def revised_then_clean(self):
        in_office = all(self.held.get(person, {}).get(level, "") is None for person, level in HELD.items())
        if self.taken_back or self.forked or self.contributors & set("PQR") or not in_office:
            return
        self.revised("D")
        self.three_good()

    def three_good(self):
        for level, person in enumerate("PQR", 1):
            self.signed(person, level)
        assert self.passes(), "a clean round must come out publishable"

    def passes(self):
        history = self.case.history
        digest = sha256(self.on_disk.encode())
        held = {file["sha256"] for event in history.events if event.type in ("open", "revise") for file in event["files"]}
        candidates = [(history, verdict.standing(history, self.office.setting()))] if digest in held else []
        return passage(digest, candidates, {digest}).open

    @invariant()
    def publishable_only_if_the_model_allows_it(self):
        if not hasattr(self, "marks"):
            return
        good = [mark for mark in self.marks if mark[0] not in self.contributors and mark[2] not in self.contributors]
        allowed = any(
            [mark[1] for mark in three] == [1, 2, 3]
            and len({mark[0] for mark in three}) == 3
            and not any(mark[2] in {other[0] for other in three if other is not mark} for mark in three)
            for three in combinations(good, 3)
        )
        if self.passes():
            assert allowed
            assert self.on_disk == self.case.text
            assert not self.taken_back
            assert not self.returned
            assert not self.forked


def fast(examples):
    return settings(max_examples=examples, stateful_step_count=8, deadline=None, derandomize=True, database=None, verbosity=Verbosity.quiet)


def test_publishable_means_three_people_of_their_own_over_these_bytes():
    run_state_machine_as_test(Review, settings=fast(150))


HONEST = signoffs.why_not


def same_person(history, event, signed, setting):
    """Let one person hold two levels."""
    others = {
        n: replace(sign, person=f"?{n}", on_behalf_of=None, event=replace(sign.event, person=f"?{n}", key=f"?{n}"))
        for n, sign in signed.items()
    }
    return HONEST(history, event, others, setting)


def own_draft(history, event, signed, setting):
    """Let those who had a part in the text sign."""
    stranger = replace(history)
    stranger.__dict__["contributors"] = frozenset()
    return HONEST(stranger, event, signed, setting)


def other_files(history, event, signed, setting):
    """Let a sign-off over other files count."""
    return HONEST(history, replace(event, body={**event.body, "files": history.files_digest}), signed, setting)


def always_urgent(history):
    """Let levels be signed in any order."""
    first = history.events[0]
    return replace(first, body={**first.body, "urgent": True})


def any_role(_roll, person, role, day):
    """Let everybody hold every role."""
    return [Term(person, role, day, None)]


def from_the_opening(history):
    """Let what was signed before the last version count."""
    renewed = {"files": history.files_digest, "scan": history.last("scan")["scan"]}
    return tuple(replace(e, body={**e.body, **renewed}) if e.type == "signoff" else e for e in history.events[1:])


MUTANTS = {
    "same person": (signoffs, "why_not", same_person),
    "own draft": (signoffs, "why_not", own_draft),
    "any order": (History, "opening", property(always_urgent)),
    "other files": (signoffs, "why_not", other_files),
    "any role": (Roll, "terms_of", any_role),
    "sign-offs outlive a version": (History, "current", property(from_the_opening)),
    "delegates of anybody": (signoffs, "_entitled", lambda *_: None),
    "an older roster will do": (history, "_gone_back", lambda _chain, _roster: iter(())),
    "older bytes pass": (gate, "_superseded", lambda _digest, _history: []),
    "taken back stays open": (verdict, "_closed", lambda _history: iter(())),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutants_die(mutant, monkeypatch):
    monkeypatch.setattr(*MUTANTS[mutant])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Review, settings=settings(fast(150), phases=[Phase.generate]))
