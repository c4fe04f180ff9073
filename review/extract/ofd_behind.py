"""What an OFD file holds beside its pages: annotations, attachments, tags, data, signatures, older versions.

Source: GB/T 33190-2016, 7.4 (document information), 12 to 18; of the seals of GB/T 38540 only the picture is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed, embed_picture
from review.extract.links import tells_a_path
from review.extract.ofd_geometry import IDENTITY, Box, box_of, moved_to
from review.extract.ofd_lines import Leaves, Page, as_text, lines, targets
from review.extract.ofd_package import OfdPackage, child, is_on, local, said, text_of
from review.extract.ofd_page import Painter
from review.extract.ofd_seal import seal_picture
from review.extract.picture_sheet import Shown
from review.extract.properties import add_properties, label
from review.extract.safe_xml import Element
from review.model import GapReason, Layer, Place, Zone

_PEOPLE = {"Author": "作者", "Creator": "创建程序或单位"}
_LABELS = {"Abstract": "摘要", "DocUsage": "用途", "Keywords": "关键词"}
_UNTOLD = frozenset(("DocID", "CreationDate", "ModDate", "CreatorVersion", "CustomDatas", "Cover"))
_STAMPED = frozenset(("watermark", "stamp"))
_NO_SEAL = "电子印章未检查。请打开文件，核对印章和签名后再决定是否公开。"


def read_information(body: Element, builder: DocumentBuilder, people: dict[str, None]) -> None:
    """Add what the file says of itself: title, subject, abstract, keywords, custom data; remember who made it."""
    told: list[str] = []
    for node in body.iterchildren("{*}DocInfo"):
        for entry in node:
            kind, text = local(entry), " ".join(text_of(entry).split())
            if kind in _PEOPLE and text:
                people[f"{_PEOPLE[kind]}：{text}"] = None
            elif kind == "Keywords":
                told.append("关键词：" + "；".join(filter(None, (text_of(word) for word in entry))))
            elif text and kind not in _UNTOLD:
                told.append(f"{_LABELS.get(kind) or label(kind)}：{text}")
        custom = ((data.get("Name", "") or "自定义数据", text_of(data)) for data in node.iter("{*}CustomData"))
        told += [f"{name}：{text}" for name, text in custom if text]
    add_properties(builder, told, Place("properties"))


@dataclass
class Annotations:
    """The annotations of a document by page (15)."""

    package: OfdPackage
    source: str
    root: Element
    builder: DocumentBuilder
    people: dict[str, None]
    _by_page: dict[str, list[tuple[str, Element]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        folder = self.source.rpartition("/")[0]
        for name, listed in self.package.linked(self.root, "Annotations", self.source, folder):
            for page in listed.iter("{*}Page"):
                found = self._by_page.setdefault(page.get("PageID", ""), [])
                for location in page.iterchildren("{*}FileLoc"):
                    part = self.package.find(location.text, name, folder)
                    root = self.package.xml(part) if part else None
                    if part and root is not None:
                        found.append((part, root))
                    elif part is None:
                        self._missing.append((page.get("PageID", ""), (location.text or "").strip()))

    _missing: list[tuple[str, str]] = field(default_factory=list)
    _pages: set[str] = field(default_factory=set)

    def shown(self, page: Page) -> Iterator[tuple[str, Box | None, Zone]]:
        """Yield what annotations write on a page, each text once; put the rest behind it."""
        self._pages.add(page.id)
        place = Place("annotation", f"p{page.number}", page.number)
        remarks: list[str] = []
        settings: list[str] = []
        links: list[str] = []
        written: set[tuple[str, Zone]] = set()
        for _, root in self._by_page.pop(page.id, ()):
            links += targets(root)
            for annotation in root.iter("{*}Annot"):
                if annotation.get("Creator", "").strip():
                    self.people[f"注释：{annotation.get('Creator', '').strip()}"] = None
                zone = Zone.WATERMARK if annotation.get("Type", "").lower() in _STAMPED else Zone.BODY
                seen, unseen, box = self._appearance(annotation, page)
                remarks += [text_of(child(annotation, "Remark")), *unseen]
                settings += [text_of(parameter) for parameter in annotation.iter("{*}Parameter")]
                for line in seen:
                    if (line, zone) not in written:
                        written.add((line, zone))
                        yield line, box, zone
        self._behind(remarks, place, Layer.HIDDEN, "annotation")
        self._behind(settings, place, Layer.METADATA, "metadata")
        self._behind([link for link in links if tells_a_path(link)], place, Layer.METADATA, "external-link")

    def _appearance(self, annotation: Element, page: Page) -> tuple[list[str], list[str], Box | None]:
        appearance = child(annotation, "Appearance")
        if appearance is None:
            return [], [], None
        box = box_of(appearance.get("Boundary"))
        painter = Painter(page.resources, self.package.spend, page.area)
        painter.paint(appearance, moved_to(box) if box else IDENTITY)
        words = list(painter.words())
        for name, where in painter.pictures.items():
            page.pictures.setdefault(name, where)
        page.drawn_only |= painter.unread_glyphs
        on = is_on(annotation.get("Visible"), default=True)
        seen = as_text(lines([word for word in words if on and not word.hidden]))
        unseen = as_text(lines([word for word in words if not on or word.hidden]))
        return seen.splitlines(), unseen.splitlines(), box

    def unplaced(self) -> None:
        """Put the annotations of pages that do not exist behind the pages."""
        for key, parts in self._by_page.items():
            for name, root in parts:
                text = said(root)
                if text:
                    self.builder.behind(text, Place(name), Layer.HIDDEN, "annotation")
            self._by_page[key] = []
        for key, location in self._missing:
            if key in self._pages:
                message = f"注释文件 {location[:80]} 不存在，未读取。请打开文件核对注释。"
                self.builder.gap(GapReason.DAMAGED, message, Place("annotation"))

    def _behind(self, texts: list[str], place: Place, layer: Layer, carrier: str) -> None:
        text = "\n".join(dict.fromkeys(text for text in texts if text.strip()))
        if text:
            self.builder.behind(text, place, layer, carrier)


def read_attachments(package: OfdPackage, source: str, root: Element, builder: DocumentBuilder) -> None:
    """Read the attached files (18)."""
    folder = source.rpartition("/")[0]
    for name, listed in package.linked(root, "Attachments", source, folder):
        for number, node in enumerate(listed.iter("{*}Attachment"), 1):
            location = child(node, "FileLoc")
            part = package.located(node.get("FileLoc") or ("" if location is None else location.text), name, folder)
            title = node.get("Name", "").strip() or f"附件{number}"
            builder.behind(title, Place("attachment", title), Layer.EMBEDDED, "attachment")
            data = package.raw(part) if part else None
            if part and data is not None:
                stem, dot, suffix = part.rpartition("/")[2].rpartition(".")
                full = f"{title}.{suffix}" if stem and dot and not title.lower().endswith(f".{suffix.lower()}") else title
                embed(builder, data, full.replace("/", "_"), Place("attachment"))


def read_document_extras(package: OfdPackage, source: str, root: Element, builder: DocumentBuilder, shown: str) -> None:
    """Add outline and bookmark titles that no page says, actions, custom tags and extensions (7.5, 14, 16, 17)."""
    folder = source.rpartition("/")[0]
    titles = [node.get("Title", "") for node in root.iter("{*}OutlineElem")] + [node.get("Name", "") for node in root.iter("{*}Bookmark")]
    add_properties(builder, dict.fromkeys(t.strip() for t in titles if t.strip() and t.strip() not in shown), Place("bookmarks"))
    paths = dict.fromkeys(target for target in targets(root) if tells_a_path(target))
    if paths:
        builder.behind("\n".join(paths), Place("links"), Layer.METADATA, "external-link")
    for name, tags in package.linked(root, "CustomTags", source, folder):
        for tag in tags.iter("{*}CustomTag"):
            for part, content in package.linked(tag, "FileLoc", name, folder):
                _data(part, content, builder)
            for location in tag.iterchildren("{*}SchemaLoc"):
                part_found = package.find(location.text, name, folder)
                schema = package.xml(part_found) if part_found else None
                if part_found and schema is not None:
                    _data(part_found, schema, builder)
    for name, extensions in package.linked(root, "Extensions", source, folder):
        _data(name, extensions, builder)
        for extension in extensions.iter("{*}Extension"):
            for part, content in package.linked(extension, "ExtendData", name, folder):
                _data(part, content, builder)


def _data(name: str, root: Element, builder: DocumentBuilder) -> None:
    text = said(root)
    if text:
        builder.behind(text, Place(name), Layer.METADATA, "custom-xml")


def read_signatures(package: OfdPackage, body: Element, source: str, builder: DocumentBuilder, roots: list[tuple[str, Element]]) -> None:
    """Say which signatures and seals there are (17). What a seal shows is not read: a person looks at it."""
    numbers = {node.get("ID", ""): n for _, root in roots for n, node in enumerate(root.iterfind("{*}Pages/{*}Page"), 1)}
    folder = roots[0][0].rpartition("/")[0] if roots else ""
    for name, listed in package.linked(body, "Signatures", source, folder):
        for entry in listed.iter("{*}Signature"):
            part = package.located(entry.get("BaseLoc"), name, folder)
            root = package.xml(part) if part else None
            if part is None or root is None:
                continue
            values = [package.find(text_of(node), part, folder) for node in root.iter("{*}SignedValue")]
            package.done.update(filter(None, values))
            _signature(package, part, root, entry.get("Type", ""), builder, numbers, folder, values)


def _signature(
    package: OfdPackage,
    part: str,
    root: Element,
    kind: str,
    builder: DocumentBuilder,
    numbers: dict[str, int],
    folder: str,
    values: list[str | None],
) -> None:
    provider = next(root.iter("{*}Provider"), None)
    who = "" if provider is None else " ".join(filter(None, (provider.get("Company"), provider.get("ProviderName"))))
    when = text_of(next(root.iter("{*}SignatureDateTime"), None))
    told = "；".join(filter(None, ("文件带有电子签名", who and f"签名组件：{who}", when and f"时间：{when}")))
    remarks = [text_of(node) for node in root.iter("{*}Parameter")]
    builder.behind("\n".join(filter(None, (told, *remarks))), Place("metadata", part), Layer.METADATA, "metadata")
    sealed = kind.lower() == "seal"
    for seal in root.iter("{*}Seal"):
        location = package.find(text_of(child(seal, "BaseLoc")), part, folder)
        if location:
            package.done.add(location)
            values.append(location)
        sealed = True
    pages = [numbers.get(stamp.get("PageRef", "")) for stamp in root.iter("{*}StampAnnot")]
    picture = next(filter(None, (seal_picture(package.raw(value) or b"") for value in values if value)), b"") if pages or sealed else b""
    for page in dict.fromkeys(pages or ([None] if sealed else [])):
        where = f"第{page}页的" if page else ""
        shown = Shown(Place("seal" if not page else "body", f"p{page}" if page else None, page))
        if embed_picture(builder, picture, f"{where}电子印章", "seal", shown):
            continue
        builder.gap(GapReason.NEEDS_EYES, where + _NO_SEAL, Place("seal" if not page else "body", f"p{page}" if page else part, page))


def read_versions(package: OfdPackage, body: Element, source: str, current: str, shown: list[str], builder: DocumentBuilder) -> None:
    """Read older versions of the document (19): the pages whose text is not that of a page shown now."""
    said_now = {text.strip() for text in shown}
    for versions in body.iterchildren("{*}Versions"):
        for number, version in enumerate(versions.iter("{*}Version"), 1):
            name = package.located(version.get("BaseLoc"), source)
            listed = package.xml(name) if name else None
            if name is None or listed is None:
                continue
            root_name = package.find(text_of(child(listed, "DocRoot")), name)
            if root_name == current and current:
                continue
            root = package.xml(root_name) if root_name else None
            if root_name is None or root is None:
                builder.gap(GapReason.DAMAGED, "文件的一个历史版本未能读取。请另存为新文件后再检查。", Place(f"revision{number}"))
                continue
            _old_pages(package, root_name, root, said_now, number, builder)


def _old_pages(package: OfdPackage, name: str, root: Element, said_now: set[str], number: int, builder: DocumentBuilder) -> None:
    people: dict[str, None] = {}
    notes = DocumentBuilder("ofd", builder.limits)
    annotations = Annotations(package, name, root, notes, people)
    for page in Leaves(package, name, root).pages():
        written = [text for text, _, _ in annotations.shown(page)]
        text = page.text
        pieces = [text] if text.strip() not in said_now else []
        pieces += [as_text(rows) for rows in page.hidden.values()] + written
        if any(piece.strip() for piece in pieces):
            place = Place(f"revision{number}", f"p{page.number}", page.number)
            builder.behind("\n".join(piece for piece in pieces if piece.strip()), place, Layer.REVISION, "tracked-change")
    annotations.unplaced()
    unseen = notes.build().text.strip()
    if unseen:
        builder.behind(unseen, Place(f"revision{number}"), Layer.REVISION, "tracked-change")
    read_attachments(package, name, root, builder)
