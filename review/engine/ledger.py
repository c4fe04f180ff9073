"""What was reviewed under which key, so that nothing is reviewed twice and an interrupted run goes on where it was.

One SQLite file (WAL) in the user's private cache. It is a cache and no record: what cannot be read is thrown away and begun anew. What
an entry says is sealed (`review.engine.entry`); here it is only bytes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

NAME = "reviewed.sqlite"
TASKS = 8  # sets of rules, options and days of which results are kept: the last ones used
_VERSION = 2
_MAPPED = 1 << 30  # bytes of the file that are read in place
_BUSY = 10.0  # seconds to wait for another run that is writing
_SPOILT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})
_TABLES = """
CREATE TABLE IF NOT EXISTS task (number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS result (key BLOB PRIMARY KEY, task BLOB NOT NULL, entry BLOB NOT NULL) WITHOUT ROWID;
"""


class Ledger:
    """The entries of one task. `rebuilt` tells that what was there could not be used; where nothing can be kept, nothing is."""

    def __init__(self, path: Path, task_key: bytes, tasks: int = TASKS) -> None:
        self._path = path
        self._task = task_key
        self._tasks = tasks
        self._base: sqlite3.Connection | None = None
        self.rebuilt = False
        self._use(lambda _: None)

    def get(self, key: bytes) -> bytes | None:
        """Return the entry under a key, if there is one."""
        row = self._use(lambda base: base.execute("SELECT entry FROM result WHERE key = ?", (key,)).fetchone())
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def keep(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep entries by their keys, all or none."""
        rows = [(key, self._task, entry) for key, entry in entries]
        if rows:
            self._use(lambda base: _insert(base, rows))

    @property
    def count(self) -> int:
        """Return how many results are kept, of all tasks."""
        return self._use(lambda base: base.execute("SELECT count(*) FROM result").fetchone()[0]) or 0

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.close()
        self._base = None

    def _use(self, what: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do something with the base, once more with a new one if it is spoilt; None if it cannot be done."""
        for _ in range(2):
            try:
                if self._base is None:
                    self._base = self._opened()
                return what(self._base)
            except sqlite3.Error as error:
                self.close()
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _SPOILT or self.rebuilt:
                    return None
                self._throw_away()
            except OSError:
                return None
        return None

    def _opened(self) -> sqlite3.Connection:
        """Open the base, with the task of this run as the last one used. Only the owner can read the file."""
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        base = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(f"PRAGMA mmap_size = {_MAPPED}")
            if base.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                base.executescript("DROP TABLE IF EXISTS task; DROP TABLE IF EXISTS result;")
            base.executescript(f"{_TABLES} PRAGMA user_version = {_VERSION};")
            base.execute("INSERT OR REPLACE INTO task (key) VALUES (?)", (self._task,))
            over = base.execute(
                "DELETE FROM task WHERE number NOT IN (SELECT number FROM task ORDER BY number DESC LIMIT ?)", (self._tasks,)
            )
            if over.rowcount:
                base.execute("DELETE FROM result WHERE task NOT IN (SELECT key FROM task)")
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _throw_away(self) -> None:
        self.rebuilt = True
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def _insert(base: sqlite3.Connection, rows: list[tuple[bytes, bytes, bytes]]) -> None:
    base.execute("BEGIN IMMEDIATE")
    try:
        base.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", rows)
        base.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        raise
