"""Which part of an official document a segment belongs to: 版头, 标题, 正文, 附注, 版记, page header or footer.

Extractors know tables and the headers of a package; this room finds the rest from the order and shape of the lines, after
the elements of GB/T 9704-2012 (《党政机关公文格式》). It looks at the first and last lines only, so its cost does not grow
with the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from review import lazy_re as re
from review.model import Document, Layer, Segment, Zone

HEAD_LINES = 14  # a masthead has at most 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人 and blank lines
TAIL_LINES = 12
FIRST_ROWS = 3  # of a sheet or of a table at the top
ABOVE_TABLE = 3  # lines between the top and a table that lays out the masthead
BELOW_TITLE = 2  # lines in which a mark still belongs to the head of the document
EDGE = 3  # lines at the top and bottom of a page where a header, footer or watermark may be drawn
TILES = 3  # the same line so often on one page was tiled over it
LINE = 40  # code points: a longer line is running text

_MARKUP = "#>*_ "  # signs of Markdown before and, the last of them, behind a line
_TITLE = re.compile(
    r"关于.{2,}|.{2,}(?:通知|意见|办法|方案|公告|通告|通报|报告|请示|批复|函|纪要|决定|公示|规定|细则|条例|命令|议案|要点|总结|计划|规划|清单|目录|名单|简报|专报)(?:[(（][^)）]*[)）])?\Z"
)
_SENTENCE = re.compile(r"[。；;！？]|，.{6,}")
_ATTACHMENT = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?\Z")
_ATTACHMENT_BEGINS = frozenset("附 \u3000\t")
_NOTE = re.compile(r"[(（].{2,60}[)）]\s*\Z")
_BOXED = "text-box"  # carrier
_DIGITS = re.compile(r"\d+")
_IMPRINT = re.compile(r"抄\s*送|分\s*送|.{2,30}(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*印发\s*\Z")


def with_zones(document: Document) -> Document:
    """Return the document with the zones of its first, last and repeated lines filled in."""
    edges = [(i, s) for i, s in _edges(document) if s.place.zone in (None, Zone.BODY)]
    lines = [(i, s) for i, s in edges if s.carrier != _BOXED]
    zones: dict[int, Zone] = {}
    _first_rows(document, zones)
    _boxes(document, edges[:HEAD_LINES], zones)
    _repeated(document, zones)
    _head(document, lines[:HEAD_LINES], zones)
    _attachments(document, zones)
    _tail(document, lines[-TAIL_LINES:], zones)
    if not zones:
        return document
    segments = list(document.segments)
    for index, zone in zones.items():
        segments[index] = segments[index]._replace(place=segments[index].place._replace(zone=zone))
    return replace(document, segments=tuple(segments))


def _text(document: Document, segment: Segment) -> str:
    return document.text[segment.start : segment.end].strip().lstrip(_MARKUP).rstrip(_MARKUP[-3:])


def _edges(document: Document) -> Iterator[tuple[int, Segment]]:
    """Return the first and last visible segments that hold one line of text each."""
    visible = len(document.segments) - len(document.behind)
    for index in range(visible) if visible <= 200 else (*range(120), *range(visible - 80, visible)):
        segment = document.segments[index]
        if 0 < segment.end - segment.start <= 400 and _text(document, segment):
            yield index, segment


def _first_rows(document: Document, zones: dict[int, Zone]) -> None:
    """Mark the short cells in the first rows of each sheet, and of a table near the top: a masthead may be laid out there."""
    part, above, rows = None, 0, 0
    for index, segment in enumerate(document.segments[: len(document.segments) - len(document.behind)]):
        if segment.place.part != part:
            part, above, rows = segment.place.part, 0, 0
        elif rows > FIRST_ROWS or above > ABOVE_TABLE:
            continue
        if segment.place.zone is Zone.TABLE:
            rows += segment.start == 0 or document.text[segment.start - 1] != "\t"
            if rows <= FIRST_ROWS and 0 < segment.end - segment.start <= LINE:
                zones[index] = Zone.MASTHEAD
        elif rows or segment.end - segment.start > LINE:
            above = ABOVE_TABLE + 1
        else:
            above += segment.end > segment.start


def _boxes(document: Document, lines: list[tuple[int, Segment]], zones: dict[int, Zone]) -> None:
    """Mark the short lines in text boxes of the first page: a mark that must not move the text is put there."""
    for index, segment in lines:
        text = _text(document, segment)
        if segment.carrier == _BOXED and len(text) <= LINE and not _SENTENCE.search(text):
            zones[index] = Zone.MASTHEAD


def _head(document: Document, lines: list[tuple[int, Segment]], zones: dict[int, Zone]) -> None:
    """Mark the lines before the title and right below it as masthead; without a title, the short lines at the top."""
    title = next((n for n, (_, s) in enumerate(lines) if _is_title(_text(document, s))), None)
    last = 5 if title is None else title + BELOW_TITLE
    for n, (index, segment) in enumerate(lines[: last + 1]):
        text = _text(document, segment)
        if n == title:
            zones[index] = Zone.TITLE
        elif len(text) > LINE or _SENTENCE.search(text) or text.endswith(("：", ":")):
            return
        else:
            zones.setdefault(index, Zone.MASTHEAD)


def _is_title(text: str) -> bool:
    return 4 <= len(text) <= 80 and not _SENTENCE.search(text) and bool(_TITLE.match(text))


def _attachments(document: Document, zones: dict[int, Zone]) -> None:
    """An attachment has first lines of its own: real leaks carry the mark there, behind an unmarked cover letter."""
    left = 0
    for index, segment in enumerate(document.segments):
        length = segment.end - segment.start
        if length > 2 * LINE:
            left = 0
        if not 0 < length <= 2 * LINE or (not left and document.text[segment.start] not in _ATTACHMENT_BEGINS):
            continue
        if segment.layer is not Layer.VISIBLE:
            break
        text = _text(document, segment)
        if _ATTACHMENT.match(text):
            left = 4
        elif left and text:
            left -= 1
            if _is_title(text) or _SENTENCE.search(text):
                left = 0
            elif segment.place.zone in (None, Zone.BODY):
                zones.setdefault(index, Zone.MASTHEAD)


def _tail(document: Document, lines: list[tuple[int, Segment]], zones: dict[int, Zone]) -> None:
    for index, segment in lines:
        text = _text(document, segment)
        if _NOTE.match(text) and index not in zones:
            zones[index] = Zone.NOTE
        elif _IMPRINT.match(text):
            zones[index] = Zone.IMPRINT


def _repeated(document: Document, zones: dict[int, Zone]) -> None:
    """The same line at the edge of several pages is a page header or footer; several times on one page, a watermark."""
    pages: dict[int, list[tuple[int, str]]] = {}
    for index, segment in enumerate(document.segments):
        length = segment.end - segment.start
        if segment.place.page is not None and segment.place.zone is Zone.BODY and length:
            pages.setdefault(segment.place.page, []).append((index, _text(document, segment) if length <= 2 * LINE else ""))
    if not pages:
        return
    for page in pages.values():
        often = Counter(text for _, text in page)
        zones.update((index, Zone.WATERMARK) for index, text in page if len(text) > 1 and often[text] >= TILES)
    halves = [(page[: len(page) // 2], page[len(page) // 2 :]) for page in pages.values()]
    _on_every_page([top[:EDGE] for top, _ in halves], Zone.HEADER, zones)
    _on_every_page([bottom[: -EDGE - 1 : -1] for _, bottom in halves], Zone.FOOTER, zones)


def _on_every_page(edges: list[list[tuple[int, str]]], zone: Zone, zones: dict[int, Zone]) -> None:
    """Mark the lines that stand at this edge, outermost first, of two pages at least, and of every third one.

    Numbers may differ in the outermost line only: that is where pages are counted.
    """
    shapes = [[(i, text if n else _DIGITS.sub("#", text)) for n, (i, text) in enumerate(edge) if 0 < len(text) <= LINE] for edge in edges]
    often = Counter(shape for edge in shapes for shape in {shape for _, shape in edge})
    for index, shape in chain.from_iterable(shapes):
        if often[shape] >= max(2, len(edges) / 3):
            zones.setdefault(index, zone)
