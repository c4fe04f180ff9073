"""What people left in a presentation beside its slides: comments, names they chose, tags, stored data.

Comments of both kinds: ISO/IEC 29500-1, 19.4, and the threaded ones of [MS-PPTX] 2.1.23. Names of those who commented or changed the
file are gathered with its authors.
"""

from __future__ import annotations

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.docx_behind import read_stored_data as add_stored_data
from review.extract.docx_glean import Gleanings
from review.extract.opc import Package
from review.extract.safe_xml import Element
from review.extract.slides_parts import Owners
from review.extract.slides_shapes import local, paragraph_text
from review.model import Layer, Place

_STORED = re.compile(r"customxml/item\d*\.xml")
_NAMED = {"section": "name", "custShow": "name", "cSld": "name", "guide": "name"}


def read_comments(package: Package, builder: DocumentBuilder, owners: Owners, gleanings: Gleanings) -> set[str]:
    """Add each comment and reply; ``n2`` is the second one of its slide. Return the names of the parts that were read."""
    done: set[str] = set()
    for name, kind in owners.kinds.items():
        if kind not in ("comments", "commentAuthors", "authors", "changesInfo"):
            continue
        done.add(name)
        root = package.xml(name)
        if root is None:
            continue
        for node in root.iter("{*}cmAuthor", "{*}author", "{*}chgData"):
            gleanings.person(node.get("name"))
        place = owners.place(name)
        for number, comment in enumerate(root.iter("{*}cm", "{*}reply") if kind == "comments" else (), 1):
            text = _comment(comment)
            if text.strip():
                builder.behind(text, Place("comments", f"n{number}", place.page), Layer.HIDDEN, "comment")
        if kind == "changesInfo":
            text = "\n".join(str(piece).strip() for piece in root.itertext() if str(piece).strip())
            if text:
                builder.behind(text, Place(name), Layer.REVISION, "tracked-change")
    return done


def _comment(node: Element) -> str:
    """Return the text of one comment without its replies."""
    texts = [child.text or "" for child in node.iterchildren("{*}text")]
    for body in node.iterchildren("{*}txBody"):
        texts += ["".join(paragraph_text(paragraph)) for paragraph in body.iterchildren("{*}p")]
    return "\n".join(texts)


def read_labels(root: Element, gleanings: Gleanings) -> None:
    """Remember the names of sections, custom shows and slides."""
    for node in root.iter(*(f"{{*}}{kind}" for kind in _NAMED)):
        name = node.get(_NAMED[local(node)], "").strip()
        if name and not (local(node) == "cSld" and name.isascii()):
            gleanings.labels[name] = None


def read_tags(package: Package, builder: DocumentBuilder) -> set[str]:
    """Add programmable tags of the presentation, its slides and shapes, each once."""
    done: set[str] = set()
    lines: dict[str, None] = {}
    for link in package.relationships:
        name = package.find(link.target) if link.kind == "tags" and not link.external else None
        root = package.xml(name) if name and name not in done else None
        if name:
            done.add(name)
        for tag in () if root is None else root.iter("{*}tag"):
            if tag.get("val", "").strip():
                lines[f"{tag.get('name', '')}：{tag.get('val', '').strip()}"] = None
    if lines:
        builder.behind("\n".join(lines), Place("tags"), Layer.METADATA, "custom-xml")
    return done


def read_stored_data(package: Package, builder: DocumentBuilder) -> set[str]:
    """Add the texts and attribute values of custom XML parts."""
    done: set[str] = set()
    for name in package.names:
        if _STORED.fullmatch(name.lower()):
            done.add(name)
            root = package.xml(name)
            if root is not None:
                add_stored_data(name, root, builder)
    return done
