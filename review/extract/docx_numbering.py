"""Words that a .docx writes by numbering its paragraphs: ``第%1条``, but also whatever else somebody put there.

A number itself tells nothing and is not read; words and long numbers around it are, once for each list.
Source: ISO/IEC 29500-1, 17.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.docx_names import w
from review.extract.opc import Package
from review.extract.properties import add_properties
from review.extract.safe_xml import Element
from review.model import Place, Zone

PART = "word/numbering.xml"
_VAL, _NUM_ID, _ABSTRACT_ID = w("val"), w("numId"), w("abstractNumId")
_COUNTER = re.compile(r"%\d")
_USUAL = re.compile(
    r"[第条章节款项编篇部分步骤阶段问题情形附件录表图例注式卷册号之]|(?i:chapter|section|article|appendix|figure|table|part|step|note)"
)
_TELLS = re.compile(r"[^\W\d_]{2}|\d{4}|[★☆]")


def read_numbering(package: Package, roots: Iterable[Element], builder: DocumentBuilder) -> None:
    """Add the words of the lists that `roots` (the text, its styles) use as visible paragraphs, those of unused lists behind the page."""
    name = package.find(PART)
    root = package.xml(name) if name else None
    if root is None:
        return
    used = {node.get(_VAL) for part in roots for node in part.iter(_NUM_ID)}
    abstract = {link.get(_VAL) for number in root.iter(w("num")) if number.get(_NUM_ID) in used for link in number.iter(_ABSTRACT_ID)}
    shown = dict.fromkeys(text for number in root.iter(w("num")) if number.get(_NUM_ID) in used for text in _words(number))
    idle: dict[str, None] = {}
    for one in root.iter(w("abstractNum")):
        (shown if one.get(_ABSTRACT_ID) in abstract else idle).update(dict.fromkeys(_words(one)))
    for number, text in enumerate(shown, 1):
        builder.paragraph(text, Place("numbering", f"n{number}", zone=Zone.BODY))
    add_properties(builder, (text for text in idle if text not in shown), Place("numbering"))


def _words(root: Element) -> Iterator[str]:
    for node in root.iter(w("lvlText")):
        text = _COUNTER.sub("", node.get(_VAL, "")).strip()
        if _TELLS.search(_USUAL.sub("", text)):
            yield text
