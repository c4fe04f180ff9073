"""Mail messages (.eml): what a reader sees, the header behind it, and the files attached.

Sources: RFC 5322, RFC 2045-2049 (MIME), RFC 2231 (file names), RFC 1847 and RFC 8551 (signed and encrypted mail), RFC 4880.
"""

from __future__ import annotations

import binascii
from email.message import Message
from typing import Any

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import html
from review.extract.builder import DocumentBuilder
from review.extract.html_unseen import tells
from review.extract.inside import embed
from review.extract.limits import Limits, over_limit
from review.extract.mail import HEAD, body_text, decoded_words, field, parse, put_fields, put_leftover, put_lines, unmangled
from review.extract.signed_mail import signed_content
from review.extract.sniff import sniff
from review.model import Document, GapReason, Layer, Place, Zone

_SHOWN = {"from": "发件人", "to": "收件人", "cc": "抄送", "date": "日期"}
_BEHIND = {"bcc": "密送", "reply-to": "回复地址", "sender": "代发人", "x-mailer": "邮件程序", "user-agent": "邮件程序"}
_SEAL_NAMES = """
dkim-signature domainkey-signature x-google-dkim-signature arc-seal arc-message-signature arc-authentication-results x-gm-message-state
x-ms-exchange-antispam-messagedata mime-version content-type content-transfer-encoding content-language
"""
_SEALS = frozenset(_SEAL_NAMES.split())
_TEXTS = frozenset(("text/plain", "text/html", "application/xhtml+xml"))
_SIGNATURES = frozenset(
    ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys")
)
_SEALED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"))
_ENCRYPTED = "邮件内容已加密，未读取。请在邮件程序中解密后另存，再检查。"
_SIGNED = "邮件内容封装在数字签名里，未读取。请在邮件程序中打开后另存，再检查。"
_PARTIAL = "这只是一封邮件的一部分，其余未读取。请取得完整邮件后再检查。"
_DAMAGED = "邮件不完整或已损坏，可能有内容未读取。请重新取得原邮件后再检查。"
_BEGINS = re.compile(r"begin [0-7]{3,4} (\S.{0,199})")
_BOILERPLATE = re.compile(r"This is a (?:cryptographically signed|multi-?part) message|MIME", re.IGNORECASE)
_ERRORS = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    ArithmeticError,
)  # what the library raises on malformed parts


def read(data: bytes, limits: Limits) -> Document:
    """Read one mail message. Raises CannotRead when it is damaged beyond its header or nested without end."""
    try:
        message = parse(data)
        return _Reading(DocumentBuilder("eml", limits)).document(message)
    except RecursionError:
        raise over_limit("邮件嵌套过深") from None
    except _ERRORS as error:
        raise CannotRead(GapReason.DAMAGED, "邮件已损坏，无法打开。请重新取得原邮件后再检查。") from error


