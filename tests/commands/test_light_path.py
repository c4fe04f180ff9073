"""To check a page, only what the page asks for is loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

PROBE = (
    "import json, sys; from review.commands import run; code = run(sys.argv[1:]); "
    "print(json.dumps(sorted(sys.modules)), file=sys.stderr); sys.exit(code)"
)
NAMES = {"numpy", "onnxruntime"}
NEVER = {
    "jieba",
    "spacy",
    "docx",
    "pdfplumber",
    "pypdfium2",
    "pikepdf",
    "PIL",
    "python_calamine",
    "multiprocessing",
    "subprocess",
    "duckdb",
}
PLAIN = ["关于做好防汛工作的通知", "各有关单位：", "一、请按照预案落实各项措施。", "二、请及时报送情况。"]


@pytest.fixture
def loaded(tmp_path, with_rules):
    """Check a letter in a process of its own; return its report and the modules that were loaded."""
    home = {name: str(tmp_path / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with_rules(tmp_path / "XDG_CACHE_HOME")

    def check(paragraphs):
        letter = docx.Document()
        for paragraph in paragraphs:
            letter.add_paragraph(paragraph)
        letter.save(tmp_path / "通知.docx")
        command = [sys.executable, "-c", PROBE, "check", str(tmp_path / "通知.docx"), "--format", "json"]
        run = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", env={**os.environ, **home})
        return json.loads(run.stdout)["documents"][0], set(json.loads(run.stderr.splitlines()[-1]))

    return check


def test_a_page_without_anything_like_a_name_is_checked_without_the_tagger_and_without_numpy(loaded):
    document, modules = loaded(PLAIN)
    assert document["verdict"] == "clean"
    assert not document["gaps"]
    assert not (NAMES | NEVER) & modules


def test_a_page_with_a_name_loads_the_tagger_and_nothing_else(loaded):
    document, modules = loaded([*PLAIN, "申请人王秀兰，住城关镇幸福路9号。"])
    assert any(finding["rule"] == "personal.name" for finding in document["findings"])
    assert modules >= NAMES
    assert not NEVER & modules


def test_who_wrote_the_file_is_no_reason_to_load_the_tagger(loaded, monkeypatch):
    save = docx.document.Document.save

    def signed(letter, path):
        letter.core_properties.author = "王秀兰"
        save(letter, path)

    monkeypatch.setattr(docx.document.Document, "save", signed)
    document, modules = loaded(PLAIN)
    assert any("王秀兰" in finding["text"] or "王**" in finding["text"] for finding in document["findings"])
    assert not NAMES & modules


@pytest.mark.skipif(os.name != "posix", reason="closes descriptors as a shell does")
@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_program_without_a_console_ends_as_it_would_with_one(closed):
    line = f'exec "{sys.executable}" -m review --version {closed}'
    run = subprocess.run(["sh", "-c", line], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in run.stderr
    assert run.returncode != 1
