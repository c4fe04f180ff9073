"""What a PDF carries behind its pages: properties, bookmarks, annotations, form values, attachments, layers, actions, revisions.

pikepdf walks the structure without unpacking page contents. Each carrier becomes a segment, so that its ``hidden.*`` rule
reports it and all other rules read it; what is only known to be there is a gap. Kinds after NSA, Hidden Data and Metadata in
Adobe PDF Files (2008).
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.pdf_attached import add_attachments
from review.extract.pdf_marks import Mark, authors, comments, drawn_pages, form_values, links, page_annotations, scripts
from review.extract.pdf_orphans import add_orphans
from review.extract.pdf_raw import behind_the_end, comments_in, is_cut_off
from review.extract.pdf_raw import comments as comment_lines
from review.extract.pdf_revisions import add_revisions
from review.extract.pdf_streams import unpacked
from review.extract.pdf_values import entries, lookup, name_of, text_of, tree
from review.extract.pdf_walk import Reached, reach
from review.extract.properties import AUTHORS, add_properties, label
from review.model import GapReason, Layer, Place

Step = tuple[str, Callable[[DocumentBuilder, Any], None]]  # what it looks at, in Chinese, and how

EMPTY_CONTENT = 256  # bytes: what programs write into a page that shows nothing
PACKETS = 200  # XMP packets of pictures and pages
OTHERS = 200_000  # characters of what no other part asks for
STRAY = 16  # bytes behind the end that are no leftover of a line
_INFO = {"/Title": "标题", "/Subject": "主题", "/Keywords": "关键词", "/Author": "作者", "/Creator": "创建程序", "/Producer": "生成程序"}
_BY_PEOPLE = ("作者：", "批注人：", "签名人：")
_XMP = {
    "title": "标题",
    "description": "主题",
    "subject": "关键词",
    "Keywords": "关键词",
    "creator": "作者",
    "CreatorTool": "创建程序",
    "Producer": "生成程序",
    "rights": "版权",
    "Company": "单位",
}
_SILENT = frozenset({"/CreationDate", "/ModDate", "/Trapped"})


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
        with pikepdf.open(io.BytesIO(data)) as file, contextlib.ExitStack() as earlier:
            reached: Reached | None = None

            def walk(_: DocumentBuilder, opened: Any) -> None:
                nonlocal reached
                reached = reach(opened, deadline)

            def revisions(to: DocumentBuilder, opened: Any) -> None:
                known = pages.text + "".join("".join(note.split()) for note in notes(opened))
                versions.extend(add_revisions(to, data, known, notes, deadline))

            def properties(to: DocumentBuilder, opened: Any) -> None:
                files = [opened]
                for version in versions:
                    with contextlib.suppress(pikepdf.PdfError, ValueError, RuntimeError):
                        files.append(earlier.enter_context(pikepdf.open(io.BytesIO(version))))
                _add_properties(to, files, reached or Reached())

            versions: list[bytes] = []
            steps: tuple[Step, ...] = (
                ("对象", walk),
                ("历史版本", revisions),
                ("文档属性", properties),
                *_STEPS,
                ("附件", lambda to, opened: add_attachments(to, chain(_specifications(opened), reached.files if reached else ()))),
                ("图层", _add_layers),
                ("脚本和动作", _add_marks(scripts)),
                ("链接", _add_links),
                ("其他数据", lambda to, _: _add_others(to, reached, pages.text)),
                ("残留内容", lambda to, opened: _add_orphans(to, opened, reached, pages.text, deadline)),
                ("注释行", lambda to, opened: _add_comments(to, opened, data, deadline)),
                ("页面", lambda to, opened: _doubt(to, opened, pages.count, pages.blank)),
            )
            for what, look in steps:
                try:
                    look(builder, file)
                except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
                    if isinstance(error, RecursionError):
                        raise
                    builder.gap(GapReason.DAMAGED, f"{what}的内部结构已损坏，未能全部检查。请另存为新的 PDF 后再检查。")
    except pikepdf.PdfError:
        builder.gap(GapReason.DAMAGED, "文件结构已损坏，批注、附件、文档属性等未能检查。请另存为新的 PDF 后再检查。")
    after = behind_the_end(data)
    if len(after) >= STRAY and not is_cut_off(data):
        embed(builder, after, "", Place(part="trailer"))


def notes(file: Any) -> Iterator[str]:
    """Yield what is fastened to the pages of a document, line by line."""
    for mark in chain(comments(file), form_values(file)):
        yield from mark.text.split("\n")


def _add_properties(builder: DocumentBuilder, files: list[Any], reached: Reached) -> None:
    """Tell properties of the document, of the versions before it, and of the pictures in it."""
    lines: dict[str, None] = {}
    for file in files:
        lines |= dict.fromkeys(chain(_info(file), (f"批注人：{name}" for name in authors(file))))
    lines |= dict.fromkeys(f"签名人：{name}" for name in reached.signers)
    packets = [file.Root.get("/Metadata") for file in files]
    try:
        for packet in (*packets, *reached.packets[:PACKETS]):
            lines |= dict.fromkeys(_xmp(packet))
    finally:
        add_properties(builder, (line for line in lines if not line.startswith(_BY_PEOPLE)), Place(part="properties"))
        add_properties(builder, (line for line in lines if line.startswith(_BY_PEOPLE)), AUTHORS)


def _info(file: Any) -> Iterator[str]:
    given = dict(entries(file.trailer.get("/Info")))
    for key in [*_INFO, *sorted(given.keys() - _INFO.keys() - _SILENT)]:
        if text := text_of(given.get(key)):
            yield f"{_INFO.get(key) or label(key[1:])}：{text}"


def _xmp(metadata: Any) -> Iterator[str]:
    packet = text_of(metadata)
    if not packet:
        return
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(packet.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("XMP packet is not XML") from error
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            yield from _labelled(str(name), str(value))
        texts = [text for child in element.iter(etree.Element) if (text := (child.text or "").strip())]
        for text in texts:
            yield from _labelled(str(element.tag), text)


def _labelled(tag: str, text: str) -> Iterator[str]:
    name = _XMP.get(tag.rpartition("}")[2])
    if name and text.strip():
        yield f"{name}：{text.strip()}"


def _add_bookmarks(builder: DocumentBuilder, file: Any) -> None:
    first = lookup(file.Root, "/Outlines", "/First")
    titles = [title for node in tree(iter([first]), "/First", "/Next") if (title := text_of(node.get("/Title")))]
    add_properties(builder, titles, Place(part="bookmarks"))


def _add_marks(source: Callable[[Any], Iterator[Mark]]) -> Callable[[DocumentBuilder, Any], None]:
    def add(builder: DocumentBuilder, file: Any) -> None:
        for mark in source(file):
            builder.behind(mark.text, mark.place, mark.layer, mark.carrier)

    return add


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


def _add_others(builder: DocumentBuilder, reached: Reached | None, known: str) -> None:
    """Tell what no other part of the inspection asks for: alternative texts, private data of programs, unknown keys, thumbnails."""
    if reached is None:
        return
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


def _add_orphans(builder: DocumentBuilder, file: Any, reached: Reached | None, known: str, deadline: float) -> None:
    if reached is not None:
        add_orphans(builder, file, reached, known + "".join(builder.told().split()), deadline)


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


_STEPS: tuple[Step, ...] = (
    ("书签", _add_bookmarks),
    ("批注", _add_marks(comments)),
    ("批注", _say_drawn),
    ("表单", _add_marks(form_values)),
    ("表单", _say_dynamic_form),
)
