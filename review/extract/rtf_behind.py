"""What an RTF document holds beside its running text: properties, comments, field codes, pictures, objects, stored data.

Sources: RTF 1.9.1 ("Information Group", "Comments", "Fields", "Objects", "Pictures", "Custom XML Data Properties"), [MS-CFB].
"""

from __future__ import annotations

import hashlib
from collections import Counter

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.docx_fields import told
from review.extract.html_unseen import tells
from review.extract.inside import embed_picture
from review.extract.leftover import unsaid
from review.extract.links import tells_a_path
from review.extract.ole import SIGNATURE, Compound
from review.extract.ole_embedded import embed_ole1
from review.extract.ole_inside import read_stored_data
from review.extract.picture_gap import picture_gap
from review.extract.picture_sheet import Shown
from review.extract.properties import AUTHORS, add_properties, label
from review.extract.rtf_story import Story
from review.model import GapReason, Layer, Place, Zone

_PROPERTIES = frozenset(("title", "subject", "company", "category", "keywords", "doccomm", "comment"))
_PEOPLE = {"author": "作者", "operator": "最后修改人", "manager": "主管"}
_NAMES = {
    **dict.fromkeys((*_PEOPLE, "atnid", "atnauthor"), "_person"),
    **dict.fromkeys(_PROPERTIES, "_property"),
    "revtbl": "_revisers",
    "userprops": "_own_properties",
    "bkmkstart": "_bookmark",
    "stylesheet": "_styles",
}
_PATHS = frozenset(("template", "hlinkbase", "filetbl", "linkval"))
_QUIET = frozenset(("atndate", "xmlattrvalue", "objname", "objalias", "buptim"))
_NOT_HEX = re.compile(rb"[^0-9a-fA-F]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ORDINARY_STYLE = re.compile(
    r"(?:标题|正文|页眉|页脚|页码|目录|列表|脚注|尾注|默认|普通|批注|超链接|访问|题注|索引|签名|称呼|日期|纯文本|网格|表格|无|要点|强调"
    r"|引用|明显|不明显|书籍|结束语|信息|电子邮件|图表|宏|引文|文档结构图|已访问|副标题|占位符|框|大纲|行号|HTML).*"
)


