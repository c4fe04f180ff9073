"""The care of a lexicon as an editor does it: lint, diff, a unit's own folder, exceptions, departments."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from review.commands import run
from review.rules.locate import lexicons

MOBILE = "13800138000"
RULE = """[[rule]]
id = "unit.code-name"
title = "内部项目代号"
kind = "terms"
severity = "warn"
basis = ["政府信息公开条例#16"]
why = "内部代号可以不予公开。"
fix = "改用公开名称。"
departments = ["民政"]
terms = ["青松行动"]
match = ["按照⟦青松行动⟧方案推进", "⟦青松行动⟧"]
no_match = ["青松苗木行动", "没有"]
"""
OTHER = RULE.replace("code-name", "other-name").replace("青松", "白杨").replace("民政", "公安")
ALLOW = f"""[[allow]]
rule = "personal.mobile"
scope = {{ phrase = "李某手机：{MOBILE}" }}
reason = "本人书面同意"
approver = "周某"
expires = 2027-03-31
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, with_rules):
    with_rules(tmp_path / "home" / "XDG_CACHE_HOME")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home" / variable))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def unit(home):
    write(home, "词库/rules/民政.toml", RULE)
    write(home, "词库/rules/公安.toml", OTHER)
    write(home, "词库/allow/清单.toml", ALLOW)
    return home / "词库"


@pytest.fixture
def drafts(home):
    write(home, "文稿/通知.txt", f"按青松行动和白杨行动，行动方案另发\n李某手机：{MOBILE}\n")
    return home / "文稿"


@pytest.fixture
def say(capsys):
    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def findings(say, *options):
    _, out, err = say("check", *options, "--format", "json", "--fail-on", "note")
    content = json.loads(out)
    return {f["rule"]: f["severity"] for d in content["documents"] for f in d["findings"]}, content, err


def test_rules_of_the_unit_and_its_exceptions_are_in_force_once_set(say, unit, drafts):
    assert findings(say, drafts)[0] == {"personal.mobile": "block"}
    assert say("config", "lexicon", unit)[0] == 0
    found, content, _ = findings(say, drafts, "--as-of", "2026-11-23")
    assert found == {"unit.code-name": "warn", "unit.other-name": "warn", "personal.mobile": "note"}
    (mobile,) = [f for f in content["documents"][0]["findings"] if f["rule"] == "personal.mobile"]
    assert mobile["allowed"] == {"approver": "周某", "expires": "2027-03-31", "source": "单位词库/allow/清单.toml:1"}
    assert "批准人 周某" in mobile["because"]
    assert say("config", "lexicon", "无")[0] == 0
    assert findings(say, drafts)[0] == {"personal.mobile": "block"}


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_a_report_says_once_that_an_exception_has_expired(say, unit, drafts, form):
    code, out, err = say("check", drafts, "--lexicons", unit, "--as-of", "2027-04-01", "--format", form)
    assert code == 1
    said = "允许清单有 1 条已过期，不再起作用：单位词库/allow/清单.toml:1"
    assert (out.count(said), err.count(said)) == (1, 1)


def test_the_screen_says_by_whom_a_finding_is_allowed(say, unit, drafts):
    assert (
        "按允许清单（单位词库/allow/清单.toml:1）保留：本人书面同意，批准人 周某，有效期至 2027年3月31日"
        in say("check", drafts, "--lexicons", unit, "--as-of", "2026-11-23")[1]
    )


def test_the_folder_of_the_unit_comes_first_and_a_lexicon_is_not_set_beside_it(say, unit, drafts, home):
    shutil.move(unit, home / "单位" / "lexicons")
    assert say("config", "unit", home / "单位")[0] == 0
    assert "unit.code-name" in findings(say, drafts)[0]
    write(home, "另一/rules/甲.toml", OTHER)
    code, _, err = say("config", "lexicon", home / "另一")
    assert code == 2
    assert "XS303" in err
    shutil.rmtree(home / "单位")
    assert any("打不开" in remark for remark in findings(say, drafts)[1]["remarks"])


def test_a_lexicon_with_a_mistake_is_not_set_and_one_that_is_gone_is_not_passed_over(say, unit, drafts):
    write(unit, "rules/民政.toml", RULE.replace("terms =", "term ="))
    code, _, err = say("config", "lexicon", unit)
    assert (code, "单位词库/rules/民政.toml:10" in err) == (2, True)
    write(unit, "rules/民政.toml", RULE)
    assert say("config", "lexicon", unit)[0] == 0
    shutil.rmtree(unit)
    code, _, err = say("check", drafts)
    assert (code, "XS302" in err) == (2, True)


def test_departments_are_chosen_for_a_run_or_for_good_and_the_report_says_what_is_off(say, unit, drafts):
    assert say("config", "lexicon", unit)[0] == 0
    everything = findings(say, drafts)[0]
    found, content, err = findings(say, drafts, "--department", "民政")
    assert found.keys() == everything.keys() - {"unit.other-name"}
    assert content["remarks"][0] == "只按民政检查，没有使用公安的 1 条规则"
    assert content["remarks"][0] in err
    assert say("config", "department", "公安")[0] == 0
    assert findings(say, drafts)[0].keys() == everything.keys() - {"unit.code-name"}
    assert say("config", "department", "全部")[0] == 0
    assert findings(say, drafts)[0] == everything
    code, _, err = say("check", drafts, "--department", "水利")
    assert (code, "XS109" in err, "公安、民政" in err) == (2, True, True)