class _Reading:
    """One message while it is read."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._others: list[str] = []
        self._pictures = 0
        self._carried = 0
        self._parts = 0

    def document(self, message: Message) -> Document:
        self._header(message)
        self._part(message)
        html.say_pictures(self._builder, max(0, self._pictures - self._carried))
        put_leftover(self._builder, self._others)
        return self._builder.build()

    def _header(self, message: Message) -> None:
        shown: dict[str, list[str]] = {}
        behind: list[str] = []
        for name, value in message.items():
            lower, text = name.lower(), field(value)
            if lower == "subject" or lower in _SHOWN:
                shown.setdefault(lower, []).append(text)
            elif lower not in _SEALS and text:
                behind.append(f"{_BEHIND.get(lower, name)}：{text}")
        for text in shown.get("subject", ()):
            self._builder.paragraph(text, Place(part="mail-head", zone=Zone.TITLE))
        for lower, label in _SHOWN.items():
            for text in shown.get(lower, ()):
                self._builder.paragraph(f"{label}：{text}", HEAD)
        put_fields(self._builder, behind)

    def _part(self, part: Message, *, seen: bool = True) -> None:
        """Read a part and what is in it; `seen` False for another form of what is shown already."""
        self._parts += 1
        if self._parts > self._builder.limits.members:
            raise over_limit("邮件中的部分过多")
        kind = part.get_content_type()
        payload: Any = part.get_payload()
        if kind == "multipart/encrypted":
            self._builder.gap(GapReason.ENCRYPTED, _ENCRYPTED)
            return
        if kind in _SEALED:
            self._sealed(part, seen=seen)
        elif kind.startswith("message/") and isinstance(payload, list):
            self._message(part, kind, payload)
        elif isinstance(payload, list):
            self._several(part, kind, payload, seen=seen)
        else:
            self._single(part, kind, seen=seen)
        if part.defects:
            self._builder.gap(GapReason.DAMAGED, _DAMAGED)

    def _sealed(self, part: Message, *, seen: bool) -> None:
        """Read what a signature wraps as the mail programs do; what is encrypted is a gap."""
        payload = part.get_payload(decode=True)
        content = signed_content(payload) if isinstance(payload, bytes) else None
        if content:
            self._part(parse(content), seen=seen)
            return
        signed = "signed" in str(part.get_param("smime-type", "")).lower()
        self._builder.gap(*((GapReason.UNSUPPORTED, _SIGNED) if signed else (GapReason.ENCRYPTED, _ENCRYPTED)))

    def _several(self, part: Message, kind: str, payload: list[Message], *, seen: bool) -> None:
        for around in (part.preamble, part.epilogue):
            text = unmangled(around or "").strip()
            if tells(text) and not _BOILERPLATE.search(text):
                self._builder.behind(text, Place(), Layer.HIDDEN, "text")
        best = _best(payload) if kind == "multipart/alternative" else None
        for child in payload:
            self._part(child, seen=seen and best in (None, child))

    def _message(self, part: Message, kind: str, payload: list[Message]) -> None:
        """Read a message inside the message as a file of its own."""
        if kind in ("message/partial", "message/external-body"):
            self._builder.gap(GapReason.UNSUPPORTED, _PARTIAL)
        for number, message in enumerate(payload, 1):
            data = message.as_bytes()
            if kind == "message/rfc822" and sniff(data) not in ("eml", "mhtml"):
                data = b"MIME-Version: 1.0\n" + data
            name = _name(part) or f"{kind.partition('/')[2]}{number}" + (".eml" if kind == "message/rfc822" else "")
            self._builder.behind(name, Place("attachment"), Layer.EMBEDDED, "attachment")
            embed(self._builder, data, name, Place("attachment"))

    def _single(self, part: Message, kind: str, *, seen: bool) -> None:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        name = _name(part)
        attached = (part.get_content_disposition() or "") == "attachment" or (name and kind not in _TEXTS)
        if kind in _SIGNATURES:
            return
        if kind in _TEXTS and not attached:
            self._body(data, part.get_content_charset("") or "", kind, seen=seen)
            return
        if not data.strip() and not name:
            return
        inline = kind.startswith("image/") and (part["Content-ID"] or not attached)
        place = Place("picture" if inline else "attachment")
        self._carried += bool(inline)
        if not inline:
            self._builder.behind(name or kind, place, Layer.EMBEDDED, "attachment")
        embed(self._builder, data, name, place)

    def _body(self, data: bytes, charset: str, kind: str, *, seen: bool) -> None:
        if kind == "text/plain":
            text = self._without_files(body_text(data, charset, self._builder, Place()))
            if "-----BEGIN PGP MESSAGE-----" in text:
                self._builder.gap(GapReason.ENCRYPTED, _ENCRYPTED)
            if not seen:
                self._others.append(text)
                return
            self._builder.page_break()
            put_lines(self._builder, text)
            return
        source = self._source(data, charset)
        if seen:
            self._builder.page_break()
            self._pictures += html.add_page(self._builder, source)
        else:
            page = DocumentBuilder("html", self._builder.limits)
            html.add_page(page, source)
            self._others.append(page.visible)

    def _source(self, data: bytes, charset: str) -> str:
        codec = html.web_codec(charset) if charset else None
        try:
            return data.decode(codec) if codec else html.decode(data, self._builder)
        except UnicodeDecodeError:
            return html.decode(data, self._builder)

    def _without_files(self, text: str) -> str:
        """Take out files written into the text by uuencode and read them as attachments."""
        if "begin " not in text:
            return text
        kept: list[str] = []
        packed: list[str] | None = None
        for line in text.splitlines():
            if packed is None and not _BEGINS.fullmatch(line):
                kept.append(line)
            elif packed is None:
                packed = [line]
            elif line.strip() == "end":
                self._packed(packed)
                packed = None
            else:
                packed.append(line)
        return "\n".join(kept + (packed or []))

    def _packed(self, lines: list[str]) -> None:
        name = lines[0].split(" ", 2)[2]
        place = Place("attachment")
        self._builder.behind(name, place, Layer.EMBEDDED, "attachment")
        try:
            data = b"".join(binascii.a2b_uu(line) for line in lines[1:])
        except (binascii.Error, ValueError):
            self._builder.gap(GapReason.DAMAGED, _DAMAGED, place)
            self._others.append("\n".join(lines))
            return
        embed(self._builder, data, name, place)


def _best(parts: list[Message]) -> Message | None:
    """Return the form of a body that mail programs show: the last one they can."""
    for part in reversed(parts):
        if part.get_content_type() in _TEXTS or part.get_content_maintype() == "multipart":
            return part
    return parts[-1] if parts else None


def _name(part: Message) -> str:
    """Return the file name of a part, decoded; no path, nothing that a terminal would obey."""
    try:
        name = part.get_filename() or ""
    except _ERRORS:
        name = ""
    return field(decoded_words(name)).replace("\\", "/").rpartition("/")[2]
