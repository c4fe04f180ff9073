"""EXIF: what a camera or a program wrote into a picture, and TIFF files, which are built in the same way.

Sources: JEITA CP-3451 (Exif 2.32), TIFF 6.0. Tags are read one by one within bounds; the maker's own block is looked through for words.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from review.extract.loose_text import decoded, loose_text

_ENTRIES = 4_000  # directory entries of one picture
_TEXT = 65_536  # bytes of one value
_ENTRY = 12
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}
_ASCII = 2
_RATIONAL = (5, 10)
_PEOPLE = frozenset({0x013B, 0x9C9D, 0xA430})
_WIDE = frozenset(range(0x9C9B, 0x9CA0))
_LABELS = {
    0x010D: "文件名",
    0x010E: "说明",
    0x010F: "设备品牌",
    0x0110: "设备型号",
    0x011D: "页名",
    0x0131: "软件",
    0x0132: "修改时间",
    0x013C: "计算机",
    0x8298: "版权",
    0x9003: "拍摄时间",
    0x9286: "备注",
    0x9C9B: "标题",
    0x9C9C: "备注",
    0x9C9E: "关键词",
    0x9C9F: "主题",
    0xA431: "设备序列号",
    0xA434: "镜头",
    0xA435: "镜头序列号",
}
_QUIET = frozenset({0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292, 0xA433, 0xA420, 0x0001, 0xC4A5})
SOFTWARE = "软件"
_DIRECTORIES = (0x8769, 0xA005, 0x014A)
_GPS, _MAKER, _COMMENT = 0x8825, 0x927C, 0x9286
_XMP, _IPTC, _PHOTOSHOP = 0x02BC, 0x83BB, 0x8649


@dataclass
class Exif:
    """What was read: pairs of label and text, names of people, places, and blocks in other formats that it carries.

    `pages` counts the pictures of a TIFF file, `whole` says that every directory could be followed.
    """

    pairs: list[tuple[str, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    thumbnail: bytes = b""
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    photoshop: list[bytes] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    pages: int = 0
    whole: bool = True


Values = dict[int, tuple[int, bytes]]


def read_exif(data: bytes) -> Exif:
    """Read a block that begins with a TIFF header."""
    return _Reading(data).read()


class _Reading:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order = "<" if data[:2] == b"II" else ">"
        self._found = Exif()
        self._seen: set[int] = set()
        self._left = _ENTRIES

    def read(self) -> Exif:
        found = self._found
        if len(self._data) < 8:
            found.whole = False
            return found
        offset = self._number("I", 4)
        while offset:
            values, offset = self._directory(offset)
            found.pages += 1
            self._tell(values, thumbnail=found.pages > 1)
        return found

    def _directory(self, offset: int) -> tuple[Values, int]:
        """Return the values of a directory and the offset of the next one; 0 where there is none or it was met before."""
        values: Values = {}
        if offset in self._seen or offset + 2 > len(self._data):
            self._found.whole = False
            return values, 0
        self._seen.add(offset)
        count = self._number("H", offset)
        end = offset + 2 + count * _ENTRY
        self._left -= count
        if self._left < 0 or end > len(self._data):
            self._found.whole = False
            return values, 0
        for at in range(offset + 2, end, _ENTRY):
            tag, kind, number = struct.unpack_from(f"{self._order}HHI", self._data, at)
            size = _SIZES.get(kind, 1) * number
            start = at + 8 if size <= 4 else self._number("I", at + 8)
            values[tag] = (kind, self._data[start : start + min(size, len(self._data))])
        return values, self._number("I", end) if end + 4 <= len(self._data) else 0

    def _tell(self, values: Values, *, thumbnail: bool) -> None:
        found = self._found
        if found.pages == 1:
            found.size = (self._first(values, 0x0100), self._first(values, 0x0101))
        if thumbnail and 0x0201 in values:
            start = self._first(values, 0x0201)
            found.thumbnail = self._data[start : start + self._first(values, 0x0202)]
        for tag, blocks in ((_XMP, found.xmp), (_IPTC, found.iptc), (_PHOTOSHOP, found.photoshop)):
            if tag in values:
                blocks.append(values[tag][1])
        for tag, (kind, raw) in values.items():
            self._text(tag, kind, raw)
        for tag in _DIRECTORIES:
            for offset in self._all(values, tag)[:16]:
                self._tell(self._directory(offset)[0], thumbnail=False)
        for offset in self._all(values, _GPS)[:1]:
            self._gps(self._directory(offset)[0])

    def _text(self, tag: int, kind: int, raw: bytes) -> None:
        if tag == _MAKER:
            text = " ".join(loose_text(raw).splitlines())[:500]
            label = "厂商数据"
        elif tag == _COMMENT:
            text, label = _comment(raw, self._order), _LABELS[tag]
        elif tag in _WIDE:
            text, label = raw[:_TEXT].decode("utf-16-le", "replace"), _LABELS.get(tag, "")
        elif kind == _ASCII and tag not in _QUIET:
            text, label = decoded(raw[:_TEXT].rstrip(b"\0")), _LABELS.get(tag, f"标签{tag:04X}")
        else:
            return
        text = text.replace("\0", " ").strip()
        if text and tag in _PEOPLE:
            self._found.people.append(text)
        elif text and not set(text) <= set(" 0:-"):
            self._found.pairs.append((label, text))

    def _gps(self, values: Values) -> None:
        """Tell the place in degrees, as maps take it; both the place of the camera and that of what it was pointed at."""
        for name, first in (("拍摄位置", 1), ("目标位置", 0x13)):
            latitude, longitude = (self._degrees(values, first + 1), self._degrees(values, first + 3))
            if latitude is None or longitude is None or latitude == longitude == 0:
                continue
            south = values.get(first, (0, b""))[1][:1].upper() == b"S"
            west = values.get(first + 2, (0, b""))[1][:1].upper() == b"W"
            self._found.places.append(coordinates(name, latitude, longitude, south=south, west=west))
        for tag, label in ((0x1B, "定位方式"), (0x1C, "位置名称")):
            text = _comment(values.get(tag, (0, b""))[1], self._order).replace("\0", " ").strip()
            if text and text not in ("GPS", "CELLID", "NETWORK", "fused", "MANUAL", "WLAN", "ASCII"):
                self._found.pairs.append((label, text))

    def _degrees(self, values: Values, tag: int) -> float | None:
        kind, raw = values.get(tag, (0, b""))
        if kind not in _RATIONAL or len(raw) < 8:
            return None
        numbers = struct.unpack(f"{self._order}{len(raw[:24]) // 4}{'I' if kind == 5 else 'i'}", raw[:24][: len(raw[:24]) // 4 * 4])
        parts = [top / bottom if bottom else 0.0 for top, bottom in zip(numbers[::2], numbers[1::2], strict=False)]
        return float(sum(abs(part) / 60.0**power for power, part in enumerate(parts)))

    def _all(self, values: Values, tag: int) -> list[int]:
        kind, raw = values.get(tag, (0, b""))
        shape = _NUMBERS.get(kind)
        if not shape or shape in "fd":
            return []
        count = min(len(raw) // _SIZES[kind], 1024)
        return list(struct.unpack_from(f"{self._order}{count}{shape}", raw))

    def _first(self, values: Values, tag: int) -> int:
        return max(0, next(iter(self._all(values, tag)), 0))

    def _number(self, shape: str, at: int) -> int:
        return int(struct.unpack_from(self._order + shape, self._data, at)[0])


def coordinates(name: str, latitude: float, longitude: float, *, south: bool = False, west: bool = False) -> str:
    """Return a place in words; numbers in degrees with six decimals."""
    where = f"{'南' if south else '北'}纬,{'西' if west else '东'}经"
    return f"{name}坐标：{latitude:.6f},{longitude:.6f}（{where}）"


def _comment(raw: bytes, order: str) -> str:
    """Decode a text that says its own character set in its first eight bytes."""
    head, rest = raw[:8], raw[8 : 8 + _TEXT]
    if head.startswith(b"UNICODE"):
        return rest.decode("utf-16-le" if order == "<" else "utf-16-be", "replace")
    return decoded(rest if head.startswith((b"ASCII", b"JIS")) or not head.strip(b"\0") else raw[:_TEXT])
