"""Fifty thousand short documents of many kinds, names included: what a process holds must not grow with what it has done."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.folders import SAMPLES, small
from bench.watched_run import Desk, load

DOCUMENTS = 50_000
WORKER_BYTES, PARENT_GROWTH = 600 << 20, 2.0


def run(_shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    with tempfile.TemporaryDirectory() as scratch:
        desk = Desk(Path(scratch, "home"))
        desk.check(SAMPLES / "clean")
        done = desk.check(small(Path(scratch, "many"), DOCUMENTS), "--format", "jsonl")
        yield f"{DOCUMENTS} 个文件：处理器 {done.processor:.0f} 秒，用时 {done.wall:.0f} 秒；{load()}"
        quarter = max(1, len(done.parent_memory) // 4)
        early, late = (statistics.median(part) / (1 << 20) for part in (done.parent_memory[:quarter], done.parent_memory[-quarter:]))
        yield f"主进程内存（中位数）：前四分之一 {early:.0f} MB，后四分之一 {late:.0f} MB"
        for number, sizes in enumerate(done.workers.values(), 1):
            part = max(1, len(sizes) // 4)
            yield (
                f"工作进程 {number}：前四分之一 {statistics.median(sizes[:part]) / (1 << 20):.0f} MB，"
                f"后四分之一 {statistics.median(sizes[-part:]) / (1 << 20):.0f} MB，最多 {max(sizes) >> 20} MB"
            )
        again = desk.check(Path(scratch, "many"), "--format", "jsonl")
        yield f"再检查一次：处理器 {again.processor:.1f} 秒，是第一次的 {again.processor / done.processor:.1%}"
    assert done.peak < WORKER_BYTES, f"{done.peak >> 20} MB"
    assert late < early * PARENT_GROWTH, f"{early:.0f} MB → {late:.0f} MB"
    assert again.said == done.said, "再检查一次，结果不同"
