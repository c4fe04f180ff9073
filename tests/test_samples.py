"""The sample documents come out as their expectations say: every block and warn, quoted, and no other."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from review.extract import extract
from review.judge import verdict
from review.model import Severity
from review.scan import Options, scan

SAMPLES = Path(__file__).parent.parent / "samples"
FOLDERS = ("clean", "leaky")
MARK = ".expect.toml"
EXPECTATIONS = sorted(path for folder in FOLDERS for path in (SAMPLES / "expected" / folder).glob(f"*{MARK}"))
DOCUMENTS = sorted(path for folder in FOLDERS for path in (SAMPLES / folder).iterdir())
OPTIONS = Options(b"a key of thirty-two bytes to test")


def name_of(path):
    return f"{path.parent.name}/{path.name.removesuffix(MARK)}"


def document_of(expectation):
    return SAMPLES / expectation.parent.name / expectation.name.removesuffix(MARK)


def read(path):
    return extract(path.read_bytes(), path.name)


def told(findings):
    """The findings of a scan that a person has to look at, as an expectation states them."""
    return Counter((f.rule, f.quote, f.severity.value) for f in findings if f.severity is not Severity.NOTE)


def expected(expectation):
    counts = Counter()
    for finding in expectation.get("finding", ()):
        counts[finding["rule"], finding["text"], finding["severity"]] += finding.get("count", 1)
    return counts


@pytest.mark.parametrize("path", EXPECTATIONS, ids=name_of)
def test_sample_comes_out_as_expected(path, ruleset):
    expectation = tomllib.loads(path.read_text(encoding="utf-8"))
    outcome = scan(read(document_of(path)), ruleset, OPTIONS)

    assert told(outcome.findings) == expected(expectation)
    assert verdict(outcome) == expectation["verdict"]
    assert outcome.stop is expectation["stop"]
    assert [gap.reason.value for gap in outcome.gaps] == expectation.get("gaps", [])


@pytest.mark.parametrize("path", EXPECTATIONS, ids=name_of)
def test_expectation_is_complete_and_belongs_to_its_folder(path):
    expectation = tomllib.loads(path.read_text(encoding="utf-8"))
    severities = {finding["severity"] for finding in expectation.get("finding", ())}

    assert expectation.keys() - {"gaps", "finding"} == {"verdict", "stop", "notes"}
    assert all(
        {"rule", "text", "severity"} <= finding.keys() <= {"rule", "text", "severity", "count"}
        for finding in expectation.get("finding", ())
    )
    assert severities <= {"block", "warn"}
    assert (expectation["verdict"] == "clean") is (path.parent.name == "clean")
    if path.parent.name == "clean":
        assert not severities
        assert expectation["stop"] is False


def test_every_sample_has_an_expectation_and_every_expectation_a_sample():
    assert sorted(map(document_of, EXPECTATIONS)) == DOCUMENTS


def test_every_sample_has_a_source():
    sources = {path.relative_to(SAMPLES / "source") for path in (SAMPLES / "source").glob("*/*.txt")}

    assert sources == {Path(path.parent.name, f"{path.name}.txt") for path in DOCUMENTS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_format_occurs(folder):
    assert {".docx", ".pdf", ".xlsx", ".html", ".txt"} <= {path.suffix for path in DOCUMENTS if path.parent.name == folder}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_sample_says_on_its_page_that_it_is_fiction(path):
    document = read(path)

    assert "虚构演示" in document.text[: document.visible_end]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_sample_is_small(path):
    assert path.stat().st_size < 60 * 1024
