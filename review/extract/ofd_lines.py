"""Pages of an OFD document in order, their words put into lines as a reader sees them.

Words on one baseline are one line, from left to right, whatever object or template they come from. A wide space between
them parts cells.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from review.extract.limits import CLOCK
from review.extract.ofd_geometry import A4, Box, box_of
from review.extract.ofd_package import OfdPackage, child, local, text_of
from review.extract.ofd_page import Painter, Resources, Word
from review.extract.safe_xml import Element
from review.model import GapReason

_SAME_LINE = 0.35  # of the smaller size
_GAP, _WIDE = 0.45, 2.0  # of the size: a space, a cell
_LARGEST = 20_000.0  # millimetres of a page


@dataclass(slots=True)
class Cell:
    """A stretch of a line with the box of the objects that hold it, in millimetres of the page."""

    text: str
    box: Box


@dataclass
class Page:
    """What one page shows and hides; `lines` are rows of cells, `hidden` has lines by the kind of the hidden.* rule."""

    number: int
    id: str
    area: Box
    lines: list[list[Cell]] = field(default_factory=list)
    hidden: dict[str, list[list[Cell]]] = field(default_factory=dict)
    pictures: dict[str, Box] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    drawn_only: bool = False
    resources: Resources = field(default_factory=Resources)

    @property
    def text(self) -> str:
        """What the page shows, line by line."""
        return as_text(self.lines)


@dataclass
class Leaves:
    """The pages of one document root: where its resources, templates and pages are."""

    package: OfdPackage
    root_name: str
    root: Element
    missing: list[tuple[int, str]] = field(default_factory=list)
    late: str = ""

    def __post_init__(self) -> None:
        self.folder = self.root_name.rpartition("/")[0]
        self._resources = Resources()
        common = child(self.root, "CommonData")
        self._area = _area(common, "PageArea") or A4
        self._templates: dict[str, tuple[str, str]] = {}
        self.used = set[str]()
        for node in () if common is None else common:
            if local(node) == "TemplatePage":
                self._templates[node.get("ID", "")] = (node.get("BaseLoc", ""), node.get("ZOrder", "Background"))
        for kind in ("PublicRes", "DocumentRes"):
            for name, resource in () if common is None else self.package.linked(common, kind, self.root_name, self.folder):
                self._resources.add(self.package, name, resource)

    def unused_templates(self) -> list[str]:
        """Return the template parts that no page shows."""
        names = (self.package.find(location, self.root_name, self.folder) for location, _ in self._templates.values())
        return [name for name in names if name and name not in self.used]

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order; one that cannot be read is left out and remembered in `missing`.

        Where time runs out, `late` says which are not read.
        """
        listed = child(self.root, "Pages")
        nodes = [] if listed is None else list(listed.iterchildren("{*}Page"))
        parts = [self.package.located(node.get("BaseLoc"), self.root_name, self.folder) for node in nodes]
        ends = CLOCK.pages_end(len(nodes), self.package.limits)
        for number, (node, name) in enumerate(zip(nodes, parts, strict=True), 1):
            if time.monotonic() > ends + CLOCK.recognised * self.package.limits.ocr_seconds:
                self.late = f"时间不够，从第 {number} 页起未检查（共 {len(nodes)} 页）。请拆分后再检查。"
                self.package.done.update(filter(None, parts))
                return
            if name in self.used:  # listed again: what it says is told already, only its annotations are its own
                yield Page(number, node.get("ID", ""), self._area)
                continue
            root = self.package.xml(name) if name else None
            if name is None or root is None:
                self.missing.append((number, name or ""))
                continue
            self.used.add(name)
            yield self.page(number, node.get("ID", ""), name, root)
            self.package.forget(name)

    def page(self, number: int, key: str, name: str, root: Element) -> Page:
        """Return one page with its templates painted under and over it."""
        resources = self._resources
        for part, resource in self.package.linked(root, "PageRes", name, self.folder):
            self.package.spend(sum(map(len, vars(resources).values())) // 10)
            resources = Resources(*(dict(table) for table in vars(resources).values()))
            resources.add(self.package, part, resource)
        below: list[Element] = []
        above: list[Element] = []
        area = _area(root, "Area")
        for template in root.iterchildren("{*}Template"):
            location, order = self._templates.get(template.get("TemplateID", ""), ("", ""))
            known = self.package.located(location, self.root_name, self.folder)
            painted = self.package.xml(known) if known else None
            if known and painted is not None:
                self.used.add(known)
                area = area or _area(painted, "Area")
                (above if template.get("ZOrder", order) == "Foreground" else below).append(painted)
        painter = Painter(resources, self.package.spend, area or self._area)
        page = Page(number, key, painter.area, resources=resources)
        for sheet in (*below, root, *above):
            for content in sheet.iterchildren("{*}Content"):
                painter.paint(content)
            page.links += targets(sheet)
        _fill(page, painter)
        return page


def _fill(page: Page, painter: Painter) -> None:
    fates: dict[str, list[Word]] = {}
    for word in painter.words():
        fates.setdefault(word.hidden, []).append(word)
    page.lines = lines(fates.pop("", []))
    page.hidden = {kind: lines(words) for kind, words in fates.items()}
    page.pictures = painter.pictures
    page.drawn_only = painter.unread_glyphs or (not page.lines and painter.strokes > 0)


def lines(words: list[Word]) -> list[list[Cell]]:
    """Return the words as lines from top to bottom; what is drawn twice at one spot is said once."""
    found: list[list[Cell]] = []
    row: list[Word] = []
    for word in sorted(words, key=lambda w: (w.y, w.x)):
        if row and not (word.turned or row[-1].turned or abs(word.y - row[0].y) > _SAME_LINE * min(word.size, row[0].size)):
            row.append(word)
            continue
        if row:
            found.append(_cells(row))
        row = [word]
    if row:
        found.append(_cells(row))
    return found


def _cells(row: list[Word]) -> list[Cell]:
    cells: list[Cell] = []
    before: Word | None = None
    for word in sorted(row, key=lambda w: w.x):
        if before is None:
            cells.append(Cell(word.text, word.box))
        elif word.text == before.text and abs(word.x - before.x) < 0.3 * word.size:
            continue
        else:
            space = (word.x - before.end) / max(word.size, before.size, 0.1)
            single = len(word.text) == 1 == len(before.text)
            if space > _WIDE and not single:
                cells.append(Cell(word.text, word.box))
            else:
                last = cells[-1]
                last.text += (" " if space > _GAP else "") + word.text
                a, b = last.box, word.box
                last.box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        before = word
    return cells


def as_text(rows: list[list[Cell]]) -> str:
    """Return lines as text: cells parted by tabs, lines by line feeds."""
    return "\n".join("\t".join(cell.text for cell in row) for row in rows)


def targets(root: Element) -> list[str]:
    """Return where actions in a part lead (URI, 14.3)."""
    return [node.get("URI", "") or text_of(node) for node in root.iter("{*}URI")]


def unread_reason(page: Page) -> tuple[GapReason, str] | None:
    """Return why a page that shows more than its text cannot be taken as read; None if it can."""
    if page.drawn_only:
        return GapReason.NEEDS_OCR, f"第{page.number}页有用图形画出的文字，读不到。请人工查看这一页，或重新导出为带文字的文件后再检查。"
    return None


def _area(node: Element | None, kind: str) -> Box | None:
    found = box_of(text_of(child(node, kind, "PhysicalBox")))
    if found is None or found[2] - found[0] <= 0 or found[3] - found[1] <= 0:
        return None
    return (found[0], found[1], min(found[2], found[0] + _LARGEST), min(found[3], found[1] + _LARGEST))
