"""Writes small binary Office files record by record, so that a test states exactly what a file holds."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from compound_writer import packed_file

from review.extract.ole_writer import compound_file

Streams = Mapping[str, bytes]
FMTID = bytes(16)


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file; a name with slashes lies in storages."""
    return compound_file({tuple(name.split("/")): data for name, data in streams.items()})


def properties(values: Mapping[int, str], *, codepage: int = 936, custom: Mapping[str, str] | None = None) -> bytes:
    """Return a stream of property sets; `custom` values stand in a second set, by name."""
    sets = [_set(values, codepage, {})]
    if custom is not None:
        sets.append(_set(dict(enumerate(custom.values(), 2)), codepage, dict(enumerate(custom, 2))))
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, bytes(16), len(sets))
    at = len(head) + 20 * len(sets)
    for one in sets:
        head += FMTID + struct.pack("<I", at)
        at += len(one)
    return head + b"".join(sets)


def _set(values: Mapping[int, str], codepage: int, names: Mapping[int, str]) -> bytes:
    coding = {936: "gbk", 1200: "utf-16-le", 65001: "utf-8"}[codepage]
    items: list[tuple[int, bytes]] = [(1, struct.pack("<HHHH", 2, 0, codepage, 0))]
    if names:
        listed = b"".join(struct.pack("<II", key, len(raw := (name + "\0").encode(coding))) + raw for key, name in names.items())
        items.append((0, struct.pack("<I", len(names)) + listed))
    for key, value in values.items():
        raw = (value + "\0").encode(coding)
        items.append((key, struct.pack("<HHI", 0x1E, 0, len(raw)) + raw))
    table, body = b"", b""
    start = 8 + 8 * len(items)
    for key, raw in items:
        table += struct.pack("<II", key, start + len(body))
        body += raw + bytes(-len(raw) % 4)
    return struct.pack("<II", start + len(body), len(items)) + table + body


