"""Whether what is online is what was signed: every sentence and cell, in order, and nothing in between.

A live page wraps the article in navigation, header and footer. So only the stretch from the first to the last sentence of
the signed text is looked at: what stands before and after it is the site's. Width of characters, line breaks, soft hyphens and
spaces are no difference, but a space between two digits is (12 3 is not 1 23). Case and traditional characters fold too.

Inside the stretch a site may add furniture: the choice of font size, print, share, collect, close, the page number, below the
title also date of release, source and number of visits. The page headers and footers of the signed file need not be online.

Not compared: pictures, empty cells, what the site adds before the first or after the last sentence, what was not read. The
caller looks at the gaps of both documents; a signed file without any text is never equal to anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from review.model import Document, Segment
from review.text.normalise import fold
from review.workflow.change import matching_blocks

MOST = 50  # sentences named on each side

_GAP = "\ue000"  # stands between digits that are not one number; private use, so that no text has it
_LINES = re.compile(r"[\n\t]")
_SENTENCES = re.compile(r"(?<=[。！？；!?;])")
_SENTENCE_END = tuple("。！？；!?;")
_PAGE_EDGE_PARTS = re.compile(r"(?:header|footer|watermark)\d*")
_WRAP = 3  # characters on each side of a line end that show, when the other text has them in one line, that it is a wrap
_FEWEST = 4  # of these together
_LINE = 15  # code points: a shorter line that ends in a digit may be a cell
_TOLD = 200  # characters: furniture is shorter

_FURNITURE = re.compile(
    r"(?:[【\[(]?(?:字体|字号)(?:大小)?:?[【\[(]?(?:(?:特大|大|中|小|默认)号?[|/、]?)+[】\])]{0,2}"
    r"|[【\[(]?(?:打印|收藏|关闭)(?:本页|此页|页面|窗口)?[】\])]?"
    r"|[【\[(]?分享(?:到|至)?:?(?:微信|朋友圈|新浪微博|微博|qq空间|qq)*[】\])]?"
    r"|第\d+页(?:[,/]?共\d+页)?|[-—]+\d+[-—]+|[|])+"
)
_PAGE_NUMBER = re.compile(r"[-—]*(\d+)[-—]*|第(\d+)页(?:[,/]?共\d+页)?")
_RELEASE = re.compile(
    r"(?:(?:(?:发布|更新)(?:时间|日期)|发布于):?\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|(?:信息|文章|稿件)?来源:[^\d.,;:!?]{2,20}?|(?:浏览|点击|阅读|访问)(?:次数|量|数):?\d*次?|[|])+"
)


@dataclass(frozen=True, slots=True)
class Published:
    """How a live page departs from what was signed: sentences and cells as they are worded, at most MOST on each side.

    `equal` counts all of them. `missing` are those of the signed text that do not stand in their place, `added` those that
    stand between its first and last sentence without having been signed.
    """

    equal: bool
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, cell or line: what must be equal, and what is shown.

    `line` is the length of the line it ends in, in code points; `page` that at whose top or bottom it stands, else 0.
    """

    key: str
    text: str
    line: int = 0
    page: int = 0


def compare_published(signed: Document, live: Document) -> Published:
    """Compare the visible text of the signed document with that of the live page, both as extracted."""
    wanted = [piece for piece in _pieces(signed) if not _is_page_number(piece)]
    if not wanted:
        return Published(equal=False)
    found = list(_pieces(live))
    wanted, found = _unwrapped(wanted, found), _unwrapped(found, wanted)
    running = {_squeeze(signed.text[segment.start : segment.end]) for segment in _visible(signed) if _runs_along(segment)}
    head = next((index for index, piece in enumerate(wanted) if piece.text.endswith(_SENTENCE_END)), len(wanted))
    missing: list[str] = []
    added: list[str] = []
    for start, end, low, high in _unmatched(wanted, found):
        inside = start > 0 and end < len(wanted)
        rest = [piece for piece in found[low:high] if not _is_furniture(piece, running, in_head=start <= head)]
        if not _holds(rest, wanted[start:end], from_start=start > 0, to_end=end < len(wanted)):
            missing += [piece.text for piece in wanted[start:end]]
            added += [piece.text for piece in rest] if inside else []
    return Published(not missing and not added, tuple(missing[:MOST]), tuple(added[:MOST]))


