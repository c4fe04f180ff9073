"""The containers that pictures come in, walked block by block without decoding a pixel.

JPEG (ITU-T T.81, JFIF), PNG (W3C PNG 3rd edition), GIF89a, WebP (RFC 9649), BMP, HEIF and AVIF (ISO/IEC 23008-12; looked through
for what they carry). Told are the size, the frames, the blocks of text and metadata, and where the picture ends.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from review import lazy_re as re
from review.extract.loose_text import decoded, loose_text

_TEXT = 4 << 20  # bytes of one packed block of text
_WORDS = 500  # characters told of a block that nobody knows
_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd8-\xfe\x01]")
_ISO_XMP = re.compile(rb"<x:xmpmeta.{0,4194304}?</x:xmpmeta>", re.DOTALL)
_ISO_EXIF = re.compile(rb"Exif\x00\x00(?=II\*\x00|MM\x00\*)")
_QUIET_PNG = frozenset(
    b"IHDR PLTE IDAT tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT tIME acTL fcTL fdAT iDOT cICP mDCV cLLI vpAg caNv orNT oFFs "
    b"pCAL sCAL gIFg sTER CgBI msOG cpIp".split()
)
_QUIET_WORDS = re.compile(rb"CREATOR: gd-jpeg.*|.*libjpeg.*|LEAD Technologies.*|File (?:source|written).*|Created with.*", re.DOTALL)
_RAW_PROFILE = re.compile(r"Raw profile type (\w+)")
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_MORE = b"http://ns.adobe.com/xmp/extension/\x00"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass
class Walked:
    """What the container of a picture holds.

    `end` is where the picture ends, None where the format does not say; `more_xmp` is a second packet, too long for one block;
    `unknown` names blocks that were not understood; `whole` says that the walk reached the end.
    """

    size: tuple[int, int] = (0, 0)
    frames: int = 1
    pairs: list[tuple[str, str]] = field(default_factory=list)
    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    more_xmp: bytes = b""
    iptc: list[bytes] = field(default_factory=list)
    photoshop: list[bytes] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    thumbnail: bool = False
    end: int | None = None
    whole: bool = True


def walk(data: bytes) -> Walked:
    """Walk the blocks of a picture; a broken one is told as far as it goes."""
    found = Walked()
    try:
        _walker(data)(data, found)
    except (struct.error, IndexError, ValueError, zlib.error):
        found.whole = False
    if found.more_xmp:
        found.xmp.append(found.more_xmp)
    return found


def _walker(data: bytes) -> Callable[[bytes, Walked], None]:
    if data.startswith(b"\xff\xd8"):
        return _jpeg
    if data.startswith(b"\x89PNG"):
        return _png
    if data.startswith(b"GIF8"):
        return _gif
    if data[:4] == b"RIFF":
        return _webp
    if data[:2] == b"BM":
        return _bmp
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return _tiff
    return _iso if data[4:8] == b"ftyp" else _other


def _jpeg(data: bytes, found: Walked) -> None:
    position = 2
    while True:
        marker = _MARKER.search(data, position)
        if not marker:
            found.whole = False
            return
        code, position = data[marker.start() + 1], marker.end()
        if code == 0xD9:
            found.end = position
            return
        if code in (0x01, 0xD8) or 0xD0 <= code <= 0xD7:
            continue
        (length,) = struct.unpack_from(">H", data, position)
        block = data[position + 2 : position + length]
        if length < 2 or len(block) < length - 2:
            found.whole = False
            return
        position += length
        if code in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", block, 1)
            found.size = (width, height)
        elif code == 0xFE:
            _comment(block, found)
        elif 0xE0 <= code <= 0xEF:
            _segment(code - 0xE0, block, found)


def _segment(number: int, block: bytes, found: Walked) -> None:
    """Take one application segment."""
    if block.startswith(b"Exif\x00"):
        found.exif.append(block[6:])
    elif block.startswith(_XMP_HEAD):
        found.xmp.append(block[len(_XMP_HEAD) :])
    elif block.startswith(_XMP_MORE):
        found.more_xmp += block[len(_XMP_MORE) + 40 :]  # after a checksum, a length and an offset
    elif block.startswith(b"Photoshop 3.0\x00"):
        found.photoshop.append(block[14:])
    elif block.startswith(b"JFXX"):
        found.thumbnail = True
    elif block.startswith(b"JFIF"):
        found.thumbnail |= len(block) >= 14 and block[12] * block[13] > 0
    elif b"<x:xmpmeta" in block:
        found.xmp.append(block[block.index(b"<x:xmpmeta") :])
    elif not block.startswith((b"ICC_PROFILE", b"Adobe", b"MPF\x00", b"Ducky", b"AROT", b"HDR_RI", b"urn:iso:std")):
        text = " ".join(loose_text(block).splitlines())[:_WORDS]
        if text:
            found.pairs.append((f"APP{number} 段", text))


def _comment(block: bytes, found: Walked) -> None:
    block = block.strip(b"\x00 \r\n")
    if block and not _QUIET_WORDS.fullmatch(block):
        found.pairs.append(("注释", decoded(block)))


def _png(data: bytes, found: Walked) -> None:
    position = 8
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        block = data[position + 8 : position + 8 + length]
        position += length + 12
        if position > len(data) or not kind.isalpha():
            break
        if kind == b"IHDR":
            found.size = struct.unpack_from(">II", block)
        elif kind == b"acTL":
            (found.frames,) = struct.unpack_from(">I", block)
        elif kind == b"eXIf":
            found.exif.append(block)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            _png_text(kind, block, found)
        elif kind == b"IEND":
            found.end = position
            return
        elif kind not in _QUIET_PNG:
            found.unknown.append(kind.decode("latin-1"))
    found.whole = False


def _png_text(kind: bytes, block: bytes, found: Walked) -> None:
    key, _, rest = block.partition(b"\x00")
    if kind == b"zTXt":
        rest = _unpacked(rest[1:])
    elif kind == b"iTXt":
        packed, (_, _, rest) = rest[:1] == b"\x01", _split(rest[2:])
        rest = _unpacked(rest) if packed else rest
    name = decoded(key)
    profile = _RAW_PROFILE.fullmatch(name)
    if profile:
        _raw_profile(profile[1].lower(), rest, found)
    elif name == "XML:com.adobe.xmp":
        found.xmp.append(rest)
    elif rest.strip():
        found.pairs.append((name, decoded(rest).strip()))


def _split(rest: bytes) -> tuple[bytes, bytes, bytes]:
    language, _, rest = rest.partition(b"\x00")
    translated, _, text = rest.partition(b"\x00")
    return language, translated, text


def _unpacked(packed: bytes) -> bytes:
    return zlib.decompressobj().decompress(packed, _TEXT)


def _raw_profile(kind: str, text: bytes, found: Walked) -> None:
    """Take metadata that ImageMagick wrote as hexadecimal digits: name, length, digits."""
    block = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    if kind in ("exif", "app1"):
        if block.startswith(_XMP_HEAD):
            found.xmp.append(block[len(_XMP_HEAD) :])
        else:
            found.exif.append(block.removeprefix(b"Exif\x00\x00"))
    elif kind == "xmp":
        found.xmp.append(block)
    elif kind in ("iptc", "8bim"):
        (found.photoshop if block.startswith(b"8BIM") else found.iptc).append(block)


def _gif(data: bytes, found: Walked) -> None:
    found.size, found.frames = struct.unpack_from("<HH", data, 6), 0
    position = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while data[position] != 0x3B:
        if data[position] == 0x2C:
            found.frames += 1
            flags = data[position + 9]
            position += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
            position = _blocks(data, position)[1]
            continue
        if data[position] != 0x21:
            raise ValueError
        kind = data[position + 1]
        if kind == 0xFF and data[position + 3 : position + 14] == b"XMP DataXMP":
            end = data.index(b"\x00", position + 14)
            found.xmp.append(data[position + 14 : data.rfind(b">", position, end) + 1])
            position = _blocks(data, position + 2)[1]
            continue
        text, position = _blocks(data, position + 2)
        if kind == 0xFE:
            _comment(text, found)
        elif kind == 0x01:
            found.pairs.append(("文字", decoded(text[12:])))
        elif kind == 0xFF and not text.startswith((b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")):
            found.pairs.append(("附加数据", decoded(text[:11]) + " " + " ".join(loose_text(text[11:]).splitlines())))
    found.end = position + 1


def _blocks(data: bytes, position: int) -> tuple[bytes, int]:
    """Return the joined sub-blocks that begin here, and where the next block stands."""
    pieces: list[bytes] = []
    while data[position]:
        pieces.append(data[position + 1 : position + 1 + data[position]])
        position += data[position] + 1
    return b"".join(pieces), position + 1


def _webp(data: bytes, found: Walked) -> None:
    end = min(8 + struct.unpack_from("<I", data, 4)[0], len(data))
    found.whole = end == 8 + struct.unpack_from("<I", data, 4)[0]
    for kind, block in _riff(data, 12, end):
        if kind == b"VP8X":
            width, height = (int.from_bytes(block[at : at + 3], "little") + 1 for at in (4, 7))
            found.size = (width, height)
        elif kind == b"VP8 " and found.size == (0, 0):
            width, height = struct.unpack_from("<HH", block, 6)
            found.size = (width & 0x3FFF, height & 0x3FFF)
        elif kind == b"EXIF":
            found.exif.append(block.removeprefix(b"Exif\x00\x00"))
        elif kind == b"XMP ":
            found.xmp.append(block)
        elif kind == b"ANMF":
            found.frames += 1
        elif kind not in (b"VP8L", b"ALPH", b"ANIM", b"ICCP"):
            found.unknown.append(decoded(kind))
    found.frames -= found.frames > 1
    found.end = end


def _riff(data: bytes, position: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while position + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, position)
        yield kind, data[position + 8 : min(position + 8 + length, end)]
        position += 8 + length + (length & 1)


def _bmp(data: bytes, found: Walked) -> None:
    (size,) = struct.unpack_from("<I", data, 2)
    width, height = struct.unpack_from("<ii", data, 18)
    found.size = (abs(width), abs(height))
    if 54 <= size <= len(data):
        found.end = size
    else:
        found.whole = False


def _tiff(data: bytes, found: Walked) -> None:
    found.exif.append(data)


def _iso(data: bytes, found: Walked) -> None:
    """Look through a HEIF or AVIF file for the blocks of metadata that begin in a known way."""
    at = data.find(b"ispe")
    if at >= 0:
        found.size = struct.unpack_from(">II", data, at + 8)
    found.exif.extend(data[block.end() : block.end() + (1 << 20)] for block in list(_ISO_EXIF.finditer(data))[:8])
    found.xmp.extend(_ISO_XMP.findall(data)[:8])


def _other(data: bytes, found: Walked) -> None:
    found.xmp.extend(_ISO_XMP.findall(data)[:8])
    found.unknown.append("图层")
