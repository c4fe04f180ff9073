"""Plain text, CSV and Markdown: the document's text is the decoded file, with one kind of line end and nothing added.

The first 80 and the last 40 lines have a segment each, because that is where a document's head and imprint stand; between
them a segment holds about 64 K characters, so a file of 100 MB does not become millions of objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.charset import REPLACEMENT, detect
from review.extract.escapes import resolved_lines
from review.extract.limits import Limits, over_limit
from review.extract.tags import untorn_lines
from review.model import Document, Gap, GapReason, Layer, Place, Segment, Zone

HEAD_LINES = 80
TAIL_LINES = 40
CHUNK = 64 * 1024
_LINES_TOLD = 5
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, without byte order mark, and the name of its encoding.

    Line ends stay as they are; bytes that fit no character become U+FFFD. Raises CannotRead if no encoding fits.
    """
    text, encoding, _, _ = detect(data)
    return text, encoding


def read(data: bytes, limits: Limits) -> Document:
    """Read a text file. A segment's place is ``L`` and the number of its first line, from 1."""
    text, encoding, damaged, guessed = detect(data)
    if len(text) > limits.text_chars:
        raise over_limit("文字过多")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        text = text.replace("\r", "\n")
    if _SURROGATE.search(text):
        text = _SURROGATE.sub(REPLACEMENT, text)
    gaps = []
    if guessed:
        gaps.append(Gap(GapReason.UNREADABLE, f"文字编码像是 {encoding}，但不能确定。请核对原文，另存为 UTF-8 后再检查。"))
    if damaged:
        gaps.append(_damage(text))
    document = Document("", "text", text, tuple(_segments(text)), tuple(gaps))
    spelt_out, untorn = resolved_lines(text), untorn_lines(text)
    if not spelt_out and not untorn:
        return document
    builder = DocumentBuilder("text", limits)
    builder.append(document)
    if spelt_out:
        builder.behind(spelt_out, Place(part="escapes"), Layer.HIDDEN, "text")
    if untorn:
        builder.behind(untorn, Place(part="tags"), Layer.HIDDEN, "text")
    return builder.build()


def _segments(text: str) -> Iterator[Segment]:
    start, line = 0, 1
    while start < len(text) and line <= HEAD_LINES:
        end = _line_end(text, start)
        yield _segment(start, end, line)
        start, line = end + 1, line + 1
    tail = _tail_start(text, start)
    while start < tail:
        end = tail - 1
        if start + CHUNK < end:
            cut = text.rfind("\n", start, start + CHUNK)
            end = cut if cut >= 0 else text.find("\n", start, tail)
        yield _segment(start, end, line)
        line += text.count("\n", start, end + 1)
        start = end + 1
    while start < len(text):
        end = _line_end(text, start)
        yield _segment(start, end, line)
        start, line = end + 1, line + 1


def _segment(start: int, end: int, line: int) -> Segment:
    return Segment(start, end, Place(part="body", path=f"L{line}", zone=Zone.BODY))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _tail_start(text: str, floor: int) -> int:
    """Return where the last lines begin, not before `floor`, which is itself the begin of a line."""
    end = len(text) - text.endswith("\n")
    for _ in range(TAIL_LINES):
        end = text.rfind("\n", floor, max(end, floor))
        if end < 0:
            return floor
    return end + 1


def _damage(text: str) -> Gap:
    """Name the lines in which characters were lost."""
    lines: list[int] = []
    start, line = 0, 1
    while (found := text.find(REPLACEMENT, start)) >= 0 and len(lines) <= _LINES_TOLD:
        line += text.count("\n", start, found)
        lines.append(line)
        start = _line_end(text, found)
    rows = "、".join(map(str, lines[:_LINES_TOLD])) + (" 行等处" if len(lines) > _LINES_TOLD else " 行")
    message = f"第 {rows}有不能识别的字节，以“{REPLACEMENT}”代替，这些字没有检查到。请核对原文，另存为 UTF-8 后再检查。"
    return Gap(GapReason.UNREADABLE, message, Place(part="body", path=f"L{lines[0]}" if lines else None))
