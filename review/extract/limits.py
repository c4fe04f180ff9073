"""How much of a machine one file may use, and the guard that enforces it while reading."""

from __future__ import annotations

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
    """Tells whoever keeps the time how long a file may take, once that is known. Outside the isolated child nobody listens."""

    def __init__(self) -> None:
        self.listener: Callable[[float], None] | None = None

    def allow(self, seconds: float) -> None:
        """Ask for this many seconds in all for the file that is being read."""
        if self.listener:
            self.listener(seconds)


CLOCK = Clock()


def over_limit(what: str) -> CannotRead:
    """Return the error for a bound that was passed; `what` names it in Chinese."""
    return CannotRead(GapReason.LIMIT, f"{what}，超出安全限度，未读取。请核对文件来源，或拆分后再检查。")
