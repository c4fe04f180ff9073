"""Spreadsheets of OpenDocument: every sheet row by row, what is hidden on it, and what the file keeps beside (ISO/IEC 26300-1, 9).

A row or cell that is repeated is said once, with the place where it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from review.extract.odf_hung import read_hung
from review.extract.odf_names import count, full, kind, value
from review.extract.odf_shared import Shared, said
from review.extract.odf_style import PAPER, Styles, hides
from review.extract.odf_text import Story
from review.extract.safe_xml import Element
from review.extract.sheet_values import a1
from review.model import GapReason, Layer, Place, Zone

CELLS = 1_000_000
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_REPEATS = 100  # columns over which a repeated value keeps the others in their columns
_VALUES = ("office:string-value", "office:date-value", "office:time-value", "office:boolean-value", "office:value")
_ROW_GROUPS = frozenset(("table:table-header-rows", "table:table-rows", "table:table-row-group"))
_COLUMN_GROUPS = frozenset(("table:table-header-columns", "table:table-columns", "table:table-column-group"))
_GONE = frozenset(("collapse", "filter"))

_PADDED = 256  # empty cells that stand for a wide gap in a row

Row = list[tuple[int, str]]


def read_sheets(body: Element, shared: Shared, styles: Styles) -> None:
    """Read the sheets in the order of their tabs, then what belongs to all of them."""
    room = CELLS
    number = 0
    for node in body:
        name = kind(node)
        if name == "table:table":
            number += 1
            room = _Sheet(node, number, shared, styles).read(room)
        elif name == "table:tracked-changes":
            _changes(node, shared, styles)
        elif name == "office:forms":
            Story(shared, styles).read([node])
        else:
            _beside(node, shared)


def _beside(node: Element, shared: Shared) -> None:
    """Read what belongs to no sheet: programs that deliver data, prompts for those who fill in, names of ranges."""
    for source in node.iter(full("office:dde-source")):
        words = [value(source, f"office:dde-{key}") for key in ("application", "topic", "item")]
        shared.builder.behind("\t".join(filter(None, words)), Place("links"), Layer.METADATA, "external-link")
    for message in node.iter(full("table:help-message"), full("table:error-message")):
        text = "\n".join(filter(None, [value(message, "table:title"), said(message).strip()]))
        if text:
            shared.builder.behind(text, Place("validation"), Layer.HIDDEN, "text")
    for named in node.iter(full("table:named-range"), full("table:named-expression"), full("table:database-range")):
        name = value(named, "table:name")
        if not name.startswith("_"):
            shared.labels["定义名称 " + " ".join(filter(None, (name, value(named, "table:expression"))))] = None


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, node: Element, number: int, shared: Shared, styles: Styles) -> None:
        self._node = node
        self._name = value(node, "table:name") or f"表{number}"
        self._number = number
        self._shared = shared
        self._styles = styles
        self._hidden = bool(styles.look("table", value(node, "table:style-name")).hidden)
        self._away: set[int] = set()
        self._next = 1

    def read(self, room: int) -> int:
        """Read the sheet; return how many cells may still follow."""
        builder = self._shared.builder
        if not self._hidden:
            builder.page_break()
        if not _is_default(self._name):
            self._say([(1, self._name)], "名称")
        self._columns(self._node, 1)
        for number, row in self._rows(self._node):
            room -= len(row)
            if room < 0:
                message = f"表格超过 {CELLS // 10_000} 万格，工作表“{self._name}”第 {number} 行起未读取。请拆分后再检查。"
                builder.gap(GapReason.LIMIT, message, self._place(f"A{number}"))
                break
            self._row(number, row)
        for child in self._node:
            if kind(child) in ("table:shapes", "office:forms"):
                self._floating(child)
            elif kind(child) == "table:table-source":
                self._shared.link(value(child, "xlink:href"), self._place())
        return room

    def _place(self, path: str | None = None, zone: Zone | None = None) -> Place:
        return Place(self._name, path, self._number, zone)

    def _columns(self, node: Element, column: int) -> int:
        """Remember which columns are hidden."""
        for child in node:
            if kind(child) in _COLUMN_GROUPS:
                column = self._columns(child, column)
            elif kind(child) == "table:table-column":
                width = count(child, "table:number-columns-repeated", _COLUMNS)
                if value(child, "table:visibility") in _GONE:
                    self._away.update(range(column, min(column + width, _COLUMNS)))
                column += width
        return column

    def _rows(self, node: Element) -> Iterator[tuple[int, Element]]:
        """Yield each row with its number."""
        for child in node:
            if kind(child) in _ROW_GROUPS:
                yield from self._rows(child)
            elif kind(child) == "table:table-row":
                yield self._next, child
                self._next += count(child, "table:number-rows-repeated", _ROWS)

    def _row(self, number: int, row: Element) -> None:
        cells: Row = []
        away: Row = []
        unseen: list[tuple[int, str]] = []
        column = 1
        for cell in row:
            if kind(cell) not in ("table:table-cell", "table:covered-table-cell"):
                continue
            width = count(cell, "table:number-columns-repeated", _COLUMNS)
            text, hidden = self._cell(cell, number, column) if len(cell) or value(cell, "office:value-type") else ("", "")
            if hidden:
                unseen.append((column, hidden))
            if column in self._away or kind(cell) == "table:covered-table-cell":
                away += [(column, text)] if text else []
                text = ""
            if text:
                cells += [(empty, "") for empty in range(max(len(cells) + 1, column - _PADDED), column)]
                cells += [(column + step, text) for step in range(min(width, _REPEATS))]
            column += width
        gone = value(row, "table:visibility") in _GONE
        if cells:
            self._say(cells, a1(number, next(at for at, text in cells if text)), "row-or-column" if gone else "", number)
        if away:
            self._behind(number, away, "row-or-column")
        for piece in unseen:
            self._behind(number, [piece], "text")

    def _cell(self, cell: Element, number: int, column: int) -> tuple[str, str]:
        """Return what a cell shows and what it keeps unseen; comments and drawings on it are read at once."""
        look = self._styles.look("table-cell", value(cell, "table:style-name"))
        story = Story(self._shared, self._styles, self._name, page=self._number, home=a1(number, column), ground=look.ground or PAPER)
        seen, unseen, insets = story.lines(cell)
        for inset in insets:
            if self._hidden and kind(inset) != "office:annotation":
                with story.aside(self._place(a1(number, column)), Layer.HIDDEN, "text-box"):
                    read_hung(story, inset, None)
            else:
                read_hung(story, inset, None)
        text = "\n".join(seen).strip("\n")
        stored = next(filter(None, (value(cell, name) for name in _VALUES)), "")
        if hides(look, PAPER):
            unseen, text = [text, *unseen], ""
        elif not text and stored and seen:
            unseen.append(stored)
        elif not text and not unseen:
            text = stored
        elif value(cell, "office:string-value") not in ("", text):
            unseen.append(stored)
        return text, "\n".join(filter(None, unseen))

    def _floating(self, node: Element) -> None:
        story = Story(self._shared, self._styles, self._name, carrier="text-box", page=self._number)
        blocks = [node] if kind(node) == "office:forms" else list(node)
        if self._hidden:
            with story.aside(self._place(), Layer.HIDDEN, "text-box"):
                story.read(blocks)
        else:
            story.read(blocks)

    def _say(self, row: Row, path: str, carrier: str = "", number: int = 0) -> None:
        """Put a row before the reader, or behind the page if it or its sheet is hidden."""
        if self._hidden or carrier:
            self._behind(number, [cell for cell in row if cell[1]], "sheet" if self._hidden else carrier, path)
        elif number:
            self._shared.builder.row((text, self._place(a1(number, column), Zone.TABLE)) for column, text in row)
        else:
            self._shared.builder.paragraph(row[0][1], self._place(path, Zone.BODY))

    def _behind(self, number: int, row: Row, carrier: str, path: str = "") -> None:
        place = self._place(path or a1(number, row[0][0]))
        self._shared.builder.behind("\t".join(text for _, text in row), place, Layer.HIDDEN, carrier)


def _is_default(name: str) -> bool:
    stem = name.rstrip("0123456789 ").lower()
    return stem in ("sheet", "工作表", "表", "table") and name != stem


def _changes(node: Element, shared: Shared, styles: Styles) -> None:
    """Read what cells held before they were changed, and what was deleted."""
    for creator in node.iter(full("dc:creator")):
        name = "".join(map(str, creator.itertext())).strip()
        if name:
            shared.people[name] = None
    lines: dict[str, None] = {}
    for cell in node.iter(full("table:change-track-table-cell"), full("table:table-cell")):
        seen, unseen, _ = Story(shared, styles).lines(cell)
        text = "\n".join(filter(None, [*seen, *unseen])) or next(filter(None, (value(cell, name) for name in _VALUES)), "")
        if text:
            lines[text] = None
    if lines:
        shared.builder.behind("\n".join(lines), Place("revision"), Layer.REVISION, "tracked-change")
