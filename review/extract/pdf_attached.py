"""Files inside a PDF: attachments, files fastened to a page, associated files (ISO 32000-2, 7.11.4). Each is read like any other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.pdf_streams import TooLargeError, unpacked
from review.extract.pdf_values import entries, lookup, text_of
from review.model import GapReason, Layer, Place


def add_attachments(builder: DocumentBuilder, specifications: Iterable[Any]) -> None:
    """Read every file that a specification carries, each once, and report that it is there."""
    import pikepdf

    seen = set()
    for specification in specifications:
        name = text_of(specification.get("/UF")) or text_of(specification.get("/F")) or "（未命名）"
        about = text_of(specification.get("/Desc"))
        place = Place(part="attachment", path=name)
        told = False
        for stream in _streams(lookup(specification, "/EF")):
            if stream.objgen in seen:
                continue
            seen.add(stream.objgen)
            if not told:
                builder.behind(f"{name}\n{about}" if about and about != name else name, place, Layer.EMBEDDED, "attachment")
                told = True
            try:
                data = unpacked(stream, builder.limits.unpacked_bytes)
            except TooLargeError:
                builder.gap(GapReason.LIMIT, f"PDF 内的附件“{name}”过大，未检查。请另存出来单独检查，或从文件中删除。", place)
            except (pikepdf.PdfError, ValueError, RuntimeError):
                builder.gap(GapReason.DAMAGED, f"PDF 内的附件“{name}”已损坏，未检查。请另存出来查看，或从文件中删除。", place)
            else:
                embed(builder, data, name, place)


def _streams(embedded: Any) -> Iterator[Any]:
    import pikepdf

    for _, stream in entries(embedded):
        if isinstance(stream, pikepdf.Stream):
            yield stream
