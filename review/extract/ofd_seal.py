"""The picture of an electronic seal (GB/T 38540-2020): type, data, width and height, somewhere in the seal or the signature over it.

Only that is looked for, in DER (ITU-T X.690); nothing is verified.
"""

from __future__ import annotations

_IA5, _OCTETS, _INTEGER = 0x16, 0x04, 0x02
_CONSTRUCTED = 0x20
_PICTURES = frozenset((b"png", b"jpg", b"jpeg", b"bmp", b"gif", b"tif", b"tiff"))
_NODES = 20_000
_DEPTH = 24


def seal_picture(data: bytes) -> bytes:
    """Return the picture of a seal if it is one in pixels; empty otherwise."""
    left = _NODES
    todo = [(0, len(data), 0)]
    while todo and left > 0:
        start, end, depth = todo.pop()
        parts = _parts(data, start, end)
        left -= len(parts) + 1
        kinds = [tag for tag, _, _ in parts[:3]]
        if kinds == [_IA5, _OCTETS, _INTEGER] and data[parts[0][1] : parts[0][2]].lower() in _PICTURES:
            return data[parts[1][1] : parts[1][2]]
        if depth < _DEPTH:
            todo.extend((begin, stop, depth + 1) for tag, begin, stop in reversed(parts) if tag & _CONSTRUCTED)
    return b""


def _parts(data: bytes, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return tag, begin and end of the contents of the values that stand side by side; what is no DER ends the list."""
    found: list[tuple[int, int, int]] = []
    while start + 2 <= end and len(found) < _NODES:
        tag, size = data[start], data[start + 1]
        start += 2
        if size & 0x80:
            count = size & 0x7F
            if not 0 < count <= 4 or start + count > end:
                break
            size = int.from_bytes(data[start : start + count], "big")
            start += count
        if start + size > end:
            break
        found.append((tag, start, start + size))
        start += size
    return found
