"""The folder of a unit: where its records and frozen files lie. Bytes in, bytes out; what they mean is the workflow's affair.

    unit.toml                 the unit's rules            policies/DIGEST.toml    those of earlier days
    roster.jsonl              people, keys, roles         ledger.jsonl            anchors of every record
    matters/ULID.jsonl        one matter each             fingerprint.key         key of the findings' fingerprints
    files/ULID/N/…            what was submitted as version N, read-only
    evidence/SHA256.…         scans of signed forms       checkpoints/            signed heads of the ledger
    lexicons/                 rules, terms and exceptions of the unit's own

Without a unit of its own a document has such a folder beside it, called ``.xianshen``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from review.digest import sha256
from review.errors import ConfigError, IntegrityError
from review.store import private, records
from review.store.sharing import follow

BESIDE, OWN_LEXICON = ".xianshen", "lexicons"
UNIT, ROSTER, LEDGER, KEY = "unit.toml", "roster.jsonl", "ledger.jsonl", "fingerprint.key"
_STATE = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}\.jsonl\Z")
_TOML_BYTES = 1 << 20


class UnitFolder(NamedTuple):
    """One unit's folder. Reading what is not there gives nothing; what is there but cannot be read is an error."""

    path: Path

    @property
    def founded(self) -> bool:
        """Tell whether a roster was ever laid down here."""
        return (self.path / ROSTER).exists()

    def make(self) -> None:
        """Make the folder and those in it, closed to others where the system can."""
        if not self.path.exists():
            self.path.mkdir(parents=True, mode=0o700)
        for name in ("matters", "files", "policies"):
            self._folder(self.path / name)

    def policy_text(self) -> str | None:
        """Return ``unit.toml``, or None. Raises ConfigError (XS614) if it is no UTF-8."""
        return _toml(self.path / UNIT)

    def past_policies(self) -> dict[str, str]:
        """Return the rules of earlier days, by their digest."""
        folder = self.path / "policies"
        found = ((path.stem, _toml(path)) for path in sorted(folder.glob("*.toml"))) if folder.is_dir() else ()
        return {name: text for name, text in found if text is not None}

    def keep_policy(self, digest: str, text: str) -> None:
        """Keep the rules under their digest: what was released under them is judged by them."""
        path = self._folder(self.path / "policies") / f"{digest}.toml"
        if not path.exists():
            self._write(path, text.encode())

    def records(self, name: str) -> records.Records:
        """Return the lines of ``roster.jsonl``, ``ledger.jsonl`` or, for a ULID, of that matter."""
        return records.read(self._path(name))

    def append(self, name: str, line: bytes) -> None:
        """Add a line; the caller holds the lock."""
        path = self._path(name)
        fresh = not path.exists()
        records.append(path, line)
        for changed in (*((path,) if fresh else ()), *path.parent.glob(f"{path.name}.torn-*")):
            follow(changed, self.path)

    def matters(self) -> Iterator[str]:
        """Yield the ULIDs of the matters that have a state file, oldest first."""
        folder = self.path / "matters"
        if folder.is_dir():
            yield from sorted(path.stem for path in folder.iterdir() if _STATE.match(path.name))

    def fingerprint_key(self) -> bytes:
        """Return the unit's key for fingerprints, made once. Raises IntegrityError (XS621) if it is damaged."""
        path = self.path / KEY
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            key = os.urandom(private.KEY_BYTES)
            self._write(path, key)
        if len(key) != private.KEY_BYTES:
            raise IntegrityError("XS621", f"{KEY} 已损坏，以前的处理结果对不上了。", "请从备份恢复这个文件。")
        return key

    def freeze(self, matter: str, version: int, number: int, name: str, data: bytes) -> Path:
        """Write a read-only copy of a file of a version; an equal copy that is there already stays."""
        path = self.frozen(matter, version, number, name)
        for folder in (path.parents[2], path.parents[1], path.parent):
            self._folder(folder)
        if not path.exists() or path.read_bytes() != data:
            private.write(path, data)
            follow(path, self.path, writable=False)
        return path

    def frozen(self, matter: str, version: int, number: int, name: str) -> Path:
        """Return where the copy of a file lies; `number` counts the files of the version from 0 and keeps equal names apart."""
        return self.path / "files" / matter / str(version) / f"{number + 1}_{safe(name)}"

    def frozen_bytes(self, matter: str, version: int, number: int, name: str, digest: str) -> bytes:
        """Return the frozen copy of a file. Raises IntegrityError (XS622) if it is gone or not what was submitted."""
        try:
            data = self.frozen(matter, version, number, name).read_bytes()
        except OSError as error:
            raise IntegrityError("XS622", f"送审时留存的“{name}”不见了。", "请从备份恢复，并报告保密检查人员。") from error
        if sha256(data) != digest:
            raise IntegrityError("XS622", f"送审时留存的“{name}”被改动。", "请从备份恢复，并报告保密检查人员。")
        return data

    def keep_evidence(self, data: bytes, suffix: str) -> str:
        """Keep a scan under its digest, and return that."""
        digest = sha256(data)
        path = self._folder(self.path / "evidence") / f"{digest}{suffix}"
        if not path.exists():
            self._write(path, data)
        return digest

    def keep_checkpoint(self, name: str, data: bytes) -> Path:
        """Write a checkpoint and return where it is."""
        path = self._folder(self.path / "checkpoints") / name
        self._write(path, data)
        return path

    def has_evidence(self, digest: str) -> bool:
        """Tell whether the scan with a digest is there and is what it was."""
        return any(sha256(path.read_bytes()) == digest for path in (self.path / "evidence").glob(f"{digest}*"))

    def write_policy(self, text: str) -> None:
        """Write ``unit.toml``."""
        self._write(self.path / UNIT, text.encode())

    def _write(self, path: Path, data: bytes) -> None:
        private.write(path, data)
        follow(path, self.path)

    def _folder(self, path: Path) -> Path:
        if not path.exists():
            path.mkdir(parents=True, mode=0o700)
            follow(path, self.path)
        return path

    def _path(self, name: str) -> Path:
        return self.path / name if name in (ROSTER, LEDGER) else self.path / "matters" / f"{name}.jsonl"


def safe(name: str) -> str:
    """Return a file name that every system takes: without separators, reserved characters, and no longer than 120 characters."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:100]}{dot}{suffix[:19]}" if dot and stem else plain[:120] or "文件"


def _toml(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_TOML_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError("XS614", f"{path.name} 不是 UTF-8 编码。", "请用 UTF-8 保存。") from error
