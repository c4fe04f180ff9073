"""Properties of old Office files: who wrote them, what they are called, what labels were put on them ([MS-OLEPS], [MS-OSHARED] 2.3.3).

Strings are in the code page that the set names; Chinese programs write 936 (GBK). Names of people make one segment of their own.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.links import tells_a_path
from review.extract.ole import Compound, Path
from review.extract.properties import AUTHORS, add_properties, is_person, label
from review.model import GapReason, Layer, Place

_SUMMARY = "\x05SummaryInformation"
_MORE = "\x05DocumentSummaryInformation"
PROPERTY_SETS = (_SUMMARY, _MORE)
_NAMES = {
    _SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "lastmodifiedby"},
    _MORE: {2: "category", 14: "manager", 15: "company", 26: "contenttype", 27: "contentstatus", 29: "version"},
}
_THUMBNAIL = 17
_BLOB, _CLIPBOARD = 0x41, 0x47
_MOST = 4096  # properties of one set, items of one list
_SAYS_NOTHING = re.compile(r"Normal(?:\.(?:dot[mx]?|wpt)|_Wordconv\.dotm)?|[0-9A-Fa-f]{32}(?:_\d+)?|\d+-[\d.]+", re.IGNORECASE)
_UNSAID = frozenset(("ksoproductbuildver", "icv", "appversion", "_pid_guid"))
_LINKS = "_pid_hlinks"
_BROKEN = "文件属性已损坏，未能读全。请用 WPS 或 Office 另存后再检查。"


@dataclass
class _Set:
    """One property set: number → text, and the names that a user gave to numbers."""

    values: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    thumbnail: bool = False


def read_ole_properties(
    compound: Compound, builder: DocumentBuilder, others: Iterable[str] = (), storage: Path = (), part: str = ""
) -> set[Path]:
    """Add the properties behind the page; return the streams that were read. `others` have changed the file or commented on it.

    Those of an object within the file stand in a `storage`; `part` is what the object is called.
    """
    people: list[str] = []
    home = f"{part}/" if part else ""
    done: set[Path] = set()
    for stream, known in _NAMES.items():
        path = compound.find(*storage, stream)
        if path is None:
            continue
        done.add(path)
        place = Place(part=home + ("docProps/app" if stream == _MORE else "docProps/core"))
        try:
            sets = _sets(compound.read(path))
        except (CannotRead, struct.error, IndexError, ValueError, LookupError):
            builder.gap(GapReason.DAMAGED, _BROKEN, place)
            continue
        lines: list[str] = []
        for number, found in enumerate(sets):
            names = known if number == 0 else found.names
            for key, value in found.values.items():
                name = names.get(key, "")
                if not name or name.lower() in _UNSAID or not value.strip() or _SAYS_NOTHING.fullmatch(value.strip()):
                    continue
                (people if is_person(name) else lines).append(f"{label(name)}：{value.strip()}")
            for target in dict.fromkeys(filter(tells_a_path, found.links)):
                builder.behind(target, place, Layer.METADATA, "external-link")
            if found.thumbnail:
                builder.behind("缩略图", Place(part=f"{home}thumbnail"), Layer.METADATA, "thumbnail")
        add_properties(builder, lines, place)
    revisers = [name for name in dict.fromkeys(others) if name.strip()]
    if revisers:
        people.append("修订和批注：" + "、".join(revisers))
    add_properties(builder, (f"{part}：{line}" if part else line for line in people), AUTHORS)
    return done


def _sets(data: bytes) -> Iterator[_Set]:
    """Yield the property sets of a stream."""
    (count,) = struct.unpack_from("<I", data, 24)
    found = []
    for number in range(min(count, 2)):
        (start,) = struct.unpack_from("<I", data, 28 + 20 * number + 16)
        found.append(_one(data, start))
    return iter(found)


def _one(data: bytes, start: int) -> _Set:
    result = _Set()
    _, count = struct.unpack_from("<II", data, start)
    if count > _MOST:
        raise ValueError(count)
    where = dict(struct.unpack_from("<II", data, start + 8 + 8 * number) for number in range(count))
    codepage = 1252
    if 1 in where:
        codepage = struct.unpack_from("<H", data, start + where[1] + 4)[0]
    coding = _coding(codepage)
    if 0 in where:
        result.names = _dictionary(data, start + where[0], codepage, coding)
    for key, offset in where.items():
        if key > 1:
            _property(result, key, data, start + offset, coding)
    return result


def _property(result: _Set, key: int, data: bytes, at: int, coding: str) -> None:
    (kind,) = struct.unpack_from("<H", data, at)
    name = result.names.get(key, "").lower()
    if kind == _BLOB and name == _LINKS:
        result.links = _link_targets(data, at, coding)
    elif kind == _BLOB and name == "_pid_linkbase":
        (size,) = struct.unpack_from("<I", data, at + 4)
        result.values[key] = data[at + 8 : at + 8 + size].decode("utf-16-le", "replace").rstrip("\0")
    elif kind in (_CLIPBOARD, _BLOB) and key == _THUMBNAIL:
        result.thumbnail = True
    elif not kind & 0x1000:  # lists hold headings, fonts and sheet names only
        text, _ = _value(data, at, coding)
        if text:
            result.values[key] = text


def _coding(codepage: int) -> str:
    if codepage == 1200:
        return "utf-16-le"
    if codepage == 65001:
        return "utf-8"
    name = "gb18030" if codepage in (936, 54936) else f"cp{codepage}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "gb18030"
    return name


def _value(data: bytes, at: int, coding: str) -> tuple[str, int]:
    """Return a typed value as text and the offset behind it."""
    kind, _ = struct.unpack_from("<HH", data, at)
    at += 4
    if kind in (0x1E, 0x08):
        (size,) = struct.unpack_from("<I", data, at)
        return _text(data[at + 4 : at + 4 + size], coding), _aligned(at + 4 + size)
    if kind == 0x1F:
        (size,) = struct.unpack_from("<I", data, at)
        return _text(data[at + 4 : at + 4 + 2 * size], "utf-16-le"), _aligned(at + 4 + 2 * size)
    if kind in (0x02, 0x03):
        return str(struct.unpack_from("<h" if kind == 0x02 else "<i", data, at)[0]), at + 4
    if kind == 0x05:
        return format(struct.unpack_from("<d", data, at)[0], ".15g"), at + 8
    return "", at + (8 if kind in (0x40, 0x05) else 4)


def _text(raw: bytes, coding: str) -> str:
    return raw.decode(coding, "replace").partition("\0")[0]


def _aligned(at: int) -> int:
    return (at + 3) & ~3


def _dictionary(data: bytes, at: int, codepage: int, coding: str) -> dict[int, str]:
    (count,) = struct.unpack_from("<I", data, at)
    if count > _MOST:
        raise ValueError(count)
    names, at = {}, at + 4
    for _ in range(count):
        key, size = struct.unpack_from("<II", data, at)
        at += 8
        if codepage == 1200:
            names[key] = _text(data[at : at + 2 * size], coding)
            at = _aligned(at + 2 * size)
        else:
            names[key] = _text(data[at : at + size], coding)
            at += size
    return names


def _link_targets(data: bytes, at: int, coding: str) -> list[str]:
    """Return the targets of the hyperlinks of a file: six values each, the last two are address and place in it."""
    (count,) = struct.unpack_from("<I", data, at + 8)
    at += 12
    values = []
    for _ in range(min(count, _MOST)):
        text, at = _value(data, at, coding)
        values.append(text)
    return values[4::6]
