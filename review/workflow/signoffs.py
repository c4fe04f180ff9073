"""Which sign-offs count.

A sign-off counts only if it names the files, the scan and the dispositions that are in force, stands after the last version, comes in
order, and is that of a person of its own, who holds the role and had no part in the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from review.workflow.dispositions import in_force
from review.workflow.events import Event, Outcome
from review.workflow.history import History
from review.workflow.policy import CATCH_UP_HOURS, DRAFTER_FIRST, Level, Policy
from review.workflow.reasons import INVALID, Reason
from review.workflow.roster import Roster

SKEW = dt.timedelta(hours=1)  # by which the clocks of an office may differ


@dataclass(frozen=True, slots=True)
class Setting:
    """What a record is judged by: roster, rules of the unit, the moment, and the channel that is asked for (None: its own).

    `past` holds the rules that were in force earlier, by digest: what was released under them stays released.
    """

    roster: Roster
    policy: Policy
    now: dt.datetime
    channel: str | None = None
    past: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off that counts: whose, on which level, by which event, and until when it is only provisional."""

    level: Level
    person: str
    event: Event
    on_behalf_of: str | None = None
    provisional_until: dt.datetime | None = None


def sign_offs(history: History, setting: Setting) -> tuple[dict[int, SignOff], list[Reason]]:
    """Return the sign-offs that count, by level, and why others since the last version do not."""
    signed: dict[int, SignOff] = {}
    faulty: dict[int, Reason] = {}
    for event in history.current:
        if event.type == "return":
            return {}, []
        if event.type == "withdraw":
            own = min((level for level, sign in signed.items() if sign.person == event.person), default=None)
            signed = {level: sign for level, sign in signed.items() if own is None or level < own}
        elif event.type in ("signoff", "paper"):
            level = event["level"]
            why = why_not(history, event, signed, setting)
            if why is None:
                signed = {n: s for n, s in signed.items() if n <= level or history.opening["urgent"]}
                signed[level] = _counted(event, setting)
                faulty.pop(level, None)
            elif level not in signed:
                faulty[level] = why
    return signed, list(faulty.values())


def signer_of(event: Event) -> str:
    """Return who approved: the leader on paper or on the telephone, not the one who registered it."""
    return str(event["signer"]) if event.type == "paper" else event.person


def why_not(history: History, event: Event, signed: Mapping[int, SignOff], setting: Setting) -> Reason | None:
    """Return why a sign-off does not count, given those before it; None if it does."""
    policy, person = setting.policy, signer_of(event)
    level = policy.level(event["level"])
    if level is None:
        return Reason(INVALID, f"没有第{event['level']}级审查", "请核对级次。")
    shape = _outcome(history, event, policy) or _means(history, event)
    if shape is not None:
        return shape
    bound = _bound(history, event, level)
    if bound is not None:
        return bound
    if person in history.contributors and not (policy.profile == DRAFTER_FIRST and level.number == 1 and person in history.drafters):
        return Reason(INVALID, f"{level.name}由拟稿、送审或改稿的人签批", "请由没有参与起草的人签批。")
    roll = setting.roster.at(event.roster)
    if roll is None or roll.policy != history.version["policy"]:
        return Reason(INVALID, f"{level.name}签批时，审查设置已经改动", "请重新送审（xianshen revise）。")
    if {person, event.person} & _people(signed, level) or event.key in _keys(signed, level):
        return Reason(INVALID, f"{level.name}的签批人、登记人或委托人与另一级重复", "三级审查要由三个人分别签批；一人只登记一级。")
    if _untimely(history, event, setting):
        return Reason(INVALID, f"{level.name}签批的时间早于前面的记录，或在将来", "请核对电脑时钟后重新签批。")
    if event.type == "paper" and _decided_himself(history, event):
        return Reason(INVALID, f"{level.name}的签批人已亲自电子签批或退回，不能再由他人登记", "请本人先撤回，或由本人重新签批。")
    missing = [n for n in range(1, level.number) if n not in signed]
    if missing and not history.opening["urgent"]:
        return Reason(INVALID, f"{level.name}在前一级之前签批", "请按次序签批。")
    return _entitled(history, event, level, person, signed, setting)


def _bound(history: History, event: Event, level: Level) -> Reason | None:
    """Return why a sign-off is not about what is in force: these files, this scan, these dispositions."""
    if event["files"] != history.files_digest:
        return Reason(INVALID, f"{level.name}签的是另一个版本", "请对现在的版本重新签批。")
    if history.scan is None or event["scan"] != history.scan["scan"]:
        return Reason(INVALID, f"{level.name}依据的不是现在的检查结果", "请重新签批。")
    if event["dispositions"] != in_force(history, before=event.seq).digest or event["dispositions"] != in_force(history).digest:
        return Reason(INVALID, f"{level.name}以后，发现的处理结果有改动", "请重新签批。")
    return None


