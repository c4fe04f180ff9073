"""How a file is spoilt: bytes turned, cut, moved and repeated, numbers made absurd, and the same inside the members of a zip."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Sequence
from random import Random

_ABSURD = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_FIGURES = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e309", b"NaN", b"-0.0", b"", b"x")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_VALUE = re.compile(rb"""=(?:"[^"<>]*"|'[^'<>]*')""")
_ELEMENT = re.compile(rb"<[^<>]*>")
_LARGEST = 1 << 20  # bytes of a spoilt file


def mutate(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Return `data` spoilt; pieces of `others`, which have the same format, may come in."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.85:
        try:
            return _in_zip(data, others, random)
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, struct.error, zipfile.zlib.error):
            pass
    return _spoilt(data, others, random)


def _spoilt(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        data = random.choice(_WAYS)(data, others, random)[:_LARGEST]
    return data


def _flip(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 2, 8))):
        if out:
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _length(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Put an absurd number where one may stand."""
    size = random.choice((1, 2, 4, 8))
    if len(data) < size:
        return data
    at = random.randrange(len(data) - size + 1)
    number = random.choice(_ABSURD) & ((1 << 8 * size) - 1)
    return data[:at] + number.to_bytes(size, random.choice(("little", "big"))) + data[at + size :]


def _figure(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Replace a number that is written out."""
    return _replaced(data, _NUMBER, random.choice(_FIGURES), random)


def _value(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Give an attribute the value of another."""
    found = [match[0] for match in _VALUE.finditer(data)]
    return _replaced(data, _VALUE, random.choice(found), random) if found else data


def _element(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Drop a tag, or put another in its place."""
    found = [match[0] for match in _ELEMENT.finditer(data)]
    return _replaced(data, _ELEMENT, random.choice([b"", *found]), random) if found else data


def _replaced(data: bytes, pattern: re.Pattern[bytes], value: bytes, random: Random) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data
    match = random.choice(found)
    return data[: match.start()] + value + data[match.end() :]


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 4, 32, 512, 8192)))


def _cut(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + data[end:]


def _end(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _repeat(data: bytes, _: Sequence[bytes], random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 50, 1000)) + data[end:]


def _splice(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    other = random.choice(others) if others else data
    start, end = _span(other, random)
    at, until = _span(data, random)
    return data[:at] + other[start:end] + data[random.choice((at, until)) :]


_WAYS = (_flip, _flip, _length, _length, _figure, _figure, _value, _element, _cut, _end, _repeat, _splice)


def _in_zip(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Unpack, spoil members, and pack again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(random.choice((1, 1, 2, 3))):
        if not members:
            break
        at = random.randrange(len(members))
        name, content = members[at]
        way = random.random()
        if way < 0.75:
            members[at] = name, _spoilt(content, [*_members(random.choice(others)), content] if others else [content], random)
        elif way < 0.82:
            del members[at]
        elif way < 0.89:
            members[at] = random.choice(members)[0], content
        elif way < 0.94:
            members[at] = name, random.choice(members)[1]
        else:
            members.append((name + random.choice(("", "x", "/", "/../x")), content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in members:
            # Through a ZipInfo, because a name that occurs twice is welcome here.
            archive.NameToInfo.pop(name, None)
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _members(data: bytes) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [archive.read(info) for info in archive.infolist()]
    except Exception:  # noqa: BLE001  # a seed that is spoilt itself
        return []
