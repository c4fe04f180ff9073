"""Files made to break a reader, and files of all kinds: a result or a gap, no crash, no hang; and what isolation costs a small file.

The hostile files are those of prototypes/extract/mkadv.py and mkadv_x.py, which need openpyxl, python-pptx and pypdf.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from review import extract as formats
from review.extract import IN_CHILD, MODULES
from review.extract.limits import DEFAULT
from review.extract.sniff import sniff

ROOT = Path(__file__).parents[1]
WARM_GOAL = 30.0  # milliseconds
HANG = DEFAULT.seconds + 60.0  # seconds for a file without pages, and for judging what was read
CODES = {0, 1, 3}  # nothing stops, something stops, something was not checked
_ROUNDS = 5
_OFD, _LOCKED = "helloworld.ofd", "example_password.docx"


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    files = shared / "corpus" / "files"
    yield from _isolation(files)
    yield from _corpus(files)
    with tempfile.TemporaryDirectory() as folder:
        yield from _hostile(_made(shared, Path(folder)))


def _isolation(files: Path) -> Iterator[str]:
    costs: dict[str, list[float]] = {}
    for path in sorted(files.rglob("*")):
        if not path.is_file() or path.stat().st_size > 100_000:
            continue
        data = path.read_bytes()
        kind = sniff(data)
        if kind in formats.ISOLATED:
            alone, inside = _milliseconds(data, path.name), _milliseconds(data, path.name, inside=True)
            costs.setdefault(kind, []).append(alone - inside)
    each = "，".join(f"{kind} {_middle(values):.1f}" for kind, values in sorted(costs.items()))
    whole = sorted(value for values in costs.values() for value in values)
    yield f"隔离读取多用的时间（毫秒，中位数，{len(whole)} 个小文件）：{each}；最多 {whole[-1]:.1f}"
    assert _middle(whole) <= WARM_GOAL, f"{_middle(whole):.1f} 毫秒"


def _milliseconds(data: bytes, name: str, *, inside: bool = False) -> float:
    """Return the best time of several, so that a busy machine and the first start of the child do not count."""
    best = float("inf")
    if inside:
        os.environ[IN_CHILD] = "1"
    try:
        for _ in range(_ROUNDS):
            began = time.perf_counter()
            formats.extract(data, name)
            best = min(best, time.perf_counter() - began)
    finally:
        os.environ.pop(IN_CHILD, None)
    return best * 1000


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _corpus(files: Path) -> Iterator[str]:
    verdicts: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    slowest = (0.0, "")
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        code, seconds, documents = _check(path)
        assert code in CODES, f"{path.name} 退出码 {code}"
        slowest = max(slowest, (seconds, path.name))
        verdicts.update(document["verdict"] for document in documents)
        gaps.update({(gap["reason"]) for document in documents for gap in document["gaps"]})
    yield f"真实文件 {verdicts.total()} 份：{_counts(verdicts)}；有未检查说明的：{_counts(gaps)}；最慢 {slowest[1]} {slowest[0]:.1f} 秒"


def _hostile(paths: list[Path]) -> Iterator[str]:
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    failed = []
    for path in paths:
        code, seconds, documents = _check(path)
        slowest = max(slowest, (seconds, path.name))
        if code not in CODES or not documents:
            failed.append(f"{path.name}（{'超时' if code is None else f'退出码 {code}'}）")
        outcomes.update({gap["reason"] for document in documents for gap in document["gaps"]} or {"完整读取"})
    yield f"恶意文件 {len(paths)} 个：异常退出或超时 {len(failed)} 个；{_counts(outcomes)}；最慢 {slowest[1]} {slowest[0]:.1f} 秒"
    assert not failed, "、".join(failed)


def _counts(counter: Counter[str]) -> str:
    return "，".join(f"{name} {count}" for name, count in counter.most_common())


def _check(path: Path) -> tuple[int | None, float, list[dict]]:
    """Check one file as a user would; the code is None if it hung."""
    began = time.monotonic()
    command = [sys.executable, "-m", "review", "check", str(path), "--format", "json"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=HANG)
    except subprocess.TimeoutExpired:
        return None, HANG, []
    try:
        documents = json.loads(done.stdout)["documents"]
    except (ValueError, KeyError):
        documents = []
    return done.returncode, time.monotonic() - began, documents


def _made(shared: Path, folder: Path) -> list[Path]:
    """Have the prototypes write their files into `folder`, from the files they begin with."""
    for name, wanted in (
        (_OFD, "src/ofdrw+ofdrw/ofdrw-converter/src/test/resources"),
        (_LOCKED, "src/nolze+msoffcrypto-tool/tests/inputs"),
    ):
        (folder / wanted).mkdir(parents=True)
        shutil.copyfile(next((shared / "corpus" / "files").rglob(name)), folder / wanted / name)
    shutil.copyfile(next((ROOT / "samples" / "clean").glob("*.pdf")), folder / "zh120.pdf")
    (folder / "adv").mkdir()
    for script in ("mkadv.py", "mkadv_x.py"):
        subprocess.run([sys.executable, str(shared / "prototypes" / "extract" / script)], cwd=folder, capture_output=True, check=True)
    assert {sniff(path.read_bytes()) for path in (folder / "adv").iterdir() if path.stat().st_size} & MODULES.keys()
    return sorted((folder / "adv").iterdir())
