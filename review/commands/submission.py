"""Files on their way into a matter: read once, checked, frozen, and recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review import __version__
from review.commands import session
from review.commands.desk import Desk
from review.digest import sha256, sm3
from review.errors import RefusedError, UsageError
from review.extract.folder import found_alone
from review.extract.limits import DEFAULT
from review.extract.sources import Source, not_found, opened
from review.model import Allowance, Scan
from review.report.wording import EXCEPTED, STOP_ORDER
from review.scan import Options
from review.workflow.history import History, digest_of_files
from review.workflow.scan_record import scan_fields

REPORT = "report"


@dataclass(frozen=True)
class Submitted:
    """One file of a matter as it was read: its role, its bytes, and what was found in it and in what it holds."""

    role: str
    name: str
    data: bytes
    text: str
    scans: tuple[Scan, ...]

    def row(self) -> dict[str, Any]:
        """Return the file as an event names it."""
        digests = {"sha256": sha256(self.data), "sm3": sm3(self.data), "text_sha256": sha256(self.text.encode())}
        return {"role": self.role, "name": self.name, "size": len(self.data), **digests}


@dataclass(frozen=True)
class Submission:
    """The files of one version and the scan that everybody will judge."""

    files: tuple[Submitted, ...]
    rows: list[dict[str, Any]]
    scan: dict[str, Any]

    @property
    def exceptions(self) -> tuple[str, ...]:
        """What was let be by exceptions, in a sentence each: the record says so, and nobody signs what it does not say."""
        counts: Counter[tuple[str, Allowance]] = Counter()
        for file in self.files:
            for scan in file.scans:
                counts.update((f.rule, f.allowed) for f in scan.findings if f.allowed is not None)
        return tuple(
            f"{EXCEPTED}：{rule} {count} 处，批准人 {a.approver}，有效期至 {a.expires}，理由：{a.reason}（{a.source}）"[:2000]
            for (rule, a), count in sorted(counts.items(), key=lambda item: item[0][1].source)
        )

    @property
    def summary(self) -> str:
        """What the check found, in a few words."""
        counts, gaps = self.scan["counts"], len(self.scan["gaps"])
        return f"必须处理 {counts['block']} 处，需要核对 {counts['warn']} 处，未能检查 {gaps} 处"


def read_submission(desk: Desk, named: Sequence[tuple[str, Path]], channel: str) -> Submission:
    """Read and check the files, given with their roles. Raises RefusedError (XS640, XS641) for what must not be submitted at all."""
    sources = []
    for role, path in named:
        found = found_alone(path)
        sources.append((role, Source(found.label, read_whole(path), found.gaps)))
    return _checked(desk, sources, channel)


def read_frozen(desk: Desk, history: History) -> Submission:
    """Check the frozen files of the version under review once more, by the rules of this machine."""
    sources = []
    for number, file in enumerate(history.files):
        data = desk.folder.frozen_bytes(history.matter, history.number, number, file["name"], file["sha256"])
        sources.append((file["role"], Source(file["name"], data)))
    return _checked(desk, sources, history.channel)


def _checked(desk: Desk, sources: Sequence[tuple[str, Source]], channel: str) -> Submission:
    rules = session.rules_in_force(unit=desk.folder.path)
    options = Options(desk.folder.fingerprint_key(), as_of=session.today())
    files = tuple(_read(role, source, rules, options, channel) for role, source in sources)
    rows = [file.row() for file in files]
    doubled = [row["name"] for number, row in enumerate(rows) if row["sha256"] in {r["sha256"] for r in rows[:number]}]
    if doubled:
        raise UsageError("XS642", f"“{doubled[0]}”给了不止一次。", "请删去重复的文件。")
    scans = [(number, scan) for number, file in enumerate(files) for scan in file.scans]
    fields = scan_fields(scans, digest_of_files(rows), rules.digest, __version__, options.key)
    return Submission(files, rows, fields)


def scan_events(submission: Submission) -> list[tuple[str, dict[str, Any]]]:
    """Return the events that record what was found, and what exceptions let be."""
    notes = [("note", {"kind": "说明", "text": text, "evidence": None}) for text in submission.exceptions]
    return [("scan", submission.scan), *notes]


def freeze(desk: Desk, matter: str, version: int, submission: Submission) -> None:
    """Keep a read-only copy of every file: what reviewers open, and what the form speaks of."""
    for number, file in enumerate(submission.files):
        desk.folder.freeze(matter, version, number, file.name, file.data)


def read_whole(path: Path) -> bytes:
    """Return the bytes of a file that the user named. Raises UsageError (XS101) if it cannot be read."""
    try:
        if path.stat().st_size > DEFAULT.file_bytes:
            raise UsageError("XS642", f"“{path.name}”超过 {DEFAULT.file_bytes >> 20} MB。", "请拆分后再送审。")
        return path.read_bytes()
    except OSError as error:
        raise not_found(path) from error


def _read(role: str, source: Source, rules: Any, options: Options, channel: str) -> Submitted:
    reviewed = [session.review(inner, rules, options, session.today(), channel=channel) for inner in opened(source)]
    if any(item.scan.stop for item, _ in reviewed):
        raise RefusedError("XS640", f"“{source.path}”疑似带有密级标志，不能送审，也没有留存。", f"请{STOP_ORDER}")
    if any(document.format == REPORT for _, document in reviewed):
        raise RefusedError("XS641", f"“{source.path}”是先审的检查报告，不能送审。", "请给出文稿本身。")
    text = "\n".join(document.text[: document.visible_end] for _, document in reviewed)
    return Submitted(role, source.path, source.data or b"", text, tuple(item.scan for item, _ in reviewed))
