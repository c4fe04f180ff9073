"""Writes compound files ([MS-CFB], version 3) with streams in folders, and the VBA project that one can be."""

from __future__ import annotations

import struct

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096


def compound(streams: dict[str | tuple[str, ...], bytes]) -> bytes:
    """Pack streams by path, written with slashes or as names; those below 4096 bytes go into the mini stream, as the format wants it."""
    entries: list[list] = [["Root Entry", 5, [], b""]]
    places = {"": 0}
    for names, data in streams.items():
        path = names if isinstance(names, str) else "/".join(names)
        folder = ""
        for step in path.split("/")[:-1]:
            above, folder = folder, f"{folder}/{step}"
            if folder not in places:
                places[folder] = len(entries)
                entries[places[above]][2].append(len(entries))
                entries.append([step, 1, [], b""])
        entries[places[folder]][2].append(len(entries))
        entries.append([path.rpartition("/")[2], 2, [], data])
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = bytearray(), []
    starts: dict[int, int] = {}
    for number, (_, kind, _, data) in enumerate(entries):
        if kind == 2 and len(data) >= _CUTOFF:
            starts[number] = _put(data, sectors, fat)
        elif kind == 2 and data:
            starts[number] = len(mini_fat)
            count = -(-len(data) // _SMALL)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += data.ljust(count * _SMALL, b"\0")
    if mini:
        starts[0] = _put(bytes(mini), sectors, fat)
        entries[0][3] = bytes(mini)
    small = _put(b"".join(struct.pack("<I", n) for n in mini_fat), sectors, fat, b"\xff") if mini_fat else _END
    directory = _put(b"".join(_entry(n, entries, starts) for n in range(len(entries))), sectors, fat)
    fat_at, count = len(sectors), 1
    while (len(fat) + count) > count * 128:
        count += 1
    fat += [_FAT] * count
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(count * _SECTOR, b"\xff")
    places_of_fat = [*range(fat_at, fat_at + count), *[_FREE] * (109 - count)]
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0,
                       _CUTOFF, small, -(-len(mini_fat) // 128), _END, 0)  # fmt: skip
    return head + struct.pack("<109I", *places_of_fat) + b"".join(sectors) + table


def _put(data: bytes, sectors: list[bytes], fat: list[int], fill: bytes = b"\0") -> int:
    start, count = len(sectors), -(-len(data) // _SECTOR)
    data = data.ljust(count * _SECTOR, fill)
    sectors += [data[at : at + _SECTOR] for at in range(0, len(data), _SECTOR)]
    fat += [*range(start + 1, start + count), _END]
    return start


def _entry(number: int, entries: list[list], starts: dict[int, int]) -> bytes:
    name, kind, children, data = entries[number]
    right = _NONE
    for _, _, others, _ in entries:
        if number in others and others.index(number) + 1 < len(others):
            right = others[others.index(number) + 1]
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIII", wide, len(wide), kind, 1, _NONE, right, children[0] if children else _NONE,
                       starts.get(number, _END), len(data), 0)  # fmt: skip


def packed_file(name: str, source: str, content: bytes) -> bytes:
    """A file as the Packager of Windows wraps it ([MS-OLEDS] 2.3.6)."""
    texts = b"".join(text.encode("gb18030") + b"\0" for text in (name, source))
    temporary = source.encode("gb18030") + b"\0"
    body = b"\2\0" + texts + struct.pack("<II", 0x30000, len(temporary)) + temporary + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def squeezed_plainly(data: bytes) -> bytes:
    """A compressed container ([MS-OVBA] 2.4.1) that uses literal bytes only."""
    out = b"\1"
    for at in range(0, len(data), 3600):
        piece = data[at : at + 3600]
        tokens = b"".join(b"\0" + piece[n : n + 8] for n in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | len(tokens) - 1) + tokens
    return out


def vba_project(modules: dict[str, str], forms: dict[str, bytes] | None = None) -> bytes:
    """A project with source in code page 936, as a file of its own."""
    return compound({**vba_streams(modules), **(forms or {})})


def vba_streams(modules: dict[str, str], home: str = "") -> dict[str, bytes]:
    """The streams of a project by path, in the folder `home`, which ends with a slash."""

    def record(kind: int, value: bytes) -> bytes:
        return struct.pack("<HI", kind, len(value)) + value

    listing = record(3, struct.pack("<H", 936)) + struct.pack("<HIIH", 9, 4, 1, 2)
    streams = {}
    for name, source in modules.items():
        raw = name.encode("gbk")
        listing += record(0x19, raw) + record(0x1A, raw) + record(0x32, name.encode("utf-16-le"))
        listing += record(0x31, struct.pack("<I", 5)) + record(0x2B, b"")
        streams[f"{home}VBA/{name}"] = b"cache" + squeezed_plainly(source.encode("gbk"))
    return {f"{home}VBA/dir": squeezed_plainly(listing + record(0x10, b"")), **streams}
