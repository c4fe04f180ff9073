"""A unit's own tables of facts: brought in from what people have, checked, and in force in check and sweep alike."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from review.commands import run
from review.facts.table import read
from review.facts.tables import TABLES, check
from review.rules.locate import lexicons

CSV = "来源,原名称,层级,停用日期,现名称\n青禾办字〔2024〕9号,城乡综合办公室,地方,2024年5月1日,城市管理局\n"
DRAFT = "请到青禾县城乡综合办公室办理。\n青禾县财政局\n2026年3月1日\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, with_rules):
    with_rules(tmp_path / "home" / "XDG_CACHE_HOME")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home" / variable))
    (tmp_path / "词库").mkdir()
    return tmp_path


@pytest.fixture
def say(capsys):
    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def bring(say, home, name, content):
    (home / name).write_text(content, encoding="utf-8")
    return say("facts", "import", home / name, "--lexicons", home / "词库")


def outdated(out):
    content = json.loads(out)
    pages = content.get("documents", [content])
    return [(f["rule"], f["severity"]) for page in pages for f in page["findings"] if f["rule"] == "outdated.institution"]


def test_the_tables_that_ship_are_in_order(say):
    code, out, _ = say("facts", "check")
    assert (code, out.splitlines()[-1]) == (0, "没有发现问题。")
    assert sum("随附" in line or "facts" in line for line in out.splitlines()) == len(TABLES)


def test_what_was_brought_in_is_told_by_check_and_by_sweep(say, home):
    (home / "页").mkdir()
    (home / "页" / "稿.txt").write_text(DRAFT, encoding="utf-8")
    asked = ("--lexicons", home / "词库", "--as-of", "2026-11-23", "--format", "json")
    code, out, _ = bring(say, home, "机构.csv", CSV)
    assert (code, "新增 1 行" in out) == (0, True)
    assert outdated(say("check", home / "页", *asked)[1]) == [("outdated.institution", "warn")]
    assert outdated(say("sweep", home / "页", *asked)[1]) == [("outdated.institution", "warn")]
    assert outdated(say("check", home / "页", *asked[2:])[1]) == []
    bring(say, home, "机构.csv", CSV.replace("现名称", "现名称,把握").replace("城市管理局", "城市管理局,记忆"))
    assert outdated(say("check", home / "页", *asked)[1]) == [("outdated.institution", "note")]
    assert outdated(say("sweep", home / "页", *asked)[1]) == [("outdated.institution", "note")]


def test_a_workbook_is_read_and_what_is_said_again_takes_the_place_of_the_old(say, home):
    with xlsxwriter.Workbook(home / "法规.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            (["名称", "变化", "日期", "现行", "来源"], ["青禾县集市管理条例", "废止", "2025/3/1", "", "县政府令第3号"])
        ):
            sheet.write_row(number, 0, row)
    assert say("facts", "import", home / "法规.xlsx", "--lexicons", home / "词库")[0] == 0
    table = home / "词库" / "facts" / "law_changes.tsv"
    assert read(table).endswith("青禾县集市管理条例\trepealed\t2025-03-01\t\tunit\t县政府令第3号\n")
    text = "名称,变化,日期,现行,来源\n青禾县集市管理条例,废止,2025-03-01,青禾县市场条例,县政府令第4号\n甲条例,废止,2020-01-01,,某文\n"
    code, out, _ = bring(say, home, "法规.csv", text)
    assert (code, "新增 1 行，更新 1 行，现有 2 行" in out) == (0, True)
    assert [row["by"] for row in check(table)] == ["", "青禾县市场条例"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("甲,乙\n1,2\n", "看不出是哪一种事实表"),
        (CSV.replace("青禾办字〔2024〕9号", ""), "没有写来源"),
        (CSV.replace("青禾办字〔2024〕9号", "凭记忆"), "只能写 memory"),
        (CSV.replace("2024年5月1日", "去年五月"), "去年五月"),
        (CSV.replace("2024年5月1日", "2024年2月30日"), "2024年2月30日"),
        (CSV.replace("地方", "县里"), "层级"),
        (CSV + CSV.splitlines()[1] + "\n", "同一件事"),
        (CSV.replace("现名称", "现名称,把握").replace("城市管理局", "城市管理局,肯定"), "把握"),
        ("", "看不出"),
    ],
    ids=range(9),
)
def test_what_is_wrong_with_a_table_is_said_and_nothing_is_written(say, home, content, said):
    code, _, err = bring(say, home, "表.csv", content)
    assert (code, said in err) == (2, True), err
    assert not (home / "词库" / "facts").exists()


def test_a_table_that_somebody_broke_stops_every_run(say, home):
    bring(say, home, "机构.csv", CSV)
    table = home / "词库" / "facts" / "institutions.tsv"
    table.write_text(read(table).replace("2024-05-01", "2024-05-32"), encoding="utf-8")
    (home / "稿.txt").write_text(DRAFT, encoding="utf-8")
    for command in (("check", home / "稿.txt"), ("sweep", home), ("facts", "check", table)):
        code, _, err = say(*command, *(() if command[0] == "facts" else ("--lexicons", home / "词库")))
        assert (code, "institutions.tsv:2" in err) == (2, True), command


def test_a_table_of_an_unknown_name_is_refused(say, home):
    (home / "词库" / "facts").mkdir()
    (home / "词库" / "facts" / "机构.tsv").write_text("", encoding="utf-8")
    (home / "稿.txt").write_text(DRAFT, encoding="utf-8")
    code, _, err = say("check", home / "稿.txt", "--lexicons", home / "词库")
    assert (code, "institutions.tsv" in err) == (2, True)
    assert say("facts", "check", home / "词库" / "facts" / "机构.tsv")[0] == 2


def test_a_unit_corrects_what_rests_on_memory_and_nothing_else(say, home):
    columns = TABLES["institutions.tsv"].columns
    rows = [dict(zip(columns, line.split("\t"), strict=True)) for line in read(lexicons() / "facts" / "institutions.tsv").splitlines()[1:]]
    sure = next(row["name"] for row in rows if row["confidence"] == "verified" and row["level"] == "central" and len(row["name"]) > 6)
    (home / "稿.txt").write_text(f"请报{sure}备案。\n青禾县财政局\n2026年3月1日\n", encoding="utf-8")
    bring(say, home, "表.csv", f"原名称,层级,停用日期,现名称,来源\n{sure},中央,2099-01-01,某局,某文\n")
    out = say("check", home / "稿.txt", "--lexicons", home / "词库", "--as-of", "2026-11-23", "--format", "json")[1]
    assert outdated(out) == [("outdated.institution", "warn")]
