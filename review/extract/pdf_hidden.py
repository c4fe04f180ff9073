"""What a PDF carries behind its pages: properties, bookmarks, annotations, form values, attachments, layers, actions, revisions.

pikepdf walks the structure without unpacking page contents. Each carrier becomes a segment, so that its ``hidden.*`` rule
reports it and all other rules read it; what is only known to be there is a gap. Kinds after NSA, Hidden Data and Metadata in
Adobe PDF Files (2008).
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.pdf_attached import add_attachments
from review.extract.pdf_marks import Mark, comments, drawn_pages, form_values, links, page_annotations, scripts
from review.extract.pdf_orphans import add_orphans
from review.extract.pdf_properties import add_properties_of
from review.extract.pdf_raw import behind_the_end, comments_in, is_cut_off
from review.extract.pdf_raw import comments as comment_lines
from review.extract.pdf_revisions import add_revisions
from review.extract.pdf_streams import unpacked
from review.extract.pdf_values import lookup, name_of, text_of, tree
from review.extract.pdf_walk import Reached, reach
from review.extract.properties import add_properties
from review.model import GapReason, Layer, Place

Step = tuple[str, Callable[[], None]]  # what it looks at, in Chinese, and how

EMPTY_CONTENT = 256  # bytes: what programs write into a page that shows nothing
OTHERS = 200_000  # characters of what no other part asks for
STRAY = 16  # bytes behind the end that are no leftover of a line


@dataclass(frozen=True, slots=True)
class Pages:
    """What was seen of the pages. `text` is all that was read of them, without spaces; `blank` numbers those that seem empty."""

    count: int
    blank: list[int]
    text: str


def inspect(builder: DocumentBuilder, data: bytes, pages: Pages, deadline: float) -> None:
    """Add everything behind the pages of `data` to the document; parts whose structure is broken become gaps."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            for what, look in _Inspection(builder, file, data, pages, deadline).steps():
                try:
                    look()
                except (pikepdf.PdfError, ArithmeticError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
                    if isinstance(error, RecursionError):
                        raise
                    builder.gap(GapReason.DAMAGED, f"{what}的内部结构已损坏，未能全部检查。请另存为新的 PDF 后再检查。")
    except pikepdf.PdfError:
        builder.gap(GapReason.DAMAGED, "文件结构已损坏，批注、附件、文档属性等未能检查。请另存为新的 PDF 后再检查。")
    after = behind_the_end(data)
    if len(after) >= STRAY and not is_cut_off(data):
        embed(builder, after, "", Place(part="trailer"))


class _Inspection:
    """One file on the table. Each step looks at one thing; a step that fails leaves the others their turn."""

    def __init__(self, builder: DocumentBuilder, file: Any, data: bytes, pages: Pages, deadline: float) -> None:
        self._builder = builder
        self._file = file
        self._data = data
        self._pages = pages
        self._deadline = deadline
        self._reached = Reached(complete=False)
        self._versions: list[bytes] = []

    def steps(self) -> tuple[Step, ...]:
        """Return what is looked at, in Chinese, and how; in this order."""
        return (
            ("对象", self._walk),
            ("历史版本", self._look_back),
            ("文档属性", lambda: add_properties_of(self._builder, self._file, self._versions, self._reached)),
            ("书签", lambda: _add_bookmarks(self._builder, self._file)),
            ("批注", lambda: _add_marks(self._builder, comments(self._file))),
            ("批注", lambda: _say_drawn(self._builder, self._file)),
            ("表单", lambda: _add_marks(self._builder, form_values(self._file))),
            ("表单", lambda: _say_dynamic_form(self._builder, self._file)),
            ("附件", lambda: add_attachments(self._builder, chain(_specifications(self._file), self._reached.files))),
            ("图层", lambda: _add_layers(self._builder, self._file)),
            ("脚本和动作", lambda: _add_marks(self._builder, scripts(self._file))),
            ("链接", lambda: _add_links(self._builder, self._file)),
            ("其他数据", lambda: _add_others(self._builder, self._reached, self._pages.text)),
            ("残留内容", self._look_for_orphans),
            ("注释行", lambda: _add_comments(self._builder, self._file, self._data, self._deadline)),
            ("页面", lambda: _doubt(self._builder, self._file, self._pages.count, self._pages.blank)),
        )

    def _walk(self) -> None:
        self._reached = reach(self._file, self._deadline)

    def _look_back(self) -> None:
        known = self._pages.text + "".join("".join(note.split()) for note in notes(self._file))
        self._versions = add_revisions(self._builder, self._data, known, notes, self._deadline)

    def _look_for_orphans(self) -> None:
        known = self._pages.text + "".join(self._builder.told().split())
        add_orphans(self._builder, self._file, self._reached, known, self._deadline)


def notes(file: Any) -> Iterator[str]:
    """Yield what is fastened to the pages of a document, line by line."""
    for mark in chain(comments(file), form_values(file)):
        yield from mark.text.split("\n")


def _add_bookmarks(builder: DocumentBuilder, file: Any) -> None:
    first = lookup(file.Root, "/Outlines", "/First")
    titles = [title for node in tree(iter([first]), "/First", "/Next") if (title := text_of(node.get("/Title")))]
    add_properties(builder, titles, Place(part="bookmarks"))


def _add_marks(builder: DocumentBuilder, marks: Iterator[Mark]) -> None:
    for mark in marks:
        builder.behind(mark.text, mark.place, mark.layer, mark.carrier)


def _say_drawn(builder: DocumentBuilder, file: Any) -> None:
    for number in drawn_pages(file):
        place = Place(part="annotation", path=f"p{number}", page=number)
        builder.gap(GapReason.NEEDS_EYES, f"第 {number} 页有图章、手写或多媒体批注，内容未检查。请人工查看。", place)


def _say_dynamic_form(builder: DocumentBuilder, file: Any) -> None:
    if lookup(file.Root, "/AcroForm", "/XFA") is not None:
        builder.gap(GapReason.UNSUPPORTED, "文件是动态表单（XFA），表单内容未检查。请打印成普通 PDF 后再检查。", Place(part="form"))


def _add_links(builder: DocumentBuilder, file: Any) -> None:
    targets = links(file)
    if targets:
        builder.behind("\n".join(targets), Place(part="links"), Layer.HIDDEN, "external-link")


def _specifications(file: Any) -> Iterator[Any]:
    named = tree(iter([lookup(file.Root, "/Names", "/EmbeddedFiles")]), "/Kids", "/Names")
    fastened = (annotation.get("/FS") for _, subtype, annotation in page_annotations(file) if subtype == "FileAttachment")
    for specification in tree(chain(named, fastened, [file.Root.get("/AF")])):
        if "/EF" in specification:
            yield specification


def _add_others(builder: DocumentBuilder, reached: Reached, known: str) -> None:
    """Tell what no other part of the inspection asks for: alternative texts, private data of programs, unknown keys, thumbnails."""
    seen = known + "".join(builder.told().split())
    for texts, carrier, part in ((reached.spoken, "alt-text", "document"), (reached.strings, "custom-xml", "custom")):
        new = [text for text in texts if text and "".join(text.split()) not in seen]
        if new:
            builder.behind("\n".join(new)[:OTHERS], Place(part=part), Layer.HIDDEN, carrier)
    for thumbnail in reached.thumbnails[:1]:
        content = thumbnail.read_raw_bytes()[:OTHERS]
        words = content.decode("ascii") if content.isascii() and content.decode("ascii").isprintable() else ""
        builder.behind(f"页面缩略图 {len(reached.thumbnails)} 幅\n{words}".strip(), Place(part="thumbnail"), Layer.HIDDEN, "thumbnail")
    if reached.private:
        words = "文件带有制作软件的私有数据，未检查。请打印成新的 PDF 后再检查。"
        builder.gap(GapReason.UNREADABLE, words, Place(part="custom"))


def _add_comments(builder: DocumentBuilder, file: Any, data: bytes, deadline: float) -> None:
    lines = dict.fromkeys(comment_lines(data))
    for page in file.pages:
        if time.monotonic() > deadline:
            break
        for part in tree(iter([page.obj.get("/Contents")])):
            content = unpacked(part)
            if b"%" in content:
                lines |= dict.fromkeys(comments_in(content))
    if lines:
        builder.behind("\n".join(lines), Place(part="source"), Layer.HIDDEN, "metadata")


def _add_layers(builder: DocumentBuilder, file: Any) -> None:
    """Report layers that are switched off when the file is opened (ISO 32000-1, 8.11)."""
    default = lookup(file.Root, "/OCProperties", "/D")
    off = list(tree(iter([lookup(default, "/OFF")])))
    if name_of(lookup(default, "/BaseState")) == "OFF":
        shown = {layer.objgen for layer in tree(iter([lookup(default, "/ON")]))}
        off = [layer for layer in tree(iter([lookup(file.Root, "/OCProperties", "/OCGs")])) if layer.objgen not in shown]
    for layer in off:
        builder.behind(text_of(layer.get("/Name")) or "（未命名图层）", Place(part="layer"), Layer.HIDDEN, "layer")


def _doubt(builder: DocumentBuilder, file: Any, pages: int, blank: list[int]) -> None:
    if len(file.pages) != pages or not pages:
        words = f"文件已损坏：只能读到 {pages} 页，目录中有 {len(file.pages)} 页。请重新取得原件后再检查。"
        builder.gap(GapReason.DAMAGED, words)
        return
    for number in blank:
        contents = list(tree(iter([file.pages[number - 1].obj.get("/Contents")])))
        if sum(len(part.read_raw_bytes()) for part in contents) > EMPTY_CONTENT:
            place = Place(path=f"p{number}", page=number)
            builder.gap(GapReason.UNREADABLE, f"第 {number} 页有内容但未能解读，读到的是空白。请人工查看这一页。", place)
