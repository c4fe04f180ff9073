"""Fixed-layout documents (.ofd) after GB/T 33190-2016: what the pages show in order, and everything behind them.

Own walk over the package. Every page is read with its templates and annotations; a part that nothing refers to is read as
hidden text if it is a page and reported as not read if it is anything else.
"""

from __future__ import annotations

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.inside import embed_picture
from review.extract.limits import Limits, over_limit
from review.extract.links import tells_a_path
from review.extract.ofd_behind import (
    Annotations,
    read_attachments,
    read_document_extras,
    read_information,
    read_signatures,
    read_versions,
)
from review.extract.ofd_geometry import Box
from review.extract.ofd_lines import Leaves, Page, as_text, unread_reason
from review.extract.ofd_package import OfdPackage, local, said
from review.extract.picture_gap import picture_gap
from review.extract.picture_sheet import Shown
from review.extract.properties import AUTHORS, add_properties
from review.extract.safe_xml import Element
from review.model import Document, GapReason, Layer, Place, Zone

_POINTS = 72 / 25.4
_LOCKED = ("encryptions.xml", "decryptseed.dat", "entriesmap.dat")
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".jb2", ".jbig2", ".gbig2", ".svg", ".webp", ".jp2")
_FONTS = (".ttf", ".otf", ".cff", ".ttc", ".woff", ".pfb")
_MEDIA = (".mp3", ".mp4", ".wav", ".avi", ".wma", ".wmv", ".mov", ".mpg", ".mpeg", ".flv", ".m4a", ".m4v")
_HIDDEN_ORDER = ("redaction", "text", "layer", "offpage")


def read(data: bytes, limits: Limits) -> Document:
    """Read an OFD file. Raises CannotRead if the package cannot be opened, is encrypted or holds no document."""
    return _Reading(data, limits).document()


