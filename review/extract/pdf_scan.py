"""Pages of a PDF that are pictures: rendered as a reader sees them, their letters recognised, their codes decoded."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.codes import put_codes
from review.extract.image_seen import rounded
from review.extract.limits import Limits
from review.extract.ocr import MOST_PIXELS, Box, doubtful, lines, reliable, wanted
from review.extract.pdf_text import Line
from review.model import Place

DPI = 200
TIME_SHARE = 0.6  # of the longest time for a file: pages that come later are not recognised, which is said page by page
ALIKE, ROOM = 0.6, 2.0  # share of equal characters; points by which boxes may overlap and not be of one line
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows: lines that its text layer does not have, how many were found in all, and how many are in doubt."""

    lines: list[tuple[str, Box]]
    found: int
    doubtful: int


class Scans:
    """Recognises pages of one file that was begun at a monotonic time."""

    def __init__(self, limits: Limits, began: float) -> None:
        self._limits = limits
        self._until = began + limits.most_seconds * TIME_SHARE
        self.wanted = wanted(limits)

    @property
    def late(self) -> bool:
        """Tell whether no time is left for this."""
        return time.monotonic() > self._until

    def look(self, builder: DocumentBuilder, page: Any, number: int, text: str) -> Seen:
        """Recognise a page, whose text layer says `text`; its codes go behind it. Raises CannotRead if the engine fails."""
        image, scale = _render(page)
        put_codes(builder, image, Place(path=f"p{number}", page=number))
        found = lines(image, self._limits)
        known = _squeezed(text)
        new = [(line.text, rounded(line.box, scale)) for line in reliable(found) if not known or _squeezed(line.text) not in known]
        return Seen(new, len(reliable(found)), doubtful(found))

    def codes(self, builder: DocumentBuilder, page: Any, number: int) -> None:
        """Decode only the codes of a page."""
        put_codes(builder, _render(page)[0], Place(path=f"p{number}", page=number))


def beyond(found: list[tuple[str, Box]], painted: Iterable[Line]) -> list[tuple[str, Box]]:
    """Return the recognised lines that are more than the painted text of the page, read once again with a slip."""
    known = [(line.box, _squeezed(line.text)) for line in painted if line.box]
    return [line for line in found if not _again(line, known)]


def _again(line: tuple[str, Box], known: list[tuple[Box, str]]) -> bool:
    text, (left, top, right, bottom) = line
    below = "".join(words for box, words in known if box[0] < right and box[2] > left and box[1] < bottom - ROOM and box[3] > top + ROOM)
    return bool(below) and SequenceMatcher(None, _squeezed(text), below, autojunk=False).ratio() >= ALIKE


def _render(page: Any) -> tuple[Any, float]:
    """Return the page as a picture and its scale in pixels per point."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return page.render(scale=scale).to_pil().convert("RGB"), scale


def _squeezed(text: str) -> str:
    return _SIGNS.sub("", text)
