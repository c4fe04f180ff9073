"""The flow of text in an OpenDocument file: paragraphs, tables, notes, text boxes, and what stands in them unseen.

Written once for text documents, cells and shapes (ISO/IEC 26300-1, 5 to 9). Deleted text is kept apart from the text and is put behind
the page where it was taken out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

from review import lazy_re as re
from review.extract.odf_hung import NO_TEXT, read_annotation, read_declared, read_forms, read_hung
from review.extract.odf_names import count, full, kind, value
from review.extract.odf_shared import Line, Shared, said
from review.extract.odf_style import PAPER, UNKNOWN, Look, Styles, hides
from review.extract.safe_xml import Element
from review.model import Layer, Place, Zone

_PARAGRAPHS = frozenset(("text:p", "text:h"))
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}
_NO_TEXT = frozenset(
    ("text:soft-page-break", "text:sequence-decls", "text:variable-decls", "text:table-of-content-source", "text:illustration-index-source",
     "text:alphabetical-index-source", "text:table-index-source", "text:object-index-source", "text:user-index-source",
     "text:bibliography-source", "office:annotation-end", "text:note-citation", "table:table-source")
) | NO_TEXT  # fmt: skip
_DRAWN = ("draw:", "dr3d:")
_HUNG = frozenset(("text:note", "office:annotation", "text:ruby-text", "text:script"))
_CONDITIONAL = frozenset(("text:hidden-text", "text:conditional-text", "text:hidden-paragraph"))
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_GONE = frozenset(("collapse", "filter"))
_UNTOLD = ("dc:", "meta:", "loext:", "office:change-info")
_UNSEEN_VALUES = ("text:string-value", "text:string-value-if-true", "text:string-value-if-false")
_MARKS = frozenset(
    ("text:bookmark", "text:bookmark-start", "text:reference-mark", "text:reference-mark-start", "text:alphabetical-index-mark",
     "text:toc-mark", "text:user-index-mark")
)  # fmt: skip
_WHITE = re.compile(r"[ \t\r\n]+")
_WIDEST = 1024  # columns that one repeated cell may fill


class Story:
    """Reads one stretch of text into the builder. `page` and `home` place it, `ground` is the colour behind it."""

    def __init__(
        self, shared: Shared, styles: Styles, part: str = "body", zone: Zone = Zone.BODY, carrier: str = "body", *,
        page: int | None = None, home: str = "", ground: str = PAPER,
    ) -> None:  # fmt: skip
        self.shared = shared
        self._styles = styles
        self._part = part
        self._zone = zone
        self._carrier = carrier
        self._page = page
        self._home = home
        self._ground = ground
        self._aside: list[str] | None = None
        self._counts = {"p": 0, "t": 0}

    def read(self, blocks: Iterable[Element]) -> None:
        """Read blocks, such as those within a node, in their order."""
        for child in blocks:
            self._block(child)

    @contextlib.contextmanager
    def aside(self, place: Place, layer: Layer, carrier: str) -> Iterator[None]:
        """Put what is read within behind the page, as one piece."""
        before, self._aside = self._aside, []
        try:
            yield
        finally:
            lines, self._aside = self._aside, before
            if lines:
                self.shared.builder.behind("\n".join(lines), place, layer, carrier)

    def text_of(self, node: Element) -> str:
        """Return what is said in a node, without putting it anywhere; who said it is left out."""
        before, self._aside = self._aside, []
        for child in node:
            if not kind(child).startswith(_UNTOLD):
                self._block(child)
        lines, self._aside = self._aside, before
        return "\n".join(lines)

    def place(self, path: str | None = None, zone: Zone | None = None) -> Place:
        """Return a place in this stretch."""
        return Place(self._part, "/".join(filter(None, (self._home, path))) or None, self._page, zone or self._zone)

    def lines(self, node: Element) -> tuple[list[str], list[str], list[Element]]:
        """Return the paragraphs within a cell, what is not seen of them, and what hangs on them."""
        found: tuple[list[str], list[str], list[Element]] = ([], [], [])
        self._gather(node, *found)
        return found

    def _gather(self, node: Element, seen: list[str], unseen: list[str], insets: list[Element]) -> None:
        for child in node:
            name = kind(child)
            if name in _PARAGRAPHS:
                line = self._line(child)
                seen.append("".join(line.seen))
                unseen += ["".join(line.unseen)] if line.unseen else []
                insets += line.insets
            elif name == "text:section" and _is_unshown(child):
                self._gather(child, unseen, unseen, insets)
            elif name.startswith("text:") and name not in _NO_TEXT:
                self._gather(child, seen, unseen, insets)
            else:
                insets.append(child)

    def _block(self, node: Element) -> None:
        name = kind(node)
        reader = _BLOCKS.get(name)
        if name in _PARAGRAPHS:
            self._paragraph(node)
        elif reader:
            reader(self, node)
        elif name.startswith(_DRAWN):
            read_hung(self, node, None)
        elif name not in _NO_TEXT and node.text and node.text.strip():
            self._paragraph(node)
        elif name not in _NO_TEXT:
            self.read(node)

    def _paragraph(self, node: Element) -> None:
        line = self._line(node)
        text, unseen = "".join(line.seen), "".join(line.unseen)
        self._counts["p"] += 1
        path = f"p{self._counts['p']}"
        if text.strip():
            self.say(text, path)
        if unseen.strip():
            self.shared.builder.behind(unseen, self.place(path), Layer.HIDDEN, "text")
        for inset in line.insets:
            read_hung(self, inset, path)
        self._note_changes(node, path)

    def _note_changes(self, node: Element, path: str) -> None:
        for change in node.iter(full("text:change"), full("text:change-start")):
            self.shared.removed_at.setdefault(value(change, "text:change-id"), self.place(path))

    def _line(self, node: Element) -> Line:
        line = Line()
        self._inline(node, self._styles.look("paragraph", value(node, "text:style-name")), line)
        if any(value(field, "text:is-hidden") == "true" for field in node.iter(full("text:hidden-paragraph"))):
            line.seen, line.unseen = [], [*line.seen, *line.unseen]
        return line

    def _inline(self, node: Element, look: Look, line: Line) -> None:
        hidden = hides(look, self._ground)
        line.put(_joined(node.text), hidden)
        for child in node:
            name = kind(child)
            if name == "text:s":
                line.put(" " * count(child, "text:c", 1000), hidden)
            elif name in _SPACES:
                line.put(_SPACES[name], hidden)
            elif name == "text:span":
                self._inline(child, self._styles.look("text", value(child, "text:style-name")).over(look), line)
            elif name in _HUNG or name.startswith(_DRAWN):
                line.insets.append(child)
            elif name in _CONDITIONAL:
                self._conditional(child, line, hidden=hidden)
            elif name in _MARKS:
                self.shared.label(value(child, "text:name") or value(child, "text:string-value"))
            elif name not in _NO_TEXT:
                self.shared.link(value(child, "xlink:href"), self.place())
                self._inline(child, look, line)
            line.put(_joined(child.tail), hidden)

    def _conditional(self, node: Element, line: Line, *, hidden: bool) -> None:
        """Take in a text that is shown under a condition: what is not shown now is in the file all the same."""
        shown = said(node)
        line.put(shown, hidden)
        line.unseen += [text for name in _UNSEEN_VALUES if (text := value(node, name)) and text != shown]

    def section(self, node: Element) -> None:
        """Read a section; one that is not shown goes behind the page."""
        for source in node.iterchildren(full("text:section-source")):
            self.shared.link(value(source, "xlink:href"), self.place())
        self.shared.label(value(node, "text:name"))
        if _is_unshown(node) and self._aside is None:
            with self.aside(self.place(f"p{self._counts['p'] + 1}"), Layer.HIDDEN, "text"):
                self.read(node)
        else:
            self.read(node)

    def table(self, node: Element) -> None:
        """Read a table row by row."""
        self._counts["t"] += 1
        path = f"t{self._counts['t']}"
        self.shared.label(value(node, "table:name"))
        if self._styles.look("table", value(node, "table:style-name")).hidden and self._aside is None:
            with self.aside(self.place(path), Layer.HIDDEN, "text"):
                self._rows(node, path)
        else:
            self._rows(node, path)

    def _rows(self, table: Element, path: str) -> None:
        number = 0
        for row in table.iter(full("table:table-row")):
            if next(row.iterancestors(full("table:table"))) is not table:
                continue
            number += 1
            if value(row, "table:visibility") in _GONE and self._aside is None:
                with self.aside(self.place(f"{path}/r{number}"), Layer.HIDDEN, "row-or-column"):
                    self._row(row, f"{path}/r{number}")
            else:
                self._row(row, f"{path}/r{number}")

    def _row(self, row: Element, path: str) -> None:
        cells: list[tuple[str, Place]] = []
        after: list[tuple[Element, str]] = []
        column = 1
        for cell in row:
            if kind(cell) in _CELLS:
                where = f"{path}/c{column}"
                text, insets = self._cell(cell, where)
                cells.append((text, self.place(where, Zone.TABLE if self._zone is Zone.BODY else None)))
                after += [(inset, where) for inset in insets]
                column += count(cell, "table:number-columns-repeated", _WIDEST)
        while cells and not cells[-1][0]:
            cells.pop()
        if cells and self._aside is not None:
            self._aside.append("\t".join(text for text, _ in cells))
        elif cells:
            self.shared.builder.row(cells, self._carrier)
        for inset, where in after:
            read_hung(self, inset, where)

    def _cell(self, cell: Element, path: str) -> tuple[str, list[Element]]:
        """Return what a cell shows, and what hangs on it; a cell that another one covers shows nothing."""
        look = self._styles.look("table-cell", value(cell, "table:style-name"))
        before, self._ground = self._ground, look.ground or self._ground
        seen, unseen, insets = self.lines(cell)
        self._ground = before
        if kind(cell) == "table:covered-table-cell":
            seen, unseen = [], [*seen, *unseen]
        if any(unseen):
            self.shared.builder.behind("\n".join(filter(None, unseen)), self.place(path), Layer.HIDDEN, "text")
        self._note_changes(cell, path)
        return "\n".join(seen).strip("\n"), insets

    def changes(self, node: Element) -> None:
        """Keep deleted text until it is known where it was taken out."""
        for region in node:
            for creator in region.iter(full("dc:creator")):
                self.shared.person(creator)
            identity = value(region, "text:id") or region.get("{http://www.w3.org/XML/1998/namespace}id", "")
            for info in region.iter(full("office:change-info")):
                remark = "\n".join(filter(None, map(said, info.iter(full("text:p")))))
                if remark:
                    self.shared.builder.behind(remark, self.place("revision"), Layer.HIDDEN, "comment")
            for deletion in region.iterchildren(full("text:deletion")):
                text = Story(self.shared, self._styles, "revision").text_of(deletion)
                if text:
                    self.shared.removed.append((identity, text))

    @contextlib.contextmanager
    def boxed(self) -> Iterator[None]:
        """Read within as the text of a drawing: its ground is not known."""
        before = self._carrier, self._ground
        self._carrier, self._ground = ("text-box" if self._carrier == "body" and not self._page else self._carrier), UNKNOWN
        try:
            yield
        finally:
            self._carrier, self._ground = before

    def say(self, text: str, path: str | None, carrier: str = "") -> None:
        """Say a paragraph: to the reader, or as part of what is put behind the page."""
        if self._aside is not None:
            self._aside.append(text)
        else:
            self.shared.builder.paragraph(text, self.place(path), carrier or self._carrier)


_BLOCKS: dict[str, Callable[[Story, Element], None]] = {
    "table:table": Story.table,
    "text:section": Story.section,
    "text:tracked-changes": Story.changes,
    "office:forms": read_forms,
    "office:annotation": read_annotation,
    "text:user-field-decls": read_declared,
    "text:dde-connection-decls": read_declared,
}


def _is_unshown(section: Element) -> bool:
    """Say whether a section is not shown: never, or not under the condition as it was when the file was saved."""
    return value(section, "text:display") == "none" or (
        value(section, "text:display") == "condition" and value(section, "text:is-hidden") == "true"
    )


def _joined(text: str | None) -> str:
    """Return text of the markup, in which any white space counts as one space."""
    return _WHITE.sub(" ", text) if text else ""
