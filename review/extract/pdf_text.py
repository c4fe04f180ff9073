"""The text of one PDF page as pdfium reads it: lines in content order, each with its box, and single characters where needed.

Boxes are left, top, right, bottom in points from the top left corner of the page as a reader sees it (crop box and rotation
applied). `get_text_range` is the call that keeps Chinese; `get_text_bounded` loses it for many fonts.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from review import lazy_re as re

Box = tuple[float, float, float, float]

INVISIBLE = frozenset({3, 7})  # text render modes that paint nothing: ISO 32000-1, table 106
_LINE = re.compile(r"[^\r\n]+")
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_READABLE = dict.fromkeys((*range(0x20), 0x7F), "\ufffd") | {0xFFFE: "-", 0x09: " ", 0x0B: " ", 0x0C: " ", 0x1F: " "}


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the page that is shown (left, bottom, right, top in PDF units) and its turn in quarters, clockwise."""

    shown: Box
    turn: int

    @classmethod
    def of(cls, page: Any) -> Frame:
        """Return the frame of a pdfium page."""
        return cls(page.get_bbox(), page.get_rotation() // 90 % 4)

    @property
    def area(self) -> float:
        """Area in square points."""
        left, bottom, right, top = self.shown
        return (right - left) * (top - bottom)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Turn a rectangle of the PDF's own space into a box on the page."""
        x0, y0, x1, y1 = self.shown
        match self.turn:
            case 1:
                box = (bottom - y0, left - x0, top - y0, right - x0)
            case 2:
                box = (x1 - right, bottom - y0, x1 - left, top - y0)
            case 3:
                box = (y1 - top, x1 - right, y1 - bottom, x1 - left)
            case _:
                box = (left - x0, y1 - top, right - x0, y1 - bottom)
        return _rounded(box)

    def holds(self, box: Box) -> bool:
        """Tell whether any of `box` lies on the page."""
        x0, y0, x1, y1 = self.shown
        width, height = (x1 - x0, y1 - y0) if self.turn % 2 == 0 else (y1 - y0, x1 - x0)
        return box[2] > 0 and box[3] > 0 and box[0] < width and box[1] < height


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `start` is its offset in pdfium's text of the page, in UTF-16 units; `on_page`: all of it is."""

    text: str
    box: Box | None
    start: int
    on_page: bool = True


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and where it stands; spaces that pdfium made up have no box.

    `hidden` says how it escapes the reader; `owner` tells apart the strings that the page draws.
    """

    text: str
    box: Box | None
    hidden: str = ""
    owner: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page. `characters` counts what is drawn without spaces, `unreadable` those of it that mean nothing."""

    lines: tuple[Line, ...]
    characters: int
    unreadable: int

    @property
    def is_garbled(self) -> bool:
        """Tell whether the text layer cannot be what a reader sees: a third of it has no meaning in Unicode."""
        return self.unreadable >= 5 and self.unreadable * 10 >= self.characters * 3


def read_text(textpage: Any, frame: Frame) -> PageText:
    """Return the text of a pdfium text page."""
    raw: str = textpage.get_text_range(errors="surrogatepass")
    wide = bool(raw) and max(raw) > "\uffff"
    lines, units, end = [], 0, 0
    for match in _LINE.finditer(raw):
        units += _units(raw[end : match.start()], wide=wide)
        size = _units(match[0], wide=wide)
        if match[0].strip():
            boxes = _boxes(textpage, frame, units, size)
            lines.append(Line(readable(match[0]).rstrip(), union(boxes), units, all(map(frame.holds, boxes))))
        units, end = units + size, match.end()
    unmapped = max(0, textpage.count_chars() - _units(raw, wide=wide))
    unreadable = len(_UNREADABLE.findall(raw)) + unmapped
    return PageText(tuple(lines), len("".join(raw.split())) + unmapped, unreadable)


def glyphs(textpage: Any, frame: Frame, line: Line) -> Iterator[Glyph]:
    """Yield the characters of a line, one by one; `hidden` is the kind of the hidden.* rule: text, offpage or empty."""
    from pypdfium2 import raw as pdfium

    unit = line.start
    for character in line.text:
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, unit)
        unit += 1 + (character > "\uffff")
        if index < 0 or pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            yield Glyph(character, None)
            continue
        box = frame.box(*textpage.get_charbox(index))
        owner = pdfium.FPDFText_GetTextObject(textpage, index)
        unpainted = owner and pdfium.FPDFTextObj_GetTextRenderMode(owner) in INVISIBLE
        hidden = "text" if unpainted else "" if frame.holds(box) else "offpage"
        yield Glyph(character, box, hidden, address(owner))


def address(thing: Any) -> int:
    """Return what tells one object of pdfium from another."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def readable(text: str) -> str:
    """Return `text` with pdfium's hyphen sign as a hyphen and no control characters; the length stays the same."""
    return text.translate(_READABLE)


def union(boxes: list[Box]) -> Box | None:
    """Return the smallest box around all boxes."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _boxes(textpage: Any, frame: Frame, start: int, size: int) -> list[Box]:
    from pypdfium2 import raw as pdfium

    first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, start)
    last = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, start + size - 1)
    if first < 0 or last < first:
        return []
    count = pdfium.FPDFText_CountRects(textpage, first, last - first + 1)
    return [frame.box(*textpage.get_rect(index)) for index in range(count)]


def _units(text: str, *, wide: bool) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text) if wide else len(text)


def _rounded(box: Box) -> Box:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
