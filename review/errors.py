"""Everything that can go wrong on purpose.

    XianshenError
    ├── UsageError       2   wrong options or paths
    ├── ConfigError      2   the unit's or the user's settings
    ├── LexiconError     2   a rule file is wrong; carries file and line
    ├── CannotRead       3   a file cannot be read; extractors turn it into a gap
    ├── IntegrityError   4   something that was signed or frozen has changed
    └── RefusedError     5   the house rules forbid it

Each error has a code, a Chinese message and a hint that tells the reader what to do next.
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

from review.model import GapReason


class Exit(IntEnum):
    """Exit codes of every command. INTEGRITY beats INCOMPLETE, INCOMPLETE beats FINDINGS."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTEGRITY = 4
    REFUSED = 5
    INTERNAL = 70
    INTERRUPTED = 130


class XianshenError(Exception):
    """Root of the tree. `code` is stable and can be searched for; `hint` says what to do next."""

    exit = Exit.INTERNAL

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.code} {self.message}{self.hint}"


class UsageError(XianshenError):
    """Wrong options or paths."""

    exit = Exit.USAGE


class ConfigError(XianshenError):
    """Settings that cannot be used."""

    exit = Exit.USAGE


class LexiconError(XianshenError):
    """A rule file is wrong."""

    exit = Exit.USAGE


class CannotRead(XianshenError):
    """A file, or a part of it, cannot be read. `reason` becomes the reason of the gap."""

    exit = Exit.INCOMPLETE

    def __init__(self, reason: GapReason, message: str) -> None:
        super().__init__("XS200", message)
        self.reason = reason


class IntegrityError(XianshenError):
    """Something that was signed or frozen has changed."""

    exit = Exit.INTEGRITY


class RefusedError(XianshenError):
    """The house rules forbid it."""

    exit = Exit.REFUSED


def origin(error: BaseException) -> str:
    """Return file and line where an error was raised: never its text, which may quote a document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
