"""A text of 100 MB must be checked in less than 600 MB of memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.corpora import model_text

GOAL = 600 << 20
SIZE = 100 << 20


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when the goal is missed."""
    text = model_text(shared, 5_000_000).encode()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "大文本.txt")
        with path.open("wb") as stream:
            for _ in range(SIZE // len(text) + 1):
                stream.write(text)
        command = [sys.executable, "-m", "review", "check", str(path), "--format", "json", "--fail-on", "never"]
        subprocess.run(command, check=True, capture_output=True)
        size = path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    yield f"{size / 2**20:.0f} MB 文本：最多占用 {peak / 2**20:.0f} MB 内存"
    assert peak < GOAL, f"{peak / 2**20:.0f} MB"
