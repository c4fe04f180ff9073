r"""A web page wrapped in RTF, as Outlook stores the body of a mail. Source: [MS-OXRTFEX] RTF Extensions.

The page is put together again from the ``\*\htmltag`` groups and the text outside ``\htmlrtf``, and read like any page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from review import lazy_re as re
from review.extract import html
from review.extract.builder import DocumentBuilder
from review.extract.rtf_charset import WESTERN, decode, font_codec, page_codec
from review.extract.rtf_tokens import Token, tokens

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
    r"""What holds within a group. `drawn`: within ``\\htmlrtf``, for readers that know no HTML; `tag`: within a tag, which wins."""

    kept: bool = True
    tag: bool = False
    drawn: bool = False
    codec: str | None = None
    skipped: int = 1

    @property
    def says(self) -> bool:
        """Whether its text belongs to the page."""
        return self.kept and (self.tag or not self.drawn)


def holds_html(data: bytes) -> bool:
    """Tell whether the RTF wraps a web page."""
    return _MARK.search(data, 0, 1024) is not None


def add(builder: DocumentBuilder, data: bytes) -> None:
    """Read the wrapped page into `builder`."""
    html.say_pictures(builder, html.add_page(builder, unwrapped(data)))


def unwrapped(data: bytes) -> str:
    """Return the source of the page."""
    page = _Unwrapping(data)
    for token in tokens(data):
        page.take(token)
    return page.source()


class _Unwrapping:
    """Puts the page together, token by token."""

    def __init__(self, data: bytes) -> None:
        found = _PAGE.search(data, 0, 4096)
        self._page = page_codec(int(found[1])) if found else WESTERN
        self._fonts = {int(number): font_codec(int(charset)) for number, charset in _FONT.findall(data, 0, 65536)}
        self._group = _Group()
        self._stack: list[_Group] = []
        self._out: list[str] = []
        self._bytes = bytearray()
        self._star = self._fresh = False
        self._skip = 0

    def source(self) -> str:
        """Return the whole page."""
        self._flush()
        return "".join(self._out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def take(self, token: Token) -> None:
        """Take one token."""
        if token.word == "text":
            if self._group.says:
                self._bytes += token.data[self._skip :]
            self._skip = max(0, self._skip - len(token.data))
            self._fresh = False
            return
        self._flush()
        self._skip = 0
        match token.word:
            case "{":
                self._stack.append(self._group)
                self._star, self._fresh = False, True
            case "}":
                self._group = self._stack.pop() if self._stack else self._group
                self._fresh = False
            case "*":
                self._star = True
            case word if self._fresh and (self._star or word in _PASSED_OVER):
                self._group = replace(self._group, tag=True) if word == "htmltag" else replace(self._group, kept=False)
                self._fresh = False
            case _:
                self._obey(token.word, token.number)
                self._fresh = False

    def _obey(self, word: str, number: int | None) -> None:
        match word:
            case "htmlrtf":
                self._group = replace(self._group, drawn=number != 0)
            case "f":
                self._group = replace(self._group, codec=self._fonts.get(number or 0))
            case "uc":
                self._group = replace(self._group, skipped=max(0, min(number or 0, 1000)))
            case "u":
                self._skip = self._group.skipped
                if self._group.says:
                    self._out.append(chr((number or 0) & 0xFFFF))
            case _ if self._group.says:
                self._out.append(_CHARACTERS.get(word, ""))

    def _flush(self) -> None:
        if self._bytes:
            self._out.append(decode(bytes(self._bytes), self._group.codec, self._page))
            self._bytes.clear()
