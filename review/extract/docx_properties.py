"""Properties that a .docx carries with it: who wrote it, what it is called, what labels were put on it.

Authors, reviser and manager names of a file make one segment; the other properties one for each part that holds them.
Sources: ISO/IEC 29500-2, 11 (core properties); ISO/IEC 29500-1, 22.2 and 22.3 (extended and custom properties).
"""

from __future__ import annotations

import re

from review.extract.builder import DocumentBuilder
from review.extract.docx_glean import Gleanings
from review.extract.opc import Package
from review.extract.safe_xml import Element
from review.model import Layer, Place

_PEOPLE = {"creator": "作者", "lastModifiedBy": "最后修改人", "Manager": "主管"}
_LABELS = {
    "title": "标题",
    "subject": "主题",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "contentStatus": "状态",
    "Company": "单位",
    "Template": "模板",
    "HyperlinkBase": "超链接基址",
    "TitlesOfParts": "部分标题",
}
_COUNTS_AND_DATES = """created modified lastPrinted revision language Application AppVersion DocSecurity TotalTime Pages Words Characters
    CharactersWithSpaces Lines Paragraphs ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged HeadingPairs MMClips Slides Notes
    HiddenSlides PresentationFormat"""
_UNTOLD = frozenset(_COUNTS_AND_DATES.split())
_SAYS_NOTHING = re.compile(r"Normal(?:\.dot[mx]?|_Wordconv\.dotm)?|[0-9A-Fa-f]{32}(?:_\d+)?|\d+-[\d.]+")
_KINDS = {
    "core-properties": "docProps/core.xml",
    "extended-properties": "docProps/app.xml",
    "extendedProperties": "docProps/app.xml",
    "custom-properties": "docProps/custom.xml",
    "customProperties": "docProps/custom.xml",
    "classificationlabels": "docMetadata/LabelInfo.xml",
}


def read_properties(package: Package, builder: DocumentBuilder, gleanings: Gleanings) -> set[str]:
    """Add the properties behind the page; return the names of the parts that were read."""
    parts = [package.find(name) for name in _KINDS.values()]
    parts += [package.find(relationship.target) for kind in _KINDS for relationship in package.related("", kind)]
    people: list[str] = []
    done = dict.fromkeys(name for name in parts if name)
    for name in done:
        root = package.xml(name)
        lines: list[str] = []
        for label, value in () if root is None else _values(root):
            if label in _PEOPLE:
                people.append(f"{_PEOPLE[label]}：{value}")
            elif label not in _UNTOLD and not _SAYS_NOTHING.fullmatch(value):
                lines.append(f"{_LABELS.get(label, label)}：{value}")
        if lines:
            builder.behind("\n".join(lines), Place(part=name), Layer.METADATA, "metadata")
    if gleanings.people:
        people.append("修订和批注：" + "、".join(gleanings.people))
    if people:
        builder.behind("\n".join(people), Place(part="docProps"), Layer.METADATA, "metadata")
    return set(done)


def _values(root: Element) -> list[tuple[str, str]]:
    """Return the properties of a part as pairs of name and value; what is kept in attributes counts as well."""
    pairs: list[tuple[str, str]] = []
    for node in root:
        label = node.get("name") or node.tag.rpartition("}")[2]
        texts = [text.strip() for text in map(str, node.itertext()) if text.strip()]
        if not texts and label == "label":
            texts = [value for value in map(str, node.attrib.values()) if value.strip()]
        if texts:
            pairs.append((label, " ".join(texts)))
    return pairs
