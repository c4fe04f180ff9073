"""``xianshen sweep`` and ``xianshen sweep mark`` as a user runs them."""

from __future__ import annotations

import json

import pytest
from python_calamine import CalamineWorkbook

from review.commands import run
from review.errors import Exit
from review.extract import extract
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
    assert run(["sweep", "mark", item[:6], "--keep-until", "2999-12-31", "--reason", "等新办法", "--in", str(site)]) == Exit.CLEAN
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


def text_of(path):
    return extract(path.read_bytes(), path.name).text


def test_each_unit_gets_a_notice_with_what_was_found_and_by_when(site, tmp_path, capsys):
    (site / "site.toml").write_text('name = "东山县"\n[[column]]\nname = "规范性文件"\nowner = "县司法局/法规科"\n', encoding="utf-8")
    swept(site, "--notices", str(tmp_path / "整改单"))
    assert "整改单 1 份" in capsys.readouterr().err
    (notice,) = (tmp_path / "整改单").iterdir()
    assert notice.name == "整改单_县司法局_法规科.docx"
    assert notice.stat().st_mode & 0o077 == 0
    words = text_of(notice)
    item = read(site, capsys)["findings"][0]["item"]
    for each in ("网上信息整改单", "内部审查材料", item, "有效期5年", "整改期限：2026-12-08", "申请保留", "不得改动发布日期", "东山县"):
        assert each in words


def test_a_notice_shows_the_page_before_and_after(site, tmp_path, capsys):
    swept(site, "--record")
    page = site / "规范性文件" / "t20261001_1.txt"
    page.write_text("【已失效】\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    capsys.readouterr()
    swept(site, "--notices", str(tmp_path / "整改单"))
    capsys.readouterr()
    (finding,) = read(site, capsys)["findings"]
    words = text_of(tmp_path / "整改单" / "整改单_未定责任单位.docx")
    assert finding["status"] == "resolved"
    for trace in (finding["before"], finding["after"]):
        assert f"{trace['day']}，摘要 {trace['sha256'][:16]}" in words
    assert "申请保留" not in words


def test_the_lists_stand_in_every_format(site, tmp_path, capsys):
    (site / "规范性文件" / "列.html").write_text(
        '<html><body><p>办理入口</p><a href="https://www.elsewhere.example/x?id=360781199001011234">去</a></body></html>', encoding="utf-8"
    )
    report = read(site, capsys)
    assert [row["domain"] for row in report["addresses"]["domains"]] == ["www.elsewhere.example"]
    assert report["summary"]["total"]["new"] == len(report["findings"])
    assert [answer["number"] for answer in report["self_check"]][:3] == ["1.1", "1.2", "1.3"]
    swept(site, "--format", "html", "--output", str(tmp_path / "清单.html"))
    page = (tmp_path / "清单.html").read_text(encoding="utf-8")
    titles = ("月度汇总", "季度自查表", "规范性文件两边核对", "规范性文件效力清单", "外部域名和二维码")
    for title in titles:
        assert title in page
    assert 'href="https' not in page
    swept(site, "--format", "xlsx", "--output", str(tmp_path / "清单.xlsx"))
    book = CalamineWorkbook.from_path(str(tmp_path / "清单.xlsx"))
    assert tuple(book.sheet_names) == ("清查清单", "未能读完", *titles)
    check = book.get_sheet_by_name("季度自查表").to_python()
    assert [row[0] for row in check[4:]] == [answer["number"] for answer in report["self_check"]]
    capsys.readouterr()
    swept(site)
    shown = capsys.readouterr().out
    assert "www.elsewhere.example" in shown
    assert "36078119" not in shown + page


def test_a_scheduler_may_ask_for_what_is_overdue_alone(site, tmp_path):
    leads = tmp_path / "来件.csv"
    leads.write_text("编号,收到时间,问题描述\nA1,2026-11-20,写错了\n", encoding="utf-8")
    assert swept(site, "--leads", str(leads), "--fail-on", "overdue") == Exit.CLEAN
    leads.write_text("编号,收到时间,问题描述\nA1,2026-11-12,写错了\n", encoding="utf-8")
    assert swept(site, "--leads", str(leads), "--fail-on", "overdue") == Exit.FINDINGS
    leads.write_text("编号,收到时间,问题描述\nA1,2026-11-12,写错了\nA2,,也错了\n", encoding="utf-8")
    assert swept(site, "--leads", str(leads), "--fail-on", "overdue") == Exit.INCOMPLETE


def test_what_a_lead_says_is_masked_and_who_said_it_not_read(site, tmp_path, capsys):
    leads = tmp_path / "来件.csv"
    leads.write_text("编号,姓名,收到时间,问题描述\n3610022026110001,钱某某,2026-11-20,请回电13800138000\n", encoding="utf-8")
    swept(site, "--leads", str(leads), "--format", "json")
    shown = capsys.readouterr().out
    assert "3610022026110001" in shown
    assert "13800138000" not in shown
    assert "钱某某" not in shown


def test_a_sweep_is_compared_with_the_one_that_is_named(site, capsys):
    run(["sweep", str(site), "--as-of", "2026-10-20", "--record"])
    run(["sweep", str(site), "--as-of", "2026-11-20", "--record"])
    capsys.readouterr()
    assert read(site, capsys)["summary"]["against"] == "2026-11-20"
    assert read(site, capsys, "--against", "2026-10-31")["summary"]["against"] == "2026-10-20"
    assert read(site, capsys, "--against", "2026-10-01")["summary"]["against"] is None


def test_a_table_of_leads_or_a_catalogue_that_makes_no_sense_is_told(site, tmp_path, capsys):
    table = tmp_path / "表.csv"
    table.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert swept(site, "--leads", str(table)) == Exit.USAGE
    assert "XS375" in capsys.readouterr().err
    broken = tmp_path / "目录.docx"
    broken.write_bytes(b"PK\x03\x04broken")
    assert swept(site, "--catalogue", str(broken)) == Exit.INCOMPLETE
    assert "目录.docx" in capsys.readouterr().out


def test_what_is_given_beside_the_pages_is_no_page(site, capsys):
    leads, catalogue = site / "规范性文件" / "来件.csv", site / "规范性文件" / "目录.txt"
    leads.write_text("编号,收到时间,问题描述\nA1,2026-11-20,写错了\n", encoding="utf-8")
    catalogue.write_text("东山县现行有效规范性文件目录\n1\t东山县养犬办法\t东府发〔2021〕1号\n", encoding="utf-8")
    assert read(site, capsys)["pages_read"] == 3
    report = read(site, capsys, "--leads", str(leads), "--catalogue", str(catalogue))
    assert report["pages_read"] == 1
    assert report["normative"]["catalogues"] == ["目录.txt"]
    assert swept(site, "--notices", str(site / "整改单")) == Exit.USAGE
    assert "XS376" in capsys.readouterr().err


def test_a_day_that_is_over_keeps_nothing(site, capsys):
    item = read(site, capsys, "--record")["findings"][0]["item"]
    assert run(["sweep", "mark", item, "--keep-until", "2020-01-01", "--reason", "等新办法", "--in", str(site)]) == Exit.USAGE
    told = capsys.readouterr().err
    assert "XS377" in told
    assert "2020-01-01" in told
    assert read(site, capsys)["findings"][0]["status"] == "open"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--done", "--keep-until", "2999-12-31", "--reason", "x"], "只能写一个"),
        (["--reason", "x"], "没有写明是已经处理还是保留"),
        (["--done", "--reason", " "], "没有写理由"),
        (["--done", "--reason", "长" * 2001], "理由太长"),
    ],
)
def test_a_mark_that_is_wrong_says_in_what(site, given, told, capsys):
    assert run(["sweep", "mark", "0123456789", *given, "--in", str(site)]) == Exit.USAGE
    assert told in capsys.readouterr().err


