"""Properties that a .docx carries with it: who wrote it, what it is called, what labels were put on it.

Authors, reviser and manager names of a file make one segment; the other properties one for each part that holds them.
Sources: ISO/IEC 29500-2, 11 (core properties); ISO/IEC 29500-1, 22.2 and 22.3 (extended and custom properties).
"""

from __future__ import annotations

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.docx_glean import Gleanings
from review.extract.opc import Package
from review.extract.properties import AUTHORS, add_properties, is_person, label
from review.extract.safe_xml import Element
from review.model import Place

_COUNTS_AND_DATES = """created modified lastPrinted revision language Application AppVersion DocSecurity TotalTime Pages Words Characters
    CharactersWithSpaces Lines Paragraphs ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged HeadingPairs MMClips Slides Notes
    HiddenSlides PresentationFormat"""
_UNTOLD = frozenset(_COUNTS_AND_DATES.split())
_PROGRAM = frozenset({"KSOProductBuildVer", "ICV"})  # of WPS: its version, and a mark of the installation
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
        for key, value in () if root is None else _values(root):
            if is_person(key):
                people.append(f"{label(key)}：{value}")
            elif key in _PROGRAM and _SAYS_NOTHING.fullmatch(value):
                gleanings.traces.append(f"{key}：{value}")
            elif key not in _UNTOLD and not _SAYS_NOTHING.fullmatch(value):
                lines.append(f"{label(key)}：{value}")
        add_properties(builder, lines, Place(part=name))
    if gleanings.people:
        people.append("修订和批注：" + "、".join(gleanings.people))
    add_properties(builder, people + gleanings.traces, AUTHORS)
    return set(done)


def _values(root: Element) -> list[tuple[str, str]]:
    """Return the properties of a part as pairs of name and value; what is kept in attributes counts as well."""
    pairs: list[tuple[str, str]] = []
    for node in root:
        key = node.get("name") or node.tag.rpartition("}")[2]
        texts = [text.strip() for text in map(str, node.itertext()) if text.strip()]
        if not texts and key == "label":
            texts = [value for value in map(str, node.attrib.values()) if value.strip()]
        if texts:
            pairs.append((key, " ".join(texts)))
    return pairs
