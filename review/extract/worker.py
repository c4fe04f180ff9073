"""Reads one file in a separate process, because native libraries can be made to abort, loop or eat all memory.

The parent keeps one child (`review.extract.child`), started when first needed, and hands it one file at a time. A child that
dies or hangs is killed and forgotten; the next file gets a fresh one. What happened becomes a `CannotRead`, or, at a page of a PDF, a
gap for that page: the file is read again without it.

The child is replaced after some hundred files or when it holds too much memory. What it can bound of itself is up to the
operating system (`review.extract.process_bounds`); the wall clock of the parent guards everywhere.
"""

from __future__ import annotations

import atexit
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import review
from review.errors import CannotRead
from review.extract import IN_CHILD, process_bounds
from review.extract.child import CRASHED, MEMORY, MISSING
from review.extract.codec import BrokenChannelError, decode, document_from, encode, read_frame, write_frame
from review.extract.limits import Limits, seconds_left
from review.extract.progress import STRUCTURE, At
from review.model import Document, GapReason

PAGE_SHARE = 2.0  # of the time for a file without pages: no page may take longer, so that one that hangs does not take it all
MOST_LOST = 3  # pages of one file that may kill their reader; the next one ends the file


def read_isolated(kind: str, data: bytes, limits: Limits) -> Document:
    """Read `data` with the extractor of format `kind` in the child process.

    Raises CannotRead with the extractor's own reason, or TIMEOUT after `limits.seconds` of wall time (more with pages), LIMIT when memory
    ran out, CRASHED when the child died, ENGINE_MISSING when it could not be started. Threads take turns. A file inside a file has no
    more time than is left of that of the outermost.
    """
    return _keeper.read(kind, data, _within(limits, seconds_left()))


def close() -> None:
    """End the child process, if there is one."""
    _keeper.close()


def _within(limits: Limits, left: float) -> Limits:
    """Return limits of which no time is longer than is left."""
    if left >= limits.most_seconds:
        return limits
    return limits._replace(seconds=max(0.0, min(limits.seconds, left)), most_seconds=max(0.0, left))


class _LostError(CannotRead):
    """Reading failed while it was `at` a page: without it the file may still be read."""

    def __init__(self, error: CannotRead, at: At) -> None:
        super().__init__(error.reason, error.message)
        self.at = at


class _Watchdog:
    """Calls `stop` when the time is over, counted from when it was first allowed some, or that for one page. `bit`: it has."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        self._began = time.monotonic()
        self._timer: threading.Timer | None = None
        self._page_ends = math.inf
        self.seconds = 0.0
        self.bit = False

    def allow(self, seconds: float) -> None:
        """Let the time be over after so many seconds in all; what is more than before may go to the page that is being read."""
        self._page_ends += max(0.0, seconds - self.seconds)
        self.seconds = seconds
        self._set()

    def begin_page(self, seconds: float) -> None:
        """Let the time be over, too, so many seconds from now, unless something else is begun."""
        self._page_ends = time.monotonic() + seconds
        self._set()

    def _set(self) -> None:
        self.stop()
        ends = min(self._began + self.seconds, self._page_ends)
        self._timer = threading.Timer(max(0.0, ends - time.monotonic()), self._bite)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Guard no longer."""
        if self._timer:
            self._timer.cancel()

    def _bite(self) -> None:
        self.bit = True
        self._kill()


