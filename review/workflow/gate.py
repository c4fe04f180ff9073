"""May these bytes go out through this channel now? Asked of digests, against the record; nothing is read anew."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from review.workflow.history import READING, History
from review.workflow.reasons import CHANGED, CHANNEL, NO_MATTER, PAIR, Reason
from review.workflow.verdict import Standing, State


@dataclass(frozen=True, slots=True)
class Passage:
    """What the gate says of one file: it passes if no reason is left."""

    reasons: tuple[Reason, ...]
    matter: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether the file may go out."""
        return not self.reasons


def passage(digest: str, candidates: list[tuple[History, Standing]], present: AbstractSet[str], *, changed: str = "") -> Passage:
    """Return whether a file passes. `candidates` are the matters that ever held these bytes, the newest last.

    `present` are the digests of all files that are to go out together; `changed` tells how a file of this name was changed since it
    was submitted.
    """
    if not candidates:
        if changed:
            return Passage((Reason(CHANGED, f"送审以后改动过（{changed}）", "请用送审的文件，或用 xianshen revise 重新送审。"),))
        return Passage((Reason(NO_MATTER, "没有送审", "请先送审（xianshen submit）并完成各级签批。"),))
    recalled = _recalled(digest, candidates)
    if recalled is not None:
        return recalled
    passages = []
    for history, judged in reversed(candidates):
        reasons = (*judged.reasons, *_superseded(digest, history), *_alone(history, present))
        passages.append(Passage(reasons, history.matter))
    return min(passages, key=lambda passage: (bool(passage.reasons), any(reason.code == CHANNEL for reason in passage.reasons)))


def _recalled(digest: str, candidates: list[tuple[History, Standing]]) -> Passage | None:
    """A text that was recalled stays away, though the same bytes went out in an earlier matter; only a newer matter brings it back."""
    for place, (history, judged) in enumerate(candidates):
        main = bool(history.events) and history.files[0]["sha256"] == digest
        if judged.state is State.RECALLED and main and not any(later.publishable for _, later in candidates[place + 1 :]):
            return Passage(judged.reasons, history.matter)
    return None


def _superseded(digest: str, history: History) -> list[Reason]:
    if history.events and digest not in {file["sha256"] for file in history.files}:
        return [Reason(CHANGED, "这是改稿以前的版本", "请用最后送审的版本。")]
    return []


def _alone(history: History, present: AbstractSet[str]) -> list[Reason]:
    """A policy document and its reading go out together (三同步)."""
    files = history.files if history.events else []
    readings = [file["sha256"] for file in files if file["role"] == READING]
    if not readings or history.version["pair"]:
        return []
    both = {files[0]["sha256"], *readings}
    if both <= present:
        return []
    return [Reason(PAIR, "政策文件和解读材料没有一同发布", "请把正文和解读材料放在一起上传。")]
