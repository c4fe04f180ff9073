"""Outlook messages (.msg): what a reader sees, the properties behind it, recipients, and the files attached.

Sources: [MS-OXMSG] (layout of storages and streams), [MS-OXPROPS] (property tags), [MS-OXCMSG] (attachments), [MS-CFB].
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from review.errors import CannotRead
from review.extract import html, rtf
from review.extract.builder import DocumentBuilder
from review.extract.html_unseen import speaks
from review.extract.inside import embed
from review.extract.limits import Limits, over_limit
from review.extract.mail import HEAD, body_text, put_fields, put_leftover, put_lines
from review.extract.msg_storage import BINARY, PROPERTIES, STORAGE, Storage
from review.extract.ole import Compound, Path
from review.extract.ole_embedded import embed_storage
from review.extract.properties import AUTHORS, add_properties
from review.extract.rtf_charset import page_codec
from review.extract.rtf_compressed import decompress
from review.model import Document, GapReason, Layer, Place, Zone

_RECIPIENT, _ATTACHMENT = "__recip_version1.0_", "__attach_version1.0_"
_CLASS, _SUBJECT, _HEADERS, _BODY, _RTF, _HTML = 0x1A, 0x37, 0x7D, 0x1000, 0x1009, 0x1013
_SENDER, _SENDER_MAIL = (0x42, 0x0C1A), (0x5D02, 0x5D01, 0x65, 0x0C1F)
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _DATA, _PATHS = 0x3707, 0x3704, 0x3001, 0x3701, (0x370D, 0x3708)
_TO, _CC, _BCC = 1, 2, 3
_SENT = 0x39
_HEAD = 20_000  # code points of the page in which a property may stand already
_PEOPLE = frozenset((0x3FF8, 0x3FFA))
_DONE = frozenset(
    (_SUBJECT, _BODY, _RTF, _HTML, *_SENDER, *_SENDER_MAIL, _CLASS, 0x0E03, 0x0E04, 0x70, 0x0E1D, 0x3D, 0x64, 0x0C1E, 0x3002, 0x75, 0x77)
)
_NAMES = {0x0E02: "密送", _HEADERS: "邮件头", 0x1035: "邮件标识", 0x50: "回复地址", 0x76: "收信地址", 0x40: "收信人"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DAMAGED = "邮件已损坏，可能有内容未读取。请在 Outlook 中打开，另存后再检查。"
_ENCRYPTED = "邮件内容已加密或封装在数字签名里，未读取。请在 Outlook 中打开后另存，再检查。"
_CANNOT_OPEN = "邮件已损坏，无法打开。请在 Outlook 中打开，另存后再检查。"


def read(data: bytes, limits: Limits) -> Document:
    """Read one Outlook message. Raises CannotRead when the compound file cannot be opened."""
    try:
        compound = Compound(data, limits)
    except CannotRead as error:
        if error.reason is not GapReason.DAMAGED:
            raise
        raise CannotRead(GapReason.DAMAGED, _CANNOT_OPEN) from error
    return _Message(compound, (), limits).document()


class _Message:
    """One message, the outer one or one inside it."""

    def __init__(self, tree: Compound, path: Path, limits: Limits) -> None:
        self._tree = tree
        self._path = path
        self._own = Storage(tree, path)
        self._builder = DocumentBuilder("msg", limits)
        self._damaged = False
        self._page_codec = self._own.codec

    def document(self) -> Document:
        builder, own = self._builder, self._own
        if not own.streams and not own.fixed:
            raise CannotRead(GapReason.DAMAGED, "邮件已损坏，找不到内容。请在 Outlook 中打开，另存后再检查。")
        names = self._tree.names(self._path)
        people = [Storage(self._tree, (*self._path, name), own.codec) for name in names if name.startswith(_RECIPIENT)]
        self._header(people)
        self._body()
        self._properties(people)
        for number, name in enumerate((name for name in names if name.startswith(_ATTACHMENT)), 1):
            self._attachment(Storage(self._tree, (*self._path, name), own.codec), number)
        sealed = own.text(_CLASS).upper()
        if "SMIME" in sealed and "MULTIPARTSIGNED" not in sealed:
            builder.gap(GapReason.ENCRYPTED, _ENCRYPTED)
        if self._damaged or own.damaged or any(person.damaged for person in people):
            builder.gap(GapReason.DAMAGED, _DAMAGED)
        return builder.build()

    def _header(self, people: list[Storage]) -> None:
        own = self._own
        subject = own.text(_SUBJECT)
        if subject.strip():
            self._builder.paragraph(subject, Place("mail-head", zone=Zone.TITLE))
        lines = [("发件人", _address(own.text(*_SENDER), own.text(*_SENDER_MAIL)))]
        for label, kind, tag in (("收件人", _TO, 0x0E04), ("抄送", _CC, 0x0E03)):
            listed = "; ".join(_person(person) for person in people if _kind(person) == kind)
            lines.append((label, listed or own.text(tag)))
        lines.append(("日期", _time(own.fixed.get(_SENT, 0))))
        for label, text in lines:
            if text.strip():
                self._builder.paragraph(f"{label}：{text}", HEAD)

    def _body(self) -> None:
        """Show the richest form of the body, and report what the others say beyond it."""
        builder, own = self._builder, self._own
        plain = own.text(_BODY)
        page = own.text(_HTML) or self._html()
        packed = own.binary(_RTF)
        rich = b""
        if packed:
            try:
                rich = decompress(packed, builder.limits)
            except CannotRead as error:
                builder.gap(error.reason, error.message)
        builder.page_break()
        others = [plain]
        if page:
            html.say_pictures(builder, self._pictures(html.add_page(builder, page)))
            others.append(_shown_rtf(rich, builder.limits))
        elif not self._rich(rich):
            put_lines(builder, plain)
            others.clear()
        put_leftover(builder, others)

    def _html(self) -> str:
        data = self._own.binary(_HTML)
        if not data:
            return ""
        page = self._own.fixed.get(0x3FDE, 0) & 0xFFFFFFFF
        return (
            html.decode(data, self._builder)
            if not page or html.declared(data)
            else body_text(data, page_codec(page), self._builder, Place())
        )

    def _rich(self, rich: bytes) -> bool:
        try:
            if rich.strip(b"\0 \r\n"):
                rtf.add(self._builder, rich)
                return True
        except CannotRead as error:
            self._builder.gap(error.reason, error.message)
        return False

    def _pictures(self, shown: int) -> int:
        """Return how many pictures of the page no attachment carries."""
        carried = sum(name.startswith(_ATTACHMENT) for name in self._tree.names(self._path))
        return max(0, shown - carried)

    def _properties(self, people: list[Storage]) -> None:
        own = self._own
        hidden = [f"密送：{_person(person)}" for person in people if _kind(person) not in (_TO, _CC)]
        lines = dict.fromkeys(hidden)
        said = self._builder.visible[:_HEAD]
        for tag in sorted(own.streams.keys() - _DONE - _PEOPLE):
            text = own.text(tag).strip()
            if speaks(text) and text not in said and not (tag == 0x0E02 and hidden):
                lines[f"{_NAMES.get(tag, f'属性 {tag:04X}')}：{text}"] = None
        put_fields(self._builder, lines)
        add_properties(self._builder, filter(str.strip, dict.fromkeys(own.text(tag) for tag in sorted(_PEOPLE))), AUTHORS)

    def _attachment(self, storage: Storage, number: int) -> None:
        builder = self._builder
        name = (storage.text(_LONG_NAME) or storage.text(_SHORT_NAME) or storage.text(_SHOWN_NAME)).replace("\\", "/").rpartition("/")[2]
        place = Place("attachment")
        kinds = storage.streams.get(_DATA, {})
        linked = storage.text(*_PATHS)
        if linked:
            builder.behind(linked, place, Layer.METADATA, "external-link")
        if STORAGE not in kinds:
            builder.behind(name or f"附件{number}", place, Layer.EMBEDDED, "attachment")
        if STORAGE in kinds:
            self._inside((*storage.path, kinds[STORAGE]), name or f"附件{number}", place)
        elif BINARY in kinds:
            data = storage.binary(_DATA)
            if data:
                embed(builder, data, name, place)
        else:
            builder.gap(GapReason.UNSUPPORTED, "邮件的附件不在文件里（可能是链接），未读取。请取得附件后单独检查。", place)
        self._damaged |= storage.damaged

    def _inside(self, path: Path, name: str, place: Place) -> None:
        """Read what an attachment keeps as a storage: a message, or an object of another program."""
        builder = self._builder
        if PROPERTIES not in self._tree.names(path):
            embed_storage(builder, self._tree, path, f"{place.part}/{name}", place, name)
            return
        builder.behind(name, place, Layer.EMBEDDED, "attachment")
        if builder.limits.depth <= 0:
            raise over_limit("邮件中的邮件层数过多")
        inner = _Message(self._tree, path, builder.limits._replace(depth=builder.limits.depth - 1)).document()
        builder.embed(replace(inner, name=name), f"{place.part}/{name}")


def _kind(person: Storage) -> int:
    return person.fixed.get(0x0C15, _TO) & 0xFF


def _person(person: Storage) -> str:
    return _address(person.text(0x3001, 0x5FF6), person.text(0x39FE, 0x3003))


def _address(name: str, mail: str) -> str:
    return f"{name} <{mail}>" if name and mail and mail not in name else name or mail


def _time(value: int) -> str:
    """Return a FILETIME as date and time of the world clock."""
    try:
        return f"{_EPOCH + timedelta(microseconds=value // 10):%Y-%m-%d %H:%M} (UTC)" if value else ""
    except OverflowError:
        return ""


def _shown_rtf(rich: bytes, limits: Limits) -> str:
    if not rich.strip(b"\0 \r\n"):
        return ""
    try:
        document = rtf.read(rich, limits)
    except CannotRead:
        return ""
    return document.text[: document.visible_end]
