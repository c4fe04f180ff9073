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
from review.extract import codes, ocr
from review.extract.limits import DEFAULT
from review.sweep.inspection import INDICATORS
from review.sweep.kinds import KINDS

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SEES_CODES = ocr.wanted(DEFAULT) and codes.installed()
SOURCE = tomllib.loads((SAMPLES / "published.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "list.json"
    leads = str(SAMPLES / "published_leads.csv")
    run(["sweep", str(SAMPLES / "published"), "--as-of", SOURCE["as_of"], "--leads", leads, "--format", "json", "--output", str(target)])
    return json.loads(target.read_text(encoding="utf-8"))


def test_every_page_gets_what_it_deserves_and_no_more(report):
    expected = Counter((page["path"], each) for page in SOURCE["page"] for each in page.get("expect", []))
    expected.update((column["name"], each) for column in SOURCE["column"] for each in column["expect"])
    told = [finding for finding in report["findings"] if finding["rule"] != "outdated.reported"]
    found = Counter((f["path"], f"{f['rule'].removeprefix('outdated.')} {f['severity']}") for f in told)
    assert found == expected if SEES_CODES else found <= expected
    assert all(gap["path"].endswith(".png") for gap in report["gaps"])


def test_codes_in_pictures_and_links_are_held_against_the_list_of_the_unit(report):
    domains = {row["domain"]: row for row in report["addresses"]["domains"]}
    assert {name for name, row in domains.items() if row["allowed"]} >= {"app.jiangnan-gov.example", "map.ditu.example"}
    assert domains["www.gongjiao.example"]["pages"] == 2
    assert not {"www.qinghe.example", "fw.qinghe.example", "www.zixingche.example"} & domains.keys()
    order = [row["allowed"] for row in report["addresses"]["domains"]]
    assert order == sorted(order)
    if SEES_CODES:
        assert domains["yuyue.kuaiban.example"] == {
            "domain": "yuyue.kuaiban.example", "allowed": False, "new": False, "kinds": ["code"], "pages": 1, "owner": "",
            "example": "https://yuyue.kuaiban.example/qinghe", "paths": ["便民服务/t20261101_1.html"],
        }  # fmt: skip
        assert report["addresses"]["pictures_not_seen"] == 0
    else:
        assert report["addresses"]["pictures_not_seen"] == 5


def test_leads_have_a_clock_of_three_working_days(report):
    leads = {f["computation"].partition("：")[0]: f for f in report["findings"] if f["rule"] == "outdated.reported"}
    assert {name: (f["path"], f["status"], f["due"], f["overdue"]) for name, f in leads.items()} == {
        "来件 ZC2026-0101": ("办事指南/t20180306_1.html", "new", "2026-11-17", True),
        "来件 ZC2026-0102": ("便民服务/t20261107_1.html", "new", "2026-11-25", False),
        "来件 ZC2026-0103": ("便民服务/t20261106_1.html", "done", "2026-11-19", False),
        "来件 ZC2026-0104": ("便民服务/t20261108_1.html", "done", "2026-11-05", False),
        "来件 ZC2026-0105": ("https://www.qinghe.example/已撤下的页面.html", "new", "2026-11-26", False),
    }
    assert "超过 3 个工作日" in leads["来件 ZC2026-0104"]["note"]
    assert "超过" not in leads["来件 ZC2026-0103"]["note"]


def test_documents_in_force_are_listed_by_unit_and_held_against_the_catalogue(report):
    normative = report["normative"]
    states = Counter((row["unit"], row["state"]) for row in normative["documents"])
    assert states[("青禾县人民政府", "repealed")] == 2
    assert states[("青禾县人民政府办公室", "valid")] == 2
    assert [row["docno"] for row in normative["only_in_catalogue"]] == ["青府发〔2019〕12号", "青府发〔2020〕6号"]
    assert {row["docno"] for row in normative["only_on_site"]} == {"青府发〔2022〕1号", "青府发〔2023〕2号", "青府发〔2023〕8号"}
    assert {row["docno"] for row in normative["not_marked"]} == {"青府发〔2012〕7号", "青府发〔2013〕11号"}


def test_every_kind_of_signal_counts_towards_one_indicator(report):
    counted = Counter(rule for indicator in INDICATORS for rule in indicator.rules)
    assert counted == Counter(KINDS.keys()) + Counter(["outdated.attribute-conflict"])  # of secrecy, and others
    to_do = sum(finding["status"] in ("new", "open") for finding in report["findings"])
    assert sum(len(answer["items"]) for answer in report["self_check"]) == to_do


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
