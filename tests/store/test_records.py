"""Records are whole or not there, whatever happens to their writer."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from review.errors import RefusedError
from review.store import lock, records

WRITER = """
import sys
from pathlib import Path
from review.store import lock, records
folder, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with lock.locked(folder):
        records.append(folder / "a.jsonl", f"{who} {number} {'x' * 2000}".encode())
    print(number, flush=True)
"""


def writer(folder, who, count):
    return subprocess.Popen([sys.executable, "-c", WRITER, folder, who, str(count)], stdout=subprocess.PIPE)


def whole_lines(folder):
    return records.read(folder / "a.jsonl").whole.decode().splitlines()


def test_what_is_appended_is_read_back(tmp_path):
    path = tmp_path / "a.jsonl"
    assert records.read(path) == records.Records(b"", b"")
    records.append(path, b"one")
    records.append(path, b"two")
    assert records.read(path) == records.Records(b"one\ntwo\n", b"")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_last_line_is_never_read_and_set_aside_by_the_next_writer(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\ntw")
    assert records.read(path) == records.Records(b"one\n", b"tw")
    records.append(path, b"three")
    assert records.read(path) == records.Records(b"one\nthree\n", b"")
    assert [p.read_bytes() for p in tmp_path.glob("*.torn-*")] == [b"tw\n"]


def test_many_writers_lose_and_mix_nothing(tmp_path):
    running = [writer(tmp_path, f"w{n}", 25) for n in range(4)]
    assert [process.wait(60) for process in running] == [0] * 4
    for process in running:
        process.stdout.close()
    lines = whole_lines(tmp_path)
    assert sorted(line.rpartition(" ")[0] for line in lines) == sorted(f"w{n} {i}" for n in range(4) for i in range(25))
    assert all(len(line.rpartition(" ")[2]) == 2000 for line in lines)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_killed_writer_loses_nothing_it_reported_and_leaves_no_lock(tmp_path):
    chance = random.Random(1)
    reported = []
    for run in range(8):
        process = writer(tmp_path, f"r{run}", 10_000)
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        numbers = [0, *map(int, process.stdout.read().splitlines())]
        process.wait()
        process.stdout.close()
        reported += [f"r{run} {number}" for number in numbers]
    with lock.locked(tmp_path, patience=5):
        records.append(tmp_path / "a.jsonl", b"after all")
    lines = whole_lines(tmp_path)
    assert set(reported) <= {line.rpartition(" ")[0] for line in lines[:-1]}
    assert all(len(line.rpartition(" ")[2]) == 2000 for line in lines[:-1])


def test_the_lock_of_another_machine_is_named_and_kept(tmp_path):
    (tmp_path / lock.NAME).write_text('{"machine": "别的电脑/1", "user": "王某", "process": 7, "since": 0}', encoding="utf-8")
    with pytest.raises(RefusedError, match="王某 在 别的电脑 上"), lock.locked(tmp_path, patience=0.05):
        pass
    assert lock.holder(tmp_path).user == "王某"
    lock.unlock(tmp_path)
    with lock.locked(tmp_path, patience=1):
        assert lock.holder(tmp_path).process == os.getpid()
    assert lock.holder(tmp_path) is None


def test_a_lock_that_a_crash_of_this_machine_left_is_cleared(tmp_path):
    with lock.locked(tmp_path):
        left = (tmp_path / lock.NAME).read_bytes()
    (tmp_path / lock.NAME).write_bytes(left)
    with lock.locked(tmp_path, patience=1):
        pass
    assert lock.holder(tmp_path) is None


def test_a_damaged_lock_file_is_a_lock(tmp_path):
    (tmp_path / lock.NAME).write_bytes(b"\xff")
    with pytest.raises(RefusedError), lock.locked(tmp_path, patience=0.05):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), lock.locked(tmp_path):
        raise ZeroDivisionError
    with lock.locked(tmp_path, patience=1):
        assert (tmp_path / lock.NAME).exists()


def test_a_second_program_of_this_machine_waits_its_turn(tmp_path):
    process = writer(tmp_path, "other", 1)
    with lock.locked(tmp_path):
        process.stdout.close() if process.poll() is not None else None
    assert process.wait(30) == 0
    process.stdout.close()
    assert whole_lines(tmp_path)
