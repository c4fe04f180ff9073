"""How right a sweep is, signal by signal, on short pages that were marked before anything was tuned on them, and on the samples' site."""

from __future__ import annotations

import html
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from review.commands import run

PAGES = Path(__file__).with_name("pages.txt")
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
AS_OF = "2026-11-23"
PRECISION, RECALL = 0.95, 0.9
OF_COLUMNS = ("column-overdue", "column-empty")


def entries():
    """Yield column, day, title, tags, lines and expected signals of each page."""
    for block in PAGES.read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip().split("\n")
        if not lines[0].startswith("@ "):
            continue
        column, day, title = lines[0][2:].split(" ", 2)
        tags = dict(line[2:].split("=", 1) for line in lines[1:] if line.startswith("+ "))
        expected = {signal for line in lines[1:] if line.startswith("= ") for signal in line[2:].split()}
        yield column, day, title, tags, [line for line in lines[1:] if not line.startswith(("+ ", "= "))], expected


def write(folder):
    """Write the pages as a site exports them and return what is expected of each path."""
    wanted = {}
    for number, (column, day, title, tags, lines, expected) in enumerate(entries()):
        path = folder / column / f"t{day.replace('-', '')}_{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        metas = "".join(f'<meta name="{name}" content="{value}">' for name, value in {"PubDate": day, "ColumnName": column, **tags}.items())
        rows = [
            [f"<td>{cell}</td>" for cell in map(html.escape, line.split("\t"))] if "\t" in line else html.escape(line) for line in lines
        ]
        body = "".join(f"<p>{row}</p>" if isinstance(row, str) else f"<table><tr>{''.join(row)}</tr></table>" for row in rows)
        head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>{metas}'
        path.write_text(f"<html><head>{head}</head><body><h1>{html.escape(title)}</h1>{body}</body></html>", encoding="utf-8")
        wanted[path.relative_to(folder).as_posix()] = expected
    return wanted


def swept(folder, target):
    run(["sweep", str(folder), "--as-of", AS_OF, "--format", "json", "--output", str(target), "--fail-on", "never"])
    findings = json.loads(target.read_text(encoding="utf-8"))["findings"]
    return {(f["path"], f["rule"].removeprefix("outdated.")) for f in findings} - {(f["path"], s) for f in findings for s in OF_COLUMNS}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return what is expected and what is told, as pairs of path and signal, of the pages and of the samples together."""
    folder, target = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("report") / "list.json"
    wanted = {(path, signal) for path, signals in write(folder).items() for signal in signals}
    told = swept(folder, target)
    source = tomllib.loads((SAMPLES / "published.toml").read_text(encoding="utf-8"))
    pages = [page for page in source["page"] if "pictures" not in page]  # codes are read by an extra, which tests are without
    of_samples = {(page["path"], each.split()[0]) for page in pages for each in page.get("expect", [])}
    return wanted, told, wanted | of_samples, told | swept(SAMPLES / "published", target)


def test_there_are_enough_pages_and_half_of_them_are_clean():
    found = list(entries())
    assert len(found) >= 150
    assert sum(not page[-1] for page in found) >= 75


def rates(wanted, told):
    """Return precision and recall by signal."""
    right, said, due = (Counter(signal for _, signal in pairs) for pairs in (wanted & told, told, wanted))
    return {
        signal: (right[signal] / said[signal] if said[signal] else 1.0, right[signal] / due[signal] if due[signal] else 1.0)
        for signal in said | due
    }


@pytest.mark.parametrize("which", [0, 2], ids=["pages", "pages and samples"])
def test_every_signal_is_right_often_enough_and_misses_little(outcomes, which):
    wanted, told = outcomes[which], outcomes[which + 1]
    found = rates(wanted, told)
    low = {signal: rate for signal, rate in found.items() if rate[0] < PRECISION or rate[1] < RECALL}
    assert low == {}, f"told wrongly: {sorted(told - wanted)}; missed: {sorted(wanted - told)}"
