"""Which cell formats of a binary workbook show nothing ([MS-XLS] 2.4.122 Font, 2.4.126 Format, 2.4.353 XF, 2.4.188 Palette)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from review.extract.biff_records import string
from review.extract.sheet_styles import shows_nothing

_FONT, _FORMAT, _XF, _PALETTE = 0x31, 0x041E, 0xE0, 0x92
_LABEL_SST, _LABEL, _NUMBER, _RK, _FORMULA, _BOOLEAN, _MANY_RK = 0xFD, 0x0204, 0x0203, 0x027E, 0x06, 0x0205, 0xBD
_ONE_CELL = frozenset((_LABEL_SST, _LABEL, _NUMBER, _RK, _FORMULA, _BOOLEAN))
_WHITE = b"\xff\xff\xff"
_WHITE_BY_INDEX = frozenset((0x01, 0x09, 0x41))  # white, and the background of a window
_NO_FONT = 4  # this number is never given to a font
_SOLID = 1


@dataclass
class Styles:
    """The fonts, number formats and cell formats of a workbook, while its records are read."""

    _fonts: list[int] = field(default_factory=list)
    _blank: set[int] = field(default_factory=set)
    _palette: dict[int, bytes] = field(default_factory=dict)
    _cells: list[tuple[int, int, int, int]] = field(default_factory=list)

    def take(self, kind: int, data: bytes) -> None:
        """Take in one record of the workbook; others than those of styles are passed over."""
        if kind == _FONT:
            self._fonts.append(struct.unpack_from("<H", data, 4)[0])
        elif kind == _FORMAT:
            if shows_nothing(string(data, 2)[0]):
                self._blank.add(struct.unpack_from("<H", data)[0])
        elif kind == _PALETTE:
            (count,) = struct.unpack_from("<H", data)
            self._palette = {8 + number: data[2 + 4 * number : 5 + 4 * number] for number in range(min(count, 56))}
        elif kind == _XF:
            font, number = struct.unpack_from("<HH", data)
            pattern = struct.unpack_from("<I", data, 14)[0] >> 26
            self._cells.append((font, number, pattern, struct.unpack_from("<H", data, 18)[0] & 0x7F))

    def unseen(self) -> frozenset[int]:
        """Return the numbers of the cell formats that show nothing of what a cell holds."""
        return frozenset(index for index, style in enumerate(self._cells) if self._shows_nothing(*style))

    def _shows_nothing(self, font: int, number: int, pattern: int, ground: int) -> bool:
        font -= font > _NO_FONT
        letters = self._colour(self._fonts[font]) if font < len(self._fonts) else None
        behind = _WHITE if pattern == 0 else self._colour(ground) if pattern == _SOLID else None
        return number in self._blank or (letters is not None and letters == behind)

    def _colour(self, index: int) -> bytes | None:
        """Return the colour with this number; None for the usual colour of letters."""
        if index in self._palette:
            return self._palette[index]
        if index in _WHITE_BY_INDEX:
            return _WHITE
        return bytes((index,)) if index < 0x40 else None


def formatted_cells(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield row, column (from 1) and cell format of the filled cells that a record holds."""
    if kind in _ONE_CELL:
        row, column, style = struct.unpack_from("<HHH", data)
        yield row + 1, column + 1, style
    elif kind == _MANY_RK:
        row, first = struct.unpack_from("<HH", data)
        for number in range((len(data) - 6) // 6):
            yield row + 1, first + number + 1, struct.unpack_from("<H", data, 4 + 6 * number)[0]
