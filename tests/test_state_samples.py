"""The unit in samples/state holds; in every attacked one `verify --all` sees what was done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from review.commands import run

STATE = Path(__file__).parent.parent / "samples" / "state"
ATTACKED = sorted(path for path in (STATE / "attacked").iterdir() if path.is_dir())


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home" / variable))


def test_a_unit_that_nobody_touched_holds(capsys):
    assert run(["verify", "--all", "--unit", str(STATE / "good")]) == 0
    assert "核验无误：2 个事项" in capsys.readouterr().out


@pytest.mark.parametrize("folder", ATTACKED, ids=lambda path: path.name)
def test_what_was_done_is_seen(folder, capsys):
    assert run(["verify", "--all", "--unit", str(folder)]) == 4
    assert "报告保密检查人员" in "".join(capsys.readouterr())


def test_every_attack_of_the_builder_is_there():
    assert len(ATTACKED) >= 15


def test_a_good_unit_with_one_line_less_is_not_good(tmp_path):
    shutil.copytree(STATE / "good", tmp_path / "unit")
    path = min((tmp_path / "unit" / "matters").iterdir())
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert run(["verify", "--all", "--unit", str(tmp_path / "unit")]) == 4
