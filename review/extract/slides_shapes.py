"""What the shapes of one slide say, and whether a viewer of the slide sees it.

A tree of shapes is walked in its order, which is the order of painting and of reading aloud. Lengths are EMU. Source:
ISO/IEC 29500-1, 19.3.1 (presentation shapes), 20.1 and 21.1 (drawing and text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from review import lazy_re as re
from review.extract.safe_xml import Element
from review.extract.slides_ground import BARE, OPEN, Box, Ground, alike, colour_of, is_covered, is_rectangle, paint_of, under

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MANY = 400  # painted shapes: what lies over and under text among more of them is left open
_TINY = 300  # hundredths of a point: smaller text is not seen on a slide
_AUTOMATIC = re.compile(
    r"[\x00-\x7f]*|(?:标题|副标题|(?:内容|文本|图片|日期|页脚|页眉|备注|表格|图表|媒体|幻灯片图像|灯片编号|幻灯片编号)?占位符|竖排[^ ]{2,9}"
    r"|图片|图表|图形|图示|表格|文本框|矩形|圆角矩形|椭圆|圆|弧形|弧线|直线|线条|[^ ]{0,4}连接符|形状|任意多边形|组合|对象|[上下左右]?箭头"
    r"|等腰三角形|直角三角形|平行四边形|五边形|艺术字|墨迹|内容|(?:流程图|箭头|矩形|连接符|任意多边形|星形)[:：] ?[^ ]{1,8}) ?\d*"
)
_COUNT = re.compile(r"\d{1,4}|[‹<].{0,4}[›>]")


@dataclass(frozen=True, slots=True)
class Said:
    """Something a shape says. `cells` are texts with their paths, one for a paragraph; `fate` is empty, ``text`` or ``offpage``.

    `kind` is the type of the placeholder (``title``, ``ftr`` …), ``box`` for a shape that is none; `upper` says where it stands.
    """

    cells: tuple[tuple[str, str], ...]
    fate: str = ""
    kind: str = "box"
    upper: bool = True
    row: bool = False

    @property
    def text(self) -> str:
        """The cells as one line."""
        return "\t".join(text for text, _ in self.cells)


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the coordinates of a group map to the slide, and what hides it."""

    scale: tuple[float, float] = (1.0, 1.0)
    origin: tuple[float, float] = (0.0, 0.0)
    fate: str = ""


