"""Labels that agencies and programs put on pictures: XMP (ISO 16684-1), IPTC-IIM 4.2, the resources of Photoshop.

Names of people are told apart from the rest; identifiers, dates and version numbers of programs say nothing and are left out.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.image_exif import coordinates
from review.extract.limits import Limits
from review.extract.loose_text import decoded
from review.extract.safe_xml import Element

_PEOPLE = frozenset({"creator", "Artist", "CaptionWriter", "OwnerName", "AuthorsPosition", "PersonInImage", "authors", "Author"})
_SAYS_NOTHING = re.compile(
    r"[\s\d.,:+\-/TZ%]*|(?:xmp|uuid|adobe|urn|proof)[.:].*|[0-9A-Fa-f-]{16,}|true|false|True|False|x-default|https?://(?:ns\.|www\.w3|purl).*"
    r"|(?:from|image|application)[ /].*|saved|created|converted|derived|/|/metadata|resource|Resource|sRGB.*|Adobe RGB.*|[A-Za-z]{1,3}",
    re.DOTALL,
)
_QUIET_WORDS = "CreatorTool softwareAgent format action changed parameters ICCProfile ColorMode Format Toolkit xmptk"
_QUIET_NAMES = frozenset(_QUIET_WORDS.split())
_DEGREES = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])")
_IPTC_NAMES = {
    5: "标题",
    25: "关键词",
    90: "城市",
    92: "地点",
    95: "省份",
    101: "国家",
    105: "标题",
    110: "署名单位",
    115: "来源",
    116: "版权",
    120: "说明",
}
_IPTC_PEOPLE = frozenset({80, 118, 122})
_IPTC_QUIET = frozenset({0, 3, 4, 7, 10, 20, 35, 38, 55, 60, 62, 63, 65, 70, 75, 100, 130, 131, 135, 221, 225, 228, 230, 231, 232})
_SETTINGS = "camera-raw-settings"  # how a photo was developed
_BLOCKS = 10_000


@dataclass
class Labels:
    """Pairs of name and text, names of people, places with coordinates; `whole` says that all could be read."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    thumbnail: bool = False
    whole: bool = True


def read_xmp(data: bytes, limits: Limits, labels: Labels) -> None:
    """Add what an XMP packet says."""
    start = data.find(b"<")
    try:
        root = safe_xml.parse(data[max(start, 0) : data.rfind(b">") + 1], limits)
    except CannotRead:
        text = decoded(data[:65_536]).strip("\x00 \r\n")
        labels.whole &= not text
        return
    values: dict[str, str] = {}
    for node in root.iter():
        for key, value in ((_name(node), node.text or ""), *((str(key), str(value)) for key, value in node.attrib.items())):
            if _SETTINGS not in key:
                _value(key.rpartition("}")[2], value.strip(), values, labels)
    latitude, longitude = (_DEGREES.match(values.get(f"GPS{name}", "")) for name in ("Latitude", "Longitude"))
    if latitude and longitude:
        numbers = [int(m[1]) + float(m[2]) / 60 + float(m[3] or 0) / 3600 for m in (latitude, longitude)]
        labels.places.append(coordinates("拍摄位置", *numbers, south=latitude[4] == "S", west=longitude[4] == "W"))


def _name(node: Element) -> str:
    """Return the property that an element belongs to; items of a list are those of the list's property."""
    while node.tag.rpartition("}")[2] in ("li", "Alt", "Seq", "Bag", "value", "Description"):
        above = node.getparent()
        if above is None:
            break
        node = above
    return str(node.tag)


def _value(name: str, value: str, values: dict[str, str], labels: Labels) -> None:
    values.setdefault(name, value)
    if _SAYS_NOTHING.fullmatch(value) or name in _QUIET_NAMES or name.startswith("GPS"):
        return
    if name in _PEOPLE:
        labels.people.append(value)
    elif (name, value) not in labels.pairs:
        labels.pairs.append((name, value))


def read_photoshop(data: bytes, labels: Labels) -> None:
    """Add what image resource blocks say: IPTC data, and whether there is a thumbnail."""
    position = 0
    for _ in range(_BLOCKS):
        if data[position : position + 4] != b"8BIM" or position + 7 > len(data):
            break
        (kind,) = struct.unpack_from(">H", data, position + 4)
        position += 6 + (data[position + 6] + 2 & ~1)
        if position + 4 > len(data):
            labels.whole = False
            return
        (length,) = struct.unpack_from(">I", data, position)
        block = data[position + 4 : position + 4 + length]
        position += 4 + (length + 1 & ~1)
        if kind == 0x0404:
            read_iptc(block, labels)
        elif kind in (0x0409, 0x040C):
            labels.thumbnail = True


def read_iptc(data: bytes, labels: Labels) -> None:
    """Add the data sets of an IPTC block."""
    position = 0
    while position + 5 <= len(data) and data[position] == 0x1C:
        record, number, length = struct.unpack_from(">BBH", data, position + 1)
        if length & 0x8000:
            labels.whole = False
            return
        value = decoded(data[position + 5 : position + 5 + length]).replace("\x00", " ").strip()
        position += 5 + length
        if record != 2 or not value or number in _IPTC_QUIET:
            continue
        if number in _IPTC_PEOPLE:
            labels.people.append(value)
        else:
            labels.pairs.append((_IPTC_NAMES.get(number, f"IPTC{number}"), value))
