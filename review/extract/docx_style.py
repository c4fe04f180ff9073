"""Whether a reader of the page can see a run of text: hidden by property or style, in the colour of its ground, or too small.

Properties come, in this order, from the run, its character style, its paragraph style and the defaults
(ISO/IEC 29500-1, 17.7). Where the ground is not known (shapes, shaded table styles, patterns) the text counts as visible.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from review.extract.docx_names import w
from review.extract.safe_xml import Element

PAPER = "FFFFFF"
UNKNOWN = "?"  # a ground whose colour cannot be told
_SMALLEST = 2  # half-points: nobody reads one point or less
_NEAR = 10  # of 255, in each channel: the eye does not tell the colours apart
_OFF = frozenset({"0", "false", "off"})
_HIGHLIGHT = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
_VAL, _FILL, _TINT = w("val"), w("fill"), w("color")
_VANISH, _COLOR, _SIZE, _SHADE, _HIGHLIT, _STYLE = (w(name) for name in ("vanish", "color", "sz", "shd", "highlight", "rStyle"))
RUN_PROPERTIES = w("rPr")
_BASED_ON = w("basedOn")
_PARAGRAPH_SHADE = f"{w('pPr')}/{_SHADE}"


class Look(NamedTuple):
    """What bears on being seen; None where nothing is said. Colours are RRGGBB, `size` is in half-points."""

    style: str | None = None
    vanish: bool | None = None
    color: str | None = None
    size: float | None = None
    fill: str | None = None

    def over(self, base: Look) -> Look:
        """Return this look with what it leaves open taken from `base`."""
        return Look(
            self.style,
            base.vanish if self.vanish is None else self.vanish,
            self.color or base.color,
            base.size if self.size is None else self.size,
            self.fill or base.fill,
        )


NOTHING_SAID = Look()


def look_of(properties: Element) -> Look:
    """Read the run properties that bear on being seen."""
    style = vanish = color = size = fill = None
    for child in properties:
        tag = child.tag
        if tag == _COLOR:
            color = _hex(child.get(_VAL))
        elif tag == _SIZE:
            size = _half_points(child.get(_VAL))
        elif tag == _VANISH:
            vanish = is_on(child)
        elif tag == _STYLE:
            style = child.get(_VAL)
        elif tag == _SHADE:
            fill = fill or ground_of(child)
        elif tag == _HIGHLIT:
            fill = _HIGHLIGHT.get(child.get(_VAL, ""), fill)
    return Look(style, vanish, color, size, fill)


def is_on(toggle: Element) -> bool:
    """Read an on/off property: its mere presence means on."""
    return toggle.get(_VAL, "1").lower() not in _OFF


def ground_of(shade: Element | None) -> str | None:
    """Return the colour that a shading paints, None if it paints nothing, UNKNOWN for a pattern."""
    if shade is None:
        return None
    pattern = shade.get(_VAL, "clear")
    if pattern in ("clear", "nil"):
        return _hex(shade.get(_FILL))
    return _hex(shade.get(_TINT)) or UNKNOWN if pattern == "solid" else UNKNOWN


def ground_of_page(document: Element) -> str:
    """Return the colour of the page behind the text."""
    background = document.find(w("background"))
    return (None if background is None else _hex(background.get(_TINT))) or PAPER


class _Style(NamedTuple):
    """A style with what it takes from those it is based on; `ground` is the colour it paints behind paragraphs."""

    look: Look = NOTHING_SAID
    ground: str | None = None
    shades: bool = False


class Styles:
    """The styles of a document, resolved along `basedOn`. Without a styles part nothing is hidden by style."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str | None, _Style] = {None: _Style()}
        self._hidden: dict[tuple[str | None, str, Look], bool] = {}
        self._defaults = NOTHING_SAID
        self._default_paragraph: str | None = None
        if root is None:
            return
        defaults = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{RUN_PROPERTIES}")
        if defaults is not None:
            self._defaults = look_of(defaults)
        for style in root.iter(w("style")):
            style_id = style.get(w("styleId"), "")
            self._elements[style_id] = style
            if style.get(w("type")) == "paragraph" and style.get(w("default"), "0") not in _OFF:
                self._default_paragraph = style_id

    def paragraph_ground(self, style: str | None) -> str | None:
        """Return the colour that a paragraph style paints behind its text."""
        return self._style(style or self._default_paragraph).ground

    def shades_table(self, style: str | None) -> bool:
        """Say whether a table style paints any of its cells."""
        return self._style(style).shades

    def hides(self, paragraph_style: str | None, ground: str, run: Look) -> bool:
        """Say whether a run with these own properties cannot be seen on this ground."""
        key = (paragraph_style, ground, run)
        known = self._hidden.get(key)
        if known is None:
            known = self._hidden[key] = self._hides(*key)
        return known

    def _hides(self, paragraph_style: str | None, ground: str, run: Look) -> bool:
        paragraph = self._style(paragraph_style or self._default_paragraph).look
        character = self._style(run.style).look
        look = run.over(character).over(paragraph).over(self._defaults)
        if run.vanish is None and character.vanish and paragraph.vanish:
            look = look._replace(vanish=False)  # a toggle set on both levels is off again (17.7.3)
        if look.vanish or (look.size is not None and look.size <= _SMALLEST):
            return True
        return look.color is not None and _alike(look.color, look.fill or ground)

    def _style(self, style: str | None) -> _Style:
        """Resolve a style, each step of its chain once; a circle ends where it closes."""
        chain: dict[str, Element] = {}
        while style is not None and style not in self._resolved and style not in chain and style in self._elements:
            chain[style] = self._elements[style]
            base = chain[style].find(_BASED_ON)
            style = None if base is None else base.get(_VAL)
        resolved = self._resolved.get(style) or _Style()
        for name, element in reversed(chain.items()):
            properties = element.find(RUN_PROPERTIES)
            own = NOTHING_SAID if properties is None else look_of(properties)
            ground = ground_of(element.find(_PARAGRAPH_SHADE)) or resolved.ground
            shades = resolved.shades or any(ground_of(shade) for shade in element.iter(_SHADE))
            resolved = self._resolved[name] = _Style(own.over(resolved.look), ground, shades)
        return resolved


@lru_cache(1024)
def _hex(value: str | None) -> str | None:
    """Return RRGGBB, or None for `auto` and whatever is no colour."""
    value = (value or "").lstrip("#").upper()
    return value if len(value) == 6 and all(digit in "0123456789ABCDEF" for digit in value) else None


@lru_cache(1024)
def _half_points(value: str | None) -> float | None:
    """Return a font size; strict documents may write it with its unit (``10.5pt``)."""
    value = value or ""
    try:
        return float(value[:-2]) * 2 if value.endswith("pt") else float(value)
    except ValueError:
        return None


def _alike(one: str, other: str) -> bool:
    if other == UNKNOWN:
        return False
    return all(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) <= _NEAR for i in (0, 2, 4))