class _Child:
    """The process at the other end of two pipes; `alive` says whether it may be given another file."""

    def __init__(self) -> None:
        root = str(Path(review.__file__).resolve().parents[1])
        paths = (root, os.environ.get("PYTHONPATH"))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "review.extract.child"],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, IN_CHILD: "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                start_new_session=True,
                creationflags=process_bounds.NO_WINDOW,
            )
        except OSError as error:
            raise CannotRead(*MISSING) from error
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        self._at: At | None = None
        self.alive = True

    def read(self, kind: str, data: bytes, limits: Limits, lost: dict[At, GapReason]) -> Document:
        """Have one file read, without the pages that were lost before. Raises _LostError if it fails at another page."""
        try:
            return self._read(kind, data, limits, lost)
        except CannotRead as error:
            page_may_be_blamed = error.reason in (GapReason.TIMEOUT, GapReason.CRASHED) or error.message == MEMORY[1]
            if self._at and page_may_be_blamed:
                raise _LostError(error, self._at) from error
            raise

    def _read(self, kind: str, data: bytes, limits: Limits, lost: dict[At, GapReason]) -> Document:
        """Work under a watchdog that kills the process when the time is over."""
        self._at = None
        watchdog = _Watchdog(self._process.kill)
        watchdog.allow(limits.seconds)
        head = {
            "kind": kind,
            "limits": limits._asdict(),
            "lost": [(*at, reason) for at, reason in lost.items()],
            "rest": [*lost][-1] if len(lost) > MOST_LOST else None,
        }
        try:
            write_frame(self._requests, encode(head))
            write_frame(self._requests, data)
            return self._answer(watchdog, limits)
        except CannotRead:
            raise
        except (BrokenChannelError, OSError) as error:
            self.close()
            raise (
                _timeout(watchdog.seconds)
                if watchdog.bit or process_bounds.ended_by_processor_time(self._process.returncode)
                else CannotRead(*CRASHED)
            ) from error
        except BaseException:
            self.close()
            raise
        finally:
            watchdog.stop()
            if watchdog.bit:
                self.close()

    def _answer(self, watchdog: _Watchdog, limits: Limits) -> Document:
        end: dict[str, Any] = {}

        def frames() -> Iterator[Any]:
            while "end" not in (frame := decode(read_frame(self._answers))):
                if "seconds" in frame:
                    watchdog.allow(min(frame["seconds"], limits.most_seconds))
                elif "at" in frame:
                    self._at = (int(frame["at"][0]), int(frame["at"][1]))
                    watchdog.begin_page(math.inf if self._at[1] == STRUCTURE else limits.seconds * PAGE_SHARE)
                else:
                    yield frame
            end.update(frame)

        document = document_from(frames())
        if end["last"]:
            self.close()
        if end["end"]:
            reason, message = end["end"]
            raise CannotRead(GapReason(reason), message)
        return document

    def close(self) -> None:
        """Kill the process, if it still lives, and let go of its pipes."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()

    def disown(self) -> None:
        """Let go of a process that belongs to the parent of this one."""
        self._process.returncode = 0
        self._requests.close()
        self._answers.close()


class _Keeper:
    """Holds the one child of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def read(self, kind: str, data: bytes, limits: Limits) -> Document:
        """Read one file, and again without a page at which that failed; a crash counts only in a child that has read nothing before."""
        lost: dict[At, GapReason] = {}
        ends = time.monotonic() + limits.most_seconds
        with self._lock:
            while True:
                fresh = self._child is None
                try:
                    return self._ask(kind, data, limits, lost)
                except CannotRead as error:
                    if fresh or error.reason is not GapReason.CRASHED or self._child:
                        if not isinstance(error, _LostError) or len(lost) > MOST_LOST:
                            raise
                        lost[error.at] = error.reason
                    limits = _within(limits, ends - time.monotonic())
                    if limits.seconds <= 0:
                        raise

    def _ask(self, kind: str, data: bytes, limits: Limits, lost: dict[At, GapReason]) -> Document:
        child, self._child = self._child or _Child(), None
        try:
            return child.read(kind, data, limits, lost)
        finally:
            self._child = child if child.alive else None

    def close(self) -> None:
        """End the child with this process."""
        if self._child:
            self._child.close()

    def after_fork(self) -> None:
        """Start anew in a forked process: child, pipes and lock are its parent's."""
        if self._child:
            self._child.disown()
        self._lock = threading.Lock()
        self._child = None


def _timeout(seconds: float) -> CannotRead:
    return CannotRead(GapReason.TIMEOUT, f"读取超过 {seconds:g} 秒，已停止，内容未检查。请拆分或另存后再检查；仍不行的，请人工逐页检查。")


_keeper = _Keeper()
atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_keeper.after_fork)
