"""``check --watch``: check again whenever something has changed, until Ctrl-C.

Files are looked at by name, size and time from time to time; nothing of the system is needed for that, and it works on network shares.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

from review.extract.folder import Found, found_alone, walk

State = Mapping[str, object]

EVERY = 2.0  # seconds between two looks
SHARE = 0.1  # of the time, at most, for looking


def watch(check: Callable[[], None], look: Callable[[], State], wait: Callable[[], None]) -> NoReturn:
    """Check, and again when what `look` returns has changed and has then stayed the same for a while. It ends by an exception alone."""
    while True:
        seen = look()
        check()
        now = seen
        while now == seen:
            wait()
            now = look()
        _settle(now, look, wait)


def _settle(now: State, look: Callable[[], State], wait: Callable[[], None]) -> None:
    """Wait until nothing changes any more: a document that is being saved or copied is not whole yet."""
    before: State | None = None
    while before != now:
        wait()
        before, now = now, look()


class Eye:
    """Looks at files, and waits so long between two looks that looking costs little."""

    def __init__(self, paths: Iterable[Path], ours: Iterable[Path]) -> None:
        self._paths = [path.resolve() for path in paths]
        self._ours = {path.resolve() for path in ours}
        self._took = 0.0

    def look(self) -> State:
        """Return what is known of every file that a check would read; what the check itself writes (`ours`) is left out."""
        began = time.monotonic()
        state = {f"{number}/{found.label}": self._known(found) for number, path in enumerate(self._paths) for found in _files(path)}
        self._took = time.monotonic() - began
        return {name: known for name, known in state.items() if known is not None}

    def wait(self) -> None:
        """Wait for the next look."""
        time.sleep(max(EVERY, self._took / SHARE))

    def _known(self, found: Found) -> object:
        path = found.path
        if path is None:
            return found.gaps
        if path in self._ours or path.parent in self._ours:
            return None
        try:
            status = path.stat()
        except OSError as error:
            return found.gaps, error.errno
        return found.gaps, status.st_mtime_ns, status.st_size, status.st_ino


def _files(path: Path) -> Iterable[Found]:
    if path.is_dir():
        return walk(path)
    return (found_alone(path),)
