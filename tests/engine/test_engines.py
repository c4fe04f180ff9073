"""What every engine must hold, whatever machine it runs on, and what the engine of one machine adds."""

from __future__ import annotations

import dataclasses
import math
import multiprocessing.spawn
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scanners import EndsItsReader, NoRules, deadly, lying, meeting, noted, numbered, quiet, short_lived, source, stuck, task, torn

from review.engine import InProcess, local
from review.engine.batch import Task, scan_batch
from review.engine.local import LocalEngine
from review.errors import UsageError
from review.extract.limits import DEFAULT
from review.extract.sources import sources
from review.model import Allowance, GapReason, Severity, Verdict
from review.report.html import render_html
from review.report.jsonl import render_json
from review.scan import Options

ROOT = Path(__file__).parents[2]
ENGINES = {"in-process": InProcess(), "one worker": LocalEngine(1), "two workers": LocalEngine(2)}
ISOLATING = {name: engine for name, engine in ENGINES.items() if name != "in-process"}

every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
every_isolating_engine = pytest.mark.parametrize("engine", ISOLATING.values(), ids=ISOLATING)
needs_posix = pytest.mark.skipif(os.name != "posix", reason="kills by signal")


def batches(names, size=4, data=b""):
    named = [source(name, data) for name in names]
    return [named[at : at + size] for at in range(0, len(named), size)]


def paths(results):
    return [[reviewed.path for reviewed, _ in items] for items in results]


@every_engine
def test_results_come_in_the_order_of_the_batches_an_empty_one_too(engine):
    given = [*batches(map(str, range(30))), [], *batches(["a", "b"]), []]
    assert paths(engine.map(task(), given, quiet)) == [[each.path for each in batch] for batch in given]


@every_engine
def test_nothing_at_all_yields_nothing(engine):
    assert list(engine.map(task(), [], quiet)) == []


@every_engine
def test_batches_are_drawn_only_as_far_ahead_as_results_are_taken(engine):
    drawn = 0

    def endless() -> Iterator[list]:
        nonlocal drawn
        while True:
            drawn += 1
            yield [source(str(drawn))]

    results = engine.map(task(), endless(), quiet)
    for taken in range(1, 40):
        next(results)
        assert drawn - taken <= 2 * local.WINDOW
    results.close()


@every_engine
def test_what_goes_wrong_while_drawing_reaches_the_caller(engine):
    def broken() -> Iterator[list]:
        yield [source("a")]
        raise UsageError("XS101", "…")

    with pytest.raises(UsageError):
        list(engine.map(task(), broken(), quiet))


@every_isolating_engine
@needs_posix
def test_killing_a_worker_loses_nothing_and_blames_nobody(engine, tmp_path):
    given = batches(f"{n}" for n in range(40))
    for number in (0, 3, 7):
        given[number].insert(1, source("unlucky", str(tmp_path / str(number)).encode()))
    results = list(engine.map(task(), given, deadly))
    assert paths(results) == [[each.path for each in batch] for batch in given]
    assert not any(reviewed.scan.gaps for items in results for reviewed, _ in items)
    assert len(list(tmp_path.iterdir())) == 3


@every_isolating_engine
@needs_posix
def test_a_death_repeats_the_document_it_was_at_and_nothing_else(engine, tmp_path):
    names = ["a", "unlucky-1", "b", "unlucky-2", "unlucky-3", "c", "unlucky-4", "d"]
    given = [[source(name, str(tmp_path / name).encode()) for name in names]]
    ((items),) = engine.map(task(), given, noted)
    assert [(reviewed.path, reviewed.scan.gaps) for reviewed, _ in items] == [(name, ()) for name in names]
    begun = (tmp_path / "begun").read_text(encoding="utf-8").split()
    assert {name: begun.count(name) for name in names} == {name: 2 if "unlucky" in name else 1 for name in names}


@every_isolating_engine
@needs_posix
def test_no_document_is_blamed_where_workers_are_killed_as_they_come(engine, tmp_path):
    for life in range(6):
        (tmp_path / f"life-{life}").touch()
    found = [item for items in engine.map(task(), batches(map(str, range(30)), data=str(tmp_path).encode()), short_lived) for item in items]
    assert [(reviewed.path, reviewed.scan.gaps) for reviewed, _ in found] == [(str(n), ()) for n in range(30)]
    assert not list(tmp_path.iterdir())


@every_isolating_engine
@needs_posix
def test_a_poisonous_document_is_alone_in_being_given_up(engine):
    names = [str(n) for n in range(21)]
    names[5], names[20] = "poison-1", "poison-2"
    (items, *rest) = engine.map(task(), [*batches(names, size=8)], deadly)
    found = {reviewed.path: reviewed for each in (items, *rest) for reviewed, _ in each}
    assert list(found) == names
    for name, reviewed in found.items():
        poisonous = name.startswith("poison")
        assert [gap.reason for gap in reviewed.scan.gaps] == [GapReason.CRASHED] * poisonous
        assert reviewed.verdict is (Verdict.INCOMPLETE if poisonous else Verdict.CLEAN)


