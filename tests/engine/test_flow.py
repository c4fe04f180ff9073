"""What is reviewed again and what is not, and that nobody can tell by the report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from review.engine import InProcess, key
from review.engine.batch import Task, scan_batch
from review.engine.entry import Seals
from review.engine.flow import Flow
from review.engine.ledger import NAME, Ledger
from review.extract.limits import Limits
from review.extract.sources import Source, sources
from review.model import Gap, GapReason, Verdict
from review.report.jsonl import render_json
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = dt.date(2026, 3, 2)
ID = "360781199003070012"
CLEAN = Source("说明.txt", "请于三月底前报送材料。".encode())
LEAK = Source("名单.txt", f"低保公示：某某，身份证号{ID}。".encode())
CLEAN_DOCUMENT = CLEAN.document()
SECRET = Source("清单.txt", "机密★10年\n云雾山仓库分布图".encode())


class Watched(InProcess):
    """An engine that remembers what it was given."""

    def __init__(self):
        self.given = []

    def map(self, task, batches, **more):
        for batch in batches:
            self.given += [source.path for source in batch]
            yield from super().map(task, [batch], **more)


@pytest.fixture
def task(ruleset):
    return Task(ruleset, Options(b"k" * 32), DAY)


@pytest.fixture
def run(tmp_path):
    """Run over documents with the ledger of this test; return what was given to the engine, and the results."""

    def flow(task, documents, **more):
        ledger, engine = Ledger(tmp_path / NAME, key.of_task(task)), Watched()
        results = [reviewed for reviewed, _ in Flow(task, engine, ledger, **more).items(documents)]
        ledger.close()
        return engine.given, results

    return flow


def test_no_document_is_reviewed_twice(task, run):
    first, second = run(task, [CLEAN, LEAK]), run(task, [CLEAN, LEAK])
    assert first[0] == ["说明.txt", "名单.txt"]
    assert second[0] == []
    assert second[1] == first[1]


def test_to_show_a_document_it_is_read_again_but_no_rule_is_asked(task, tmp_path, monkeypatch):
    task = task._replace(texts=True)

    def shown():
        ledger, engine = Ledger(tmp_path / NAME, key.of_task(task)), Watched()
        items = list(Flow(task, engine, ledger).items([CLEAN, LEAK]))
        ledger.close()
        return engine.given, items

    first = shown()
    monkeypatch.setattr("review.engine.batch.scan", lambda *_: 1 / 0)
    given, items = shown()
    assert given == ["名单.txt"]
    assert items == [(first[1][0][0], None), first[1][1]]
    assert ID in items[1][1].text


def test_a_document_that_cannot_be_read_as_it_was_is_reviewed_anew_to_be_shown(task, tmp_path, monkeypatch):
    task = task._replace(texts=True)
    ledger = Ledger(tmp_path / NAME, key.of_task(task))
    flow = Flow(task, InProcess(), ledger)
    list(flow.items([LEAK]))
    monkeypatch.setattr(Source, "document", lambda *_: CLEAN_DOCUMENT)
    ((reviewed, document),) = flow.items([LEAK])
    assert document is CLEAN_DOCUMENT
    assert reviewed.verdict is Verdict.CLEAN


def test_the_samples_say_the_same_with_and_without_a_ledger(task, run):
    folders = [SAMPLES / "leaky", SAMPLES / "clean"]
    said = {"".join(render_json(run(task, sources(folders))[1], "sha256:…")) for _ in range(2)}
    plain = (reviewed for reviewed, _ in Flow(task, InProcess()).items(sources(folders)))
    assert said == {"".join(render_json(plain, "sha256:…"))}


def test_only_what_changed_is_reviewed(task, run):
    documents = [dataclasses.replace(CLEAN, path=f"{n}.txt", data=f"第{n}号说明。".encode()) for n in range(200)]
    assert len(run(task, documents)[0]) == 200
    documents[77] = dataclasses.replace(documents[77], data="改过的说明。".encode())
    documents[120] = dataclasses.replace(documents[120], path="改名.txt")
    given, results = run(task, documents)
    assert given == ["77.txt", "改名.txt"]
    assert [reviewed.path for reviewed in results] == [source.path for source in documents]


OTHER = {
    "rules": lambda task, other: task._replace(rules=other),
    "day": lambda task, _: task._replace(day=DAY + dt.timedelta(1)),
    "channel": lambda task, _: task._replace(channel="网站"),
    "limits": lambda task, _: task._replace(limits=Limits(pages=1)),
    "categories": lambda task, _: task._replace(options=task.options._replace(only=frozenset({"evasion"}))),
    "departments": lambda task, _: task._replace(options=task.options._replace(departments=frozenset({"民政"}))),
    "key": lambda task, _: task._replace(options=task.options._replace(key=b"o" * 32)),
}


@pytest.mark.parametrize("what", OTHER)
def test_another_rule_day_option_or_limit_reviews_anew(task, run, what, tmp_path):
    unit = tmp_path / "lexicon"
    (unit / "allow").mkdir(parents=True)
    (unit / "allow" / "本单位.toml").write_text(
        '[[allow]]\nrule = "personal.mobile"\nscope = { text = "13800138000" }\nreason = "演示"\napprover = "某某"\nexpires = 2026-12-31\n',
        "utf-8",
    )
    other = OTHER[what](task, load_ruleset(lexicons(), unit=unit) if what == "rules" else None)
    run(task, [CLEAN])
    assert run(task, [CLEAN])[0] == []
    assert run(other, [CLEAN])[0] == ["说明.txt"]
    assert run(task, [CLEAN])[0] == []


@pytest.mark.parametrize("what", ["code_state", "installed"])
def test_another_line_of_code_or_another_library_reviews_anew(task, run, what, monkeypatch):
    run(task, [CLEAN])
    monkeypatch.setattr(key, what, lambda: "another")
    assert run(task, [CLEAN])[0] == ["说明.txt"]


def test_what_could_not_be_read_for_now_is_tried_again(task, run):
    open_elsewhere = dataclasses.replace(CLEAN, path="开着.txt", gaps=(Gap(GapReason.UNREADABLE, "请先保存并关闭文档。"),))
    vanished = Source("没了.txt", None, (Gap(GapReason.VANISHED, "文件不见了。"),))
    packed_twice = dataclasses.replace(CLEAN, path="材料.zip/说明.txt", gaps=(Gap(GapReason.DAMAGED, "压缩包内有同名的文件。"),))
    for _ in range(2):
        given, results = run(task, [open_elsewhere, vanished, packed_twice])
        assert given == ["开着.txt", "没了.txt", "材料.zip/说明.txt"]
        assert {reviewed.verdict for reviewed in results} == {Verdict.INCOMPLETE}
    now_alone = dataclasses.replace(packed_twice, gaps=())
    assert run(task, [now_alone])[1][0].verdict is Verdict.CLEAN


def test_a_fault_of_this_program_is_not_remembered(task, run, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("review.engine.batch.scan", lambda *_: 1 / 0)
        assert run(task, [CLEAN])[1][0].verdict is Verdict.INCOMPLETE
    assert run(task, [CLEAN])[1][0].verdict is Verdict.CLEAN


def test_a_run_that_is_broken_off_goes_on_where_it_was(task, tmp_path):
    documents = [dataclasses.replace(CLEAN, path=f"{n}.txt") for n in range(10)]
    ledger, engine = Ledger(tmp_path / NAME, key.of_task(task)), Watched()
    items = Flow(task, engine, ledger).items(documents)
    for _ in range(4):
        next(items)
    items.close()
    ledger.close()
    ledger, engine = Ledger(tmp_path / NAME, key.of_task(task)), Watched()
    assert len(list(Flow(task, engine, ledger).items(documents))) == 10
    assert engine.given == [f"{n}.txt" for n in range(4, 10)]


def test_the_ledger_holds_no_word_of_any_document_nor_its_name_nor_a_digest_to_try_words_on(task, run, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲某某.txt", LEAK.data)
    run(task, [CLEAN, LEAK, SECRET, Source("材料.zip", packed.getvalue()), *sources([SAMPLES / "leaky"])])
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    (mark,) = {f.fingerprint for r in run(task, [LEAK])[1] for f in r.scan.findings if f.rule == "personal.id-card"}
    said = ("名单", "身份证", "云雾山", "甲某某", "现场核查", "疑似", "personal.", "block", ID, mark, key.sha256(LEAK.data))
    assert len(kept) > 10_000
    assert not any(word.encode() in kept for word in said)
    assert LEAK.data not in kept


def test_an_entry_opens_only_with_the_document_it_is_about(task):
    task_key = key.of_task(task)
    seals, (reviewed, _) = Seals(task_key, ()), scan_batch([LEAK], task)[0]
    under = key.of_source(LEAK, task_key)
    entry = seals.close(reviewed, LEAK, under)
    assert seals.open(entry, LEAK, under) == reviewed
    for other in (dataclasses.replace(LEAK, data=LEAK.data + b"\n"), CLEAN, Source(LEAK.path, key.sha256(LEAK.data).encode())):
        assert seals.open(entry, other, under) is None
    assert Seals(b"another user" * 3, ()).open(entry, LEAK, under) is None


def test_an_entry_that_somebody_wrote_changed_or_moved_counts_for_nothing(task, run, tmp_path):
    moved = dataclasses.replace(CLEAN, path="另一份.txt")
    run(task, [CLEAN, LEAK, moved])
    under = [key.of_source(each, key.of_task(task)) for each in (CLEAN, LEAK, moved)]
    with sqlite3.connect(tmp_path / NAME) as base:
        base.execute("UPDATE result SET entry = x'00' WHERE key = ?", (under[0],))
        base.execute("UPDATE result SET entry = substr(entry, 1, length(entry) - 1) || x'00' WHERE key = ?", (under[1],))
        base.execute("UPDATE result SET entry = (SELECT entry FROM result WHERE key = ?) WHERE key = ?", (under[0], under[2]))
    base.close()
    given, results = run(task, [CLEAN, LEAK, moved])
    assert given == ["说明.txt", "名单.txt", "另一份.txt"]
    assert [reviewed.verdict for reviewed in results] == [Verdict.CLEAN, Verdict.BLOCK, Verdict.CLEAN]


def test_a_stopped_document_leaves_nothing_in_the_ledger(task, run, tmp_path):
    run(task, [])
    before = Ledger(tmp_path / NAME, key.of_task(task)).count
    for _ in range(2):
        given, (reviewed,) = run(task, [SECRET])
        assert given == ["清单.txt"]
        assert reviewed.scan.stop
    assert Ledger(tmp_path / NAME, key.of_task(task)).count == before == 0
