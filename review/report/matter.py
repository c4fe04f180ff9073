"""A matter as people read it: how far it is, who signed, what is missing. Digests and names of records only in the JSON form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from review.facts.workdays import known
from review.workflow.deadline import due, left
from review.workflow.dispositions import in_force, undisposed
from review.workflow.events import Event
from review.workflow.history import History
from review.workflow.reasons import LEVEL_MISSING, UNSIGNED, Reason
from review.workflow.signoffs import Setting, SignOff
from review.workflow.verdict import Standing, State

_OVER = frozenset({State.RELEASED, State.WITHDRAWN, State.RECALLED, State.CLOSED_OTHERWISE})


def matter_text(history: History, judged: Standing, setting: Setting) -> Iterator[str]:
    """Return the lines that ``show`` prints."""
    if not history.events:
        yield "审查记录读不出来。\n"
        yield from _reasons(judged)
        return
    urgent = "【紧急】" if history.opening["urgent"] else ""
    yield f"{urgent}《{history.title}》　{judged.state}　第{history.number}版\n"
    yield f"  拟稿：{names(history.drafters, setting)}　渠道：{history.channel}　{clock_text(history, judged, setting)}\n"
    files = "；".join(f"{file['role']} {file['name']}" for file in history.files)
    yield f"  文件：{files}\n"
    yield f"  检查：{scan_text(history)}\n"
    for level in setting.policy.levels:
        sign = judged.signed.get(level.number)
        yield f"  {level.name}：{sign_text(sign, setting) if sign else '未签'}\n"
    release = history.last("release")
    if release:
        yield f"  已发布：{release['url']}（{'已核对' if compared(history) else '待核对'}）\n"
    yield from _reasons(judged)


def _reasons(judged: Standing) -> Iterator[str]:
    if judged.reasons:
        yield "  还不能发布：\n"
    for reason in together(judged.reasons):
        yield f"    · {reason_text(reason)}\n"


def together(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons with the levels that nobody has signed in one line."""
    missing = [reason for reason in reasons if reason.code == LEVEL_MISSING]
    others = [reason for reason in reasons if reason.code != LEVEL_MISSING]
    if not missing:
        return others
    levels = "、".join(reason.text.removesuffix(UNSIGNED) for reason in missing)
    return [*others, replace(missing[0], text=f"{levels}{UNSIGNED}")]


def reason_text(reason: Reason) -> str:
    """Return a reason with its code and what to do."""
    return f"{reason.code} {reason.text}。{reason.hint}"


def scan_text(history: History) -> str:
    """Return what the check found and how much of it is left, in a few words."""
    scan = history.scan
    if scan is None:
        return "没有检查结果"
    counts, open_ = scan["counts"], undisposed(history)
    return (
        f"必须处理 {counts['block']} 处（未处理 {sum(row['count'] for row in open_.findings)}）、需要核对 {counts['warn']} 处、"
        f"未能检查 {len(scan['gaps'])} 处（未看过 {len(open_.gaps)}）"
    )


def clock_text(history: History, judged: Standing, setting: Setting) -> str:
    """Return until when the matter is to be published."""
    today = setting.now.date()
    day = due(history, setting.policy, today)
    if judged.state in _OVER:
        return f"应于 {day} 前公开"
    rest = left(history, setting.policy, today)
    guess = "" if known(day) else "，节假日安排未公布，按周末推算"
    return f"应于 {day} 前公开（还有 {rest} 个工作日{guess}）" if rest >= 0 else f"应于 {day} 前公开（已超过 {-rest} 个工作日{guess}）"


def sign_text(sign: SignOff, setting: Setting) -> str:
    """Return a sign-off in words: who, when, how, proofreading, outcome."""
    event = sign.event
    outcome = f"　{event['outcome']}" if event["outcome"] else ""
    until = f"，须在 {sign.provisional_until:%m月%d日 %H:%M} 前补签" if sign.provisional_until else ""
    of = f"（受{name_of(sign.on_behalf_of, setting)}委托）" if sign.on_behalf_of else ""
    return (
        f"{name_of(sign.person, setting)}{of}　{event.at:%Y-%m-%d %H:%M}　{means_text(event, setting)}{until}　{proof_text(event)}{outcome}"
    )


def means_text(event: Event, setting: Setting) -> str:
    """Return how a sign-off was given, and by whom it was registered if not by the signer."""
    if event.type != "paper":
        return "电子签批"
    witness = f"，见证人{event['witness']}" if event["witness"] else ""
    way = "电话批准" if event["means"] == "电话" else "纸质签批"
    return f"{way}（登记人{name_of(event.person, setting)}{witness}）"


def proof_text(event: Event) -> str:
    """Return the proofreading pass in words."""
    proof = event["proof"]
    return f"校对：采纳 {proof['accepted']}、不采纳 {proof['rejected']}" if proof["done"] else "未校对"


def compared(history: History) -> bool:
    """Tell whether what is online was found to be what was signed, after the release."""
    release = history.last("release")
    return release is not None and any(e.type == "note" and e["kind"] == "比对" and e.seq > release.seq for e in history.events)


def name_of(person: str, setting: Setting) -> str:
    """Return the name of a person, or the id if the roster has none."""
    found = setting.roster.now.people.get(person)
    return found.name if found else person


def names(people: tuple[str, ...], setting: Setting) -> str:
    """Return the names of people."""
    return "、".join(name_of(person, setting) for person in people)


def matter_json(history: History, judged: Standing, setting: Setting) -> dict[str, Any]:
    """Return a matter for programs: here the names of records and digests stand too."""
    basis: dict[str, Any] = {
        "schema": "xianshen.matter/1",
        "matter": history.matter,
        "state": judged.state,
        "publishable": judged.publishable,
    }
    basis["reasons"] = [reason_json(reason) for reason in judged.reasons]
    if not history.events:
        return basis
    scan = history.scan
    return basis | {
        "title": history.title,
        "channel": history.channel,
        "drafters": list(history.drafters),
        "urgent": history.opening["urgent"],
        "version": history.number,
        "due": due(history, setting.policy, setting.now.date()).isoformat(),
        "head": history.head,
        "files_digest": history.files_digest,
        "files": history.files,
        "scan": None if scan is None else {name: scan[name] for name in ("scan", "ruleset", "tool", "counts", "findings", "gaps")},
        "levels": [
            {
                "number": level.number,
                "name": level.name,
                "role": level.role,
                "signed": _sign_json(judged.signed.get(level.number)),
            }
            for level in setting.policy.levels
        ],
        "dispositions": [dict(item) for item in in_force(history).items.values()],
        "events": [{"seq": e.seq, "type": e.type, "at": e.at.isoformat(), "person": e.person} | _said(e) for e in history.events],
    }


def _said(event: Event) -> dict[str, str]:
    """Return the words of a note, a return, a withdrawal."""
    return {name: event[name] for name in ("text", "reason") if isinstance(event.get(name), str)}


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason for programs."""
    return {"code": reason.code, "text": reason.text, "hint": reason.hint, "integrity": reason.integrity}


def _sign_json(sign: SignOff | None) -> dict[str, Any] | None:
    if sign is None:
        return None
    until: dt.datetime | None = sign.provisional_until
    return {
        "person": sign.person,
        "at": sign.event.at.isoformat(),
        "by": sign.event.type,
        "registered_by": sign.event.person,
        "on_behalf_of": sign.on_behalf_of,
        "outcome": sign.event["outcome"],
        "provisional_until": until.isoformat() if until else None,
    }
