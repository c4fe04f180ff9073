"""What an opaque signature wraps: the content of a SignedData message (RFC 5652, 5; GM/T 0010 for SM2), without looking at the signature.

Only what is needed of BER (ITU-T X.690) is read: lengths, also indefinite ones, and strings in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNED = frozenset((bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a811ccf550601040202")))
_SEQUENCE, _OID, _STRING, _STRING_IN_PIECES, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
_CONSTRUCTED = 0x20
_DEEPEST = 32
_PIECES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Value:
    tag: int
    start: int
    end: int
    next: int


def signed_content(data: bytes) -> bytes | None:
    """Return the content that a signature wraps; None if the message is encrypted, damaged or signs something apart."""
    try:
        outer = _children(data, _value(data, 0, 0))
        kind, wrapped = next(outer), next(outer)
        if kind.tag != _OID or data[kind.start : kind.end] not in _SIGNED:
            return None
        signed = next(_children(data, wrapped))
        content = next(value for value in _children(data, signed) if value.tag == _SEQUENCE)
        parts = _children(data, content)
        next(parts)
        return _string(data, next(_children(data, next(parts))))
    except (IndexError, ValueError, StopIteration):
        return None


def _value(data: bytes, at: int, depth: int) -> _Value:
    """Return the value that begins at `at`. Raises ValueError or IndexError for what is none."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise ValueError("long tag")
    if length == 0x80:
        end = start
        while data[end : end + 2] != b"\0\0":
            end = _value(data, end, depth + 1).next
        return _Value(tag, start, end, end + 2)
    if length & 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise ValueError("cut")
    return _Value(tag, start, start + length, start + length)


def _children(data: bytes, parent: _Value) -> Iterator[_Value]:
    if not parent.tag & _CONSTRUCTED:
        raise ValueError("no values within")
    at = parent.start
    while at < parent.end:
        child = _value(data, at, 0)
        yield child
        at = child.next


def _string(data: bytes, value: _Value) -> bytes:
    if value.tag == _STRING:
        return data[value.start : value.end]
    if value.tag != _STRING_IN_PIECES:
        raise ValueError("no string")
    pieces: list[bytes] = []
    for piece in _children(data, value):
        if piece.tag != _STRING or len(pieces) > _PIECES:
            raise ValueError("no string")
        pieces.append(data[piece.start : piece.end])
    return b"".join(pieces)
