"""The house keeps its order: who may import whom, how long a file may be, what must never be used."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from review.detect import KINDS
from review.report.wording import CARRIERS, CATEGORIES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "review"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400  # lines

ROOMS = (
    ("lazy_re",),
    ("model",),
    ("errors",),
    ("digest",),
    ("extract",),
    ("text",),
    ("detect",),
    ("rules",),
    ("facts",),
    ("proofread",),
    ("scan", "judge"),
    ("store",),
    ("sign",),
    ("workflow",),
    ("engine",),
    ("sweep",),
    ("report",),
    ("web",),
    ("commands",),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}
FORBIDDEN_CALLS = {"eval", "exec", "__import__"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dbm", "socket", "ssl", "http", "urllib", "urllib3", "requests", "httpx", "ftplib"}
PURE_PARTS = {"urllib.parse"}  # text in, text out; opens no connection
HEAVY = {"numpy", "lxml", "regex", "spacy", "jieba", "pdfplumber", "pikepdf", "pypdfium2", "docx", "python_calamine", "cryptography"}


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def room(path):
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path):
    """Yield every module that a file imports, by statement or by its name in a string."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"review(\.\w+)+\.?", node.value):
            yield node.value


def public_definitions(body, prefix=""):
    """Yield what a module or class offers to others; what stands inside a function is its own affair."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def test_every_file_stands_in_a_room_of_the_house():
    assert {room(path) for path in FILES} - {"__init__"} <= RANK.keys()


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_room_imports_only_what_stands_to_its_left(path):
    own = room(path)
    if own == "__init__":
        assert not any(name.startswith("review.") for name in imported(path))
        return
    for name in imported(path):
        top, _, inner = name.partition(".")
        other = inner.partition(".")[0]
        if top == "review" and other in RANK and other != own:
            assert RANK[other] < RANK[own], f"{own} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_file_holds_one_idea(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert path.stem not in VAGUE_NAMES


def test_the_frame_of_the_checkout_only_hands_over():
    assert len((ROOT / "cli.py").read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_no_text_becomes_code_and_nothing_speaks_to_a_network(path):
    calls = {node.func.id for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & FORBIDDEN_CALLS
    for name in imported(path):
        assert name.partition(".")[0] not in FORBIDDEN_MODULES or name.rpartition(".")[0] in PURE_PARTS, name


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_what_others_may_use_says_what_it_is(path):
    module = tree(path)
    assert ast.get_docstring(module), "the module"
    silent = [name for name, node in public_definitions(module.body) if not ast.get_docstring(node)]
    assert not silent


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_asking_for_help_loads_nothing_heavy(arguments):
    code = (
        "import json, sys; from review.commands import run; code = run(sys.argv[1:]);"
        "print(json.dumps([code, [name.partition('.')[0] for name in sys.modules]]))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    exit_code, loaded = json.loads(run.stdout.splitlines()[-1])
    assert exit_code == 0
    assert not HEAVY & set(loaded)


@pytest.mark.parametrize("path", sorted((ROOT / "lexicons" / "rules").glob("*.toml")), ids=lambda path: path.stem)
def test_a_rule_file_holds_one_known_category(path):
    rules = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    assert path.stem in CATEGORIES
    assert {rule["id"].partition(".")[0] for rule in rules} <= {path.stem}
    assert all(rule["kind"] in KINDS for rule in rules)


def test_a_rule_on_a_carrier_is_named_after_it():
    rules = tomllib.loads((ROOT / "lexicons" / "rules" / "hidden.toml").read_text(encoding="utf-8"))["rule"]
    assert all(rule["id"] == f"hidden.{rule['carrier']}" and rule["carrier"] in CARRIERS for rule in rules)
