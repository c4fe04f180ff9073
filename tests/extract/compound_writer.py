"""Writes small compound files ([MS-CFB], version 3) for tests: a mapping of paths to streams."""

from __future__ import annotations

import itertools
import struct

SECTOR, SMALL, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams):  # noqa: C901  # one pass over a small format reads best in one piece
    """Return a compound file; each key is a path of names, each value the bytes of the stream."""
    entries = [{"name": "Root Entry", "kind": 5, "children": []}]
    index = {(): 0}
    for path, data in streams.items():
        for depth in range(1, len(path) + 1):
            if path[:depth] not in index:
                index[path[:depth]] = len(entries)
                entries[index[path[: depth - 1]]]["children"].append(len(entries))
                entries.append({"name": path[depth - 1], "kind": 2 if depth == len(path) else 1, "children": []})
        entries[index[path]]["data"] = data
    sectors, fat, small, small_fat = [], [], bytearray(), []

    def store(data):
        first = len(sectors)
        count = max(1, -(-len(data) // SECTOR))
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + number + 1 if number + 1 < count else END)
        return first

    for entry in entries:
        data = entry.get("data", b"")
        if len(data) >= CUTOFF:
            entry["start"] = store(data)
        elif data:
            entry["start"] = len(small_fat)
            count = -(-len(data) // SMALL)
            small += data.ljust(count * SMALL, b"\0")
            small_fat += [entry["start"] + number + 1 for number in range(count - 1)] + [END]
    if small:
        entries[0]["data"], entries[0]["start"] = bytes(small), store(bytes(small))
    small_fat_start = store(b"".join(struct.pack("<I", n) for n in small_fat).ljust(SECTOR, b"\xff")) if small_fat else END
    small_fat_count = -(-len(small_fat) * 4 // SECTOR)
    directory = b"".join(_entry(entry, entries) for entry in entries)
    start = store(directory + _unused() * (-len(entries) % 4))
    count = 1
    while count * 128 < len(fat) + count:
        count += 1
    first = len(sectors)
    table = fat + [FAT] * count
    table += [FREE] * (count * 128 - len(table))
    sectors += [struct.pack("<128I", *table[n * 128 : n * 128 + 128]) for n in range(count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, count, start, 0, CUTOFF, small_fat_start, small_fat_count, END, 0)
    header += struct.pack("<109I", *range(first, first + count), *[FREE] * (109 - count))
    return header + b"".join(sectors)


def _entry(entry, entries):
    children = entry["children"]
    for left, right in itertools.pairwise(children):
        entries[left]["right"] = right
    name = (entry["name"] + "\0").encode("utf-16-le")
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry["kind"], 1)
        + struct.pack("<3I", FREE, entry.get("right", FREE), children[0] if children else FREE)
        + bytes(36)
        + struct.pack("<IQ", entry.get("start", END), len(entry.get("data", b"")))
    )


def _unused():
    return bytes(66) + b"\0\0" + struct.pack("<3I", FREE, FREE, FREE) + bytes(36) + bytes(12)
