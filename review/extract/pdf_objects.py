"""What a PDF page draws: pictures, outlines, rulings, unpainted or turned text, what may cover what. One walk over its objects, in pdfium."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from review.extract.pdf_text import INVISIBLE, Frame, address

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]  # red, green, blue, opacity
Bounds = tuple[float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
STROKED = frozenset({1, 5})  # text render modes that only draw the outline of letters: ISO 32000-1, table 106
CLIP_POINTS = 64  # of a path; more are no simple shape
FORM_DEPTH = 12
THIN = 3.0  # points: what is thinner is a ruling
LONG = 8.0  # points: what is shorter is no ruling
RULINGS = 2  # of each direction; fewer make no table
BOXES = 3
OUTLINE_SEGMENTS = 20  # about two letters turned into curves
ASLANT = 10.0  # degrees off a right angle: a scan that lies askew is straighter
FEW = 16  # pieces of text at a right angle to the rest; more are part of the page
BROAD = 2.0  # points: a stroke or an area thinner than this covers no letters
MAX_PATHS, MAX_SEGMENTS = 4_000, 20_000  # more than that is a drawing, and finding cells in it would take minutes

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
    texts: list[PaintedText] = field(default_factory=list)
    areas: list[Painted] = field(default_factory=list)

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
            whole = _matrix(thing) if matrix == IDENTITY else _multiply(_matrix(thing), matrix)
            _note_direction(found, thing, whole)
            found.texts.append(_text(thing, order, matrix, whole, layer=layer))
            continue
        bounds = _bounds(thing, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.picture_area += _area(bounds, frame)
            found.areas.append(Painted(order, bounds, None))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _count_path(found, bounds, pdfium.FPDFPath_CountSegments(thing))
            if area := _path_area(thing, order, bounds):
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
                inner = _multiply(_matrix(thing), matrix)
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


def _text(thing: Any, order: int, matrix: Matrix, whole: Matrix, *, layer: bool) -> PaintedText:
    from pypdfium2 import raw as pdfium

    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(thing, size)
    height = abs(size.value) * math.sqrt(abs(whole[0] * whole[3] - whole[1] * whole[2]))
    special = bool(pdfium.FPDFPageObj_HasTransparency(thing))
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    colour = _colour(thing, pdfium.FPDFPageObj_GetStrokeColor if mode in STROKED else pdfium.FPDFPageObj_GetFillColor)
    return PaintedText(order, _bounds(thing, matrix), colour, thing, height, _clip(thing, matrix), special, layer)


def _path_area(thing: Any, order: int, bounds: Bounds) -> Painted | None:
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
        points = []
        for index in range(min(CLIP_POINTS, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
            if pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y):
                points.append(_moved(x.value, y.value, matrix))
        if not points:
            continue
        xs, ys = zip(*points, strict=True)
        one = min(xs), min(ys), max(xs), max(ys)
        box = one if box is None else (max(box[0], one[0]), max(box[1], one[1]), min(box[2], one[2]), min(box[3], one[3]))
    return box


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _note_direction(found: Inventory, text: Any, whole: Matrix) -> None:
    a, b, *_ = whole
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

    left, bottom, right, top = _EDGES
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    if matrix == IDENTITY:
        return left.value, bottom.value, right.value, top.value
    xs, ys = zip(*(_moved(x, y, matrix) for x in (left.value, right.value) for y in (bottom.value, top.value)), strict=True)
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
