"""What a reader of a PDF page sees: the page is rendered with and without the text in question, and the two pictures are compared.

A character whose place did not change is not seen, whatever the reason: an area or a picture over it, a hatching, other text, the
colour of the ground, a clip path, a layer. Text that is told to be unpainted (render mode 3) and lies over a scan is what was
recognised in it; where the scan is black there, somebody blackened it and left the text.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from review.extract.pdf_objects import Inventory, take_inventory
from review.extract.pdf_painted import PaintedText
from review.extract.pdf_suspect import COVERED, PALE, TINY, suspects
from review.extract.pdf_text import Box, Frame, Glyph, address

SCALE = 1.5  # pixels for one point
PIXELS = 4_000_000  # of one picture; a larger page is rendered smaller
COARSEST = 0.3
CHANGE = 20  # of 255: less does not stand out from the ground
TRACE = 0.04  # of the place of a character: fewer changed pixels are its rim
DARK, EVEN = 90, 24  # of 255: a place no lighter than the one, with no more differences than the other, is a black bar
PAPER = 200  # of 255: a place that is lighter everywhere is paper
INWARD = 0.15  # of the extent of a recognised character: its box is not exact

_KINDS = {TINY: "text"}


class Sight:
    """Tells of each character of one page how it escapes the reader. `failed`: the page could not be rendered."""

    def __init__(self, page: Any, textpage: Any, frame: Frame, drawn: Inventory, *, recognised: bool = False) -> None:
        self._suspects = suspects(page, textpage, drawn)
        self._scale = 0.0
        self._before: Any = None
        self._changed: Any = None
        self._recognised = recognised and drawn.unpainted_texts > 0
        self.failed = False
        compared = {key for key, kind in self._suspects.items() if kind != TINY}
        if compared or self._recognised:
            self._compare(page, frame, [text for text in drawn.texts if address(text.thing) in compared])

    @property
    def doubts(self) -> bool:
        """Tell whether any character of the page must be looked at."""
        return bool(self._suspects) or self._recognised

    def kind(self, glyph: Glyph) -> str:
        """Return the kind of the hidden.* rule for a character that is not seen; empty for one that is."""
        if glyph.box is None or glyph.text.isspace():
            return ""
        if glyph.hidden == "text":
            return COVERED if self._recognised and self._is_blackened(glyph.box) else ""
        kind = self._suspects.get(glyph.owner, "")
        if not kind or kind == TINY:
            return _KINDS.get(kind, "")
        if self._changed is None or not self._is_unchanged(glyph.box):
            return ""
        return COVERED if kind == PALE and self._is_coloured(glyph.box) else kind

    def _compare(self, page: Any, frame: Frame, texts: list[PaintedText]) -> None:
        import numpy as np
        from pypdfium2 import raw as pdfium

        self._scale = min(SCALE, math.sqrt(PIXELS / max(frame.area, 1.0)))
        if self._scale < COARSEST:
            self.failed = True
            return
        try:
            self._before = _picture(page, self._scale)
            if not texts:
                return
            for text in texts:
                pdfium.FPDFPageObj_SetIsActive(text.thing, 0)
            try:
                after = _picture(page, self._scale)
            finally:
                for text in texts:
                    pdfium.FPDFPageObj_SetIsActive(text.thing, 1)
        except (MemoryError, RuntimeError, ValueError):
            self.failed = True
            return
        larger, smaller = np.maximum(self._before, after), np.minimum(self._before, after)
        changed = ((larger - smaller) > CHANGE).any(axis=2)
        self._changed = np.pad(changed.cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32), ((1, 0), (1, 0)))

    def _pixels(self, box: Box, inward: float = 0.0) -> tuple[int, int, int, int]:
        height, width = self._before.shape[:2]
        dx, dy = (box[2] - box[0]) * inward, (box[3] - box[1]) * inward
        left, top = int((box[0] + dx) * self._scale), int((box[1] + dy) * self._scale)
        right, bottom = math.ceil((box[2] - dx) * self._scale), math.ceil((box[3] - dy) * self._scale)
        return max(0, left), max(0, top), min(width, max(right, left + 1)), min(height, max(bottom, top + 1))

    def _is_unchanged(self, box: Box) -> bool:
        left, top, right, bottom = self._pixels(box)
        if right <= left or bottom <= top:
            return False
        sums = self._changed
        changed = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return bool(changed <= TRACE * (right - left) * (bottom - top))

    def _is_coloured(self, box: Box) -> bool:
        """Tell whether a place that shows no letter is not plain paper: a bar in the colour of the text hides it like one above it."""
        left, top, right, bottom = self._pixels(box)
        return bool(self._before[top:bottom, left:right].min() < PAPER)

    def _is_blackened(self, box: Box) -> bool:
        if self._before is None:
            return False
        left, top, right, bottom = self._pixels(box, INWARD)
        place = self._before[top:bottom, left:right]
        return bool(place.size and place.max() <= DARK and int(place.max()) - int(place.min()) <= EVEN)


def _picture(page: Any, scale: float) -> Any:
    return page.render(scale=scale, may_draw_forms=False).to_numpy()[:, :, :3]


@cache
def works() -> bool:
    """Tell whether text under a box is found and text beside it is not, on a page made for that: once for each process."""
    import pypdfium2

    from review.extract.pdf_text import glyphs, read_text

    file = pypdfium2.PdfDocument(_sample())
    page = file[0]
    textpage = page.get_textpage()
    frame = Frame.of(page)
    sight = Sight(page, textpage, frame, take_inventory(page, frame))
    kinds = {glyph.text: sight.kind(glyph) for line in read_text(textpage, frame).lines for glyph in glyphs(textpage, frame, line)}
    textpage.close()
    page.close()
    file.close()
    return kinds.get("A") == COVERED and kinds.get("B") == "text" and kinds.get("C") == ""


def _sample() -> bytes:
    """A page with a letter A under a black box, a white B and a black C."""
    content = b"BT /F 20 Tf 10 70 Td (A) Tj 1 g 0 -30 Td (B) Tj 0 g 40 0 Td (C) Tj ET 5 65 30 30 re f"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, table = b"%PDF-1.4\n", b""
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
