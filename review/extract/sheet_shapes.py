"""Text in what floats over the cells: text boxes, charts, diagrams, form controls (DrawingML and VML)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from review.extract.opc import Package

_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_A4 = 7_560_310 * 10_692_130  # square EMU
KINDS = frozenset(("drawing", "chart", "chartEx", "chartUserShapes", "diagramData", "vmlDrawing"))


def shape_texts(package: Package, name: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield (carrier, text) for each paragraph of the part, and for each alternative text with carrier ``alt-text``."""
    root: Any = package.xml(name)
    if root is None:
        return
    if kind == "vmlDrawing":
        for box in root.iter("{urn:schemas-microsoft-com:vml}textbox"):
            yield from _spoken("text-box", "".join(box.itertext()))
        return
    for paragraph in root.iter("{*}p"):
        yield from _spoken("text-box", "".join(node.text or "" for node in paragraph.iter("{*}t")))
    for text in dict.fromkeys(_labels(root)):
        yield from _spoken("text-box", text)
    for properties in root.iter("{*}cNvPr"):
        for attribute in ("title", "descr"):
            yield from _spoken("alt-text", properties.get(attribute, ""))


def picture_shares(package: Package, name: str) -> Iterator[tuple[str, float]]:
    """Yield the relationship id of each picture of a drawing, and the share of an A4 page that it covers where its size is given."""
    root: Any = package.xml(name)
    for blip in () if root is None else root.iter("{*}blip"):
        shape = next(blip.iterancestors("{*}pic", "{*}sp"), blip)
        anchor = next(blip.iterancestors("{*}oneCellAnchor", "{*}absoluteAnchor"), shape)
        extent = next(shape.iter("{*}ext"), None)
        for size in (extent, next(anchor.iterchildren("{*}ext"), None)):
            sides = [size.get(side, "") for side in ("cx", "cy")] if size is not None else []
            if sides and all(side.isdecimal() and 0 < len(side) < 12 for side in sides):
                yield blip.get(_EMBED, ""), int(sides[0]) * int(sides[1]) / _A4


def _labels(root: Any) -> Iterator[str]:
    """Yield what a chart keeps as text: names and categories; numbers only where no cell of this workbook shows them."""
    for values in root.iter("{*}strCache", "{*}strDim", "{*}strLit", "{*}numLit", "{*}lvl", "{*}numCache", "{*}tx"):
        kind = values.tag.rpartition("}")[2]
        if kind == "tx":
            yield "\t".join(node.text or "" for node in values.iterchildren("{*}v"))
        elif kind != "numCache" or "[" in "".join(node.text or "" for node in values.itersiblings("{*}f", preceding=True)):
            yield "\t".join(_points(values))


def _points(values: Any) -> Iterator[str]:
    for point in values.iter("{*}v", "{*}pt"):
        if point.text and point.text.strip():
            yield point.text.strip()


def _spoken(carrier: str, text: str) -> Iterator[tuple[str, str]]:
    if text.strip():
        yield carrier, text.strip()
