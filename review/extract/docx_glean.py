"""What stands in the markup of a .docx beside its text: who revised it, names given to things, which notes it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from review import lazy_re as re
from review.extract.docx_names import w, wp
from review.extract.safe_xml import Element

_REVISION_NAMES = (
    "ins del moveFrom moveTo rPrChange pPrChange sectPrChange tblPrChange trPrChange tcPrChange tblGridChange tblPrExChange "
    "numberingChange cellIns cellDel cellMerge moveFromRangeStart moveToRangeStart comment"
)
_REVISIONS = tuple(map(w, _REVISION_NAMES.split()))
_CHOSEN_NAMES = {
    **{w(name): w("val") for name in ("alias", "tag", "helpText", "statusText", "default", "listEntry")},
    w("listItem"): w("displayText"),
    w("docVar"): w("val"),
}
_OFTEN_AUTOMATIC_NAMES = {w("bookmarkStart"): w("name"), wp("docPr"): "name"}
_NAMED = _CHOSEN_NAMES | _OFTEN_AUTOMATIC_NAMES
_NOTES = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
_READ_NAMES = """ascii hAnsi eastAsia cs typeface panose author initials instr style string alt userId providerId displayText lvlText"""
_READ = frozenset(_READ_NAMES.split())  # attributes that are read elsewhere, or that name fonts
_READ_ON = frozenset({"Relationship", "docPr", "cNvPr", "hyperlink", "pStyle", "rStyle", "tblStyle", "person", "comment"})
_STYLING = re.compile(r".*/(?:styles|stylesWithEffects|numbering|fontTable|theme\d*|webSettings)\.xml", re.IGNORECASE)
_AUTHOR, _ID = w("author"), w("id")
_AUTOMATIC = re.compile(
    r"_\w*|OLE_LINK\d+|[A-Za-z]*(?: [A-Za-z]+)* ?\d*|(?:图片|图表|图形|文本框|矩形|椭圆|直线|直接连接符|形状|组合|对象) ?\d*"
)


@dataclass(slots=True)
class Gleanings:
    """Names and references, each once, in the order they were met. Notes are numbered from 1 for each kind.

    `traces` are lines on what programs leave in a file: they tell where it comes from, and nothing of what it says.
    """

    people: dict[str, None] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)
    notes: dict[str, dict[str, int]] = field(default_factory=lambda: {"footnote": {}, "endnote": {}})

    def collect(self, root: Element) -> None:
        """Pass over one part."""
        for element in root.iter(*_REVISIONS, *_NAMED, *_NOTES):
            tag = element.tag
            if tag in _NOTES:
                known = self.notes[_NOTES[tag]]
                known.setdefault(element.get(_ID, ""), len(known) + 1)
            elif tag in _NAMED:
                label = element.get(_NAMED[tag], "").strip()
                if label and not (tag in _OFTEN_AUTOMATIC_NAMES and _AUTOMATIC.fullmatch(label)):
                    self.labels[label] = None
            else:
                self.person(element.get(_AUTHOR))

    def remaining(self, attributes: Iterable[tuple[str, str, str, str]]) -> None:
        """Take as labels the attributes with Chinese characters that nothing else reads."""
        for part, element, name, value in attributes:
            if name in _READ or element in _READ_ON or not part.startswith("word/") or _STYLING.fullmatch(part):
                continue
            text = value.strip()
            if text and not _AUTOMATIC.fullmatch(text) and text not in self.people:
                self.labels[text] = None

    def person(self, name: str | None) -> None:
        """Remember somebody who worked on the document."""
        if name and name.strip():
            self.people[name.strip()] = None
