"""How much of a machine one file may use, and the guard that enforces it while reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from review.errors import CannotRead
from review.model import GapReason

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Sizes in bytes, times in seconds, `depth` in levels of nesting.

    `seconds` is for a file without pages; each page adds `page_seconds`, up to `most_seconds` in all.
    """

    file_bytes: int = 512 * MIB
    text_chars: int = 200_000_000
    members: int = 10_000
    unpacked_bytes: int = 512 * MIB
    ratio: int = 200
    depth: int = 5
    xml_depth: int = 256
    xml_elements: int = 20_000_000
    pages: int = 5_000
    seconds: float = 30.0
    page_seconds: float = 0.3
    most_seconds: float = 1800.0
    memory_bytes: int = 2048 * MIB

    def seconds_for(self, pages: int) -> float:
        """Return the time for a file with this many pages."""
        return max(self.seconds, min(self.most_seconds, self.seconds + self.page_seconds * pages))


DEFAULT = Limits()


class Clock:
    """Counts the pages of one file, with those of the files inside it, and tells the one who keeps the time how long it may take.

    Only the isolated child starts it; where nobody listens, each file has its own time.
    """

    def __init__(self) -> None:
        self._listener: Callable[[int], None] | None = None
        self._began = 0.0
        self._pages = 0

    def start(self, listener: Callable[[int], None]) -> None:
        """Begin a file; `listener` is told how many pages it has so far."""
        self._listener, self._began, self._pages = listener, time.monotonic(), 0

    def stop(self) -> None:
        """End the file."""
        self._listener = None

    def count(self, pages: int) -> tuple[float, int]:
        """Count more pages; return when the file was begun (monotonic) and how many pages it has so far."""
        if not self._listener:
            return time.monotonic(), pages
        self._pages += pages
        self._listener(self._pages)
        return self._began, self._pages


CLOCK = Clock()


def over_limit(what: str) -> CannotRead:
    """Return the error for a bound that was passed; `what` names it in Chinese."""
    return CannotRead(GapReason.LIMIT, f"{what}，超出安全限度，未读取。请核对文件来源，或拆分后再检查。")
