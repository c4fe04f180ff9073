"""Which part of an official document a segment belongs to: 版头, 标题, 正文, 附注, 版记, page header or footer.

Extractors know tables and the headers of a package; this room finds the rest from the order and shape of the lines, after
the elements of GB/T 9704-2012 (《党政机关公文格式》). It looks at the first and last lines only, so its cost does not grow
with the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from review.model import Document, Layer, Segment, Zone

HEAD_LINES = 14  # a masthead has at most 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人 and blank lines
TAIL_LINES = 12
FIRST_CELLS = 4
BELOW_TITLE = 2  # lines in which a mark still belongs to the head of the document
LINE = 40  # code points: a longer line is running text

_TITLE = re.compile(
    r"关于.{2,}|.{2,}(?:通知|意见|办法|方案|公告|通告|通报|报告|请示|批复|函|纪要|决定|公示|规定|细则|条例|命令|议案|要点|总结|计划|规划|清单|目录|名单|简报|专报)(?:[(（][^)）]*[)）])?\Z"
)
_SENTENCE = re.compile(r"[。；;！？]|，.{6,}")
_ATTACHMENT = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?\Z")
_ATTACHMENT_BEGINS = frozenset("附 \u3000\t")
_NOTE = re.compile(r"[(（].{2,60}[)）]\s*\Z")
_IMPRINT = re.compile(r"抄\s*送|分\s*送|.{2,30}(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*印发\s*\Z")


def with_zones(document: Document) -> Document:
    """Return the document with the zones of its first, last and repeated lines filled in."""
    lines = [(i, s) for i, s in _edges(document) if s.place.zone in (None, Zone.BODY)]
    zones: dict[int, Zone] = {}
    _first_cells(document, zones)
    _repeated(document, zones)
    _head(document, lines[:HEAD_LINES], zones)
    _attachments(document, zones)
    _tail(document, lines[-TAIL_LINES:], zones)
    if not zones:
        return document
    segments = list(document.segments)
    for index, zone in zones.items():
        segments[index] = replace(segments[index], place=replace(segments[index].place, zone=zone))
    return replace(document, segments=tuple(segments))


def _text(document: Document, segment: Segment) -> str:
    return document.text[segment.start : segment.end].strip()


def _edges(document: Document) -> Iterator[tuple[int, Segment]]:
    """Return the first and last visible segments that hold one line of text each."""
    visible = len(document.segments) - len(document.behind)
    for index in range(visible) if visible <= 200 else (*range(120), *range(visible - 80, visible)):
        segment = document.segments[index]
        if 0 < segment.end - segment.start <= 400 and _text(document, segment):
            yield index, segment


def _first_cells(document: Document, zones: dict[int, Zone]) -> None:
    """Mark the short cells at the top of each sheet, or of a document that begins with a table: its masthead is laid out there."""
    part, left = None, 0
    for index, segment in enumerate(document.segments[: len(document.segments) - len(document.behind)]):
        if segment.place.part != part:
            part, left = segment.place.part, FIRST_CELLS
        elif left == 0:
            continue
        if segment.place.zone is not Zone.TABLE:
            left = 0
        elif segment.end > segment.start:
            left -= 1
            if segment.end - segment.start <= LINE:
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
    """The same first or last line on several pages is a page header or footer."""
    if all(segment.place.page is None for _, segment in _edges(document)):
        return
    pages: dict[int, list[int]] = {}
    for index, segment in enumerate(document.segments):
        if segment.place.page is not None and segment.place.zone is Zone.BODY and segment.end > segment.start:
            pages.setdefault(segment.place.page, []).append(index)
    if len(pages) < 2:
        return
    for pick, zone in ((0, Zone.HEADER), (-1, Zone.FOOTER)):
        edge = {page: indices[pick] for page, indices in pages.items()}
        shape = {page: re.sub(r"\d+", "#", _text(document, document.segments[i])) for page, i in edge.items()}
        often = Counter(shape.values())
        for page, index in edge.items():
            if shape[page] and often[shape[page]] >= 2 and len(shape[page]) <= LINE:
                zones[index] = zone
