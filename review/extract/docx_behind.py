"""Parts of a .docx that no page shows: comments, stored data, building blocks, settings with text, links to elsewhere."""

from __future__ import annotations

from review.extract.builder import DocumentBuilder
from review.extract.docx_glean import Gleanings
from review.extract.docx_line import plain
from review.extract.docx_names import w
from review.extract.links import tells_a_path
from review.extract.opc import Package
from review.extract.safe_xml import Element
from review.model import Layer, Place

_PEOPLE = "{http://schemas.microsoft.com/office/word/2012/wordml}person"
_PERSON = "{http://schemas.microsoft.com/office/word/2012/wordml}author"
_SOURCES = "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}Sources"


def read_comments(root: Element, builder: DocumentBuilder, gleanings: Gleanings) -> None:
    """Add each comment; ``c2`` is the second one."""
    gleanings.collect(root)
    for number, comment in enumerate(root.iter(w("comment")), 1):
        builder.behind(plain(comment), Place("comments", f"n{number}"), Layer.HIDDEN, "comment")


def read_people(root: Element, gleanings: Gleanings) -> None:
    """Remember the people that the document lists as its editors."""
    for person in root.iter(_PEOPLE):
        gleanings.person(person.get(_PERSON))


def read_stored_data(name: str, root: Element, builder: DocumentBuilder) -> None:
    """Add the texts and attribute values of a custom XML part; an empty list of sources says nothing."""
    if root.tag == _SOURCES and len(root) == 0:
        return
    texts: list[str] = []
    for node in root.iter():
        texts += [node.text or "", *map(str, node.attrib.values()), node.tail or ""]
    _behind(builder, texts, name, Layer.HIDDEN, "custom-xml")


def read_building_blocks(name: str, root: Element, builder: DocumentBuilder, gleanings: Gleanings) -> None:
    """Add the text of stored building blocks (glossary document)."""
    gleanings.collect(root)
    _behind(builder, [plain(root)], name, Layer.HIDDEN, "text")


def read_settings(root: Element, builder: DocumentBuilder, gleanings: Gleanings) -> None:
    """Add document variables and the data source of a mail merge; count the marks of editing sessions."""
    gleanings.collect(root)
    sessions = sum(1 for _ in root.iter(w("rsid")))
    if sessions:
        gleanings.traces.append(f"编辑痕迹标识（rsid）：{sessions} 个")
    for merge in root.iter(w("mailMerge")):
        sources = [node.get(w("val"), "") for node in merge.iter(w("connectString"), w("query"))]
        _behind(builder, sources, "settings", Layer.METADATA, "external-link")


def read_markup_comments(package: Package, builder: DocumentBuilder) -> None:
    """Add what is written in XML comments and in the comment of the zip file, which no program shows."""
    for name, text in package.markup_comments.items():
        _behind(builder, [text], name, Layer.HIDDEN, "custom-xml")
    _behind(builder, [package.comment], "", Layer.METADATA, "metadata")


def read_links(package: Package, main: str, builder: DocumentBuilder) -> None:
    """Add targets outside the package, except plain web and mail addresses behind a hyperlink."""
    seen: set[tuple[str, str]] = set()
    for link in package.relationships:
        plain_link = link.kind == "hyperlink" and not tells_a_path(link.target)
        if not link.external or plain_link or not link.target.strip() or (link.source, link.target) in seen:
            continue
        seen.add((link.source, link.target))
        part = "body" if link.source == main else link.source.removeprefix("word/") or "docProps"
        builder.behind(link.target, Place(part), Layer.METADATA, "external-link")


def _behind(builder: DocumentBuilder, texts: list[str], part: str, layer: Layer, carrier: str) -> None:
    lines = dict.fromkeys(text.strip() for text in texts)
    text = "\n".join(line for line in lines if line)
    if text:
        builder.behind(text, Place(part.removeprefix("word/")), layer, carrier)
