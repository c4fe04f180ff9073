"""Presentations (.pptx, .pptm, .ppsx, .potx, strict or transitional): every slide in the order of the show, and what lies behind.

One page for each slide. What a master or layout draws is said once, on the first slide that shows it; the prompts of its
placeholders are shown on no slide. A slide that is left out of the show is hidden as a whole. Source: ISO/IEC 29500-1, 19.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.docx_behind import read_markup_comments
from review.extract.docx_drawn import drawn_lines
from review.extract.docx_glean import Gleanings
from review.extract.docx_properties import read_properties
from review.extract.limits import CLOCK, Limits, over_limit
from review.extract.opc import Package
from review.extract.picture_sheet import Shown
from review.extract.safe_xml import Element
from review.extract.slides_ground import Ground, background_of, scheme_of
from review.extract.slides_parts import Owners, account_for_rest, read_links
from review.extract.slides_remarks import read_comments, read_labels, read_stored_data, read_tags
from review.extract.slides_shapes import Said, ShapeTree, is_on
from review.model import Document, GapReason, Layer, Place, Zone

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MARGINS = {"hdr": Zone.HEADER, "ftr": Zone.FOOTER, "dt": Zone.FOOTER, "sldNum": Zone.FOOTER}
_TITLES = frozenset(("title", "ctrTitle"))
_MARK = 40  # code points: a longer line on the first slide is no mark
_SENTENCE = re.compile(r"[。；;！？]|，.{6,}")
_DEFAULT_SIZE = (9_144_000.0, 6_858_000.0)
_PROMPT = re.compile(
    r"(?:单击|点击|双击)?(?:此处|图标|以|编辑|添加|插入|输入|母版|标题|副标题|文本|文字|样式|内容|图片|表格|图表|媒体|剪贴画|备注|页脚|页眉|日期|占位符|或|和|、|的)*"
    r"|第?[一二三四五六七八九]级|[‹<].{0,4}[›>]|\d{1,4}|\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}日?(?: \d{1,2}:\d{2})?|[*•]"
    r"|(?:(?:click|to|edit|add|insert|modify|icon|master|title|sub|text|notes?|styles?|picture|the|format|outline|here|table|chart|media"
    r"|clip|art|smartart|graphic|second|third|fourth|fifth|sixth|seventh|eighth|ninth|level|header|footer|date)\s?)+",
    re.IGNORECASE,
)


def read(data: bytes, limits: Limits) -> Document:
    """Read a presentation. Raises CannotRead if the package cannot be opened or holds no presentation."""
    return _Reading(data, limits).document()


@dataclass
class Sheet:
    """A layout or master: what it says and paints, the colours of its theme, and whether a slide has shown it."""

    root: Element
    said: list[Said]
    grounds: list[Ground]
    scheme: dict[str, str]
    shown: bool = False


class _Reading:
    """One presentation while it is read: which parts are done, and what they share."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._package = Package(data, limits)
        self._builder = DocumentBuilder("pptx", limits)
        self._gleanings = Gleanings()
        self._done: set[str] = set()
        self._pictures: dict[str, Shown] = {}
        self._known: dict[str, Sheet | None] = {}
        self._drawings: dict[str | None, list[str]] = {}
        self._size = _DEFAULT_SIZE
        self._told: set[tuple[str, Zone]] = set()
        self._unused: dict[str, str] = {}
        self._first = 0
        targets = [link.target for link in self._package.related("", "officeDocument")]
        main = next(filter(None, map(self._package.find, [*targets, "ppt/presentation.xml"])), None)
        if main is None:
            raise CannotRead(GapReason.DAMAGED, "文件里找不到幻灯片，可能已损坏。请用 WPS 或 PowerPoint 打开后另存，再检查。")
        self._main = main

    def document(self) -> Document:
        builder, package = self._builder, self._package
        listed = self._listed()
        slides = [name for name in listed if name]
        owners = Owners(package, [name or "" for name in listed])
        ends = CLOCK.pages_end(len(listed), builder.limits)
        for number, name in enumerate(listed, 1):
            if time.monotonic() > ends:
                builder.gap(GapReason.TIMEOUT, f"时间不够，从第 {number} 张幻灯片起未检查（共 {len(listed)} 张）。请拆分后再检查。")
                self._done.update(slides)
                break
            if name and name not in self._done:
                self._slide(name, number)
            elif not name:
                message = f"第{number}张幻灯片在文件中找不到，未读取。请用 WPS 或 PowerPoint 打开后另存，再检查。"
                builder.gap(GapReason.DAMAGED, message, Place(page=number))
        for name in self._of_kind("slide"):
            if name not in slides:
                self._aside(name, "text", None)
        self._notes(listed)
        self._masters()
        self._done |= read_comments(package, builder, owners, self._gleanings)
        self._done |= read_tags(package, builder)
        self._done |= read_stored_data(package, builder)
        self._done |= read_properties(package, builder, self._gleanings)
        read_links(package, builder, owners)
        if self._gleanings.labels:
            builder.behind("\n".join(self._gleanings.labels), Place(), Layer.METADATA, "metadata")
        account_for_rest(package, builder, self._done, self._pictures, owners)
        read_markup_comments(package, builder)
        for gap in package.gaps:
            builder.gap(gap.reason, gap.message, gap.place)
        return builder.build()

    def _listed(self) -> list[str | None]:
        """Return the slides in the order of the show."""
        root = self._part(self._main)
        if root is None:
            message = "演示文稿的目录已损坏，幻灯片的次序不明。请用 WPS 或 PowerPoint 打开后另存，再检查。"
            self._builder.gap(GapReason.DAMAGED, message, Place(self._main))
            return []
        self._measure(root)
        read_labels(root, self._gleanings)
        found = [self._package.target(self._main, node.get(f"{_R}id", "")) for node in root.iterfind("{*}sldIdLst/{*}sldId")]
        if len(found) > self._builder.limits.pages:
            raise over_limit("幻灯片过多")
        return found

    def _measure(self, root: Element) -> None:
        for node in root.iterchildren("{*}sldSz"):
            width, height = (node.get(key, "") for key in ("cx", "cy"))
            if width.isdigit() and height.isdigit() and 0 < len(width) < 12 > len(height) > 0:
                self._size = (float(width), float(height))

    def _part(self, name: str) -> Element | None:
        self._done.add(name)
        return self._package.xml(name)

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {}
        for link in self._package.relationships:
            name = None if link.external else self._package.find(link.target)
            if name:
                found.setdefault(link.kind, {})[name] = None
        return {kind: list(names) for kind, names in found.items()}

    def _of_kind(self, kind: str) -> list[str]:
        """Return the parts of a kind that were not read yet."""
        return [name for name in self._kinds.get(kind, ()) if name not in self._done]

    def _tree(self, name: str, root: Element, place: Place, sheets: Sequence[Sheet] = ()) -> tuple[list[Said], ShapeTree]:
        """Walk a part with shapes, drawn over its layout and master; alternative texts go behind the page at once."""

        def drawn(link: str) -> list[str]:
            return self._drawn(self._package.target(name, link))

        def picture(link: str, path: str, cropped: bool, share: float) -> None:  # noqa: FBT001
            part = self._package.target(name, link)
            if part:
                known, share = self._pictures.get(part), share if place.page else 0.0  # what a design paints is no page of its own
                self._pictures[part] = known.again(share) if known else Shown(_at(place, path), share, cut=cropped)

        tree = ShapeTree(self._size, drawn, picture)
        if sheets:
            tree.scheme = sheets[-1].scheme
            tree.background = background_of([root, *(sheet.root for sheet in sheets)], tree.scheme)
            tree.below = [ground for sheet in reversed(sheets) for ground in sheet.grounds]
        said = tree.read(root)
        self._gleanings.labels.update(tree.labels)
        for text, path in tree.alternatives:
            self._builder.behind(text, _at(place, path), Layer.HIDDEN, "alt-text")
        for path in tree.ink:
            self._builder.gap(GapReason.NEEDS_EYES, "幻灯片上有手写墨迹，不能自动检查。请人工查看后再决定是否公开。", _at(place, path))
        return said, tree

    def _drawn(self, name: str | None) -> list[str]:
        """Return the lines of a chart or diagram with what is drawn on it."""
        if name in self._drawings:
            return self._drawings[name]
        lines: dict[str, None] = {}
        parts = [name] if name else []
        parts += [link.target for link in self._package.related(name or "-", "chartUserShapes")]
        for part in filter(None, map(self._package.find, parts)):
            root = self._part(part)
            lines.update(dict.fromkeys(() if root is None else drawn_lines(root)))
        return self._drawings.setdefault(name, list(lines))

    def _slide(self, name: str, number: int) -> None:
        root = self._part(name)
        if root is None:
            return
        place = Place(path=f"s{number}", page=number)
        read_labels(root, self._gleanings)
        if not is_on(root.get("show"), default=True):
            said, _ = self._tree(name, root, place)
            self._one(said, place, "text")
            return
        self._first = self._first or number
        self._builder.page_break()
        sheets = self._sheets(name, root, number)
        said, _ = self._tree(name, root, place, sheets)
        unseen: dict[str, list[Said]] = {}
        for item in said:
            if item.fate:
                unseen.setdefault(item.fate, []).append(item)
            else:
                self._say(item, place, "body" if item.kind != "box" else "text-box", self._zone(item, number))
        for fate, items in unseen.items():
            self._one(items, _at(place, items[0].cells[0][1].partition("/")[0]), fate)
        self._diagrams(name, number, said)

    def _diagrams(self, name: str, number: int, said: list[Said]) -> None:
        """Say what a diagram draws beside its data: the two should be the same."""
        known = {line for item in said for line in item.text.split("\n")}
        for link in self._package.related(name, "diagramDrawing"):
            lines = [line for line in self._drawn(self._package.find(link.target)) if line not in known]
            for index, line in enumerate(lines, 1):
                self._builder.paragraph(line, Place(path=f"s{number}/p{index}", page=number, zone=Zone.BODY), "text-box")

    def _zone(self, item: Said, number: int) -> Zone:
        if item.kind in _MARGINS:
            return _MARGINS[item.kind]
        if item.row:
            return Zone.TABLE
        if number == self._first:
            if item.kind in _TITLES:
                return Zone.TITLE
            if len(item.text) <= _MARK and not _SENTENCE.search(item.text):
                return Zone.MASTHEAD
        return Zone.BODY

    def _say(self, item: Said, place: Place, carrier: str, zone: Zone) -> None:
        cells = [(text, Place(place.part, f"{place.path}/{path}" if place.path else path, place.page, zone)) for text, path in item.cells]
        self._builder.row(cells, carrier)

    def _sheets(self, name: str, root: Element, number: int) -> list[Sheet]:
        """Say what the layout and the master of a slide draw on it, each once; return them."""
        found: list[Sheet] = []
        drawn = is_on(root.get("showMasterSp"), default=True)
        for kind in ("slideLayout", "slideMaster"):
            link = next(iter(self._package.related(name, kind)), None)
            part = self._package.find(link.target) if link else None
            sheet = self._sheet(part) if part else None
            if part is None or sheet is None:
                break
            name = part
            found.append(sheet if drawn else replace(sheet, grounds=[]))
            if drawn and not sheet.shown:
                sheet.shown = True
                place = Place(_stem(part), page=number)
                for item in sheet.said:
                    if item.kind == "box" and not item.fate:
                        self._say(item, place, "header-footer", Zone.HEADER if item.upper else Zone.FOOTER)
            drawn = drawn and is_on(sheet.root.get("showMasterSp"), default=True)
        return found

    def _sheet(self, name: str) -> Sheet | None:
        """Return a layout or master; it is walked once."""
        if name not in self._known:
            root = self._part(name)
            if root is None:
                self._known[name] = None
                return None
            themes = (self._package.find(link.target) for link in self._package.related(name, "theme"))
            theme = next(filter(None, themes), None)
            said, tree = self._tree(name, root, Place(_stem(name)))
            scheme = scheme_of(root, self._package.xml(theme) if theme else None)
            self._known[name] = Sheet(root, said, [ground for ground in tree.grounds if ground.order not in tree.prompts], scheme)
        return self._known[name]

    def _notes(self, listed: list[str | None]) -> None:
        """Read the notes of the slides in order, then those of no slide."""
        for number, name in enumerate(listed, 1):
            for link in self._package.related(name, "notesSlide") if name else ():
                notes = self._package.find(link.target)
                if notes and notes not in self._done:
                    self._aside(notes, "notes", number)
        for name in self._of_kind("notesSlide"):
            self._aside(name, "notes", None)

    def _masters(self) -> None:
        """Put behind what layouts and masters say on no slide."""
        for name, sheet in self._known.items():
            if sheet:
                self._unshown(name, [item for item in sheet.said if not sheet.shown or item.kind != "box" or item.fate])
        for kind in ("slideLayout", "slideMaster", "notesMaster", "handoutMaster"):
            for name in self._of_kind(kind):
                root = self._part(name)
                if root is not None:
                    self._unshown(name, self._tree(name, root, Place(_stem(name)))[0])
        if self._unused:
            place = Place(_stem(next(iter(self._unused.values()))))
            self._builder.behind("\n".join(self._unused), place, Layer.HIDDEN, "header-footer")

    def _aside(self, name: str, carrier: str, number: int | None) -> None:
        """Put the text of a part that no slide shows behind the pages; page headers and footers of notes are told apart."""
        root = self._part(name)
        if root is None:
            return
        place = Place(_stem(name), f"s{number}" if number else None, number)
        said, _ = self._tree(name, root, place)
        self._one([item for item in said if item.kind not in _MARGINS], place, carrier)
        self._margins([item for item in said if item.kind in _MARGINS], place)

    def _margins(self, said: list[Said], place: Place) -> None:
        """Put page headers and footers that no slide shows behind the pages, each text once."""
        for item in said:
            zone = _MARGINS[item.kind]
            if (item.text, zone) not in self._told and not _PROMPT.fullmatch(item.text.strip()):
                self._told.add((item.text, zone))
                self._builder.behind(item.text, Place(place.part, place.path, place.page, zone), Layer.HIDDEN, "header-footer")

    def _unshown(self, name: str, said: list[Said]) -> None:
        """Keep what a layout or master says on no slide; the usual prompts of its placeholders say nothing."""
        self._margins([item for item in said if item.kind in _MARGINS], Place(_stem(name)))
        for item in said:
            for line in item.text.split("\n") if item.kind not in _MARGINS else ():
                if not _PROMPT.fullmatch(line.strip()):
                    self._unused.setdefault(line.strip(), name)

    def _one(self, said: Iterable[Said], place: Place, carrier: str) -> None:
        """Put what was said behind the pages as one segment."""
        text = "\n".join(item.text for item in said if item.text.strip())
        if text:
            self._builder.behind(text, place, Layer.HIDDEN, carrier)


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".xml")


def _at(place: Place, path: str) -> Place:
    steps = "/".join(filter(None, (place.path, path)))
    return Place(place.part, steps or None, place.page)
