"""The ledger as a file: private, whole or begun anew, never believed when somebody else wrote in it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3

import pytest

from review.engine import ledger as ledgers
from review.engine.ledger import NAME, Ledger

TASK = b"t" * 32
ENTRIES = [(bytes([n]) * 32, b'{"n":%d}' % n) for n in range(100)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / NAME


def filled(path, entries=ENTRIES, task=TASK):
    ledger = Ledger(path, task)
    ledger.keep(entries)
    ledger.close()


def test_what_was_kept_is_there_the_next_time_and_only_its_owner_can_read_it(path):
    filled(path)
    ledger = Ledger(path, TASK)
    assert all(ledger.get(k) == entry for k, entry in ENTRIES)
    assert ledger.get(b"\xff" * 32) is None
    if os.name == "posix":
        assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}
    ledger.close()


def test_entries_are_kept_all_or_none(path):
    ledger = Ledger(path, TASK)

    def broken():
        yield ENTRIES[0]
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        ledger.keep(broken())
    assert ledger.get(ENTRIES[0][0]) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no base at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(path.read_bytes()[:100] + os.urandom(path.stat().st_size - 100)),
    ],
    ids=["foreign", "cut", "noise"],
)
def test_a_spoilt_ledger_is_found_out_and_begun_anew(path, spoil):
    filled(path, [(bytes([n % 256, n // 256]) * 16, b"x" * 400) for n in range(2000)])
    spoil(path)
    ledger = Ledger(path, TASK)
    assert ledger.get(ENTRIES[0][0]) is None
    ledger.keep(ENTRIES)
    assert ledger.rebuilt
    ledger.close()
    assert Ledger(path, TASK).get(ENTRIES[5][0]) == ENTRIES[5][1]


def test_a_row_that_is_no_entry_counts_for_nothing(path):
    filled(path)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE result SET entry = 7 WHERE key = ?", (ENTRIES[0][0],))
    base.close()
    ledger = Ledger(path, TASK)
    assert [ledger.get(k) for k, _ in ENTRIES[:2]] == [None, ENTRIES[1][1]]


def test_another_layout_is_dropped(path):
    with sqlite3.connect(path) as base:
        base.executescript("CREATE TABLE result (a); INSERT INTO result VALUES (1); PRAGMA user_version = 99;")
    base.close()
    filled(path)
    assert Ledger(path, TASK).get(ENTRIES[0][0]) == ENTRIES[0][1]


def test_results_of_rules_that_are_long_out_of_use_are_dropped(path):
    filled(path, task=b"old")
    for n in range(ledgers.TASKS):
        filled(path, [ENTRIES[n]], task=b"%d" % n)
    assert Ledger(path, b"old").count == ledgers.TASKS - 1


def test_two_runs_may_write_at_a_time(path):
    one, other = Ledger(path, TASK), Ledger(path, TASK)
    one.keep(ENTRIES[:50])
    other.keep(ENTRIES[50:])
    assert one.count == other.count == 100


def test_where_nothing_can_be_kept_nothing_is(tmp_path):
    (tmp_path / "file").touch()
    ledger = Ledger(tmp_path / "file" / NAME, TASK)
    ledger.keep(ENTRIES)
    assert ledger.get(ENTRIES[0][0]) is None
    assert not ledger.rebuilt


def _write_and_die(path):
    ledger = Ledger(path, TASK)
    ledger.keep(ENTRIES[:30])
    ledger._base.execute("BEGIN IMMEDIATE")
    ledger._base.execute("INSERT INTO result VALUES (?, ?, ?)", (b"half", TASK, b""))
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_run_that_was_killed_leaves_whole_batches(path):
    process = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(path,))
    process.start()
    process.join()
    ledger = Ledger(path, TASK)
    assert process.exitcode == -signal.SIGKILL
    assert ledger.count == 30
    assert not ledger.rebuilt
