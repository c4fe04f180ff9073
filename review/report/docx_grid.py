"""One printed page as a Word table whose height is known before it is printed.

Rows and lines have exact heights, so the page ends at the same place whatever font the printing machine has. Text is measured in
ems (SimSun and FangSong: a Chinese character is one em, a Latin one half of it) and made smaller or cut before it would be clipped.
"""

from __future__ import annotations

import bisect
import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review import lazy_re as re
from review.report.mask import flat

LABEL, CONTENT, SYMBOL = "SimSun", "FangSong", "Segoe UI Symbol"  # SimSun has no ballot boxes
BOXES = "☐☑"
RED, GREY = "C00000", "595959"
LEADING = 1.25  # line height in font sizes
PADDING = 1.5  # mm on the left and on the right of a cell
ABOVE = 0.6  # mm above and below the text of a cell

_MM = 72 / 25.4  # points
_PIECES = re.compile(r"[!-~]+|.", re.DOTALL)
_TITLE = 255  # characters that a property of a package may have
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
_WIDE = {"W", "F", "A"}


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text in one look. `size` in points, `colour` as RRGGBB."""

    text: str
    size: float = 10.5
    font: str = CONTENT
    bold: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words, how it is aligned (left, center, right), its height in points (0: as the largest words need)."""

    words: tuple[Words, ...]
    align: str = "left"
    height: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over `span` columns and `down` further rows; `vertical` is top, center or bottom."""

    span: int
    lines: tuple[Line, ...]
    vertical: str = "center"
    down: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an exact height in mm, from column `start` on (what stands before is a cell from above)."""

    height: float
    cells: tuple[Cell, ...]
    start: int = 0


def clean(text: str) -> str:
    """Return the text on one line, without what XML cannot hold or what turns the reading direction."""
    return _NO_CHARACTERS.sub("", flat(text))


def lines_needed(text: str, ems: float) -> int:
    """Return how many lines of that many ems the text takes; one em of each is kept for punctuation that may not end or begin it."""
    lines, used = 1, 0.0
    for piece in _PIECES.findall(text):
        wide = sum(map(_width, piece))
        if used + wide <= ems - 1:
            used += wide
        elif wide <= ems - 1:
            lines, used = lines + 1, wide
        else:
            for character in piece:
                step = _width(character)
                lines, used = (lines, used + step) if used + step <= ems - 1 else (lines + 1, step)
    return lines


def settle(text: str, width: float, height: float, sizes: Sequence[float]) -> tuple[str, float]:
    """Return the text and the first of the sizes at which it fits into width x height (mm); at the last size it is cut with …."""
    text = clean(text)
    for size in sizes:
        if fits(text, width, height, size):
            return text, size
    size = sizes[-1]
    kept = bisect.bisect_left(range(len(text)), 1, key=lambda n: int(not fits(text[: n + 1] + "…", width, height, size)))
    return text[:kept].rstrip() + "…", size


def fits(text: str, width: float, height: float, size: float) -> bool:
    """Tell whether the text fits into a cell of that width and height (mm), at a font size in points."""
    ems = (width - 2 * PADDING) * _MM / size
    return lines_needed(text, ems) <= max(1, int((height - 2 * ABOVE) * _MM / (size * LEADING)))


def blank_page(title: str, made: dt.datetime, margins: tuple[float, float, float, float]) -> Any:
    """Return a new A4 document with nothing on it. `margins` in mm: top, right, bottom, left."""
    from docx import Document
    from docx.shared import Mm

    document = Document()
    package = document.part.package
    for part in (package, document.part):  # python-docx's own template brings along a preview picture and stored data
        for name in [name for name, link in part.rels.items() if link.reltype.endswith(("/thumbnail", "/customXml"))]:
            del part.rels[name]
    told = document.core_properties
    told.author, told.last_modified_by, told.comments, told.title = "先审", "先审", "", clean(title)[:_TITLE]
    told.created = told.modified = made.astimezone(dt.UTC)
    _no_hidden_spaces(document.styles["Normal"].element.get_or_add_pPr())
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance = section.footer_distance = Mm(5)
    return document


def saved(document: Any) -> bytes:
    """Return the bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def tab_stop_right(paragraph: Any, width: float) -> None:
    """Let a tab push what follows to the right edge, `width` mm from the left one."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def write_line(paragraph: Any, line: Line) -> None:
    """Write a line into an empty paragraph."""
    from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT
    from docx.shared import Pt

    look = paragraph.paragraph_format
    look.space_before = look.space_after = Pt(0)
    look.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    look.line_spacing = Pt(line.height or max((words.size for words in line.words), default=8) * LEADING)
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT[line.align.upper()]
    for words in line.words:
        for text in re.split(f"([{BOXES}])", words.text):
            if text:
                _add_run(paragraph, text, words, SYMBOL if text in BOXES else words.font)


def _no_hidden_spaces(look: Any) -> None:
    """Keep Word from putting a quarter of an em between Chinese and Latin or digits: it would not be in the measure."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, kind in enumerate(("w:autoSpaceDE", "w:autoSpaceDN")):
        switch = OxmlElement(kind)
        switch.set(qn("w:val"), "0")
        look.insert(place, switch)


def _add_run(paragraph: Any, text: str, words: Words, font: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, Pt(words.size), words.bold
    for kind in ("w:eastAsia", "w:cs"):
        run._element.rPr.rFonts.set(qn(kind), font)  # noqa: SLF001  # python-docx names only the Latin font
    if words.colour:
        run.font.color.rgb = RGBColor.from_string(words.colour)


def draw(document: Any, columns: Sequence[float], rows: Sequence[Row]) -> None:
    """Add the table. `columns` are widths in mm; cells of all rows must fill them."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(len(rows), len(columns))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _frame(table)
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    cells = [list(row.cells) for row in table.rows]
    for number, row in enumerate(rows):
        table.rows[number].height = Mm(row.height)
        table.rows[number].height_rule = WD_ROW_HEIGHT_RULE.EXACTLY
        place = row.start
        for content in row.cells:
            end = place + content.span
            for cell, width in zip(cells[number][place:end], columns[place:end], strict=True):
                cell.width = Mm(width)
            cell = cells[number][place].merge(cells[number + content.down][end - 1])
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT[content.vertical.upper()]
            for index, line in enumerate(content.lines):
                write_line(cell.paragraphs[0] if index == 0 else cell.add_paragraph(), line)
            if not content.lines:
                write_line(cell.paragraphs[0], Line(()))
            place = end


def _frame(table: Any) -> None:
    """Give the table a strong outer and thin inner lines, and narrow cells."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    edges = "".join(f'<w:{side} w:val="single" w:sz="12" w:color="000000"/>' for side in ("top", "left", "bottom", "right"))
    inner = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in ("insideH", "insideV"))
    aside = f'w:w="{round(PADDING * _MM * 20)}" w:type="dxa"'
    above = f'w:w="{round(ABOVE * _MM * 20)}" w:type="dxa"'
    margins = f"<w:top {above}/><w:left {aside}/><w:bottom {above}/><w:right {aside}/>"
    look = table._tbl.tblPr  # noqa: SLF001  # python-docx has no borders
    layout = look.find("{*}tblLayout")
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}{inner}</w:tblBorders>"))
    layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))


def _width(character: str) -> float:
    """Return the width in ems, a little more than SimSun's for Latin: another font may have to stand in."""
    if character in BOXES or unicodedata.east_asian_width(character) in _WIDE:
        return 1
    return 0.7 if character.isupper() else 0.55
