"""Writes a compound file ([MS-CFB], version 4), so that a storage within another file can be read as a file of its own."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from review.errors import CannotRead
from review.extract.ole import SIGNATURE
from review.model import GapReason

_SECTOR = 4096
_MINI = 64
_CUTOFF = 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_IN_HEADER = 109
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")


@dataclass
class _Node:
    name: str
    data: bytes | None = None
    children: dict[str, _Node] = field(default_factory=dict)
    number: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END
    size: int = 0


def compound_file(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """Return a compound file with these streams. Raises CannotRead if they are more than one header can point to."""
    root = _Node("Root Entry")
    for path, data in streams.items():
        node = root
        for name in path:
            node = node.children.setdefault(name, _Node(name))
        node.data = data
    nodes = [root]
    _number(root, nodes)
    body, table = bytearray(), list[int]()
    mini, mini_table = bytearray(), list[int]()
    for node in nodes[1:]:
        if node.data is None:
            continue
        node.size = len(node.data)
        if node.size >= _CUTOFF:
            node.start = _append(body, table, node.data, _SECTOR)
        elif node.size:
            node.start = _append(mini, mini_table, node.data, _MINI)
    root.size = len(mini)
    root.start = _append(body, table, bytes(mini), _SECTOR) if mini else _END
    packed = struct.pack(f"<{len(mini_table)}I", *mini_table)
    mini_start = _append(body, table, packed, _SECTOR, b"\xff") if mini_table else _END
    entries = b"".join(_entry(node, root=node is root) for node in nodes)
    directory = _append(body, table, entries, _SECTOR)
    return _header(directory, len(entries), mini_start, len(packed), table) + _with_table(body, table)


def _number(node: _Node, nodes: list[_Node]) -> None:
    """Number the entries below a storage and link brothers into a balanced tree."""
    ordered = sorted(node.children.values(), key=lambda child: (len(child.name), child.name.upper()))
    for child in ordered:
        child.number = len(nodes)
        nodes.append(child)
    node.child = _tree(ordered)
    for child in ordered:
        _number(child, nodes)


def _tree(nodes: list[_Node]) -> int:
    if not nodes:
        return _FREE
    middle = len(nodes) // 2
    nodes[middle].left, nodes[middle].right = _tree(nodes[:middle]), _tree(nodes[middle + 1 :])
    return nodes[middle].number


def _append(body: bytearray, table: list[int], data: bytes, sector: int, filler: bytes = b"\0") -> int:
    start = len(table)
    count = -(-len(data) // sector)
    body += data + filler * (count * sector - len(data))
    table.extend([*range(start + 1, start + count), _END])
    return start


def _entry(node: _Node, *, root: bool) -> bytes:
    name = node.name[:31].encode("utf-16-le")
    kind = 5 if root else 1 if node.data is None else 2
    start = node.start if node.data is not None or root else 0
    return _ENTRY.pack(name, len(name) + 2, kind, 1, node.left, node.right, node.child, bytes(16), 0, 0, 0, start, node.size)


def _fat_sectors(table: list[int]) -> int:
    count = 0
    while count * (_SECTOR // 4) < len(table) + count:
        count += 1
    if count > _IN_HEADER:
        raise CannotRead(GapReason.LIMIT, "嵌入的文件过大，未读取。请取出后单独检查。")
    return count


def _header(directory: int, entries: int, mini_start: int, mini_bytes: int, table: list[int]) -> bytes:
    fat = _fat_sectors(table)
    where = [*range(len(table), len(table) + fat), *[_FREE] * (_IN_HEADER - fat)]
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        SIGNATURE,
        bytes(16),
        0x3E,
        4,
        0xFFFE,
        12,
        6,
        bytes(6),
        -(-entries // _SECTOR),
        fat,
        directory,
        0,
        _CUTOFF,
        mini_start,
        -(-mini_bytes // _SECTOR),
        _END,
        0,
        0,
    )
    head = head[:76] + struct.pack(f"<{_IN_HEADER}I", *where)
    return head + bytes(_SECTOR - len(head))


def _with_table(body: bytearray, table: list[int]) -> bytes:
    fat = _fat_sectors(table)
    whole = [*table, *[_FAT] * fat]
    whole += [_FREE] * (fat * (_SECTOR // 4) - len(whole))
    return bytes(body) + struct.pack(f"<{len(whole)}I", *whole)
