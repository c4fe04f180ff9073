r"""A web page wrapped in RTF, as Outlook stores the body of a mail. Source: [MS-OXRTFEX] RTF Extensions.

The page is put together again from the ``\*\htmltag`` groups and the text outside ``\htmlrtf``, and read like any page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from review.extract import html
from review.extract.builder import DocumentBuilder
from review.extract.rtf_charset import WESTERN, decode, font_codec, page_codec
from review.extract.rtf_tokens import tokens

_MARK = re.compile(rb"\\fromhtml1?(?![0-9a-z])")
_FONT = re.compile(rb"\\f(\d{1,6})[^;{}]{0,200}?\\fcharset(\d{1,3})")
_PAGE = re.compile(rb"\\ansicpg(\d{1,6})")
_PASSED_OVER = frozenset(("fonttbl", "colortbl", "stylesheet", "pntext", "info", "pict", "object"))
_CHARACTERS = {
    "par": "\r\n", "line": "\r\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—", "~": "\u00a0", "_": "\u00ad", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    kept: bool = True
    tag: bool = False
    drawn: bool = False  # within \htmlrtf: only for readers that know no HTML
    codec: str | None = None
    skipped: int = 1


def holds_html(data: bytes) -> bool:
    """Tell whether the RTF wraps a web page."""
    return _MARK.search(data, 0, 1024) is not None


def add(builder: DocumentBuilder, data: bytes) -> None:
    """Read the wrapped page into `builder`."""
    html.say_pictures(builder, html.add_page(builder, unwrapped(data)))


def unwrapped(data: bytes) -> str:
    """Return the source of the page."""
    found = _PAGE.search(data, 0, 4096)
    page = page_codec(int(found[1])) if found else WESTERN
    fonts = {int(number): font_codec(int(charset)) for number, charset in _FONT.findall(data, 0, 65536)}
    out: list[str] = []
    pending = bytearray()
    group, stack = _Group(), []
    star = fresh = False
    skip = 0
    for token in tokens(data):
        word, number = token.word, token.number
        if word == "text":
            text = token.data[skip:]
            skip = max(0, skip - len(token.data))
            if group.kept and (group.tag or not group.drawn):
                pending += text
            fresh = False
            continue
        if pending:
            out.append(decode(bytes(pending), group.codec, page))
            pending.clear()
        skip = 0
        if word == "{":
            stack.append(group)
            star, fresh = False, True
            continue
        if word == "}":
            group = stack.pop() if stack else group
            fresh = False
            continue
        if word == "*":
            star = True
            continue
        if fresh and (star or word in _PASSED_OVER):
            group = replace(group, tag=True) if word == "htmltag" else replace(group, kept=False)
        elif word == "htmlrtf":
            group = replace(group, drawn=number != 0)
        elif word == "f":
            group = replace(group, codec=fonts.get(number or 0))
        elif word == "uc":
            group = replace(group, skipped=max(0, min(number or 0, 1000)))
        elif group.kept and (group.tag or not group.drawn):
            if word == "u":
                out.append(chr((number or 0) & 0xFFFF))
                skip = group.skipped
            else:
                out.append(_CHARACTERS.get(word, ""))
        elif word == "u":
            skip = group.skipped
        fresh = False
    if pending:
        out.append(decode(bytes(pending), group.codec, page))
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