class _Reading:
    """One file while it is read."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._package = OfdPackage(data, limits)
        self._builder = DocumentBuilder("ofd", limits)
        self._people: dict[str, None] = {}
        self._shown: set[str] = set()

    def document(self) -> Document:
        package = self._package
        if any(name.lower().rpartition("/")[2] in _LOCKED for name in package.names):
            raise CannotRead(GapReason.ENCRYPTED, "文件已加密，未读取。请先解除加密后再检查。")
        name = package.find("OFD.xml")
        root = package.xml(name) if name else None
        if name is None or root is None:
            reasons = [gap for gap in package.gaps if gap.place.part == name]
            reason = reasons[0].reason if reasons else GapReason.DAMAGED
            message = reasons[0].message if reasons else "文件里找不到正文，可能已损坏。请重新取得原件后再检查。"
            raise CannotRead(reason, message)
        if next(root.iter("{*}Encryptions", "{*}EncryptInfo", "{*}EncryptEntries"), None) is not None:
            raise CannotRead(GapReason.ENCRYPTED, "文件已加密，未读取。请先解除加密后再检查。")
        bodies = list(root.iter("{*}DocBody"))
        if not bodies:
            raise CannotRead(GapReason.DAMAGED, "文件里找不到正文，可能已损坏。请重新取得原件后再检查。")
        for number, body in enumerate(bodies, 1):
            self._body(body, name, "body" if number == 1 else f"document{number}")
        self._rest()
        return self._finish()

    def _body(self, body: Element, source: str, part: str) -> None:
        builder, package = self._builder, self._package
        read_information(body, builder, self._people)
        roots = list(package.linked(body, "DocRoot", source))
        for name, root in roots:
            leaves = Leaves(package, name, root)
            annotations = Annotations(package, name, root, builder, self._people)
            texts = [self._page(page, part, annotations) for page in leaves.pages()]
            for number, missing in leaves.missing:
                message = f"第{number}页（{missing or '缺失'}）未读取。请打开文件人工查看这一页。"
                builder.gap(GapReason.DAMAGED, message, Place(part, page=number))
            if leaves.late:
                builder.gap(GapReason.TIMEOUT, leaves.late, Place(part))
            elif not texts and not leaves.missing:
                builder.gap(GapReason.DAMAGED, "文件里没有页面，未读取。请重新取得原件后再检查。", Place(part))
            annotations.unplaced()
            for unused in leaves.unused_templates():
                self._orphan(unused, leaves)
            read_document_extras(package, name, root, builder, "\n".join(texts))
            read_attachments(package, name, root, builder)
            read_versions(package, body, source, name, texts, builder)
        if not roots:
            builder.gap(GapReason.DAMAGED, "文件里找不到正文，可能已损坏。请重新取得原件后再检查。", Place(part))
            read_versions(package, body, source, "", [], builder)
        read_signatures(package, body, source, builder, roots)

    def _page(self, page: Page, part: str, annotations: Annotations) -> str:
        builder = self._builder
        if page.number > builder.limits.pages:
            raise over_limit("页数过多")
        builder.page_break()
        for number, row in enumerate(page.lines, 1):
            path = f"p{page.number}/l{number}"
            places = [
                Place(part, path if len(row) == 1 else f"{path}/c{column}", page.number, Zone.BODY, _points(cell.box, page.area))
                for column, cell in enumerate(row, 1)
            ]
            builder.row((cell.text, place) for cell, place in zip(row, places, strict=True))
        for text, box, zone in annotations.shown(page):
            place = Place("annotation", f"p{page.number}", page.number, zone, _points(box, page.area) if box else None)
            builder.paragraph(text, place, "annotation")
        for kind in _HIDDEN_ORDER:
            rows = page.hidden.get(kind)
            if rows:
                box = _points(_around([cell.box for row in rows for cell in row]), page.area)
                builder.behind(as_text(rows), Place(part, f"p{page.number}", page.number, box=box), Layer.HIDDEN, kind)
        self._unread(page, part)
        return page.text

    def _unread(self, page: Page, part: str) -> None:
        package, builder = self._package, self._builder
        reason = unread_reason(page)
        if reason:
            builder.gap(*reason, Place(part, f"p{page.number}", page.number))
        for name, box in page.pictures.items():
            if name in self._shown:
                continue
            self._shown.add(name)
            place, called = Place(part, f"p{page.number}", page.number, box=_points(box, page.area)), f"第{page.number}页的图片（{name}）"
            if not embed_picture(builder, package.raw(name), called, name, Shown(place, _share(box, page.area))):
                picture_gap(builder, called, place)
        paths = [link for link in page.links if tells_a_path(link)]
        if paths:
            place = Place(part, f"p{page.number}", page.number)
            builder.behind("\n".join(dict.fromkeys(paths)), place, Layer.METADATA, "external-link")

    def _orphan(self, name: str, leaves: Leaves | None) -> None:
        """Read a page or template that the document does not show."""
        root = self._package.xml(name)
        if root is None:
            return
        text = said(root)
        if leaves is not None:
            page = leaves.page(0, "", name, root)
            read = "\n".join(filter(None, (page.text, *(as_text(page.hidden[kind]) for kind in _HIDDEN_ORDER if kind in page.hidden))))
            text = read or text
        if text:
            self._builder.behind(text, Place(name), Layer.HIDDEN, "text")

    def _rest(self) -> None:
        """Name every part that was not read."""
        package, builder = self._package, self._builder
        for name in package.names:
            lower = name.lower()
            if name in package.done or name in self._shown or lower.endswith(_FONTS):
                continue
            root = package.xml(name) if lower.endswith(".xml") else None
            if lower.endswith(".xml"):
                if root is not None and local(root) == "Page":
                    self._orphan(name, None)
                    continue
                if root is None or not said(root):
                    continue
                builder.behind(said(root), Place(name), Layer.HIDDEN, "custom-xml")
            if lower.endswith(_PICTURES):
                if embed_picture(builder, package.raw(name), f"页面上没有直接使用的图片（{name}）", name, Shown(Place(name))):
                    continue
                message = f"文件中存有一张页面上没有直接使用的图片（{name}），未检查。请人工查看。"
                builder.gap(GapReason.NEEDS_EYES, message, Place(name))
            elif lower.endswith(_MEDIA):
                builder.gap(GapReason.NEEDS_EYES, f"文件中有音频或视频（{name}），不能自动检查。请人工审看后再决定是否公开。", Place(name))
            else:
                message = f"文件内部有不认识的部件（{name}），未读取。请重新导出文件后再检查，或人工核对。"
                builder.gap(GapReason.UNSUPPORTED, message, Place(name))

    def _finish(self) -> Document:
        package, builder = self._package, self._builder
        for name, text in package.markup_comments.items():
            builder.behind(text, Place(name), Layer.HIDDEN, "custom-xml")
        if package.comment:
            add_properties(builder, [package.comment], Place("properties"))
        add_properties(builder, self._people, AUTHORS)
        for gap in package.gaps:
            builder.gap(gap.reason, gap.message, gap.place)
        return builder.build()


def _points(box: Box, area: Box) -> Box:
    """Return millimetres of the page area as points from its top left."""
    left, top, right, bottom = (round((value - origin) * _POINTS, 1) for value, origin in zip(box, (area[0], area[1]) * 2, strict=True))
    return left, top, right, bottom


def _share(box: Box, area: Box) -> float:
    """Return how much of a page a box covers."""
    width = min(box[2], area[2]) - max(box[0], area[0])
    height = min(box[3], area[3]) - max(box[1], area[1])
    return max(0.0, width) * max(0.0, height) / ((area[2] - area[0]) * (area[3] - area[1]))


def _around(boxes: list[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
