"""Compressed RTF as Outlook stores it. Source: [MS-OXRTFCP] Rich Text Format (RTF) Compression Algorithm."""

from __future__ import annotations

import struct

from review.errors import CannotRead
from review.extract.limits import Limits, over_limit
from review.model import GapReason

_PREFILL = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_SIZE = 4096
_STORED, _PACKED = 0x414C454D, 0x75465A4C
_HEADER = struct.Struct("<4I")


def decompress(data: bytes, limits: Limits) -> bytes:
    """Return the RTF text. Raises CannotRead when it is damaged; a stream that ends early gives what it holds."""
    if len(data) < _HEADER.size:
        raise _damaged()
    _, size, kind, _ = _HEADER.unpack_from(data)
    if size > limits.unpacked_bytes or size > 12 * len(data):
        raise over_limit("邮件正文过大")
    if kind == _STORED:
        return data[_HEADER.size : _HEADER.size + size]
    if kind != _PACKED:
        raise _damaged()
    return _unpacked(data, size)


def _unpacked(data: bytes, size: int) -> bytes:
    window = bytearray(_PREFILL.ljust(_SIZE, b"\0"))
    write, position, end = len(_PREFILL), _HEADER.size, len(data)
    out = bytearray()
    while position < end and len(out) < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= end:
                break
            if not control >> bit & 1:
                window[write] = data[position]
                out.append(data[position])
                write = (write + 1) % _SIZE
                position += 1
                continue
            if position + 1 >= end:
                return bytes(out)
            token = data[position] << 8 | data[position + 1]
            position += 2
            offset, length = token >> 4, (token & 15) + 2
            if offset == write:
                return bytes(out)
            for step in range(length):
                byte = window[(offset + step) % _SIZE]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % _SIZE
    return bytes(out)


def _damaged() -> CannotRead:
    return CannotRead(GapReason.DAMAGED, "邮件的 RTF 正文已损坏，未读取。请在 Outlook 中打开，另存为文本后再检查。")
