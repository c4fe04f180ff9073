"""Pictures that old office programs keep in a store of their own: in .xls among the records of the workbook, in .ppt in a stream.

Source: [MS-ODRAW] 2.2.20 to 2.2.32. Windows metafiles and PICT drawings hold no pixels; they are told as what they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed_picture
from review.extract.metafile import metafile_text
from review.extract.picture_gap import picture_gap
from review.extract.picture_sheet import Shown
from review.model import Layer, Place

_HEAD = struct.Struct("<HHI")
_CONTAINERS = frozenset((0xF000, 0xF001))  # all drawings, the store
_ENTRY = 0xF007
_DRAWN = frozenset((0xF01A, 0xF01B, 0xF01C))  # EMF, WMF, PICT
_BITMAPS = frozenset((0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A))  # JPEG, PNG, DIB, TIFF, JPEG
_DIB = 0xF01F
_TWO_DIGESTS = frozenset((0x3D5, 0x217, 0x543, 0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5))  # instances of records that name the picture twice
_DIGEST, _TAG, _METAFILE = 16, 1, 34  # bytes before the data
_RECORDS = 100_000


def put_blips(builder: DocumentBuilder, data: bytes) -> int:
    """Read the pictures of a store; return how many they are, 0 if it could not be read to the end."""
    number = 0
    for number, picture in enumerate(_blips(data), 1):
        if picture is None:
            return 0
        called, place = f"第{number}张图片", Place(f"picture{number}")
        if not embed_picture(builder, picture, called, place.part, Shown(place)):
            text = metafile_text(picture)
            if text:
                builder.behind(text, place, Layer.HIDDEN, "text")
            picture_gap(builder, called, place)
    return number


def _blips(data: bytes) -> Iterator[bytes | None]:
    """Yield the bytes of each picture, and None where the records are broken."""
    at, left = 0, _RECORDS
    while at + _HEAD.size <= len(data):
        version, kind, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        left -= 1
        if left < 0 or (kind not in _CONTAINERS and at + size > len(data)):
            yield None
            return
        if kind in _CONTAINERS:
            continue
        if kind == _ENTRY:
            at += _name_end(data, at, size)
            continue
        if kind in _DRAWN or kind in _BITMAPS:
            yield _picture(kind, version >> 4, data[at : at + size])
        at += size


def _name_end(data: bytes, at: int, size: int) -> int:
    """Return how long an entry is before the picture in it, which may be missing: 36 bytes and a name."""
    return min(size, 36 + (data[at + 33] if size >= 36 else size))


def _picture(kind: int, instance: int, data: bytes) -> bytes:
    start = _DIGEST * (2 if instance in _TWO_DIGESTS else 1)
    if kind in _DRAWN:
        (packed,) = struct.unpack_from("<B", data, start + _METAFILE - 2) if len(data) >= start + _METAFILE else (0xFE,)
        return _unpacked(data[start + _METAFILE :]) if packed == 0 else data[start + _METAFILE :]
    picture = data[start + _TAG :]
    return _with_head(picture) if kind == _DIB else picture


def _unpacked(data: bytes) -> bytes:
    import zlib

    try:
        return zlib.decompressobj().decompress(data, 64 << 20)
    except zlib.error:
        return b""


def _with_head(dib: bytes) -> bytes:
    """Return a bitmap with the head that it has as a file (BITMAPFILEHEADER)."""
    if len(dib) < 40:
        return dib
    (size,) = struct.unpack_from("<I", dib)
    (bits,) = struct.unpack_from("<H", dib, 14)
    (method,) = struct.unpack_from("<I", dib, 16)
    (used,) = struct.unpack_from("<I", dib, 32)
    colours = used or (1 << bits if bits <= 8 else 0)
    start = 14 + size + 4 * colours + (12 if method == 3 and size == 40 else 0)
    return b"BM" + struct.pack("<IHHI", 14 + len(dib), 0, 0, start) + dib
