"""May this be published? A pure function of the record, the roster, the unit's rules, the moment and the channel.

Nothing is ever marked as approved: who signed what is in the record, and whether it suffices is worked out each time it is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from review.workflow.dispositions import undisposed
from review.workflow.events import Event, Outcome
from review.workflow.history import CLOSING, READING, History
from review.workflow.policy import CATCH_UP_HOURS, OPENING
from review.workflow.reasons import (
    CHANNEL,
    CLOSED,
    EXPIRED,
    FINDINGS_OPEN,
    GAPS_OPEN,
    LEVEL_MISSING,
    NOT_SCANNED,
    OUTCOME,
    OVERDUE,
    PAIR,
    POLICY,
    RECALLED,
    REFERRED,
    RETURNED,
    TAMPERED,
    UNSIGNED,
    Reason,
)
from review.workflow.signoffs import Setting, SignOff, sign_offs


class State(StrEnum):
    """What a person is told about a matter."""

    REVIEWING = "审查中"
    RETURNED = "已退回"
    REFERRED = "报审中"
    PUBLISHABLE = "可发布"
    CLOSED_OTHERWISE = "已办结（不主动公开）"
    RELEASED = "已发布"
    WITHDRAWN = "已撤回"
    RECALLED = "已召回"
    BROKEN = "记录有误"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a matter comes to now. Publishable means: no reason is left."""

    state: State
    reasons: tuple[Reason, ...] = ()
    signed: Mapping[int, SignOff] = field(default_factory=dict)

    @property
    def publishable(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.reasons

    @property
    def broken(self) -> bool:
        """Tell whether the record itself cannot be relied on."""
        return any(reason.integrity for reason in self.reasons)


def standing(history: History, setting: Setting) -> Standing:
    """Return what a matter comes to, with every reason that keeps it from being published."""
    if history.faults or not history.events:
        broken = tuple(
            Reason(TAMPERED, f"第{f.seq + 1}条记录：{f.what}", "保留原件，报告保密检查人员。", integrity=True) for f in history.faults
        )
        return Standing(State.BROKEN, broken, {})
    over = [*_closed(history), *_swapped_rules(setting)]
    release = history.last("release")
    whole, now = history, setting.now
    if release is not None:
        history, setting = _as_released(history, release, setting)
    registered = [*_registered_rules(history, setting), *(_rules_at_release(release, history, setting) if release else ())]
    signed, faulty = sign_offs(history, setting)
    late = list(_uncaught(whole, signed, now)) if release is not None else []
    reasons = [*over, *registered, *_rules(setting, history), *_scan(history), *faulty, *_levels(history, setting, signed)]
    reasons += [*_outcome(history, setting, signed), *_channel(history, setting), *_reading_lost(history), *late]
    return Standing(_state(reasons, released=release is not None), tuple(reasons), signed)


def _as_released(history: History, release: Event, setting: Setting) -> tuple[History, Setting]:
    """Return the record as it was when it was released, and the rules of that day: later changes do not unmake a release."""
    before = History(history.matter, history.events[: release.seq])
    policy = setting.past.get(before.version["policy"], setting.policy)
    return before, replace(setting, policy=policy, now=max(release.at, before.events[-1].at))


def _closed(history: History) -> Iterator[Reason]:
    """A matter that is over. A release keeps its own channel open: what is released may be uploaded there."""
    if history.last("recall"):
        yield Reason(RECALLED, "已召回，不得再发布", "确需发布的，改好后另行送审。")
    elif closing := history.withdrawn:
        yield Reason(CLOSED, CLOSING[closing.type], "需要发布的，请重新送审。")


def _swapped_rules(setting: Setting) -> Iterator[Reason]:
    if setting.roster.now.policy != setting.policy.digest:
        yield Reason(
            POLICY,
            "审查设置 unit.toml 与名册登记的不一致",
            "请恢复原来的设置，或由管理员运行 xianshen roster policy 登记。",
            integrity=True,
        )


def _registered_rules(history: History, setting: Setting) -> list[Reason]:
    """The rules that a version names must have been in force when it was submitted: nobody brings rules of his own."""
    roll = setting.roster.at(history.version.roster)
    if roll is not None and roll.policy == history.version["policy"]:
        return []
    return [Reason(POLICY, "送审时所依据的审查设置没有在名册里登记", "保留原件，报告保密检查人员。", integrity=True)]


def _rules_at_release(release: Event, history: History, setting: Setting) -> Iterator[Reason]:
    """A release is made under the rules of the day: what was signed under laxer ones is submitted again first."""
    roll = setting.roster.at(release.roster)
    if roll is None or roll.policy != history.version["policy"]:
        yield Reason(POLICY, "发布时的审查设置与送审时的不同", "保留原件，报告保密检查人员。", integrity=True)


def _rules(setting: Setting, history: History) -> Iterator[Reason]:
    if history.version["policy"] != setting.policy.digest:
        yield Reason(POLICY, "送审以后审查设置有改动", "请重新送审（xianshen revise）。")


def _scan(history: History) -> Iterator[Reason]:
    if history.scan is None:
        yield Reason(NOT_SCANNED, "现在的版本还没有检查结果", "请重新送审（xianshen revise）。")
        return
    left = undisposed(history)
    if left.findings:
        yield Reason(
            FINDINGS_OPEN, f"有 {len(left.findings)} 项不得公开的内容没有处理", "请改稿后重新送审，或用 xianshen dispose 写明理由。"
        )
    if left.gaps:
        yield Reason(GAPS_OPEN, f"有 {len(left.gaps)} 处未能检查的内容没有人看过", "请人工查看后用 xianshen dispose 接受并写明理由。")


def lapsed(sign: SignOff, setting: Setting) -> bool:
    """Tell whether a sign-off is older than the unit's rules allow."""
    return bool(setting.policy.valid_days) and setting.now - sign.event.at > dt.timedelta(days=setting.policy.valid_days)


def _levels(history: History, setting: Setting, signed: Mapping[int, SignOff]) -> Iterator[Reason]:
    back = next((event for event in history.current if event.type == "return"), None)
    if back is not None:
        yield Reason(RETURNED, "已退回，尚未重新送审", f"退回意见：{back['reason']}")
        return
    for level in setting.policy.levels:
        sign = signed.get(level.number)
        if sign is None:
            yield Reason(LEVEL_MISSING, f"{level.name}{UNSIGNED}", f"请{level.role}签批。")
        elif lapsed(sign, setting):
            yield Reason(EXPIRED, f"{level.name}的签批已超过 {setting.policy.valid_days} 天", "请重新签批。")
        elif sign.provisional_until and setting.now > sign.provisional_until:
            yield Reason(OVERDUE, f"{level.name}的电话批准已超过 {CATCH_UP_HOURS} 小时没有补签", "请立即补签，并向分管领导说明。")


def catching_up(history: History, signed: Mapping[int, SignOff]) -> dict[int, SignOff]:
    """Return the levels that were approved by telephone and are still to be signed by the same person."""
    return {n: sign for n, sign in signed.items() if sign.provisional_until and _caught(history, sign) is None}


def _caught(history: History, sign: SignOff) -> Event | None:
    """Return the last sign-off of the same person and level that followed an approval by telephone."""
    later = (e for e in reversed(history.events) if e.type == "signoff" and e.seq > sign.event.seq and e["files"] == history.files_digest)
    return next((e for e in later if e["level"] == sign.level.number and e.person == sign.person), None)


def _uncaught(history: History, signed: Mapping[int, SignOff], now: dt.datetime) -> Iterator[Reason]:
    """After a release on the word of a telephone the signature is still owed, and it must say the same."""
    for sign in signed.values():
        if not sign.provisional_until:
            continue
        caught = _caught(history, sign)
        if caught is not None and caught["outcome"] != sign.event["outcome"]:
            what = f"{sign.level.name}补签的结论是“{caught['outcome']}”，与电话批准的不同"
            yield Reason(OUTCOME, what, "请立即召回（xianshen recall）。")
        elif caught is None and now > sign.provisional_until:
            yield Reason(OVERDUE, f"{sign.level.name}的电话批准已超过 {CATCH_UP_HOURS} 小时没有补签", "请立即补签，并向分管领导说明。")


def _reading_lost(history: History) -> Iterator[Reason]:
    """A policy document that was submitted with its reading is not published without one (三同步), unless a reason is recorded."""
    had = any(file["role"] == READING for event in history.events if event.type in ("open", "revise") for file in event["files"])
    if had and not any(file["role"] == READING for file in history.files) and not history.version["pair"]:
        yield Reason(PAIR, "改稿以后解读材料不见了", "请连同解读材料重新送审，或写明理由。")


def _outcome(history: History, setting: Setting, signed: Mapping[int, SignOff]) -> Iterator[Reason]:
    last = signed.get(setting.policy.last.number)
    if last is None:
        return
    outcome = last.event["outcome"]
    wanted = OPENING[setting.channel or history.channel]
    if outcome == Outcome.REFERRED:
        yield Reason(REFERRED, f"已报审（{last.event['referred_to']}），等待答复", "收到答复后由同一级重新签批。")
    elif outcome not in wanted:
        yield Reason(OUTCOME, f"结论是“{outcome}”，不能在{setting.channel or history.channel}公开", "以签批结论为准。")


def _channel(history: History, setting: Setting) -> Iterator[Reason]:
    if setting.channel and setting.channel != history.channel:
        yield Reason(CHANNEL, f"审签的渠道是{history.channel}，不是{setting.channel}", "一个渠道一次审签，请另行送审。")


def _state(reasons: list[Reason], *, released: bool) -> State:
    if any(reason.integrity for reason in reasons):
        return State.BROKEN
    codes = {reason.code for reason in reasons}
    if RECALLED in codes:
        return State.RECALLED
    if CLOSED in codes:
        return State.WITHDRAWN
    if released and codes <= {OVERDUE, OUTCOME, CHANNEL}:
        return State.RELEASED
    if not codes - {CHANNEL}:
        return State.PUBLISHABLE
    if REFERRED in codes:
        return State.REFERRED
    if RETURNED in codes:
        return State.RETURNED
    return State.CLOSED_OTHERWISE if codes <= {OUTCOME, CHANNEL} else State.REVIEWING
