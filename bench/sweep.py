"""How long a sweep of 100,000 pages takes, how much memory, and how long a second one after one page in a hundred changed."""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.corpora import OPTIONS as ANY
from bench.sweep_pages import change, write
from review.engine.ledger import Ledger
from review.model import Document, Finding
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import scan
from review.sweep.context import Context, load_facts
from review.sweep.finding import SweepReport
from review.sweep.memory import Memory
from review.sweep.run import sweep
from review.sweep.site import Site

PAGES = 100_000
CHANGED = 0.01
AS_OF = dt.date(2026, 11, 23)
MOST_SECONDS, MOST_MIB, MOST_SHARE = 600, 2048, 0.05
KEY = bytes(32)
OPTIONS = ANY._replace(only=frozenset(("personal",)))


def run(shared: Path, count: int = PAGES) -> Iterator[str]:  # noqa: ARG001 - every measurement is called alike
    """Yield what was measured. Raises AssertionError beyond ten minutes of one core, 2 GiB, or a twentieth of that for the second sweep."""
    rules = load_ruleset(lexicons())

    def scanner(document: Document) -> tuple[Finding, ...]:
        return scan(document, rules, OPTIONS).findings

    context = Context(AS_OF, Site(), load_facts(lexicons() / "facts", Site()), rules.articles, scanner)
    with tempfile.TemporaryDirectory() as scratch:
        site, dice = Path(scratch) / "site", random.Random(7)
        write(site, count, dice)
        bytes_ = sum(path.stat().st_size for path in site.rglob("*.html")) / count
        yield f"{count} pages of {bytes_ / 1000:.1f} kB; load {os.getloadavg()[0]:.1f}"
        first, used = _measured(site, context, Path(scratch) / "memory.sqlite")
        shown = ", ".join(f"{rule.partition('.')[2]} {n}" for rule, n in Counter(f.rule for f in first.findings).most_common(12))
        yield f"first sweep: {_told(used)}; {len(first.findings)} findings: {shown}"
        changed = change(site, CHANGED, dice)
        yield f"{changed} pages changed; load {os.getloadavg()[0]:.1f}"
        second, again = _measured(site, context, Path(scratch) / "memory.sqlite")
        share = again[1] / used[1]
        yield f"second sweep: {_told(again)}; {len(second.findings)} findings; {share:.1%} of the processor time of the first"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"{memory:.0f} MiB in use at most; {1000 * used[1] / count:.2f} ms for a page"
    assert used[1] / count * PAGES <= MOST_SECONDS, "100,000 pages take more than ten minutes of one core"
    assert memory <= MOST_MIB, "more than 2 GiB"
    assert share <= MOST_SHARE, "the second sweep takes more than a twentieth of the first"


def _measured(site: Path, context: Context, file: Path) -> tuple[SweepReport, tuple[float, float]]:
    """Return the report of a sweep with a memory in a file, and seconds by the clock and of the processor."""
    begun, used = time.perf_counter(), time.process_time()
    memory = Memory(Ledger(file, KEY), KEY, AS_OF)
    report = sweep([site], context, memory)
    memory.close()
    return report, (time.perf_counter() - begun, time.process_time() - used)


def _told(used: tuple[float, float]) -> str:
    return f"{used[0]:.0f} s, of the processor {used[1]:.0f} s"