def _unmatched(wanted: Sequence[_Piece], found: Sequence[_Piece]) -> Iterator[tuple[int, int, int, int]]:
    """Return the stretches between what stands in both texts, as half-open ranges of signed and of live pieces."""
    keys, others = [piece.key for piece in wanted], [piece.key for piece in found]
    blocks = matching_blocks(keys, others)
    for number in range(len(blocks) - 2, -1, -1):
        # Navigation repeats the title: of several places before the rest of the article, the last one is the article's own.
        start, low, size = blocks[number]
        last = (blocks[number + 1].b if number + 2 < len(blocks) else low + size) - size
        block = keys[start : start + size]
        places = (place for place in range(last, low, -1) if others[place] == block[0] and others[place : place + size] == block)
        blocks[number] = blocks[number]._replace(b=next(places, low))
    before = (0, 0)
    for start, low, size in blocks:
        if before != (start, low):
            yield before[0], start, before[1], low
        before = (start + size, low + size)


def _holds(found: Sequence[_Piece], wanted: Sequence[_Piece], *, from_start: bool, to_end: bool) -> bool:
    """Tell whether whole live pieces hold the signed ones and no more, wherever the lines break.

    `from_start` and `to_end` say on which sides nothing else may stand; on the others there is the rest of the page.
    """
    text, sought = _joined(found), _joined(wanted)
    if from_start and to_end:
        return text == sought
    starts: set[int] = set()
    ends: set[int] = {0}
    place = 0
    for before, piece in pairwise([_Piece("", ""), *found]):
        place += _parted(before.key, piece.key)
        starts.add(place)
        place += len(piece.key)
        ends.add(place)
    if from_start:
        return text.startswith(sought) and len(sought) in ends
    if to_end:
        return text.endswith(sought) and (not sought or len(text) - len(sought) in starts)
    return any(start + len(sought) in ends and text.startswith(sought, start) for start in starts)


def _pieces(document: Document) -> Iterator[_Piece]:
    edges = _page_edges(document)
    for segment in _visible(document):
        if _runs_along(segment):
            continue
        page = segment.place.page if segment in edges else None
        for line in _LINES.split(document.text[segment.start : segment.end]):
            for text in _SENTENCES.split(line):
                if key := _squeeze(text):
                    yield _Piece(key, text.strip(), len(line), page or 0)


def _visible(document: Document) -> tuple[Segment, ...]:
    return document.segments[: len(document.segments) - len(document.behind)]


def _runs_along(segment: Segment) -> bool:
    return _PAGE_EDGE_PARTS.fullmatch(segment.place.part) is not None


def _page_edges(document: Document) -> set[Segment]:
    """Return the first and the last segment of each page that hold text."""
    first: dict[int, Segment] = {}
    last: dict[int, Segment] = {}
    for segment in _visible(document):
        if segment.place.page is not None and document.text[segment.start : segment.end].strip():
            first.setdefault(segment.place.page, segment)
            last[segment.place.page] = segment
    return {*first.values(), *last.values()}


def _squeeze(text: str) -> str:
    """Return the text folded and without spaces, but for those between two digits."""
    return re.sub(r"\s+", "", re.sub(r"(?<=\d)\s+(?=\d)", _GAP, fold(text)))


def _joined(pieces: Sequence[_Piece]) -> str:
    gaps = (_GAP * _parted(before.key, piece.key) for before, piece in pairwise([_Piece("", ""), *pieces]))
    return "".join(gap + piece.key for gap, piece in zip(gaps, pieces, strict=True))


def _parted(before: str, after: str) -> bool:
    return before[-1:].isdigit() and after[:1].isdigit()


def _unwrapped(pieces: Sequence[_Piece], other: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces with those put together that the other text has in one: a line that was only wrapped here."""
    doubtful = {_across(before, piece) for before, piece in pairwise(pieces)}
    keys = [piece.key for piece in other]
    lengths = range(_FEWEST, 2 * _WRAP + 1)
    wraps = doubtful.intersection(
        key[place : place + length] for length in lengths for key in keys for place in range(len(key) - length + 1)
    )
    whole: list[_Piece] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if last and _across(last, piece) in wraps:
            whole[-1] = replace(last, key=last.key + piece.key, text=last.text + piece.text, line=piece.line, page=0)
        else:
            whole.append(piece)
    return whole


def _across(before: _Piece, after: _Piece) -> str:
    """Return the characters around a line end; empty where two cells may hold a number each."""
    cells = _parted(before.key, after.key) and before.line < _LINE
    return "" if cells else before.key[-_WRAP:] + after.key[:_WRAP]


def _is_page_number(piece: _Piece) -> bool:
    number = _PAGE_NUMBER.fullmatch(piece.key) if piece.page else None
    return number is not None and int(number[1] or number[2]) == piece.page


def _is_furniture(piece: _Piece, running: set[str], *, in_head: bool) -> bool:
    if _is_page_number(piece) or (piece.page and piece.key in running):
        return True
    key = piece.key.replace(_GAP, "")
    if len(key) > _TOLD:
        return False
    return bool(_FURNITURE.fullmatch(key) or (in_head and _RELEASE.fullmatch(key)))
