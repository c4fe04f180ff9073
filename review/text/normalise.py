"""The normalised view of a text, with the way back to the characters it came from.

Detectors read one spelling of everything: full-width, traditional, upper-case, decorated and interrupted characters fold to the
plain one; invisible ones and combining marks fall away. Every character folds by itself through one table (build_table.py has
the rules), so a normalised span always maps back to a span of the input. Offsets are code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
Index = NDArray[np.int32]
Points = NDArray[np.uint16] | NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Squeezed:
    """A normalised text without symbols, spaces and line ends; ★ and ㊙ stay. `index` holds the normalised offset of each character."""

    text: str = field(repr=False)
    index: Index = field(repr=False)

    def back(self, start: int, end: int) -> Span:
        """Return the span of the normalised text that a squeezed span came from, with what was left out inside it."""
        return _back(self.index, start, end)


@dataclass(frozen=True, eq=False)
class Normalised:
    """A normalised text. `index` holds the input offset of each of its characters; None when they stand one to one."""

    text: str = field(repr=False)
    index: Index | None = field(repr=False)

    def back(self, start: int, end: int) -> Span:
        """Return the span of the input that a normalised span came from; characters dropped inside it belong to it."""
        return (start, end) if self.index is None else _back(self.index, start, end)

    @cached_property
    def points(self) -> Points:
        """The code points of the text."""
        return _points(self.text)[1]

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text without any character of the categories P, S, Z and C, except ★ and ㊙."""
        points = self.points
        codec = "utf-16-le" if points.itemsize == 2 else "utf-32-le"
        index = np.flatnonzero(_plane(codec).letters.take(points)).astype(np.int32)
        return Squeezed(points[index].tobytes().decode(codec), index)


def normalise(text: str) -> Normalised:
    """Return the normalised view of `text`: any string, best in blocks of some 64 Ki characters."""
    codec, points = _points(text)
    plane = _plane(codec)
    lengths = plane.lengths.take(points)
    folded = plane.values.take(points)
    longest = lengths.max(initial=0)
    if longest <= 1 and lengths.all():
        return Normalised(folded.tobytes().decode(codec), None)
    if longest <= 1:
        index = np.flatnonzero(lengths)
        output = folded.take(index)
    else:
        index = np.repeat(np.arange(len(points)), lengths)
        output = folded.take(index)
        _expand(output, index, lengths)
    return Normalised(output.tobytes().decode(codec), index.astype(np.int32))


def fold(term: str) -> str:
    """Return the form in which a term of a lexicon stands in normalised text."""
    return normalise(term).text


def _expand(output: Points, index: NDArray[np.int64], lengths: NDArray[np.uint8]) -> None:
    """Put the characters of each expansion where `output` repeats its offset."""
    places = np.flatnonzero(lengths.take(index) > 1)
    steps = places - np.searchsorted(index, index.take(places))
    output[places] = _data()["expansions"].take(output.take(places) + steps)


def _back(index: Index, start: int, end: int) -> Span:
    """Map a span; an empty one keeps its place before the character it stood before."""
    if start < end:
        return int(index[start]), int(index[end - 1]) + 1
    place = int(index[start]) if start < len(index) else int(index[-1]) + 1 if len(index) else 0
    return place, place


@dataclass(frozen=True, eq=False)
class _Plane:
    """The table laid out for look-up by code point.

    `values` is the folded character, or where `lengths` is above 1 an offset into the expansions; `letters` stay when squeezed.
    """

    values: Points
    lengths: NDArray[np.uint8]
    letters: NDArray[np.bool_]


@cache
def _data() -> dict[str, NDArray[np.uint32]]:
    with np.load(Path(__file__).with_name("table.npz"), allow_pickle=False) as archive:
        return {name: archive[name] for name in ("points", "lengths", "values", "expansions", "symbols")}


@cache
def _plane(codec: str) -> _Plane:
    """Return the table of the basic plane (UTF-16), or of all planes (UTF-32), which is only made when a text needs it."""
    data = _data()
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
