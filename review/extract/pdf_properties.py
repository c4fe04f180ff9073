"""What a PDF says of itself: its information dictionary and XMP packets, who commented and who signed, in every version of it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from itertools import chain
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.pdf_marks import authors
from review.extract.pdf_values import entries, text_of
from review.extract.pdf_walk import Reached
from review.extract.properties import AUTHORS, add_properties, label
from review.model import Place

PACKETS = 200  # XMP packets of pictures and pages
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


def add_properties_of(builder: DocumentBuilder, file: Any, versions: list[bytes], reached: Reached) -> None:
    """Tell properties of the document, of the versions before it, and of the pictures in it."""
    import pikepdf

    lines = _listed(file) | dict.fromkeys(f"签名人：{name}" for name in reached.signers)
    for version in versions:
        with contextlib.suppress(pikepdf.PdfError, ValueError, RuntimeError), pikepdf.open(io.BytesIO(version)) as earlier:
            lines |= _listed(earlier) | dict.fromkeys(_xmp(earlier.Root.get("/Metadata")))
    try:
        for packet in (file.Root.get("/Metadata"), *reached.packets[:PACKETS]):
            lines |= dict.fromkeys(_xmp(packet))
    finally:
        add_properties(builder, (line for line in lines if not line.startswith(_BY_PEOPLE)), Place(part="properties"))
        add_properties(builder, (line for line in lines if line.startswith(_BY_PEOPLE)), AUTHORS)


def _listed(file: Any) -> dict[str, None]:
    return dict.fromkeys(chain(_info(file), (f"批注人：{name}" for name in authors(file))))


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
