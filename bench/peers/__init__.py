"""The program and other detectors of personal information, on the same gold and the same text, in one run.

Part ``peers`` of the bench, or alone: ``python -m bench.peers SHARED [--venv FOLDER]``. docs/benchmarks.md keeps one run and says how
to read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.peers.beside import tools
from bench.peers.environment import FOLDER, Unavailable, prepare
from bench.peers.table import lines


def run(shared: Path, folder: Path = FOLDER) -> Iterator[str]:
    """Yield the tables, or why there are none: the peers come from the package index, once."""
    try:
        python = prepare(folder)
    except Unavailable as why:
        yield f"跳过：对照软件没有装好（第一次需要网络）。{why}"
        return
    yield from lines(shared, python)
    yield ""
    yield from tools(shared, python)
