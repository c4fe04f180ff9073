"""Whether a level of secrecy is one item among others: a list of the levels, an answer, a row of a table, the title of a show.

A document bears one level. Where different ones stand side by side they are explained or offered for choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import islice

from review import lazy_re as re

ROWS = 400  # how far up the first row of a table is looked for
LINES = 3  # how far up and down an item of the same list is looked for
_LEVEL = re.compile(r"([绝机秘])[\W\d_]{0,4}密")
_BARE = re.compile(r"[\[【(〔『「〖]?[绝机秘]\s{0,3}密\s?级?[\]】)〕』」〗]?")
_STARRED = re.compile(r"[★*]")
_TICKED = re.compile(r"[☑☒√✓■◉]")
_ITEM = re.compile(
    r"[\s(]*(?:(?:[0-9]{1,3}|[a-h]|[一二三四五六七八九十])\s?[.、):])?\s*([绝机秘])\s{0,3}密\s?级?(?:[\s\W]{0,4}(?:不超过)?[0-9一二三四五六七八九十]{1,3}\s?年)?[\s\W]*"
)
_NUMBERED = re.compile(r"\s*\(?(?:[0-9]{1,3}|[a-h])\s?[.、)]\s?\S{1,3}密\s?级?\s*")
_SERIAL = re.compile(r"\s*[0-9]{1,5}\s*\Z")
_OF_SECRECY = re.compile(r"密级|涉密|秘密|定密|级别|等级")
_CHOICE_BEFORE = re.compile(r"[绝机秘]\s?密\s?级?\s{0,2}[/、,|和或及\\□○]\s{0,2}[(\[□○]?\Z")
_CHOICE_AFTER = re.compile(r"\A\s?级?\s{0,2}[/、,|和或及\\□○]\s{0,2}[□○]?[绝机秘]\s?密")
_PERIOD_AFTER = re.compile(r"\A[ ]*\t[ ]*(?:[0-9一二三四五六七八九十]{1,3}\s?年|长期|永久)")
_SHOW = re.compile(
    r"\W*(?:话剧|歌剧|舞剧|音乐剧|儿童剧|戏剧|戏曲|京剧|越剧|黄梅戏|电影|影片|片名|剧名|剧目|节目|书名|小说|图书|新书|歌曲|曲目|展览|绘本|讲座)(?:名称)?\W*"
)
_OF_SHOWS = re.compile(r"书名|片名|剧名|剧目|节目|歌名|曲目|作品|答案|选项")
_OF_FORMS = re.compile(r"标志|标注|标识|形式|示例|样式|格式|写法")
_OF_PAPERS = re.compile(r"序号|名称|文件名|题名|标题|事项|项目|姓名")
_SHOWN_BY = re.compile(r"\s*(?:票价|导演|编剧|主演|作者|片长|出版社|译者|演唱)\s?:")


class Role(Enum):
    """What a level is when it is not simply a mark."""

    MARK = "nothing else"
    ENTRY = "the level of something that the document lists"
    WORD = "an item of a list of levels, an answer, a title"


def role_of(text: str, start: int, end: int) -> Role:
    """Tell what a level of secrecy, or its period, at this span of a normalised text is."""
    words = text[start:end]
    if _TICKED.search(words):
        return Role.MARK
    level = _LEVEL.search(words)
    if not level:
        return Role.WORD if _PERIOD_AFTER.match(text[end : end + 16]) else Role.MARK
    if _CHOICE_BEFORE.search(text[max(0, start - 12) : start]) or _CHOICE_AFTER.match(text[end : end + 12]):
        return Role.WORD
    first, last = _line(text, start)
    others = set(_items_beside(text, start, first, last)) - {level[1]}
    if len(others) >= (2 if _STARRED.search(words) else 1) or _OF_FORMS.search(_titles(text, start)[0]):
        return Role.WORD
    if not _BARE.fullmatch(words):
        return Role.MARK
    return _in_row(text, start, first, last) if "\t" in text[first:last] else _in_line(text, first, last)


def _in_row(text: str, start: int, first: int, last: int) -> Role:
    """Tell what a level without star or period is in its row, from `first` to `last`."""
    title, first_title = _titles(text, start)
    left = text[first:start].rstrip("\t ").rpartition("\t")[2]
    if _OF_SHOWS.search(title) or _SHOW.fullmatch(left):
        return Role.WORD
    serial = _SERIAL.match(text[first:last].partition("\t")[0])
    if not _OF_SECRECY.search(title):
        return Role.WORD if serial else Role.MARK
    return Role.ENTRY if "\t" in text[first:start] and _OF_PAPERS.search(first_title) else Role.MARK


def _in_line(text: str, first: int, last: int) -> Role:
    """Tell what a level without star or period is in its line, from `first` to `last`."""
    above = next(_lines(text, first, up=True), "")
    below = islice(_lines(text, last, up=False), 2)
    listed = _NUMBERED.fullmatch(text[first:last]) or _SHOW.fullmatch(above) or any(map(_SHOWN_BY.match, below))
    return Role.WORD if listed else Role.MARK


def _titles(text: str, start: int) -> tuple[str, str]:
    """Return what the first row of the table says above a position and above the first column; nothing outside a table."""
    first, last = _line(text, start)
    column, width = text.count("\t", first, start), text.count("\t", first, last)
    title = first_title = ""
    for _ in range(ROWS if width else 0):
        if first == 0:
            break
        first, last = _line(text, first - 1)
        cells = text[first:last].split("\t")
        if len(cells) != width + 1:
            break
        if all(map(str.strip, cells)):
            title, first_title = cells[column], cells[0]
    return title, first_title


def _items_beside(text: str, start: int, first: int, last: int) -> Iterator[str]:
    """Yield the levels that stand alone in other cells of the row, and in the same place of the rows that follow on it."""
    row = text[first:last].split("\t")
    column = text.count("\t", first, start)
    for cell in row:
        if item := _ITEM.fullmatch(cell):
            yield item[1]
    for up in (True, False):
        for line in _lines(text, first if up else last, up=up):
            cells = line.split("\t")
            item = _ITEM.fullmatch(cells[column]) if len(cells) == len(row) else None
            if not item:
                break
            yield item[1]


def _lines(text: str, position: int, *, up: bool) -> Iterator[str]:
    """Yield the nearest lines that are not blank, before or after the line that begins or ends at `position`."""
    for _ in range(2 * LINES):
        if position <= 0 if up else position >= len(text):
            return
        first, last = _line(text, position - 1 if up else position + 1)
        position = first if up else last
        if text[first:last].strip():
            yield text[first:last]


def _line(text: str, position: int) -> tuple[int, int]:
    """Return the span of the line around a position."""
    first = text.rfind("\n", 0, position) + 1
    last = text.find("\n", position)
    return first, last if last >= 0 else len(text)