def test_the_sweep_is_called_as_it_is_written(site, capsys):
    assert run(["sweep", str(site), "--no-such-option"]) == Exit.USAGE
    told = capsys.readouterr().err
    assert "“xianshen sweep”" in told
    assert "请运行 xianshen sweep --help" in told
    assert "sweep paths" not in told


def test_where_nothing_was_recorded_there_is_nothing_to_compare_with(site, capsys):
    assert swept(site, "--against", "2026-10-31") == Exit.CLEAN
    assert "2026-10-31 及以前没有清查记录可比" in capsys.readouterr().err
    swept(site, "--record")
    capsys.readouterr()
    swept(site, "--against", "2026-12-31")
    assert "可比" not in capsys.readouterr().err


def test_the_list_on_the_screen_names_the_basis(site, capsys):
    basis = read(site, capsys)["findings"][0]["basis"]
    swept(site)
    assert f"依据：{basis}" in capsys.readouterr().out


def test_what_has_no_last_day_is_not_to_be_put_right(site, tmp_path, capsys):
    (site / "规范性文件" / "动态.txt").write_text(
        "东山县召开会议\n2016年，县环境保护局参加了会议。\n发布日期：2016-05-01\n", encoding="utf-8"
    )
    report = read(site, capsys)
    assert sorted(f["due"] is None for f in report["findings"]) == [False, True]
    swept(site, "--notices", str(tmp_path / "整改单"))
    words = text_of(tmp_path / "整改单" / "整改单_未定责任单位.docx")
    assert "待整改：1 项" in words
    assert "供参考：1 项" in words
