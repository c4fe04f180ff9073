"""What a workbook package holds beside its sheets: comments, pivot caches, links, macros, attachments, properties.

Every part is either read, known to hold no text of anybody, or reported as a gap. A part's kind is what the relationship
that points to it says (ISO/IEC 29500-1 §12.3 and the extensions of Microsoft).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.charset import is_valid
from review.extract.inside import embed_picture
from review.extract.links import tells_a_path
from review.extract.ole_embedded import embed_object
from review.extract.opc import Package
from review.extract.picture_sheet import Shown
from review.extract.properties import AUTHORS, add_properties, is_person, label
from review.extract.sheet_macros import KINDS as MACROS
from review.extract.sheet_macros import read_macro_part
from review.extract.sheet_shapes import KINDS as SHAPES
from review.extract.sheet_shapes import picture_shares
from review.extract.sheet_styles import unseen_styles
from review.extract.zipped import GuardedZip
from review.model import GapReason, Layer, Place

_PLAIN_KINDS = """
officeDocument sharedStrings styles theme themeOverride calcChain table tableSingleCells
xmlMaps pivotTable chartStyle chartColorStyle ctrlProp diagramLayout diagramQuickStyle diagramColors diagramDrawing queryTable
customXmlProps sheetMetadata slicer slicerCache timeline timelineCache digital-signature featurePropertyBag
"""
ORDINARY = frozenset(_PLAIN_KINDS.split())
IMAGES = frozenset(("image", "thumbnail", "hdphoto", "ink", "model3d"))
ATTACHMENTS = frozenset(("oleObject", "package", "aFChunk"))
CONTROLS = frozenset(("control", "activeXControlBinary"))
SHEETS = frozenset(("worksheet", "chartsheet", "dialogsheet"))
_UNREADABLE = IMAGES | CONTROLS
PROPERTIES = frozenset(("core-properties", "extended-properties", "custom-properties", "officeDocument/custom-properties"))
_TECHNICAL = """
Application AppVersion DocSecurity ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged TotalTime Pages Words Characters Lines Paragraphs
CharactersWithSpaces created modified lastPrinted revision language KSOProductBuildVer KSOReadingLayout KSOTemplateUUID ICV
"""
_UNSAID = frozenset(_TECHNICAL.split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: `number` counts from 1, `part` is its name in the package (None outside OOXML)."""

    name: str
    number: int
    part: str | None
    hidden: bool

    def place(self, path: str | None = None) -> Place:
        """Return a place on this sheet."""
        return Place(part=self.name, path=path, page=self.number)


