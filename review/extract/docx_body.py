"""Puts the paragraphs and tables of one part of a .docx into a Document in reading order.

Paths: ``p12`` is the twelfth paragraph outside tables, ``t1/r3/c2`` a cell, ``t1/r3/c2/t1/r1/c1`` one of a table in it,
``p12/b1/p1`` a paragraph of a text box anchored in paragraph 12. A column is counted on the grid of the table, so that the
cells under a merged heading keep their numbers. Source: ISO/IEC 29500-1, 17.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import NamedTuple

from review.extract.builder import DocumentBuilder
from review.extract.docx_inline import MOST_CHOICES, SKIPPED, InlineReader, squeezed
from review.extract.docx_line import DELETED, HIDDEN, OTHER_DRAWING, Box, Line, Veil
from review.extract.docx_names import m, mc, w
from review.extract.docx_style import PAPER, UNKNOWN, Styles, ground_of
from review.extract.safe_xml import Element
from review.model import GapReason, Place, Zone

_TABLE, _ALTERNATIVES = w("tbl"), mc("AlternateContent")
_BLOCKS = frozenset({w("p"), _TABLE, w("r"), w("hyperlink"), w("fldSimple"), w("ruby"), m("oMath"), m("oMathPara")})
_ROW, _CELL = frozenset({w("tr")}), frozenset({w("tc")})
_CELL_PROPERTIES, _SPAN, _SHADE, _MERGED, _CELL_DELETED = w("tcPr"), w("gridSpan"), w("shd"), w("vMerge"), w("cellDel")
_TAKEN_OUT = frozenset({w("del"), w("moveFrom")})
_VAL = w("val")


class Frame(NamedTuple):
    """The surroundings of a run of paragraphs; `path` is put before their numbers."""

    part: str
    zone: Zone
    carrier: str
    path: str = ""
    ground: str = PAPER
    veil: Veil | None = None

    def within(self, path: str) -> Frame:
        """Return the frame of what stands inside this path."""
        return self._replace(path=f"{path}/")


class Inset(NamedTuple):
    """Something with lines of its own inside a paragraph or cell: a table or a text box."""

    content: Element | Box
    frame: Frame
    path: str


class Story:
    """Reads one part. `on_picture` is told the relationship id of each picture, where it is shown, how it is cut, its size."""

    def __init__(
        self, builder: DocumentBuilder, styles: Styles, root: Element, on_picture: Callable[[str, Place, str, float], None]
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._inline = InlineReader(styles, root, builder.keep_time)
        self._on_picture = on_picture

    def read(self, parent: Element, frame: Frame) -> None:
        """Add everything below `parent`."""
        for item in self._items(parent, frame):
            if isinstance(item, Inset):
                self._inset(item)
            else:
                text, path = item
                self._builder.paragraph(text, Place(frame.part, path, zone=frame.zone), frame.carrier)

    def _items(self, parent: Element, frame: Frame) -> Iterator[tuple[str, str] | Inset]:
        """Yield shown paragraphs with their paths, and tables and text boxes, in reading order."""
        paragraphs, tables = count(1), count(1)
        begun: list[str] = []
        begun_path = ""
        for element, veil in _within(parent, _BLOCKS, frame.veil):
            self._builder.keep_time()
            if element.tag == _TABLE:
                if begun:
                    yield "".join(begun), begun_path
                    begun = []
                yield Inset(element, frame if veil is frame.veil else frame._replace(veil=veil), f"{frame.path}t{next(tables)}")
                continue
            path = f"{frame.path}p{next(paragraphs)}"
            line = self._inline.read(element, frame.ground, veil)
            if not line.vanishes and veil is None:
                begun_path = begun_path if begun else path
                begun.extend(line.shown or [""])
            self._behind(line, Place(frame.part, path, zone=frame.zone))
            if begun and not line.joins:
                yield "".join(begun), begun_path
                begun = []
            yield from self._anchored(line, frame, path)
        if begun:
            yield "".join(begun), begun_path

    def _behind(self, line: Line, place: Place) -> None:
        if line.unread:
            self._builder.gap(GapReason.NEEDS_EYES, "有自造字，读不出是什么字。请人工查看。", Place(place.part))
        for (layer, carrier), texts, _ in line.veiled:
            text = "".join(texts)
            if text.strip():
                self._builder.behind(text, place, layer, carrier)
        for link, cut, size in line.pictures:
            self._on_picture(link, place, cut, size)

    def _anchored(self, line: Line, frame: Frame, path: str) -> Iterator[Inset]:
        if any(line.ruby):
            ruby = Box(None, " ".join(line.ruby), frame.veil, watermark=False)
            yield Inset(ruby, frame._replace(carrier="ruby"), f"{path}/ruby")
        for number, box in enumerate(line.boxes, 1):
            yield Inset(box, frame._replace(carrier="text-box", ground=UNKNOWN), f"{path}/b{number}")

    def _inset(self, inset: Inset) -> None:
        content, frame, path = inset.content, inset.frame, inset.path
        if not isinstance(content, Box):
            self._table(content, frame, path)
            return
        if content.watermark or (content.content is None and frame.zone is Zone.HEADER and frame.carrier == "text-box"):
            frame = frame._replace(zone=Zone.WATERMARK)
        veil = frame.veil or content.veil
        if content.content is not None:
            self.read(content.content, frame._replace(veil=veil).within(path))
        elif content.text.strip():
            self._line(content.text, Place(frame.part, path, zone=frame.zone), frame.carrier, veil)

    def _line(self, text: str, place: Place, carrier: str, veil: Veil | None) -> None:
        if veil is None:
            self._builder.paragraph(text, place, carrier)
        else:
            self._builder.behind(text, place, *veil)

    def _table(self, table: Element, frame: Frame, path: str) -> None:
        properties = table.find(w("tblPr"))
        ground = frame.ground
        if properties is not None:
            style = properties.find(w("tblStyle"))
            if style is not None and self._styles.shades_table(style.get(_VAL)):
                ground = UNKNOWN
            ground = ground_of(properties.find(w("shd"))) or ground
        zone = Zone.TABLE if frame.zone is Zone.BODY else frame.zone
        inner = frame._replace(zone=zone, ground=ground)
        for number, (row, veil) in enumerate(_within(table, _ROW, frame.veil), 1):
            self._builder.keep_time()
            self._row(row, inner._replace(veil=veil), f"{path}/r{number}")

    def _row(self, row: Element, frame: Frame, path: str) -> None:
        properties = row.find(w("trPr"))
        column = 1
        if properties is not None:
            column += _number(properties.find(w("gridBefore")), 0)
            if properties.find(w("del")) is not None:
                frame = frame._replace(veil=frame.veil or DELETED)
        cells: list[tuple[str, Place]] = []
        insets: list[Inset] = []
        for cell, veil in _within(row, _CELL, frame.veil):
            cell_path = f"{path}/c{column}"
            inner, width = _cell_frame(cell, frame if veil is frame.veil else frame._replace(veil=veil), cell_path)
            column += width
            texts: list[str] = []
            for item in self._items(cell, inner):
                if isinstance(item, Inset):
                    insets.append(item)
                else:
                    texts.append(item[0])
            cells.append(("\n".join(texts), Place(frame.part, cell_path, zone=frame.zone)))
        if cells and (frame.veil is None or any(text for text, _ in cells)):
            self._builder.row(cells, frame.carrier)
        for inset in insets:
            self._inset(inset)


def _cell_frame(cell: Element, frame: Frame, path: str) -> tuple[Frame, int]:
    """Return the frame inside a cell and its width in columns. Text in a cell merged into the one above is not shown."""
    ground, veil, width = frame.ground, frame.veil, 1
    for child in cell.iterchildren(_CELL_PROPERTIES):
        for one in child:
            tag = one.tag
            if tag == _SPAN:
                width = _number(one, 1)
            elif tag == _SHADE:
                ground = ground_of(one) or ground
            elif tag == _MERGED and one.get(_VAL, "continue") == "continue":
                veil = veil or HIDDEN
            elif tag == _CELL_DELETED:
                veil = veil or DELETED
    return frame._replace(path=f"{path}/", ground=ground, veil=veil), width


def _number(element: Element | None, default: int) -> int:
    value = "" if element is None else element.get(_VAL, "")
    return min(int(value), 63) if value.isdecimal() and len(value) < 9 else default


def _within(parent: Iterable[Element], wanted: frozenset[str], veil: Veil | None) -> Iterator[tuple[Element, Veil | None]]:
    """Yield the wanted elements, looking through every wrapper (content controls, revisions, custom markup)."""
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child, veil
        elif tag == _ALTERNATIVES:
            first, *others = [*child] or [child]
            yield from _within(first, wanted, veil)
            said = squeezed(first) if others else ""
            for number, other in enumerate(others):
                if number >= MOST_CHOICES or squeezed(other) not in said:
                    yield from _within(other, wanted, veil or OTHER_DRAWING)
        elif tag not in SKIPPED:
            yield from _within(child, wanted, veil or DELETED if tag in _TAKEN_OUT else veil)
