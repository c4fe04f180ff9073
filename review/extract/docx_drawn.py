"""Text that a .docx shows from parts of its own: charts and diagrams (SmartArt).

A chart shows the values stored with it; the workbook behind it is an attachment. Source: ISO/IEC 29500-1, 21.2 and 21.4.
"""

from __future__ import annotations

from review.extract.builder import DocumentBuilder
from review.extract.docx_names import a
from review.extract.opc import Package
from review.extract.safe_xml import Element
from review.model import Place, Zone

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_SERIES = f"{_C}tx"
_PARAGRAPH, _TEXT = a("p"), a("t")
_STORED = (*(f"{_C}{name}" for name in ("strCache", "numCache", "strLit", "numLit", "lvl")), f"{_CX}lvl")
_VALUE = (f"{_C}v", f"{_CX}pt")
_KINDS = ("chart", "chartEx", "diagramData", "diagramDrawing", "chartUserShapes")


def read_drawn(package: Package, builder: DocumentBuilder) -> set[str]:
    """Add the text of charts and diagrams as visible paragraphs; return the names of the parts that were read."""
    wanted = (package.find(relationship.target) for relationship in package.relationships if relationship.kind in _KINDS)
    done = dict.fromkeys(name for name in wanted if name)
    shown: set[str] = set()
    for name in done:
        root = package.xml(name)
        lines = [] if root is None else drawn_lines(root)
        number = 0
        for line in lines:
            if name.startswith("word/diagrams/") and line in shown:
                continue  # a diagram keeps its text twice: as data and as drawn
            shown.add(line)
            number += 1
            builder.paragraph(line, Place(name.removeprefix("word/"), f"p{number}", zone=Zone.BODY), "text-box")
    return set(done)


def drawn_lines(root: Element) -> list[str]:
    """Return what a chart or diagram part writes, one line for each paragraph, name or row of values."""
    lines: list[str] = []
    for node in root.iter(_PARAGRAPH, _SERIES, *_STORED):
        if node.tag == _PARAGRAPH:
            lines.append("".join(text.text or "" for text in node.iter(_TEXT)))
        elif node.tag == _SERIES:
            lines.extend(name.text or "" for name in node.iterchildren(f"{_C}v"))
        else:
            lines.append("\t".join(value.text or "" for value in node.iter(*_VALUE)))
    return [line for line in lines if line.strip()]
