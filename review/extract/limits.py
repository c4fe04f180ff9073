"""How much of a machine one file may use, and the guard that enforces it while reading."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import NamedTuple

from review.errors import CannotRead
from review.model import GapReason

MIB = 1 << 20
SWITCH = "XIANSHEN_OCR"  # set to ``off``: letters in pictures are not recognised even where the extra is there
_PAGES_SHARE = 0.7  # of the time for the pages; what is left goes to what lies behind them and to the answer
_ENDS: ContextVar[float | None] = ContextVar("when reading must be over", default=None)


class Limits(NamedTuple):
    """Bounds for one file. Sizes in bytes, times in seconds, `depth` in levels of nesting.

    `seconds` is for a file without pages; each page adds `page_seconds`, each one that is recognised `ocr_seconds`, up to
    `most_seconds` in all. `recognise`: letters in pictures are to be read where the extra is there, for which the child may use
    `ocr_bytes` more; a picture is cut into at most so many `strips`. So many pictures are shown small on the contact sheet.
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
    ocr_seconds: float = 15.0
    ocr_bytes: int = 1536 * MIB
    strips: int = 20
    thumbnails: int = 400
    recognise: bool = True

    def seconds_for(self, pages: int, recognised: int = 0) -> float:
        """Return the time for a file with this many pages, of which so many are recognised."""
        wished = self.seconds + self.page_seconds * pages + self.ocr_seconds * recognised
        return max(self.seconds, min(self.most_seconds, wished))


DEFAULT = Limits(recognise=os.environ.get(SWITCH) != "off")


class Clock:
    """Counts the pages of one file, with those of the files inside it, and tells the one who keeps the time how long it may take.

    Only the isolated child starts it; where nobody listens, each file has its own time.
    """

    def __init__(self) -> None:
        self._listener: Callable[[int, int], None] | None = None
        self._began = 0.0
        self._pages = 0
        self.recognised = 0

    def start(self, listener: Callable[[int, int], None]) -> None:
        """Begin a file; `listener` is told how many pages it has so far, and how many were recognised."""
        self._listener, self._began, self._pages, self.recognised = listener, time.monotonic(), 0, 0

    def stop(self) -> None:
        """End the file."""
        self._listener, self.recognised = None, 0

    def count(self, pages: int) -> tuple[float, int]:
        """Count more pages; return when the file was begun (monotonic) and how many pages it has so far."""
        if not self._listener:
            return time.monotonic(), pages
        self._pages += pages
        self._listener(self._pages, self.recognised)
        return self._began, self._pages

    def count_recognised(self) -> None:
        """Count one more page or picture whose letters are about to be recognised."""
        if self._listener:
            self.recognised += 1
            self._listener(self._pages, self.recognised)

    def pages_end(self, pages: int, limits: Limits) -> float:
        """Count more pages; return when (monotonic) no further one may be begun, so that the others are not lost with it."""
        began, counted = self.count(pages)
        return began + limits.seconds_for(counted) * _PAGES_SHARE


CLOCK = Clock()


@contextlib.contextmanager
def timed_as_one(limits: Limits) -> Iterator[None]:
    """Bound the time of one file with all files inside it: each of them has a time of its own as well."""
    if _ENDS.get() is not None:
        yield
        return
    token = _ENDS.set(time.monotonic() + limits.most_seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


def seconds_left() -> float:
    """Return what is left of the time of the outermost file."""
    ends = _ENDS.get()
    return float("inf") if ends is None else ends - time.monotonic()


class OutOfTimeError(Exception):
    """The time for a file is over while it is read in this process; what was read so far counts."""


def reading_ends(limits: Limits) -> float:
    """Return when (monotonic) one who reads a file should stop by himself, so that what he read is not lost."""
    return min(CLOCK.pages_end(0, limits), time.monotonic() + seconds_left())


def over_limit(what: str) -> CannotRead:
    """Return the error for a bound that was passed; `what` names it in Chinese."""
    return CannotRead(GapReason.LIMIT, f"{what}，超出安全限度，未读取。请核对文件来源，或拆分后再检查。")
