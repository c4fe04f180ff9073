"""From process start to result, in processor time: help, letters of one page, and a large one against its extraction alone.

Everything runs as it does where it is installed: with compiled modules, and with caches of its own that are warm. Each check of a letter
is of one that was not checked before. Processor time is that of the process and what it starts; the clock is told beside it.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from bench.corpora import OPTIONS, model_text, rules
from review.detect.ner import tagger
from review.extract import extract
from review.scan import scan

HELP_GOAL, PLAIN_GOAL, NAMED_GOAL, LARGE_GOAL = 2.0, 5.0, 10.0, 1.5
RUNS, LARGE_RUNS = 15, 3
PAGE = 700  # characters
PERSON = "联系人：王秀兰，住城关镇。"
ALONE = "import sys,pathlib\nfrom review.extract import extract\nextract(pathlib.Path(sys.argv[1]).read_bytes(), 'a.docx')"
RULES = """
import sys, pathlib
from bench.corpora import OPTIONS, rules_without_names
from review.extract import extract
from review.scan import scan
scan(extract(pathlib.Path(sys.argv[1]).read_bytes(), 'a.docx'), rules_without_names(), OPTIONS)
"""
LARGE_CHARACTERS = 6_200_000  # of published text: a docx of about 5 MB
PROGRAM = [sys.executable, "-m", "review"]

Spent = tuple[float, float]  # seconds of the processor, and by the clock
Commands = dict[str, Callable[[int], list[str]]]


def run(shared: Path) -> Iterator[str]:
    """Yield the ratios; AssertionError when one misses its goal."""
    lines = model_text(shared, LARGE_CHARACTERS).split("\n")
    plain = _without_names(lines)
    named = [*lines[: len(plain)], PERSON]
    with tempfile.TemporaryDirectory() as scratch:
        folder, large = Path(scratch), Path(scratch, "大文件.docx")
        _letter(large, lines)
        yield f"负载 {'、'.join(f'{load:.1f}' for load in os.getloadavg())}；处理器时间的中位数，{RUNS} 次"

        def check(number: int, text: list[str], form: str) -> list[str]:
            page = folder / f"{form}{number}.docx"
            _letter(page, [*text, f"（第{number}稿）"])
            return [*PROGRAM, "check", str(page), "--format", "json", "--jobs", "1"]

        spent = _compared(
            folder,
            {
                "click": lambda _: [sys.executable, "-c", "import click"],
                "help": lambda _: [*PROGRAM, "--help"],
                "plain": lambda number: check(number, plain, "无"),
                "named": lambda number: check(number, named, "有"),
                "again": lambda _: [*PROGRAM, "check", str(folder / "有0.docx"), "--format", "json"],
            },
        )
        base = spent["click"]
        yield f"import click：{base[0] * 1000:.0f} ms（时钟 {base[1] * 1000:.0f} ms）"
        for name, what in (
            ("help", "--help"),
            ("plain", "检查一页 docx，没有像姓名的字"),
            ("named", "检查一页 docx，有姓名"),
            ("again", "再查一次没有改动的一页 docx，有姓名"),
        ):
            yield f"{what}：{spent[name][0] / base[0]:.2f} × import click（时钟 {spent[name][1] / base[1]:.2f} ×）"
        heavy = _compared(
            folder,
            {
                "extract": lambda _: [*PROGRAM, "extract", str(large)],
                "check": lambda _: [*PROGRAM, "check", str(large), "--format", "json", "--no-cache"],
                "alone": lambda _: [sys.executable, "-c", ALONE, str(large)],
                "rules": lambda _: [sys.executable, "-c", RULES, str(large)],
                "proof": lambda _: [sys.executable, "-c", "from bench.corpora import rules; rules()"],
            },
            LARGE_RUNS,
        )
        whole, extraction, alone, rules, proof = (heavy[name][0] for name in ("check", "extract", "alone", "rules", "proof"))
        size, some = large.stat().st_size / 2**20, rules - proof
        yield f"{size:.1f} MB 的 docx：只读取 {alone:.2f} s；读取并查姓名以外的全部规则 {some / alone:.2f} ×（已减去校验规则）"
        yield f"check {whole:.1f} s，连同姓名：{whole / alone:.1f} ×；extract {extraction:.1f} s"
    for name, goal in (("help", HELP_GOAL), ("plain", PLAIN_GOAL), ("named", NAMED_GOAL)):
        assert spent[name][0] <= goal * base[0], f"{name} {spent[name][0] / base[0]:.2f}，应不超过 {goal}"
    assert some <= LARGE_GOAL * alone, f"大文件 {some / alone:.2f}"


def _compared(folder: Path, commands: Commands, runs: int = RUNS) -> dict[str, Spent]:
    """Return the medians of each command, run in turn so that a change of the machine's speed meets all; the first run is not counted."""
    own = {name: str(folder / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PYTHONPYCACHEPREFIX")}
    environment = {**os.environ, **own}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            arguments = command(turn)
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(arguments, capture_output=True, check=False, env=environment)
            clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            if turn:
                spent[name].append((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, clock))
    return {name: (statistics.median(s for s, _ in each), statistics.median(c for _, c in each)) for name, each in spent.items()}


def _without_names(lines: list[str]) -> list[str]:
    """Return lines for about a page for which the tagger of names is not asked."""
    kept: list[str] = []
    for line in lines:
        tagger.cache_clear()
        scan(extract("\n".join([*kept, line]).encode(), "一页.txt"), rules(), OPTIONS)
        if not tagger.cache_info().currsize:
            kept.append(line)
        if sum(map(len, kept)) >= PAGE:
            break
    return kept


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
