"""Objects inserted into a document: a file as it is, or an OLE object in a compound file that wraps one.

Sources: [MS-CFB], [MS-OLEDS] 2.3 (native data of a packaged file), [MS-OLEPS] (properties). An object whose format is not known is
looked through for words, and said to be unread.
"""

from __future__ import annotations

import posixpath
import struct

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.loose_text import decoded, loose_text
from review.extract.ole import open_compound
from review.extract.properties import AUTHORS, add_properties
from review.extract.sniff import sniff
from review.model import GapReason, Layer, Place

BROKEN = (OSError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, struct.error, MemoryError, RecursionError)
_STREAMS = 2_000
_QUIET = frozenset(
    {"\x01compobj", "\x03objinfo", "\x03meta", "\x03print", "\x03eprint", "\x03accessobjsitedata", "\x05documentsummaryinformation"}
)
_PICTURES = ("\x02olepres",)  # of what the object looks like on the page; the page shows its own copy
_NATIVE, _PACKAGE, _OLE, _SUMMARY = "\x01ole10native", "package", "\x01ole", "\x05summaryinformation"
_UNREAD = "文稿中嵌有附件（{name}），格式不认识，未检查。请打开附件另存后单独检查，或从文稿中删除。"
Parts = dict[str, bytes]


def read_object(builder: DocumentBuilder, data: bytes, part: str, unread: str = _UNREAD) -> None:
    """Add an embedded object: the file in it as a document of its own, what it is called, where it came from.

    `unread` is what to say, with the name of the part, if its format is not known.
    """
    kind = sniff(data)
    lines: list[str] = []
    if kind not in ("ole", "binary"):
        folder, _, name = part.rpartition("/")
        embed(builder, data, name, Place(folder or "word"))
    else:
        streams = streams_of(data, builder.limits.unpacked_bytes) if kind == "ole" else None
        if streams is None or not _inner(builder, streams, part, lines):
            if streams is None:
                lines += loose_text(data).splitlines()
            builder.gap(GapReason.UNSUPPORTED, unread.format(name=part), Place(part))
    builder.behind("\n".join(dict.fromkeys([part, *lines])), Place(part), Layer.EMBEDDED, "attachment")


def streams_of(data: bytes, most: int) -> Parts | None:
    """Return the streams of a compound file by lower-case path; None if it cannot be opened or holds more than `most` bytes."""
    streams: Parts = {}
    try:
        opened = open_compound(data)
        for path in opened.listdir()[:_STREAMS]:
            most -= opened.get_size(path)
            if most < 0:
                return None
            streams["/".join(path).lower()] = opened.openstream(path).read()
    except BROKEN:
        return None
    return streams


def _inner(builder: DocumentBuilder, streams: Parts, part: str, lines: list[str]) -> bool:
    """Read the streams of an object; return whether its content is among what was read."""
    known = False
    for name, data in streams.items():
        if name == _NATIVE:
            known |= _native(builder, data, part, lines)
        elif name == _PACKAGE or (name.endswith("contents") and sniff(data) not in ("text", "binary", "ole")):
            known = True
            embed(builder, data, "", Place(part))
        elif name == _OLE:
            lines += [line for line in loose_text(data).splitlines() if "\\" in line or "/" in line]
        elif name == _SUMMARY:
            _summary(builder, data, part)
        elif name not in _QUIET and not name.startswith(_PICTURES):
            lines += loose_text(data).splitlines()
    return known


def _native(builder: DocumentBuilder, data: bytes, part: str, lines: list[str]) -> bool:
    """Read a packaged file: its name, the paths it came from, and its bytes ([MS-OLEDS] 2.3.6)."""
    try:
        (total,) = struct.unpack_from("<I", data)
        name, at = _text(data, 6)
        source, at = _text(data, at)
        (length,) = struct.unpack_from("<I", data, at + 4)
        temporary, _ = _text(data[: at + 8 + length], at + 8)
        at += 8 + length
        (size,) = struct.unpack_from("<I", data, at)
    except (struct.error, ValueError):
        return False
    content = data[at + 4 : at + 4 + size]
    if len(content) < size or total + 4 > len(data) + 4:
        return False
    lines += [text for text in (name, source, temporary) if text]
    lines += loose_text(data[at + 4 + size :]).splitlines()
    embed(builder, content, posixpath.basename(name.replace("\\", "/")), Place(part))
    return True


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\x00", at)
    return decoded(data[at:end]), end + 1


def _summary(builder: DocumentBuilder, data: bytes, part: str) -> None:
    """Put the words of a property set behind the page; who wrote the object cannot be told from them, so all count as names."""
    text = "、".join(line.strip() for line in _property_texts(data))
    if text:
        add_properties(builder, [f"{part}：{text}"], AUTHORS)


def _property_texts(data: bytes) -> list[str]:
    """Return the texts of a property set stream: strings with their length before them ([MS-OLEPS] 2.5, 2.6)."""
    texts: list[str] = []
    at = data.find(b"\x1e\x00\x00\x00")
    while at >= 0 and at + 8 <= len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        raw = data[at + 8 : at + 8 + size].rstrip(b"\x00")
        if 0 < size <= 4096 and raw and b"\x00" not in raw and not raw.startswith((b"Normal", b"Microsoft", b"WPS")):
            texts.append(decoded(raw))
        at = data.find(b"\x1e\x00\x00\x00", at + 4)
    return texts
