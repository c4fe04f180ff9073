"""How far a run over many documents is, on a terminal: how many are done, how long it will take, and a line for each document.

The line at the bottom is taken away before anything else is written, so that it never stands in a report on the same screen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from review.extract.folder import walk
from review.model import Document, Reviewed
from review.report.mask import flat
from review.report.wording import verdict_text

_EVERY = 0.2  # seconds between two drawings
_SETTLED = 3.0  # seconds after which a guess at the rest is worth telling


def count(paths: Sequence[Path]) -> int:
    """Return how many files there are below the paths, none of them read; an archive counts as one."""
    return sum(sum(1 for _ in walk(path)) if path.is_dir() else 1 for path in paths)


class Progress:
    """Tells on `stream` how far it is; `total` is what is expected, `each` asks for a line per document."""

    def __init__(self, stream: TextIO, total: int, *, each: bool) -> None:
        self._stream = stream
        self._total = total
        self._each = each
        self._began = self._drawn = time.monotonic()
        self._done = self._width = 0

    def watch(self, items: Iterable[tuple[Reviewed, Document | None]]) -> Iterator[tuple[Reviewed, Document | None]]:
        """Yield the items as they come."""
        try:
            for item in items:
                self._erase()
                self._done += 1
                if self._each:
                    self._stream.write(f"[{self._done}/{max(self._total, self._done)}] {flat(item[0].path)}  {verdict_text(item[0])}\n")
                yield item
                self._draw()
        finally:
            self._erase()

    def _draw(self) -> None:
        now = time.monotonic()
        if now - self._drawn < _EVERY:
            return
        self._drawn = now
        sys.stdout.flush()
        line = f"已检查 {self._done}/{max(self._total, self._done)}{self._rest(now - self._began)}"
        self._width = 2 * len(line)
        self._stream.write(f"\r{line}")
        self._stream.flush()

    def _rest(self, elapsed: float) -> str:
        left = self._total - self._done
        return f"，约剩 {in_words(elapsed / self._done * left)}" if left > 0 and elapsed >= _SETTLED else ""

    def _erase(self) -> None:
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()
            self._width = 0


def in_words(seconds: float) -> str:
    """Return a time as people say it, rounded to what they want to know."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} 秒"
    minutes = round(whole / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
