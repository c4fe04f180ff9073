"""The scorers of the shared folder, on its development sets."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROGRAM = f"{sys.executable} -m review"
EXACT_F1, FALSE_ALARMS, BLOCK_P, BLOCK_R = 0.95, 1, 0.97, 0.92


def run(shared: Path) -> Iterator[str]:
    """Yield the headlines; AssertionError when one misses its goal."""
    personal = _score(shared, "personal", "personal.dev.jsonl")
    yield personal
    terms = _score(shared, "terms", "terms.dev.jsonl")
    yield terms
    assert _number(r"exact P [\d.]+ R [\d.]+ F1 ([\d.]+)", personal) >= EXACT_F1, personal
    assert _number(r"false alarms (\d+)", personal) <= FALSE_ALARMS, personal
    assert _number(r"block P ([\d.]+)", terms) >= BLOCK_P, terms
    assert _number(r"block P [\d.]+ R ([\d.]+)", terms) >= BLOCK_R, terms
    kept = re.search(r"clean kept clean (\d+)/(\d+)", terms)
    assert kept, terms
    assert kept[1] == kept[2], terms


def _score(shared: Path, kind: str, gold: str, *options: str) -> str:
    command = [sys.executable, str(shared / "tools" / "score.py"), kind, str(shared / "gold" / gold), "--command", PROGRAM, *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]


def _number(pattern: str, line: str) -> float:
    found = re.search(pattern, line)
    assert found, line
    return float(found[1])
