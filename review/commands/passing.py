"""The files before the gate: read once, named by their digest, held against the records of the unit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from review.commands.desk import Desk, folder_for, open_desk
from review.digest import sha256
from review.errors import ConfigError, IntegrityError
from review.extract.folder import Found, found_alone, walk
from review.extract.limits import DEFAULT
from review.extract.sniff import HEAD, sniff
from review.extract.sources import not_found
from review.store import memory
from review.workflow.change import Kind, compare_versions
from review.workflow.gate import Passage, passage
from review.workflow.history import History
from review.workflow.reasons import OWN_REPORT, UNREADABLE, Reason
from review.workflow.verdict import Standing, standing


@dataclass(frozen=True, slots=True)
class Result:
    """One file: its path below what was given, its digest (None: it could not be read), and what the gate says."""

    label: str
    digest: str | None
    passage: Passage

    @property
    def unread(self) -> bool:
        """Tell whether the file could not be read."""
        return self.digest is None


def passages(paths: Sequence[Path], channel: str, unit: Path | None) -> Iterator[Result]:
    """Yield what the gate says of every file. Raises UsageError (XS101) for a path that does not exist."""
    missing = next((path for path in paths if not os.path.lexists(path)), None)
    if missing is not None:
        raise not_found(missing)
    results = list(_Gate(_desk(unit, paths[0]), channel).results(paths))
    if any(reason.integrity for result in results for reason in result.passage.reasons):
        results = list(_Gate(_desk(unit, paths[0]), channel).results(paths))  # somebody may have been writing
    yield from results


def _desk(unit: Path | None, near: Path) -> Desk:
    """Return the desk whose records open the gate. Raises ConfigError (XS669) for a folder that merely lies beside the files."""
    folder = folder_for(unit, str(near)).path
    if unit is None and memory.unit_folder() is None and memory.pinned(folder) is None:
        raise ConfigError("XS669", "还没有指定单位文件夹，不能放行。", "请先运行 xianshen config unit 文件夹，并核对名册核对码。")
    return open_desk(unit, str(near))


class _Gate:
    def __init__(self, desk: Desk, channel: str) -> None:
        self.desk = desk
        self.setting = desk.setting(channel)
        self.judged: dict[str, tuple[History, Standing]] = {}

    def results(self, paths: Sequence[Path]) -> Iterator[Result]:
        found = [each for path in paths for each in (walk(path, everything=True) if path.is_dir() else (found_alone(path),))]
        digests = [_digest(each) for each in found]
        present = {digest for digest, _ in digests if digest}
        for each, (digest, own_report) in zip(found, digests, strict=True):
            yield Result(each.label, digest, self._passage(each, digest, present, own_report=own_report))

    def _passage(self, found: Found, digest: str | None, present: set[str], *, own_report: bool) -> Passage:
        if digest is None:
            words = "；".join(gap.message for gap in found.gaps) or "读取失败。"
            return Passage((Reason(UNREADABLE, f"读不出来：{words.rstrip('。')}", "请处理后重新运行。"),))
        if own_report:
            return Passage((Reason(OWN_REPORT, "这是先审的检查报告，不得公开", "请移出要上传的文件夹。"),))
        candidates = [self._standing(matter) for matter in dict.fromkeys(self.desk.ledger.matters.get(digest, ()))]
        changed = "" if candidates else self._changed(found)
        return passage(digest, candidates, present, changed=changed)

    def _standing(self, matter: str) -> tuple[History, Standing]:
        if matter not in self.judged:
            history = self.desk.history(matter)
            self.judged[matter] = history, standing(history, self.setting)
        return self.judged[matter]

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, int]]:
        """File name → the newest matter that has a file of that name, and its place in it."""
        names: dict[str, tuple[str, int]] = {}
        for matter in self.desk.folder.matters():
            history, _ = self._standing(matter)
            for number, file in enumerate(history.files if history.events else ()):
                names[file["name"]] = matter, number
        return names

    def _changed(self, found: Found) -> str:
        """Return how a file differs from the one of its name that was submitted; empty if there is none."""
        known = self._by_name.get(found.label.rpartition("/")[2])
        if known is None or found.path is None:
            return ""
        matter, number = known
        history, _ = self._standing(matter)
        file = history.files[number]
        try:
            before = self.desk.folder.frozen_bytes(matter, history.number, number, file["name"], file["sha256"])
        except IntegrityError:
            return "内容不同"
        kind = compare_versions(before, found.path.read_bytes(), file["name"]).kind
        return "上次送审没有完成" if kind is Kind.SAME else str(kind)


def _digest(found: Found) -> tuple[str | None, bool]:
    """Return the digest of a file and whether it is a report of ours; None when it cannot be read."""
    if found.path is None:
        return None, False
    try:
        if not found.path.is_file() or found.path.stat().st_size > DEFAULT.file_bytes:
            return None, False
        data = found.path.read_bytes()
    except OSError:
        return None, False
    return sha256(data), sniff(data[:HEAD]) == "report"
