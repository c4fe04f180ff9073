"""Rules whose answer depends on the day: what a text states that was given up, is not in force yet, or cannot be.

Options: `looks_for` (one of `SIGNALS`), `tables` (files of ``facts/`` that it looks things up in), `literals` (what must stand in a text
before anything is looked up; the names of the tables are added), `as_of` (the day of its examples). What they find is told by
``review.facts``, which knows the days; these rules only say how it is called, why it matters and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from review.detect.base import Kind
from review.model import Rule
from review.text.standing import stands_any

SIGNALS = ("repealed-law", "not-in-force", "institution", "area", "validity-expired", "date-conflict")
_NEEDED = {
    "repealed-law": "law_changes.tsv",
    "not-in-force": "law_changes.tsv",
    "institution": "institutions.tsv",
    "area": "area_changes.tsv",
}
TABLES = frozenset({"law_changes.tsv", "institutions.tsv", "area_changes.tsv"})


def names(tables: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the names in tables: what stands in their columns ``name`` and ``aliases``. A table may have several parts."""
    for part in (part for parts in tables.values() for part in parts):
        head, *lines = part.rstrip("\n").split("\n")
        columns = head.split("\t")
        places = [columns.index(name) for name in ("name", "aliases") if name in columns]
        for line in lines:
            cells = line.split("\t")
            yield from (name for place in places if place < len(cells) for name in cells[place].split("|") if name)


def concerned(rule: Rule, text: str) -> bool:
    """Tell whether anything stands in a text that the rule would have to look up."""
    return stands_any(tuple(rule.options["literals"]), text)


def _faults(options: Mapping[str, Any]) -> Iterator[str]:
    for table in options.get("tables", ()):
        if table not in TABLES:
            yield f"tables 里的“{table}”不是事实表，可用的：{'、'.join(sorted(TABLES))}"
    signal = options.get("looks_for")
    if signal not in SIGNALS:
        yield f"looks_for 只能写：{'、'.join(SIGNALS)}"
    elif signal in _NEEDED and _NEEDED[signal] not in options.get("tables", ()):
        yield f"looks_for 是 {signal} 的，tables 里要有 {_NEEDED[signal]}"
    try:
        date.fromisoformat(str(options.get("as_of")))
    except ValueError:
        yield "as_of 要写例句按哪一天判断，如 2026-11-23"
    if not options.get("tables") and not options.get("literals"):
        yield "tables 和 literals 至少要写一样"


KIND = Kind(frozenset({"looks_for", "tables", "literals", "as_of"}), None, _faults)
