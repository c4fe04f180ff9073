"""What is reviewed again and what is not, and that nobody can tell by the report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from review.engine import InProcess, key
from review.engine.batch import Task
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


def test_a_clean_document_is_reviewed_once_and_one_with_findings_is_read_again_to_quote_it(task, run):
    first = run(task, [CLEAN, LEAK])
    second = run(task, [CLEAN, LEAK])
    assert first[0] == ["说明.txt", "名单.txt"]
    assert second[0] == ["名单.txt"]
    assert second[1] == first[1]


def test_counts_and_verdicts_need_no_document_at_all(task, run):
    (first,) = run(task, [LEAK])[1]
    given, (second,) = run(task, [LEAK], quoted=lambda _: False)
    assert given == []
    assert second.verdict is Verdict.BLOCK
    assert (second.sha256, second.sm3, second.format, second.genre) == (first.sha256, first.sm3, first.format, first.genre)
    wordless = [dataclasses.replace(f, quote="", message="", basis="", because="", fix="") for f in first.scan.findings]
    assert list(second.scan.findings) == wordless


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
    "rules": lambda task, other: dataclasses.replace(task, rules=other),
    "day": lambda task, _: dataclasses.replace(task, day=DAY + dt.timedelta(1)),
    "channel": lambda task, _: dataclasses.replace(task, channel="网站"),
    "limits": lambda task, _: dataclasses.replace(task, limits=Limits(pages=1)),
    "categories": lambda task, _: dataclasses.replace(task, options=dataclasses.replace(task.options, only=frozenset({"evasion"}))),
    "departments": lambda task, _: dataclasses.replace(task, options=dataclasses.replace(task.options, departments=frozenset({"民政"}))),
    "key": lambda task, _: dataclasses.replace(task, options=dataclasses.replace(task.options, key=b"o" * 32)),
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


@pytest.mark.parametrize("what", ["code_digest", "installed"])
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
    assert run(task, [now_alone], quoted=lambda _: False)[1][0].verdict is Verdict.CLEAN


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
    assert mark.encode() in kept
    assert not any(word.encode() in kept for word in ("名单", "身份证", "云雾山", "甲某某", "现场核查", "疑似"))
    assert ID.encode() not in kept
    assert LEAK.data not in kept
    assert key.sha256(LEAK.data).encode() not in kept


def test_a_stopped_document_leaves_nothing_in_the_ledger(task, run, tmp_path):
    run(task, [])
    before = Ledger(tmp_path / NAME, key.of_task(task)).count
    for _ in range(2):
        given, (reviewed,) = run(task, [SECRET])
        assert given == ["清单.txt"]
        assert reviewed.scan.stop
    assert Ledger(tmp_path / NAME, key.of_task(task)).count == before == 0
