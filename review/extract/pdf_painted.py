"""What is painted on a PDF page and where: pieces of text, areas, strokes, with colour, clip path and size. Read from pdfium.

Points and matrices are those of ISO 32000-1, 8.3; colours are red, green, blue and opacity from 0 to 255.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]  # red, green, blue, opacity
Bounds = tuple[float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
STROKED = frozenset({1, 5})  # text render modes that only draw the outline of letters: ISO 32000-1, table 106
CLIP_POINTS = 64  # of a path; more are no simple shape
BROAD = 2.0  # points: a stroke or an area thinner than this covers no letters
_FOUR = tuple(ctypes.c_uint() for _ in range(4))  # where pdfium writes its answers: one set is enough, a process reads one page at a time
_EDGES = tuple(ctypes.c_float() for _ in range(4))


@dataclass(slots=True)
class Painted:
    """One thing that is painted on the page. `order` is its turn; `colour` is None where it is no plain colour."""

    order: int
    bounds: Bounds
    colour: Colour | None


@dataclass(slots=True)
class PaintedText(Painted):
    """A piece of text. `size` is its height in points; `clip` is what of the page its clip path leaves; `layer`: it may be off."""

    thing: Any
    size: float
    clip: Bounds | None
    special: bool
    layer: bool


def painted_text(thing: Any, order: int, matrix: Matrix, whole: Matrix, *, layer: bool) -> PaintedText:
    """Return a piece of text; `matrix` is that of the forms around it, `whole` its own as well."""
    from pypdfium2 import raw as pdfium

    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(thing, size)
    height = abs(size.value) * math.sqrt(abs(whole[0] * whole[3] - whole[1] * whole[2]))
    special = bool(pdfium.FPDFPageObj_HasTransparency(thing))
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    colour = _colour(thing, pdfium.FPDFPageObj_GetStrokeColor if mode in STROKED else pdfium.FPDFPageObj_GetFillColor)
    return PaintedText(order, bounds_of(thing, matrix), colour, thing, height, _clip(thing, matrix), special, layer)


def painted_path(thing: Any, order: int, bounds: Bounds) -> Painted | None:
    """Return what a path paints over, unless it is too thin to cover anything."""
    from pypdfium2 import raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(thing, fill, stroke):
        return None
    left, bottom, right, top = bounds
    if fill.value and min(right - left, top - bottom) >= BROAD:
        return Painted(order, bounds, _colour(thing, pdfium.FPDFPageObj_GetFillColor))
    width = ctypes.c_float()
    if stroke.value and pdfium.FPDFPageObj_GetStrokeWidth(thing, width) and width.value >= BROAD:
        half = width.value / 2
        grown = left - half, bottom - half, right + half, top + half
        return Painted(order, grown, _colour(thing, pdfium.FPDFPageObj_GetStrokeColor))
    return None


def _colour(thing: Any, get: Any) -> Colour | None:
    red, green, blue, opacity = _FOUR
    if not get(thing, red, green, blue, opacity):
        return None
    return red.value, green.value, blue.value, opacity.value


def _clip(thing: Any, matrix: Matrix) -> Bounds | None:
    """Return the box around what the clip paths of an object leave; None where nothing clips it."""
    from pypdfium2 import raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(thing)
    paths = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    box: Bounds | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, paths)):
        points = [
            _moved(x.value, y.value, matrix)
            for index in range(min(CLIP_POINTS, pdfium.FPDFClipPath_CountPathSegments(clip, path)))
            if pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
        ]
        if not points:
            continue
        xs, ys = zip(*points, strict=True)
        one = min(xs), min(ys), max(xs), max(ys)
        box = one if box is None else (max(box[0], one[0]), max(box[1], one[1]), min(box[2], one[2]), min(box[3], one[3]))
    return box


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds_of(thing: Any, matrix: Matrix) -> Bounds:
    """Return the box of an object in points of the page; `matrix` is that of the forms around it."""
    from pypdfium2 import raw as pdfium

    left, bottom, right, top = _EDGES
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    if matrix == IDENTITY:
        return left.value, bottom.value, right.value, top.value
    xs, ys = zip(*(_moved(x, y, matrix) for x in (left.value, right.value) for y in (bottom.value, top.value)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def matrix_of(thing: Any) -> Matrix:
    """Return the matrix of an object."""
    from pypdfium2 import raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner` first."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
