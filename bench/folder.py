"""A folder before upload: growth, two workers against one, a second check, workers that are killed.

The wall clock tells of a machine that has nothing else to do, and processor time of what was done; both are shown, with the load. The share
of the parent in the processor time tells how far more workers could help at all.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from math import log
from pathlib import Path

from bench.folders import SAMPLES, mixed
from bench.watched_run import Desk, Run, load

SIZES = (100, 1_000, 10_000)
PAIR = 5_000  # documents for one worker against two
SPEED_UP, AGAIN, WORKER_BYTES, PARENT = 1.6, 0.03, 600 << 20, 0.15
KILL_EVERY, KILL_FOR = 2.0, 60.0  # seconds


def run(_shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    with tempfile.TemporaryDirectory() as scratch:
        desk = Desk(Path(scratch, "home"))
        desk.check(SAMPLES / "clean")  # proves the rules, which the others find proven
        yield from _growth(desk, {size: mixed(Path(scratch, str(size)), size) for size in SIZES})
        yield from _workers(desk, mixed(Path(scratch, "pair"), PAIR))


def _growth(desk: Desk, folders: dict[int, Path]) -> Iterator[str]:
    firsts: dict[int, Run] = {}
    for size, folder in folders.items():
        desk.forget()
        firsts[size] = first = desk.check(folder, "--format", "jsonl")
        yield f"{size} 个混合文件：处理器 {first.processor:.1f} 秒，用时 {first.wall:.0f} 秒；{_memory(first)}；{load()}"
        for form in ("text", "jsonl"):
            again = desk.check(folder, "--format", form)
            share = again.processor / first.processor
            yield f"    再检查一次（{form}）：处理器 {again.processor:.1f} 秒，是第一次的 {share:.1%}；{load()}"
            assert size < SIZES[-1] or share <= AGAIN, f"再检查一次 {share:.1%}"
            assert form != "jsonl" or again.said == first.said, "再检查一次，结果不同"
    small, large = SIZES[-2], SIZES[-1]
    exponent = log(firsts[large].processor / firsts[small].processor) / log(large / small)
    yield f"处理器时间随文件数增长的指数（{small} 到 {large}）：{exponent:.2f}"


def _workers(desk: Desk, folder: Path) -> Iterator[str]:
    runs = {}
    for jobs in ("1", "2"):
        desk.forget()
        runs[jobs] = desk.check(folder, "--format", "jsonl", "--jobs", jobs)
    one, two = runs["1"], runs["2"]
    yield f"{PAIR} 个混合文件，不另起进程：处理器 {one.processor:.1f} 秒，用时 {one.wall:.0f} 秒"
    yield f"2 个进程：处理器 {two.processor:.1f} 秒，用时 {two.wall:.0f} 秒，快 {one.wall / two.wall:.2f} 倍；{load()}"
    share = two.parent / two.processor
    yield f"主进程占处理器时间的 {share:.1%}；两个处理器都空着时最多快 {one.processor / max(two.processor / 2, two.parent):.2f} 倍"
    yield _memory(two)

    desk.forget()
    killed = desk.check(folder, "--format", "jsonl", "--jobs", "2", kill_every=KILL_EVERY, kill_for=KILL_FOR)
    same = "相同" if killed.said == one.said else "不同"
    yield f"每 {KILL_EVERY:g} 秒杀一个工作进程，{KILL_FOR:g} 秒里 {killed.kills} 次：结果{same}，用时 {killed.wall:.0f} 秒；{load()}"
    assert two.said == one.said, "两个进程的结果与不另起进程的不同"
    assert killed.said == one.said, "杀掉工作进程后结果不同"
    assert two.peak < WORKER_BYTES, f"{two.peak >> 20} MB"
    assert share <= PARENT, f"主进程 {share:.1%}"
    if os.getloadavg()[0] < 3.0:  # on a machine that has more to do than processors the wall clock says nothing
        assert one.wall / two.wall >= SPEED_UP, f"{one.wall / two.wall:.2f} 倍"
    else:
        print("   负载太高，没有判定两个进程快几倍", file=sys.stderr)


def _memory(run: Run) -> str:
    parent = run.parent_memory or [0]
    return f"内存：主进程最多 {max(parent) >> 20} MB，工作进程最多 {run.peak >> 20} MB"
