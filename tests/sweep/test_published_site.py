"""The small site in samples/published: what is said of each page, and that nothing is said of the others."""

from __future__ import annotations

import json
import runpy
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from review.commands import run
from review.errors import Exit
from review.sweep.kinds import KINDS

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SOURCE = tomllib.loads((SAMPLES / "published.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "list.json"
    run(["sweep", str(SAMPLES / "published"), "--as-of", SOURCE["as_of"], "--format", "json", "--output", str(target)])
    return json.loads(target.read_text(encoding="utf-8"))


def test_every_page_gets_what_it_deserves_and_no_more(report):
    expected = Counter((page["path"], each) for page in SOURCE["page"] for each in page.get("expect", []))
    expected.update((column["name"], each) for column in SOURCE["column"] for each in column["expect"])
    found = Counter((f["path"], f"{f['rule'].removeprefix('outdated.')} {f['severity']}") for f in report["findings"])
    assert found == expected
    assert report["gaps"] == []


def test_every_kind_of_signal_is_there_at_least_twice(report):
    counts = Counter(finding["rule"] for finding in report["findings"])
    assert {rule for rule in KINDS if counts[rule] < 2} == set()


def test_the_site_is_large_enough_and_half_of_it_is_clean():
    assert len(SOURCE["page"]) >= 60
    assert len({page["path"].partition("/")[0] for page in SOURCE["page"]}) >= 10
    assert sum(not page.get("expect") for page in SOURCE["page"]) >= 25


def test_nothing_is_ever_to_be_deleted_and_no_date_to_be_changed(report):
    assert {f["action"] for f in report["findings"]} <= {"annotate-expired", "archive", "correct", "de-identify", "withdraw", "keep"}
    assert not any("删除" in kind.fix for kind in KINDS.values())


def test_the_pages_are_what_the_builder_writes(tmp_path):
    runpy.run_path(str(SAMPLES / "build_published.py"))["build"](tmp_path)
    built = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = SAMPLES / "published"
    assert built == {path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()}


def test_the_day_is_a_parameter(tmp_path):
    target = tmp_path / "list.json"
    code = run(["sweep", str(SAMPLES / "published" / "规范性文件"), "--as-of", "2026-06-01", "--format", "json", "--output", str(target)])
    then = {f["path"] for f in json.loads(target.read_text(encoding="utf-8"))["findings"] if f["rule"] == "outdated.validity-expired"}
    assert code == Exit.CLEAN
    assert then == {"t20220510_1.html", "t20220101_1.html"}  # the first one ends on 2026-05-31, with one day of tolerance
