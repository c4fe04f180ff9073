"""Presentations and drawings of OpenDocument: every page in order, its notes and comments, and what its master draws.

Source: ISO/IEC 26300-1, 10.
"""

from __future__ import annotations

from review import lazy_re as re
from review.extract.odf_names import full, kind, value
from review.extract.odf_shared import Shared, said
from review.extract.odf_style import UNKNOWN, Styles
from review.extract.odf_text import Story
from review.extract.safe_xml import Element
from review.model import Layer, Place, Zone

_DECLARED = {"presentation:header-decl": Zone.HEADER, "presentation:footer-decl": Zone.FOOTER, "presentation:date-time-decl": Zone.FOOTER}
_LENGTH = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.3465, "mm": 2.83465, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_ASIDE = frozenset(("presentation:notes", "office:annotation", "office:forms", "svg:title", "svg:desc"))


def read_pages(body: Element, masters: Element | None, shared: Shared, styles: Styles, master_styles: Styles) -> None:
    """Read the pages in the order of the show; a master's own text is said with the first page that shows it."""
    drawn = {value(master, "style:name"): master for master in (() if masters is None else masters.iter(full("style:master-page")))}
    sizes = _sizes(masters)
    number = 0
    for node in body:
        if kind(node) in _DECLARED and (text := said(node).strip()):
            shared.builder.paragraph(text, Place("footer", zone=_DECLARED[kind(node)]), "header-footer")
        elif kind(node) == "draw:page":
            number += 1
            master = drawn.get(value(node, "draw:master-page-name"))
            size = None if master is None else sizes.get(value(master, "style:page-layout-name"))
            hidden = _page(node, number, shared, styles, size)
            if master is not None and not hidden:
                del drawn[value(node, "draw:master-page-name")]
                _master(master, number, shared, master_styles)
    for name, master in drawn.items():
        story = Story(shared, master_styles, name or "master", carrier="header-footer", ground=UNKNOWN)
        with story.aside(Place(name or "master"), Layer.HIDDEN, "header-footer"):
            story.read(_own_shapes(master))


def _page(node: Element, number: int, shared: Shared, styles: Styles, size: tuple[float, float] | None) -> bool:
    """Read one page; return whether the show leaves it out."""
    look = styles.look("drawing-page", value(node, "draw:style-name"))
    story = Story(shared, styles, page=number, home=f"s{number}", ground=UNKNOWN)
    shapes = [child for child in node if kind(child) not in _ASIDE]
    if look.hidden:
        with story.aside(story.place(), Layer.HIDDEN, "text"):
            story.read(shapes)
    else:
        shared.builder.page_break()
        for shape in shapes:
            if value(shape, "drawooo:display") in ("none", "printer"):
                with story.aside(story.place(), Layer.HIDDEN, "text"):
                    story.read([shape])
            elif size and _is_off(shape, size):
                with story.aside(story.place(), Layer.HIDDEN, "offpage"):
                    story.read([shape])
            else:
                story.read([shape])
    for child in node:
        if kind(child) == "presentation:notes":
            notes = Story(shared, styles, "notes", page=number, home=f"s{number}", ground=UNKNOWN)
            with notes.aside(notes.place(), Layer.HIDDEN, "notes"):
                notes.read(child)
        elif kind(child) in ("office:annotation", "office:forms"):
            story.read([child])
    return bool(look.hidden)


def _master(master: Element, number: int, shared: Shared, styles: Styles) -> None:
    name = value(master, "style:name")
    Story(shared, styles, name, Zone.FOOTER, "header-footer", page=number, ground=UNKNOWN).read(_own_shapes(master))


def _own_shapes(master: Element) -> list[Element]:
    """Return what a master draws itself; its placeholders only prompt whoever writes the slides."""
    return [
        shape
        for shape in master
        if kind(shape) not in _ASIDE and not value(shape, "presentation:class") and value(shape, "presentation:placeholder") != "true"
    ]


def _sizes(masters: Element | None) -> dict[str, tuple[float, float]]:
    """Return page layouts with their width and height in points."""
    found = {}
    for layout in () if masters is None else masters.iter(full("style:page-layout")):
        for properties in layout.iterchildren(full("style:page-layout-properties")):
            width, height = (_length(value(properties, f"fo:page-{side}")) for side in ("width", "height"))
            if width and height:
                found[value(layout, "style:name")] = (width, height)
    return found


def _is_off(shape: Element, size: tuple[float, float]) -> bool:
    """Say whether a shape lies wholly outside its page; one that is turned is taken for visible."""
    left, top, width, height = (_length(value(shape, f"svg:{name}")) for name in ("x", "y", "width", "height"))
    if left is None or top is None or value(shape, "draw:transform"):
        return False
    return left >= size[0] or top >= size[1] or left + (width or 0) <= 0 or top + (height or 0) <= 0


def _length(text: str) -> float | None:
    match = _LENGTH.fullmatch(text)
    try:
        return float(match[1]) * _POINTS[match[2]] if match else None
    except ValueError:
        return None
