"""Objects that nothing in a PDF refers to: what a program took off the pages but left in the file.

Texts of orphan pages, annotations and content streams are read and reported unless the pages show them anyway; an orphan file is
read like an attachment; orphan pictures are a gap.
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.pdf_streams import TooLargeError, unpacked
from review.extract.pdf_values import entries, lookup, name_of
from review.extract.pdf_walk import Reached, strings
from review.model import GapReason, Layer, Place

PLACE = Place(part="orphan")
STREAMS = 500  # orphan content streams that are read
LENDERS = 50  # pages whose fonts are tried
MOST = 4 << 20  # bytes of one content stream
TEXTS = 2_000  # orphan strings that are told
_TOOLS = (b"Tj", b"TJ", b"'", b'"')


@dataclass
class Orphans:
    """What was found: texts, content streams with their resources, numbers of pictures and of streams that cannot be unpacked."""

    texts: dict[str, None] = field(default_factory=dict)
    contents: list[tuple[bytes, Any]] = field(default_factory=list)
    pictures: int = 0
    unread: int = 0


def add_orphans(builder: DocumentBuilder, file: Any, reached: Reached, known: str, deadline: float) -> None:
    """Report what is in the file and on no page. `known` is all text of the pages, without spaces."""
    import pikepdf

    if not reached.complete:
        builder.gap(GapReason.LIMIT, "文件内部对象过多，未被引用的残留内容未检查。请打印成新的 PDF 后再检查。", PLACE)
        return
    found = Orphans()
    for thing in file.objects:
        if not isinstance(thing, pikepdf.Object) or thing.objgen in reached.objects:
            continue
        if isinstance(thing, pikepdf.Stream):
            _add_stream(builder, thing, found)
        else:
            found.texts.update(dict.fromkeys(strings(thing)))
    found.texts.update(dict.fromkeys(_drawn(file, found.contents[:STREAMS], deadline)))
    new = [text for text in found.texts if "".join(text.split()) not in known][:TEXTS]
    if new:
        builder.behind("\n".join(new), PLACE, Layer.HIDDEN, "text")
    if found.pictures:
        words = f"文件中残留 {found.pictures} 张页面不再使用的图片，未检查。请打印成新的 PDF 后再检查。"
        builder.gap(GapReason.NEEDS_EYES, words, PLACE)
    if found.unread or len(found.contents) > STREAMS or (found.contents and time.monotonic() > deadline):
        builder.gap(GapReason.UNREADABLE, "文件中残留页面不再使用的内容，未能全部检查。请打印成新的 PDF 后再检查。", PLACE)


def _add_stream(builder: DocumentBuilder, stream: Any, found: Orphans) -> None:
    import pikepdf

    kind, subtype = name_of(stream.get("/Type")), name_of(stream.get("/Subtype"))
    if kind in ("XRef", "ObjStm") or _is_technical(stream, subtype):
        return
    if subtype == "Image":
        found.pictures += 1
    elif kind == "EmbeddedFile":
        _add_file(builder, stream)
    else:
        found.texts.update(dict.fromkeys(strings(stream)))
        try:
            data = unpacked(stream, MOST)
        except (TooLargeError, ValueError, RuntimeError, pikepdf.PdfError):
            found.unread += 1
            return
        if b"BT" in data and any(tool in data for tool in _TOOLS):
            found.contents.append((data, lookup(stream, "/Resources")))


def _add_file(builder: DocumentBuilder, stream: Any) -> None:
    import pikepdf

    try:
        embed(builder, unpacked(stream), "", PLACE)
    except (TooLargeError, ValueError, RuntimeError, pikepdf.PdfError):
        builder.gap(GapReason.UNREADABLE, "文件中残留的附件未能读取。请打印成新的 PDF 后再检查。", PLACE)


def _is_technical(stream: Any, subtype: str) -> bool:
    """Tell fonts, colour profiles and functions from what may hold text."""
    font = subtype in ("Type1C", "CIDFontType0C", "OpenType") or "/Length1" in stream or "/CMapName" in stream
    return font or "/N" in stream or "/FunctionType" in stream or "/ShadingType" in stream


def _drawn(file: Any, contents: list[tuple[bytes, Any]], deadline: float) -> list[str]:
    """Return the lines that orphan content streams would draw, with the fonts of the pages that are left."""
    import pikepdf
    import pypdfium2

    if not contents:
        return []
    fonts = pikepdf.Dictionary()
    for page in file.pages[:LENDERS]:
        for name, font in entries(lookup(page.obj, "/Resources", "/Font")):
            if name not in fonts:
                fonts[name] = font
    shared = file.make_indirect(pikepdf.Dictionary(Font=fonts))
    out = io.BytesIO()
    with pikepdf.new() as scratch:
        lent = scratch.copy_foreign(shared)
        for data, own in contents:
            page = scratch.add_blank_page(page_size=(14_400, 14_400))
            page.obj.Contents = scratch.make_stream(data)
            usable = own is not None and own.is_indirect and "/Font" in own
            page.obj.Resources = scratch.copy_foreign(own) if usable else lent
        scratch.save(out)
    lines: list[str] = []
    with pypdfium2.PdfDocument(out.getvalue()) as drawn:
        for page in drawn:
            if time.monotonic() > deadline:
                break
            lines.extend(line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip())
    return lines