def doc(
    body: str,
    *,
    stories: Mapping[str, str] | None = None,
    pieces: Iterable[tuple[str, str]] | None = None,
    flags: int = 0,
    version: int = 0xC1,
    tables: Mapping[int, bytes] | None = None,
    more: Streams | None = None,
) -> bytes:
    """Return a Word document: stories in the order of the format, `pieces` as text and coding ("wide", "narrow", or "gap" for text
    that no piece refers to), `tables` by their number among the pairs of the file information block."""
    order = ("footnotes", "headers", "macros", "comments", "endnotes", "text-boxes", "header-text-boxes")
    texts = [body, *((stories or {}).get(name, "") for name in order)]
    written = list(pieces) if pieces else [("".join(texts), "wide")]
    table, pairs = b"", dict[int, tuple[int, int]]()
    head = 32 + 2 + 28 + 2 + 88 + 2 + 93 * 8
    text, ends, places = b"", [0], []
    for piece, coding in written:
        start = head + len(text)
        text += piece.encode("cp1252" if coding == "narrow" else "utf-16-le")
        if coding != "gap":
            ends.append(ends[-1] + len(piece.encode("utf-16-le")) // 2)
            places.append(start * 2 | 0x40000000 if coding == "narrow" else start)
    plc = struct.pack(f"<{len(ends)}I", *ends) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    for number, data in {33: b"\x02" + struct.pack("<I", len(plc)) + plc, **(tables or {})}.items():
        pairs[number] = (len(table), len(data))
        table += data
    lengths = [len(part.encode("utf-16-le")) // 2 for part in texts]
    longs = [0, 0, 0, *lengths, *[0] * 11]
    fib = struct.pack("<HH6xH20x", 0xA5EC, version, flags | 0x0200) + struct.pack("<H28xH22iH", 14, 22, *longs, 93)
    fib += b"".join(struct.pack("<II", *pairs.get(number, (0, 0))) for number in range(93))
    assert len(fib) == head
    return ole({"WordDocument": fib + text, "1Table": table, **(more or {})})


def strings(*texts: str) -> bytes:
    """Return a table of strings of a Word document."""
    return b"\xff\xff" + struct.pack("<HH", len(texts), 0) + b"".join(counted(text) for text in texts)


def counted(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def native(name: str, content: bytes) -> bytes:
    """Return what the packager keeps of a file that was dragged into a document."""
    return packed_file(name, f"C:\\{name}", content)


# Workbooks


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xl(text: str) -> bytes:
    """Return a string with a length of two bytes, in UTF-16."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def label(row: int, column: int, text: str, style: int = 0) -> bytes:
    return record(0x0204, struct.pack("<HHH", row, column, style) + xl(text))


BOF_BOOK = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0x0600))
BOF_SHEET = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0x0600))
EOF = record(0x0A)


def note(row: int, column: int, text: str, author: str, identifier: int = 1) -> bytes:
    return floating(0x19, text, identifier) + record(0x1C, struct.pack("<HHHH", row, column, 0, identifier) + xl(author) + b"\0")


def floating(kind: int, text: str, identifier: int = 1) -> bytes:
    head = record(0x5D, struct.pack("<HHHHH12x", 0x15, 0x12, kind, identifier, 0) + bytes(4))
    return (
        head
        + record(0x01B6, struct.pack("<HHHHHHHI", 0, 0, 0, 0, 0, len(text), 16, 0))
        + record(0x3C, b"\1" + text.encode("utf-16-le"))
        + record(0x3C, bytes(16))
    )


def xls(sheets: Mapping[str, bytes], *, book: bytes = b"", states: Mapping[str, int] | None = None, more: Streams | None = None) -> bytes:
    """Return a workbook: `sheets` maps names to records, `book` are records of the whole, `states` 1 for hidden and 2 for very hidden."""

    def bound(name: str, start: int) -> bytes:
        head = struct.pack("<IBBBB", start, (states or {}).get(name, 0), 0, len(name), 1)
        return record(0x85, head + name.encode("utf-16-le"))

    front = BOF_BOOK + record(0x42, struct.pack("<H", 1200)) + book
    start = len(front) + sum(len(bound(name, 0)) for name in sheets) + len(EOF)
    listed = b""
    for name, content in sheets.items():
        listed += bound(name, start)
        start += len(BOF_SHEET + content + EOF)
    stream = front + listed + EOF + b"".join(BOF_SHEET + content + EOF for content in sheets.values())
    return ole({"Workbook": stream, **(more or {})})


# Presentations


def atom(kind: int, data: bytes = b"", instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def container(kind: int, *content: bytes, instance: int = 0) -> bytes:
    body = b"".join(content)
    return struct.pack("<HHI", instance << 4 | 0xF, kind, len(body)) + body


def chars(text: str) -> bytes:
    return atom(0x0FA0, text.encode("utf-16-le"))


def string(text: str, instance: int) -> bytes:
    return atom(0x0FBA, text.encode("utf-16-le"), instance)


def slide(*texts: str, hidden: bool = False, more: bytes = b"") -> bytes:
    info = atom(0x03F9, struct.pack("<iIBBH", 0, 0, 0, 0, 4 if hidden else 0) + bytes(4))
    boxes = b"".join(container(0xF00D, chars(text)) for text in texts)
    return container(0x03EE, atom(0x03EF, bytes(24)), info, container(0x040C, container(0xF004, boxes)), more)


def notes(text: str, identifier: int) -> bytes:
    return container(0x03F0, atom(0x03F1, struct.pack("<II", identifier, 0)), container(0x040C, container(0xF00D, chars(text))))


def ppt(
    slides: Iterable[bytes],
    *,
    others: Iterable[bytes] = (),
    before: bytes = b"",
    document: bytes = b"",
    token: int = 0xE391C05F,
    more: Streams | None = None,
) -> bytes:
    """Return a presentation; slide n has the identifier 256 + n. `before` stands in the stream, but nothing refers to it."""
    slides = list(slides)
    listed = b"".join(atom(0x03F3, struct.pack("<IIiII", 2 + n, 0, 0, 257 + n, 0)) for n in range(len(slides)))
    parts = [container(0x03E8, document, container(0x0FF0, listed)), *slides, *others]
    stream, offsets = before, []
    for part in parts:
        offsets.append(len(stream))
        stream += part
    directory = len(stream)
    stream += atom(0x1772, struct.pack("<I", len(parts) << 20 | 1) + struct.pack(f"<{len(parts)}I", *offsets))
    edit = len(stream)
    stream += atom(0x0FF5, struct.pack("<IIIIIIHH", 0, 0, 0, directory, 1, len(parts) + 1, 0, 0))
    user = atom(0x0FF6, struct.pack("<IIIHHBBH", 20, token, edit, 0, 0x03F4, 3, 0, 0))
    return ole({"Current User": user, "PowerPoint Document": stream, **(more or {})})
