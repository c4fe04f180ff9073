"""A folder before upload: two workers against none, a second check, workers that are killed, and memory.

The wall clock tells of a machine that has nothing else to do; the share of the supervisor in the processor time tells how far more
workers could help at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from review.engine.ledger import NAME as LEDGER

SAMPLES = Path(__file__).parent.parent / "samples"
DOCUMENTS = 2_000
QUIET = 10_000  # documents in which nothing is found
SPEED_UP, AGAIN, WORKER_BYTES = 1.6, 0.03, 600 << 20
KILL_EVERY, KILL_FOR = 2.0, 30.0  # seconds
_PROC = Path("/proc")


def run(_shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    with tempfile.TemporaryDirectory() as scratch:
        home, mixed, quiet = Path(scratch, "home"), Path(scratch, "mixed"), Path(scratch, "quiet")
        _fill_mixed(mixed)
        _fill_quiet(quiet)
        _check(SAMPLES / "clean", home)  # proves the rules, which the others find proven
        alone = _check(mixed, home, "--jobs", "1")
        both = _check(mixed, home, "--jobs", "2")
        yield f"{DOCUMENTS} 个混合文件：不另起进程 {alone.wall:.0f} 秒，2 个进程 {both.wall:.0f} 秒，{alone.wall / both.wall:.2f} 倍"
        yield f"主进程占处理器时间的 {both.supervisor / both.processor:.1%}；{os.cpu_count()} 个处理器，负载 {os.getloadavg()[0]:.1f}"
        workers = [peak for _, peak in both.peaks.items()]
        yield f"内存：主进程 {both.own_peak >> 20} MB，工作进程最多 {max(workers, default=0) >> 20} MB"
        yield f"主进程内存：第 {DOCUMENTS // 4} 个文件时 {both.own_early >> 20} MB，结束时 {both.own_late >> 20} MB"

        killer = _Killer()
        killed = _check(mixed, home, "--jobs", "2", meanwhile=killer)
        same = "相同" if killed.said == alone.said else "不同"
        yield f"每 {KILL_EVERY:g} 秒杀一个工作进程，共 {killer.kills} 次：结果{same}，{killed.wall:.0f} 秒"

        first, second = _check(quiet, home, "--format", "text"), _check(quiet, home, "--format", "text", known=True)
        share = second.processor / first.processor
        yield f"{QUIET} 个没有发现的文件再检查一次：处理器 {first.processor:.0f} 秒 → {second.processor:.1f} 秒，{share:.1%}"
        first, second = _check(mixed, home, "--format", "text"), _check(mixed, home, "--format", "text", known=True)
        yield f"{DOCUMENTS} 个混合文件再检查一次（多数有发现，要重读才能引用）：{second.processor / first.processor:.0%}"
    assert both.said == alone.said, "两个进程的结果与不另起进程的不同"
    assert killed.said == alone.said, "杀掉工作进程后结果不同"
    assert max(workers) < WORKER_BYTES, f"{max(workers) >> 20} MB"
    assert share <= AGAIN, f"再检查一次 {share:.1%}"
    assert alone.wall / both.wall >= SPEED_UP, f"{alone.wall / both.wall:.2f} 倍"


@dataclass
class _Done:
    wall: float = 0.0
    processor: float = 0.0
    supervisor: float = 0.0
    said: str = ""
    own_early: int = 0
    own_late: int = 0
    own_peak: int = 0
    peaks: dict[int, int] = field(default_factory=dict)


class _Killer:
    """Kills one worker of a process after another, the busiest ones in turn."""

    def __init__(self) -> None:
        self.kills = 0

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        ends = time.monotonic() + KILL_FOR
        while process.poll() is None and time.monotonic() < ends:
            time.sleep(KILL_EVERY)
            if workers := _workers(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(workers[self.kills % len(workers)], signal.SIGKILL)
                    self.kills += 1


def _check(
    folder: Path, home: Path, *options: str, known: bool = False, meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None
) -> _Done:
    """Check a folder; unless it is `known`, as if for the first time, with proven rules."""
    for old in () if known else home.rglob(f"{LEDGER}*"):
        old.unlink()
    form = () if "--format" in options else ("--format", "jsonl")
    command = [sys.executable, "-m", "review", "check", str(folder), *form, *options, "--fail-on", "never"]
    homes = {variable: str(home) for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    done, digest, before = _Done(), hashlib.sha256(), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **homes}) as process:
        assert process.stdout is not None
        if meanwhile:
            threading.Thread(target=meanwhile, args=(process,), daemon=True).start()
        for number, line in enumerate(process.stdout):
            digest.update(line)
            if number % 50 == 0:
                _weigh(process.pid, done, early=number <= DOCUMENTS // 4)
    done.wall, done.said = time.perf_counter() - began, digest.hexdigest()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    done.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done


def _weigh(pid: int, done: _Done, *, early: bool) -> None:
    own = _memory(pid)
    done.own_early, done.own_late = (own, own) if early else (done.own_early, own)
    done.own_peak = max(done.own_peak, own)
    for worker in _workers(pid):
        done.peaks[worker] = max(done.peaks.get(worker, 0), _memory(worker))
    with contextlib.suppress(OSError, IndexError):
        ticks = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        done.supervisor = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


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


def _fill_mixed(folder: Path) -> None:
    files = sorted(p for part in ("clean", "leaky") for p in (SAMPLES / part).iterdir() if p.is_file() and ".expect" not in p.name)
    folder.mkdir()
    for number, source in zip(range(DOCUMENTS), cycle(files), strict=False):
        place = folder / f"{number // 100:02}"
        place.mkdir(exist_ok=True)
        (place / f"{number:05}{source.suffix}").write_bytes(source.read_bytes())


def _fill_quiet(folder: Path) -> None:
    for number in range(QUIET):
        place = folder / f"{number // 500:02}"
        place.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"第{line}项工作由办公室牵头，月底前报送进展情况。\n" for line in range(20 + number % 60))
        (place / f"{number:05}.txt").write_text(f"关于做好第{number}号工作的通知\n{lines}", "utf-8")
