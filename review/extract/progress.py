"""Which page of which PDF is being read, so that a page that kills its reader costs that page alone.

The child tells its parent of each page before it is read. When it dies there, the parent has the file read again without the page.
Files are counted as they are met, those inside others included: reading again meets them in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from review.model import GapReason

STRUCTURE = 0  # stands for what lies behind the pages
At = tuple[int, int]  # number of the file, and of the page or STRUCTURE, both from 1


class Track:
    """The way through one file."""

    def __init__(self, progress: Progress, file: int) -> None:
        self._progress = progress
        self._file = file

    def begin(self, page: int) -> GapReason | None:
        """Tell that a page is about to be read; return why it must not be, if it killed a reader before."""
        return self._progress.begin((self._file, page))

    def ends_at(self, page: int) -> bool:
        """Tell whether nothing from this page on may be read, because too many pages were lost before."""
        return self._progress.rest == (self._file, page)


class Progress:
    """What the parent is told, and the pages that were lost in earlier attempts; `rest` is the first of those not to be tried at all."""

    def __init__(self) -> None:
        self._listener: Callable[[At], None] | None = None
        self._lost: Mapping[At, GapReason] = {}
        self._files = 0
        self.rest: At | None = None

    def start(self, listener: Callable[[At], None], lost: Mapping[At, GapReason], rest: At | None) -> None:
        """Begin the file that the parent handed over."""
        self._listener, self._lost, self.rest, self._files = listener, lost, rest, 0

    def stop(self) -> None:
        """End the file."""
        self._listener, self._lost, self.rest = None, {}, None

    def track(self) -> Track:
        """Count one more PDF."""
        self._files += 1
        return Track(self, self._files)

    def begin(self, at: At) -> GapReason | None:
        """Tell where the reader is, unless that page is lost; return why it is."""
        reason = self._lost.get(at)
        if reason is None and self._listener:
            self._listener(at)
        return reason


PROGRESS = Progress()
