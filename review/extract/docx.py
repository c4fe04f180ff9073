"""Word documents (.docx, .docm, .dotx, strict or transitional): what a reader sees, and everything behind it.

Reading order: headers, body, charts and diagrams, footnotes, endnotes, footers. Own walk over the raw package: libraries
for writing documents lose inserted text, text boxes and notes, and return hidden text as if it were seen.
Source: ISO/IEC 29500-1, 17.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.docx_behind import (
    read_building_blocks,
    read_comments,
    read_links,
    read_markup_comments,
    read_people,
    read_settings,
    read_stored_data,
)
from review.extract.docx_body import Frame, Story
from review.extract.docx_drawn import read_drawn
from review.extract.docx_glean import Gleanings
from review.extract.docx_line import Veil
from review.extract.docx_names import r, w
from review.extract.docx_numbering import read_numbering
from review.extract.docx_parts import account_for_rest
from review.extract.docx_pictures import A4, page_area
from review.extract.docx_properties import read_properties
from review.extract.docx_style import Styles, ground_of_page
from review.extract.limits import Limits
from review.extract.opc import Package
from review.extract.picture_sheet import Shown
from review.extract.safe_xml import Element
from review.model import Document, GapReason, Layer, Place, Zone

_UNUSED_HEADER: Veil = (Layer.HIDDEN, "header-footer")
_STORED_DATA = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)
_UNUSED_NOTE: Veil = (Layer.HIDDEN, "footnote")


def read(data: bytes, limits: Limits) -> Document:
    """Read a Word document. Raises CannotRead if the package cannot be opened or holds no document."""
    return _Reading(data, limits).document()


class _Reading:
    """One document while it is read: which parts are done, and what they share."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._package = Package(data, limits)
        self._builder = DocumentBuilder("docx", limits)
        self._gleanings = Gleanings()
        self._done: set[str] = set()
        self._pictures: dict[str, Shown] = {}
        self._page = A4
        targets = [link.target for link in self._package.related("", "officeDocument")]
        main = next(filter(None, map(self._package.find, [*targets, "word/document.xml"])), None)
        if main is None:
            raise CannotRead(GapReason.DAMAGED, "文件里找不到正文，可能已损坏。请用 WPS 或 Word 打开后另存，再检查。")
        self._main = main

    def document(self) -> Document:
        with self._builder.timed():
            self._read()
        for gap in self._package.gaps:
            self._builder.gap(gap.reason, gap.message, Place(gap.place.part.removeprefix("word/")))
        return self._builder.build()

    def _read(self) -> None:
        root = self._part(self._main)
        body = None if root is None else root.find(w("body"))
        if root is not None:
            self._page = page_area(root)
            self._gleanings.collect(root)
            if body is None:
                self._builder.gap(GapReason.UNSUPPORTED, "正文的格式不认识，未读取。请用 WPS 或 Word 打开后另存为 .docx，再检查。")
        self._headers_or_footers("header", Zone.HEADER, root)
        if root is not None and body is not None:
            frame = Frame("body", Zone.BODY, "body", ground=ground_of_page(root))
            self._story(self._main, root).read(body, frame)
        read_numbering(self._package, [part for part in (root, self._style_sheet) if part is not None], self._builder)
        self._done |= read_drawn(self._package, self._builder)
        self._notes("footnote", seen=root is not None)
        self._notes("endnote", seen=root is not None)
        self._headers_or_footers("footer", Zone.FOOTER, root)
        self._behind_the_page()
        account_for_rest(self._package, self._builder, self._done, self._pictures)
        read_markup_comments(self._package, self._builder)

    def _part(self, name: str) -> Element | None:
        self._builder.keep_time()
        self._done.add(name)
        return self._package.xml(name)

    def _related(self, kind: str) -> Iterator[tuple[str, Element]]:
        """Yield the parts of one kind, each once, as far as they can be read: those referred to, and one of the usual name."""
        targets = [*(link.target for link in self._package.related(self._main, kind)), f"word/{kind}.xml"]
        for name in dict.fromkeys(map(self._package.find, targets)):
            if name and name not in self._done:
                root = self._part(name)
                if root is not None:
                    yield name, root

    @cached_property
    def _style_sheet(self) -> Element | None:
        return next((root for _, root in self._related("styles")), None)

    @cached_property
    def _styles(self) -> Styles:
        return Styles(self._style_sheet)

    def _story(self, name: str, root: Element) -> Story:
        return Story(self._builder, self._styles, root, partial(self._picture, name))

    def _picture(self, source: str, link: str, place: Place, cut: str, size: float) -> None:
        name = self._package.target(source, link)
        if name:
            known, share = self._pictures.get(name), size / self._page
            self._pictures[name] = known.again(share) if known else Shown(place, share)
            if cut:
                self._builder.behind(f"{name.removeprefix('word/')}：{cut}", place, Layer.HIDDEN, "cropped-picture")

    def _headers_or_footers(self, kind: str, zone: Zone, root: Element | None) -> None:
        """Read each header or footer once; one that no section refers to is shown on no page."""
        references = () if root is None else root.iter(w(f"{kind}Reference"))
        used = {self._package.target(self._main, reference.get(r("id"), "")) for reference in references}
        for name, part in self._related(kind):
            veil = None if root is None or name in used else _UNUSED_HEADER
            self._gleanings.collect(part)
            self._story(name, part).read(part, Frame(_stem(name), zone, "header-footer", veil=veil))

    def _notes(self, kind: str, *, seen: bool) -> None:
        """Read footnotes or endnotes: ``n1`` is the first one that the text refers to."""
        numbers = self._gleanings.notes[kind]
        for name, part in self._related(f"{kind}s"):
            self._gleanings.collect(part)
            story = self._story(name, part)
            for note in part.iter(w(kind)):
                number = numbers.get(note.get(w("id"), ""))
                veil = _UNUSED_NOTE if seen and number is None and note.get(w("type"), "normal") == "normal" else None
                path = f"n{number}" if number else f"id{note.get(w('id'), '')}"
                story.read(note, Frame(_stem(name), Zone.BODY, "footnote", f"{path}/", veil=veil))

    def _behind_the_page(self) -> None:
        package, builder, gleanings = self._package, self._builder, self._gleanings
        for _, root in self._related("comments"):
            read_comments(root, builder, gleanings)
        for _, root in self._related("settings"):
            read_settings(root, builder, gleanings)
        for _, root in self._related("people"):
            read_people(root, gleanings)
        for name, root in self._related("glossaryDocument"):
            read_building_blocks(name, root, builder, gleanings)
        for name in package.names:
            stored = self._part(name) if _STORED_DATA.fullmatch(name) else None
            if stored is not None:
                read_stored_data(name, stored, builder)
        self._done |= read_properties(package, builder, gleanings)
        read_links(package, self._main, builder)
        gleanings.remaining(package.attributes)
        if gleanings.labels:
            builder.behind("\n".join(gleanings.labels), Place(), Layer.METADATA, "metadata")


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".xml")
