"""What a user saw of a unit cannot be taken back behind his back."""

from __future__ import annotations

import os

import pytest

from review.errors import ConfigError, IntegrityError
from review.store import memory, private


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("home")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(folder / variable))
    return folder


def see(folder, genesis="g", ledger=("a", "b"), roster=("g",)):
    memory.check(folder, genesis, {"ledger": list(ledger), "roster": list(roster)})


def test_records_may_grow_and_stay(tmp_path):
    see(tmp_path)
    see(tmp_path)
    see(tmp_path, ledger=("a", "b", "c"), roster=("g", "h"))


def test_a_place_is_tied_to_a_unit_only_by_saying_so(tmp_path):
    see(tmp_path)
    assert memory.pinned(tmp_path) is None
    memory.pin(tmp_path, "g")
    assert memory.pinned(tmp_path) == "g"


@pytest.mark.parametrize("ledger", [("a",), (), ("a", "x"), ("a", "x", "c")])
def test_a_ledger_put_back_or_rewritten_is_refused(tmp_path, ledger):
    see(tmp_path)
    with pytest.raises(IntegrityError, match="XS624 台账"):
        see(tmp_path, ledger=ledger)


def test_a_roster_cut_short_is_refused(tmp_path):
    see(tmp_path, roster=("g", "h"))
    with pytest.raises(IntegrityError, match="XS624 名册"):
        see(tmp_path)


def test_another_roster_in_the_same_place_is_refused(tmp_path):
    memory.pin(tmp_path, "g")
    see(tmp_path)
    with pytest.raises(IntegrityError, match="XS623"):
        see(tmp_path, genesis="other")


def test_a_copy_in_another_place_is_held_to_what_was_seen_of_the_unit(tmp_path):
    see(tmp_path / "one")
    with pytest.raises(IntegrityError, match="XS624"):
        see(tmp_path / "two", ledger=("a",))


def test_the_unit_folder_is_remembered_privately(tmp_path):
    assert memory.unit_folder() is None
    memory.set_unit_folder(tmp_path)
    assert memory.unit_folder() == tmp_path
    if os.name == "posix":
        assert (private.base("config") / memory.SETTINGS).stat().st_mode & 0o777 == 0o600


def test_damaged_memory_is_an_error_not_a_clean_slate(tmp_path):
    see(tmp_path)
    (private.base("config") / memory.SEEN).write_bytes(b"{")
    with pytest.raises(ConfigError, match="XS613"):
        see(tmp_path)
