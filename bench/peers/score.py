"""Spans found against spans marked: exact and overlapping, per type.

As the scorer of the shared folder counts: overlapping means at least half of what both cover together, a marked span is found once, and
what is found on a span that is lawfully public or masked is neither right nor wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

KINDS = (
    *("ID_CARD", "MOBILE", "LANDLINE", "BANK_CARD", "USCC", "PASSPORT", "HKM_PERMIT", "MILITARY_ID", "PLATE"),
    *("EMAIL", "NAME", "ADDRESS", "DOB", "MED_SOC", "WECHAT", "QQ", "GPS", "IP"),
)
MODES = {"exact": 1.0, "overlap": 0.5}


class Span(NamedTuple):
    """Half-open code-point offsets and a type."""

    start: int
    end: int
    kind: str


class Passage(NamedTuple):
    """A text and all that is marked in it; what is not one of `KINDS` is public or masked."""

    text: str
    spans: tuple[Span, ...]


class Tally:
    """What one detector did on one set of passages; only `kinds` are looked at."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self.clean = self.alarmed = self.lawful = self.flagged = 0

    def add(self, passage: Passage, found: Iterable[Span]) -> None:
        """Count one passage."""
        gold = [span for span in passage.spans if span.kind in self.kinds]
        neutral = [span for span in passage.spans if span.kind not in KINDS]
        hits = sorted({span for span in found if span.kind in self.kinds})
        self.lawful += len(neutral)
        self.flagged += sum(any(_shared(span, hit) >= 0.5 for hit in hits) for span in neutral)
        hits = [hit for hit in hits if all(_shared(hit, span) < 0.5 for span in neutral)]
        self.clean += not passage.spans
        self.alarmed += bool(hits) and not passage.spans
        for mode, least in MODES.items():
            left = list(hits)
            for span in gold:
                hit = next((hit for hit in left if hit.kind == span.kind and _shared(span, hit) >= least), None)
                self._counts[mode, span.kind, "missed" if hit is None else "right"] += 1
                if hit is not None:
                    left.remove(hit)
            self._counts.update((mode, hit.kind, "wrong") for hit in left)

    def marked(self, kinds: Iterable[str]) -> int:
        """How many spans of these types are marked."""
        return sum(self._counts["exact", kind, what] for kind in kinds for what in ("right", "missed"))

    def f1(self, mode: str, kinds: Iterable[str]) -> float:
        """F1 over these types together."""
        right, wrong, missed = (sum(self._counts[mode, kind, what] for kind in kinds) for what in ("right", "wrong", "missed"))
        return 2 * right / (2 * right + wrong + missed or 1)


def _shared(a: Span, b: Span) -> float:
    """Return the part that both cover of what either covers."""
    inner = min(a.end, b.end) - max(a.start, b.start)
    return inner / (max(a.end, b.end) - min(a.start, b.start)) if inner > 0 else 0.0
