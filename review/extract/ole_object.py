r"""What an embedded OLE object really holds: the packaged file, the document, or only a link.

Sources: [MS-OLEDS] 2.2 (OLE 1.0 streams) and 2.3.6 (``\1Ole10Native``), [MS-CFB] (compound files).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from review.extract.archive import readable_name
from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.ole import open_compound
from review.model import GapReason, Layer, Place

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE, _WHOLE = "\x01Ole10Native", ("Package", "CONTENTS", "EmbeddedOdf")
_LINKED, _EMBEDDED = 1, 2
_UNREAD = "文稿中嵌有对象，内容未能取出。请打开该对象，另存为文件后单独检查，或从文稿中删除。"


def embed_ole1(builder: DocumentBuilder, data: bytes, place: Place) -> None:
    """Read what RTF keeps of an object: the OLE 1.0 stream with its class, its link and its native data."""
    try:
        _, kind = struct.unpack_from("<II", data)
        position = 8
        names = []
        for _ in range(3):
            (length,) = struct.unpack_from("<I", data, position)
            names.append(readable_name(data[position + 4 : position + 4 + min(length, 4096)].partition(b"\0")[0]))
            position += 4 + length
        if kind == _LINKED:
            builder.behind("\n".join(filter(None, names[1:])) or names[0], place, Layer.METADATA, "external-link")
            return
        (size,) = struct.unpack_from("<I", data, position)
        native = data[position + 4 : position + 4 + size]
    except struct.error:
        kind, names, native = 0, [""], data
    if kind != _EMBEDDED and not native.startswith(_COMPOUND):
        builder.gap(GapReason.UNSUPPORTED, _UNREAD, place)
    elif names[0].lower() == "package":
        _packaged(builder, native, place)
    else:
        embed_compound(builder, native, place, names[0])


def embed_compound(builder: DocumentBuilder, data: bytes, place: Place, name: str = "") -> None:
    """Read an object: the file packaged in a compound file, or the compound file itself."""
    if not data:
        builder.gap(GapReason.DAMAGED, _UNREAD, place)
        return
    streams = _streams(data) if data.startswith(_COMPOUND) else {}
    if _NATIVE in streams:
        _packaged(builder, streams[_NATIVE][4:], place)
    else:
        packed = packed_file(streams)
        embed(builder, data if packed is None else packed, name, place)


def packed_file(streams: Mapping[str, bytes]) -> bytes | None:
    """Return the stream of an object's storage that is a file of its own."""
    return next((streams[name] for name in _WHOLE if name in streams), None)


def read_stream(ole: Any, path: Sequence[str], size: int) -> bytes:
    """Return a stream of a compound file of `size` bytes. Raises ValueError if it claims more than the file has.

    A table of sectors that runs in a circle makes a few kilobytes give as much as the directory claims.
    """
    if max(ole.get_size(list(path)), ole.root.size) > size:
        raise ValueError(path)
    return bytes(ole.openstream(list(path)).read())


def _streams(data: bytes) -> dict[str, bytes]:
    """Return the streams at the top of a compound file that may hold a packaged file."""
    found: dict[str, bytes] = {}
    try:
        with open_compound(data) as ole:
            for name in (_NATIVE, *_WHOLE):
                if ole.exists(name):
                    found[name] = read_stream(ole, (name,), len(data))
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError):
        return {}
    return found


def _packaged(builder: DocumentBuilder, data: bytes, place: Place) -> None:
    """Read a file that the object packager stored: label, path, temporary path, content."""
    try:
        label, path, position = data[2:].split(b"\0", 2)[0], b"", 2
        position += len(label) + 1
        path = data[position:].partition(b"\0")[0][:4096]
        position += len(path) + 1 + 4
        (length,) = struct.unpack_from("<I", data, position)
        temporary = data[position + 4 : position + 4 + min(length, 4096)].partition(b"\0")[0]
        position += 4 + length
        (size,) = struct.unpack_from("<I", data, position)
        content = data[position + 4 : position + 4 + size]
    except (struct.error, ValueError, IndexError):
        builder.gap(GapReason.DAMAGED, _UNREAD, place)
        return
    name = readable_name(label or path).replace("\\", "/").rpartition("/")[2]
    paths = [text for text in dict.fromkeys(map(readable_name, (path, temporary))) if "\\" in text or "/" in text]
    if paths:
        builder.behind("\n".join(paths), place, Layer.METADATA, "external-link")
    if len(content) < size:
        builder.gap(GapReason.DAMAGED, _UNREAD, place)
    if content:
        embed(builder, content, name, place)
