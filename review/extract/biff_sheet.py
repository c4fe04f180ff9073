"""What the records of one sheet of a binary workbook say beside its values ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from review.extract.biff_records import CONTINUE, QUERY, Damage, characters, constant, string, substream
from review.extract.biff_styles import formatted_cells
from review.extract.sheet_look import Look, margin_text
from review.extract.sheet_values import a1
from review.model import Zone

_ROW, _COLINFO, _HEADER, _FOOTER, _NOTE, _OBJ, _TXO = 0x0208, 0x7D, 0x14, 0x15, 0x1C, 0x5D, 0x01B6
_HLINK, _TIP, _DV, _SERIES = 0x01B8, 0x0800, 0x01BE, 0x100D
_PICTURE, _CONTROLS = 0x08, frozenset((0x0B, 0x0C, 0x0D, 0x10, 0x11, 0x12, 0x14))
_URL_MONIKER = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_FILE_MONIKER = bytes.fromhex("0303000000000000c000000000000046")


@dataclass
class SheetRecords:
    """What the records of one sheet say beside its values."""

    look: Look = field(default_factory=Look)
    boxes: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    pictures: int = 0
    controls: int = 0


def read_sheet(stream: bytes, start: int, unseen: frozenset[int], damage: Damage) -> SheetRecords:
    """Read the records of the sheet that starts at an offset of the workbook stream; `unseen` are formats that show nothing."""
    sheet = SheetRecords()
    floating = _Floating()
    for kind, data in substream(stream, start, damage):
        try:
            if unseen:
                sheet.look.unseen |= {(row, column) for row, column, style in formatted_cells(kind, data) if style in unseen}
            if not floating.take(sheet, kind, data) and kind in _READERS:
                _READERS[kind](sheet, data)
        except (struct.error, IndexError):
            damage.found = True
    floating.close()
    for owner, reference in floating.notes:
        text = floating.texts.pop(owner, "")
        if text:
            sheet.notes.append((reference, text))
    sheet.boxes += floating.texts.values()
    return sheet


@dataclass
class _Floating:
    """Text of what floats over the cells: a note stands with its cell, everything else is a text box."""

    texts: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)
    _owner: int = 0
    _wanted: int = 0
    _parts: list[str] = field(default_factory=list)

    def take(self, sheet: SheetRecords, kind: int, data: bytes) -> bool:
        """Take in a record that belongs to a floating object; return whether it was one."""
        if kind == CONTINUE and self._wanted:
            if sum(map(len, self._parts)) < self._wanted:
                self._parts.append(characters(data, 0, len(data))[0])
            return True
        self.close()
        if kind == _OBJ and len(data) >= 8:
            what, self._owner = struct.unpack_from("<HH", data, 4)
            sheet.pictures += what == _PICTURE
            sheet.controls += what in _CONTROLS
        elif kind == _TXO:
            (self._wanted,) = struct.unpack_from("<H", data, 10)
        elif kind == _NOTE:
            row, column, _, owner = struct.unpack_from("<HHHH", data)
            self.notes.append((owner, a1(row + 1, column + 1)))
            author = string(data, 8)[0].strip("\0 ")
            if author:
                sheet.authors.append(author)
        else:
            return False
        return True

    def close(self) -> None:
        """Keep the text that has been put together, if there is any."""
        text = "".join(self._parts)[: self._wanted]
        self._parts, self._wanted = [], 0
        if text.strip():
            self.texts[self._owner] = self.texts.get(self._owner, "") + text


def _row(sheet: SheetRecords, data: bytes) -> None:
    row, _, _, height = struct.unpack_from("<HHHH", data)
    (flags,) = struct.unpack_from("<H", data, 12)
    if flags & 0x20 or not height & 0x7FFF:
        sheet.look.rows.add(row + 1)


def _columns(sheet: SheetRecords, data: bytes) -> None:
    first, last, width, _, flags = struct.unpack_from("<HHHHH", data)
    if flags & 1 or not width:
        sheet.look.columns.append(range(first + 1, last + 2))


def _margin(zone: Zone) -> Callable[[SheetRecords, bytes], None]:
    def read(sheet: SheetRecords, data: bytes) -> None:
        text = margin_text(string(data, 0)[0]) if data else ""
        if text:
            sheet.look.margins.append((zone, text))

    return read


def _prompts(sheet: SheetRecords, data: bytes) -> None:
    """Take in the words of a data validation and the list it offers ([MS-XLS] 2.4.76)."""
    at, texts = 4, []
    for _ in range(4):
        text, at = string(data, at)
        texts.append(text.strip("\0"))
    formulas = []
    for _ in range(2):
        (size,) = struct.unpack_from("<H", data, at)
        formulas.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    if formulas[0][:1] == b"\x17":
        texts.append(constant(formulas[0]).replace("\0", "、"))
    count, row, _, column, _ = struct.unpack_from("<HHHHH", data, at) if at + 10 <= len(data) else (0, 0, 0, 0, 0)
    text = "\n".join(text for text in texts if text.strip())
    if text:
        sheet.look.prompts.append((a1(row + 1, column + 1) if count else "", text))


def _tip(sheet: SheetRecords, data: bytes) -> None:
    row, _, column, _ = struct.unpack_from("<HHHH", data, 2)
    text = data[10:].decode("utf-16-le", "replace").rstrip("\0")
    if text.strip():
        sheet.look.prompts.append((a1(row + 1, column + 1), text))


def _series(sheet: SheetRecords, data: bytes) -> None:
    text = characters(data, 3, data[2])[0]
    if text.strip():
        sheet.boxes.append(text)


def _query(sheet: SheetRecords, data: bytes) -> None:
    sheet.queries.append(string(data, 0)[0])


def _hyperlink(sheet: SheetRecords, data: bytes) -> None:
    row, _, column, _ = struct.unpack_from("<HHHH", data)
    target = _target(data)
    if target:
        sheet.links.append((a1(row + 1, column + 1), target))


def _target(data: bytes) -> str:
    """Return where a hyperlink leads ([MS-OSHARED] 2.3.7.1): address and place in it."""
    (flags,) = struct.unpack_from("<I", data, 28)
    at = 32

    def take() -> str:
        nonlocal at
        (size,) = struct.unpack_from("<I", data, at)
        text = data[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace").partition("\0")[0]
        at += 4 + 2 * size
        return text

    if flags & 0x10:
        take()
    if flags & 0x80:
        take()
    if flags & 0x101 == 0x101:
        return take()
    if not flags & 1:
        return ""
    moniker, at = data[at : at + 16], at + 16
    if moniker == _URL_MONIKER:
        (size,) = struct.unpack_from("<I", data, at)
        return str(data[at + 4 : at + 4 + size], "utf-16-le", "replace").partition("\0")[0]
    if moniker == _FILE_MONIKER:
        up, size = struct.unpack_from("<HI", data, at)
        short = data[at + 6 : at + 6 + size]
        at += 6 + size + 24
        (rest,) = struct.unpack_from("<I", data, at)
        if rest > 6:
            (size,) = struct.unpack_from("<I", data, at + 4)
            return str(data[at + 10 : at + 10 + size], "utf-16-le", "replace")
        return "../" * int(min(up, 16)) + str(short.partition(b"\0")[0], "gb18030", "replace")
    return "（认不出的链接目标）"


_READERS: dict[int, Callable[[SheetRecords, bytes], None]] = {
    _ROW: _row,
    _COLINFO: _columns,
    _HEADER: _margin(Zone.HEADER),
    _FOOTER: _margin(Zone.FOOTER),
    _DV: _prompts,
    _TIP: _tip,
    _SERIES: _series,
    _HLINK: _hyperlink,
    QUERY: _query,
}
