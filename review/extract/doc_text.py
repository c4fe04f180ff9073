"""The text of a binary Word document ([MS-DOC] 2.4.1): every story by its piece table, and what an earlier save has left between.

The stories are body, footnotes, headers, comments, endnotes and text boxes; fields keep their result, and their code apart.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.ole import Compound
from review.model import GapReason

STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "text-boxes", "header-text-boxes")
_BROKEN = "文件已损坏，正文读不出。请用 WPS 或 Word 打开后另存为 .docx，再检查。"
_OLD = "Word 95 及更早的文档，不能读取。请用 WPS 或 Word 另存为 .docx 后再检查。"
_ENCRYPTED = "文件已加密。请先取消密码后再检查。"
_CLX, _REVISERS, _COMMENTERS, _SAVED_BY = 33, 51, 36, 71  # in the table of pairs, FibRgFcLcb97
_FIRST_NEW = 0xC0  # nFib of Word 97 and later
_PIECES = 1_000_000
_FIELD = re.compile(r"[\x13\x14\x15]")
_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\w+)|\\[A-Za-z]+\s*\d*|[(),;"\s]')
_READING = re.compile(r"\\s\\up\s*\d*\s*\(([^()]*)\)")
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\xa0": " "})
_MARKS = re.compile(r"[\x00-\x06\x08\x0f-\x12\x16-\x1d\ufffc]")  # pictures, notes, anchors: no text
_READABLE = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef0-9A-Za-z ,.;:()\-/@\r\t\x07]")
_ORPHAN = 4  # letters


@dataclass
class Stories:
    """Text by story, cell marks and paragraph ends still in it; `codes` are those of fields; `orphans` lie between the pieces.

    `revisers` wrote changes or comments, `saved` are the names and paths of the last saves,
    `readings` stand over characters; they are a text of their own, so that they part no word.
    """

    texts: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    revisers: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)

    def lines(self, story: str) -> Iterator[list[str]]:
        """Yield the paragraphs of a story that hold text; the cells of a table row as one list."""
        cells: list[str] = []
        for mark, text in _paragraphs(self.texts.get(story, "")):
            if mark == "\x07" and not text and cells:  # the end of a row
                yield from _filled(cells)
                cells = []
            elif mark == "\x07":
                cells.append(text)
            else:
                yield from _filled(cells)
                cells = []
                yield from _filled([text])
        yield from _filled(cells)


def read_stories(compound: Compound) -> Stories:
    """Return the text of the document. Raises CannotRead if it is encrypted, too old or damaged."""
    stream = compound.need("WordDocument")
    try:
        return _read(compound, stream)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise CannotRead(GapReason.DAMAGED, _BROKEN) from error


def _read(compound: Compound, stream: bytes) -> Stories:
    ident, version = struct.unpack_from("<HH", stream)
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    if flags & 0x0100:
        raise CannotRead(GapReason.ENCRYPTED, _ENCRYPTED)
    if ident != 0xA5EC or version < _FIRST_NEW:
        raise CannotRead(GapReason.UNSUPPORTED, _OLD)
    table = compound.need("1Table" if flags & 0x0200 else "0Table")
    (words,) = struct.unpack_from("<H", stream, 32)
    at = 34 + 2 * words
    (longs,) = struct.unpack_from("<H", stream, at)
    numbers = struct.unpack_from(f"<{longs}i", stream, at + 2)
    at += 2 + 4 * longs
    (pairs,) = struct.unpack_from("<H", stream, at)

    def stored(number: int) -> bytes:
        start, size = struct.unpack_from("<II", stream, at + 2 + 8 * number) if number < pairs else (0, 0)
        return table[start : start + size]

    pieces = _pieces(stored(_CLX))
    text = "".join(_piece(stream, *piece) for piece in pieces)
    found = Stories(orphans=list(_between(stream, pieces)))
    names = [name for name in [*_strings(stored(_REVISERS)), *_counted(stored(_COMMENTERS))] if name not in ("", "Unknown")]
    found.revisers = list(dict.fromkeys(names))
    found.saved = [text for text in _strings(stored(_SAVED_BY)) if text]
    position = 0
    for story, length in zip(STORIES, numbers[3:11], strict=True):
        if length < 0 or position + length > len(text):
            raise ValueError(length)
        found.texts[story] = _without_codes(text[position : position + length], found)
        position += length
    if found.readings:
        found.texts["text-boxes"] += "\r" + "、".join(found.readings) + "\r"
    return found


def _strings(table: bytes) -> list[str]:
    """Return the strings of a table of strings in 16-bit units ([MS-DOC] 2.2.4)."""
    if len(table) < 6 or table[:2] != b"\xff\xff":
        return []
    count, extra = struct.unpack_from("<HH", table, 2)
    return [text for text, _ in zip(_counted(table, 6, extra), range(count), strict=False)]


def _counted(table: bytes, at: int = 0, extra: int = 0) -> Iterator[str]:
    """Yield strings that each follow their length in 16-bit units, until the table ends."""
    while at + 2 <= len(table):
        (size,) = struct.unpack_from("<H", table, at)
        yield table[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
        at += 2 + 2 * size + extra


def _pieces(clx: bytes) -> list[tuple[int, int, bool]]:
    """Return the pieces in order: offset in the stream, number of characters, whether a character is one byte."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError(at)
    (size,) = struct.unpack_from("<I", clx, at + 1)
    count = (size - 4) // 12
    if not 0 <= count <= _PIECES:
        raise ValueError(count)
    ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    pieces = []
    for number in range(count):
        (where,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(where & 0x40000000)
        where &= 0x3FFFFFFF
        length = ends[number + 1] - ends[number]
        if length < 0:
            raise ValueError(length)
        pieces.append((where // 2 if narrow else where, length, narrow))
    return pieces


def _piece(stream: bytes, start: int, length: int, narrow: bool) -> str:  # noqa: FBT001
    raw = stream[start : start + (length if narrow else 2 * length)]
    text = raw.decode("cp1252", "replace") if narrow else raw.decode("utf-16-le", "surrogatepass")
    if len(raw) != (length if narrow else 2 * length):
        raise ValueError(start)
    return text if narrow else _units(raw)


def _units(raw: bytes) -> str:
    """Return one character for each 16-bit unit: positions count units, surrogate pairs are put together afterwards."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _between(stream: bytes, pieces: list[tuple[int, int, bool]]) -> Iterator[str]:
    """Yield readable text that lies between the pieces: a quick save leaves there what was deleted."""
    spans = sorted((start, start + (length if narrow else 2 * length), narrow) for start, length, narrow in pieces if length)
    for (_, end, narrow), (start, _, _) in itertools.pairwise(spans):
        if start - end < 2 * _ORPHAN:
            continue
        raw = stream[end:start]
        texts = [raw.decode("cp1252", "replace")] if narrow else [_units(raw[: len(raw) & ~1])]
        for text in texts:
            if len(_READABLE.findall(text)) > 0.9 * len(text):
                yield _MARKS.sub("", text).replace("\x07", "\t")


def _without_codes(text: str, found: Stories) -> str:
    """Return the text with the results of its fields; their codes go to `found`. An unclosed field keeps its text."""
    if "\x13" not in text:
        return _pairs(text)
    kept: list[str] = []
    code: list[str] = []
    levels: list[bool] = []  # for each open field whether its code is still being read
    position = 0
    for match in _FIELD.finditer(text):
        (code if any(levels) else kept).append(text[position : match.start()])
        position = match.end()
        if match[0] == "\x13":
            levels.append(True)
        elif levels and match[0] == "\x14":
            levels[-1] = False
        elif levels:
            levels.pop()
        if code and not any(levels):
            said = _pairs("".join(code)).strip()
            found.codes.append(said)
            kept.append(_drawn(said, found.readings))
            code = []
    kept.append("".join(code) + text[position:])
    return _pairs("".join(kept))


def _drawn(code: str, readings: list[str]) -> str:
    """Return what a field of kind EQ shows, which has no result: letters in a circle, or the characters that have a reading above."""
    if code[:2].upper() != "EQ":
        return ""
    readings += [reading.strip() for reading in _READING.findall(code)]
    return _SWITCH.sub("", _READING.sub("", code[2:]))


def _pairs(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    for match in re.finditer(r"[\r\x07]", text):
        yield match[0], _clean(text[position : match.start()])
        position = match.end()
    yield "\r", _clean(text[position:])


def _clean(text: str) -> str:
    return _MARKS.sub("", text).translate(_BREAKS).strip("\n")


def _filled(cells: list[str]) -> Iterator[list[str]]:
    if any(cell.strip() for cell in cells):
        yield cells