@dataclass
class Parts:
    """The parts of one workbook package, and which sheet each belongs to."""

    package: Package
    sheets: list[Sheet]
    zipped: GuardedZip
    _metadata: dict[str, None] = field(default_factory=dict)
    _people: dict[str, None] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Part name → kind, in the order in which relationships name them."""
        found: dict[str, str] = {}
        for relationship in self.package.relationships:
            name = None if relationship.external else self.package.find(relationship.target)
            if name:
                found.setdefault(name, relationship.kind)
        return found

    @cached_property
    def owners(self) -> dict[str, Sheet]:
        """Part name → the first sheet that reaches it."""
        targets: dict[str, list[str]] = {}
        for relationship in self.package.relationships:
            name = None if relationship.external else self.package.find(relationship.target)
            if name:
                targets.setdefault(self.package.find(relationship.source) or "", []).append(name)
        own = {sheet.part for sheet in self.sheets}
        found: dict[str, Sheet] = {}
        for sheet in self.sheets:
            queue = list(targets.get(sheet.part or "", ()))
            while queue:
                name = queue.pop()
                if name not in found and name not in own and self.kinds[name] != "officeDocument":
                    found[name] = sheet
                    queue.extend(targets.get(name, ()))
        return found

    @cached_property
    def unseen(self) -> frozenset[str]:
        """The cell formats under which a reader sees nothing."""
        name = next((name for name, kind in self.kinds.items() if kind == "styles" and name.lower().endswith(".xml")), None)
        return unseen_styles(self.package.xml(name)) if name else frozenset()

    @cached_property
    def _shares(self) -> dict[str, float]:
        """Picture part → the largest share of a page that a drawing gives it."""
        found: dict[str, float] = {}
        for drawing in [name for name, kind in self.kinds.items() if kind == "drawing"]:
            for link, share in picture_shares(self.package, drawing):
                name = self.package.target(drawing, link)
                if name:
                    found[name] = max(share, found.get(name, 0.0))
        return found

    def shapes(self, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """Yield (name, kind) of the drawing parts of a sheet, in package order."""
        for name, kind in self.kinds.items():
            if kind in SHAPES and self.owners.get(name) is sheet:
                yield name, kind

    def behind(self, builder: DocumentBuilder) -> None:
        """Put everything that is not on a sheet's face behind the page, and say what was not read."""
        for name, kind in self.kinds.items():
            self._part(builder, name, kind)
        for name in self.package.names:
            if name in self.kinds or name.lower().endswith((".rels", "[content_types].xml")):
                continue
            if name.lower().endswith("vbaproject.bin"):
                read_macro_part(self.package, builder, name, "vbaProject")
            else:
                _unread(builder, name)
        self._links(builder)
        if self.package.comment.strip():
            self.note("压缩包注释", self.package.comment.strip())
        add_properties(builder, self._metadata, Place(part="properties"))
        add_properties(builder, self._people, AUTHORS)
        for name, text in self.package.markup_comments.items():
            builder.behind(text, Place(part=name), Layer.HIDDEN, "custom-xml")
        for gap in self.package.gaps:
            builder.gap(gap.reason, gap.message, gap.place)

    def place(self, name: str, path: str | None = None) -> Place:
        """Return the sheet that a part belongs to, or the part itself."""
        sheet = self.owners.get(name)
        return sheet.place(path) if sheet else Place(part=name, path=path)

    def _part(self, builder: DocumentBuilder, name: str, kind: str) -> None:
        if kind in ATTACHMENTS:
            self._attachment(builder, name)
        elif kind in MACROS:
            read_macro_part(self.package, builder, name, kind)
        elif kind in _UNREADABLE:
            self._unreadable(builder, name, kind)
        elif kind in SHEETS:
            self._stray_sheet(builder, name)
        elif kind in ("printerSettings", "customProperty"):
            self._binary_text(builder, name, kind)
        elif name.endswith(".bin") or kind in ORDINARY or (kind in SHAPES and name in self.owners):
            return
        elif kind in PROPERTIES:
            self._properties(name)
        elif kind in _READERS:
            root = self.package.xml(name)
            if root is not None:
                _READERS[kind](self, builder, name, root)
        else:
            _unread(builder, name)

    def _unreadable(self, builder: DocumentBuilder, name: str, kind: str) -> None:
        """Name a part that only a person can look into."""
        place = Place(part=name)
        if kind in IMAGES:
            shown = Shown(self.place(name), self._shares.get(name, 0.0))
            if not embed_picture(builder, self.package.content(name), f"表格中的图片（{name}）", name, shown):
                builder.gap(GapReason.NEEDS_EYES, "表格中的图片，图中文字未识别。请人工查看。", place)
        else:
            builder.behind(name, place, Layer.EMBEDDED, "attachment")
            builder.gap(GapReason.UNSUPPORTED, "表格中的窗体控件未读取。请人工查看，或从表格中删除。", place)

    def _attachment(self, builder: DocumentBuilder, name: str) -> None:
        """Read an embedded file as a document of its own, with the sheet that shows it."""
        place, title = self.place(name), name.rpartition("/")[2]
        try:
            data = self.zipped.read(name)
        except CannotRead as error:
            builder.behind(title, place, Layer.EMBEDDED, "attachment")
            builder.gap(error.reason, f"表格中嵌入的对象（{name}）未能读取。{error.message}", place)
        else:
            embed_object(builder, data, f"{place.part}/{title}", place, title)

    def _stray_sheet(self, builder: DocumentBuilder, name: str) -> None:
        """Read the words of a sheet that the workbook does not list: no program shows it, but it is there."""
        if name in {sheet.part for sheet in self.sheets} or name.lower().endswith(".bin"):
            return
        root = self.package.xml(name)
        shared = next((found for found, kind in self.kinds.items() if kind == "sharedStrings"), None)
        strings: Any = None if root is None or shared is None else self.package.xml(shared)
        known = [_texts(item) for item in strings.iter("{*}si")] if strings is not None else []
        values = []
        for cell in () if root is None else root.iter("{*}c"):
            text = cell.findtext("{*}v") or "".join(part.text or "" for part in cell.iter("{*}t"))
            if cell.get("t") == "s" and text.isdigit() and int(text) < len(known):
                text = known[int(text)]
            values.append(text)
        _behind(builder, "\t".join(value for value in values if value), Place(part=name), Layer.HIDDEN, "sheet")

    def _binary_text(self, builder: DocumentBuilder, name: str, kind: str) -> None:
        """Read the name of the printer, or what a program has left with a sheet, from a part that is no XML."""
        try:
            data = self.zipped.read(name)
        except CannotRead as error:
            builder.gap(error.reason, f"文件内部的 {name} {error.message}", Place(part=name))
            return
        if kind == "printerSettings":
            printer = data[:64].decode("utf-16-le", "replace").partition("\0")[0]
            if printer.startswith("\\\\"):
                _behind(builder, printer, self.place(name), Layer.METADATA, "external-link")
            return
        coding = "utf-8" if is_valid(data, "utf-8") and b"\0" not in data else "utf-16-le"
        text = data.decode(coding, "replace")
        _behind(builder, text.replace("\0", ""), self.place(name), Layer.METADATA, "custom-xml")

    def _links(self, builder: DocumentBuilder) -> None:
        for relationship in self.package.relationships:
            if relationship.external and (relationship.kind != "hyperlink" or tells_a_path(relationship.target)):
                builder.behind(relationship.target, self.place(relationship.source), Layer.METADATA, "external-link")

    def _properties(self, name: str) -> None:
        root = self.package.xml(name)
        for node in () if root is None else root.iter():
            key = _named_above(node) or _local(node)
            if len(node) == 0 and node.text and node.text.strip() and key not in _UNSAID and not _lists_sheets(node):
                (self.person if is_person(key) else self.note)(label(key), node.text.strip())

    def note(self, name: str, value: str) -> None:
        """Add a line to the segment of properties."""
        self._metadata[f"{name}：{value}"] = None

    def person(self, name: str, value: str) -> None:
        """Add a line to the segment of those who wrote or changed the file."""
        self._people[f"{name}：{value}"] = None

    def comments(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read cell comments of the older kind; the copy that is kept of a threaded comment is left out."""
        authors = [node.text or "" for node in root.iter("{*}author")]
        threaded = "threadedComment" in self.kinds.values()
        for author in authors:
            if author.strip() and not author.startswith("tc="):
                self.person("批注作者", author.strip())
        for node in root.iter("{*}comment"):
            index = node.get("authorId", "")
            author = authors[int(index)] if index.isdigit() and int(index) < len(authors) else ""
            if not (threaded and author.startswith("tc=")):
                _behind(builder, _texts(node), self.place(name, node.get("ref")), Layer.HIDDEN, "comment")

    def threaded(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read threaded comments."""
        for node in root.iter("{*}threadedComment"):
            _behind(
                builder,
                "".join(part.text or "" for part in node.iter("{*}text")),
                self.place(name, node.get("ref")),
                Layer.HIDDEN,
                "comment",
            )

    def pivot_cache(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read a pivot cache: the rows it was made from, which may be gone from every sheet."""
        fields = list(root.iter("{*}cacheField"))
        names = [node.get("name", "") for node in fields]
        items = [[item.get("v", "") for shared in node.iterfind("{*}sharedItems") for item in shared] for node in fields]
        lines = ["\t".join(names)]
        records = next((r.target for r in self.package.related(name, "pivotCacheRecords")), None)
        found = self.package.find(records) if records else None
        rows = self.package.xml(found) if found else None
        if rows is None:
            lines += ["\t".join([label, *values]) for label, values in zip(names, items, strict=True) if any(values)]
        else:
            lines += ["\t".join(_cached(cell, items, column) for column, cell in enumerate(row)) for row in rows.iter("{*}r")]
        _behind(builder, "\n".join(lines), Place(part=name), Layer.HIDDEN, "sheet")

    def cached_book(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read what is kept of another workbook: its sheet names and cell values, or the program and topic of a DDE link."""
        values = [node.get("val", "") for node in root.iter("{*}sheetName")]
        for link in root.iter("{*}ddeLink", "{*}oleLink"):
            values += [value for key, value in link.items() if not key.startswith("{")]
        values += [node.text or "" for node in root.iter("{*}v", "{*}val")]
        _behind(builder, "\t".join(value for value in values if value.strip()), Place(part=name), Layer.METADATA, "external-link")

    def connections(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read data connections: names, sources, commands."""
        for node in root.iter("{*}connection"):
            values = [value for part in node.iter() for value in part.attrib.values()]
            words = [value for value in values if len(value) > 2 and value not in ("true", "false") and value[0] != "{"]
            _behind(builder, "\n".join(words), Place(part=name), Layer.METADATA, "external-link")

    def revisions(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read the change log of a shared workbook."""
        text = "\n".join(node.text for node in root.iter("{*}t", "{*}v", "{*}f") if node.text)
        _behind(builder, text, Place(part=name), Layer.REVISION, "tracked-change")

    def users(self, _builder: DocumentBuilder, _name: str, root: Any) -> None:
        """Note who took part in a shared workbook."""
        for node in root.iter("{*}header", "{*}userInfo"):
            self.person("修订人", node.get("userName") or node.get("name") or "")

    def persons(self, _builder: DocumentBuilder, _name: str, root: Any) -> None:
        """Note who took part in threaded comments."""
        for node in root.iter("{*}person"):
            if (node.get("displayName") or "").strip():
                self.person("批注作者", node.get("displayName").strip())

    def servers(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read which programs and servers feed live data into cells, and what they gave last."""
        words = dict.fromkeys(node.text.strip() for node in root.iter("{*}stp", "{*}v") if node.text and node.text.strip())
        programs = [node.get("first", "") for node in root.iter("{*}main")]
        _behind(builder, "\n".join([*programs, *words]), Place(part=name), Layer.METADATA, "external-link")

    def custom(self, builder: DocumentBuilder, name: str, root: Any) -> None:
        """Read data that another program has left in the package."""
        from review.extract.html_unseen import tells

        words = [text.strip() for text in root.itertext() if text.strip()]
        words += [value for node in root.iter() for value in node.attrib.values() if tells(value)]
        _behind(builder, "\n".join(words), Place(part=name), Layer.METADATA, "custom-xml")


_READERS: dict[str, Callable[[Parts, DocumentBuilder, str, Any], None]] = {
    "comments": Parts.comments,
    "threadedComment": Parts.threaded,
    "pivotCacheDefinition": Parts.pivot_cache,
    "pivotCacheRecords": lambda *_: None,
    "externalLink": Parts.cached_book,
    "connections": Parts.connections,
    "revisionLog": Parts.revisions,
    "revisionHeaders": Parts.users,
    "usernames": Parts.users,
    "customXml": Parts.custom,
    "person": Parts.persons,
    "volatileDependencies": Parts.servers,
}


def _unread(builder: DocumentBuilder, name: str) -> None:
    builder.gap(GapReason.UNSUPPORTED, f"文件内部的 {name} 不认识，未读取。请用 WPS 或 Excel 另存后再检查，或人工核对。", Place(part=name))


def _behind(builder: DocumentBuilder, text: str, place: Place, layer: Layer, carrier: str) -> None:
    if text.strip():
        builder.behind(text.strip(), place, layer, carrier)


def _texts(node: Any) -> str:
    """Return the text of a rich string without its phonetic guides."""
    return "".join(part.text or "" for part in node.iter("{*}t") if _local(part.getparent()) != "rPh")


def _cached(cell: Any, items: list[list[str]], column: int) -> str:
    value = str(cell.get("v", ""))
    if _local(cell) == "x" and value.isdigit() and column < len(items) and int(value) < len(items[column]):
        return items[column][int(value)]
    return value


def _named_above(node: Any) -> str | None:
    """Return the name of a custom property; its value stands one level below."""
    parent = node.getparent()
    return str(parent.get("name", "")) if parent is not None and _local(parent) == "property" else None


def _lists_sheets(node: Any) -> bool:
    return any(_local(above) in ("HeadingPairs", "TitlesOfParts") for above in node.iterancestors())


def _local(node: Any) -> str:
    return "" if node is None else str(node.tag).rpartition("}")[2]
