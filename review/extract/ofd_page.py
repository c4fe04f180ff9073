"""One page of an OFD document as it is painted: words with the place of their glyphs, grounds, pictures.

Coordinates are millimetres from the top left (GB/T 33190-2016, 7.2 and 8). Objects are taken in the order of painting: a
glyph is not seen when it is switched off, has no ink, is white on white, lies off the page, or is painted over afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from review import lazy_re as re
from review.extract.limits import over_limit
from review.extract.ofd_geometry import A4, IDENTITY, Box, Matrix, boundary, bounds, matrix_of, meets, moved_to, times
from review.extract.ofd_package import OfdPackage, child, is_on, local, numbers
from review.extract.safe_xml import Element

_NESTED = 8  # composites within composites
_DIM = 5  # of 255: less ink is not seen
_TINY = 0.5  # millimetres: 1.4 pt
_BAND = 10.0
_OUTLINE = 400  # code points that a rectangle takes
_LAYERS = {"Background": 0, "Foreground": 2}
_STRAIGHT = re.compile(r"\s*M\s+\S+\s+\S+(?:\s+L\s+\S+\s+\S+){3,4}(?:\s+C)?\s*")


@dataclass(slots=True)
class Word:
    """Glyphs of one text object that share their fate. `hidden` is the kind of the hidden.* rule, or empty."""

    text: str
    x: float
    y: float
    end: float
    size: float
    box: Box
    turned: bool
    hidden: str


@dataclass(slots=True)
class _Ground:
    order: int
    box: Box
    white: bool
    covers: bool


@dataclass
class Resources:
    """What pages refer to by id: drawing parameters, pictures and media, composite units, colour spaces."""

    params: dict[str, Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    spaces: dict[str, str] = field(default_factory=dict)

    def add(self, package: OfdPackage, name: str, root: Element) -> None:
        """Take in one resource part (8.1)."""
        base = f"{name.rpartition('/')[0]}/{root.get('BaseLoc', '').strip('/')}".strip("/")
        if root.get("BaseLoc", "").startswith("/"):
            base = root.get("BaseLoc", "").strip("/")
        for node in root.iter("{*}DrawParam", "{*}CompositeGraphicUnit", "{*}MultiMedia", "{*}ColorSpace", "{*}FontFile", "{*}Profile"):
            kind, key = local(node), node.get("ID", "")
            if kind == "DrawParam":
                self.params[key] = node
            elif kind == "CompositeGraphicUnit":
                self.units[key] = node
            elif kind == "ColorSpace":
                self.spaces[key] = node.get("Type", "")
            elif kind == "MultiMedia":
                file = child(node, "MediaFile")
                part = package.located(None if file is None else file.text, f"{base}/x", name.rpartition("/")[0])
                if part:
                    self.media[key] = part
            else:
                part = package.find(node.text, f"{base}/x", name.rpartition("/")[0])
                if part:
                    package.done.add(part)

    def is_white(self, colour: Element | None) -> bool:
        """Tell whether a colour is pure white; no colour is black."""
        if colour is None:
            return False
        values = numbers(colour.get("Value"))
        kind = self.spaces.get(colour.get("ColorSpace", ""), {1: "GRAY", 4: "CMYK"}.get(len(values), "RGB"))
        return bool(values) and (all(v <= 0 for v in values) if kind == "CMYK" else all(v >= 254 for v in values))

    def colour(self, node: Element, kind: str, inherited: str) -> Element | None:
        """Return the colour of an object: its own, or that of its drawing parameters and those they build on."""
        own = child(node, kind)
        key, seen = node.get("DrawParam") or inherited, set[str]()
        while own is None and key in self.params and key not in seen:
            seen.add(key)
            own = child(self.params[key], kind)
            key = self.params[key].get("Relative", "")
        return own


@dataclass
class Painter:
    """Paints the parts of one page and keeps what a reader would see or miss."""

    resources: Resources
    spend: Callable[[int], None]
    area: Box = A4
    pictures: dict[str, Box] = field(default_factory=dict)
    unread_glyphs: bool = False
    strokes: int = 0
    _words: list[tuple[int, Element, Matrix, Box, str, bool]] = field(default_factory=list)
    _grounds: list[_Ground] = field(default_factory=list)
    _order: int = 0
    _most_covers: int = 0

    def paint(self, content: Element, matrix: Matrix = IDENTITY) -> None:
        """Paint the layers of a page or template, or the appearance of an annotation."""
        layers = sorted(content, key=lambda layer: _LAYERS.get(layer.get("Type", ""), 1))
        for layer in layers if local(content) == "Content" else [content]:
            self._walk(layer, matrix, "", "", 0)

    def _walk(self, node: Element, matrix: Matrix, veil: str, param: str, depth: int) -> None:
        self._order += 1
        self.spend(1)
        kind = local(node)
        veil = veil or _veil(node)
        if kind == "TextObject":
            self._text(node, matrix, veil, param)
        elif kind == "PathObject":
            self._path(node, matrix, veil, param)
        elif kind == "ImageObject":
            self._picture(node, matrix)
        else:
            content: Element | None = node
            if kind == "CompositeObject":
                content = child(self.resources.units.get(node.get("ResourceID", "")), "Content")
                matrix, depth = times(times(matrix, moved_to(boundary(node))), matrix_of(node.get("CTM"))), depth + 1
            if depth > _NESTED:
                raise over_limit("页面上的对象嵌套过深")
            for inner in () if content is None else content:
                self._walk(inner, matrix, veil, node.get("DrawParam") or param, depth)

    def _text(self, node: Element, matrix: Matrix, veil: str, param: str) -> None:
        fill = self.resources.colour(node, "FillColor", param)
        ink = numbers(fill.get("Alpha")) if fill is not None else []
        unpainted = not is_on(node.get("Fill"), default=True) and not is_on(node.get("Stroke"), default=False)
        if not veil and (unpainted or (ink and ink[0] <= _DIM)):
            veil = "text"
        white = not is_on(node.get("Stroke"), default=False) and self.resources.is_white(fill)
        box = bounds(matrix, boundary(node))
        inner = times(times(matrix, moved_to(boundary(node))), matrix_of(node.get("CTM")))
        codes = list(node.iter("{*}TextCode"))
        for code in codes:
            self._words.append((self._order, code, inner, box, veil, white))
        if not any((code.text or "").strip() for code in codes) and next(node.iter("{*}Glyphs"), None) is not None:
            self.unread_glyphs = True

    def _path(self, node: Element, matrix: Matrix, veil: str, param: str) -> None:
        self.strokes += not veil
        if veil or not is_on(node.get("Fill"), default=False):
            return
        data = child(node, "AbbreviatedData")
        colour = self.resources.colour(node, "FillColor", param)
        solid = all(not a or a[0] >= 250 for a in (numbers(node.get("Alpha")), numbers(colour.get("Alpha") if colour is not None else "")))
        outline = (data.text or "") if data is not None else ""
        covers = solid and len(outline) < _OUTLINE and _STRAIGHT.fullmatch(outline) is not None
        self._grounds.append(_Ground(self._order, bounds(matrix, boundary(node)), self.resources.is_white(colour), covers))

    def _picture(self, node: Element, matrix: Matrix) -> None:
        box = bounds(matrix, boundary(node))
        for key in (node.get("ResourceID", ""), node.get("Substitution", "")):
            if key in self.resources.media:
                self.pictures.setdefault(self.resources.media[key], box)
        self._grounds.append(_Ground(self._order, box, white=False, covers=False))

    def words(self) -> Iterator[Word]:
        """Yield what was written, in the order of painting."""
        covers = self._covers()
        for order, code, matrix, box, veil, white in self._words:
            text = (code.text or "").replace("\n", "").replace("\r", "")
            if not text.strip():
                continue
            parent = code.getparent()
            nominal = (numbers(parent.get("Size") if parent is not None else None) or [0.0])[0] or 3.0
            scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
            self.spend(len(text) * (10 + self._most_covers) // 100)
            points = _glyphs(code, text, nominal, matrix)
            size = nominal * scale
            hidden = veil
            if not hidden and 0 < size < _TINY:
                hidden = "text"
            if not hidden and not meets(box, self.area):
                hidden = "offpage"
            if not hidden and white and self._white_below(order, points[0], size):
                hidden = "text"
            turned = abs(matrix[1]) > 0.1 * abs(matrix[0])
            for part, at in _runs(text, points, [_covered(covers, order, p, size) for p in points] if covers and not hidden else None):
                first, last = points[at], points[at + len(part) - 1]
                fate = hidden or ("redaction" if covers and _covered(covers, order, first, size) else "")
                yield Word(part, first[0], first[1], last[0] + size * _width(part[-1]), size, box, turned, fate)

    def _covers(self) -> dict[int, list[_Ground]]:
        bands: dict[int, list[_Ground]] = {}
        for ground in self._grounds:
            left, top, right, bottom = ground.box
            if ground.covers and right - left >= 1 and bottom - top >= 1:
                low, high = max(top, self.area[1]), min(bottom, self.area[3])
                for band in range(int(low // _BAND), int(high // _BAND) + 1):
                    bands.setdefault(band, []).append(ground)
        self._most_covers = max(map(len, bands.values()), default=0)
        return bands

    def _white_below(self, order: int, point: tuple[float, float], size: float) -> bool:
        x, y = point[0] + size * 0.4, point[1] - size * 0.35
        self.spend(len(self._grounds) // 10)
        for ground in reversed(self._grounds):
            if ground.order < order and ground.box[0] <= x <= ground.box[2] and ground.box[1] <= y <= ground.box[3]:
                return ground.white
        return True


def _covered(covers: dict[int, list[_Ground]], order: int, point: tuple[float, float], size: float) -> bool:
    """Tell whether the body of a glyph lies under a filled rectangle that was painted later."""
    left, top, right, bottom = point[0] + size * 0.1, point[1] - size * 0.65, point[0] + size * 0.4, point[1] - size * 0.05
    return any(
        g.order > order and g.box[0] <= left and g.box[1] <= top and right <= g.box[2] and bottom <= g.box[3]
        for g in covers.get(int(((top + bottom) / 2) // _BAND), ())
    )


def _runs(text: str, points: list[tuple[float, float]], fates: list[bool] | None) -> Iterator[tuple[str, int]]:
    """Yield stretches of one fate, each with the index of its first glyph."""
    if fates is None or len(set(fates)) < 2:
        yield text, 0
        return
    start = 0
    for index in range(1, len(points) + 1):
        if index == len(points) or fates[index] != fates[start]:
            yield text[start:index], start
            start = index


def _glyphs(code: Element, text: str, size: float, matrix: Matrix) -> list[tuple[float, float]]:
    """Return where each character begins; without steps it is as wide as usual."""
    x, y = (numbers(code.get("X")) or [0.0])[0], (numbers(code.get("Y")) or [0.0])[0]
    across, down = numbers(code.get("DeltaX"), len(text)), numbers(code.get("DeltaY"), len(text))
    points = []
    for index, character in enumerate(text):
        points.append((matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]))
        x += across[index] if index < len(across) else 0.0 if down else size * _width(character)
        y += down[index] if index < len(down) else 0.0
    return points


def _veil(node: Element) -> str:
    """Return what switches an object off: the kind of the hidden.* rule, or nothing."""
    if not is_on(node.get("Visible"), default=True):
        return "layer" if local(node) == "Layer" else "text"
    alpha = numbers(node.get("Alpha"))
    return "text" if alpha and alpha[0] <= _DIM else ""


def _width(character: str) -> float:
    return 0.5 if character < "\u2000" else 1.0
