"""A second reader for pages on which pdfium finds little or no meaning: pdfminer.

Where the two disagree, a reader may see other letters than were read: the page is a gap, and what the second one found is read too.
"""

from __future__ import annotations

import io
from typing import Any

from review import lazy_re as re
from review.extract.pdf_objects import Inventory
from review.extract.pdf_text import PageText

PAGES = 20  # of a file that the second reader is asked about: it is slow
MORE = 20  # characters that the second reader must find beyond the first
SHORT = 12  # characters: a page that draws text and gives fewer is asked about
_LETTERS = re.compile(r"[^\W_]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff]|\\(cid:\\d+\\)")


class SecondReader:
    """Opens the file with pdfminer when it is first needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = PAGES
        self._pages: list[Any] | None = None

    def lines(self, number: int, text: PageText, drawn: Inventory) -> list[str]:
        """Return the lines of page `number` (from 1) as the second reader has them, if the first one cannot be right."""
        letters = len(_LETTERS.findall("".join(line.text for line in text.lines))) - text.unreadable
        few = len(drawn.texts) > SHORT >= letters
        if not (few or text.is_garbled) or self._left <= 0:
            return []
        self._left -= 1
        try:
            found = self._read(number)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001  # a second opinion may fail in any way; the first one stands
            return []
        clean = _ODD.sub("", found)
        if len(_LETTERS.findall(clean)) < max(letters, 0) + MORE:
            return []
        return [line.strip() for line in clean.splitlines() if line.strip()]

    def _read(self, number: int) -> str:
        if self._pages is None:
            import pdfplumber

            self._pages = pdfplumber.open(io.BytesIO(self._data)).pages
        page = self._pages[number - 1]
        text: str = page.extract_text() or ""
        page.close()
        return text
