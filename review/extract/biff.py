"""The records of a binary workbook ([MS-XLS] 2.4, BIFF8) that its cell values do not show.

Hidden rows and columns, notes, text boxes, print headers, prompts, links, defined names, who wrote it: calamine gives none of them.
A record is a kind, a length and data; long text goes on in records of kind CONTINUE.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from review.errors import CannotRead
from review.extract.limits import over_limit
from review.extract.sheet_look import Look, margin_text
from review.extract.sheet_values import a1
from review.model import GapReason, Zone

_RECORDS = 20_000_000
_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET = 0x0809, 0x0A, 0x3C, 0x2F, 0x85
_ROW, _COLINFO, _HEADER, _FOOTER, _NOTE, _OBJ, _TXO = 0x0208, 0x7D, 0x14, 0x15, 0x1C, 0x5D, 0x01B6
_HLINK, _TIP, _DV, _NAME, _SUPBOOK, _CACHED, _SERIES = 0x01B8, 0x0800, 0x01BE, 0x18, 0x01AE, 0x5A, 0x100D
_WRITER, _SHARING, _PICTURES, _QUERY = 0x5C, 0x5B, 0xEB, 0xCD
_MACRO_SHEETS = frozenset((0x01, 0x06))  # of BOUNDSHEET: macro sheet, module
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
    pictures: int = 0
    controls: int = 0


@dataclass
class Records:
    """What the records of a workbook say: sheet by sheet in the order of the tabs, and of the workbook as a whole."""

    sheets: list[SheetRecords] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    macro: bool = False
    old: bool = False
    damaged: bool = False


def read_records(stream: bytes) -> Records:
    """Read the records of a workbook stream. Raises CannotRead if it is encrypted or has far too many records."""
    found = Records()
    starts: list[int] = []
    for kind, data in _substream(stream, 0, found):
        if kind == _BOF and len(data) >= 2 and data[:2] != b"\x00\x06":
            found.old = True
            return found
        if kind == _FILEPASS:
            raise CannotRead(GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。")
        try:
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", data)[0])
                found.macro = found.macro or data[5] in _MACRO_SHEETS
            else:
                _global(found, kind, data)
        except (struct.error, IndexError):
            found.damaged = True
    for start in starts:
        sheet = SheetRecords()
        found.sheets.append(sheet)
        _sheet(sheet, found, stream, start)
    return found


def pivot_text(stream: bytes) -> str:
    """Return the texts and numbers that the stream of a pivot cache keeps of the rows it was made from."""
    values = []
    for kind, data in _substream(stream, 0, Records()):
        if kind == _QUERY:
            values.append(_string(data, 0)[0])
        elif kind == 0xC9 and len(data) >= 8:
            values.append(format(struct.unpack_from("<d", data)[0], ".15g"))
    return "\t".join(value for value in values if value.strip())


def _substream(stream: bytes, start: int, found: Records) -> Iterator[tuple[int, bytes]]:
    """Yield kind and data of the records of one substream, charts within it included."""
    depth = number = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        number += 1
        if number > _RECORDS:
            raise over_limit("表格内部的记录过多")
        start += 4
        if start + size > len(stream):
            found.damaged = True
            return
        yield kind, stream[start : start + size]
        start += size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0 and kind == _EOF:
            return


def _global(found: Records, kind: int, data: bytes) -> None:
    if kind in (_WRITER, _SHARING):
        name = _string(data, 4 if kind == _SHARING else 0)[0].strip()
        if name:
            found.people.append(name)
    elif kind == _NAME:
        flags, _, size, formula_size = struct.unpack_from("<HBBH", data)
        name, at = _characters(data, 14, size)
        if not flags & 0x20:  # a name of the program's own
            found.names.append(f"{name}：{_constant(data[at : at + formula_size])}")
    elif kind == _SUPBOOK and len(data) > 4:
        count, size = struct.unpack_from("<HH", data)
        if size not in (0x0401, 0x3A01):
            path, at = _string(data, 2)
            names = []
            for _ in range(min(count, 256)):
                if at + 3 > len(data):
                    break
                name, at = _string(data, at)
                names.append(name)
            shown = "".join(character if character >= " " else "/" for character in path).lstrip("/")
            found.books.append("\t".join([shown, *names]))
    elif kind == _CACHED:
        found.books += _cached(data)
    elif kind == _QUERY:
        found.queries.append(_string(data, 0)[0])


def _cached(data: bytes) -> list[str]:
    """Return the values that are kept of a row of another workbook ([MS-XLS] 2.4.67)."""
    last, first = data[0], data[1]
    at, values = 4, []
    for _ in range(max(0, last - first + 1)):
        if data[at] == 2:
            text, at = _string(data, at + 1)
            values.append(text)
        else:
            if data[at] == 1:
                values.append(format(struct.unpack_from("<d", data, at + 1)[0], ".15g"))
            at += 9
    return ["\t".join(values)] if values else []


def _sheet(sheet: SheetRecords, found: Records, stream: bytes, start: int) -> None:
    texts: dict[int, str] = {}
    notes: list[tuple[int, str]] = []
    identifier = wanted = 0
    parts: list[str] = []

    def close() -> None:
        nonlocal wanted
        text = "".join(parts)[:wanted]
        parts.clear()
        wanted = 0
        if text.strip():
            texts[identifier] = texts.get(identifier, "") + text

    for kind, data in _substream(stream, start, found):
        try:
            if kind == _CONTINUE and wanted:
                if sum(map(len, parts)) < wanted:
                    parts.append(_characters(data, 0, len(data))[0])
                continue
            if wanted:
                close()
            if kind == _OBJ and len(data) >= 8:
                what, identifier = struct.unpack_from("<HH", data, 4)
                sheet.pictures += what == _PICTURE
                sheet.controls += what in _CONTROLS
            elif kind == _TXO:
                (wanted,) = struct.unpack_from("<H", data, 10)
            elif kind == _NOTE:
                row, column, _, owner = struct.unpack_from("<HHHH", data)
                notes.append((owner, a1(row + 1, column + 1)))
                author = _string(data, 8)[0].strip()
                if author:
                    found.people.append(author)
            else:
                _on_sheet(sheet, found, kind, data)
        except (struct.error, IndexError):
            found.damaged = True
    close()
    for owner, reference in notes:
        text = texts.pop(owner, "")
        if text:
            sheet.notes.append((reference, text))
    sheet.boxes += texts.values()


def _on_sheet(sheet: SheetRecords, found: Records, kind: int, data: bytes) -> None:
    look = sheet.look
    if kind == _ROW:
        row, _, _, height = struct.unpack_from("<HHHH", data)
        (flags,) = struct.unpack_from("<H", data, 12)
        if flags & 0x20 or not height & 0x7FFF:
            look.rows.add(row + 1)
    elif kind == _COLINFO:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", data)
        if flags & 1 or not width:
            look.columns.append(range(first + 1, last + 2))
    elif kind in (_HEADER, _FOOTER) and data:
        text = margin_text(_string(data, 0)[0])
        if text:
            look.margins.append((Zone.HEADER if kind == _HEADER else Zone.FOOTER, text))
    elif kind == _DV:
        _prompts(look, data)
    elif kind == _HLINK:
        row, _, column, _ = struct.unpack_from("<HHHH", data)
        target = _link(data)
        if target:
            sheet.links.append((a1(row + 1, column + 1), target))
    elif kind == _TIP:
        row, _, column, _ = struct.unpack_from("<HHHH", data, 2)
        text = data[10:].decode("utf-16-le", "replace").rstrip("\0")
        if text.strip():
            look.prompts.append((a1(row + 1, column + 1), text))
    elif kind == _SERIES and len(data) > 3:
        text = _characters(data, 3, data[2])[0]
        if text.strip():
            sheet.boxes.append(text)
    elif kind == _QUERY:
        found.queries.append(_string(data, 0)[0])
    elif kind == _NAME:
        _global(found, kind, data)


def _prompts(look: Look, data: bytes) -> None:
    """Take in the words of a data validation and the list it offers ([MS-XLS] 2.4.76)."""
    at, texts = 4, []
    for _ in range(4):
        text, at = _string(data, at)
        texts.append(text.strip("\0"))
    formulas = []
    for _ in range(2):
        (size,) = struct.unpack_from("<H", data, at)
        formulas.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    if formulas[0][:1] == b"\x17":
        texts.append(_constant(formulas[0]).replace("\0", "、"))
    count, row, _, column, _ = struct.unpack_from("<HHHHH", data, at) if at + 10 <= len(data) else (0, 0, 0, 0, 0)
    text = "\n".join(text for text in texts if text.strip())
    if text:
        look.prompts.append((a1(row + 1, column + 1) if count else "", text))


def _link(data: bytes) -> str:
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
        return data[at + 4 : at + 4 + size].decode("utf-16-le", "replace").partition("\0")[0]
    if moniker == _FILE_MONIKER:
        up, size = struct.unpack_from("<HI", data, at)
        short = data[at + 6 : at + 6 + size]
        at += 6 + size + 24
        (rest,) = struct.unpack_from("<I", data, at)
        if rest > 6:
            (size,) = struct.unpack_from("<I", data, at + 4)
            return data[at + 10 : at + 10 + size].decode("utf-16-le", "replace")
        return "../" * min(up, 16) + short.partition(b"\0")[0].decode("gb18030", "replace")
    return "（认不出的链接目标）"


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Return the string at an offset, and the offset behind it: length, flags, characters ([MS-XLS] 2.5.294)."""
    (size,) = struct.unpack_from("<H", data, at)
    return _characters(data, at + 2, size)


def _characters(data: bytes, at: int, size: int) -> tuple[str, int]:
    if size == 0 and at >= len(data):
        return "", at
    flags = data[at]
    at += 1
    if flags & 0x08:
        at += 2
    if flags & 0x04:
        at += 4
    if flags & 0x01:
        return data[at : at + 2 * size].decode("utf-16-le", "replace"), at + 2 * size
    return data[at : at + size].decode("latin-1"), at + size


def _constant(formula: bytes) -> str:
    """Return the value of a formula that is one constant; empty for a reference or a calculation."""
    if formula[:1] == b"\x17" and len(formula) > 2:
        return _characters(formula, 2, formula[1])[0]
    if formula[:1] == b"\x1e" and len(formula) >= 3:
        return str(struct.unpack_from("<H", formula, 1)[0])
    if formula[:1] == b"\x1f" and len(formula) >= 9:
        return format(struct.unpack_from("<d", formula, 1)[0], ".15g")
    return ""