def test_lint_counts_hits_on_clean_texts_and_tells_the_noisy_rule(say, unit, home):
    corpus = write(home, "干净/a.txt", "青松行动\n" * 50 + "其他文字" * 100).parent
    code, out, _ = say("rules", "lint", "--lexicons", unit, "--corpus", corpus, "--as-of", "2026-11-23")
    assert code == 1
    assert "unit.code-name　内部项目代号（需要核对 50）" in out
    assert "“青松行动” 50 处" in out
    assert [line for line in out.splitlines() if line.startswith("必须改　单位词库/rules/民政.toml:1：unit.code-name 在干净语料上")]
    quiet = write(home, "安静/a.txt", "其他文字\n" * 100).parent
    assert say("rules", "lint", "--lexicons", unit, "--corpus", quiet, "--as-of", "2026-11-23")[0] == 0


def test_lint_tells_a_single_block_on_clean_texts_and_quotes_no_value(say, unit, home):
    corpus = write(home, "干净/a.txt", f"{'其他文字' * 9999}\n李某电话手机{MOBILE}\n").parent
    shutil.rmtree(unit / "allow")
    code, out, _ = say("rules", "lint", "--lexicons", lexicons(), "--corpus", corpus)
    assert code == 1
    assert re.search("必须改　.*：personal.mobile 在干净语料上“必须处理”1 处，例如 a.txt .*“138\\*{4}8000”", out)
    assert MOBILE not in out


def test_lint_tells_a_rule_of_which_every_hit_is_allowed_and_an_exception_that_ended(say, unit, home):
    write(unit, "allow/清单.toml", ALLOW.replace("personal.mobile", "unit.code-name").replace(f"李某手机：{MOBILE}", "见青松行动方案"))
    corpus = write(home, "干净/a.txt", "见青松行动方案\n").parent
    code, out, _ = say("rules", "lint", "--lexicons", unit, "--corpus", corpus, "--as-of", "2027-03-10")
    assert code == 0
    assert "unit.code-name 命中的 1 处全部按允许清单放行" in out
    assert "还有 21 天到期" in out
    code, out, _ = say("rules", "lint", "--lexicons", unit, "--corpus", corpus, "--as-of", "2027-04-01")
    assert code == 1
    assert "必须改　单位词库/allow/清单.toml:1：对 unit.code-name 的允许已于 2027-03-31 到期" in out


def test_lint_says_that_a_corpus_was_not_read_whole(say, unit, home):
    write(home, "语料/a.txt", "文字")
    (home / "语料" / "坏.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    code, _, err = say("rules", "lint", "--lexicons", unit, "--corpus", home / "语料", "--as-of", "2026-11-23")
    assert (code, "没有读全" in err) == (3, True)


def test_diff_shows_what_comes_goes_and_weighs_differently_and_no_text(say, unit, drafts, home):
    new = shutil.copytree(unit, home / "新词库")
    write(new, "rules/民政.toml", RULE.replace("青松行动", "行动方案"))
    write(new, "rules/公安.toml", OTHER.replace('"warn"', '"note"'))
    shutil.rmtree(new / "allow")
    code, out, _ = say("rules", "diff", unit, new, drafts, "--as-of", "2026-11-23")
    assert code == 1
    assert "unit.code-name　内部项目代号：新增 1 处，消失 1 处" in out
    assert "    ~ 需要核对 → 供参考　通知.txt" in out
    assert "    ~ 供参考 → 必须处理　通知.txt 第2行 “138****8000”" in out
    assert "共比较 1 个文件：新增 1 处，消失 1 处，轻重改动 2 处。" in out
    assert MOBILE not in out
    assert "李某" not in out
    assert say("rules", "diff", unit, unit, drafts)[:1] == (0,)


def test_diff_compares_whole_lexicons_too_and_says_what_was_not_read(say, drafts, home):
    whole = shutil.copytree(lexicons(), home / "整套")
    text = (whole / "rules" / "personal.toml").read_text(encoding="utf-8")
    (whole / "rules" / "personal.toml").write_text(text.replace('title = "护照号码"', 'title = "护照"'), encoding="utf-8")
    code, out, _ = say("rules", "diff", lexicons(), whole, drafts)
    assert (code, "改动规则 1 条：personal.passport" in out) == (0, True)
    (drafts / "坏.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    assert say("rules", "diff", lexicons(), whole, drafts)[0] == 3


def test_diff_quotes_nothing_of_a_document_that_must_not_be_handled(say, unit, home):
    paper = write(home, "清单.txt", f"机密★10年\n云雾山仓库按青松行动方案，手机{MOBILE}")
    empty = home / "空"
    (empty / "rules").mkdir(parents=True)
    code, out, _ = say("rules", "diff", empty, unit, paper)
    assert (code, "新增 1 处" in out) == (1, True)
    assert "青松" not in out
    assert "云雾山" not in out


def test_doctor_tells_of_an_exception_that_ended(say, unit):
    write(unit, "allow/清单.toml", ALLOW.replace("2027-03-31", "2020-03-31"))
    assert say("config", "lexicon", unit)[0] == 0
    _, out, _ = say("doctor")
    assert "允许清单有 1 条已过期，不再起作用：单位词库/allow/清单.toml:1" in out
