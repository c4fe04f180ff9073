"""What a PDF carries behind its pages: properties, bookmarks, annotations, form values, attachments, layers, actions, revisions.

pikepdf walks the structure without unpacking page contents. Each carrier becomes a segment, so that its ``hidden.*`` rule
reports it and all other rules read it; what is only known to be there is a gap. Kinds after NSA, Hidden Data and Metadata in
Adobe PDF Files (2008).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.pdf_marks import Mark, authors, comments, drawn_pages, form_values, links, page_annotations, scripts
from review.extract.pdf_values import entries, lookup, name_of, text_of, tree
from review.extract.properties import AUTHORS, add_properties, label
from review.model import GapReason, Layer, Place

Step = tuple[str, Callable[[DocumentBuilder, Any], None]]  # what it looks at, in Chinese, and how

EMPTY_CONTENT = 256  # bytes: what programs write into a page that shows nothing
_REVISION_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_INFO = {"/Title": "标题", "/Subject": "主题", "/Keywords": "关键词", "/Author": "作者", "/Creator": "创建程序", "/Producer": "生成程序"}
_BY_PEOPLE = ("作者：", "批注人：")
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


def inspect(builder: DocumentBuilder, data: bytes, pages: int, blank: list[int]) -> None:
    """Add everything behind the pages of `data` to the document; parts whose structure is broken become gaps.

    `pages` is how many pages were seen, `blank` are the numbers of those that seem empty: the structure tells whether it is so.
    """
    import pikepdf

    _add_revisions(builder, data)
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            steps: tuple[Step, ...] = (*_STEPS, ("页面", partial(_doubt, pages=pages, blank=blank)))
            for what, look in steps:
                try:
                    look(builder, file)
                except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
                    if isinstance(error, RecursionError):
                        raise
                    builder.gap(GapReason.DAMAGED, f"{what}的内部结构已损坏，未能全部检查。请另存为新的 PDF 后再检查。")
    except pikepdf.PdfError:
        builder.gap(GapReason.DAMAGED, "文件结构已损坏，批注、附件、文档属性等未能检查。请另存为新的 PDF 后再检查。")


def _add_revisions(builder: DocumentBuilder, data: bytes) -> None:
    """Report each earlier version: saving by incremental update keeps it whole in the file (ISO 32000-1, 7.5.6)."""
    ends = len(_REVISION_END.findall(data)) - (b"/Linearized" in data[:1024])
    for number in range(1, ends):
        place = Place(part=f"revision{number}")
        builder.behind(f"第 {number} 版（共 {ends} 版）", place, Layer.REVISION, "tracked-change")


def _add_properties(builder: DocumentBuilder, file: Any) -> None:
    lines = dict.fromkeys(chain(_info(file), (f"批注人：{name}" for name in authors(file))))
    try:
        lines |= dict.fromkeys(_xmp(file))
    finally:
        add_properties(builder, (line for line in lines if not line.startswith(_BY_PEOPLE)), Place(part="properties"))
        add_properties(builder, (line for line in lines if line.startswith(_BY_PEOPLE)), AUTHORS)


def _info(file: Any) -> Iterator[str]:
    given = dict(entries(file.trailer.get("/Info")))
    for key in [*_INFO, *sorted(given.keys() - _INFO.keys() - _SILENT)]:
        if text := text_of(given.get(key)):
            yield f"{_INFO.get(key) or label(key[1:])}：{text}"


def _xmp(file: Any) -> Iterator[str]:
    packet = text_of(file.Root.get("/Metadata"))
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


def _add_attachments(builder: DocumentBuilder, file: Any) -> None:
    named = tree(iter([lookup(file.Root, "/Names", "/EmbeddedFiles")]), "/Kids", "/Names")
    fastened = (annotation.get("/FS") for _, subtype, annotation in page_annotations(file) if subtype == "FileAttachment")
    for specification in tree(chain(named, fastened, [file.Root.get("/AF")])):
        if "/EF" not in specification:
            continue
        name = text_of(specification.get("/UF")) or text_of(specification.get("/F")) or "（未命名）"
        about = text_of(specification.get("/Desc"))
        place = Place(part="attachment", path=name)
        builder.behind(f"{name}\n{about}" if about and about != name else name, place, Layer.EMBEDDED, "attachment")
        builder.gap(GapReason.UNSUPPORTED, f"PDF 内的附件“{name}”未检查。请另存出来单独检查，或从文件中删除。", place)


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
    ("文档属性", _add_properties),
    ("书签", _add_bookmarks),
    ("批注", _add_marks(comments)),
    ("批注", _say_drawn),
    ("表单", _add_marks(form_values)),
    ("表单", _say_dynamic_form),
    ("附件", _add_attachments),
    ("图层", _add_layers),
    ("脚本和动作", _add_marks(scripts)),
    ("链接", _add_links),
)
