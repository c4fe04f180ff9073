"""Real files of other projects: each gives a result or a gap, within a minute, and none ends the program."""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = 60


def run(shared: Path) -> Iterator[str]:
    """Yield the counts; AssertionError for a file that is slow, crashes or passes without a word."""
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    wrong = []
    slowest = (0.0, "")
    files = sorted(p for p in (shared / "corpus" / "files").rglob("*") if p.is_file() and "LICEN" not in p.name and "NOTICE" not in p.name)
    for path in files:
        start = time.perf_counter()
        command = [sys.executable, "-m", "review", "check", str(path), "--format", "json", "--fail-on", "never"]
        done = subprocess.run(command, capture_output=True, check=False, timeout=10 * SECONDS)
        seconds = time.perf_counter() - start
        slowest = max(slowest, (seconds, path.name))
        documents = json.loads(done.stdout)["documents"] if done.returncode in (0, 3) else []
        if not documents or seconds > SECONDS:
            wrong.append(f"{path.name}（退出码 {done.returncode}，{seconds:.0f} 秒）")
        for document in documents:
            counts[document["verdict"]] += 1
            reasons.update(gap["reason"] for gap in document["gaps"])
            if document["format"] not in ("text", "html") and not document["findings"] and not document["gaps"]:
                counts["无发现也无缺口"] += 1
    yield f"{len(files)} 个文件：{dict(counts)}；缺口 {dict(reasons)}；最慢 {slowest[1]} {slowest[0]:.1f} 秒"
    assert not wrong, wrong
