"""The rest of a .docx: every part that was not read is named, so that nothing in the package passes in silence.

Parts that hold only formatting are looked at for text that does not belong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum, auto

from review.extract.builder import DocumentBuilder
from review.extract.opc import Package
from review.model import GapReason, Layer, Place


class Content(Enum):
    """What a part that was not read as text is."""

    FORMATTING = auto()
    FONT = auto()
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
    (re.compile(r"(?:.*/)?(?:vbaproject\.bin|vbaprojectsignature.*)"), Content.MACRO),
    (re.compile(r"docprops/thumbnail\..*"), Content.THUMBNAIL),
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
    Content.ATTACHMENT: (GapReason.UNSUPPORTED, "文稿中嵌有附件（{name}），未检查。请打开附件另存后单独检查，或从文稿中删除。"),
    Content.INSERTED_FILE: (
        GapReason.UNSUPPORTED,
        "文稿中插入了另一个文件（{name}），打开时会显示，但未读取。请用 WPS 或 Word 打开后另存，再检查。",
    ),
    Content.CONTROL: (GapReason.UNSUPPORTED, "文稿中有窗体控件（{name}），其中的内容未检查。请人工查看，或从文稿中删除。"),
    Content.MACRO: (GapReason.UNSUPPORTED, "文稿带有宏程序（{name}），未检查。请另存为不带宏的 .docx 后再检查。"),
    Content.INK: (GapReason.NEEDS_EYES, "文稿中有手写墨迹（{name}），不能自动检查。请人工查看后再决定是否公开。"),
    Content.UNKNOWN: (GapReason.UNSUPPORTED, "文件内部有不认识的部件（{name}），未读取。请用 WPS 或 Word 打开后另存为 .docx，再检查。"),
}
_PRESENCE = {
    Content.ATTACHMENT: (Layer.EMBEDDED, "attachment"),
    Content.INSERTED_FILE: (Layer.EMBEDDED, "attachment"),
    Content.MACRO: (Layer.EMBEDDED, "macro"),
    Content.PRINTER: (Layer.METADATA, "metadata"),
    Content.THUMBNAIL: (Layer.METADATA, "thumbnail"),
}


def account_for_rest(package: Package, builder: DocumentBuilder, done: Iterable[str], shown: Mapping[str, Place]) -> None:
    """Name every part that is not among `done`; `shown` are the picture parts with the place where each is first shown."""
    kinds = {relationship.target.lower(): relationship.kind for relationship in package.relationships if not relationship.external}
    shown = {name: place for name, place in shown.items() if name in package.names}
    for number, (name, place) in enumerate(shown.items(), 1):
        _picture(builder, name, place, number)
    for name in sorted({*package.names} - {*done} - {*shown}):
        if name == "[Content_Types].xml" or name.lower().endswith(".rels"):
            continue
        content = _content(name, kinds.get(name.lower(), ""))
        short = name.removeprefix("word/")
        if content is Content.FORMATTING:
            text = package.stray_text(name)
            if text:
                builder.behind(text, Place(short), Layer.METADATA, "metadata")
        elif content is Content.PICTURE:
            _picture(builder, name, None, 0)
        if content in _MESSAGES:
            reason, message = _MESSAGES[content]
            builder.gap(reason, message.format(name=short), Place(short))
        if content in _PRESENCE:
            builder.behind(short, Place(short), *_PRESENCE[content])


def _content(name: str, relationship: str) -> Content:
    """Tell what a part is: by how the package refers to it, else by where it lies."""
    lower = name.lower()
    by_name = next((content for pattern, content in _BY_NAME if pattern.fullmatch(lower)), Content.UNKNOWN)
    return _BY_RELATIONSHIP.get(relationship, by_name)


def _picture(builder: DocumentBuilder, name: str, place: Place | None, number: int) -> None:
    short = name.removeprefix("word/")
    if place is None:
        message = f"文件中存有一张页面上没有直接使用的图片（{short}），未检查。请用 WPS 或 Word 另存后再检查。"
        builder.gap(GapReason.NEEDS_EYES, message, Place(short))
        return
    message = f"第{number}张图片（{short}）中的内容未检查。请人工查看是否有不宜公开的文字、印章、人脸或位置信息。"
    builder.gap(GapReason.NEEDS_EYES, message, Place(short, place.path, zone=place.zone))
