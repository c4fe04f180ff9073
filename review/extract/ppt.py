"""Old presentations (.ppt, .dps; [MS-PPT]): the text of every slide, its notes and comments, hidden slides, files inside.

Slides come in the order in which they are shown. What an earlier save has left in the file is text of a revision.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from review.errors import CannotRead
from review.extract.blips import put_blips
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits
from review.extract.links import tells_a_path
from review.extract.macros import read_macros
from review.extract.ole import Compound
from review.extract.ole_embedded import UNREAD, embed_object
from review.extract.ole_inside import read_beside
from review.extract.ole_properties import read_ole_properties
from review.extract.ppt_records import Record, Walk, current_offsets
from review.model import Document, GapReason, Layer, Place, Zone

TEXT_ONLY = (
    "旧版演示文稿（.ppt/.dps）只读到文字和图片：图表、动画以及白色、被盖住或放在页面外的文字没有分辨。"
    "请用 WPS 或 PowerPoint 另存为 .pptx 后再检查，或逐页人工查看。"
)
_BROKEN = "演示文稿已损坏，文字读不出。请用 WPS 或 PowerPoint 打开后另存为 .pptx，再检查。"
_PARTLY = "演示文稿内部结构有损坏，可能没有读全。请用 WPS 或 PowerPoint 打开后另存为 .pptx，再检查。"
_PICTURES = "演示文稿中的图片没有全部读出。请用 WPS 或 PowerPoint 打开人工查看，或另存为 .pptx 后再检查。"
_ENCRYPTED = "文件已加密。请先取消密码后再检查。"

_DOCUMENT, _SLIDE, _NOTES, _MASTER, _HANDOUT = 0x03E8, 0x03EE, 0x03F0, 0x03F8, 0x0FC9
_NOTES_ATOM, _SHOW_INFO, _HIDDEN = 0x03F1, 0x03F9, 0x4
_SLIDE_LIST, _SLIDE_PERSIST = 0x0FF0, 0x03F3
_CHARS, _BYTES, _STRING, _OUTLINE_REF = 0x0FA0, 0x0FA8, 0x0FBA, 0x0F9E
_COMMENT, _TAG_DATA, _HYPERLINK, _OBJECT, _HEADERS = 0x2EE0, 0x138B, 0x0FD7, 0x1011, 0x0FD9
_SHAPE, _PLACEHOLDER = 0xF004, 0x0BC3
_ENCRYPTED_TOKEN = 0xF3D1C4DF
_OWN_STREAMS = (("PowerPoint Document",), ("Current User",), ("Pictures",))


def read(data: bytes, limits: Limits) -> Document:
    """Read a binary presentation. Raises CannotRead if it is encrypted or damaged as a whole."""
    compound = Compound(data, limits)
    builder = DocumentBuilder("ppt", limits)
    try:
        people = _Show(compound, builder).read()
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise CannotRead(GapReason.DAMAGED, _BROKEN) from error
    builder.gap(GapReason.UNSUPPORTED, TEXT_ONLY)
    done = read_ole_properties(compound, builder, people)
    done |= {found for path in _OWN_STREAMS if (found := compound.find(*path))}
    pictures = compound.find("Pictures")
    data = compound.read(pictures) if pictures else b""
    if data and not put_blips(builder, data):
        builder.gap(GapReason.NEEDS_EYES, _PICTURES, Place("picture"))
    read_beside(compound, builder, done)
    return builder.build()


@dataclass
class _Page:
    """What one slide, notes page or master holds."""

    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    hidden: bool = False
    slide: int = 0

    def take(self, atom: Record) -> None:
        """Take in text, or what the page says of itself."""
        text = _said(atom)
        if text is not None:
            self.lines.append(text)
        elif atom.kind == _SHOW_INFO and atom.end - atom.start >= 12:
            self.hidden = bool(struct.unpack_from("<H", atom.data, atom.start + 10)[0] & _HIDDEN)
        elif atom.kind == _NOTES_ATOM:
            (self.slide,) = struct.unpack_from("<I", atom.data, atom.start)

    def remark(self, atom: Record) -> None:
        """Take in a string of a comment: who wrote it, or what it says."""
        if atom.instance == 1:
            self.comments.append(atom.text())
        elif atom.instance == 0:
            self.people.append(atom.text())

    def join(self, other: _Page) -> None:
        """Take in what a block of data within the page holds."""
        self.lines += other.lines
        self.comments += other.comments
        self.people += other.people


class _Show:
    """One presentation while it is read."""

    def __init__(self, compound: Compound, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._walk = Walk()
        self._stream = compound.need("PowerPoint Document")
        user = compound.find("Current User")
        head = compound.read(user) if user else b""
        token, last_edit = struct.unpack_from("<II", head, 12) if len(head) >= 20 else (0, 0)
        if token == _ENCRYPTED_TOKEN or compound.find("EncryptedSummary"):
            raise CannotRead(GapReason.ENCRYPTED, _ENCRYPTED)
        self._offsets = current_offsets(self._stream, last_edit, self._walk)
        self._people: list[str] = []
        self._said: set[str] = set()

    def read(self) -> list[str]:
        """Put everything into the builder; return those who wrote comments."""
        top = list(self._walk.children(self._stream, 0, len(self._stream)))
        live = {offset + 8 for offset in self._offsets.values()}
        current = [record for record in top if record.start in live]
        if not any(record.kind == _DOCUMENT for record in current):
            self._walk.broken = True  # no table of what is current: everything is taken for current
            current = top
        document = next((record for record in current if record.kind == _DOCUMENT), None)
        by_start = {record.start: record for record in current}
        order, outline = self._order(document)
        slides = [by_start[self._offsets[key] + 8] for key in order if self._offsets.get(key, -1) + 8 in by_start]
        slides += [record for record in current if record.kind == _SLIDE and record not in slides]
        notes = {page.slide: page for record in current if record.kind == _NOTES for page in [self._page(record, [])]}
        identifiers = list(order.values())
        for number, record in enumerate(slides, 1):
            identifier = identifiers[number - 1] if number <= len(identifiers) else -1
            self._slide(number, self._page(record, outline.get(identifier, [])), notes.pop(identifier, None))
        for page in notes.values():
            self._behind(page.lines, Place("notes"), Layer.HIDDEN, "notes")
        self._others([record for record in current if record.kind in (_MASTER, _HANDOUT)], document)
        self._earlier([record for record in top if record not in current])
        self._objects(current)
        if self._walk.broken:
            self._builder.gap(GapReason.DAMAGED, _PARTLY)
        return self._people

    def _order(self, document: Record | None) -> tuple[dict[int, int], dict[int, list[str]]]:
        """Return the slides in order (persistent object → identifier) and what the outline says of each identifier."""
        order: dict[int, int] = {}
        outline: dict[int, list[str]] = {}
        for listed in self._walk.inside(document) if document else ():
            if listed.kind != _SLIDE_LIST or listed.instance != 0:
                continue
            identifier = -1
            for atom in self._walk.inside(listed):
                if atom.kind == _SLIDE_PERSIST:
                    key, identifier = struct.unpack("<I8xI", atom.content[:16])
                    order[key] = identifier
                elif (text := _said(atom)) is not None:
                    outline.setdefault(identifier, []).append(text)
        return order, outline

    def _page(self, record: Record, outline: list[str]) -> _Page:
        page = _Page()
        used: set[int] = set()
        comment = margin = -1
        for atom in self._walk.below(record):
            if atom.kind == _COMMENT:
                comment = atom.end
            elif atom.kind == _HEADERS:
                margin = atom.end
            elif atom.kind == _STRING and atom.start < margin:
                page.lines.append(atom.text())
            elif atom.kind == _STRING and atom.start < comment:
                page.remark(atom)
            elif atom.kind == _OUTLINE_REF:
                (index,) = struct.unpack_from("<I", atom.data, atom.start)
                used.add(index)
                page.lines += outline[index : index + 1]
            elif atom.kind == _TAG_DATA:
                page.join(self._page(replace(atom, container=True), []))
            else:
                page.take(atom)
        page.lines += [text for index, text in enumerate(outline) if index not in used]
        return page

    def _slide(self, number: int, page: _Page, notes: _Page | None) -> None:
        part = f"slide{number}"
        if page.hidden:
            self._behind(page.lines, Place(part, page=number), Layer.HIDDEN, "text")
        else:
            self._builder.page_break()
            for index, line in enumerate(_lines(page.lines), 1):
                self._said.add(line)
                self._builder.paragraph(line, Place(part, f"p{index}", page=number))
        self._behind(notes.lines if notes else [], Place("notes", page=number), Layer.HIDDEN, "notes")
        self._comments(page, number)

    def _comments(self, page: _Page, number: int) -> None:
        for index, text in enumerate(page.comments, 1):
            self._behind([text], Place("comments", f"n{index}", page=number), Layer.HIDDEN, "comment")
        self._people += page.people

    def _others(self, masters: list[Record], document: Record | None) -> None:
        """Read what stands on no single slide: masters, headers and footers, link targets."""
        for record in masters:
            for line in _lines(self._own_text(record)):
                self._said.add(line)
                self._builder.paragraph(line, Place("master"))
        for record in self._walk.inside(document) if document else ():
            if record.kind == _HEADERS:
                for line in _lines([atom.text() for atom in self._walk.inside(record) if atom.kind == _STRING]):
                    self._builder.paragraph(line, Place("footer", zone=Zone.FOOTER), "header-footer")
        for record in self._walk.below(document) if document else ():
            if record.kind == _HYPERLINK:
                targets = [atom.text() for atom in self._walk.inside(record) if atom.kind == _STRING and atom.instance in (1, 3)]
                self._behind(list(filter(tells_a_path, targets)), Place("link"), Layer.METADATA, "external-link")

    def _own_text(self, master: Record) -> list[str]:
        """Return the text of a master that is no prompt of a placeholder: it stands on every slide."""
        texts: list[str] = []
        for shape in self._walk.below(master):
            if shape.kind != _SHAPE:
                continue
            atoms = list(self._walk.below(shape))
            if not any(atom.kind == _PLACEHOLDER for atom in atoms):
                texts += [text for atom in atoms if (text := _said(atom)) is not None]
        return texts

    def _earlier(self, old: list[Record]) -> None:
        """Read what earlier saves have left, as far as it is said nowhere now."""
        for record in old:
            if not record.container:
                continue
            page = self._page(record, [])
            lines = [line for line in _lines([*page.lines, *page.comments]) if line not in self._said]
            self._behind(lines, Place("revision"), Layer.REVISION, "tracked-change")

    def _objects(self, current: list[Record]) -> None:
        number = 0
        for record in current:
            if record.kind != _OBJECT:
                continue
            number += 1
            place, title = Place(f"object{number}"), f"嵌入对象{number}"
            try:
                data = _unpacked(record, self._builder.limits)
            except CannotRead as error:
                self._builder.behind(title, place, Layer.EMBEDDED, "attachment")
                self._builder.gap(error.reason, UNREAD.format(name=title) + error.message, place)
                continue
            if _is_project(data, self._builder.limits):
                read_macros(self._builder, data, place.part)
            else:
                embed_object(self._builder, data, place.part, place, title)

    def _behind(self, texts: list[str], place: Place, layer: Layer, carrier: str) -> None:
        lines = list(_lines(texts))
        self._said.update(lines)
        if lines:
            self._builder.behind("\n".join(lines), place, layer, carrier)


def _said(atom: Record) -> str | None:
    """Return the text of a text atom; None for any other record."""
    if atom.kind == _CHARS:
        return atom.text()
    if atom.kind == _BYTES:
        return atom.content.decode("latin-1")
    return None


def _lines(texts: list[str]) -> Iterator[str]:
    """Yield the paragraphs of texts, one a line; a line break within one stays a space."""
    for text in texts:
        for line in text.replace("\x0b", " ").replace("\0", "").split("\r"):
            if line.strip() not in ("", "*"):  # a star stands for a number or date that is filled in
                yield line.strip()


def _is_project(data: bytes, limits: Limits) -> bool:
    """Tell whether an object holds the macros of the presentation."""
    try:
        return any(name.lower() in ("vba", "project", "projectwm") for name in Compound(data, limits).names())
    except CannotRead:
        return False


def _unpacked(record: Record, limits: Limits) -> bytes:
    """Return the compound file that an object record holds, unpacked within bounds."""
    if record.instance != 1:
        return record.content
    (size,) = struct.unpack_from("<I", record.content)
    if size > limits.unpacked_bytes or size > limits.ratio * max(len(record.content), 1 << 16):
        raise CannotRead(GapReason.LIMIT, "对象解开后过大。请取出后单独检查。")
    try:
        return zlib.decompressobj().decompress(record.content[4:], size + 1)
    except zlib.error as error:
        raise CannotRead(GapReason.DAMAGED, "对象已损坏。请取出后单独检查。") from error
