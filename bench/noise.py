"""Texts that the State has published: a block on one of them is false unless a person finds otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.gold import PROGRAM

CORPORA = ("laws.tar.xz", "official.tar.xz")


def run(shared: Path) -> Iterator[str]:
    """Yield the headlines; AssertionError for a blocked document or a finding in the county's notice."""
    blocked = []
    for corpus in CORPORA:
        command = [sys.executable, str(shared / "tools" / "noise.py"), str(shared / "corpus" / corpus), "--command", PROGRAM]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        yield f"{corpus}：{lines[-1]}"
        blocked += [line for line in lines if line.startswith("blocked:") and line != "blocked: []"]
    notice = shared / "corpus" / "county_notice_2024.txt"
    clean = subprocess.run([*PROGRAM.split(), "check", str(notice), "--fail-on", "warn"], capture_output=True, check=False)
    yield f"{notice.name}：退出码 {clean.returncode}"
    assert not blocked, blocked
    assert clean.returncode == 0, clean.stdout.decode(errors="replace")
