"""The fonts that pdfium may use for text whose font is not in the file: our own, never those of the machine.

A character without a glyph has no extent, and pdfium leaves out a string without extent: on a machine without Chinese fonts a
cell that holds one character would be lost. So every Chinese, Japanese or Korean font that a file names but does not contain is
stood in for by a font that has a box for each character, and what is read is the same on every machine. Where the file
brings its fonts along, nothing changes.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

_EAST_ASIAN = frozenset({128, 129, 134, 136})  # FXFONT_*_CHARSET: Shift JIS, Hangul, GB2312, Big5
_FONT = Path(__file__).with_name("stand_in.ttf")
_HANDLE = 1  # any number but 0, which means: no such font


@cache
def stand_in() -> None:
    """Make pdfium ask us for fonts, from now on in this process."""
    import pypdfium2

    data = _FONT.read_bytes()

    class StandIn(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
        """The answers to pdfium's questions; names and signatures are those of ``FPDF_SYSFONTINFO``."""

        def EnumFonts(self, *_: Any) -> None:  # noqa: N802
            """Offer no fonts of the machine."""

        def MapFont(self, _: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int:  # noqa: N802
            """Return our font for East Asian text; pdfium brings Latin faces of its own."""
            return _HANDLE if charset in _EAST_ASIAN else 0

        def GetFont(self, *_: Any) -> int:  # noqa: N802
            """Return no font by its name alone."""
            return 0

        def GetFontData(self, _: Any, _font: int, table: int, buffer: Any, size: int) -> int:  # noqa: N802
            """Copy the whole font (`table` 0) where there is room, and return its length in bytes."""
            if table:
                return 0
            if size >= len(data):
                ctypes.memmove(buffer, data, len(data))
            return len(data)

        def GetFaceName(self, *_: Any) -> int:  # noqa: N802
            """Return no name."""
            return 0

        def GetFontCharset(self, *_: Any) -> int:  # noqa: N802
            """Return GB2312."""
            return 134

        def DeleteFont(self, *_: Any) -> None:  # noqa: N802
            """Keep the font: it is one for the whole process."""

    StandIn().setup()
