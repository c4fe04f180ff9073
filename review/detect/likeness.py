"""Sentences that no rule lists, but that are worded like sentences labelled as unfit for publication.

A linear classifier (logistic regression over characters and pairs of neighbouring ones, hashed into one table of bytes) weighs every
sentence. It knows wording, not facts, so what it finds is a question to a person: never more than a warning, and in laws and texts
in articles nothing. `python -m bench SHARED likeness` measures it on lines that it has not seen; bench/likeness.py trains it.

Options:
    model          a file in lexicons/models: scale and bias, and `BUCKETS` signed bytes in Base64
    threshold      the score from which a sentence is told
A sentence of n features scores scale × sum of their weights / √n + bias.
"""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt
from typing import Any

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre
from review.text.normalise import Normalised, is_short

OPTIONS = frozenset({"model", "threshold"})
BUCKETS = 1 << 16
SHORTEST = 12  # characters of a sentence that says enough to be weighed
WRAPPED = 24  # code points: a line this long goes on in the next
STOPS = "。!?\n"
BLANKS = f" \t\r|{STOPS}"
SINGLE, FIRST, SECOND = 2654435761, 2246822519, 3266489917  # odd multipliers: a bucket is the upper half of a product of 32 bits

_STOP = re.compile(f"[{STOPS}]")
_BLANK = re.compile(f"[{re.escape(BLANKS)}]+")
_DIGITS = re.compile(r"[0-9]+")
_HAN = re.compile(rf"{re.HAN}")
_HEADINGS = re.compile(r"(?:[^,\t|]{0,8}[,\t|]){3,}[^,\t|]{0,8}")
_SPEECH = 0.6  # of the characters of a sentence are Chinese, at least: what is below is code, numbers or a table
_WORD = (1 << 32) - 1
_BECAUSE = "不是按词表查出的：整句用语与标注过的不宜公开的句子相近"


@dataclass(frozen=True)
class Model:
    """The weights of the buckets, and how a sum of them becomes a score."""

    weights: bytes  # signed
    scale: float
    bias: float

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Model:
        """Return the model that the option of a rule describes."""
        return cls(base64.b64decode(told["table"]), told["scale"], told["bias"])

    @cached_property
    def table(self) -> Sequence[int]:
        """The weights as numbers."""
        return array("b", self.weights)

    def score(self, sentence: str) -> float:
        """Return the score of a normalised sentence: digits are all one, blanks and stops none; minus infinity if it is too short."""
        points = [*map(ord, _BLANK.sub("", _DIGITS.sub("0", sentence)))]
        if len(points) < SHORTEST:
            return float("-inf")
        table = self.table
        total = sum(table[(SINGLE * point & _WORD) >> 16] for point in points)
        total += sum(table[(FIRST * a + SECOND * b & _WORD) >> 16] for a, b in pairwise(points))
        return self.scale * total / sqrt(2 * len(points) - 1) + self.bias


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a normalised text: they end behind a stop, or at a line end that no long line goes on over."""
    start = before = 0
    for stop in _STOP.finditer(text):
        if stop[0] != "\n" or stop.start() - before < WRAPPED:
            yield start, stop.end()
            start = stop.end()
        before = stop.end()
    if start < len(text):
        yield start, len(text)


class Likeness:
    """The detector of this kind."""

    trigger = Trigger.ALWAYS
    literals: tuple[str, ...] = ()
    digits = 0

    def __init__(self, rule: Rule, _macros: Mapping[str, str]) -> None:
        self._model = Model.of(rule.options["model"])
        self._threshold: float = rule.options["threshold"]

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return the sentences that score enough."""
        if not spots or view.genre is Genre.LEGISLATION or view.in_articles:
            return
        for start, end in self._told(view):
            yield Hit(start, end, None, Status.PRIVATE, Tier.SUSPECTED, _BECAUSE)

    def _told(self, view: View) -> Iterator[Span]:
        for start, end in self._scoring(view.folded):
            words = view.text[start:end]
            if _HAN.subn("", words)[1] < _SPEECH * len(words) or _HEADINGS.fullmatch(words.strip()):
                continue
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip(BLANKS))

    def _scoring(self, folded: Normalised) -> Iterator[Span]:
        if is_short(folded.text):
            return (span for span in sentences(folded.text) if self._model.score(folded.text[slice(*span)]) >= self._threshold)
        from review.detect.likeness_arrays import scoring

        return scoring(folded.points, self._model, self._threshold)


def _faults(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["severity"] == Severity.BLOCK:
        yield "severity 只能是 warn 或 note：用语相近不是证据"


KIND = Kind(OPTIONS, Likeness, _faults)
