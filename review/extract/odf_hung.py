"""What hangs on a text of an OpenDocument file: drawings, notes, comments, controls, and what runs when they are touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review.extract.odf_names import full, kind, value
from review.extract.odf_shared import said
from review.extract.safe_xml import Element
from review.model import Layer, Place

if TYPE_CHECKING:
    from review.extract.odf_text import Story

NO_TEXT = frozenset(
    (
        "svg:title",
        "svg:desc",
        "draw:enhanced-geometry",
        "draw:glue-point",
        "draw:image-map",
        "draw:contour-polygon",
        "draw:contour-path",
    )
)
_PICTURES = frozenset(("draw:image", "draw:fill-image"))
_THINGS = frozenset(("draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"))
_DRAWN = ("draw:", "dr3d:")


def read_hung(story: Story, node: Element, path: str | None) -> None:
    """Read what hangs on a paragraph or a cell."""
    name = kind(node)
    place = story.place(path)
    if name == "text:note":
        story.shared.notes += node.iterchildren(full("text:note-body"))
    elif name == "office:annotation":
        read_annotation(story, node, path)
    elif name == "text:ruby-text":
        story.say(said(node), path, "text-box")
    elif name == "text:script":
        story.shared.builder.behind(said(node) or value(node, "xlink:href"), place, Layer.EMBEDDED, "macro")
    elif name.startswith(_DRAWN):
        _shape(story, node, path)
    else:
        story.read([node])


def _shape(story: Story, node: Element, path: str | None) -> None:
    """Read a drawing: its text, its pictures and objects, what it is called for those who cannot see."""
    if kind(node) == "draw:a":
        story.shared.link(value(node, "xlink:href"), story.place(path))
    for child in node:
        name = kind(child)
        if name in _PICTURES:
            story.shared.picture(child, story.place(path))
        elif name in _THINGS:
            story.shared.thing(child, story.place(path))
        elif name in ("svg:title", "svg:desc") and said(child).strip():
            story.shared.builder.behind(said(child).strip(), story.place(path), Layer.HIDDEN, "alt-text")
        elif name == "office:event-listeners":
            read_events(story, child, story.place(path))
        elif name.startswith(_DRAWN) and name not in NO_TEXT:
            _shape(story, child, path)
        elif name not in NO_TEXT:
            with story.boxed():
                story.read([child])


def read_annotation(story: Story, node: Element, path: str | None = None) -> None:
    """Read a comment; who wrote it stands with the properties."""
    for creator in node.iterchildren(full("dc:creator")):
        story.shared.person(creator)
    text = story.text_of(node)
    if text:
        story.shared.builder.behind(text, story.place(path), Layer.HIDDEN, "comment")


def read_forms(story: Story, node: Element) -> None:
    """Read controls: what they show, and what a hidden one keeps."""
    for control in node.iter():
        name = kind(control)
        if name == "office:event-listeners":
            read_events(story, control, story.place("form"))
        if not name.startswith("form:"):
            continue
        texts = [value(control, key).strip() for key in ("form:label", "form:current-value", "form:value", "form:title")]
        line = "\t".join(dict.fromkeys(filter(None, texts)))
        if line and name == "form:hidden":
            story.shared.builder.behind(line, story.place("form"), Layer.HIDDEN, "text")
        elif line:
            story.say(line, "form", "text-box")
        story.shared.link(value(control, "xlink:href"), story.place("form"))


def read_events(story: Story, node: Element, place: Place) -> None:
    """Read which macros an event calls."""
    targets = list(filter(None, (value(event, "xlink:href") or value(event, "script:macro-name") for event in node)))
    if targets:
        story.shared.builder.behind("\n".join(targets), place, Layer.EMBEDDED, "macro")


def read_declared(story: Story, node: Element) -> None:
    """Take in values that are declared at the top: variables of the user, and programs that deliver data."""
    for child in node:
        texts = [value(child, f"office:dde-{name}") for name in ("application", "topic", "item")]
        if any(texts):
            story.shared.builder.behind("\t".join(filter(None, texts)), story.place(), Layer.METADATA, "external-link")
        story.shared.label(value(child, "office:string-value"))
