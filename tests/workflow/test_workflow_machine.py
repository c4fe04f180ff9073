"""The verdict against a model of ten lines that shares no code with it, over random rounds of review; and a test of that test.

Random steps alone seldom reach the states that matter, so some are directed: three people in order, an older file put back, a clean
round that must come out publishable (liveness). `test_mutants_die` removes one safeguard at a time and expects a red run.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bench.office import Case, Office
from review.digest import sha256
from review.workflow import gate, signoffs, verdict
from review.workflow.gate import passage
from review.workflow.history import History
from review.workflow.roster import Roll, Term

OFFICE = Office()
ALL = "PQRSND"
HELD = {"P": {1}, "Q": {2}, "R": {3}, "S": {1, 2, 3}, "N": set(), "D": set()}


class Review(RuleBasedStateMachine):
    """One matter between its people. `marks` is the model: what stands since the last version."""

    def __init__(self):
        super().__init__()
        self.number = 0

    @initialize(opener=st.sampled_from("DNS"))
    def opened(self, opener):
        self.case = Case(OFFICE, opener=opener, text="v0", anchored=False)
        self.on_disk, self.taken_back, self.returned = "v0", False, False
        self.contributors = {"D", opener}
        self.marks = []

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
        self.marks.append((person, level, True))

    @rule(person=st.sampled_from(ALL), level=st.integers(1, 3))
    def signed_over_another_version(self, person, level):
        self.case.sign(person, level, files=sha256(b"another"))
        self.marks.append((person, level, False))

    @rule(people=st.permutations(ALL))
    def three_in_order(self, people):
        for level, person in enumerate(people[:3], 1):
            self.signed(person, level)

    @rule(person=st.sampled_from("PQR"))
    def three_in_order_one_of_them_an_editor(self, person):
        self.revised(person)
        for level, signer in enumerate("PQR", 1):
            self.signed(signer, level)

    @rule()
    def three_backwards(self):
        for level, person in ((3, "R"), (2, "Q"), (1, "P")):
            self.signed(person, level)

    @rule(elsewhere=st.integers(1, 3))
    def three_in_order_one_over_another_version(self, elsewhere):
        for level, person in enumerate("PQR", 1):
            (self.signed_over_another_version if level == elsewhere else self.signed)(person, level)

    @rule(person=st.sampled_from("PQRS"))
    def one_person_in_order(self, person):
        for level in (1, 2, 3):
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
        self.case.act(person, "withdraw", reason="再看")
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
        self.case = Case(OFFICE, text=f"clean{self.number}", anchored=False)
        self.contributors, self.taken_back, self.returned = {"D"}, False, False
        self.on_disk, self.marks = self.case.text, []
        self.three_good()

    @rule()
    def revised_then_clean(self):
        if self.taken_back:
            return
        self.revised("D")
        if not self.contributors & set("PQR"):
            self.three_good()

    def three_good(self):
        for level, person in enumerate("PQR", 1):
            self.signed(person, level)
        assert self.passes(), "a clean round must come out publishable"

    def passes(self):
        history = self.case.history
        digest = sha256(self.on_disk.encode())
        held = {file["sha256"] for event in history.events if event.type in ("open", "revise") for file in event["files"]}
        candidates = [(history, verdict.standing(history, OFFICE.setting()))] if digest in held else []
        return passage(digest, candidates, {digest}).open

    @invariant()
    def publishable_only_if_the_model_allows_it(self):
        if not hasattr(self, "case"):
            return
        good = [(p, n) for p, n, own in self.marks if own and p not in self.contributors and n in HELD[p]]
        first = [(i, p) for i, (p, n) in enumerate(good) if n == 1]
        allowed = any(
            len({p1, p2, p3}) == 3 and i1 < i2 < i3
            for i1, p1 in first
            for i2, (p2, n2) in enumerate(good)
            if n2 == 2
            for i3, (p3, n3) in enumerate(good)
            if n3 == 3
        )
        if self.passes():
            assert allowed
            assert self.on_disk == self.case.text
            assert not self.taken_back
            assert not self.returned


def fast(examples):
    return settings(
        max_examples=examples, stateful_step_count=12, deadline=None, derandomize=True, database=None, verbosity=Verbosity.quiet
    )


def test_publishable_means_three_people_of_their_own_over_these_bytes():
    run_state_machine_as_test(Review, settings=fast(60))


HONEST = signoffs.why_not


def same_person(history, event, signed, setting):
    """Let one person hold two levels."""
    others = {number: replace(sign, person=f"other than {sign.person}") for number, sign in signed.items()}
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
    "older bytes pass": (gate, "_superseded", lambda _digest, _history: []),
    "taken back stays open": (verdict, "_closed", lambda _history: iter(())),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutants_die(mutant, monkeypatch):
    monkeypatch.setattr(*MUTANTS[mutant])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Review, settings=settings(fast(400), phases=[Phase.generate]))
