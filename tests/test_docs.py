"""What the documentation shows is what the program does."""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from review.commands import COMMANDS, group, run
from review.detect import KINDS
from review.detect.identifier import NEEDS
from review.errors import Exit
from review.extract import MODULES
from review.model import Finding, Gap, GapReason, Layer, Place, Reviewed, Scan, Severity, Verdict
from review.report import FORMATS
from review.report.jsonl import render_json
from review.report.wording import DISCLAIMER, VERDICTS
from review.rules.allow import SCOPE
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.rules.unit_files import SUFFIXES
from review.sweep.finding import Action, State
from review.sweep.kinds import KINDS as KINDS_OF_SWEEP
from review.sweep.site import load_site

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENGLISH = (ROOT / "README.en.md").read_text(encoding="utf-8")
REPORT = (GUIDE / "看懂报告.md").read_text(encoding="utf-8")
WRITING = (GUIDE / "写规则.md").read_text(encoding="utf-8")
LEXICON = (GUIDE / "词库维护.md").read_text(encoding="utf-8")
QUESTIONS = (GUIDE / "常见问题.md").read_text(encoding="utf-8")
REVIEWS = (GUIDE / "三审三校.md").read_text(encoding="utf-8")
SWEEPING = (GUIDE / "网上清查.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = [ROOT / name for name in ("README.md", "README.en.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
EXAMPLES = [block for page in (WRITING, CONTRIBUTING) for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL)]


def command(*names):
    found = group
    for name in names:
        found = found.get_command(click.Context(found), name)
    return found


GROUPS = [name for name in COMMANDS if isinstance(command(name), click.Group)]
SUBCOMMANDS = [(name, under) for name in GROUPS for under in command(name).list_commands(click.Context(group))]
CHECKING = (
    "check",
    "extract",
    "rules",
    "facts",
    "config",
    "doctor",
    "clean",
    "unlock",
)  # whose options the README lists; others are in the guide


def visible_options(*names):
    chosen = command(*names)
    options = (
        parameter for parameter in getattr(chosen, "itself", chosen).params if isinstance(parameter, click.Option) and not parameter.hidden
    )
    return {spelling for option in options for spelling in (*option.opts, *option.secondary_opts)}


def first_line(text):
    return text.strip().split("\n", 1)[0]


def table(text):
    """Return the rows of all tables of a page by their first cell, code marks taken off."""
    rows = (line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| "))
    return {cells[0].strip("`"): cells[1:] for cells in rows}


def raised_codes():
    """Return every error code in a string that is no docstring, with the files it stands in."""
    codes = {}
    for path in (ROOT / "review").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := re.match(r"XS\d{3}(?!\d)", node.value)):
                codes.setdefault(found[0], set()).add(path)
    return codes


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_with_its_help(name):
    rows = [line for line in README.splitlines() if line.startswith(f"| `xianshen {name}")]
    assert any(COMMANDS[name] in row for row in rows)
    assert re.search(rf"\b{name}\b", ENGLISH)


@pytest.mark.parametrize(("name", "under"), SUBCOMMANDS, ids=" ".join)
def test_every_command_of_a_group_is_in_the_readme_with_its_help(name, under):
    rows = [line for line in README.splitlines() if re.match(rf"\| `xianshen {name} {under}[ `]", line)]
    assert any(first_line(command(name, under).help) in row for row in rows)
    assert re.search(rf"`{name} [a-z|]*\b{under}\b[a-z|]*`", ENGLISH)


@pytest.mark.parametrize("names", [(name,) for name in CHECKING] + [s for s in SUBCOMMANDS if s[0] in ("rules", "facts")], ids=" ".join)
def test_every_option_of_checking_is_in_the_readme(names):
    options = [option for parameter in command(*names).params if isinstance(parameter, click.Option) for option in parameter.opts]
    assert all(f"| `{option}` | " in README for option in options)


def test_every_option_of_the_three_reviews_is_in_the_guide_with_the_commands_that_have_it():
    commands = (
        {(name,) for name in COMMANDS if name not in (*CHECKING, *GROUPS)}
        | {("unlock",)}
        | {s for s in SUBCOMMANDS if s[0] not in ("rules", "facts", "sweep")}
    )
    have = {(option, " ".join(names)) for names in commands for option in visible_options(*names)}
    shown = set()
    for option, users in re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+) \|", REVIEWS.partition("## 全部选项")[2], re.MULTILINE):
        shown |= {(option, user) for user in spelt_out(users)}
    assert shown == have


def test_every_option_and_every_kind_of_a_sweep_is_in_its_guide():
    assert {cell for cell in table(SWEEPING) if cell.startswith("--")} == visible_options("sweep") | visible_options("sweep", "mark")
    assert {cell for cell in table(SWEEPING) if cell.startswith("outdated.")} == KINDS_OF_SWEEP.keys()
    assert all(f"`{action}`" in SWEEPING for action in Action)
    assert all(f"`{state}`" in SWEEPING for state in State)


