"""Runs many rules over a block of text in one sweep.

All literals of all rules stand in two automata: one over the normalised text, one over the same text without spaces and
punctuation. A rule is called only with the spots where its trigger is; text without any costs one pass. Exceptions
(allowed phrases) are literals of the same automaton: a hit inside one is suppressed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from review.detect.base import Detector, Hit, Reader, Span, Trigger, View
from review.detect.matching import PatternTimeout
from review.detect.numbers import HAN, dropped, numbers
from review.text.automaton import Automaton
from review.text.normalise import fold, normalise

Chosen: TypeAlias = Container[int] | None

_ALLOWED, _SPELT = -1, -2


class Dispatcher:
    """A set of detectors; the index of a hit is the detector's position in the sequence given.

    Which of them are asked is said at each call (`chosen`, all if it is None), so that a choice costs no compiling.
    """

    def __init__(self, rules: Sequence[Detector | Reader], allowed: Iterable[str] = ()) -> None:
        self._readers = [(index, rule) for index, rule in enumerate(rules) if isinstance(rule, Reader)]
        self.detectors = {index: rule for index, rule in enumerate(rules) if not isinstance(rule, Reader)}
        phrases = sorted({fold(phrase) for phrase in allowed} - {""})
        self._phrases = Automaton(phrases) if phrases else None
        self._longest = max(map(len, phrases), default=0)
        detectors = self.detectors
        self._plain = _Table(detectors, Trigger.PLAIN, dict.fromkeys(phrases, _ALLOWED))
        self._by_dropped = [i for i, d in detectors.items() if d.trigger is Trigger.DROPPED]
        self._always = [i for i, d in detectors.items() if d.trigger is Trigger.ALWAYS]
        self._by_digits: dict[int, list[int]] = defaultdict(list)
        for index, detector in detectors.items():
            if detector.trigger is Trigger.NUMBERS:
                self._by_digits[detector.digits].append(index)
        pairs = map("".join, product(HAN, repeat=2)) if self._by_digits else ()
        self._squeezed = _Table(detectors, Trigger.SQUEEZED, dict.fromkeys(pairs, _SPELT))

    def hits(self, view: View, timed_out: Callable[[int], None], chosen: Chosen = None) -> Iterator[tuple[int, Hit]]:
        """Return (detector index, hit) pairs of the chosen detectors. `timed_out` is told those that did not finish."""
        spots = self._spots(view)
        allowed = spots.pop(_ALLOWED, [])
        for index in sorted(spots):
            if chosen is not None and index not in chosen:
                continue
            try:
                for hit in self.detectors[index].find(view, sorted(spots[index])):
                    if not any(a <= hit.start and hit.end <= b for a, b in allowed):
                        yield index, hit
            except PatternTimeout:
                timed_out(index)

    def readers(self, chosen: Chosen = None) -> Iterator[tuple[int, Reader]]:
        """Return the chosen rules that read a document as a whole, with their index."""
        return ((index, reader) for index, reader in self._readers if chosen is None or index in chosen)

    def allows(self, text: str, start: int, end: int) -> bool:
        """Tell whether an allowed phrase covers a stretch of a text; asked for what the readers find."""
        if self._phrases is None:
            return False
        first, last = max(0, start - self._longest), min(len(text), end + self._longest)
        around = normalise(text[first:last])
        found = (around.back(a, b) for a, b, _ in self._phrases.find(around.text))
        return any(first + a <= start and end <= first + b for a, b in found)

    def _spots(self, view: View) -> dict[int, list[Span]]:
        spots = self._plain.spots(view.text, lambda start, end: (start, end))
        if self._squeezed:
            thin = view.folded.squeezed
            spots.update(self._squeezed.spots(thin.text, thin.back))
        spelt = spots.pop(_SPELT, [])
        stretches = numbers(view.folded, sorted(spelt)) if self._by_digits else []
        for digits, called in self._by_digits.items():
            found = [(start, end) for start, end, count in stretches if count >= digits]
            for index in called if found else ():
                spots[index] = spots.get(index, []) + found
        if self._by_dropped and (found := dropped(view)):
            spots.update(dict.fromkeys(self._by_dropped, found))
        spots |= {index: [(0, len(view.text))] for index in self._always}
        return spots


class _Table:
    """The literals of one automaton and the detectors that each of them calls; `others` are literals with an owner that is none."""

    def __init__(self, detectors: Mapping[int, Detector], trigger: Trigger, others: Mapping[str, int]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        for index, detector in detectors.items():
            if (detector.trigger is Trigger.SQUEEZED) is (trigger is Trigger.SQUEEZED):
                for literal in detector.literals:
                    owners[literal].append(index)
        for literal, owner in others.items():
            owners[literal].append(owner)
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