@dataclass
class ShapeTree:
    """Walks one tree; `drawn` returns the lines of the chart or diagram that a relationship id names."""

    size: tuple[float, float]
    drawn: Callable[[str], list[str]]
    picture: Callable[[str, str, bool, float], None]
    labels: dict[str, None] = field(default_factory=dict)
    alternatives: list[tuple[str, str]] = field(default_factory=list)
    ink: list[str] = field(default_factory=list)
    scheme: Mapping[str, str] = field(default_factory=dict)
    background: str = OPEN
    below: list[Ground] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    prompts: set[int] = field(default_factory=set)
    _boxes: dict[str, tuple[int, Box]] = field(default_factory=dict)
    _count: int = 0

    def read(self, root: Element) -> list[Said]:
        """Return what the part says, in order."""
        said: list[Said] = []
        for tree in root.iter("{*}spTree"):
            said += self._children(tree, _Frame())
        for background in root.iter("{*}bg"):
            self._pictures(background, "", 1.0)
        covers = [ground for ground in self.grounds if ground.covers] if len(self.grounds) <= _MANY else []
        return [self._covered(item, covers) for item in said] if covers else said

    def _covered(self, item: Said, covers: list[Ground]) -> Said:
        """Return what was said as hidden if a rectangle was drawn over it."""
        order, box = self._boxes.get(item.cells[0][1].partition("/")[0], (0, None))
        return replace(item, fate="redaction") if not item.fate and box and is_covered(order, box, covers) else item

    def _children(self, parent: Element, frame: _Frame) -> Iterator[Said]:
        for node in parent:
            yield from self._node(node, frame)

    def _node(self, node: Element, frame: _Frame) -> Iterator[Said]:
        kind = local(node)
        if kind == "AlternateContent":
            yield from self._alternatives(node, frame)
        elif kind == "grpSp":
            yield from self._children(node, self._inner(node, frame))
        elif kind in ("sp", "cxnSp", "pic", "graphicFrame", "contentPart"):
            yield from self._shape(node, kind, frame)
        elif kind not in ("nvGrpSpPr", "grpSpPr", "extLst"):
            yield from self._children(node, frame)

    def _alternatives(self, node: Element, frame: _Frame) -> Iterator[Said]:
        """Read the first choice; what only another one says is not what a present program shows."""
        known: set[str] = set()
        for index, choice in enumerate(node):
            for said in self._children(choice, frame):
                if not index:
                    known.add(said.text)
                    yield said
                elif said.text not in known:
                    yield Said(said.cells, said.fate or "text", said.kind, said.upper, said.row)

    def _inner(self, node: Element, frame: _Frame) -> _Frame:
        self._count += 1
        _, hidden = self._name(node, f"shape{self._count}")
        fate = frame.fate or ("text" if hidden else "")
        form = next(node.iterfind("{*}grpSpPr/{*}xfrm"), None)
        box, inner = _extent(form, "off", "ext"), _extent(form, "chOff", "chExt")
        if box is None or inner is None or not inner[2] or not inner[3]:
            return _Frame(frame.scale, frame.origin, fate)
        x, y = box[2] / inner[2], box[3] / inner[3]
        origin = (
            frame.origin[0] + frame.scale[0] * (box[0] - inner[0] * x),
            frame.origin[1] + frame.scale[1] * (box[1] - inner[1] * y),
        )
        return _Frame((frame.scale[0] * x, frame.scale[1] * y), origin, fate)

    def _shape(self, node: Element, shape: str, frame: _Frame) -> Iterator[Said]:
        self._count += 1
        path = f"shape{self._count}"
        kind, hidden = self._name(node, path)
        fate = frame.fate or ("text" if hidden else "")
        upper = True
        form = next(node.iterfind("{*}xfrm"), None) if shape == "graphicFrame" else next(node.iterfind("{*}spPr/{*}xfrm"), None)
        box = _extent(form, "off", "ext")
        if box is not None:
            left, top, right, bottom = _placed(box, frame, turned=form is not None and form.get("rot", "0") != "0")
            upper = top + bottom < self.size[1]
            if not fate and (right <= 0 or bottom <= 0 or left >= self.size[0] or top >= self.size[1]):
                fate = "offpage"
        share = 0.0 if box is None else (right - left) * (bottom - top) / (self.size[0] * self.size[1])
        self._pictures(node, path, share)
        ground = self._ground(node, shape, None if box is None else (left, top, right, bottom), path, inherits=kind != "box")
        if shape == "contentPart":
            self.ink.append(path)
        for body in node.iterchildren("{*}txBody"):
            for number, paragraph in enumerate(body.iterchildren("{*}p"), 1):
                yield from self._paragraph(paragraph, f"{path}/p{number}", fate, kind, upper=upper, ground=ground)
        for table in node.iter("{*}tbl"):
            yield from _table(table, path, fate, kind, upper=upper)
        if shape == "graphicFrame":
            links = [link for drawing in node.iter("{*}chart", "{*}relIds") for link in (drawing.get(f"{_R}id"), drawing.get(f"{_R}dm"))]
            for number, line in enumerate((line for link in links if link for line in self.drawn(link)), 1):
                yield Said(((line, f"{path}/p{number}"),), fate, kind, upper)

    def _ground(self, node: Element, shape: str, box: Box | None, path: str, *, inherits: bool) -> str:
        """Return the colour on which a shape writes, and remember what the shape itself paints."""
        paint = paint_of(node, self.scheme, inherits=inherits) if shape in ("sp", "cxnSp") else OPEN
        many = len(self.grounds) + len(self.below) > _MANY
        ground = paint or (OPEN if many else under(box, (*self.below, *self.grounds), self.background))
        if box is not None:
            self._boxes[path] = (self._count, box)
            if paint != BARE:
                covers = shape == "sp" and paint != OPEN and is_rectangle(node)
                if inherits:
                    self.prompts.add(self._count)
                self.grounds.append(Ground(self._count, box, paint, covers))
        return ground

    def _paragraph(self, node: Element, path: str, fate: str, kind: str, *, upper: bool, ground: str) -> Iterator[Said]:
        shown, unseen = paragraph_text(node, lambda run: alike(_ink(run, self.scheme), ground))
        if kind == "sldNum" and _COUNT.fullmatch(shown.strip()):
            shown = ""
        if shown.strip():
            yield Said(((shown, path),), fate, kind, upper)
        if unseen.strip():
            yield Said(((unseen, path),), fate or "text", kind, upper)

    def _name(self, node: Element, path: str) -> tuple[str, bool]:
        """Note what a shape is called; return the type of its placeholder and whether it is hidden."""
        properties = next((found for child in node for found in child.iterchildren("{*}cNvPr")), None)
        holder = next((found for child in node for found in child.iterfind("{*}nvPr/{*}ph")), None)
        kind = "box" if holder is None else holder.get("type", "obj")
        if properties is None:
            return kind, False
        name = properties.get("name", "").strip()
        if name and not _AUTOMATIC.fullmatch(name):
            self.labels[name] = None
        tips = [link.get("tooltip", "") for link in node.iter("{*}hlinkClick", "{*}hlinkHover")] if local(node) != "grpSp" else []
        for text in dict.fromkeys((properties.get("title", ""), properties.get("descr", ""), *tips)):
            if text.strip():
                self.alternatives.append((text.strip(), path))
        return kind, is_on(properties.get("hidden"), default=False)

    def _pictures(self, node: Element, path: str, share: float) -> None:
        cropped = any(local(side) == "srcRect" and any(value not in ("", "0") for value in side.attrib.values()) for side in node.iter())
        for blip in node.iter("{*}blip", "{*}svgBlip"):
            for link in (blip.get(f"{_R}embed"), blip.get(f"{_R}link")):
                if link:
                    self.picture(link, path, cropped, share)


