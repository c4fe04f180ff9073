"""``xianshen sweep`` and ``xianshen sweep mark`` as a user runs them."""

from __future__ import annotations

import json

import pytest
from python_calamine import CalamineWorkbook

from review.commands import run
from review.errors import Exit
from review.sweep.record import path_in

CONTRACT = {
    "rule", "severity", "path", "related", "column", "evidence", "computation", "basis", "confidence", "action", "owner", "status",
}  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch, with_rules):
    with_rules(tmp_path / "home")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    folder = tmp_path / "site" / "规范性文件"
    folder.mkdir(parents=True)
    text = "东山县养犬办法\n\n本办法自2021年6月1日起施行，有效期5年。\n\n东山县人民政府\n2026年10月1日\n"
    (folder / "t20261001_1.txt").write_text(text, encoding="utf-8")
    return tmp_path / "site"


def swept(site, *options):
    return run(["sweep", str(site), "--as-of", "2026-11-23", *options])


def read(site, capsys, *options):
    swept(site, "--format", "json", *options)
    return json.loads(capsys.readouterr().out)


def test_the_report_keeps_its_contract(site, capsys):
    report = read(site, capsys)
    assert (report["schema"], report["as_of"], report["pages_read"], report["gaps"], report["aggregation"]) == (
        "xianshen.sweep/1", "2026-11-23", 1, [], [],
    )  # fmt: skip
    (finding,) = report["findings"]
    assert finding.keys() >= CONTRACT
    assert finding["computation"].startswith("施行 2021-06-01 + 5年 → 2026-05-31")
    assert (finding["rule"], finding["path"], finding["action"]) == (
        "outdated.validity-expired", "规范性文件/t20261001_1.txt", "annotate-expired",
    )  # fmt: skip
    assert (finding["status"], finding["confidence"], finding["severity"]) == ("new", "high", "warn")


def test_a_scheduler_chooses_what_fails(site):
    assert swept(site) == Exit.CLEAN
    assert swept(site, "--fail-on", "warn") == Exit.FINDINGS
    assert swept(site, "--fail-on", "never") == Exit.CLEAN
    (site / "规范性文件" / "坏.docx").write_bytes(b"PK\x03\x04broken")
    assert swept(site, "--fail-on", "warn") == Exit.INCOMPLETE


def test_every_format_is_written(site, tmp_path, capsys):
    assert swept(site) == Exit.CLEAN
    assert "有效期已过" in capsys.readouterr().out
    assert swept(site, "--format", "html", "--output", str(tmp_path / "清单.html")) == Exit.CLEAN
    page = (tmp_path / "清单.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "标注失效" in page
    assert swept(site, "--format", "xlsx", "--output", f"{tmp_path}/") == Exit.CLEAN
    rows = CalamineWorkbook.from_path(str(tmp_path / "先审清查.xlsx")).get_sheet_by_index(0).to_python()
    assert "规范性文件/t20261001_1.txt" in rows[4]
    assert swept(site, "--format", "xlsx") == Exit.USAGE


def test_an_item_is_marked_as_done_and_kept(site, capsys):
    item = read(site, capsys, "--record")["findings"][0]["item"]
    assert read(site, capsys)["findings"][0]["status"] == "open"
    assert run(["sweep", "mark", item, "--done", "--reason", "已标注", "--in", str(site)]) == Exit.CLEAN
    capsys.readouterr()
    assert read(site, capsys)["findings"][0]["status"] == "done"
    assert run(["sweep", "mark", item[:6], "--keep-until", "2026-12-31", "--reason", "等新办法", "--in", str(site)]) == Exit.CLEAN
    capsys.readouterr()
    assert read(site, capsys)["findings"][0]["status"] == "kept"
    assert swept(site, "--fail-on", "note") == Exit.CLEAN


@pytest.mark.parametrize(
    "wrong", [["--reason", "x"], ["--done", "--keep-until", "2026-12-31", "--reason", "x"], ["--done", "--reason", " "]]
)
def test_a_mark_says_what_and_why(site, wrong, capsys):
    assert run(["sweep", "mark", "0123456789", *wrong, "--in", str(site)]) == Exit.USAGE
    assert "XS372" in capsys.readouterr().err


def test_an_item_that_nobody_saw_is_not_marked(site, capsys):
    assert run(["sweep", "mark", "0123456789", "--done", "--reason", "x", "--in", str(site)]) == Exit.USAGE
    assert "XS373" in capsys.readouterr().err


def test_a_record_that_was_edited_ends_in_an_error_of_integrity(site):
    swept(site, "--record")
    swept(site, "--record")
    path_in(site).write_bytes(path_in(site).read_bytes().replace(b"2026-11-23", b"2025-11-23", 1))
    assert swept(site) == Exit.INTEGRITY


def test_pages_and_dates_of_publication_are_never_touched(site):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.rglob("*.txt")}
    swept(site, "--record")
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.rglob("*.txt")}


def test_unknown_keys_of_the_description_are_told(site, capsys):
    (site / "site.toml").write_text('colour = "red"\n', encoding="utf-8")
    swept(site)
    assert "colour" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_refused(tmp_path, capsys):
    assert run(["sweep", str(tmp_path / "没有")]) == Exit.USAGE
    assert "XS101" in capsys.readouterr().err
