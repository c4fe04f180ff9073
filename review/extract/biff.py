"""What the records of a binary workbook say of it as a whole ([MS-XLS] 2.4, BIFF8): names, links, who wrote it, which sheets."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from review.errors import CannotRead
from review.extract.biff_records import BOF, CONTINUE, QUERY, Damage, characters, constant, string, substream
from review.extract.biff_sheet import SheetRecords, read_sheet
from review.extract.biff_styles import Styles
from review.model import GapReason

_FILEPASS, _BOUNDSHEET, _NAME, _SUPBOOK, _CACHED, _WRITER, _SHARING, _NUMBER = 0x2F, 0x85, 0x18, 0x01AE, 0x5A, 0x5C, 0x5B, 0xC9
_DRAWINGS = 0xEB
_MACRO_SHEETS = frozenset((0x01, 0x06))  # of BOUNDSHEET: macro sheet, module
_OWN_SHEETS, _ADD_IN = 0x0401, 0x3A01


@dataclass
class Records:
    """What the records of a workbook say: sheet by sheet in the order of the tabs, and of the workbook as a whole.

    `drawings` are the bytes in which its pictures are stored.
    """

    sheets: list[SheetRecords] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    macro: bool = False
    old: bool = False
    damage: Damage = field(default_factory=Damage)
    starts: list[int] = field(default_factory=list)
    drawings: bytearray = field(default_factory=bytearray)


def read_records(stream: bytes) -> Records:
    """Read the records of a workbook stream. Raises CannotRead if it is encrypted or has far too many records."""
    found = Records()
    styles = Styles()
    drawn = False
    for kind, data in substream(stream, 0, found.damage):
        if kind == BOF and data[:2] != b"\x00\x06":
            found.old = True
            return found
        if kind == _FILEPASS:
            raise CannotRead(GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。")
        drawn = kind == _DRAWINGS or (drawn and kind == CONTINUE)
        if drawn:
            found.drawings += data
        try:
            styles.take(kind, data)
            if kind in _READERS:
                _READERS[kind](found, data)
        except (struct.error, IndexError):
            found.damage.found = True
    unseen = styles.unseen()
    for start in found.starts:
        sheet = read_sheet(stream, start, unseen, found.damage)
        found.sheets.append(sheet)
        found.people += sheet.authors
        found.queries += sheet.queries
    return found


def pivot_text(stream: bytes) -> str:
    """Return the texts and numbers that the stream of a pivot cache keeps of the rows it was made from."""
    values = []
    for kind, data in substream(stream, 0, Damage()):
        if kind == QUERY and len(data) > 2:
            values.append(string(data, 0)[0])
        elif kind == _NUMBER and len(data) >= 8:
            values.append(format(struct.unpack_from("<d", data)[0], ".15g"))
    return "\t".join(value for value in values if value.strip())


def _sheet(found: Records, data: bytes) -> None:
    found.starts.append(struct.unpack_from("<I", data)[0])
    found.macro = found.macro or data[5] in _MACRO_SHEETS


def _person(at: int) -> Callable[[Records, bytes], None]:
    def read(found: Records, data: bytes) -> None:
        name = string(data, at)[0].strip("\0 ")
        if name:
            found.people.append(name)

    return read


def _name(found: Records, data: bytes) -> None:
    flags, _, size, formula_size = struct.unpack_from("<HBBH", data)
    name, at = characters(data, 14, size)
    if not flags & 0x20:  # a name of the program's own
        found.names.append(f"{name}：{constant(data[at : at + formula_size])}")


def _book(found: Records, data: bytes) -> None:
    """Take in the path of another workbook and the names of its sheets."""
    count, size = struct.unpack_from("<HH", data)
    if size in (_OWN_SHEETS, _ADD_IN):
        return
    path, at = string(data, 2)
    names = []
    for _ in range(count):
        if at + 3 > len(data):
            break
        name, at = string(data, at)
        names.append(name)
    shown = "".join(character if character >= " " else "/" for character in path).lstrip("/")
    found.books.append("\t".join([shown, *names]))


def _cached(found: Records, data: bytes) -> None:
    """Take in the values that are kept of a row of another workbook ([MS-XLS] 2.4.67)."""
    last, first = data[0], data[1]
    at, values = 4, []
    for _ in range(max(0, last - first + 1)):
        if data[at] == 2:
            text, at = string(data, at + 1)
            values.append(text)
        else:
            if data[at] == 1:
                values.append(format(struct.unpack_from("<d", data, at + 1)[0], ".15g"))
            at += 9
    if values:
        found.books.append("\t".join(values))


def _query(found: Records, data: bytes) -> None:
    found.queries.append(string(data, 0)[0])


_READERS: dict[int, Callable[[Records, bytes], None]] = {
    _BOUNDSHEET: _sheet,
    _WRITER: _person(0),
    _SHARING: _person(4),
    _NAME: _name,
    _SUPBOOK: _book,
    _CACHED: _cached,
    QUERY: _query,
}
