"""What else a PDF page draws: pictures, outlines, rulings, unpainted or turned text. One walk over its objects, in pdfium."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from review.extract.pdf_text import INVISIBLE, Frame, address

Matrix = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
FORM_DEPTH = 12
THIN = 3.0  # points: what is thinner is a ruling
LONG = 8.0  # points: what is shorter is no ruling
RULINGS = 2  # of each direction; fewer make no table
BOXES = 3
OUTLINE_SEGMENTS = 20  # about two letters turned into curves
ASLANT = 10.0  # degrees off a right angle: a scan that lies askew is straighter
FEW = 16  # pieces of text at a right angle to the rest; more are part of the page
MAX_PATHS, MAX_SEGMENTS = 4_000, 20_000  # more than that is a drawing, and finding cells in it would take minutes


@dataclass
class Inventory:
    """Counts of what one page draws; `outlines` are segments of paths that are no rulings. Areas in square points, clipped.

    `directions` counts pieces of text by the quarter turn they run at, `turned` has those that are not upright: the object's
    address and its quarter turn, or None for one that runs aslant.
    """

    objects: int = 0
    directions: Counter[int] = field(default_factory=Counter)
    turned: dict[int, int | None] = field(default_factory=dict)
    unpainted_texts: int = 0
    picture_area: float = 0.0
    segments: int = 0
    outlines: int = 0
    shadings: int = 0
    paths: int = 0
    horizontal: int = 0
    vertical: int = 0
    boxes: int = 0
    too_deep: bool = False

    @property
    def is_drawn(self) -> bool:
        """Tell whether something is painted that could be letters though there is no text."""
        return self.picture_area > 0 or self.shadings > 0 or self.outlines >= OUTLINE_SEGMENTS or self.too_deep

    @property
    def is_ruled(self) -> bool:
        """Tell whether there are enough lines for a table, and not so many that it is a drawing."""
        lines = self.horizontal >= RULINGS and self.vertical >= RULINGS
        return (lines or self.boxes >= BOXES) and self.paths <= MAX_PATHS and self.segments <= MAX_SEGMENTS

    def aslant(self) -> frozenset[int]:
        """Return the pieces of text that run aslant."""
        return frozenset(owner for owner, quarter in self.turned.items() if quarter is None)

    def crosswise(self) -> frozenset[int]:
        """Return the pieces of text that run at a right angle to the rest of the page, if they are few."""
        usual = max(range(4), key=lambda quarter: self.directions[quarter])
        others = frozenset(owner for owner, quarter in self.turned.items() if quarter not in (None, usual))
        return others if usual == 0 and len(others) <= FEW else frozenset()


def take_inventory(page: Any, frame: Frame) -> Inventory:
    """Walk over the objects of a pdfium page, also those inside form objects."""
    from pypdfium2 import raw as pdfium

    found = Inventory()
    for thing, kind, matrix in _walk(page, found):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.unpainted_texts += pdfium.FPDFTextObj_GetTextRenderMode(thing) in INVISIBLE
            _note_direction(found, thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.picture_area += _area(_bounds(thing, matrix), frame)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _count_path(found, _bounds(thing, matrix), pdfium.FPDFPath_CountSegments(thing))
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            found.shadings += 1
    return found


def _walk(page: Any, found: Inventory) -> Iterator[tuple[Any, int, Matrix]]:
    from pypdfium2 import raw as pdfium

    todo = [(pdfium.FPDFPage_GetObject, pdfium.FPDFPage_CountObjects(page), page, IDENTITY, 0)]
    while todo:
        get, count, owner, matrix, depth = todo.pop()
        found.objects += max(0, count)
        for index in range(count):
            thing = get(owner, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield thing, kind, matrix
            elif depth < FORM_DEPTH:
                inner = _multiply(_matrix(thing), matrix)
                todo.append((pdfium.FPDFFormObj_GetObject, pdfium.FPDFFormObj_CountObjects(thing), thing, inner, depth + 1))
            else:
                found.too_deep = True


def _note_direction(found: Inventory, text: Any, matrix: Matrix) -> None:
    a, b, *_ = _matrix(text) if matrix == IDENTITY else _multiply(_matrix(text), matrix)
    if b == 0 and a > 0:
        found.directions[0] += 1
        return
    degrees = math.degrees(math.atan2(b, a))
    quarter = round(degrees / 90) % 4
    if abs(degrees - 90 * round(degrees / 90)) >= ASLANT:
        found.turned[address(text)] = None
        return
    found.directions[quarter] += 1
    if quarter:
        found.turned[address(text)] = quarter


def _count_path(found: Inventory, bounds: Bounds, segments: int) -> None:
    left, bottom, right, top = bounds
    width, height = right - left, top - bottom
    found.paths += 1
    found.segments += max(0, segments)
    if height <= THIN:
        found.horizontal += width >= LONG
    elif width <= THIN:
        found.vertical += height >= LONG
    else:
        found.outlines += max(0, segments)
        if height >= LONG and width >= LONG:
            found.boxes += max(1, segments // 4)


def _bounds(thing: Any, matrix: Matrix) -> Bounds:
    from pypdfium2 import raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    if matrix == IDENTITY:
        return left.value, bottom.value, right.value, top.value
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _area(bounds: Bounds, frame: Frame) -> float:
    left, bottom, right, top = frame.shown
    width = min(bounds[2], right) - max(bounds[0], left)
    height = min(bounds[3], top) - max(bounds[1], bottom)
    return max(0.0, width) * max(0.0, height)


def _matrix(thing: Any) -> Matrix:
    from pypdfium2 import raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner` first."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
