"""What a sign-off is made of, what the signer is shown before, and the refusal of one that would not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from review.commands.desk import Actor, Desk
from review.commands.opened import Opened
from review.errors import RefusedError
from review.model import Severity
from review.report.mask import mask_runs
from review.report.matter import matter_text, name_of
from review.report.wording import EXCEPTED
from review.workflow.change import Kind, compare_versions
from review.workflow.checkcode import check_code
from review.workflow.dispositions import in_force, undisposed
from review.workflow.events import Event
from review.workflow.history import History
from review.workflow.signoffs import why_not

_EVENTS = {"disposition": "处理了发现", "note": "加了说明", "return": "退回", "revise": "重新送审", "signoff": "签批", "paper": "登记签批"}


def signed_fields(
    opened: Opened,
    level: int,
    outcome: str | None,
    grounds: str,
    referred_to: str,
    answer: str,
    statement: str,
    proof: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the fields of a sign-off over what is in force. Raises RefusedError (XS651) without a scan."""
    history = opened.history
    if history.scan is None:
        raise RefusedError("XS651", "现在的版本还没有检查结果，不能签批。", "请重新送审（xianshen revise）。")
    return {
        "level": level,
        "files": history.files_digest,
        "scan": history.scan["scan"],
        "dispositions": in_force(history).digest,
        "warnings": history.scan["counts"]["warn"],
        "statement": statement,
        "proof": dict(proof),
        "outcome": outcome,
        "grounds": grounds,
        "referred_to": referred_to,
        "answer": answer,
    }


def refuse_unless_counts(opened: Opened, kind: str, fields: Mapping[str, Any], person: Actor) -> None:
    """Raise RefusedError for a sign-off that would not count: the same function judges it that judges it for ever after.

    XS652 undisposed findings or unaccepted gaps, XS653 returned and not submitted again, XS654 everything else.
    """
    history, desk = opened.history, opened.desk
    left = undisposed(history)
    if left.findings or left.gaps:
        what = f"还有 {len(left.findings)} 项不得公开的内容没有处理、{len(left.gaps)} 处未能检查的内容没有人看过"
        raise RefusedError("XS652", f"{what}，不能签批。", "请先改稿重新送审，或用 xianshen dispose 处理。")
    if any(event.type == "return" for event in history.current):
        raise RefusedError("XS653", "已退回，不能签批。", "请拟稿人修改后用 xianshen revise 重新送审。")
    _nothing_new(desk, history)
    setting = desk.setting()
    event = Event(len(history.events), kind, setting.now, person.person.id, person.signer.public.id, desk.roster.head, fields, "")
    why = why_not(history, event, opened.judged.signed, setting)
    if why is not None:
        raise RefusedError("XS654", f"{why.text}，不能签批。", why.hint)


def _nothing_new(desk: Desk, history: History) -> None:
    """Check the frozen files again: what the record says was found is what the drafter's machine said.

    Raises RefusedError (XS671) for a finding that the record does not have or belittles, except notes, for which nobody has to answer,
    for a gap that it does not have, and for an exception that no note in it tells of; IntegrityError for files that are not those
    submitted.
    """
    from review.commands.submission import read_frozen

    recorded: Any = history.scan or {"findings": [], "gaps": []}
    known: dict[tuple[Any, ...], int] = {}
    for row in recorded["findings"]:
        key = (row["file"], row["rule"], row["fingerprint"])
        known[key] = max(known.get(key, 0), Severity(row["severity"]).rank)
    gaps = {(row["file"], row["fingerprint"]) for row in recorded["gaps"]}
    again = read_frozen(desk, history)
    fresh = again.scan
    new = [r for r in fresh["findings"] if Severity(r["severity"]).rank > known.get((r["file"], r["rule"], r["fingerprint"]), 0)]
    unread = [row for row in fresh["gaps"] if (row["file"], row["fingerprint"]) not in gaps]
    told = {event.get("text") for event in history.current if event.type == "note"}
    untold = [text for text in again.exceptions if text not in told]
    if new or unread or untold:
        what = (
            f"重新检查留存的文件，有送审记录里没有或写轻了的发现 {len(new)} 项、未能检查 {len(unread)} 处、没有写明的允许 {len(untold)} 项"
        )
        raise RefusedError(
            "XS671",
            f"{what}，不能签批。",
            "规则更新过、允许清单改动过或已到期的，请用 xianshen revise 重新送审；组件（如 [ocr]）与送审的电脑不同的，请装成一样；"
            "都不是的，请报告保密检查人员。",
        )


def show_before(opened: Opened, level: int) -> Iterator[str]:
    """Yield what a signer sees: the matter, its files and their check code, what is open, what happened since the last level."""
    history, setting = opened.history, opened.desk.setting()
    yield from matter_text(history, opened.judged, setting)
    digest = history.files[0]["sm3"].upper()
    yield f"  核对码：{check_code(history)}　正文摘要（SM3 末16位）：{' '.join(digest[-16:][i : i + 4] for i in range(0, 16, 4))}\n"
    for number, file in enumerate(history.files):
        yield f"  打开核对：{opened.desk.folder.frozen(history.matter, history.number, number, file['name'])}\n"
    before = opened.judged.signed.get(level - 1)
    since = before.event.seq if before else history.version.seq
    for event in history.events:
        if event.seq > since and event.type in _EVENTS:
            yield f"  此后：{event.at:%m月%d日 %H:%M} {name_of(event.person, setting)}{_EVENTS[event.type]}{_words(event)}\n"
    for event in history.current:
        if event.type == "note" and event["text"].startswith(EXCEPTED):
            yield f"  {event['text']}\n"
    yield from _disposed(history)
    yield from _changed(opened)


def _words(event: Event) -> str:
    """Return what was said with an event."""
    said = event.get("text") or event.get("reason") or ""
    return f"：{said}" if said else ""


def _disposed(history: History) -> Iterator[str]:
    """Yield what was disposed of and why: a signer answers for it too."""
    items = in_force(history).items
    if history.scan is None:
        return
    for row in (*history.scan["findings"], *history.scan["gaps"]):
        item = items.get((row["file"], row["fingerprint"]))
        if item:
            yield f"  已处理：{row['id']} {row.get('rule', row.get('reason'))} {item['action']}，{item['reason']}\n"


def _changed(opened: Opened) -> Iterator[str]:
    """Yield what the last revision changed in the main document."""
    history, folder = opened.history, opened.desk.folder
    versions = [event for event in history.events if event.type in ("open", "revise")]
    if len(versions) < 2:
        return
    old, new = versions[-2]["files"][0], versions[-1]["files"][0]
    before = folder.frozen_bytes(history.matter, len(versions) - 1, 0, old["name"], old["sha256"])
    after = folder.frozen_bytes(history.matter, len(versions), 0, new["name"], new["sha256"])
    change = compare_versions(before, after, new["name"])
    yield f"  与上一版相比：{change.kind}（{versions[-1]['reason']}）\n"
    if change.kind is Kind.TEXT:
        for line in change.lines[:40]:
            yield f"    {line.sign} {mask_runs(line.text)}\n"
