"""Runs many rules over a block of text in one sweep.

All literals of all rules stand in two automata: one over the normalised text, one over the same text without spaces and
punctuation. A rule is called only with the spots where its trigger is; text without any costs one pass. Exceptions
(allowed phrases) are literals of the same automaton: a hit inside one is suppressed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from review.detect.base import Detector, Hit, Span, Trigger, View
from review.detect.matching import PatternTimeout
from review.text.automaton import Automaton
from review.text.normalise import fold

NUMBERS = re.compile(r"[0-9](?:[ \t.\-·*x|]{0,2}\n?[ ]{0,6}[0-9*]){4,}")
_ALLOWED = -1


class Dispatcher:
    """A set of detectors; the index of a hit is the detector's position in the sequence given."""

    def __init__(self, detectors: Sequence[Detector], allowed: Iterable[str] = ()) -> None:
        self.detectors = detectors
        self._plain = _Table(detectors, Trigger.PLAIN, {fold(a) for a in allowed} - {""})
        self._squeezed = _Table(detectors, Trigger.SQUEEZED, set())
        self._by_dropped = [i for i, d in enumerate(detectors) if d.trigger is Trigger.DROPPED]
        self._by_digits: dict[int, list[int]] = defaultdict(list)
        for index, detector in enumerate(detectors):
            if detector.trigger is Trigger.NUMBERS:
                self._by_digits[detector.digits].append(index)

    def hits(self, view: View, timed_out: Callable[[int], None]) -> Iterator[tuple[int, Hit]]:
        """Return (detector index, hit) pairs; `timed_out` is told the detectors that did not finish."""
        spots = self._spots(view)
        allowed = spots.pop(_ALLOWED, [])
        for index in sorted(spots):
            try:
                for hit in self.detectors[index].find(view, sorted(spots[index])):
                    if not any(a <= hit.start and hit.end <= b for a, b in allowed):
                        yield index, hit
            except PatternTimeout:
                timed_out(index)

    def _spots(self, view: View) -> dict[int, list[Span]]:
        spots = self._plain.spots(view.text, lambda start, end: (start, end))
        if self._squeezed:
            thin = view.folded.squeezed
            spots.update(self._squeezed.spots(thin.text, thin.back))
        numbers = _numbers(view) if self._by_digits else []
        for digits, called in self._by_digits.items():
            found = [(start, end) for start, end, count in numbers if count >= digits]
            for index in called if found else ():
                spots[index] = spots.get(index, []) + found
        if self._by_dropped and (found := _dropped(view)):
            spots.update(dict.fromkeys(self._by_dropped, found))
        return spots


def _numbers(view: View) -> list[tuple[int, int, int]]:
    """Return start, end and number of digits of every stretch of five or more; a star that masks one counts as one."""
    return [(m.start(), m.end(), len(m[0]) - sum(map(m[0].count, " \n\t.-·x|"))) for m in NUMBERS.finditer(view.text)]


def _dropped(view: View) -> list[Span]:
    index = view.folded.index
    if index is None:
        return []
    return [(i, i + 2) for i in np.flatnonzero(np.diff(index) > 1).tolist()]


class _Table:
    """The literals of one automaton and the detectors that each of them calls."""

    def __init__(self, detectors: Sequence[Detector], trigger: Trigger, allowed: set[str]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        for index, detector in enumerate(detectors):
            if (detector.trigger is Trigger.SQUEEZED) is (trigger is Trigger.SQUEEZED):
                for literal in detector.literals:
                    owners[literal].append(index)
        for literal in allowed:
            owners[literal].append(_ALLOWED)
        literals = sorted(owners)
        self._owners = [owners[literal] for literal in literals]
        self._automaton = Automaton(literals) if literals else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def spots(self, text: str, back: Callable[[int, int], Span]) -> dict[int, list[Span]]:
        """Return the spans of the literals found, by detector; `back` turns them into normalised offsets."""
        found: dict[int, list[Span]] = defaultdict(list)
        if self._automaton is not None:
            for start, end, literal in self._automaton.find(text):
                span = back(start, end)
                for owner in self._owners[literal]:
                    found[owner].append(span)
        return found
