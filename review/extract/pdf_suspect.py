"""Which text of a PDF page may be out of a reader's sight, told from what is painted where: no rendering yet.

What hides text: something painted over it (an area, a picture, an annotation, other text), a colour that is that of the ground, a
clip path, a layer, a size that nobody can read. A page without such text need not be rendered.
"""

from __future__ import annotations

import ctypes
from typing import Any

from review.extract.pdf_objects import Inventory
from review.extract.pdf_painted import Bounds, Colour, Painted, PaintedText
from review.extract.pdf_text import address

COVERED, PALE, LAYER, TINY = "redaction", "text", "layer", "tiny"
SMALLEST = 1.6  # points of font height: less is a dot
LIGHT = 200  # of 255, each of red, green and blue: may be lost on white paper
FAINT = 96  # of 255: what is less opaque may be lost
NEAR = 48  # of 255: two colours that differ less in all three
OVER = 0.5  # of a piece of text that another one lies over
BLOCK = 512
_COVERS = frozenset(
    {"Square", "Circle", "Polygon", "FreeText", "Stamp", "Ink", "Line", "PolyLine", "FileAttachment", "Widget", "Redact", "Watermark"}
)


def suspects(page: Any, textpage: Any, drawn: Inventory) -> dict[int, str]:
    """Return the pieces of text that may not be seen, by the address of the object, with the kind that it would be."""
    import numpy as np

    found: dict[int, str] = {}
    if not drawn.texts:
        return found
    notes = _covering_annotations(page)
    boxes = np.array([text.bounds for text in drawn.texts])
    orders = np.array([text.order for text in drawn.texts])
    for text in drawn.texts:
        kind = _by_itself(text)
        if kind:
            found[address(text.thing)] = kind
    for area in drawn.areas:
        touched = _touch(boxes, area.bounds)
        if touched.any():
            for one in np.flatnonzero(touched):
                _between(found, drawn.texts[one], area, later=bool(orders[one] < area.order))
    for bounds in notes:
        for one in np.flatnonzero(_touch(boxes, bounds)):
            _over(found, drawn.texts[one])
    for index in _under_text(textpage, drawn.texts, boxes):
        _over(found, drawn.texts[index])
    return found


def _by_itself(text: PaintedText) -> str:
    if text.size < SMALLEST:
        return TINY
    if text.layer:
        return LAYER
    colour = text.colour
    if colour is None or text.special or min(colour[:3]) >= LIGHT or colour[3] < FAINT:
        return PALE
    return PALE if text.clip and not _inside(text.bounds, text.clip) else ""


def _between(found: dict[int, str], text: PaintedText, area: Painted, *, later: bool) -> None:
    if later:
        _over(found, text)
    elif area.colour is None or text.colour is None or _alike(text.colour, area.colour):
        found.setdefault(address(text.thing), PALE)


def _over(found: dict[int, str], text: PaintedText) -> None:
    """Note that something lies over a text; one that is tiny is that all the same."""
    key = address(text.thing)
    if found.get(key) != TINY:
        found[key] = COVERED


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < NEAR for a, b in zip(one[:3], other[:3], strict=True))


def _touch(boxes: Any, bounds: Bounds) -> Any:
    left, bottom, right, top = bounds
    return (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < top) & (boxes[:, 3] > bottom)


def _inside(bounds: Bounds, clip: Bounds) -> bool:
    return clip[0] - 1 <= bounds[0] and clip[1] - 1 <= bounds[1] and bounds[2] <= clip[2] + 1 and bounds[3] <= clip[3] + 1


def _under_text(textpage: Any, texts: list[PaintedText], boxes: Any) -> list[int]:
    """Return the pieces that lie for the greater part under a later one with other letters.

    pdfium leaves out letters that are drawn twice at one place (a bold face made up); such a piece covers nothing.
    """
    import numpy as np

    areas = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1e-6)
    order = np.arange(len(texts))
    lows: list[int] = []
    under: list[tuple[int, int]] = []
    count = 0
    for start in range(0, len(texts), BLOCK):
        part = boxes[start : start + BLOCK]
        width = np.minimum(part[:, None, 2], boxes[None, :, 2]) - np.maximum(part[:, None, 0], boxes[None, :, 0])
        height = np.minimum(part[:, None, 3], boxes[None, :, 3]) - np.maximum(part[:, None, 1], boxes[None, :, 1])
        shared = np.clip(width, 0, None) * np.clip(height, 0, None)
        covered = (shared > OVER * areas[start : start + BLOCK, None]) & (order[start : start + BLOCK, None] < order[None, :])
        count += int(covered.sum())
        lows.extend((start + np.flatnonzero(covered.any(axis=1))).tolist())
        if count <= 4 * len(texts):
            under.extend((start + int(low), int(high)) for low, high in np.argwhere(covered))
    if count > 4 * len(texts):
        return lows
    return sorted({low for low, high in under if _covers(textpage, texts[low], texts[high])})


def _covers(textpage: Any, low: PaintedText, high: PaintedText) -> bool:
    above = _letters(textpage, high)
    return bool(above) and above != _letters(textpage, low)


def _letters(textpage: Any, text: PaintedText) -> str:
    from pypdfium2 import raw as pdfium

    size = pdfium.FPDFTextObj_GetText(text.thing, textpage, None, 0)
    if not 2 < size <= 1 << 16:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(text.thing, textpage, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:-2].decode("utf-16-le", "replace").strip()


def _covering_annotations(page: Any) -> list[Bounds]:
    from pypdfium2 import raw as pdfium

    found = []
    kinds = {getattr(pdfium, f"FPDF_ANNOT_{name.upper()}", -1) for name in _COVERS}
    for index in range(max(0, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        rectangle = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetSubtype(annotation) in kinds and pdfium.FPDFAnnot_GetRect(annotation, rectangle):
            xs, ys = sorted((rectangle.left, rectangle.right)), sorted((rectangle.bottom, rectangle.top))
            found.append((xs[0], ys[0], xs[1], ys[1]))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found
