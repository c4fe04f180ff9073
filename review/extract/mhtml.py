"""Web archives (RFC 2557): a page and what belongs to it in one MIME message.

Every page and plain text in the archive is read. Pictures are one gap with their number; any other part is read as a file inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message

from review.errors import CannotRead
from review.extract import html, plain
from review.extract.builder import DocumentBuilder
from review.extract.html_unseen import tells, unescape
from review.extract.inside import embed
from review.extract.limits import Limits, over_limit
from review.extract.mail import field, parse
from review.extract.properties import AUTHORS, add_properties, is_person, label
from review.model import Document, GapReason, Layer, Place, Zone

_HEADERS = ("Subject", "From", "Date", "Snapshot-Content-Location", "Content-Location")
_CODE = frozenset(
    (
        "application/javascript",
        "application/x-javascript",
        "text/javascript",
        "application/json",
        "application/ld+json",
        "text/xml",
        "application/xml",
    )
)
_LOOKS = frozenset(("text/css", "font/woff", "font/woff2", "application/font-woff", "application/vnd.ms-officetheme"))


def read(data: bytes, limits: Limits) -> Document:
    """Read one web archive. Raises CannotRead when the message is damaged or nested without end."""
    builder = DocumentBuilder("mhtml", limits)
    try:
        message = parse(data)
        parts = list(message.walk())
        if len(parts) > limits.members:
            raise over_limit("网页归档中的部分过多")
        _metadata(builder, message)
        with builder.timed():
            _put_parts(builder, parts)
    except RecursionError:
        raise over_limit("网页归档嵌套过深") from None
    except (ValueError, LookupError, AttributeError, TypeError) as error:  # what the standard library raises on malformed headers
        raise CannotRead(GapReason.DAMAGED, "网页归档已损坏，无法打开。请重新保存网页后再检查。") from error
    if any(part.defects for part in parts):
        builder.gap(GapReason.DAMAGED, "网页归档不完整或已损坏，可能有内容未读取。请重新保存网页后再检查。")
    return builder.build()


def _put_parts(builder: DocumentBuilder, parts: Iterable[Message]) -> None:
    shown = pictures = 0
    for part in parts:
        builder.keep_time()
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if kind.startswith("image/"):
            pictures += 1
        elif kind in ("text/html", "application/xhtml+xml"):
            builder.page_break()
            shown += html.add_page(builder, _text(part, builder))
        else:
            _other(builder, part, kind)
    html.say_pictures(builder, max(shown, pictures))


def _metadata(builder: DocumentBuilder, message: Message) -> None:
    lines = {name: f"{label(name)}：{field(message[name])}" for name in _HEADERS if message[name]}
    add_properties(builder, (line for name, line in lines.items() if not is_person(name)), Place(part="head"))
    add_properties(builder, (line for name, line in lines.items() if is_person(name)), AUTHORS)


def _other(builder: DocumentBuilder, part: Message, kind: str) -> None:
    """Read a part that is neither page nor picture, as far as it is text."""
    name = field(part["Content-Location"] or part.get_filename() or kind)
    place = Place(part=name)
    if kind in _LOOKS:
        return
    if kind in _CODE:
        code = _text(part, builder)
        if tells(code):
            builder.behind(unescape(code), place, Layer.METADATA, "text")
    elif kind == "text/plain":
        builder.page_break()
        for number, line in enumerate(_text(part, builder).splitlines(), 1):
            if line.strip():
                builder.paragraph(line, Place(part=name, path=f"L{number}", zone=Zone.BODY))
    else:
        builder.behind(name, place, Layer.EMBEDDED, "attachment")
        payload = part.get_payload(decode=True)
        embed(builder, payload if isinstance(payload, bytes) else b"", "", place)


def _text(part: Message, builder: DocumentBuilder) -> str:
    """Return the text of a part: the charset of its header, then what its bytes say."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    codec = html.web_codec(part.get_content_charset() or "")
    if codec:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass
    if part.get_content_maintype() == "text" and part.get_content_subtype() != "html":
        return plain.decode(data)[0]
    return html.decode(data, builder)
