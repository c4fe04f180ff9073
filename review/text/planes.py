"""Folds a long text as an array of its code points: hundreds of millions of characters in a second (see `normalise`)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from review.text.normalise import Index, table

if TYPE_CHECKING:  # it takes a fifth of the time that numpy itself takes
    from numpy.typing import NDArray

Points: TypeAlias = "NDArray[np.uint16] | NDArray[np.uint32]"


def fold_points(text: str) -> tuple[str, Index | None]:
    """Return the normalised text, and the input offset of each of its characters or None when they stand one to one."""
    codec, points = _points(text)
    plane = _plane(codec)
    lengths = plane.lengths.take(points)
    folded = plane.values.take(points)
    longest = lengths.max(initial=0)
    if longest <= 1 and lengths.all():
        return folded.tobytes().decode(codec), None
    if longest <= 1:
        index = np.flatnonzero(lengths)
        output = folded.take(index)
    else:
        index = np.repeat(np.arange(len(points)), lengths)
        output = folded.take(index)
        _expand(output, index, lengths)
    return output.tobytes().decode(codec), _index(index)


def squeeze(points: Points) -> tuple[str, Index]:
    """Return the letters among the code points of a normalised text, and their offsets."""
    codec = "utf-16-le" if points.itemsize == 2 else "utf-32-le"
    index = np.flatnonzero(_plane(codec).letters.take(points))
    return points[index].tobytes().decode(codec), _index(index)


def points_of(text: str) -> Points:
    """Return the code points of a text."""
    return _points(text)[1]


def _index(offsets: NDArray[np.int64]) -> Index:
    return array("i", offsets.astype(np.int32).tobytes())


def _expand(output: Points, index: NDArray[np.int64], lengths: NDArray[np.uint8]) -> None:
    """Put the characters of each expansion where `output` repeats its offset."""
    places = np.flatnonzero(lengths.take(index) > 1)
    steps = places - np.searchsorted(index, index.take(places))
    output[places] = np.asarray(table()["expansions"]).take(output.take(places) + steps)


@dataclass(frozen=True, eq=False)
class _Plane:
    """The table laid out for look-up by code point.

    `values` is the folded character, or where `lengths` is above 1 an offset into the expansions; `letters` stay when squeezed.
    """

    values: Points
    lengths: NDArray[np.uint8]
    letters: NDArray[np.bool_]


@cache
def _plane(codec: str) -> _Plane:
    """Return the table of the basic plane (UTF-16), or of all planes (UTF-32), which is only made when a text needs it."""
    data = {name: np.asarray(values) for name, values in table().items()}
    size = 0x10000 if codec == "utf-16-le" else 0x110000
    inside = data["points"] < size
    points = data["points"][inside]
    values = np.arange(size, dtype="<u2" if codec == "utf-16-le" else "<u4")
    values[points] = data["values"][inside]
    lengths = np.ones(size, np.uint8)
    lengths[points] = data["lengths"][inside]
    bounds = np.zeros(size, np.bool_)
    bounds[data["symbols"][data["symbols"] < size]] = True
    return _Plane(values, lengths, ~np.logical_xor.accumulate(bounds))


def _points(text: str) -> tuple[str, Points]:
    """Return the code points of a text as an array, and the codec that turns such an array into text again."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return "utf-16-le", np.frombuffer(bytearray(units), "<u2")
    return "utf-32-le", np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
