"""Writes a source as a PDF with a text layer, in the built-in Song typeface that no file needs to carry."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from writing.source import FICTION, Block, blocks

FACE = "STSong-Light"
WIDTH = A4[0] - 54 * mm

# kind: alignment, size in points, first-line indent in characters, space after in points
STYLES = {
    "mark": (TA_LEFT, 14, 0, 10),
    "title": (TA_CENTER, 18, 0, 12),
    "center": (TA_CENTER, 12, 0, 8),
    "heading": (TA_LEFT, 14, 2, 4),
    "paragraph": (TA_LEFT, 12, 2, 4),
    "sign": (TA_RIGHT, 12, 0, 4),
    "note": (TA_LEFT, 12, 2, 4),
    "cell": (TA_LEFT, 8, 0, 0),
}


def write(source: str) -> bytes:
    """Return the bytes of a PDF without any time of building in it."""
    registerFont(UnicodeCIDFont(FACE))
    out = io.BytesIO()
    paper = BaseDocTemplate(out, pagesize=A4, invariant=1, author="虚构演示")
    frame = Frame(28 * mm, 30 * mm, WIDTH, A4[1] - 60 * mm, 0, 0, 0, 0)
    paper.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=_foot))
    paper.build([_flowable(block) for block in blocks(source)])
    return out.getvalue()


def _flowable(block: Block) -> Any:
    if block.kind != "table":
        return Paragraph(block.text, _style(block.kind))
    rows = [[Paragraph(cell, _style("cell")) for cell in row] for row in block.rows]
    return Table(
        rows, style=[("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")], colWidths=_widths(block.rows)
    )


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Share the width of the page among the columns by their longest cells, so that no number is broken in a cell."""
    longest = [max(sum(1 + (not c.isascii()) for c in cell) for cell in column) for column in zip(*rows, strict=True)]
    needed = [min(n, 24) * 4.2 + 13 for n in longest]
    return [n * min(1.0, WIDTH / sum(needed)) for n in needed]


def _style(kind: str) -> ParagraphStyle:
    alignment, size, indent, after = STYLES[kind]
    return ParagraphStyle(
        kind,
        fontName=FACE,
        fontSize=size,
        leading=size * 1.6,
        alignment=alignment,
        firstLineIndent=size * indent,
        spaceAfter=after,
        wordWrap="CJK",
    )


def _foot(canvas: Any, _paper: Any) -> None:
    canvas.setFont(FACE, 9)
    canvas.drawCentredString(A4[0] / 2, 15 * mm, FICTION)
