"""From process start to result: help, a one-page letter, and a large one against its extraction alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HELP_GOAL, PAGE_GOAL, LARGE_GOAL = 2.5, 8.0, 1.5
RUNS = 9


def run(shared: Path) -> Iterator[str]:  # noqa: ARG001 - every measurement is called alike
    """Yield the ratios; AssertionError when one misses its goal."""
    program = [sys.executable, "-m", "review"]
    with tempfile.TemporaryDirectory() as scratch:
        page, large = Path(scratch, "一页.docx"), Path(scratch, "大文件.docx")
        _letter(page, 12)
        _letter(large, 60_000)
        base, asked, checked = _paired(
            [sys.executable, "-c", "import click"], [*program, "--help"], [*program, "check", str(page), "--format", "json"]
        )
        yield f"--help：{asked / base:.2f} × import click（{base * 1000:.0f} ms）"
        yield f"检查一页 docx：{checked / base:.2f} ×"
        extraction, whole = _paired(
            [*program, "extract", str(large)], [*program, "check", str(large), "--format", "json", "--fail-on", "never"], runs=3
        )
        alone = _extraction_alone(large)
        yield f"检查 {large.stat().st_size / 2**20:.1f} MB 的 docx：{whole / alone:.2f} × 只读取（{alone:.2f} s）；{whole / extraction:.2f} × extract 命令"
    assert asked <= HELP_GOAL * base, f"--help {asked / base:.2f}"
    assert checked <= PAGE_GOAL * base, f"一页 {checked / base:.2f}"
    assert whole <= LARGE_GOAL * alone, f"大文件 {whole / alone:.2f}"


def _paired(*commands: list[str], runs: int = RUNS) -> list[float]:
    """Return the median seconds of each command, run in turn so that a change of the machine's speed meets all."""
    times: list[list[float]] = [[] for _ in commands]
    for turn in range(runs + 1):
        for command, kept in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False)
            if turn:
                kept.append(time.perf_counter() - start)
    return [statistics.median(kept) for kept in times]


def _extraction_alone(path: Path) -> float:
    code = "import sys,pathlib\nfrom review.extract import extract\nextract(pathlib.Path(sys.argv[1]).read_bytes(), 'a.docx')"
    return _paired([sys.executable, "-c", code, str(path)], runs=3)[0]


def _letter(path: Path, paragraphs: int) -> None:
    from docx import Document

    document = Document()
    for number in range(1, paragraphs + 1):
        document.add_paragraph(f"{number}.各乡镇人民政府、县直各单位要按照先审查、后公开的要求，落实第{number % 90}项工作任务。")
    document.save(str(path))
