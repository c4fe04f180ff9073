"""What mail messages of every format share: header lines, the text of a part, and what one form of the body says and another does not.

Sources: RFC 5322 (fields), RFC 2047 (encoded words), RFC 2045-2046 (charsets). Fields are decoded here rather than by the library's
header parser, which takes quadratic time on crafted ones and loses unencoded GB 18030.
"""

from __future__ import annotations

import base64
import binascii
import quopri
from collections.abc import Iterable
from email import policy
from email.message import Message
from email.parser import BytesParser

from review import lazy_re as re
from review.extract import html, plain
from review.extract.builder import DocumentBuilder
from review.extract.charset import is_valid
from review.extract.leftover import unsaid
from review.extract.properties import add_properties
from review.model import GapReason, Layer, Place, Zone

HEAD = Place(part="mail-head", zone=Zone.HEADER)
_UNKNOWN = "\ufffd"
_TAKEN_APART = 10_000  # characters
_ENCODED = re.compile(r"=\?([!->@-~]{1,60})\?([bqBQ])\?([^?\s]{0,4000})\?=")
_MANGLED = re.compile("[\udc80-\udcff]")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")


class _Lenient(policy.Compat32):
    """Hands out fields as they are stored, unencoded Chinese bytes decoded; writes them as they are stored, folded or not."""

    mangle_from_ = False

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the value of a field; of one that the library takes apart, which costs the square of its length, the beginning."""
        return unmangled(value[:_TAKEN_APART] if name.lower().startswith("content-") else value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a field as it was read. The library would fold it anew, and refuses one whose folds are damaged."""
        return f"{name}: {value}{self.linesep}".encode("utf-8", "surrogateescape")


_POLICY = _Lenient()


def parse(data: bytes) -> Message:
    """Take a message apart. What is nested without end raises RecursionError."""
    return BytesParser(policy=_POLICY).parsebytes(data)


def field(value: object) -> str:
    """Return a header field as it reads: unfolded, encoded words and raw 8-bit bytes decoded."""
    return decoded_words(unmangled(" ".join(str(value).split())))


def unmangled(text: str) -> str:
    """Return `text` with bytes beyond ASCII, which the library keeps as surrogates, decoded by what they say."""
    if not _MANGLED.search(text):
        return text
    raw = text.encode("utf-8", "surrogateescape")
    known = is_valid(raw, "utf-8") or is_valid(raw, "gb18030")
    return _detected(raw) if known else raw.decode("gb18030", "replace")  # a message may have thousands of fields: no guessing


def decoded_words(text: str) -> str:
    """Return `text` with its encoded words written out; neighbours in one charset are joined first, for they may share a character."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run: tuple[str, bytes] | None = None
    position = 0
    text = _BETWEEN.sub(r"\1", text)
    for word in _ENCODED.finditer(text):
        if run and (word.start() > position or run[0] != word[1].lower()):
            out.append(_in_charset(*run))
            run = None
        out.append(text[position : word.start()])
        run = (word[1].lower(), (run[1] if run else b"") + _word_bytes(word[2], word[3]))
        position = word.end()
    if run:
        out.append(_in_charset(*run))
    out.append(text[position:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b"=20"))
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _in_charset(charset: str, data: bytes) -> str:
    codec = html.web_codec(charset.partition("*")[0])
    try:
        return data.decode(codec or "utf-8")
    except UnicodeDecodeError:
        return _detected(data)


def _detected(data: bytes) -> str:
    from review.errors import CannotRead

    try:
        return plain.decode(data)[0]
    except CannotRead:
        return data.decode("utf-8", "replace")


def body_text(data: bytes, charset: str, builder: DocumentBuilder, place: Place) -> str:
    """Return the text of a body: the charset it declares, then what its bytes say; what cannot be made out is a gap."""
    codec = html.web_codec(charset) if charset else None
    if codec:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass
    text = _detected(data)
    bad = text.count(_UNKNOWN)
    if bad:
        message = f"邮件正文有 {bad} 处文字编码有误，无法辨认。请在邮件程序中打开，核对这些文字。"
        builder.gap(GapReason.UNREADABLE, message, place)
    elif charset and not codec and not data.isascii():
        message = "邮件正文声明的文字编码不认识，按内容推断读取，可能有误。请在邮件程序中打开，核对正文。"
        builder.gap(GapReason.UNREADABLE, message, place)
    return text


def put_lines(builder: DocumentBuilder, text: str, part: str = "body") -> None:
    """Put a plain body, one paragraph a line."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            builder.paragraph(line, Place(part=part, path=f"L{number}", zone=Zone.BODY))


def put_leftover(builder: DocumentBuilder, texts: Iterable[str]) -> None:
    """Report the lines of other forms of the body that the visible text does not have, each once."""
    other = unsaid((line for text in texts for line in text.splitlines()), builder.visible)
    if other:
        builder.behind("\n".join(other), Place(), Layer.HIDDEN, "text")


def put_fields(builder: DocumentBuilder, lines: Iterable[str]) -> None:
    """Put header fields that no reader of the mail sees."""
    add_properties(builder, lines, HEAD)
