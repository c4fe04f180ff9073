"""Writes small pictures block by block, with whatever somebody may leave in them."""

from __future__ import annotations

import struct
import zlib


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, size: tuple[int, int] = (2, 2), end: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(bytes(6))) + chunk(b"IEND") + end


def segment(code: int, data: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, size: tuple[int, int] = (16, 16), end: bytes = b"") -> bytes:
    """A JPEG whose scan holds stuffed bytes and a restart marker, which are no end."""
    frame = segment(0xC0, b"\x08" + struct.pack(">HH", *reversed(size)) + b"\x01\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\xd9\xff\xd0\x34"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + b"".join(segments) + frame + scan + b"\xff\xd9" + end


def exif(tags: dict[int, bytes | str], gps: tuple[float, float] | None = None, order: str = "<", thumbnail: bytes = b"") -> bytes:
    """A TIFF block: texts by tag, a place in degrees, a second picture."""
    fields = {tag: (7 if isinstance(value, bytes) else 2, value if isinstance(value, bytes) else value.encode() + b"\0")
              for tag, value in tags.items()}  # fmt: skip
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8))

    def directory(entries: dict[int, tuple[int, bytes]], more: int = 0) -> list[int]:
        start = len(out)
        out.extend(struct.pack(order + "H", len(entries)) + bytes(12 * len(entries) + 4))
        for number, (tag, (kind, value)) in enumerate(sorted(entries.items())):
            count = len(value) // {3: 2, 4: 4, 5: 8}.get(kind, 1)
            at = start + 2 + 12 * number
            struct.pack_into(order + "HHI", out, at, tag, kind, count)
            if len(value) <= 4:
                out[at + 8 : at + 12] = value.ljust(4, b"\0")
            else:
                struct.pack_into(order + "I", out, at + 8, len(out))
                out.extend(value)
        return [start + 2 + 12 * len(entries), start + more]

    long = lambda number: (4, struct.pack(order + "I", number))  # noqa: E731
    if gps:
        fields[0x8825] = long(0)
    ends = directory(fields)
    if gps:
        struct.pack_into(order + "I", out, 8 + 2 + 12 * sorted(fields).index(0x8825) + 8, len(out))
        names = (b"S\0" if gps[0] < 0 else b"N\0", b"W\0" if gps[1] < 0 else b"E\0")
        directory({1: (2, names[0]), 2: (5, _degrees(gps[0], order)), 3: (2, names[1]), 4: (5, _degrees(gps[1], order))})
    if thumbnail:
        place = len(out)
        out.extend(thumbnail)
        struct.pack_into(order + "I", out, ends[0], len(out))
        directory({0x0201: long(place), 0x0202: long(len(thumbnail))})
    return bytes(out)


def _degrees(value: float, order: str) -> bytes:
    value = abs(value)
    minutes = value % 1 * 60
    return struct.pack(order + "6I", int(value), 1, int(minutes), 1, round(minutes % 1 * 60 * 10_000), 10_000)


def iptc(*sets: tuple[int, str]) -> bytes:
    block = b"".join(b"\x1c\x02" + bytes((number,)) + struct.pack(">H", len(text.encode())) + text.encode() for number, text in sets)
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) & 1)


def xmp(content: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in {
            "x": "adobe:ns:meta/",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "dc": "http://purl.org/dc/elements/1.1/",
            "exif": "http://ns.adobe.com/exif/1.0/",
        }.items()
    )
    return f"<x:xmpmeta {spaces}><rdf:RDF><rdf:Description>{content}</rdf:Description></rdf:RDF></x:xmpmeta>".encode()


def gif(*blocks: bytes, frames: int = 1, end: bytes = b"") -> bytes:
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + b"".join(blocks) + image * frames + b"\x3b" + end


def webp(*chunks: tuple[bytes, bytes], end: bytes = b"") -> bytes:
    body = b"WEBP" + b"".join(kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1) for kind, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body + end
