"""Streams of a PDF unpacked within bounds: two kilobytes can stand for a gigabyte (ISO 32000-1, 7.4)."""

from __future__ import annotations

import zlib
from typing import Any

from review.extract.pdf_values import name_of

MOST = 64 << 20  # bytes of one stream
SMALL = 1 << 20  # bytes that may be unpacked by another method than deflate: it makes at most some hundred times as much


class TooLargeError(ValueError):
    """A stream that unpacks to more than it may."""


def unpacked(stream: Any, most: int = MOST) -> bytes:
    """Return the content of a stream. Raises TooLargeError beyond `most` bytes, and what pikepdf raises for a broken one."""
    data: bytes = stream.read_raw_bytes()
    names = _filters(stream)
    if names and all(name in ("FlateDecode", "Fl") for name in names):
        for _ in names:
            data = _inflate(data, most)
        parameters = stream.get("/DecodeParms") or stream.get("/DP")
        if parameters is None:
            return data
    elif len(data) > SMALL and names:
        raise TooLargeError("stream too large for its filter")
    if names:
        data = stream.read_bytes()
    if len(data) > most:
        raise TooLargeError("stream too large")
    return data


def _filters(stream: Any) -> list[str]:
    import pikepdf

    value = stream.get("/Filter")
    if isinstance(value, pikepdf.Array):
        return [name_of(part) for part in value]
    return [name_of(value)] if value is not None else []


def _inflate(data: bytes, most: int) -> bytes:
    packer = zlib.decompressobj()
    try:
        out = packer.decompress(data, most)
    except zlib.error as error:
        raise ValueError("stream is not deflated") from error
    if packer.unconsumed_tail:
        raise TooLargeError("stream too large")
    return out