@every_isolating_engine
@needs_posix
def test_a_document_at_which_a_worker_hangs_is_alone_in_being_given_up(engine, monkeypatch):
    monkeypatch.setattr(local, "seconds_for", lambda each, _: 0.0 if each.path.startswith("hung") else math.inf)
    names = [str(n) for n in range(12)]
    names[0], names[5], names[6] = "hung-1", "hung-2", "hung-3"
    found = [item for items in engine.map(task(), batches(names), stuck) for item in items]
    assert [reviewed.path for reviewed, _ in found] == names
    for reviewed, _ in found:
        hung = reviewed.path.startswith("hung")
        assert [gap.reason for gap in reviewed.scan.gaps] == [GapReason.TIMEOUT] * hung
        assert reviewed.verdict is (Verdict.INCOMPLETE if hung else Verdict.CLEAN)


@needs_posix
def test_workers_that_never_get_ready_are_an_error_not_a_wait(monkeypatch):
    monkeypatch.setattr(local, "START_SECONDS", 0.0)
    with pytest.raises(UsageError, match="XS112"):
        list(LocalEngine(2).map(task(), [[source("a")]], stuck))


def test_a_document_has_at_least_the_time_that_reading_it_may_take():
    limits = DEFAULT
    small, large = (local.seconds_for(source("a", bytes(size)), limits) for size in (1_000, 50_000_000))
    assert limits.seconds < small < large
    assert large >= limits.most_seconds


@every_isolating_engine
@needs_posix
def test_an_answer_that_breaks_off_is_given_again(engine, tmp_path):
    given = [[source("a"), source("unlucky", str(tmp_path / "marker").encode())], *batches(["b", "c"])]
    assert paths(engine.map(task(), given, torn)) == [["a", "unlucky"], ["b", "c"]]
    assert (tmp_path / "marker").exists()


@pytest.mark.parametrize("lie", ["pickle", "fewer", "nonsense"])
def test_what_a_worker_says_is_data_and_never_code(lie, tmp_path):
    marker = tmp_path / "ran"
    ((item,), _) = LocalEngine(1).map(task(), [[source("lie", f"{lie} {marker}".encode())], [source("a")]], lying)
    assert [gap.reason for gap in item[0].scan.gaps] == [GapReason.CRASHED]
    assert not marker.exists()


@needs_posix
def test_a_slow_batch_holds_up_the_result_but_not_the_work(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    given = [[source("waiting", str(pipe).encode())], [source("late", str(pipe).encode())], [source("last")]]
    assert paths(LocalEngine(2).map(task(), given, meeting)) == [["waiting"], ["late"], ["last"]]


def test_a_worker_lives_on_from_batch_to_batch_until_it_is_worn(monkeypatch):
    given = batches(map(str, range(12)), size=2)

    def processes():
        return [reviewed.sha256 for items in LocalEngine(1).map(task(), given, numbered) for reviewed, _ in items]

    assert len(set(processes())) == 1
    monkeypatch.setattr(local, "WORN_BYTES", 0)
    assert len(set(processes())) > 1


def test_few_large_batches_are_held_at_a_time(monkeypatch):
    monkeypatch.setattr(local, "WAITING_BYTES", 100)
    drawn = []

    def large() -> Iterator[list]:
        for n in range(20):
            drawn.append(n)
            yield [source(str(n), b"x" * 100)]

    results = LocalEngine(1).map(task(), large(), quiet)
    next(results)
    assert len(drawn) <= 3
    assert len(list(results)) == 19


def test_workers_that_cannot_start_are_an_error_not_a_wait():
    with pytest.raises(UsageError, match="XS112"):
        list(LocalEngine(2).map(task(EndsItsReader()), [[source("a")]], quiet))


@needs_posix
def test_workers_that_die_before_they_take_anything_in_are_not_waited_for(monkeypatch):
    large = NoRules()
    large.rules = "x" * 10_000_000  # more than a pipe holds
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", b"/bin/false")
    with pytest.raises(UsageError, match="XS112"):
        list(LocalEngine(2).map(task(large), [[source("a")]], quiet))


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux")
def test_workers_leave_with_a_parent_that_was_killed():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from scanners import *; from review.engine.local import LocalEngine\n"
        "if __name__ == '__main__':\n"
        "    for items in LocalEngine(1).map(task(), ([source('a')] for _ in iter(int, 1)), numbered):\n"
        "        print(items[0][0].sha256, flush=True); sys.stdin.read()\n"
    )
    script = [sys.executable, "-c", code, str(Path(__file__).parent)]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as parent:
        worker = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    assert select.select([worker], [], [], 60)[0]
    os.close(worker)


def test_every_engine_says_the_same_byte_for_byte(ruleset):
    allowances = [Allowance(rule, "演示", "某某", task().day, path="*", source=f"{rule}:1") for rule in ruleset.by_id]
    rules = dataclasses.replace(ruleset, allowances=tuple(allowances))
    given = Task(rules, Options(b"k" * 32), task().day, texts=True)
    said, pages, seen = set(), set(), []
    for engine in ENGINES.values():
        items = [
            item for each in engine.map(given, ([each] for each in sources([ROOT / "samples" / "leaky"])), scan_batch) for item in each
        ]
        said.add("".join(render_json((reviewed for reviewed, _ in items), ruleset.digest)))
        pages.add(render_html(items))
        seen.append(items)
    assert len(said) == len(pages) == 1
    assert seen[0] == seen[1] == seen[2]
    findings = [finding for reviewed, _ in seen[2] for finding in reviewed.scan.findings]
    assert any(finding.severity is Severity.BLOCK for finding in findings)
    assert any(finding.allowed for finding in findings)
