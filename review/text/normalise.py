"""The normalised view of a text, with the way back to the characters it came from.

Detectors read one spelling of everything: full-width, traditional, upper-case, decorated and interrupted characters fold to the
plain one; invisible ones and combining marks fall away. Every character folds by itself through one table (build_table.py has
the rules), so a normalised span always maps back to a span of the input. Offsets are code points.

A long text is folded as an array (`review.text.planes`), a short one character by character: a page is read sooner than numpy is
loaded. Both come to the same.
"""

from __future__ import annotations

import sys
import zipfile
from array import array
from bisect import bisect, bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from review.text.planes import Points

Span = tuple[int, int]
Index: TypeAlias = "array[int]"  # of 32 bits

_TERM = 64  # code points: so few are folded one by one before an array is made of them
_PAGE = 1 << 15  # code points: so few are folded one by one before numpy is loaded
_ITEMS = {"|u1": "B", "<u4": "I"}  # of an array in the table, as `array` names it


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
        """The code points of the text, for work on arrays."""
        from review.text.planes import points_of

        return points_of(self.text)

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text without any character of the categories P, S, Z and C, except ★ and ㊙."""
        if not is_short(self.text):
            from review.text.planes import squeeze

            return Squeezed(*squeeze(self.points))
        letters = [*map(_is_letter, self.text)]
        return Squeezed("".join(compress(self.text, letters)), array("i", compress(range(len(letters)), letters)))


def is_short(text: str) -> bool:
    """Tell whether a text is so short that it is read sooner character by character than as an array."""
    return len(text) < (_TERM if "numpy" in sys.modules else _PAGE)


def normalise(text: str) -> Normalised:
    """Return the normalised view of `text`: any string, best in blocks of some 64 Ki characters."""
    if not is_short(text):
        from review.text.planes import fold_points

        return Normalised(*fold_points(text))
    folds = _folds()
    even = text.translate(folds)
    if folds.uneven.isdisjoint(text):
        return Normalised(even, None)
    folded = [folds[ord(char)] for char in text]
    return Normalised("".join(folded), array("i", (place for place, one in enumerate(folded) for _ in one)))


def fold(term: str) -> str:
    """Return the form in which a term of a lexicon stands in normalised text."""
    return term.translate(_folds()) if len(term) < _TERM else normalise(term).text


def _back(index: Index, start: int, end: int) -> Span:
    """Map a span; an empty one keeps its place before the character it stood before."""
    if start < end:
        return index[start], index[end - 1] + 1
    place = index[start] if start < len(index) else index[-1] + 1 if len(index) else 0
    return place, place


@cache
def table() -> Mapping[str, array[int]]:
    """Return the arrays of table.npz, which is read here because to have numpy read it would load that."""
    arrays = {}
    with zipfile.ZipFile(Path(__file__).with_name("table.npz")) as archive:
        for name in ("points", "lengths", "values", "expansions", "symbols"):
            data = archive.read(f"{name}.npy")
            head, items = data[10 : (start := 10 + int.from_bytes(data[8:10], "little"))], data[start:]
            arrays[name] = array(next(code for form, code in _ITEMS.items() if form.encode() in head), items)
            if sys.byteorder == "big":
                arrays[name].byteswap()
    return arrays


class _Folds(dict[int, str]):
    """What each character becomes, looked up when it is first met. `uneven` are those met that become none or more than one."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, point: int) -> str:
        data = table()
        place = bisect_left(data["points"], point)
        folded = chr(point)
        if place < len(data["points"]) and data["points"][place] == point:
            length, value = data["lengths"][place], data["values"][place]
            folded = chr(value) if length == 1 else "".join(map(chr, data["expansions"][value : value + length]))
        if len(folded) != 1:
            self.uneven.add(chr(point))
        self[point] = folded
        return folded


_folds = cache(_Folds)


@cache
def _is_letter(char: str) -> bool:
    return bisect(table()["symbols"], ord(char)) % 2 == 0