class Behind:
    """Gathers what stands behind the page; `put` hands all of it to the builder at the end."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._numbers: Counter[str] = Counter()
        self._properties: dict[str, None] = {}
        self._people: dict[str, None] = {}
        self._labels: dict[str, None] = {}
        self._boxes: list[Story] = []
        self._notes: list[Story] = []
        self._boxed = ""
        self._shape_property = ""
        self._class = ""
        self._unknown: dict[str, list[str]] = {}
        self._pictures: set[bytes] = set()

    def number(self, part: str) -> int:
        """Count up the stories, pictures or comments of one kind."""
        self._numbers[part] += 1
        return self._numbers[part]

    def finished(self, story: Story) -> None:
        """Take a story that is complete: a header is put now, a text box after its paragraph, a footnote at the end."""
        if story.carrier == "text-box":
            self._boxed = story.text
            self._boxes.append(story)
        elif story.carrier == "footnote":
            self._notes.append(story)
        else:
            story.pour(self._builder)

    def pour_boxes(self) -> None:
        """Put the text boxes that hang on the paragraph just closed."""
        for story in self._boxes:
            story.pour(self._builder)
        self._boxes.clear()

    def put(self) -> None:
        """Put footnotes, then properties and names."""
        self.pour_boxes()
        for story in self._notes:
            story.pour(self._builder)
        self._put_unknown()
        add_properties(self._builder, self._properties, Place(part="info"))
        add_properties(self._builder, self._people, AUTHORS)
        if self._labels:
            self._builder.behind("\n".join(self._labels), Place(), Layer.METADATA, "metadata")

    def _put_unknown(self) -> None:
        """Report what groups of unknown purpose say beyond the visible text; some programs repeat headers there."""
        seen = self._builder.visible
        for name, lines in self._unknown.items():
            text = "\n".join(line.strip() for line in unsaid(filter(tells, lines), seen))
            if text:
                self._builder.behind(text, Place(name), Layer.METADATA, "custom-xml")

    def instead(self, text: str) -> None:
        """Report what stands in for characters given by number when it says something of its own: old programs show it."""
        if tells(text):
            self._builder.behind(text, Place(), Layer.HIDDEN, "text")

    def gathered(self, name: str, text: str, place: Place) -> None:
        """Take the text of a group that is no running text."""
        text = text.strip()
        if not text or name in _QUIET:
            return
        if name in _NAMES:
            getattr(self, _NAMES[name])(name, text)
        elif name == "annotation":
            self._builder.behind(text, Place("comments", f"n{self.number('comments')}"), Layer.HIDDEN, "comment")
        elif name == "fldinst":
            found = told(text)
            if found:
                self._builder.behind(found[0], place, Layer.HIDDEN if found[1] == "text" else Layer.METADATA, found[1])
        elif name in _PATHS:
            self._builder.behind(text, Place("settings"), Layer.METADATA, "external-link")
        else:
            self._other(name, text, place)

    def _person(self, name: str, text: str) -> None:
        if text.strip("? "):  # LibreOffice writes question marks for Chinese names
            self._people[f"{_PEOPLE[name]}：{text}" if name in _PEOPLE else text] = None

    def _revisers(self, _: str, text: str) -> None:
        self._people.update((person, None) for each in text.split(";") if (person := each.strip(" ?\n")) and person != "Unknown")

    def _property(self, name: str, text: str) -> None:
        self._properties[f"{label('comments' if name in ('doccomm', 'comment') else name)}：{text}"] = None

    def _own_properties(self, _: str, text: str) -> None:
        self._properties.update((line, None) for line in text.split("\n") if line.strip())

    def _bookmark(self, _: str, text: str) -> None:
        if tells(text):
            self._labels[text] = None

    def _styles(self, _: str, text: str) -> None:
        names = (each.strip() for each in text.split(";"))
        self._labels.update((each, None) for each in names if _HAN.search(each) and not _ORDINARY_STYLE.fullmatch(each))

    def _other(self, name: str, text: str, place: Place) -> None:
        if name == "objclass":
            self._class = text
        elif name == "sn":
            self._shape_property = text
        elif name == "sv":
            self._shape(text, place)
        elif name == "shprslt":
            lines = unsaid(text.split("\n"), self._boxed)
            if lines:
                self._builder.behind("\n".join(lines), place, Layer.HIDDEN, "text-box")
        elif name in ("xe", "tc", "rxe", "txe"):
            self._builder.behind(text, place, Layer.HIDDEN, "text")
        elif tells(text):
            self._unknown.setdefault(name, []).extend(text.split("\n"))

    def _shape(self, text: str, place: Place) -> None:
        if self._shape_property == "gtextUNICODE":
            self._builder.paragraph(text, Place("watermark", zone=Zone.WATERMARK))
        elif self._shape_property in ("wzDescription", "wzTooltip") or (self._shape_property == "wzName" and tells(text)):
            self._builder.behind(text, place, Layer.HIDDEN, "alt-text")
        elif _HAN.search(text):
            self._builder.behind(text, place, Layer.METADATA, "custom-xml")
        elif ("\\" in text or "//" in text) and tells_a_path(text):
            self._builder.behind(text, place, Layer.METADATA, "external-link")

    def binary(self, name: str, raw: bytes, place: Place, share: float = 0.0) -> None:
        """Take the bytes of a picture, an object or stored data, written in hex. A picture covers a `share` of the page, 0 if unknown."""
        digits = _NOT_HEX.sub(b"", raw)
        data = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
        if name == "pict":
            self._picture(data, place, share)
        elif name == "objdata":
            here = Place(f"object{self.number('object')}", place.path)
            embed_ole1(self._builder, data, here.part, here, self._class or "对象")
            self._class = ""
        elif name == "datastore":
            self._stored(data)
        elif data.strip(b"\0"):
            self._builder.gap(GapReason.UNSUPPORTED, "文稿中有不认识的数据，未读取。请用 WPS 或 Word 打开后另存为 .docx，再检查。", place)

    def _picture(self, data: bytes, place: Place, share: float) -> None:
        key = hashlib.sha256(data)
        if not data or self._builder.picture_again(key.hexdigest()) or key.digest() in self._pictures:
            return
        self._pictures.add(key.digest())
        number = self.number("picture")
        here = Place(f"picture{number}", place.path)
        called = f"第{number}张图片"
        if not embed_picture(self._builder, data, called, here.part, Shown(here, share)):
            picture_gap(self._builder, called, here)

    def _stored(self, data: bytes) -> None:
        """Read the custom XML that Word keeps in a compound file within the text."""
        data = data[max(data.find(SIGNATURE), 0) :]  # an OLE 1.0 header comes first
        try:
            compound = Compound(data, self._builder.limits)
        except CannotRead as error:
            if data.strip(b"\0"):
                self._builder.gap(error.reason, "文件中的自定义数据已损坏，未读取。请用 WPS 或 Word 另存后再检查。", Place("custom-xml"))
        else:
            read_stored_data(compound, self._builder, compound.streams, Layer.METADATA)