def _outcome(history: History, event: Event, policy: Policy) -> Reason | None:
    """Return what is wrong with the outcome that a sign-off states, whoever made it."""
    outcome, last = event["outcome"], event["level"] == policy.last.number
    if last and outcome is None:
        return Reason(INVALID, "最后一级没有写明公开结论", "请加 --outcome。")
    if outcome is not None and not last:
        return Reason(INVALID, "公开结论只由最后一级给出", "请去掉 --outcome。")
    if outcome == Outcome.WITHHELD and not event["grounds"]:
        return Reason(INVALID, "不予公开没有写明依据和理由", "请重新签批并写明。")
    if outcome == Outcome.REFERRED and not event["referred_to"]:
        return Reason(INVALID, "报审没有写明报给谁", "请重新签批并写明。")
    referred = any(e.type in ("signoff", "paper") and e["outcome"] == Outcome.REFERRED for e in history.current if e.seq < event.seq)
    if last and referred and outcome != Outcome.REFERRED and not event["answer"]:
        return Reason(INVALID, "没有记下报审的答复", "请重新签批并写明答复。")
    return None


def _means(history: History, event: Event) -> Reason | None:
    """Return what is wrong with the way in which a sign-off was given."""
    if not event["proof"]["done"] and not by_telephone(event):
        return Reason(INVALID, "没有校对", "三审三校：每一级都要校对，校对后再签批。")
    if event.type == "paper" and event.person in history.contributors:
        return Reason(INVALID, "纸质或电话签批由拟稿、送审的人自己登记", "请由其他人登记。")
    if event.type == "paper" and not by_telephone(event) and not event["evidence"]:
        return Reason(INVALID, "纸质签批没有扫描件", "请登记时给出扫描件。")
    if by_telephone(event):
        if not event["witness"].strip() or not event["called"]:
            return Reason(INVALID, "电话批准没有写明见证人和时间", "请重新登记。")
        if not history.opening["urgent"]:
            return Reason(INVALID, "不是紧急事项，不能电话批准", "请签批。")
        called = called_at(event)
        if called > event.at or event.at - called > dt.timedelta(hours=CATCH_UP_HOURS):
            return Reason(INVALID, f"电话批准的时间不在登记前的 {CATCH_UP_HOURS} 小时以内", "请核对时间；超过的请直接签批。")
    return None


def by_telephone(event: Event) -> bool:
    """Tell whether an event registers an approval by telephone."""
    return event.type == "paper" and event["means"] == "电话"


def called_at(event: Event) -> dt.datetime:
    """Return when the call was, as registered."""
    return dt.datetime.fromisoformat(event["called"]) if event["called"] else event.at


def _entitled(history: History, event: Event, level: Level, person: str, signed: Mapping[int, SignOff], setting: Setting) -> Reason | None:
    roll = setting.roster.at(event.roster)
    terms = roll.terms_of(person, level.role, event.day) if roll else []
    if not terms:
        return Reason(INVALID, f"{level.name}的签批人当时不是{level.role}", "请由担任这一角色的人签批。")
    principal = terms[0].of
    if principal is not None and principal in history.contributors | _people(signed, level):
        return Reason(INVALID, f"{level.name}的委托人参与了起草或已签另一级", "请由其他有权的人签批。")
    return None


def _people(signed: Mapping[int, SignOff], level: Level) -> frozenset[str]:
    """Return who has to do with the other levels: who signed, on whose behalf, and who registered it: three levels take three keys."""
    others = [sign for number, sign in signed.items() if number != level.number]
    return frozenset(who for sign in others for who in (sign.person, sign.event.person, sign.on_behalf_of) if who)


def _keys(signed: Mapping[int, SignOff], level: Level) -> frozenset[str]:
    """Return the keys that the other levels were recorded with: a key that changed hands is still one key."""
    return frozenset(sign.event.key for number, sign in signed.items() if number != level.number)


def _decided_himself(history: History, event: Event) -> bool:
    """Tell whether the leader of a paper signed or returned this version with his own key, and has not withdrawn it since."""
    own = [e for e in history.current if e.seq < event.seq and e.person == event["signer"] and e.type in ("signoff", "return", "withdraw")]
    return bool(own) and own[-1].type != "withdraw"


def _untimely(history: History, event: Event, setting: Setting) -> bool:
    """Tell whether the time that a signer claims cannot be: before what was recorded earlier, or after now."""
    before = history.events[event.seq - 1].at if 0 < event.seq <= len(history.events) else event.at
    return event.at < before - SKEW or event.at > setting.now + SKEW


def _counted(event: Event, setting: Setting) -> SignOff:
    level = setting.policy.level(event["level"])
    assert level is not None
    person = signer_of(event)
    roll = setting.roster.at(event.roster)
    terms = roll.terms_of(person, level.role, event.day) if roll else []
    until = called_at(event) + dt.timedelta(hours=CATCH_UP_HOURS) if by_telephone(event) else None
    return SignOff(level, person, event, terms[0].of if terms else None, until)
