"""Pictures of PDF pages for the contact sheet, as the page shows them: with their masks, in their colours, put together from their pieces.

Pieces that touch are one picture, and so are letters of one line that are pictures each. What is smaller than a centimetre each way is
too small for a code, a stamp or a face; what is of one colour has nothing to look at.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from review.extract.builder import DocumentBuilder
from review.extract.pdf_objects import Inventory
from review.extract.pdf_painted import Bounds
from review.extract.pdf_text import Box, Frame
from review.extract.thumbnail import SIDE, squeezed
from review.model import Picture, Place

LEAST = 28.0  # points: a centimetre
TOUCH = 1.5  # points between pieces of one picture
NEAR, LETTER = 8.0, 20.0  # points between small pieces that may be letters, and how large these are
MOST_PIECES = 400  # on a page; more are one picture
MOST_AREA = 4_000_000.0  # square points of a picture that is painted alone, to tell it from others
TIME_SHARE = 0.2  # of the time for a file without pages


class PictureTaker:
    """Takes the pictures of the pages of one file, as long as there is time."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._left = builder.limits.seconds * TIME_SHARE

    def take(self, file: Any, page: Any, number: int, frame: Frame, drawn: Inventory, *, whole: bool = False) -> bool:
        """Put the pictures of a page, or the `whole` of it, on the contact sheet; return False if it cannot be done."""
        if self._left <= 0:
            return False
        began = time.monotonic()
        try:
            for box, pieces in [_page(page, drawn)] if whole else _groups(drawn, frame):
                self._one(file, page, number, box, pieces)
        except (MemoryError, RuntimeError, ValueError, OSError):
            return False
        finally:
            self._left -= time.monotonic() - began
        return True

    def _one(self, file: Any, page: Any, number: int, box: Box, pieces: list[tuple[Any, Bounds]]) -> None:
        digest = hashlib.sha256()
        for thing, bounds in pieces:
            digest.update(_content(file, page, thing, bounds))
        known = digest.hexdigest()
        if pieces and self._builder.picture_again(known):
            return
        image = _cropped(page, box)
        if all(low == high for low, high in image.getextrema()):
            return
        if not pieces:
            known = hashlib.sha256(image.tobytes()).hexdigest()
        width, height = _pixels(pieces[0][0]) if len(pieces) == 1 else (0, 0)
        place = Place(path=f"p{number}", page=number, box=box)
        self._builder.picture(Picture(place, f"第 {number} 页的图片", known, width, height, squeezed(image)))


def _page(page: Any, drawn: Inventory) -> tuple[Box, list[tuple[Any, Bounds]]]:
    width, height = page.get_size()
    return (0.0, 0.0, width, height), drawn.pictures


def _groups(drawn: Inventory, frame: Frame) -> list[tuple[Box, list[tuple[Any, Bounds]]]]:
    """Return the pictures of a page with the pieces that each is made of, in the order of painting."""
    if len(drawn.pictures) > MOST_PIECES:
        left, bottom, right, top = zip(*(bounds for _, bounds in drawn.pictures), strict=True)
        around = _clipped((min(left), min(bottom), max(right), max(top)), frame.shown)
        return [(frame.box(*around), drawn.pictures)] if around else []
    groups: list[tuple[Bounds, list[tuple[Any, Bounds]]]] = []
    for piece in drawn.pictures:
        bounds = _clipped(piece[1], frame.shown)
        if bounds is None:
            continue
        pieces = [piece]
        touching = [group for group in groups if _touch(group[0], bounds)]
        for other in touching:
            bounds, pieces = _around(other[0], bounds), other[1] + pieces
        groups = [group for group in groups if group not in touching] + [(bounds, pieces)]
    large = [(bounds, pieces) for bounds, pieces in groups if _longest(bounds) >= LEAST]
    return [(frame.box(*bounds), pieces) for bounds, pieces in large]


def _clipped(bounds: Bounds, shown: Bounds) -> Bounds | None:
    left, bottom = max(bounds[0], shown[0]), max(bounds[1], shown[1])
    right, top = min(bounds[2], shown[2]), min(bounds[3], shown[3])
    return (left, bottom, right, top) if right > left and top > bottom else None


def _touch(one: Bounds, other: Bounds) -> bool:
    room = NEAR if max(_longest(one), _longest(other)) < LEAST or min(_longest(one), _longest(other)) < LETTER else TOUCH
    across = one[0] <= other[2] + room and other[0] <= one[2] + room
    return across and one[1] <= other[3] + room and other[1] <= one[3] + room


def _longest(bounds: Bounds) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])


def _around(one: Bounds, other: Bounds) -> Bounds:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _content(file: Any, page: Any, thing: Any, bounds: Bounds) -> bytes:
    """Return what tells a picture object from others: digests of its stored data, and of it painted alone, which its mask is part of."""
    import ctypes

    from pypdfium2 import raw as pdfium

    size = pdfium.FPDFImageObj_GetImageDataRaw(thing, None, 0)
    stored = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(thing, stored, size)
    found = hashlib.sha256(stored.raw).digest()
    if (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) > MOST_AREA:
        return found
    painted = pdfium.FPDFImageObj_GetRenderedBitmap(file, page, thing)
    if not painted:
        return found
    try:
        length = pdfium.FPDFBitmap_GetStride(painted) * pdfium.FPDFBitmap_GetHeight(painted)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(painted), length)
    finally:
        pdfium.FPDFBitmap_Destroy(painted)
    return found + hashlib.sha256(pixels).digest()


def _pixels(thing: Any) -> tuple[int, int]:
    import ctypes

    from pypdfium2 import raw as pdfium

    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing, width, height)
    return width.value, height.value


def _cropped(page: Any, box: Box) -> Any:
    """Return a part of the page as a picture, no larger than a thumbnail needs."""
    width, height = page.get_size()
    left, top, right, bottom = box
    scale = min(2.0 * SIDE / max(right - left, bottom - top, 1.0), 4.0)
    crop = (max(0.0, left), max(0.0, height - bottom), max(0.0, width - right), max(0.0, top))
    return page.render(scale=scale, crop=crop).to_pil().convert("RGB")
