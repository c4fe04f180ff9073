"""Spoil files of every format and see that reading them never escapes: ``python -m bench.fuzz SECONDS [FOLDER [FORMAT … | ocr]]``.

Seeds are what the tests read, and the files of FOLDER (``-`` for none). Readers run without isolation in processes that may die; what
broke one is read again as the program reads it, isolated. An escape is an exception, a death or a hang that the program itself would
suffer. A fault that only the isolation catches is counted apart. All inputs are kept in a private folder whose name is printed.

The format of which the fewest files were read has the next turn. ``ocr`` reads scans with their letters recognised, if the extra is there.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.fuzz_runner import limits_and_hang
from bench.fuzz_seeds import write_scans
from review.extract import IN_CHILD, IN_PROCESS_BYTES, ISOLATED, MODULES, ocr
from review.extract.limits import SWITCH

TURN = 8.0  # seconds that one process reads files of one format
OCR_TURN = 60.0  # and in which it recognises letters
_COUNTS = ("读取", "有未检查说明", "隔离接住的异常", "隔离接住的崩溃", "超时", "逃逸")


class Campaign:
    """The formats, where seeds and inputs are kept, and what was counted."""

    def __init__(self, folder: Path, kinds: list[str]) -> None:
        self.folder = folder
        self.kinds = kinds
        self._taken: list[str] = []
        self._lock = threading.Lock()
        self.limits, self.hang = limits_and_hang()
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.slowest: dict[str, float] = defaultdict(float)
        self.faults: dict[str, list[str]] = defaultdict(list)

    @contextlib.contextmanager
    def next_kind(self) -> Iterator[str]:
        """Yield the format that lags behind, of those that nobody else has in hand."""
        with self._lock:
            free = [kind for kind in self.kinds if kind not in self._taken] or self.kinds
            kind = min(free, key=lambda kind: self.counts[kind]["读取"])
            self._taken.append(kind)
        yield kind
        with self._lock:
            self._taken.remove(kind)

    def turn(self, kind: str, seed: str, place: Path, seconds: float) -> None:
        """Let one process read spoilt files for some seconds, and note what came of it."""
        done = _run(place, kind, seed, f"{seconds}", seconds + self.hang + 40)
        count = self.counts[kind]
        ended = False
        for line in done.stdout.splitlines():
            row = json.loads(line)
            if "fault" in row:
                self._judge(kind, place, self.folder / row["file"], row["fault"])
                continue
            if "over" in row:
                ended = True
                continue
            count["读取"] += 1
            count["有未检查说明"] += row["gaps"]
            self.slowest[kind] = max(self.slowest[kind], row["seconds"])
        if not ended:
            name = self.folder / f"{kind}-{time.time_ns()}"
            name.write_bytes((place / "current").read_bytes())
            trace = (place / "trace").read_text(errors="replace") if (place / "trace").exists() else ""
            self._judge(kind, place, name, f"died {done.returncode}\n{done.stderr[-1500:]}\n{trace[:3000]}")

    def _judge(self, kind: str, place: Path, path: Path, fault: str) -> None:
        """Read a file that broke a process again, as the program reads it."""
        path.with_suffix(".txt").write_text(fault, encoding="utf-8")
        (place / "current").write_bytes(path.read_bytes())
        again = _run(place, kind, "0", "real", self.limits.most_seconds + self.hang)
        isolated = kind in ISOLATED or path.stat().st_size > IN_PROCESS_BYTES.get(kind, path.stat().st_size)
        held = again.returncode == 0 and isolated
        what = "逃逸" if not held else "超时" if "Timeout" in fault else "隔离接住的崩溃" if fault.startswith("died") else "隔离接住的异常"
        self.counts[kind][what] += 1
        last = [line.strip() for line in fault.strip().splitlines() if line.strip()]
        where = [line for line in last if line.startswith("File ") and "review" in line]
        self.faults[f"{kind} {what}：{where[-1] if where else ''} {last[-1] if last else ''}"].append(path.name)


def _run(place: Path, kind: str, seed: str, seconds: str, timeout: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.fuzz_runner", str(place), kind, seed, seconds]
    env = {name: value for name, value in os.environ.items() if name != IN_CHILD}
    try:
        return subprocess.run(command, capture_output=True, check=False, text=True, errors="replace", timeout=timeout, env=env)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -9, "", "hangs")


def main() -> None:
    """Run the campaign and print the counts; the exit code is 1 when something escaped."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1200.0
    more = Path(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] != "-" else None
    kinds = sys.argv[3:] or list(MODULES)
    recognise = kinds == ["ocr"]
    os.environ[SWITCH] = "on" if recognise else "off"
    if recognise:
        assert ocr.installed(), "没有安装图片文字识别组件（ocr）"
        kinds = ["image", "pdf"]
    folder = Path(tempfile.mkdtemp(prefix="xianshen-fuzz-"))
    print(f"输入保存在 {folder}", flush=True)
    if recognise:
        write_scans(folder / "seeds")
    else:
        _harvest(folder / "seeds", more)
    campaign = Campaign(folder, kinds)
    until = time.monotonic() + seconds
    workers = os.cpu_count() or 1

    def work(number: int) -> None:
        place = folder / f"worker{number}"
        place.mkdir(mode=0o700)
        while until - time.monotonic() > 1:
            ends = min(until, time.monotonic() + (OCR_TURN if recognise else TURN))
            with campaign.next_kind() as kind:
                while (left := ends - time.monotonic()) > 1:  # a process that died of a file is followed by another
                    campaign.turn(kind, f"{time.time_ns()}", place, left)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    _report(campaign)
    raise SystemExit(any(count["逃逸"] for count in campaign.counts.values()))


def _report(campaign: Campaign) -> None:
    for kind in campaign.kinds:
        count = campaign.counts[kind]
        print(f"{kind}：" + "，".join(f"{name} {count[name]}" for name in _COUNTS) + f"，最慢 {campaign.slowest[kind]:.1f} 秒")
    for fault, names in sorted(campaign.faults.items(), key=lambda item: -len(item[1])):
        print(f"{len(names):5} × {fault} [{names[0]}]")


def _harvest(out: Path, more: Path | None) -> None:
    """Harvest in a process of its own, because the tests leave their traces in one."""
    script = "import sys; from pathlib import Path; from bench.fuzz_seeds import harvest; harvest(*map(Path, sys.argv[1:]))"
    folders = [str(folder) for folder in (out, more) if folder]
    subprocess.run([sys.executable, "-c", script, *folders], check=True, env={**os.environ, IN_CHILD: "1"})
    print("种子：" + "，".join(f"{kind} {len(list((out / kind).iterdir()))}" for kind in MODULES), flush=True)


if __name__ == "__main__":
    main()