def paragraph_text(node: Element, unseen_ink: Callable[[Element], bool] = lambda _: False) -> tuple[str, str]:
    """Return the text of a paragraph that is seen, and that which has no ink, next to no size, or an ink that cannot be seen."""
    shown: list[str] = []
    unseen: list[str] = []
    for run in _runs(node):
        kind = local(run)
        if kind == "br":
            shown.append("\n")
        elif kind in ("pPr", "endParaRPr"):
            continue
        else:
            text = "".join(piece.text or "" for piece in run.iter("{*}t"))
            (unseen if _inkless(run) or unseen_ink(run) else shown).append(text)
    return "".join(shown), "".join(unseen)


def _runs(node: Element) -> Iterator[Element]:
    for run in node:
        if local(run) == "AlternateContent":
            yield from next(iter(run), run)
        else:
            yield run


def _ink(run: Element, scheme: Mapping[str, str]) -> str:
    """Return the colour that a run sets for itself."""
    fill = next(run.iterfind("{*}rPr/{*}solidFill"), None)
    return OPEN if fill is None else colour_of(fill, scheme)


def _inkless(run: Element) -> bool:
    properties = next(run.iterchildren("{*}rPr"), None)
    if properties is None:
        return False
    size = properties.get("sz", "")
    if size.isdigit() and 0 < int(size[:9]) < _TINY:
        return True
    if next(properties.iterchildren("{*}ln"), None) is not None:
        return False
    fill = next(properties.iterchildren("{*}solidFill"), None)
    clear = fill is not None and any(alpha.get("val", "").rstrip("%") == "0" for alpha in fill.iter("{*}alpha"))
    return clear or next(properties.iterchildren("{*}noFill"), None) is not None


def _table(node: Element, path: str, fate: str, kind: str, *, upper: bool) -> Iterator[Said]:
    for number, row in enumerate(node.iterchildren("{*}tr"), 1):
        cells: list[tuple[str, str]] = []
        lost: list[tuple[str, str]] = []
        for column, cell in enumerate(row.iterchildren("{*}tc"), 1):
            texts = [paragraph_text(paragraph) for paragraph in cell.iterfind("{*}txBody/{*}p")]
            shown, unseen = ("\n".join(text[side] for text in texts).strip("\n") for side in (0, 1))
            where = f"{path}/r{number}/c{column}"
            if is_on(cell.get("hMerge"), default=False) or is_on(cell.get("vMerge"), default=False):
                shown, unseen = "", f"{shown}\n{unseen}"
            cells.append((shown, where))
            if unseen.strip():
                lost.append((unseen.strip(), where))
        if any(text.strip() for text, _ in cells):
            yield Said(tuple(cells), fate, kind, upper, row=True)
        for text in lost:
            yield Said((text,), fate or "text", kind, upper)


def _extent(form: Element | None, corner: str, size: str) -> tuple[float, float, float, float] | None:
    """Return left, top, width, height of a transform; None if it has none."""
    point, extent = (None if form is None else next(form.iterchildren(f"{{*}}{name}"), None) for name in (corner, size))
    if point is None or extent is None:
        return None
    try:
        found = [float(value[:18]) for value in (point.get("x", ""), point.get("y", ""), extent.get("cx", ""), extent.get("cy", ""))]
    except ValueError:
        return None
    return (found[0], found[1], found[2], found[3]) if all(abs(value) < 1e18 for value in found) else None


def _placed(box: tuple[float, float, float, float], frame: _Frame, *, turned: bool) -> tuple[float, float, float, float]:
    left, top = frame.origin[0] + frame.scale[0] * box[0], frame.origin[1] + frame.scale[1] * box[1]
    right, bottom = left + frame.scale[0] * box[2], top + frame.scale[1] * box[3]
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    if turned:  # within this square whatever the angle
        half = ((right - left) ** 2 + (bottom - top) ** 2) ** 0.5 / 2
        x, y = (left + right) / 2, (top + bottom) / 2
        return x - half, y - half, x + half, y + half
    return left, top, max(right, left + 1), max(bottom, top + 1)


def is_on(value: str | None, *, default: bool) -> bool:
    """Return what an xs:boolean says."""
    return default if value is None else value.strip().lower() in ("1", "true", "on")


def local(node: Element) -> str:
    """Return the element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]
