"""From process start to result: help, a one-page letter, and a large one against its extraction alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from bench.corpora import model_text

HELP_GOAL, PAGE_GOAL, LARGE_GOAL = 2.5, 8.0, 1.5
RUNS = 9
ALONE = "import sys,pathlib\nfrom review.extract import extract\nextract(pathlib.Path(sys.argv[1]).read_bytes(), 'a.docx')"
LARGE_CHARACTERS = 6_200_000  # of published text: a docx of about 5 MB


def run(shared: Path) -> Iterator[str]:
    """Yield the ratios; AssertionError when one misses its goal."""
    program = [sys.executable, "-m", "review"]
    with tempfile.TemporaryDirectory() as scratch:
        page, large = Path(scratch, "一页.docx"), Path(scratch, "大文件.docx")
        lines = model_text(shared, LARGE_CHARACTERS).split("\n")
        _letter(page, lines[:12])
        _letter(large, lines)
        base, asked, checked = _paired(
            [sys.executable, "-c", "import click"], [*program, "--help"], [*program, "check", str(page), "--format", "json"]
        )
        yield f"--help：{asked / base:.2f} × import click（{base * 1000:.0f} ms）"
        yield f"检查一页 docx：{checked / base:.2f} ×"
        extraction, whole, alone = _paired(
            [*program, "extract", str(large)],
            [*program, "check", str(large), "--format", "json", "--fail-on", "never"],
            [sys.executable, "-c", ALONE, str(large)],
            runs=3,
        )
        size = large.stat().st_size / 2**20
        yield f"检查 {size:.1f} MB 的 docx：{whole / alone:.2f} × 只读取（{alone:.2f} s）；{whole / extraction:.2f} × extract 命令"
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


def _letter(path: Path, lines: list[str]) -> None:
    """Write a plain letter; python-docx takes minutes for a hundred thousand paragraphs, so the body is put in by hand."""
    from docx import Document

    Document().save(str(path))
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    with zipfile.ZipFile(path) as empty:
        parts = {name: empty.read(name) for name in empty.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + body.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as letter:
        for name, data in parts.items():
            letter.writestr(name, data)
