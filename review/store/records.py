"""Files that only grow: one line per record, each written whole, flushed and on the disk before success is told.

What a crash can leave is a last line without its end. It is never read as a record; the next writer sets it aside in a file of its
own, so that nothing is lost, and goes on behind the last whole line.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from review.errors import IntegrityError

MOST_BYTES = 256 << 20
_RETRIES, _PAUSE = 20, 0.05  # on Windows a virus scanner may hold a file for a moment


class Records(NamedTuple):
    """The whole lines of a file, each with its line feed, and what stands behind the last one."""

    whole: bytes
    torn: bytes


def read(path: Path) -> Records:
    """Return what a file holds; a file that does not exist is empty. Raises IntegrityError (XS620) beyond 256 MiB."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Records(b"", b"")
    if len(data) > MOST_BYTES:
        raise IntegrityError("XS620", f"审查记录“{path.name}”大得不正常，没有读取。", "请保留原件，报告保密检查人员。")
    end = data.rfind(b"\n") + 1
    return Records(data[:end], data[end:])


def append(path: Path, line: bytes) -> None:
    """Add one line, which carries no line feed of its own; the caller holds the lock. On return it is on the disk."""
    found = read(path)
    if found.torn:
        _set_aside(path, found)
    fresh = not path.exists()
    descriptor = _open(path)
    try:
        with os.fdopen(descriptor, "ab", buffering=0) as stream:
            written = stream.write(line + b"\n")
            if written != len(line) + 1:
                raise OSError("short write")
            os.fsync(stream.fileno())
    finally:
        if fresh:
            _sync_folder(path.parent)


def _open(path: Path) -> int:
    for attempt in range(_RETRIES):
        try:
            return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except PermissionError:
            if os.name != "nt" or attempt == _RETRIES - 1:
                raise
            time.sleep(_PAUSE)
    raise AssertionError


def _set_aside(path: Path, found: Records) -> None:
    aside = path.with_name(f"{path.name}.torn-{len(found.whole)}")
    with aside.open("ab") as stream:
        stream.write(found.torn + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    with path.open("r+b") as stream:
        stream.truncate(len(found.whole))
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk as well; Windows does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
