"""The measurement against peers counts as it says, and does without a network."""

from __future__ import annotations

import re

import pytest

from bench import peers
from bench.peers import environment
from bench.peers.adapters import DETECTORS
from bench.peers.score import KINDS, Passage, Span, Tally

TEXT = "零一二三四五六七八九" * 3
NAME = Span(0, 4, "NAME")


def tally(passage, *found, kinds=("NAME", "IP")):
    counted = Tally(kinds)
    counted.add(passage, found)
    return counted


@pytest.mark.parametrize(
    ("found", "exact", "overlap"),
    [
        (Span(0, 4, "NAME"), 1.0, 1.0),
        (Span(0, 2, "NAME"), 0.0, 1.0),
        (Span(0, 1, "NAME"), 0.0, 0.0),
        (Span(0, 4, "IP"), 0.0, 0.0),
    ],
)
def test_a_span_counts_when_type_and_place_agree(found, exact, overlap):
    counted = tally(Passage(TEXT, (NAME,)), found)
    assert (counted.f1("exact", ["NAME"]), counted.f1("overlap", ["NAME"])) == (exact, overlap)


def test_a_marked_span_is_found_once():
    assert tally(Passage(TEXT, (NAME,)), NAME, Span(0, 3, "NAME")).f1("overlap", ["NAME"]) == pytest.approx(2 / 3)


def test_a_hit_on_what_is_public_is_counted_apart():
    counted = tally(Passage(TEXT, (NAME, Span(6, 9, "NAME_PUBLIC"))), NAME, Span(6, 9, "NAME"))
    assert (counted.f1("exact", ["NAME"]), counted.flagged, counted.lawful) == (1.0, 1, 1)


def test_a_clean_passage_is_alarmed_once_whatever_is_found():
    counted = tally(Passage(TEXT, ()), NAME, Span(6, 9, "IP"))
    assert (counted.alarmed, counted.clean) == (1, 1)


def test_types_that_a_detector_does_not_have_are_left_out():
    counted = tally(Passage(TEXT, (NAME, Span(6, 9, "QQ"))), NAME, Span(6, 9, "QQ"))
    assert counted.marked(KINDS) == 1


@pytest.mark.parametrize("name", DETECTORS)
def test_a_detector_maps_to_types_of_the_gold(name):
    assert set(DETECTORS[name].kinds.values()) <= set(KINDS)


def test_peers_that_cannot_be_installed_are_skipped_with_a_word(tmp_path):
    (tmp_path / "file").touch()
    [line] = peers.run(tmp_path, tmp_path / "file" / "venv")
    assert "跳过" in line


def test_an_environment_is_marked_as_ready_only_when_all_is_installed(tmp_path, monkeypatch):
    def no_network(*command):
        if "pip" in command:
            raise environment.Unavailable

    monkeypatch.setattr(environment, "_call", no_network)
    with pytest.raises(environment.Unavailable):
        environment.prepare(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_environment_is_made_anew_only_when_the_list_of_peers_changes(tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(environment, "_call", lambda *command: called.append(command))
    monkeypatch.setattr(environment, "REQUIREMENTS", tmp_path / "list.txt")
    for content in ("a==1", "a==1", "a==2"):
        environment.REQUIREMENTS.write_text(content, encoding="utf-8")
        environment.prepare(tmp_path)
        called.append(content)
    assert [c if isinstance(c, str) else c[2] for c in called] == ["venv", "pip", "a==1", "a==1", "venv", "pip", "a==2"]


def test_every_peer_is_pinned():
    lines = environment.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
