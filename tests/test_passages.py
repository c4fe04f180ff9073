"""The passages are well formed; what is found in them is measured elsewhere."""

from __future__ import annotations

from collections import Counter

import pytest
from passages_format import FOLDER, Span, files, parse, parse_passage, passages

FILES = files("dev") + files("held") + files("fresh")
FEWEST = {"dev": 60, "held": 60, "fresh": 40}  # passages in a file
LONGEST_NAME = 20
CLEAN_SHARE = 0.3  # of a file's passages, at least
DEV_ONLY = {"mixed", "people"}


def test_marks_become_spans():
    passage = parse_passage("户主⟦NAME:殷实⟧，住⟦ADDRESS:青石镇1号⟧。\n镇长⟦NAME_PUBLIC:严明⟧")
    assert passage.text == "户主殷实，住青石镇1号。\n镇长严明"
    assert passage.spans == (Span(2, 4, "NAME"), Span(6, 11, "ADDRESS"), Span(15, 17, "NAME_PUBLIC"))
    assert [passage.text[start:end] for start, end, _ in passage.spans] == ["殷实", "青石镇1号", "严明"]
    assert not passage.is_clean


def test_a_public_or_masked_name_leaves_a_passage_clean():
    assert parse_passage("镇长⟦NAME_PUBLIC:严明⟧答复⟦MASKED:李某⟧，地址⟦OFFICE_ADDRESS:镇政府三楼⟧").is_clean


def test_only_a_line_of_three_hyphens_separates():
    assert [text for text, _ in parse("甲\n乙\n---\n|---|---|\n|丙|丁|\n")] == ["甲\n乙", "|---|---|\n|丙|丁|"]


@pytest.mark.parametrize(
    "marked",
    ["⟦NAM:严明⟧", "⟦NAME:⟧", "⟦NAME: 严明⟧", "⟦NAME严明⟧", "⟦NAME:严明", "严明⟧", "⟦NAME:⟦NAME:严明⟧⟧", " ", "\n".join("一" * 13)],
)
def test_a_spoilt_passage_is_refused(marked):
    with pytest.raises(ValueError, match=r"type|span|bracket|text|lines"):
        parse_passage(marked)


def test_every_family_has_both_parts():
    dev, held, fresh = ({path.name.partition(".")[0] for path in files(part)} for part in ("dev", "held", "fresh"))
    assert held
    assert fresh <= held
    assert dev == held | DEV_ONLY
    assert not held & DEV_ONLY
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in FILES} | {"README.md"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_holds_enough_passages_and_enough_without_private_items(path):
    found = passages(path)
    assert len(found) >= FEWEST[path.name.split(".")[1]]
    assert sum(passage.is_clean for passage in found) >= CLEAN_SHARE * len(found)
    assert not all(passage.is_clean for passage in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_marked_name_is_only_a_name(path):
    marked = [text[start:end] for text, spans in passages(path) for start, end, kind in spans if kind in {"NAME", "NAME_PUBLIC"}]
    assert [name for name in marked if len(name) > LONGEST_NAME or "\n" in name] == []


def test_no_passage_stands_twice():
    counted = Counter(passage.text for path in FILES for passage in passages(path))
    assert [text for text, number in counted.items() if number > 1] == []
