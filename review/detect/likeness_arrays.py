"""The scores of `review.detect.likeness` for a long text, computed on arrays. Both come to the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from review.detect.base import Span
from review.detect.likeness import BLANKS, FIRST, SECOND, SHORTEST, SINGLE, STOPS, WRAPPED, Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points: TypeAlias = NDArray[np.unsignedinteger[Any]]
    Ints: TypeAlias = NDArray[np.int64]

_STOP = np.zeros(0x10000, np.bool_)
_STOP[[*map(ord, STOPS)]] = True
_BLANK = np.zeros(0x10000, np.bool_)
_BLANK[[*map(ord, BLANKS)]] = True
_ZERO, _NINE, _BREAK = ord("0"), ord("9"), ord("\n")


@dataclass(frozen=True, slots=True)
class Features:
    """Sentences of a text (code points) and the buckets of their characters and pairs; `firsts` is each one's first, and the end."""

    starts: Ints
    ends: Ints
    singles: Ints
    pairs: Ints
    firsts: Ints


def features(points: Points) -> Features:
    """Return the sentences of normalised code points and their features."""
    ends = _sentence_ends(points)
    starts = np.concatenate(([0], ends[:-1]))
    digit = (points >= _ZERO) & (points <= _NINE)
    again = digit & np.concatenate(([False], digit[:-1]))
    counted = ~(_BLANK.take(points, mode="clip") | again)
    kept = np.where(digit, _ZERO, points)[counted].astype(np.uint32)
    before = np.concatenate(([0], np.cumsum(counted)))
    following = np.append(kept[1:], np.uint32(0))
    singles = kept * np.uint32(SINGLE) >> np.uint32(16)
    pairs = kept * np.uint32(FIRST) + following * np.uint32(SECOND) >> np.uint32(16)
    return Features(starts, ends, singles.astype(np.int64), pairs.astype(np.int64), np.append(before[starts], before[-1]))


def _sentence_ends(points: Points) -> Ints:
    stops = np.flatnonzero(_STOP.take(points, mode="clip"))
    ends = stops[(points[stops] != _BREAK) | (np.diff(stops, prepend=-1) <= WRAPPED)] + 1
    return np.unique(np.append(ends, len(points)))


def scores(found: Features, model: Model) -> NDArray[np.float64]:
    """Return the score of each sentence; that of one too short to say anything is minus infinity."""
    table = np.frombuffer(model.weights, np.int8)
    single = np.concatenate(([0], np.cumsum(table[found.singles], dtype=np.int64)))
    pair = np.concatenate(([0], np.cumsum(table[found.pairs], dtype=np.int64)))
    first, last = found.firsts[:-1], found.firsts[1:]
    inner = np.maximum(last - 1, first)  # the last character of a sentence begins no pair
    total = single[last] - single[first] + pair[inner] - pair[first]
    number = np.maximum(2 * (last - first) - 1, 1)
    return np.where(last - first >= SHORTEST, model.scale * total / np.sqrt(number) + model.bias, -np.inf)


def scoring(points: Points, model: Model, threshold: float) -> Iterator[Span]:
    """Yield the sentences that score enough."""
    if not len(points):
        return
    found = features(points)
    told = np.flatnonzero(scores(found, model) >= threshold)
    yield from zip(found.starts[told].tolist(), found.ends[told].tolist(), strict=True)
