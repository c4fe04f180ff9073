"""Finds what a long text may hold by arithmetic on its code points, before a pattern looks there (see `numbers` and `blocks`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from review.detect.base import Span
from review.detect.blocks import MARKS
from review.detect.numbers import FEWEST, FEWEST_IN_A_ROW, SEPARATORS, STRETCH
from review.text.normalise import Index
from review.text.planes import Points, points_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Offsets: TypeAlias = "NDArray[np.int64]"

_SEPARATOR, _STAR, _DIGIT = 1, 2, 3
_SIGNS = np.zeros(0x10000, np.uint8)  # what a character is to a number, by code point: the last one stands for those beyond
_SIGNS[[*map(ord, SEPARATORS)]] = _SEPARATOR
_SIGNS[ord("*")] = _STAR
_SIGNS[ord("0") : ord("9") + 1] = _DIGIT
_NOTES = np.zeros(0x10000, np.bool_)
_NOTES[[*map(ord, MARKS)]] = True


def stretches(points: Points) -> tuple[list[Span], list[Span]]:
    """Return the stretches that may hold a number, and those that may hold one set apart by other signs."""
    signs = _SIGNS.take(points, mode="clip")
    at = np.flatnonzero(signs)
    signs = signs.take(at)
    return _runs(at, signs >= _STAR), _dense(at[signs == _DIGIT])


def leaps(index: Index) -> list[int]:
    """Return the places behind which an index leaves something out."""
    found: list[int] = np.flatnonzero(np.diff(np.asarray(index)) > 1).tolist()
    return found


def has_notes(text: str) -> bool:
    """Tell whether a text holds a mark of a footnote or list."""
    return bool(_NOTES.take(points_of(text), mode="clip").any())


def _runs(at: Offsets, counted: NDArray[np.bool_]) -> list[Span]:
    """Return the stretches of digits, stars and what may part them, `at` these offsets, in which enough of them count."""
    if not len(at):
        return []
    cuts = np.flatnonzero(np.diff(at) > 1)
    first = np.concatenate(([0], cuts + 1))
    enough = np.flatnonzero(np.add.reduceat(counted, first, dtype=np.int64) >= FEWEST_IN_A_ROW)
    last = np.append(cuts, len(at) - 1)
    return list(zip(at[first[enough]].tolist(), (at[last[enough]] + 1).tolist(), strict=True))


def _dense(at: Offsets) -> list[Span]:
    """Return the stretches in which so many digits, `at` these offsets, stand together that they may be one number set apart."""
    first = np.flatnonzero(at[FEWEST - 1 :] - at[: 1 - FEWEST] < STRETCH)
    if not len(first):
        return []
    cuts = np.flatnonzero(np.diff(first) > 1)
    begins, ends = at[first[[0, *(cuts + 1)]]], at[first[[*cuts, -1]] + FEWEST - 1] + 2
    return list(zip(begins.tolist(), ends.tolist(), strict=True))
