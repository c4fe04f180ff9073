"""What a PDF page draws: pictures, outlines, rulings, text that is unpainted or turned. One walk over its objects, in pdfium."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from review.extract.pdf_painted import (
    IDENTITY,
    Bounds,
    Matrix,
    Painted,
    PaintedText,
    bounds_of,
    matrix_of,
    multiply,
    painted_path,
    painted_text,
)
from review.extract.pdf_text import INVISIBLE, Frame, address

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
    address and its quarter turn, or None for one that runs aslant. `texts` has the painted ones, `areas` what may cover them,
    `pictures` the picture objects with their bounds.
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
    texts: list[PaintedText] = field(default_factory=list)
    areas: list[Painted] = field(default_factory=list)
    pictures: list[tuple[Any, Bounds]] = field(default_factory=list)

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


def take_inventory(page: Any, frame: Frame, *, layered: bool = False) -> Inventory:
    """Walk over the objects of a pdfium page, also those inside form objects, in the order in which they are painted.

    `layered`: the document has layers (ISO 32000-1, 8.11), so what belongs to one is noted.
    """
    from pypdfium2 import raw as pdfium

    found = Inventory()
    for order, (thing, kind, matrix, layer) in enumerate(_walk(page, found, layered=layered)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            unpainted = pdfium.FPDFTextObj_GetTextRenderMode(thing) in INVISIBLE
            found.unpainted_texts += unpainted
            whole = matrix_of(thing) if matrix == IDENTITY else multiply(matrix_of(thing), matrix)
            _note_direction(found, thing, whole)
            if not unpainted:
                found.texts.append(painted_text(thing, order, matrix, whole, layer=layer))
            continue
        bounds = bounds_of(thing, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.picture_area += _area(bounds, frame)
            found.areas.append(Painted(order, bounds, None))
            found.pictures.append((thing, bounds))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _count_path(found, bounds, pdfium.FPDFPath_CountSegments(thing))
            if area := painted_path(thing, order, bounds):
                found.areas.append(area)
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            found.shadings += 1
            found.areas.append(Painted(order, bounds, None))
    return found


def _walk(page: Any, found: Inventory, *, layered: bool) -> Iterator[tuple[Any, int, Matrix, bool]]:
    """Yield every object with its kind, the matrix of the forms around it, and whether it may be on a layer."""
    from pypdfium2 import raw as pdfium

    top = (pdfium.FPDFPage_GetObject, page, iter(range(pdfium.FPDFPage_CountObjects(page))), IDENTITY, False)
    found.objects += max(0, pdfium.FPDFPage_CountObjects(page))
    todo = [top]
    while todo:
        get, owner, indexes, matrix, layer = todo[-1]
        for index in indexes:
            thing = get(owner, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield thing, kind, matrix, layer or (layered and _is_on_a_layer(thing))
            elif len(todo) <= FORM_DEPTH:
                inner = multiply(matrix_of(thing), matrix)
                count = pdfium.FPDFFormObj_CountObjects(thing)
                found.objects += max(0, count)
                todo.append((pdfium.FPDFFormObj_GetObject, thing, iter(range(count)), inner, layered))
                break
            else:
                found.too_deep = True
        else:
            todo.pop()


def _is_on_a_layer(thing: Any) -> bool:
    from pypdfium2 import raw as pdfium

    name, length = ctypes.create_string_buffer(16), ctypes.c_ulong()
    for index in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, index)
        pointer = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
        if pdfium.FPDFPageObjMark_GetName(mark, pointer, 16, length) and name.raw[:4] == b"O\0C\0" and length.value == 6:
            return True
    return False


def _note_direction(found: Inventory, text: Any, whole: Matrix) -> None:
    a, b, *_ = whole
    if not (math.isfinite(a) and math.isfinite(b)):
        return
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


def _area(bounds: Bounds, frame: Frame) -> float:
    left, bottom, right, top = frame.shown
    width = min(bounds[2], right) - max(bounds[0], left)
    height = min(bounds[3], top) - max(bounds[1], bottom)
    return max(0.0, width) * max(0.0, height)
