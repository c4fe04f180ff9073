"""Macros of Office files: the source text of every module, as it was written ([MS-OVBA] 2.3 and 2.4).

A module that keeps only compiled code has no source to read, which is said as a gap.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Mapping

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits
from review.extract.loose_text import loose_text
from review.extract.ole import Compound
from review.model import GapReason, Layer, Place

_BROKEN = (CannotRead, ValueError, LookupError, ArithmeticError, struct.error)
_UNREAD = "文件带有宏程序（{name}），未能全部读出。请另存为不带宏的新格式后再检查。"
_CODEPAGE, _STREAM, _OFFSET, _VERSION, _END = 0x0003, 0x001A, 0x0031, 0x0009, 0x002B
_SIGNATURE = 1
_CHUNK = 4096
_MOST = 16 << 20  # bytes of source of one project
_MODULES = 1_000
_BOILERPLATE = ("Attribute VB_",)


def read_macros(builder: DocumentBuilder, data: bytes, part: str) -> None:
    """Add the modules of a VBA project that is a file of its own (vbaProject.bin), each a piece of its own."""
    try:
        streams = _streams(data, builder.limits)
    except _BROKEN:
        streams = {}
    read_project(builder, streams, part, data)


def read_project(builder: DocumentBuilder, streams: Mapping[str, bytes], part: str, whole: bytes = b"") -> None:
    """Add the modules of a VBA project, each a piece of its own; one without any still counts as macros.

    `streams` are the project's by lower-case path; in `whole` words are looked for if no module can be told.
    """
    try:
        modules = list(_modules(streams))
    except _BROKEN:
        modules = []
    told = False
    for name, source in modules:
        lines = [line for line in (source or "").splitlines() if line.strip() and not line.startswith(_BOILERPLATE)]
        if lines:
            told = True
            builder.behind("\n".join(lines), Place(part, name), Layer.EMBEDDED, "macro")
    if not told:
        words = [] if modules else loose_text(whole or b"".join(streams.values())).splitlines()
        builder.behind("\n".join([part, *words]), Place(part), Layer.EMBEDDED, "macro")
    if not modules or any(source is None for _, source in modules):
        builder.gap(GapReason.UNSUPPORTED, _UNREAD.format(name=part), Place(part))


def _streams(data: bytes, limits: Limits) -> dict[str, bytes]:
    compound = Compound(data, limits)
    return {"/".join(path).lower(): compound.read(path) for path in compound.streams}


def _modules(project: Mapping[str, bytes]) -> Iterator[tuple[str, str | None]]:
    """Yield the modules by name with their source, None where there is none; forms give the words on them."""
    home = next((name.removesuffix("dir") for name in sorted(project, key=len) if f"/{name}".endswith("/vba/dir")), None)
    if home is None:
        return
    codepage, listed = _listed(_decompressed(project[f"{home}dir"]))
    left = _MOST
    for stream, offset in list(dict(listed).items())[:_MODULES]:
        try:
            source = _decompressed(project.get(f"{home}{stream.lower()}", b"")[offset:], left)
        except _BROKEN:
            source = b""
        left -= len(source)
        yield stream, source.decode(codepage, "replace") or None
    for name, data in project.items():
        words = loose_text(data) if name.endswith(("/f", "/o")) else ""
        if words:
            yield name, words


def _listed(records: bytes) -> tuple[str, list[tuple[str, int]]]:
    """Return the encoding of a project and, for each module, its stream and where the source begins in it."""
    codepage, stream, offset, at = "cp1252", "", 0, 0
    listed: list[tuple[str, int]] = []
    while at + 6 <= len(records):
        kind, size = struct.unpack_from("<HI", records, at)
        size = 6 if kind == _VERSION else size  # this record tells its size wrongly
        value = records[at + 6 : at + 6 + size]
        at += 6 + size
        if kind == _CODEPAGE:
            codepage = _encoding(int.from_bytes(value, "little"))
        elif kind == _STREAM:
            stream = value.decode(codepage, "replace")
        elif kind == _OFFSET:
            offset = int.from_bytes(value, "little")
        elif kind == _END and stream:
            listed.append((stream, offset))
            stream, offset = "", 0
    return codepage, listed


def _encoding(number: int) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return {65001: "utf-8", 10008: "gb2312", 54936: "gb18030"}.get(number, "cp1252")


def _decompressed(data: bytes, most: int = _MOST) -> bytes:
    """Unpack a compressed container ([MS-OVBA] 2.4.1). Raises ValueError or IndexError for what is none or too much."""
    if not data or data[0] != _SIGNATURE:
        raise ValueError
    out = bytearray()
    at = 1
    while at + 2 <= len(data):
        if len(out) > most:
            raise ValueError
        (header,) = struct.unpack_from("<H", data, at)
        if header >> 12 & 7 != 3:
            raise ValueError
        end = min(at + (header & 0xFFF) + 3, len(data))
        if header & 0x8000:
            _chunk(data, at + 2, end, out)
        else:
            out += data[at + 2 : at + 2 + _CHUNK]
        at = end
    return bytes(out)


def _chunk(data: bytes, at: int, end: int, out: bytearray) -> None:
    """Unpack one chunk of literal bytes and copies of what the chunk already gave."""
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", data, at)
            at += 2
            bits = max((len(out) - start - 1).bit_length(), 4)
            length = (token & 0xFFFF >> bits) + 3
            back = (token >> 16 - bits) + 1
            if back > len(out) - start or len(out) - start + length > _CHUNK:
                raise ValueError
            for _ in range(length):
                out.append(out[-back])
