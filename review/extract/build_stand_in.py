"""Build `stand_in.ttf`: a font with one glyph, a box, for every character. Run by hand: ``python -m review.extract.build_stand_in``.

Needs fontTools. A format 13 character map says "this glyph for all of them" in one group, so the whole font is 600 bytes.
Source: OpenType 1.9, 'cmap' subtable format 13 (many-to-one range mappings).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

TARGET = Path(__file__).with_name("stand_in.ttf")
EM, ASCENT, DESCENT, BEARING = 1000, 880, -120, 40  # the proportions of a Chinese face
BOX = "box"


def build() -> None:
    """Write the font."""
    font = FontBuilder(EM, isTTF=True)
    names = [".notdef", BOX]
    font.setupGlyphOrder(names)
    font.font["cmap"] = _one_for_all()
    font.setupGlyf({name: _box() for name in names})
    font.setupHorizontalMetrics(dict.fromkeys(names, (EM, BEARING)))
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable({"familyName": "Stand-in", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    font.setupPost(keepGlyphNames=False)
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    font.save(TARGET)


def _one_for_all() -> Any:
    table = newTable("cmap")
    table.tableVersion = 0
    subtable = CmapSubtable.newSubtable(13)
    subtable.platformID, subtable.platEncID, subtable.language = 3, 10, 0
    subtable.cmap = dict.fromkeys(range(0x21, 0x110000), BOX)
    table.tables = [subtable]
    return table


def _box() -> Any:
    pen = TTGlyphPen(None)
    corners = [(BEARING, DESCENT), (EM - BEARING, DESCENT), (EM - BEARING, ASCENT), (BEARING, ASCENT)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


if __name__ == "__main__":
    build()
