"""Whether a reader of an OpenDocument page sees a text: hidden by its style, in the colour of its ground, or too small.

Styles of the file and of one part are resolved along their parents (ISO/IEC 26300-1, 16). Where the ground is not known the text counts
as visible.
"""

from __future__ import annotations

from typing import NamedTuple

from review.extract.odf_names import full, kind, value
from review.extract.safe_xml import Element

PAPER = "FFFFFF"
UNKNOWN = "?"  # a ground whose colour cannot be told
_SMALLEST = 1.0  # points: nobody reads text of this size
_NEAR = 10  # of 255, in each channel: the eye does not tell the colours apart
_PROPERTIES = frozenset(
    ("style:text-properties", "style:paragraph-properties", "style:table-cell-properties", "style:table-properties",
     "style:drawing-page-properties", "style:graphic-properties", "style:section-properties")
)  # fmt: skip


class Look(NamedTuple):
    """What bears on being seen; None where nothing is said. `color` is empty where the program chooses it."""

    hidden: bool | None = None
    color: str | None = None
    size: float | None = None
    ground: str | None = None

    def over(self, base: Look) -> Look:
        """Return this look with what it leaves open taken from `base`."""
        return Look(
            base.hidden if self.hidden is None else self.hidden,
            base.color if self.color is None else self.color,
            base.size if self.size is None else self.size,
            self.ground or base.ground,
        )


class Styles:
    """The styles that a part uses: those of the file, and the automatic ones of the part."""

    def __init__(self, common: Element | None, own: Element | None) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        for root, within in ((common, "office:styles"), (own, "office:automatic-styles")):
            for group in () if root is None else root.iter(full(within)):
                for style in group:
                    family = value(style, "style:family")
                    name = value(style, "style:name") if kind(style) == "style:style" else ""
                    if name or kind(style) == "style:default-style":
                        self._elements[family, name] = style

    def look(self, family: str, name: str) -> Look:
        """Return a style with what it takes from its parents and from the default of its family."""
        key = (family, name)
        if key not in self._looks:
            chain: dict[tuple[str, str], Element] = {}
            while key in self._elements and key not in chain:
                chain[key] = self._elements[key]
                key = (family, value(chain[key], "style:parent-style-name"))
            looks = [_look_of(style) for style in chain.values()]
            if (family, "") not in chain and (family, "") in self._elements:
                looks.append(_look_of(self._elements[family, ""]))
            found = Look()
            for look in reversed(looks):
                found = look.over(found)
            self._looks[family, name] = found
        return self._looks[family, name]


def hides(look: Look, ground: str) -> bool:
    """Say whether text of this look cannot be seen on this ground."""
    if look.hidden or (look.size is not None and look.size <= _SMALLEST):
        return True
    return bool(look.color) and _alike(look.color or "", look.ground or ground)


def _look_of(style: Element) -> Look:
    look = Look()
    for properties in style:
        if kind(properties) not in _PROPERTIES:
            continue
        hidden = None
        for name, word in (("text:display", "none"), ("table:display", "false"), ("presentation:visibility", "hidden")):
            if value(properties, name):
                hidden = value(properties, name) == word
        color = _hex(value(properties, "fo:color"))
        if value(properties, "style:use-window-font-color") == "true":
            color = ""
        look = Look(hidden, color, _points(value(properties, "fo:font-size")), _hex(value(properties, "fo:background-color"))).over(look)
    return look


def _hex(text: str) -> str | None:
    text = text.lstrip("#").upper()
    return text if len(text) == 6 and all(digit in "0123456789ABCDEF" for digit in text) else None


def _points(text: str) -> float | None:
    try:
        return float(text.removesuffix("pt")) if text.endswith("pt") else None
    except ValueError:
        return None


def _alike(one: str, other: str) -> bool:
    return other != UNKNOWN and all(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) <= _NEAR for i in (0, 2, 4))
