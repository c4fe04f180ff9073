r"""What wraps the content of an OLE object: the stream of OLE 1.0 that RTF keeps, and what the object packager writes around a file.

Sources: [MS-OLEDS] 2.2 (OLE 1.0 streams) and 2.3.6 (``\1Ole10Native``); the packager's own data from files it wrote.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from review.extract.archive import readable_name

LINKED, EMBEDDED = 1, 2
_FILE = 2  # the packager wraps a file; anything else is the data of another program as they are
_LONGEST = 4096  # bytes of a name


@dataclass(frozen=True, slots=True)
class Packed:
    """A packaged file: what it is called, where it came from, its content, what follows it. `whole`: the content is complete.

    `wide` are the same names in UTF-16 where the packager wrote them too; those in bytes may have lost letters.
    """

    content: bytes
    name: str = ""
    source: str = ""
    temporary: str = ""
    wide: tuple[str, ...] = ()
    rest: bytes = b""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Ole1:
    """An object of OLE 1.0: `names` are its class, the document that a link leads to and the place in it."""

    kind: int
    names: tuple[str, str, str]
    native: bytes


def packed_stream(stream: bytes) -> Packed | None:
    """Return what a stream of native data wraps: a file with its names, else plain data; None if it is damaged."""
    if len(stream) < 6:
        return None
    size, kind = struct.unpack_from("<IH", stream)
    found = packed(stream[4:])
    if kind == _FILE or (found is not None and found.whole and found.name):
        return found
    content = stream[4 : 4 + size]
    return Packed(content, whole=len(content) == size)


def packed(data: bytes) -> Packed | None:
    """Return the file that the packager wrapped: label, path, temporary path, content; None if there is none. It may be cut."""
    try:
        end = data.index(b"\0", 2)
        stop = data.index(b"\0", end + 1)
        (length,) = struct.unpack_from("<I", data, stop + 5)
        at = stop + 9 + length
        (size,) = struct.unpack_from("<I", data, at)
    except (struct.error, ValueError):
        return None
    content = data[at + 4 : at + 4 + size]
    name, source, temporary = map(_name, (data[2:end], data[end + 1 : stop], data[stop + 9 : stop + 9 + length]))
    wide, rest = _wide(data[at + 4 + size :], (temporary, name, source))
    if wide and "?" in name:
        name = wide[1]
    return Packed(content, name, source, temporary, wide, rest, len(content) == size)


def ole1(data: bytes) -> Ole1 | None:
    """Return the object of an OLE 1.0 stream; None if there is none. Of a link there are only the names."""
    try:
        _, kind = struct.unpack_from("<II", data)
        at = 8
        names = []
        for _ in range(3):
            (length,) = struct.unpack_from("<I", data, at)
            names.append(_name(data[at + 4 : at + 4 + length]))
            at += 4 + length
        (size,) = (0,) if kind == LINKED else struct.unpack_from("<I", data, at)
    except struct.error:
        return None
    return Ole1(kind, (names[0], names[1], names[2]), data[at + 4 : at + 4 + size])


def _wide(data: bytes, names: tuple[str, ...]) -> tuple[tuple[str, ...], bytes]:
    """Return the names as they follow the content in UTF-16, each after its length, and what follows them; else nothing and all of it."""
    texts: list[str] = []
    at = 0
    for name in names:
        length = int.from_bytes(data[at : at + 4], "little")
        text = data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace").rstrip("\0")
        if len(text) != len(name):
            return (), data
        texts.append(text)
        at += 4 + 2 * length
    return tuple(texts), data[at:]


def _name(raw: bytes) -> str:
    return readable_name(raw[:_LONGEST].partition(b"\0")[0])