def test_the_description_of_a_site_in_the_guide_is_one(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", SWEEPING, re.DOTALL)[1], encoding="utf-8")
    site = load_site(path)
    assert site.unknown == ()
    assert all((site.columns, site.contacts, site.leaders, site.laws, site.institutions))


def spelt_out(users):
    """Return the commands that the second column of the guide's table of options names."""
    for user in users.split("、"):
        name, _, rest = user.partition(" 各命令")
        left_out = re.findall(r"[a-z]+", rest)
        unders = command(name).list_commands(click.Context(group)) if user != name else ()
        yield from (f"{name} {under}" for under in unders if under not in left_out) if unders else (user,)


def test_every_command_of_the_three_reviews_is_shown_in_the_guide():
    told = REVIEWS.partition("## 全部选项")[0]
    names = [name for name in COMMANDS if name not in (*CHECKING, "sweep")] + [
        " ".join(names) for names in SUBCOMMANDS if names[0] not in ("rules", "facts", "sweep")
    ]
    assert [name for name in names if not re.search(rf"\b{name}\b", told)] == []


def plain(text):
    """Return a line as the walk says it on any day: without quotes, times, codes, digests and what is left of a period."""
    digests = r"\b[0-9a-fA-F]{4}(?: [0-9a-fA-F]{4}){3}\b"
    return re.sub(rf"'|（还有[^）]*）|\d{{4}}-\d\d-\d\d|\d\d:\d\d|\b\d{{4}}-\d{{4}}\b|{digests}", "", text)


def test_the_walk_in_the_guide_is_what_the_demo_shows(tmp_path):
    demo = [sys.executable, str(ROOT / "samples" / "walk.py")]
    env = {**os.environ, "PYTHONUTF8": "1"}
    shown = subprocess.run(demo, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout.decode()
    lines = iter([plain(line) for line in shown.splitlines()])
    section = REVIEWS.partition("## 从头走一遍")[2].partition("\n## ")[0]
    told = "".join(re.findall(r"```\n(.*?)```", section, re.DOTALL)).splitlines()
    assert len(told) > 50
    for line in told:
        pattern = re.escape(plain(line)).replace("……", ".*")
        assert any(re.fullmatch(pattern, each) for each in lines), line


def test_the_care_of_a_lexicon_in_the_guide_is_what_an_editor_sees(tmp_path, monkeypatch, capsys):
    """Every file of the walk is written and every command run, in the order of the page."""
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home" / variable))
    monkeypatch.chdir(tmp_path)
    section = LEXICON.partition("## 从头做一遍")[2].partition("\n## ")[0]
    commands = 0
    for saved, kind, block in re.findall(r"(?:存为 `([^`]+)`[^\n]*\n\n)?```(\w*)\n(.*?)```", section, re.DOTALL):
        if kind:
            (tmp_path / saved).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / saved).write_text(block, encoding="utf-8")
            continue
        for call, told in re.findall(r"^\$ xianshen (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            commands += 1
            run(call.split())
            lines = iter(capsys.readouterr().out.splitlines())
            for line in told.splitlines():
                pattern = re.escape(line).replace("……", ".*")
                assert any(re.fullmatch(pattern, each) for each in lines), (call, line)
    assert commands == 7


def test_everything_an_exception_may_say_is_explained():
    assert table(LEXICON).keys() >= {*SCOPE, "rule", "scope", "reason", "approver", "expires", *SUFFIXES}


def test_the_program_in_the_guide_verifies_a_record_and_sees_a_changed_one(tmp_path):
    program = tmp_path / "verify.py"
    program.write_text(re.search(r"```python\n(.*?)```", REVIEWS, re.DOTALL)[1], encoding="utf-8")
    unit = ROOT / "samples" / "state" / "good"
    state = min((unit / "matters").glob("*.jsonl"))

    def verified(folder):
        run = subprocess.run([sys.executable, str(program), str(folder), state.stem], capture_output=True, text=True, check=False)
        return run.returncode, len(run.stdout.splitlines()) - 1

    count = len(state.read_bytes().splitlines())
    assert verified(unit) == (0, count)
    changed = shutil.copytree(unit, tmp_path / "unit")
    for damaged in (state.read_bytes().replace(b"P", b"Q", 1), b"".join(state.read_bytes().splitlines(keepends=True)[:-1])):
        (changed / "matters" / state.name).write_bytes(damaged)
        assert verified(changed)[0] != 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_shows_a_command_that_does_not_exist(page):
    shown = re.findall(r"(?:`|^|\\|/|\$ )xianshen(?:\.exe)? ([a-z]+)(?: ([a-z]+))?", page.read_text(encoding="utf-8"), re.MULTILINE)
    for name, under in shown:
        assert name in COMMANDS
        assert name not in GROUPS or not under or (name, under) in SUBCOMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_shows_an_option_that_its_command_does_not_have(page):
    for call in re.findall(r"(?:`|^|\\|/|\$ )xianshen(?:\.exe)? ([a-z][^`\n]*)", page.read_text(encoding="utf-8"), re.MULTILINE):
        name, under, *_ = [*call.split(), ""]
        names = (name, under) if (name, under) in SUBCOMMANDS else (name,)
        assert set(re.findall(r"(?<!\S)--[a-z-]+", call)) <= visible_options(*names) | {"--help"}, call


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, heading = unquote(target).partition("#")
        found = page.parent / path if path else page
        assert found.exists(), target
        if heading:
            text = found.read_text(encoding="utf-8").lower()
            anchors = {re.sub(r"[^\w\- ]", "", line).replace(" ", "-") for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
            assert heading in anchors, target


@pytest.mark.parametrize("page", [README, ENGLISH], ids=["README.md", "README.en.md"])
@pytest.mark.parametrize("code", Exit, ids=lambda code: code.name)
def test_every_exit_code_is_explained(code, page):
    assert table(page)[str(code.value)][0]


def test_every_format_that_is_read_is_named():
    named = re.findall(r"[a-z]+", "、".join(cell for cell in table(README)))
    assert set(MODULES) <= set(named)
    assert all(f"`{name}`" in README for name in FORMATS)


def test_both_commands_of_the_readme_are_what_ci_runs():
    commands = re.search(r"## 两条命令\n.*?```\n(.*?)```", README, re.DOTALL)[1].split("\n")[:-1]
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert len(commands) == 2
    assert all(line in run for line in commands)


@pytest.mark.parametrize("page", [README, QUESTIONS], ids=["README.md", "常见问题.md"])
def test_the_pages_say_of_the_program_what_its_reports_say(page):
    assert all(words in page for words in DISCLAIMER.removesuffix("。").split("；") if not words.startswith("不替代"))
    assert "不替代签批单、公章或统一电子印章" in page


def test_every_verdict_is_explained():
    assert table(REPORT).keys() >= {"停止处理", *VERDICTS.values()}


def test_every_key_of_the_json_report_is_explained():
    finding = Finding("personal.mobile", Severity.BLOCK, 0, 0, Place(), Layer.VISIBLE, "")
    scan = Scan((finding,), (Gap(GapReason.LIMIT, ""),))
    reviewed = Reviewed("甲.txt", "", "", 0, "text", None, Verdict.INCOMPLETE, scan)
    keys = set()

    def collect(value):
        for key, inner in value.items() if isinstance(value, dict) else ():
            keys.add(key)
            collect(inner)
        for inner in value if isinstance(value, list) else ():
            collect(inner)

    collect(json.loads("".join(render_json([reviewed], "sha256:0"))))
    section = REPORT.partition("## JSON 报告")[2]
    assert {key for key in keys if f"`{key}`" not in section} == set()
    assert {reason.value for reason in GapReason if f"`{reason}`" not in section} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_is_explained_with_its_options(kind):
    assert kind in table(WRITING)
    assert f"`{kind}` (" in CONTRIBUTING
    assert {option for option in KINDS[kind].options if f"`{option}`" not in WRITING and f"`{option} =" not in WRITING} == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.search(r'"([a-z.-]+)"', example)[1])
def test_the_rules_in_the_documentation_prove_themselves(example, tmp_path):
    rule_id = re.search(r'^id\s*=\s*"(.+)"$', example, re.MULTILINE)[1]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / f"{rule_id.partition('.')[0]}.toml").write_text(example, encoding="utf-8")
    shutil.copytree(lexicons() / "facts", tmp_path / "facts")
    assert rule_id in load_ruleset(tmp_path).by_id


def test_every_ground_for_a_number_is_explained():
    assert table(WRITING).keys() >= NEEDS


def test_the_documentation_shows_rules():
    assert len(EXAMPLES) >= 3


def test_the_table_of_rules_is_up_to_date(ruleset):
    builder = runpy.run_path(str(ROOT / "docs" / "build_rules.py"))
    assert builder["PAGE"].read_text(encoding="utf-8") == builder["page"](ruleset), "make rules"


def test_every_error_code_is_explained():
    documented = {cell for cell in table(QUESTIONS) if cell.startswith("XS")}
    assert documented == raised_codes().keys()
    assert all(all(cells) for code, cells in table(QUESTIONS).items() if code.startswith("XS"))


def test_an_error_code_belongs_to_one_file():
    assert {code: files for code, files in raised_codes().items() if len(files) > 1} == {}


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda record: record.stem)
def test_a_decision_says_what_else_was_considered(record):
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert "\n## Decision\n" in text
    assert "\n## Options considered\n" in text
