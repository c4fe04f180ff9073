"""Words drawn in Windows metafiles, the pictures that charts, drawings and pasted tables of office programs become.

Sources: [MS-EMF] 2.3.5 (text records), [MS-WMF] 2.3.3. Only text records are read; the drawing is for eyes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from review.extract.loose_text import decoded

_EMF_WORDS = {84: "utf-16-le", 83: "gb18030"}  # EMR_EXTTEXTOUTW, EMR_EXTTEXTOUTA
_SMALL_WORDS = 108  # EMR_SMALLTEXTOUT
_EXT_TEXT_OUT, _TEXT_OUT = 0x0A32, 0x0521
_PLACEABLE = b"\xd7\xcd\xc6\x9a"
_MOST = 64 << 20
_LINES = 100_000


def metafile_text(data: bytes) -> str:
    """Return the text of a metafile, one record a line; empty for anything else."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(31).decompress(data, _MOST)
        except zlib.error:
            return ""
    lines: list[str] = []
    try:
        records = _emf(data) if data[40:44] == b" EMF" else _wmf(data)
        for line in records:
            lines.append(line)
            if len(lines) > _LINES:
                break
    except (struct.error, IndexError):
        pass
    return "\n".join(line.strip() for line in lines if line.strip())


def _emf(data: bytes) -> Iterator[str]:
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8:
            return
        if kind in _EMF_WORDS and size >= 52:
            count, start = struct.unpack_from("<II", data, at + 44)
            width = 2 if kind == 84 else 1
            yield data[at + start : at + min(start + count * width, size)].decode(_EMF_WORDS[kind], "replace")
        elif kind == _SMALL_WORDS and size >= 36:
            count, options = struct.unpack_from("<I4xI", data, at + 16)
            start = at + (36 if options & 0x100 else 52)
            narrow = bool(options & 0x200)
            yield data[start : start + count * (1 if narrow else 2)].decode("latin-1" if narrow else "utf-16-le", "replace")
        at += size


def _wmf(data: bytes) -> Iterator[str]:
    at = 22 if data.startswith(_PLACEABLE) else 0
    if struct.unpack_from("<HH", data, at) not in ((1, 9), (2, 9)):
        return
    at += 18
    while at + 6 <= len(data):
        words, kind = struct.unpack_from("<IH", data, at)
        if words < 3:
            return
        if kind == _TEXT_OUT:
            (count,) = struct.unpack_from("<H", data, at + 6)
            yield decoded(data[at + 8 : at + 8 + count])
        elif kind == _EXT_TEXT_OUT:
            count, options = struct.unpack_from("<HH", data, at + 10)
            start = at + 14 + (8 if options & 6 else 0)
            yield decoded(data[start : start + count])
        at += words * 2
