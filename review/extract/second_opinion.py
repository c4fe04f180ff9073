"""What LibreOffice reads in an old Office file and we do not: asked where our readers differ, or could not read the file at all.

Its lines are added behind the page, so that every rule runs on them, and named in a gap; where it agrees nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import libreoffice, office_program
from review.extract.builder import DocumentBuilder
from review.extract.doc import DISAGREED, TEXT_ONLY
from review.extract.leftover import unsaid
from review.extract.limits import Limits, seconds_left
from review.model import Document, Gap, GapReason, Layer, Segment

TARGETS = {"doc": "odt", "xls": "ods", "ppt": "odp"}
CARRIER = "second-reading"
_FAILED = frozenset({GapReason.DAMAGED, GapReason.UNSUPPORTED, GapReason.CRASHED, GapReason.ENGINE_MISSING})
_NO_TEXT = frozenset({"metadata", "thumbnail", "attachment", "external-link", "macro"})
_CLAUSE = re.compile(r"[\W_]+")
_FILLED_IN = re.compile(  # by programs, each time anew: dates, times
    r"\d{1,4}[年/.-]\d{1,2}[月/.-]\d{1,4}日?|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|\d{1,2}[:：]\d{2}"
)
_READABLE = re.compile(r"[\s!-~\u0391-\u0451\u2010-\u205e\u2190-\u25ff\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_LEAST = 0.9  # of the characters: less is what a program makes of data that is no text
_SPARE = 5.0  # seconds: with less left it is not asked
_MORE = (
    "LibreOffice 在这个旧版文件中还读到 {count} 行先审没有读到的文字，已列在隐藏内容中一并检查，位置不一定准确。"
    "请打开文件核对，或另存为新格式后再检查。"
)
_INSTEAD = "先审没能读取这个旧版文件，检查的是 LibreOffice 转换后的内容，可能不全。请另存为新格式后再检查，或人工核对。"
Reader = Callable[[str, bytes, Limits], Document]


def compared(kind: str, data: bytes, document: Document, limits: Limits, read: Reader) -> Document:
    """Return the document with what LibreOffice reads in the file beyond it; the document as it is if there is no need to ask."""
    if not _doubtful(kind, document) and os.environ.get(office_program.SWITCH) != "always":
        return document
    theirs = _reading(kind, data, limits, read)
    more = _beyond(theirs.own, document.text) if theirs else []
    if not theirs or not more:
        return document
    builder = DocumentBuilder(document.format, limits)
    builder.append(document)
    lines = [theirs.text[segment.start : segment.end] for segment in more]
    builder.behind("\n".join(lines), more[0].place, Layer.HIDDEN, CARRIER)
    builder.gap(GapReason.UNREADABLE, _MORE.format(count=len(lines)), more[0].place)
    return builder.build()


def instead(kind: str, data: bytes, error: CannotRead, limits: Limits, read: Reader) -> Document:
    """Return what LibreOffice reads in a file that we cannot read, with that as a gap. Raises `error` if it cannot either."""
    theirs = _reading(kind, data, limits, read) if error.reason in _FAILED else None
    if theirs is None or not _is_text(theirs.text[: theirs.visible_end]):
        raise error
    gaps = (Gap(error.reason, error.message), Gap(GapReason.UNREADABLE, _INSTEAD), *theirs.gaps)
    return replace(theirs, format=kind, gaps=gaps)


def _doubtful(kind: str, document: Document) -> bool:
    """Say whether the file was read by one reader only, by two that differ, or not whole."""
    if kind == "doc":
        return any(gap.message == DISAGREED or gap.message.startswith(TEXT_ONLY) for gap in document.gaps)
    return any(gap.reason is GapReason.DAMAGED for gap in document.own.gaps)


def _reading(kind: str, data: bytes, limits: Limits, read: Reader) -> Document | None:
    seconds = min(libreoffice.SECONDS, seconds_left())
    if seconds < _SPARE or not office_program.wanted():
        return None
    converted = libreoffice.convert(data, kind, TARGETS[kind], seconds)
    try:
        return read(TARGETS[kind], converted, limits) if converted else None
    except CannotRead:
        return None


def _beyond(theirs: Document, ours: str) -> list[Segment]:
    """Return the pieces of text of which our text lacks some word."""
    pieces = {theirs.text[s.start : s.end]: s for s in reversed(theirs.segments) if s.carrier not in _NO_TEXT}
    letters = _CLAUSE.sub("", ours)
    return [
        pieces[text]
        for text in reversed(unsaid(pieces, ours))
        if any(_says(word) and word not in letters for word in _CLAUSE.split(_FILLED_IN.sub(" ", text)))
    ]


def _says(word: str) -> bool:
    """Tell a word from the number of a page, a note or a year, which programs fill in anew."""
    return len(word) > (4 if word.isdigit() else 3 if word.isascii() else 1)


def _is_text(text: str) -> bool:
    return bool(text.strip()) and len(_READABLE.findall(text)) >= _LEAST * len(text)
