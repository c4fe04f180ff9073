"""Writes a source as a Word document in the form of GB/T 9704-2012."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from writing import behind
from writing.package import frozen
from writing.source import FICTION, Block, blocks

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
WHEN = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
RED = RGBColor(0xD0, 0x10, 0x10)

# kind: alignment, typeface, size in points, first-line indent in characters
STYLES = {
    "organ": (CENTRE, "方正小标宋简体", 32, 0),
    "mark": (LEFT, "黑体", 16, 0),
    "docno": (CENTRE, "仿宋_GB2312", 16, 0),
    "title": (CENTRE, "方正小标宋简体", 22, 0),
    "center": (CENTRE, "楷体_GB2312", 16, 0),
    "attachment": (LEFT, "黑体", 16, 0),
    "to": (LEFT, "仿宋_GB2312", 16, 0),
    "heading": (LEFT, "黑体", 16, 2),
    "paragraph": (LEFT, "仿宋_GB2312", 16, 2),
    "hang": (LEFT, "仿宋_GB2312", 16, 5),
    "note": (LEFT, "仿宋_GB2312", 16, 2),
    "sign": (RIGHT, "仿宋_GB2312", 16, 0),
    "imprint": (LEFT, "仿宋_GB2312", 14, 0),
}


def write(source: str) -> bytes:
    """Return the bytes of a .docx without any time of building in it."""
    document = Document()
    _empty(document)
    _page(document)
    for block in blocks(source):
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return frozen(out.getvalue())


def _empty(document: Any) -> None:
    """Take out what python-docx's template brings along: a preview picture, stored data, its own properties."""
    package = document.part.package
    for part in (package, document.part):
        for rid in [rid for rid, rel in part.rels.items() if rel.reltype.endswith(("/thumbnail", "/customXml"))]:
            del part.rels[rid]
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "虚构演示", "", ""
    properties.created = properties.modified = WHEN


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _style(section.footer.paragraphs[0], FICTION, "imprint")


def _add(document: Any, block: Block) -> None:
    if block.kind == "page":
        document.add_page_break()
    elif block.kind == "header":
        _style(document.sections[0].header.paragraphs[0], block.text, "mark")
    elif block.kind == "table":
        _table(document, block.rows)
    elif block.kind in behind.SPECIAL:
        paragraph = _style(document.add_paragraph(), "", "paragraph")
        behind.SPECIAL[block.kind](document, paragraph, block.parts)
    else:
        _style(document.add_paragraph(), block.text, block.kind)


def _style(paragraph: Any, text: str, kind: str) -> Any:
    """Set a paragraph in the type that its kind has in an official letter."""
    alignment, face, size, indent = STYLES[kind]
    paragraph.alignment = alignment
    paragraph.paragraph_format.first_line_indent = Pt(size * indent)
    paragraph.paragraph_format.space_after = Pt(0)
    if text:
        run = paragraph.add_run(text)
        run.font.name, run.font.size = face, Pt(size)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
        if kind == "organ":
            run.font.color.rgb = RED
    return paragraph


def _table(parent: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = parent.add_table(len(rows), max(map(len, rows)))
    if parent.__class__.__name__ == "Document":
        table.style = "Table Grid"
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cell = table.cell(r, c)
            if text == "^":
                cell.merge(table.cell(r - 1, c))
            elif text.startswith("[["):
                inner = text[2:-2].split(" / ")
                _table(cell, tuple(tuple(line.split(" ; ")) for line in inner))
            elif text:
                cell.text = text
