"""One PDF page into the document: its lines and tables, what on it nobody sees, and what of it could not be read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.ocr import CARRIER
from review.extract.pdf_objects import Inventory, take_inventory
from review.extract.pdf_opinion import SecondReader
from review.extract.pdf_overlay import words
from review.extract.pdf_pictures import PictureTaker
from review.extract.pdf_scan import Scans, beyond
from review.extract.pdf_seen import Sight
from review.extract.pdf_table import Grid, Stretch, TableFinder, arrange
from review.extract.pdf_text import Box, Frame, Glyph, PageText, glyphs, read_text, union
from review.extract.picture_sheet import LARGE_SHARE
from review.model import GapReason, Layer, Place, Zone

_NO_LETTERS = "有图像，其中没有识别到文字。请人工查看是否有不宜公开的印章、人脸、手写内容或位置信息。"
_TELLING = re.compile(r"[^\W\da-zA-Z_×]|[^\W_xX×].*[^\W_xX×]", re.DOTALL)  # a Chinese character, or two others that are no crosses
_NEW_LINE = Glyph("\n", None)
LEGIBLE_AREA = 100.0  # square points: pictures smaller than this in all hold no readable word


Told = tuple[str, int, Glyph]  # how a character escapes the reader (empty: not at all), the line it is in, the character


class PageReader:
    """Adds page after page to a document; tables are counted through all of them, `blank` lists the pages that show nothing.

    `text` has all lines that were read, seen or not, without spaces.
    """

    def __init__(self, builder: DocumentBuilder, finder: TableFinder, second: SecondReader, scans: Scans, *, layered: bool = False) -> None:
        self._builder = builder
        self._finder = finder
        self._second = second
        self._scans = scans
        self._layered = layered
        self._pictures = PictureTaker(builder)
        self._tables = 0
        self._begun = False
        self.blank: list[int] = []
        self.text: list[str] = []

    def read(self, file: Any, number: int) -> None:
        """Add page `number` (from 1) of an open pdfium document; what is wrong with it becomes gaps."""
        import pypdfium2

        try:
            with contextlib.closing(file[number - 1]) as page, contextlib.closing(page.get_textpage()) as textpage:
                frame = Frame.of(page)
                text, drawn = read_text(textpage, frame), take_inventory(page, frame, layered=self._layered)
                self.text.extend("".join(line.text.split()) for line in text.lines)
                others = self._second.lines(number, text, drawn)
                self._say_what_is_missing(number, text, drawn, others)
                seen = self._recognise(file, page, number, text, drawn, frame)
                recognised = drawn.picture_area >= frame.area * LARGE_SHARE  # unpainted text over a scan is what was read in it
                sight = Sight(page, textpage, frame, drawn, recognised=recognised)
                if sight.failed:
                    self._gap(number, GapReason.LIMIT, "过大，看不见的文字未检查。请人工查看这一页，或另存为普通大小的页面后再检查。")
                across: list[Glyph] = []
                blocks = self._blocks(number, textpage, frame, text, drawn, across, sight, recognised=recognised)
                blocks.extend((line, None) for line in others)
                self._write(number, blocks, self._drawn_across(number, across), seen)
        except pypdfium2.PdfiumError:
            self._gap(number, GapReason.DAMAGED, "已损坏，未能读取。请重新取得原件后再检查。")

    def _say_what_is_missing(self, number: int, text: PageText, drawn: Inventory, others: list[str]) -> None:
        if text.is_garbled or others:
            self._gap(
                number,
                GapReason.UNREADABLE,
                "的文字层不可信（乱码或缺字），读到的与看到的不一致。请改用原始文稿检查，或人工逐字查看这一页。",
            )
        if not text.lines and not drawn.objects:
            self.blank.append(number)

    def _recognise(self, file: Any, page: Any, number: int, text: PageText, drawn: Inventory, frame: Frame) -> list[tuple[str, Box]]:
        """Return the lines of the page that only its picture has; what cannot be recognised is a gap, or on the contact sheet."""
        large = drawn.picture_area >= frame.area * LARGE_SHARE
        if (text.lines or not drawn.is_drawn) and not large and not (text.is_garbled and self._scans.wanted):
            if text.lines and drawn.picture_area >= LEGIBLE_AREA:
                if not self._pictures.take(file, page, number, frame, drawn):
                    self._gap(number, GapReason.NEEDS_EYES, "有图片，图中内容未检查。请人工查看。")
                if self._scans.wanted:
                    self._scans.codes(self._builder, page, number)
            return []
        what = "有大幅图片，图中文字" if text.lines else "没有文字层，可能是扫描件，文字"
        if not self._scans.wanted or self._scans.late:
            late = "时间不够，" if self._scans.wanted else ""
            self._gap(number, GapReason.NEEDS_OCR, f"{what}尚未识别。{late}请人工{'' if text.lines else '逐字'}查看这一页。")
            return []
        try:
            seen = self._scans.look(self._builder, page, number, "".join(line.text for line in text.lines))
        except CannotRead as error:
            self._gap(number, error.reason, f"{what}尚未识别。{error.message}")
            return []
        painted = () if drawn.unpainted_texts or text.is_garbled else text.lines  # what is not painted was read in the picture
        new = beyond(seen.lines, painted)
        if not (new if painted else seen.found):
            whole = not text.lines or text.is_garbled
            if not self._pictures.take(file, page, number, frame, drawn, whole=whole):
                self._gap(number, GapReason.NEEDS_EYES, _NO_LETTERS)
        elif seen.doubtful:
            self._gap(number, GapReason.NEEDS_EYES, f"的识别结果不可靠：有 {seen.doubtful} 处文字看不清。请人工查看这一页。")
        return new

    def _blocks(
        self,
        number: int,
        textpage: Any,
        frame: Frame,
        text: PageText,
        drawn: Inventory,
        across: list[Glyph],
        sight: Sight,
        *,
        recognised: bool,
    ) -> list[Stretch | Grid]:
        """Return the lines and tables of a page; characters that run across it are put into `across`."""
        grids = self._finder.grids(number, text.characters + drawn.objects) if drawn.is_ruled and text.lines else []
        whole = (recognised or not drawn.unpainted_texts) and not sight.doubts and all(line.on_page for line in text.lines)
        if whole and not grids and not drawn.turned:
            return [(line.text, line.box) for line in text.lines]
        aslant, crosswise = drawn.aslant(), drawn.crosswise()
        told: list[Told] = []
        for row, line in enumerate(text.lines):
            for glyph in glyphs(textpage, frame, line):
                kind = sight.kind(glyph) or ("" if recognised and glyph.hidden == "text" else glyph.hidden)
                runs_across = glyph.owner in aslant or (glyph.owner in crosswise and not _in_a_cell(glyph, grids))
                if runs_across and kind != "text":
                    across.append(replace(glyph, hidden=kind))
                else:
                    told.append((_kind_of(kind, glyph, told), row, glyph))
        seen: list[list[Glyph]] = [[] for _ in text.lines]
        for kind, run in groupby(told, key=itemgetter(0)):
            characters = list(run)
            if kind and _tells(characters):
                self._hide(number, kind, [glyph for _, _, glyph in _with_ends(characters)])
            else:
                for _, row, glyph in characters:
                    seen[row].append(glyph)
        return arrange(seen, grids)

    def _drawn_across(self, number: int, across: list[Glyph]) -> list[Stretch]:
        """Return the texts that run across the page, each once; one that is cut by its edge or partly under a table is still seen."""
        found: dict[str, Box | None] = {}
        for word in words(across):
            if all(glyph.hidden or glyph.box is None for glyph in word):
                self._hide(number, next((glyph.hidden for glyph in word if glyph.hidden), "offpage"), word)
            else:
                text = "".join(glyph.text for glyph in word).strip()
                found.setdefault(text, union([glyph.box for glyph in word if glyph.box]))
        return list(found.items())

    def _hide(self, number: int, kind: str, characters: list[Glyph]) -> None:
        text = "".join(glyph.text for glyph in characters).strip()
        if text:
            place = Place(path=f"p{number}", page=number, box=union([glyph.box for glyph in characters if glyph.box]))
            self._builder.behind(text, place, Layer.HIDDEN, kind)

    def _write(self, number: int, blocks: list[Stretch | Grid], across: list[Stretch], seen: list[tuple[str, Box]]) -> None:
        shown = bool(blocks or across or seen)
        if shown and self._begun:
            self._builder.page_break()
        self._begun = self._begun or shown
        line = 0
        for block in blocks:
            if isinstance(block, Grid):
                self._write_table(number, block)
            else:
                line += 1
                text, box = block
                self._builder.paragraph(text, Place(path=f"p{number}/l{line}", page=number, zone=Zone.BODY, box=box))
        for row, (text, box) in enumerate(seen, line + 1):
            self._builder.paragraph(text, Place(path=f"p{number}/l{row}", page=number, zone=Zone.BODY, box=box), CARRIER)
        for text, box in across:
            self._builder.paragraph(text, Place(path=f"p{number}", page=number, zone=Zone.WATERMARK, box=box))

    def _write_table(self, number: int, grid: Grid) -> None:
        self._tables += 1
        for row, cells in enumerate(grid.texts(), 1):
            path = f"t{self._tables}/r{row}"
            places = (Place(path=f"{path}/c{column}", page=number, zone=Zone.TABLE, box=box) for column, (_, box) in enumerate(cells, 1))
            self._builder.row((text, place) for (text, _), place in zip(cells, places, strict=True))

    def _gap(self, number: int, reason: GapReason, words: str) -> None:
        self._builder.gap(reason, f"第 {number} 页{words}", Place(path=f"p{number}", page=number))


def _kind_of(kind: str, glyph: Glyph, before: list[Told]) -> str:
    """Return the kind of a character; a space goes with what stands before it."""
    blank = glyph.box is None or glyph.text.isspace()
    return before[-1][0] if blank and not kind and before else kind


def _tells(run: list[Told]) -> bool:
    """Tell whether unseen characters say anything: signs, crosses and the rim of a letter under a box do not, and stay in their line."""
    return run[0][0] == "offpage" or bool(_TELLING.search("".join(glyph.text for _, _, glyph in run)))


def _with_ends(run: list[Told]) -> Iterator[Told]:
    """Yield a run with a line feed wherever a new line begins."""
    last = run[0][1]
    for kind, row, glyph in run:
        if row != last:
            yield kind, row, _NEW_LINE
        last = row
        yield kind, row, glyph


def _in_a_cell(glyph: Glyph, grids: list[Grid]) -> bool:
    return glyph.box is not None and any(grid.cell_at(glyph.box) for grid in grids)
