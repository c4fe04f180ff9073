"""Attacks on state files tried and detected, crashes survived, and how long verification and the gate take."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.office import Case, Office
from review.store import lock, records
from review.workflow.history import read_history
from review.workflow.ledger import Ledger
from review.workflow.verdict import standing

EVENTS, DOCUMENTS, RUNS = 10_000, 1_000, 1_000
WRITER = """
import sys
from pathlib import Path
from review.store import lock, records
folder, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with lock.locked(folder):
        records.append(folder / "a.jsonl", f"{who} {number} {'x' * 500}".encode())
    print(number, flush=True)
"""


def run(_shared: Path) -> Iterator[str]:
    """Yield the figures of every measurement; AssertionError where one falls short."""
    yield from _attacks()
    yield from _kills()
    yield from _writers()
    yield from _speed()
    yield from _gate()


def _attacks() -> Iterator[str]:
    office = Office()
    case = Case(office)
    case.sign("P", 1)
    data, ledger, roster = case.record.data, Ledger(office.ledger.chain()), office.roster
    lines = data.splitlines(keepends=True)

    def detected(changed: bytes) -> bool:
        history = read_history(changed[: changed.rfind(b"\n") + 1], case.matter, roster)
        return bool(history.faults or list(ledger.against(history, roster)))

    assert not detected(data), "an untouched file must hold"
    tries = {
        "翻转一位": (_flipped(data, place, bit) for place in range(len(data)) for bit in range(8)),
        "截断": (data[:end] for end in range(len(data) - 1)),
        "删一行": (b"".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))),
        "换两行": (b"".join([*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]]) for n in range(len(lines) - 1)),
        "重一行": (b"".join([*lines[: n + 1], *lines[n:]]) for n in range(len(lines))),
    }
    missed = []
    told = []
    for name, changes in tries.items():
        results = [detected(change) for change in changes]
        told.append(f"{name} {sum(results)}/{len(results)}")
        missed += [name] * (len(results) - sum(results))
    yield f"{len(data)} 字节的状态文件，查出/尝试：{'，'.join(told)}"
    assert not missed, f"没有查出：{missed[:5]}"


def _flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def _kills() -> Iterator[str]:
    """Start a writer and kill it at a random moment, again and again; what was reported must be there, whole."""
    chance, reported = random.Random(7), set[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(RUNS):
            reported |= {f"r{number} {line}" for line in _killed_run(folder, f"r{number}", chance.uniform(0, 0.02))}
        with lock.locked(folder, patience=5):
            records.append(folder / "a.jsonl", b"end")
        lines = records.read(folder / "a.jsonl").whole.decode().splitlines()[:-1]
        torn = len(list(folder.glob("*.torn-*")))
    lost = reported - {line.rpartition(" ")[0] for line in lines}
    broken = [line for line in lines if len(line.rpartition(" ")[2]) != 500]
    yield f"随机时刻杀死写入程序 {RUNS} 次，报告成功 {len(reported)} 条：丢失 {len(lost)} 条，残缺 {len(broken)} 条，断尾 {torn} 处"
    assert not lost
    assert not broken


def _killed_run(folder: Path, who: str, after: float) -> list[str]:
    """Return what a child reported before it was killed `after` seconds from its first record; POSIX only."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        for number in range(1_000_000):
            with lock.locked(folder):
                records.append(folder / "a.jsonl", f"{who} {number} {'x' * 500}".encode())
            os.write(writing, f"{number}\n".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        first = stream.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        rest = stream.read()
    os.waitpid(child, 0)
    return (first + rest).decode().split()


def _writers() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        command = [sys.executable, "-c", WRITER]
        running = [subprocess.Popen([*command, folder, f"w{n}", "200"], stdout=subprocess.DEVNULL) for n in range(8)]
        codes = [process.wait(300) for process in running]
        took = time.perf_counter() - begin
        lines = records.read(folder / "a.jsonl").whole.splitlines()
    whole = {line.rpartition(b" ")[0] for line in lines if len(line.rpartition(b" ")[2]) == 500}
    yield f"8 个程序各写 200 条：{len(whole)}/1600 条完整，{took:.1f} 秒"
    assert codes == [0] * 8
    assert len(whole) == len(lines) == 1600


def _speed() -> Iterator[str]:
    office = Office()
    case = Case(office, anchored=False)
    for number in range(EVENTS - 2):
        case.act("P", "note", kind="说明", text=f"第{number}条", evidence=None)
    data, roster = case.record.data, office.roster
    begin = time.process_time()
    history = read_history(data, case.matter, roster)
    judged = standing(history, office.setting())
    took = time.process_time() - begin
    yield f"核验 {len(history.events)} 条记录：{took:.2f} 秒（一个核）"
    assert not history.faults
    assert judged.reasons
    assert took <= 3


def _children() -> float:
    """Return the processor time of all ended children, in seconds: what the machine does beside does not count."""
    used = os.times()
    return used.children_user + used.children_system


def _gate() -> Iterator[str]:
    """Time the gate, as a process, on a folder of documents that were all signed by three people and released."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[variable] = str(root / "home")
        folder = root / "待上传"
        folder.mkdir()
        office = Office()
        matters = root / "unit" / "matters"
        matters.mkdir(parents=True)
        for number in range(DOCUMENTS):
            case = Case(office, text=f"第{number}件")
            case.sign_all()
            fields = {"files": case.history.files_digest, "channel": "网站", "url": "https://example.invalid", "package": "0" * 64}
            case.act("D", "release", **fields)
            (matters / f"{case.matter}.jsonl").write_bytes(case.record.data)
            (folder / f"{number}.txt").write_bytes(case.text.encode())
        (root / "unit" / "roster.jsonl").write_bytes(office.people.data)
        (root / "unit" / "ledger.jsonl").write_bytes(office.ledger.data)
        command = [sys.executable, "-m", "review", "gate", str(folder), "--channel", "网站", "--unit", str(root / "unit")]
        begin, spent = time.perf_counter(), _children()
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        took, passed = _children() - spent, time.perf_counter() - begin
    yield f"放行检查 {DOCUMENTS} 份已发布的文件：{took:.2f} 秒处理器时间（经过 {passed:.2f} 秒），退出码 {done.returncode}"
    assert done.returncode == 0, done.stdout[-300:]
    assert took <= 5
