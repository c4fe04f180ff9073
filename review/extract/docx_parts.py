"""The rest of a .docx: every other part is read or named, so that nothing in the package passes in silence.

Parts that hold only formatting are looked at for text that does not belong there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from functools import partial

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.docx_behind import read_stored_data
from review.extract.docx_pictures import read_carried, read_picture
from review.extract.loose_text import loose_text
from review.extract.opc import Package
from review.extract.picture_sheet import Shown
from review.model import GapReason, Layer, Place


class Content(Enum):
    """What a part that was not read as text is."""

    FORMATTING = auto()
    FONT = auto()
    SIGNATURE = auto()
    PICTURE = auto()
    MEDIA = auto()
    ATTACHMENT = auto()
    INSERTED_FILE = auto()
    CONTROL = auto()
    MACRO = auto()
    INK = auto()
    PRINTER = auto()
    THUMBNAIL = auto()
    UNKNOWN = auto()


_BY_RELATIONSHIP = {
    "image": Content.PICTURE,
    "video": Content.MEDIA,
    "audio": Content.MEDIA,
    "media": Content.MEDIA,
    "oleObject": Content.ATTACHMENT,
    "package": Content.ATTACHMENT,
    "aFChunk": Content.INSERTED_FILE,
    "control": Content.CONTROL,
    "activeXControlBinary": Content.CONTROL,
    "vbaProject": Content.MACRO,
    "ink": Content.INK,
    "printerSettings": Content.PRINTER,
    "thumbnail": Content.THUMBNAIL,
}
_BY_NAME = (
    (re.compile(r".*/media/.*\.(?:mp[34]|m4[av]|wav|wma|wmv|avi|mov|mpe?g)"), Content.MEDIA),
    (re.compile(r"(?:.*/)?media/.*"), Content.PICTURE),
    (re.compile(r"(?:.*/)?embeddings/.*"), Content.ATTACHMENT),
    (re.compile(r"(?:.*/)?activex/.*"), Content.CONTROL),
    (re.compile(r"(?:.*/)?vbaproject\.bin"), Content.MACRO),
    (re.compile(r"docprops/thumbnail\..*"), Content.THUMBNAIL),
    (re.compile(r"(?:.*/)?vbaprojectsignature\w*\.bin"), Content.SIGNATURE),
    (re.compile(r"(?:.*/)?fonts/.*\.(?:odttf|ttf|otf|fntdata)"), Content.FONT),
    (
        re.compile(
            r"word/(?:glossary/)?(?:vbadata|intelligence2?|styles|styleswitheffects|settings|fonttable|websettings|numbering|theme/(?:theme|themeoverride)\d*)\.xml"
            r"|word/comments(?:extended|ids|extensible)\.xml|word/(?:diagrams/(?:layout|colors|quickstyle)|charts/(?:style|colors))\d*\.xml"
            r"|word/theme/themeoverride\d*\.xml|customxml/itemprops\d*\.xml"
        ),
        Content.FORMATTING,
    ),
)
_MESSAGES = {
    Content.MEDIA: (GapReason.NEEDS_EYES, "文稿中有音频或视频（{name}），不能自动检查。请人工审看后再决定是否公开。"),
    Content.INK: (GapReason.NEEDS_EYES, "文稿中有手写墨迹（{name}），不能自动检查。请人工查看后再决定是否公开。"),
}
_UNREAD = {
    Content.ATTACHMENT: "文稿中嵌有附件（{name}），格式不认识，未检查。请打开附件另存后单独检查，或从文稿中删除。",
    Content.INSERTED_FILE: "文稿中插入了另一个文件（{name}），打开时会显示，但读不出来。请用 WPS 或 Word 打开后另存，再检查。",
    Content.CONTROL: "文稿中有窗体控件（{name}），其中的内容未能全部读出。请人工查看，或从文稿中删除。",
    Content.UNKNOWN: "文件内部有不认识的部件（{name}），未读取。请用 WPS 或 Word 打开后另存为 .docx，再检查。",
}


def account_for_rest(package: Package, builder: DocumentBuilder, done: Iterable[str], shown: Mapping[str, Shown]) -> None:
    """Read or name every part that is not among `done`; `shown` are the picture parts that a page uses."""
    kinds = {relationship.target.lower(): relationship.kind for relationship in package.relationships if not relationship.external}
    shown = {name: where for name, where in shown.items() if name in package.names}
    for number, (name, where) in enumerate(shown.items(), 1):
        read_picture(builder, package.content(name) or b"", name.removeprefix("word/"), where, number)
    for name in sorted({*package.names} - {*done} - {*shown}):
        if name != "[Content_Types].xml" and not name.lower().endswith(".rels"):
            _account_for(package, builder, name, _content(name, kinds.get(name.lower(), "")))


def _account_for(package: Package, builder: DocumentBuilder, name: str, content: Content) -> None:
    short = name.removeprefix("word/")
    if content is Content.FORMATTING:
        text = package.stray_text(name)
        if text:
            builder.behind(text, Place(short), Layer.METADATA, "metadata")
    elif content in _MESSAGES:
        reason, message = _MESSAGES[content]
        builder.gap(reason, message.format(name=short), Place(short))
    elif content in _UNREAD:
        if not _markup(package, builder, name, content):
            data = package.content(name)
            if data is not None:
                from review.extract.ole_embedded import embed_object

                embed_object(builder, data, short, unread=_UNREAD[content])
    elif content in _READERS:
        data = package.content(name)
        if data is not None:
            _READERS[content](builder, data, short)


def _macros(builder: DocumentBuilder, data: bytes, name: str) -> None:
    from review.extract.macros import read_macros

    read_macros(builder, data, name)


def _thumbnail(builder: DocumentBuilder, data: bytes, name: str) -> None:
    builder.behind(name, Place(name), Layer.METADATA, "thumbnail")
    read_carried(builder, data, name, None)


def _noted(builder: DocumentBuilder, data: bytes, name: str) -> None:
    builder.behind("\n".join([name, *loose_text(data).splitlines()]), Place(name), Layer.METADATA, "metadata")


_READERS: dict[Content, Callable[[DocumentBuilder, bytes, str], None]] = {
    Content.PICTURE: partial(read_picture, shown=None, number=0),
    Content.MACRO: _macros,
    Content.THUMBNAIL: _thumbnail,
    Content.PRINTER: _noted,
    Content.SIGNATURE: _noted,
}


def _markup(package: Package, builder: DocumentBuilder, name: str, content: Content) -> bool:
    """Read a part in XML that nobody expected, or the state of a control: all its words count."""
    if content not in (Content.CONTROL, Content.UNKNOWN) or not name.lower().endswith(".xml"):
        return False
    root = package.xml(name)
    if root is not None:
        read_stored_data(name, root, builder)
    return True


def _content(name: str, relationship: str) -> Content:
    """Tell what a part is: by how the package refers to it, else by where it lies."""
    lower = name.lower()
    by_name = next((content for pattern, content in _BY_NAME if pattern.fullmatch(lower)), Content.UNKNOWN)
    return _BY_RELATIONSHIP.get(relationship, by_name)
