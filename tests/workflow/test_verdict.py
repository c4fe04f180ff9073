"""What counts and what does not: the verdict on a matter, one behaviour at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bench.office import Case, Office, new_signer
from review.workflow.events import scan_digest
from review.workflow.policy import DRAFTER_FIRST, Level, Policy
from review.workflow.reasons import (
    CHANNEL,
    CLOSED,
    EXPIRED,
    FINDINGS_OPEN,
    GAPS_OPEN,
    INVALID,
    LEVEL_MISSING,
    NOT_SCANNED,
    OUTCOME,
    OVERDUE,
    POLICY,
    RECALLED,
    REFERRED,
    RETURNED,
)
from review.workflow.verdict import State, standing


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return Case(office)


def judged(case, channel=None):
    return standing(case.judged_history, case.office.setting(channel))


def codes(case, channel=None):
    return [reason.code for reason in judged(case, channel).reasons]


def test_three_people_over_the_same_bytes_make_it_publishable(case):
    case.sign_all()
    assert judged(case).publishable
    assert judged(case).state is State.PUBLISHABLE


def test_nothing_is_publishable_before_the_last_level(case):
    assert codes(case) == [LEVEL_MISSING] * 3
    case.sign("P", 1)
    case.sign("Q", 2)
    assert codes(case) == [LEVEL_MISSING]


def test_an_edit_after_the_second_sign_off_voids_both(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.revise("D", "二稿")
    case.sign("R", 3)
    assert codes(case) == [INVALID, *[LEVEL_MISSING] * 3]
    assert not judged(case).signed


def test_a_saved_but_unchanged_version_needs_new_sign_offs_too(case):
    case.sign_all()
    case.revise("D", "一稿")
    assert codes(case) == [LEVEL_MISSING] * 3


def test_one_person_never_holds_two_levels(case):
    case.sign("S", 1)
    case.sign("S", 2)
    case.sign("R", 3)
    assert list(judged(case).signed) == [1]


@pytest.mark.parametrize("how", ["drafter", "opener", "reviser"])
def test_who_had_a_part_in_the_text_never_signs(office, how):
    case = Case(office, opener="S" if how == "opener" else "D", drafters=("S",) if how == "drafter" else ("D",))
    if how == "reviser":
        case.revise("S", "二稿")
    case.sign("S", 1)
    assert INVALID in codes(case)
    assert not judged(case).signed


def test_the_drafter_may_take_the_first_level_where_the_profile_says_so_and_no_other():
    policy = replace(Policy(), profile=DRAFTER_FIRST)
    case = Case(Office(policy), opener="S", drafters=("S",))
    case.sign("S", 1)
    case.sign("S", 2)
    assert list(judged(case).signed) == [1]
    case.sign("Q", 2)
    case.sign("R", 3)
    assert judged(case).publishable


def test_levels_are_signed_in_their_order(case):
    case.sign("Q", 2)
    case.sign("P", 1)
    case.sign("R", 3)
    assert list(judged(case).signed) == [1]


def test_a_role_must_be_held_on_the_day(office):
    office.change("A", type="role", person="N", role="初审员", **{"from": "2026-04-01"}, until="2026-04-30")
    case = Case(office)
    case.sign("N", 1)
    assert INVALID in codes(case)
    office.now += dt.timedelta(days=40)
    case.sign("N", 1)
    assert list(judged(case).signed) == [1]


def test_a_revoked_role_signs_no_more_and_what_it_signed_stays(office):
    case, later = Case(office), Case(office)
    case.sign("P", 1)
    office.change("A", type="revoke", person="P", what="role", which="初审员", reason="调离")
    later.sign("P", 1)
    assert list(judged(case).signed) == [1]
    assert not judged(later).signed


def test_a_change_of_the_roster_counts_only_when_a_second_administrator_confirms_it(office):
    office.change("A", confirmed=False, type="role", person="N", role="初审员", **{"from": "2026-01-01"}, until=None)
    case = Case(office)
    case.sign("N", 1)
    assert not judged(case).signed


def test_an_administrator_does_not_confirm_his_own_change(office):
    office.change("A", confirmed=False, type="role", person="N", role="初审员", **{"from": "2026-01-01"}, until=None)
    office._roster("A", {"type": "confirm", "change": len(office.people.lines) - 1, "head": office.people.head, "record": ""})
    case = Case(office)
    case.sign("N", 1)
    assert not judged(case).signed


def delegated(office, to="H", until="2026-12-31"):
    office.change("A", type="delegate", person="P", to=to, role="初审员", basis="授权书1号", **{"from": "2026-03-01"}, until=until)


def test_a_delegate_signs_on_behalf_until_the_end(office):
    delegated(office, until="2026-03-10")
    case, late = Case(office), Case(office)
    case.sign("H", 1)
    assert judged(case).signed[1].on_behalf_of == "P"
    office.now += dt.timedelta(days=30)
    late.sign("H", 1)
    assert not judged(late).signed


def test_a_delegation_ends_with_the_role_of_who_gave_it(office):
    delegated(office)
    office.change("A", type="revoke", person="P", what="person", which="", reason="调离")
    case = Case(office)
    case.sign("H", 1)
    assert not judged(case).signed


def test_a_delegate_who_drafted_or_signs_another_level_does_not_count(office):
    delegated(office, to="Q")
    delegated(office, to="D")
    case, own = Case(office), Case(office)
    case.sign("Q", 1)
    case.sign("Q", 2)
    own.sign("D", 1)
    assert list(judged(case).signed) == [1]
    assert not judged(own).signed


def test_the_role_of_somebody_who_drafted_cannot_be_exercised_for_him(office):
    delegated(office)
    case = Case(office, drafters=("P",))
    case.sign("H", 1)
    assert not judged(case).signed


def test_open_findings_and_gaps_keep_it_back_until_they_are_disposed_of(office):
    case = Case(office, findings=2, gaps=1)
    case.sign_all()
    assert codes(case) == [FINDINGS_OPEN, GAPS_OPEN]
    case.dispose("P", "mark-1", "mark-2", "gap-1")
    assert INVALID in codes(case)
    case.sign_all()
    assert judged(case).publishable


def test_a_disposition_after_a_sign_off_voids_it(office):
    case = Case(office, findings=1)
    case.dispose("P", "mark-1")
    case.sign_all()
    case.dispose("Q", "mark-1", action="误报")
    assert not judged(case).publishable
    assert not judged(case).signed


def test_a_disposition_survives_an_edit_elsewhere(office):
    case = Case(office, findings=1)
    case.dispose("P", "mark-1")
    case.revise("D", "二稿")
    case.sign_all()
    assert judged(case).publishable


def test_a_level_of_secrecy_is_never_disposed_of(office):
    case = Case(office, findings=1, rule="marking.level")
    case.dispose("P", "mark-1", action="误报")
    case.sign_all()
    assert FINDINGS_OPEN in codes(case)


@pytest.mark.parametrize("action", ["删除", "遮盖", "替换"])
def test_what_is_said_to_be_gone_must_be_gone(office, action):
    case = Case(office, findings=1)
    case.dispose("P", "mark-1", action=action)
    case.sign_all()
    assert FINDINGS_OPEN in codes(case)


def test_without_a_scan_nothing_is_publishable(office):
    case = Case(office)
    case.act("D", "revise", files=case.rows, reason="改稿", pair="", policy=office.policy.digest)
    case.sign_all()
    assert NOT_SCANNED in codes(case)


def test_a_return_ends_the_round_until_it_is_submitted_again(case):
    case.sign("P", 1)
    case.act("Q", "return", level=2, reason="补充依据")
    case.sign_all()
    assert codes(case) == [RETURNED]
    assert judged(case).state is State.RETURNED
    case.revise("D", "二稿")
    case.sign_all()
    assert judged(case).publishable


def test_who_withdraws_a_sign_off_takes_the_later_levels_along(case):
    case.sign_all()
    case.act("Q", "withdraw", reason="再看", whole=False)
    assert list(judged(case).signed) == [1]


def test_the_drafter_takes_the_whole_matter_back(case):
    case.sign_all()
    case.act("D", "withdraw", reason="不发了", whole=True)
    assert CLOSED in codes(case)
    assert judged(case).state is State.WITHDRAWN


@pytest.mark.parametrize("outcome", ["依申请公开", "部分公开"])
def test_only_disclosure_on_own_initiative_opens_a_public_channel(office, outcome):
    case, request = Case(office), Case(office, channel="依申请答复")
    for each in (case, request):
        each.sign("P", 1)
        each.sign("Q", 2)
        each.sign("R", 3, outcome=outcome)
    assert codes(case) == [OUTCOME]
    assert judged(case).state is State.CLOSED_OTHERWISE
    assert judged(request).publishable


def test_withholding_needs_its_grounds(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.sign("R", 3, outcome="不予公开")
    assert INVALID in codes(case)
    case.sign("R", 3, outcome="不予公开", grounds="条例第十五条，涉及商业秘密")
    assert codes(case) == [OUTCOME]


def test_a_referral_waits_for_its_answer(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.sign("R", 3, outcome="报审", referred_to="上级保密部门")
    assert codes(case) == [REFERRED]
    case.sign("R", 3)
    assert not judged(case).publishable
    case.sign("R", 3, answer="复函〔2026〕1号")
    assert judged(case).publishable


def test_a_level_in_the_middle_gives_no_outcome(case):
    case.sign("P", 1, outcome="主动公开")
    assert not judged(case).signed


def test_every_level_proofreads(case):
    case.sign("P", 1, proof={"done": False, "accepted": 0, "rejected": 0})
    assert not judged(case).signed


def test_an_approval_is_for_one_channel(case):
    case.sign_all()
    assert codes(case, "新媒体") == [CHANNEL]
    assert codes(case, "网站") == []


def test_a_sign_off_lapses_after_the_days_that_the_unit_allows(case):
    case.sign_all()
    case.office.now += dt.timedelta(days=61)
    assert codes(case) == [EXPIRED] * 3


def test_paper_counts_for_the_leader_and_not_for_the_registrar(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.paper("N", "R", 3)
    assert judged(case).signed[3].person == "R"
    assert judged(case).publishable


def test_nobody_registers_paper_for_his_own_text(case):
    case.sign("P", 1)
    case.paper("D", "Q", 2)
    assert list(judged(case).signed) == [1]


def test_in_an_urgent_matter_levels_are_parallel_and_the_telephone_counts_for_a_day(office):
    case = Case(office, urgent=True)
    unread = {"done": False, "accepted": 0, "rejected": 0}
    case.paper("N", "R", 3, "电话", witness="某", called=office.now.isoformat(timespec="seconds"), proof=unread, evidence=None)
    case.sign("Q", 2)
    case.sign("P", 1)
    assert judged(case).publishable
    office.now += dt.timedelta(hours=25)
    assert codes(case) == [OVERDUE]
    case.sign("R", 3)
    assert judged(case).publishable


def test_the_telephone_is_for_urgent_matters_only(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.paper("N", "R", 3, "电话")
    assert not judged(case).publishable


def release(case):
    fields = {"files": case.history.files_digest, "channel": case.channel, "url": "https://example.invalid/1", "package": "0" * 64}
    case.act("D", "release", **fields)


def test_what_was_released_stays_so_when_sign_offs_lapse_or_rules_change(case):
    case.sign_all()
    release(case)
    case.office.now += dt.timedelta(days=100)
    assert judged(case).publishable
    assert judged(case).state is State.RELEASED
    new = replace(Policy(), levels=(Level(1, "初审", "初审员"), Level(2, "终审", "终审员")))
    case.office.policy, old = new, case.office.policy
    case.office.change("A", type="policy", digest=new.digest)
    setting = replace(case.office.setting(), past={old.digest: old, new.digest: new})
    assert standing(case.history, setting).publishable


def test_a_release_without_the_sign_offs_is_none(case):
    case.sign("P", 1)
    release(case)
    assert codes(case) == [LEVEL_MISSING] * 2


def test_what_was_recalled_does_not_go_out_again(case):
    case.sign_all()
    release(case)
    case.act("R", "recall", reason="有误")
    assert codes(case) == [RECALLED]


def test_levels_lowered_behind_the_roster_are_a_fault_of_integrity(case):
    case.sign("P", 1)
    case.sign("Q", 2, outcome="主动公开")
    case.office.policy = replace(Policy(), levels=Policy().levels[:2])
    result = judged(case)
    assert POLICY in [reason.code for reason in result.reasons]
    assert result.broken


def test_people_with_keys_of_different_schemes_review_one_matter(office):
    pytest.importorskip("gmssl_pyx")
    office.keys["Q"] = new_signer("sm2")
    office.change("A", type="person", person="Q", name="审复", key=office.keys["Q"].public.text)
    case = Case(office)
    case.sign_all()
    assert judged(case).publishable
    assert case.history.events[-2].key.startswith("sm2:")


def test_nobody_signs_beside_his_own_delegate_whoever_comes_first(office):
    office.change("A", type="delegate", person="R", to="H", role="终审员", basis="授权书", **{"from": "2026-03-01"}, until="2026-12-31")
    office.change("A", type="role", person="R", role="初审员", **{"from": "2026-01-01"}, until=None)
    case = Case(office)
    case.sign("R", 1)
    case.sign("Q", 2)
    case.sign("H", 3)
    assert list(judged(case).signed) == [1, 2]
    office.change("A", type="delegate", person="S", to="N", role="初审员", basis="授权书", **{"from": "2026-03-01"}, until="2026-12-31")
    other = Case(office)
    other.sign("N", 1)
    other.sign("Q", 2)
    other.sign("S", 3)
    assert list(judged(other).signed) == [1, 2]


def test_three_levels_take_three_keys_however_they_are_given(case):
    case.sign("P", 1)
    case.paper("P", "Q", 2)
    assert list(judged(case).signed) == [1]
    papers = Case(case.office)
    papers.paper("N", "P", 1)
    papers.paper("N", "Q", 2)
    assert list(judged(papers).signed) == [1]
    papers.paper("H", "Q", 2)
    papers.sign("R", 3)
    assert judged(papers).publishable


def test_paper_never_overrides_what_the_leader_signed_himself(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.sign("R", 3, outcome="不予公开", grounds="条例第十五条")
    case.paper("N", "R", 3)
    assert OUTCOME in codes(case)


def test_paper_without_its_scan_and_a_call_without_witness_do_not_count(office):
    case, urgent = Case(office), Case(office, urgent=True)
    case.paper("N", "P", 1, evidence=None)
    urgent.paper("N", "P", 1, "电话", called=office.now.isoformat(timespec="seconds"))
    assert not judged(case).signed
    assert not judged(urgent).signed


def test_a_claimed_time_before_what_was_recorded_or_after_now_does_not_count(office):
    office.change("A", type="role", person="N", role="初审员", **{"from": "2026-02-01"}, until="2026-03-01")
    case = Case(office)
    today, office.now = office.now, office.now - dt.timedelta(days=2)
    case.sign("N", 1, anchored=False)
    office.now = today + dt.timedelta(days=400)
    case.sign("P", 1, anchored=False)
    office.now = today
    assert not judged(case).signed


@pytest.mark.parametrize("kind", ["revise", "signoff by another", "paper"])
def test_nothing_but_its_end_follows_a_release(case, kind):
    case.sign_all()
    release(case)
    if kind == "revise":
        case.revise("N", "换掉的")
    elif kind == "paper":
        case.paper("N", "R", 3)
    else:
        case.sign("Q", 2)
    assert judged(case).broken is (kind != "signoff by another")
    assert judged(case).publishable is (kind == "signoff by another")


def test_rules_that_were_never_registered_judge_nothing(office):
    own = replace(Policy(), levels=Policy().levels[:2], profile=DRAFTER_FIRST)
    honest, office.policy = office.policy, own
    case = Case(office, opener="P", drafters=("P",))
    case.sign("P", 1)
    case.sign("Q", 2, outcome="主动公开")
    release(case)
    office.policy = honest
    setting = replace(office.setting(), past={own.digest: own, honest.digest: honest})
    result = standing(case.judged_history, setting)
    assert not result.publishable
    assert result.broken


def test_a_later_scan_does_not_replace_the_one_that_was_submitted(office):
    case = Case(office, findings=1)
    files = case.history.files_digest
    fields = {"files": files, "scan": scan_digest(files, "r", "0", [], []), "ruleset": "r", "tool": "0", "findings": [], "gaps": []}
    case.act("D", "scan", counts={"block": 0, "warn": 0, "note": 0}, **fields)
    assert judged(case).broken


def test_a_scan_that_is_not_what_its_digest_says_is_a_fault(office):
    case = Case(office)
    case.act("D", "revise", files=case.rows, reason="改稿", pair="", policy=office.policy.digest)
    fields = {"files": case.history.files_digest, "scan": "0" * 64, "ruleset": "r", "tool": "0", "findings": [], "gaps": []}
    case.act("D", "scan", counts={"block": 0, "warn": 0, "note": 0}, **fields)
    assert judged(case).broken


def test_a_sign_off_over_another_scan_or_other_dispositions_does_not_count(office):
    case = Case(office, findings=1)
    case.dispose("P", "mark-1")
    case.sign("P", 1, scan="1" * 64)
    case.sign("P", 1, dispositions="1" * 64)
    assert not judged(case).signed


def test_signing_a_level_again_takes_the_later_levels_along(case):
    case.sign_all()
    case.sign("P", 1)
    assert list(judged(case).signed) == [1]


def test_a_referral_names_its_addressee(case):
    case.sign("P", 1)
    case.sign("Q", 2)
    case.sign("R", 3, outcome="报审")
    assert INVALID in codes(case)


def test_in_the_profile_of_the_drafter_only_the_drafter_takes_the_first_level():
    case = Case(Office(replace(Policy(), profile=DRAFTER_FIRST)), opener="S", drafters=("D",))
    case.sign("S", 1)
    assert not judged(case).signed


def test_a_reviewer_who_withdrew_and_later_revises_does_not_end_the_matter(case):
    case.sign("P", 1)
    case.act("P", "withdraw", reason="再看", whole=False)
    case.revise("P", "二稿")
    assert judged(case).state is State.REVIEWING


def test_a_revocation_ends_the_delegations_that_a_person_gave(office):
    delegated(office)
    office.change("A", type="revoke", person="P", what="person", which="", reason="调离")
    assert not [term for term in office.roster.now.terms if "P" in (term.person, term.of)]


def test_a_key_has_one_owner(office):
    office.change("A", type="person", person="Z", name="另一个编号", key=office.keys["P"].public.text)
    assert not office.roster.now.people["Z"].keys


def test_a_confirmation_is_of_one_record_and_of_no_other(office):
    office.change("A", confirmed=False, type="role", person="N", role="初审员", **{"from": "2026-01-01"}, until=None)
    office._roster("B", {"type": "confirm", "change": len(office.people.lines) - 1, "head": "0" * 64, "record": ""})
    assert not office.roster.now.terms_of("N", "初审员", office.now.date())


def test_what_an_administrator_proposed_before_he_was_removed_is_void(office):
    office.change("A", confirmed=False, type="role", person="N", role="初审员", **{"from": "2026-01-01"}, until=None)
    place, head = len(office.people.lines) - 1, office.people.head
    office.change("B", type="admin", person="N", serves=True)
    office._roster("B", {"type": "revoke", "person": "A", "what": "person", "which": "", "reason": "x", "record": ""})
    change = len(office.people.lines) - 1, office.people.head
    office._roster("N", {"type": "confirm", "change": change[0], "head": change[1], "record": ""})
    office._roster("B", {"type": "confirm", "change": place, "head": head, "record": ""})
    assert not office.roster.now.terms_of("N", "初审员", office.now.date())


def test_dispositions_of_the_drafter_do_not_count(office):
    case = Case(office, findings=1)
    case.dispose("D", "mark-1")
    case.sign_all()
    assert FINDINGS_OPEN in codes(case)


def lax(office):
    """Register rules with two levels, and return the setting that knows both."""
    strict, new = office.policy, replace(Policy(), levels=Policy().levels[:2])
    office.policy = new
    office.change("A", type="policy", digest=new.digest)
    return {strict.digest: strict, new.digest: new}


def restore(office, past):
    office.policy = next(iter(past.values()))
    office.change("A", type="policy", digest=office.policy.digest)


def test_what_was_signed_under_laxer_rules_is_not_released_under_stricter_ones(office):
    past = lax(office)
    case = Case(office)
    case.sign("P", 1)
    case.sign("Q", 2, outcome="主动公开")
    restore(office, past)
    release(case)
    result = standing(case.judged_history, replace(office.setting(), past=past))
    assert not result.publishable
    assert result.broken


def test_a_sign_off_under_other_rules_than_the_version_does_not_count(case):
    past = lax(case.office)
    case.sign("P", 1)
    restore(case.office, past)
    assert INVALID in codes(case)


def test_a_key_that_moved_to_another_person_still_holds_one_level(case):
    office, key = case.office, case.office.keys["P"]
    office.keys["Z"] = key
    case.sign("P", 1)
    office.change("A", type="revoke", person="P", what="key", which=key.public.id, reason="换人")
    office.change("A", type="person", person="Z", name="另一个编号", key=key.public.text)
    office.change("A", type="role", person="Z", role="复审员", **{"from": "2026-01-01"}, until=None)
    case.sign("Z", 2, key=key)
    assert not judged(case).signed.keys() >= {1, 2}


def test_the_signature_after_a_call_must_say_what_was_said_on_the_telephone(office):
    case = Case(office, urgent=True)
    case.sign("P", 1)
    case.sign("Q", 2)
    case.paper("N", "R", 3, "电话", witness="某", called=office.now.isoformat(timespec="seconds"), evidence=None)
    release(case)
    assert judged(case).publishable
    case.sign("R", 3, outcome="不予公开", grounds="条例第十五条")
    assert codes(case) == [OUTCOME]
