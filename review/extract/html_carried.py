r"""What a web page carries in its attributes and style sheets: whole files in ``data:`` URIs, pages in ``srcdoc``, words in CSS.

Sources: RFC 2397 (``data:``), HTML Living Standard §4.8.5 (``srcdoc``), CSS Generated Content Level 3 (``content``), CSS Syntax
Level 3 §4.3.7 (escapes).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.html_unseen import speaks, tells, unescape
from review.extract.inside import embed
from review.extract.limits import Limits
from review.extract.sniff import sniff
from review.model import GapReason, Layer, Place

_SMALLEST = 100  # bytes; a smaller picture is a spacer of one pixel
_LOOKS = ("font/", "application/font", "application/x-font", "application/vnd.ms-fontobject")
_CODE = ("text/javascript", "application/javascript", "application/x-javascript", "application/json")
_URL = re.compile(r"""url\(\s*(?:"(data:[^"]*)"|'(data:[^']*)'|(data:[^)\s]+))""", re.IGNORECASE)
_CONTENT = re.compile(r"(?<![-\w])content\s*:\s*([^;}]{1,4000})", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_UNREAD = frozenset(("style", "title", "desc", "metadata"))  # of a drawing: not shown, or a name of the drawing itself
_PRIVATE = re.compile(
    r"\s*(?:file:|\\\\|[a-z]:[\\/]|https?://(?:10\.\d|192\.168\.\d|172\.(?:1[6-9]|2\d|3[01])\.\d|127\.0\.0\.1|localhost\b))", re.IGNORECASE
)
_ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "data", "background", "poster", "cite", "longdesc", "codebase", "archive", "xlink:href")
)
_ELSEWHERE = ("src", "data", "srcdoc", "srcset", "code")


@dataclass
class Carried:
    """Collects what a page carries while it is walked; `put` reads it into the builder, each thing once."""

    _uris: dict[str, Place] = field(default_factory=dict)
    _pages: dict[str, Place] = field(default_factory=dict)
    _texts: dict[tuple[str, Layer, str], Place] = field(default_factory=dict)

    @staticmethod
    def holds(attributes: Mapping[str, str]) -> bool:
        """Tell whether an element brings what it shows in its own attributes."""
        return "srcdoc" in attributes or any(_is_data(attributes[name]) for name in _ELSEWHERE if name in attributes)

    def attribute(self, name: str, value: str, place: Place) -> None:
        """Look at one attribute of any element."""
        if name == "srcdoc":
            self._pages.setdefault(value, place)
        elif _is_data(value):
            self._uris.setdefault(value.split(maxsplit=1)[0] if name == "srcset" else value.strip(), place)
        elif name == "style":
            self.style(value, place)
        elif name.startswith("on") or value.lstrip()[:11].lower() == "javascript:":
            self._code(value, place)
        elif name in _ADDRESSES and _PRIVATE.match(value):
            self._texts.setdefault((value.strip(), Layer.METADATA, "external-link"), place)

    def style(self, css: str, place: Place) -> None:
        """Look at a style sheet or a style attribute."""
        if "data:" in css:
            for found in _URL.finditer(css):
                self._uris.setdefault(found[1] or found[2] or found[3], place)
        strings = (first or second for value in _CONTENT.findall(css) for first, second in _STRING.findall(value))
        shown = "\n".join(text for text in map(_css_unescape, strings) if tells(text))
        if shown:
            self._texts.setdefault((shown, Layer.HIDDEN, "text"), place)
        remarks = "\n".join(text for text in _remarks(css) if tells(text))
        if remarks:
            self._texts.setdefault((remarks, Layer.HIDDEN, "html-comment"), place)

    def put(self, builder: DocumentBuilder) -> None:
        """Read everything that was collected."""
        done = 0
        while done < len(self._uris):  # a style sheet in a URI may carry more of them
            for uri, place in list(self._uris.items())[done:]:
                done += 1
                self._read(builder, uri, done, place)
        for (text, layer, carrier), place in self._texts.items():
            builder.behind(text, place, layer, carrier)
        for number, (page, place) in enumerate(self._pages.items(), 1):
            if page.strip():
                embed(
                    builder,
                    b"<!DOCTYPE html><meta charset=utf-8>" + page.encode("utf-8", "replace"),
                    "",
                    Place(f"frame{number}", place.path),
                )

    def _read(self, builder: DocumentBuilder, uri: str, number: int, place: Place) -> None:
        kind, data = _unpacked(uri)
        if kind.startswith(_LOOKS):
            return
        if data is None:
            builder.gap(GapReason.DAMAGED, "网页内嵌的数据已损坏，未读取。请用浏览器打开查看。", place)
        elif kind == "text/css":
            self.style(data.decode("utf-8", "replace"), place)
        elif kind in _CODE:
            self._code(data.decode("utf-8", "replace"), place)
        elif kind == "image/svg+xml" and _is_pictogram(data, builder.limits):
            return
        elif data.strip() and not (sniff(data) == "image" and len(data) <= _SMALLEST):
            embed(builder, data, "", Place(f"{'picture' if kind.startswith('image/') else 'attachment'}{number}", place.path))

    def _code(self, code: str, place: Place) -> None:
        if tells(code):
            self._texts.setdefault((unescape(code), Layer.METADATA, "text"), place)


def _remarks(css: str) -> Iterator[str]:
    start = css.find("/*")
    while start >= 0:
        end = css.find("*/", start + 2)
        yield css[start + 2 : end if end >= 0 else len(css)].strip()
        start = css.find("/*", end) if end >= 0 else -1


def _is_pictogram(svg: bytes, limits: Limits) -> bool:
    """Tell whether a drawing holds lines only: no words, no pictures."""
    try:
        root = safe_xml.parse(svg, limits)
    except CannotRead:
        return False
    for node in root.iter():
        name = str(node.tag).rpartition("}")[2]
        if name in ("image", "foreignObject", "script") or (name not in _UNREAD and speaks(node.text or "")) or speaks(node.tail or ""):
            return False
    return True


def _is_data(value: str) -> bool:
    return value.lstrip()[:5].lower() == "data:"


def _unpacked(uri: str) -> tuple[str, bytes | None]:
    """Return media type and content of a ``data:`` URI; no content if it cannot be made out."""
    head, comma, body = uri[5:].partition(",")
    kind, *parameters = (word.strip().lower() for word in head.split(";"))
    if not comma:
        return kind, None
    data = unquote_to_bytes(body)
    if "base64" not in parameters:
        return kind, data
    packed = b"".join(data.split()).replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return kind, base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return kind, None


def _css_unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(code) if (code := int(found[1], 16)) < 0x110000 else "", text)
