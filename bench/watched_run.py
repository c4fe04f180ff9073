"""Runs `xianshen check` over a folder and watches it: processor time of all its processes, memory of each, what it said.

Linux only (proc(5), prctl(2)). The processor time of a reader whose worker is gone is counted too, because such orphans become children
of the process that measures.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from review.engine.ledger import NAME as LEDGER

_PROC = Path("/proc")
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER
_EVERY = 0.5  # seconds between two looks


@dataclass
class Run:
    """What a run took. Times in seconds, memory in bytes, by process id."""

    wall: float = 0.0
    processor: float = 0.0
    parent: float = 0.0
    said: str = ""
    parent_memory: list[int] = field(default_factory=list)
    workers: dict[int, list[int]] = field(default_factory=dict)
    kills: int = 0

    @property
    def peak(self) -> int:
        """The most that a worker held."""
        return max((size for sizes in self.workers.values() for size in sizes), default=0)


class Desk:
    """A place where checks are run: caches and settings of its own below `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def forget(self) -> None:
        """Throw the ledger away, as if nothing had been checked; the rules stay proven."""
        for old in self._home.rglob(f"{LEDGER}*"):
            old.unlink()

    def check(self, *arguments: str | Path, kill_every: float = 0.0, kill_for: float = 0.0) -> Run:
        """Run a check and return what it took; kill a worker every so many seconds for so long."""
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
        command = [sys.executable, "-m", "review", "check", *map(str, arguments), "--fail-on", "never"]
        homes = {variable: str(self._home) for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        run, digest, before, began = Run(), hashlib.sha256(), _used(), time.perf_counter()
        over = threading.Event()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **homes}) as process:
            assert process.stdout is not None
            watchers = [threading.Thread(target=_watch, args=(process.pid, run, over))]
            if kill_every:
                watchers.append(threading.Thread(target=_kill, args=(process.pid, run, over, kill_every, kill_for)))
            for watcher in watchers:
                watcher.start()
            for line in process.stdout:
                digest.update(line)
            over.set()
            for watcher in watchers:
                watcher.join()
        run.wall, run.said = time.perf_counter() - began, digest.hexdigest()
        _bury_orphans()
        run.processor = _used() - before
        return run


def load() -> str:
    """Return the load of the machine, and its processors, in words."""
    return f"{os.cpu_count()} 个处理器，负载 {os.getloadavg()[0]:.1f}"


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bury_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _watch(pid: int, run: Run, over: threading.Event) -> None:
    while not over.wait(_EVERY):
        run.parent_memory.append(_memory(pid))
        for worker in _workers(pid):
            run.workers.setdefault(worker, []).append(_memory(worker))
        with contextlib.suppress(OSError, IndexError):
            ticks = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            run.parent = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def _kill(pid: int, run: Run, over: threading.Event, every: float, how_long: float) -> None:
    ends = time.monotonic() + how_long
    while time.monotonic() < ends and not over.wait(every):
        if workers := _workers(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[run.kills % len(workers)], signal.SIGKILL)
                run.kills += 1


def _workers(pid: int) -> list[int]:
    """Return the workers of a process; the tracker that the library keeps beside them is none."""
    found = []
    for each in _PROC.iterdir():
        with contextlib.suppress(OSError, IndexError):
            if each.name.isdigit() and int((each / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found += [int(each.name)] if b"spawn_main" in (each / "cmdline").read_bytes() else []
    return sorted(found)


def _memory(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
