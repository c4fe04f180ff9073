"""What lies under and over the text of a slide: fills and their colours (ISO/IEC 29500-1, 19.3.1.1, 20.1.2.3 and 20.1.8).

Only what is certain counts. Text of the very colour of its ground cannot be seen, nor can text under a filled rectangle; a picture,
a gradient or a fill taken over from a layout leaves it open, and the text counts as seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from review.extract.safe_xml import Element

Box = tuple[float, float, float, float]

OPEN = "?"  # painted, in a colour that is not known
BARE = ""  # not painted
WHITE = "FFFFFF"
_FILLS = frozenset(("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_USUAL = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_NEAR = 0xF8


class Ground(NamedTuple):
    """A painted shape. `covers` tells whether nothing of what lies below it can be seen."""

    order: int
    box: Box
    colour: str
    covers: bool


def scheme_of(master: Element | None, theme: Element | None) -> dict[str, str]:
    """Return the colours that names such as bg1 stand for on slides of a master."""
    named: dict[str, str] = {}
    for scheme in () if theme is None else theme.iter("{*}clrScheme"):
        for entry in scheme:
            for colour in entry:
                named[_local(entry)] = (colour.get("lastClr") or colour.get("val") or "").upper()
    mapped = next(master.iterchildren("{*}clrMap"), None) if master is not None else None
    chosen = {key: named.get(mapped.get(key, usual) if mapped is not None else usual, "") for key, usual in _USUAL.items()}
    return named | {key: value for key, value in chosen.items() if value}


def colour_of(fill: Element | None, scheme: Mapping[str, str]) -> str:
    """Return the colour inside a fill or reference as six digits, or `OPEN` if it is mixed, see-through or not known."""
    colour = None if fill is None else next(iter(fill), None)
    if colour is None or len(colour):
        return OPEN
    kind, value = _local(colour), colour.get("val", "")
    found = {
        "srgbClr": value,
        "sysClr": colour.get("lastClr", ""),
        "schemeClr": scheme.get(value, ""),
        "prstClr": WHITE if value == "white" else "",
    }
    return found.get(kind, "").upper() or OPEN


def paint_of(node: Element, scheme: Mapping[str, str], *, inherits: bool) -> str:
    """Return the colour in which a shape is filled, `BARE` or `OPEN`; one that `inherits` may get its fill from a layout."""
    for properties in node.iterchildren("{*}spPr"):
        for fill in properties:
            if _local(fill) in _FILLS:
                return BARE if _local(fill) == "noFill" else colour_of(fill, scheme) if _local(fill) == "solidFill" else OPEN
    styled = any(
        reference.get("idx", "0") != "0" for style in node.iterchildren("{*}style") for reference in style.iterchildren("{*}fillRef")
    )
    return OPEN if inherits or styled else BARE


def background_of(parts: Iterable[Element], scheme: Mapping[str, str]) -> str:
    """Return the background that the first of slide, layout and master sets; without any it is white."""
    for root in parts:
        for background in root.iterfind("{*}cSld/{*}bg"):
            for kind in background:
                if _local(kind) == "bgRef":
                    return colour_of(kind, scheme) if kind.get("idx") in ("1001", "0", "1000") else OPEN
                return colour_of(next(kind.iterchildren("{*}solidFill"), None), scheme)
    return WHITE


def under(box: Box | None, grounds: Iterable[Ground], background: str) -> str:
    """Return the colour under a box: of what was painted last below it."""
    painted = list(grounds)
    if box is None:
        return OPEN if painted else background
    for ground in reversed(painted):
        if _within(box, ground.box):
            return ground.colour
        if ground.box[0] < box[2] and ground.box[2] > box[0] and ground.box[1] < box[3] and ground.box[3] > box[1]:
            return OPEN
    return background


def is_covered(order: int, box: Box, grounds: Iterable[Ground]) -> bool:
    """Tell whether a shape lies wholly under a filled rectangle."""
    return any(ground.covers and ground.order > order and _within(box, ground.box) for ground in grounds)


def is_rectangle(node: Element) -> bool:
    """Tell whether a shape has the outline of a rectangle and is not turned."""
    forms = node.iterfind("{*}spPr/{*}prstGeom")
    return any(form.get("prst") == "rect" for form in forms) and all(x.get("rot", "0") == "0" for x in node.iterfind("{*}spPr/{*}xfrm"))


def alike(ink: str, ground: str) -> bool:
    """Tell whether ink cannot be told from its ground: the same colour, or both next to white."""
    if OPEN in (ink, ground) or BARE in (ink, ground):
        return False
    return ink == ground or (_near_white(ink) and _near_white(ground))


def _near_white(colour: str) -> bool:
    try:
        return len(colour) == len(WHITE) and min(bytes.fromhex(colour)) >= _NEAR
    except ValueError:
        return False


def _within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]
