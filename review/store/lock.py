"""One writer at a time, also on a network share.

Two locks, one inside the other. The lock of the operating system orders the programs of one machine and falls with its process,
so a killed program leaves nothing behind. A lock file, put in place by a link or with O_EXCL (which SMB and NFS keep atomic), orders
machines; it says who holds it. A lock file left by this very machine is cleared by whoever holds the system's lock; one of another
machine is never taken away by itself, only by ``xianshen unlock``.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from review.errors import RefusedError
from review.store.sharing import follow

NAME, GUARD = "unit.lock", "unit.guard"
PATIENCE = 30.0  # seconds
_PAUSE = 0.01  # seconds
_HOLDER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: machine (name and hardware address), user, process, since when (seconds since 1970)."""

    machine: str
    user: str
    process: int
    since: float

    def __str__(self) -> str:
        """Return the holder in words."""
        return f"{self.user} 在 {self.machine.partition('/')[0]} 上，{time.strftime('%m月%d日 %H:%M:%S', time.localtime(self.since))} 起"


@contextlib.contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a folder. Raises RefusedError (XS630) naming the holder when it is not free within `patience` seconds."""
    deadline = time.monotonic() + patience
    descriptor = os.open(folder / GUARD, os.O_RDWR | os.O_CREAT, 0o600)
    follow(folder / GUARD, folder)
    try:
        alone = _take(descriptor, deadline)
        _claim(folder / NAME, deadline, alone=alone)
        try:
            yield
        finally:
            (folder / NAME).unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def holder(folder: Path) -> Holder | None:
    """Return who holds the lock file of a folder; None if nobody does."""
    try:
        with (folder / NAME).open("rb") as stream:
            value = json.loads(stream.read(_HOLDER_BYTES))
        return Holder(str(value["machine"]), str(value["user"]), int(value["process"]), float(value["since"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Holder("?", "?", 0, 0.0)


def unlock(folder: Path) -> None:
    """Remove the lock file, whoever holds it."""
    (folder / NAME).unlink(missing_ok=True)


def _machine() -> str:
    return f"{platform.node()}/{uuid.getnode():x}"


def _me() -> Holder:
    return Holder(_machine(), os.environ.get("USERNAME") or os.environ.get("USER") or "?", os.getpid(), time.time())


def _take(descriptor: int, deadline: float) -> bool:
    """Take the system's lock; return whether this file system has one."""
    try:
        attempt = _system_lock()
    except ImportError:
        return False
    while True:
        try:
            attempt(descriptor)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() > deadline:
                raise _busy(None) from error
            time.sleep(_PAUSE)
        except OSError:
            return False
        else:
            return True


def _system_lock() -> Any:
    if os.name == "nt":
        import msvcrt

        return lambda descriptor: msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    import fcntl

    return lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _claim(path: Path, deadline: float, *, alone: bool) -> None:
    if alone:
        for left_behind in path.parent.glob(f"{path.name}.{uuid.getnode():x}.*"):
            left_behind.unlink(missing_ok=True)
    while not _placed(path):
        other = holder(path.parent)
        if alone and other is not None and other.machine == _machine():
            path.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise _busy(other)
        else:
            time.sleep(_PAUSE)


def _placed(path: Path) -> bool:
    """Put the lock file in place with its content, or not at all: a link to a finished file, where the file system has links."""
    content = json.dumps(asdict(_me())).encode()
    ready = path.with_name(f"{path.name}.{uuid.getnode():x}.{os.getpid()}")
    ready.write_bytes(content)
    follow(ready, path.parent)
    try:
        os.link(ready, path)
    except FileExistsError:
        return False
    except OSError:
        return _created(path, content)
    finally:
        ready.unlink(missing_ok=True)
    return True


def _created(path: Path, content: bytes) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    return True


def _busy(other: Holder | None) -> RefusedError:
    who = f"（{other}）" if other else ""
    return RefusedError("XS630", f"审查记录正被占用{who}。", "请稍候再试；确认对方已经退出的，运行 xianshen unlock。")
