"""OpenDocument files (.odt, .ods, .odp, .odg, their templates, and the flat forms .fodt, .fods, .fodp): ISO/IEC 26300.

Text in reading order; comments, deletions, hidden text, rows, sheets and slides behind the page. A chart or formula within is a document
within the document.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.docx_behind import read_markup_comments
from review.extract.docx_pictures import read_picture
from review.extract.limits import Limits
from review.extract.odf_names import full, kind, value
from review.extract.odf_parts import account_for_rest, chosen_labels, is_encrypted, read_meta, read_settings
from review.extract.odf_shared import Shared
from review.extract.odf_sheet import read_sheets
from review.extract.odf_slides import read_pages
from review.extract.odf_style import PAPER, UNKNOWN, Styles
from review.extract.odf_text import Story
from review.extract.opc import Package
from review.extract.picture_sheet import Shown
from review.extract.properties import AUTHORS, add_properties
from review.extract.safe_xml import Element
from review.model import Document, GapReason, Layer, Place, Zone

_BROKEN = "文件里找不到正文，可能已损坏。请用 WPS 或 LibreOffice 打开后另存，再检查。"
_OLD = "不认识的办公文档（可能是 OpenOffice 1.x 的），只读到文字，没有分辨看不看得见。请用 WPS 或 LibreOffice 另存为新格式后再检查。"
_ENCRYPTED = "文件已加密。请先取消密码后再检查。"
_OUTSIDE = "文件引用了外部的图片或音视频，未检查。请打开文件人工查看，或改为插入后再检查。"
_MEDIA = "文件中有音频、视频或插件（{name}），不能自动检查。请人工审看后再决定是否公开。"
_FORMATS = {"office:spreadsheet": "ods", "office:presentation": "odp", "office:drawing": "odp"}
_HEADERS = ("style:header", "style:header-left", "style:header-first")
_FOOTERS = ("style:footer", "style:footer-left", "style:footer-first")
_FILLED_IN = frozenset(("text:page-number", "text:page-count", "text:sheet-name", "text:date", "text:time"))


def read(data: bytes, limits: Limits) -> Document:
    """Read an OpenDocument file. Raises CannotRead if it is encrypted, damaged as a whole or holds no document."""
    if not data.startswith(b"PK"):
        return _Reading(None, "", lambda _: safe_xml.parse(data, limits), limits).document()
    package = Package(data, limits)
    if is_encrypted(package):
        raise CannotRead(GapReason.ENCRYPTED, _ENCRYPTED)
    if not package.find("content.xml"):
        raise CannotRead(GapReason.DAMAGED, _BROKEN)
    reading = _Reading(package, "", lambda name: _part(package, name), limits)
    reading.done |= {"content.xml", "styles.xml", "meta.xml", "settings.xml"}
    return reading.document()


def _part(package: Package, name: str) -> Element | None:
    found = package.find(name)
    return package.xml(found) if found else None


class _Reading:
    """One document, or one object within it that stands in a folder of the same package."""

    def __init__(self, package: Package | None, folder: str, part: Callable[[str], Element | None], limits: Limits) -> None:
        self._package = package
        self._folder = folder
        self._content = part(f"{folder}content.xml")
        self._styles = part(f"{folder}styles.xml")
        self._meta = part(f"{folder}meta.xml") if not folder else None
        self._settings = part(f"{folder}settings.xml") if not folder else None
        body = None if self._content is None else self._content.find(full("office:body"))
        self._body = next(iter(body), None) if body is not None else None
        format_ = _FORMATS.get(kind(self._body), "odt") if self._body is not None else "odt"
        self._builder = DocumentBuilder(format_, limits)
        self._shared = Shared(self._builder, self._picture, self._thing)
        self._pictures = 0
        self.done: set[str] = set()

    def document(self) -> Document:
        """Read everything and return it."""
        builder, shared = self._builder, self._shared
        own, common = Styles(self._styles, self._content), Styles(self._styles, self._styles)
        if self._body is None:
            self._without_body()
        elif builder.format == "ods":
            self._margins(common, _HEADERS, Zone.HEADER)
            read_sheets(self._body, shared, own)
            self._margins(common, _FOOTERS, Zone.FOOTER)
        elif builder.format == "odp":
            read_pages(self._body, self._styles, shared, own, common)
        else:
            self._margins(common, _HEADERS, Zone.HEADER)
            Story(shared, own, ground=self._paper()).read(self._body)
            self._notes(own)
            self._margins(common, _FOOTERS, Zone.FOOTER)
        for identity, text in shared.removed:
            builder.behind(text, shared.removed_at.get(identity, Place("revision")), Layer.REVISION, "tracked-change")
        self._scripts()
        if not self._folder:
            self._behind()
        return builder.build()

    def _without_body(self) -> None:
        """Read what is no document of an office, such as a formula: all its words count."""
        if self._content is None:
            self._builder.gap(GapReason.DAMAGED, _BROKEN, Place(f"{self._folder}content.xml"))
            return
        text = " ".join(str(text).strip() for text in self._content.itertext() if str(text).strip())
        if text:
            self._builder.paragraph(text, Place())
        if not self._folder and kind(self._content).startswith(":"):
            self._builder.gap(GapReason.UNSUPPORTED, _OLD)

    def _paper(self) -> str:
        """Return the colour of the pages, as far as all have none."""
        layouts = () if self._styles is None else self._styles.iter(full("style:page-layout-properties"))
        painted = {value(layout, "fo:background-color") for layout in layouts} - {"", "transparent", "#ffffff"}
        return UNKNOWN if painted else PAPER

    def _notes(self, styles: Styles) -> None:
        """Read footnotes and endnotes: ``n1`` is the first one in the text. A note in a note is read as well."""
        for number, body in enumerate(self._shared.notes, 1):
            Story(self._shared, styles, "footnotes", carrier="footnote", home=f"n{number}").read(body)

    def _margins(self, styles: Styles, kinds: tuple[str, ...], zone: Zone) -> None:
        """Read the headers or footers of the page styles; those that no page shows go behind the page."""
        masters = [] if self._styles is None else list(self._styles.iter(full("style:master-page")))
        used = self._used(masters)
        said: set[str] = set()
        for master in masters:
            for node in master:
                text = "".join(map(str, node.itertext()))
                if kind(node) not in kinds or text in said:
                    continue
                said.add(text)
                shown = value(node, "style:display") != "false" and value(master, "style:name") in used
                if (self._builder.format == "ods" or not shown) and _only_filled_in(node):
                    continue
                part = kind(node).partition(":")[2].partition("-")[0]
                story = Story(self._shared, styles, part, zone, "header-footer")
                if shown:
                    story.read(node)
                    continue
                with story.aside(story.place(), Layer.HIDDEN, "header-footer"):
                    story.read(node)

    def _used(self, masters: list[Element]) -> set[str]:
        """Return the page styles that the text can reach; all of a spreadsheet count."""
        names = {value(master, "style:name") for master in masters}
        if self._builder.format == "ods":
            return names
        used = {"Standard", value(masters[0], "style:name")} if masters else set()
        for root in (self._content, self._styles):
            for style in () if root is None else root.iter(full("style:style")):
                used.add(value(style, "style:master-page-name"))
        following = {value(master, "style:name"): value(master, "style:next-style-name") for master in masters}
        reached = list(used)
        while reached:
            name = following.pop(reached.pop(), "")
            reached += [name] if name else []
            used.add(name)
        return used

    def _scripts(self) -> None:
        root = self._content
        for script in () if root is None else root.iter(full("office:script")):
            text = "\n".join(line for text in map(str, script.itertext()) if (line := text.strip()))
            if text:
                self._builder.behind(text, Place("scripts"), Layer.EMBEDDED, "macro")
        for event in () if root is None else root.iterfind(f"{full('office:scripts')}/{full('office:event-listeners')}/*"):
            target = value(event, "xlink:href") or value(event, "script:macro-name")
            if target:
                self._builder.behind(target, Place("scripts"), Layer.EMBEDDED, "macro")

    def _behind(self) -> None:
        """Add what belongs to the file as a whole."""
        builder, shared, package = self._builder, self._shared, self._package
        people = read_meta(self._meta, builder)
        read_settings(self._settings, builder)
        if shared.people:
            people.append("修订和批注：" + "、".join(shared.people))
        add_properties(builder, people, AUTHORS)
        if package:
            chosen_labels(package.attributes, shared.labels, "\n".join([builder.visible, builder.told(), *shared.labels]))
        if shared.labels:
            builder.behind("\n".join(shared.labels), Place(), Layer.METADATA, "metadata")
        if package:
            account_for_rest(package, builder, self.done)
            read_markup_comments(package, builder)
            for gap in package.gaps:
                builder.gap(gap.reason, gap.message, gap.place)

    def _picture(self, node: Element, place: Place) -> None:
        self._pictures += 1
        target = value(node, "xlink:href")
        stored = node.find(full("office:binary-data"))
        if stored is not None:
            self._decoded(stored, place)
            return
        name = self._stored(target)
        if name is None or self._package is None:
            if _leads_out(target):
                self._builder.behind(target, place, Layer.METADATA, "external-link")
                self._builder.gap(GapReason.NEEDS_EYES, _OUTSIDE, place)
            return
        if name not in self.done:
            self.done.add(name)
            read_picture(self._builder, self._package.content(name) or b"", name, Shown(place), self._pictures)

    def _decoded(self, node: Element, place: Place) -> None:
        """Read a picture or object that a flat file keeps as text."""
        try:
            data = base64.b64decode("".join((node.text or "").split()), validate=True)
        except binascii.Error:
            data = b""
        read_picture(self._builder, data, f"picture{self._pictures}", Shown(place), self._pictures)

    def _thing(self, node: Element, place: Place) -> None:
        """Read an embedded object: a folder of the package, a file in it, or markup in place."""
        target = value(node, "xlink:href")
        stored = node.find(full("office:binary-data"))
        root = node.find(full("office:document"))
        root = next(node.iterchildren(full("math:math")), None) if root is None else root
        name = self._stored(target)
        if root is not None:
            self._embed(_Reading(None, "", lambda part: root if part == "content.xml" else None, self._builder.limits), "object", place)
        elif stored is not None:
            self._decoded(stored, place)
        elif self._package and name and name not in self.done:
            self._file(name, place, kind(node))
        elif self._package and self._package.find(f"{self._home(target)}/content.xml"):
            self._within(self._home(target), place)
        elif _leads_out(target):
            self._builder.behind(target, place, Layer.METADATA, "external-link")
            if kind(node) in ("draw:plugin", "draw:floating-frame"):
                self._builder.gap(GapReason.NEEDS_EYES, _OUTSIDE, place)

    def _file(self, name: str, place: Place, element: str) -> None:
        self.done.add(name)
        if element == "draw:plugin":
            self._builder.gap(GapReason.NEEDS_EYES, _MEDIA.format(name=name), place)
            return
        from review.extract.ole_embedded import embed_object

        data = self._package.content(name) if self._package else None
        if data is not None:
            embed_object(self._builder, data, name, place)

    def _within(self, folder: str, place: Place) -> None:
        package = self._package
        name = package.find(f"{folder}/content.xml") if package else None
        if package is None or name is None or name in self.done or self._builder.limits.depth <= 0:
            return
        self.done |= {found for part in ("content", "styles", "meta", "settings") if (found := package.find(f"{folder}/{part}.xml"))}
        preview = package.find(f"ObjectReplacements/{folder.rpartition('/')[2]}")
        self.done |= {preview} if preview else set()
        inner = _Reading(package, f"{folder}/", lambda part: _part(package, part), self._builder.limits)
        inner.done = self.done
        self._embed(inner, folder, place)

    def _embed(self, inner: _Reading, part: str, place: Place) -> None:
        document = inner.document()
        if document.text or document.gaps:
            self._builder.embed(document, f"{place.part}/{part}")

    def _home(self, target: str) -> str:
        return self._folder + target.removeprefix("./").rstrip("/")

    def _stored(self, target: str) -> str | None:
        """Return the part of the package that a reference leads to; None if it leads elsewhere."""
        return self._package.find(self._home(target)) if self._package and target and ":" not in target else None


def _leads_out(target: str) -> bool:
    return ":" in target or target.startswith(("/", "..", "\\"))


def _only_filled_in(node: Element) -> bool:
    """Say whether a header holds only what the program fills in, which is how every new file comes."""
    filled = "".join(text for field in node.iter() if kind(field) in _FILLED_IN for text in map(str, field.itertext()))
    words = "".join(map(str, node.itertext()))
    return len(words) - len(filled) <= len("Page  / ") and not any(character >= "\u3400" for character in words.replace(filled, ""))
