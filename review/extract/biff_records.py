"""The records of a binary workbook ([MS-XLS] 2.1.4, BIFF8): a kind, a length and data; and the strings within them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from review.extract.limits import over_limit

BOF, EOF, CONTINUE, QUERY = 0x0809, 0x0A, 0x3C, 0xCD
_RECORDS = 20_000_000


@dataclass
class Damage:
    """Whether a record was met that does not hold what it says."""

    found: bool = False


def substream(stream: bytes, start: int, damage: Damage) -> Iterator[tuple[int, bytes]]:
    """Yield kind and data of the records of one substream, charts within it included. Raises CannotRead for far too many."""
    depth = number = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        number += 1
        if number > _RECORDS:
            raise over_limit("表格内部的记录过多")
        start += 4
        if start + size > len(stream):
            damage.found = True
            return
        yield kind, stream[start : start + size]
        start += size
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0 and kind == EOF:
            return


def string(data: bytes, at: int) -> tuple[str, int]:
    """Return the string at an offset, and the offset behind it: length, flags, characters ([MS-XLS] 2.5.294)."""
    (size,) = struct.unpack_from("<H", data, at)
    return characters(data, at + 2, size)


def characters(data: bytes, at: int, size: int) -> tuple[str, int]:
    """Return `size` characters that follow their flags, one or two bytes each, and the offset behind them."""
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


def constant(formula: bytes) -> str:
    """Return the value of a formula that is one constant; empty for a reference or a calculation."""
    if formula[:1] == b"\x17" and len(formula) > 2:
        return characters(formula, 2, formula[1])[0]
    if formula[:1] == b"\x1e" and len(formula) >= 3:
        return str(struct.unpack_from("<H", formula, 1)[0])
    if formula[:1] == b"\x1f" and len(formula) >= 9:
        return format(struct.unpack_from("<d", formula, 1)[0], ".15g")
    return ""
