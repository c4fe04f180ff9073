"""A parsed web page, walked in reading order: paragraphs, table rows, and what stands behind the page.

White space is collapsed as a browser does (CSS Text 3 §4.1, with §4.1.3: a line break between two wide characters vanishes).
The walk is a loop over events, so nesting costs no stack. A table that holds another table, or one cell only, is taken for
page layout and its cells are read as paragraphs; every other table is read as rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.html_apart import ends_a_number, stands_apart
from review.extract.html_carried import Carried
from review.extract.html_table import Grid
from review.extract.html_unseen import comment_speaks, conceals, ground, repeats, speaks, tells, unescape, white_ink
from review.extract.limits import OutOfTimeError, over_limit
from review.extract.properties import is_person, label
from review.model import Layer, Place, Zone

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset
h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre search section select
summary table tbody td text textarea tfoot th thead tr ul xmp
"""
_TECHNICAL = """
viewport renderer robots format-detection referrer theme-color color-scheme csrf-token csrf-param google googlebot handheldfriendly
mobileoptimized apple-mobile-web-app-capable apple-mobile-web-app-status-bar-style msapplication-tilecolor
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
PRESERVED = frozenset(("pre", "textarea", "listing", "xmp", "plaintext"))
FRAMES = frozenset(("iframe", "frame", "object", "embed", "applet", "portal"))
MEDIA = frozenset(("audio", "video"))
LABELS = frozenset(
    ("alt", "title", "aria-label", "aria-description", "aria-valuetext", "aria-placeholder", "aria-roledescription", "summary", "standby")
)
UNSHOWN_META = frozenset(_TECHNICAL.split())

_SPACE = " \t\n\r\f"
_BREAK = "\v"
_RUN = re.compile(r"[ \t\n\r\f]+")
_WIDE = "\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\U00020000-\U0003fffd"
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")


@dataclass(slots=True)
class _Capture:
    """Text being gathered for one owner: the page itself (None), a table cell or a hidden element."""

    owner: Any
    hidden: bool = False
    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    line: int = 0


@dataclass
class Flow:
    """Walks one page into a builder; afterwards `images`, `frames`, `media`, `metadata` and `people` say what else was there."""

    builder: DocumentBuilder
    carried: Carried = field(default_factory=Carried)
    images: int = 0
    frames: int = 0
    media: int = 0
    metadata: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    _captures: list[_Capture] = field(default_factory=lambda: [_Capture(None)])
    _grids: list[Grid] = field(default_factory=list)
    _tables: int = 0
    _preserved: int = 0
    _apart: list[Any] = field(default_factory=list)
    _grounds: list[tuple[Any, bool]] = field(default_factory=list)
    _labels: set[str] = field(default_factory=set)

    def walk(self, tree: Any) -> None:
        """Read every node of `tree`, an lxml ElementTree made by the HTML parser. When the time is over, what was gathered is put."""
        try:
            self._walk(tree)
        except OutOfTimeError:
            self._let_go()
            raise

    def _walk(self, tree: Any) -> None:
        from lxml import etree

        walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        budget = self.builder.limits.xml_elements
        for event, node in walker:
            if event == "start":
                self.builder.keep_time()
                if self._start(node, node.tag):
                    walker.skip_subtree()
                elif node.text:
                    self._text(node.text, node)
                budget -= 1
                if budget < 0:
                    raise over_limit("网页元素过多")
                continue
            if event == "end":
                self._end(node, node.tag)
            elif event == "comment":
                self._comment(node)
            if node.tail:
                self._text(node.tail, node)
        self._flush()

    def _let_go(self) -> None:
        """Put what was gathered for a row and for hidden elements that have not ended."""
        while len(self._captures) > 1:
            if self._grids and self._grids[-1].cell is None:
                self._row()
            self._close(self._captures[-1].owner)
        if self._grids:
            self._row()
        self._flush()

    def _start(self, node: Any, tag: str) -> bool:
        """Enter an element; return True if nothing below it is to be read."""
        if tag in ("script", "style"):
            self._code(node, tag)
            return True
        attributes = dict(node.items())
        if tag in BLOCKS:
            self._flush()
        elif stands_apart(node, tag, attributes):
            self._text(" ", node)
            self._apart.append(node)
        if attributes:
            self._labelled(node, tag, attributes)
        hidden = conceals(tag, attributes) or (bool(attributes) and self._white_on_white(node, tag, attributes))
        cell = tag in ("td", "th") and bool(self._grids) and self._grids[-1].open_cell(node, attributes)
        if hidden or cell:
            self._captures.append(_Capture(node, hidden))
        skip = self._enter(node, tag, attributes)
        if tag in PRESERVED:
            self._preserved += 1
            if tag == "textarea" and not node.text:
                self._text(attributes.get("placeholder", ""), node)
        self.frames += tag in FRAMES and not self.carried.holds(attributes)
        self.media += tag in MEDIA
        return skip or tag in FRAMES or tag in MEDIA

    def _code(self, node: Any, tag: str) -> None:
        """Keep what a script or a style sheet carries."""
        for name, value in node.items():
            self.carried.attribute(name, value, _place(node))
        if tag == "style":
            self.carried.style(node.text or "", _place(node))
        elif tells(node.text or ""):
            self._behind(unescape(node.text), node, Layer.METADATA)

    def _enter(self, node: Any, tag: str, attributes: dict[str, str]) -> bool:
        """Do what one kind of element asks for; return True if nothing below it is to be read."""
        match tag:
            case "br":
                self._text(_BREAK, node)
            case "table":
                self._table(node)
            case "tr" if self._grids:
                self._grids[-1].open_row()
            case "img":
                self.images += not self.carried.holds(attributes)
            case "input":
                self._input(node, attributes)
            case "meta":
                self._note(attributes.get("name") or attributes.get("property") or attributes.get("itemprop"), attributes.get("content"))
            case "title" if node.getparent() is None or node.getparent().tag in ("head", "body", "html"):
                self._note("标题", node.text)
                return True
        return False

    def _end(self, node: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            if tag in PRESERVED:
                self._preserved -= 1
            elif tag == "table" and self._grids:
                self._grids.pop()
            elif tag == "tr" and self._grids:
                self._row()
        if self._grounds and self._grounds[-1][0] is node:
            self._grounds.pop()
        self._close(node)
        if self._apart and self._apart[-1] is node:
            self._apart.pop()
            self._text(" ", node)

    def _close(self, node: Any) -> None:
        """Put away what was gathered for an element that ends."""
        capture = self._captures[-1]
        if capture.owner is node:
            self._flush()
            self._captures.pop()
            text = "\n".join(capture.lines)
            if capture.hidden:
                self._behind(text, node, Layer.HIDDEN)
                text = ""
            if self._grids and self._grids[-1].cell is node:
                self._grids[-1].close_cell(text)

    def _text(self, text: str, node: Any) -> None:
        capture = self._captures[-1]
        if not capture.pieces:
            if not text.strip(_SPACE):
                return
            capture.line = node.sourceline or 0
        elif ends_a_number(capture.pieces, text):
            capture.pieces.append(" ")
        capture.pieces.append(text)

    def _flush(self) -> None:
        """Close the paragraph that is being gathered."""
        capture = self._captures[-1]
        if not capture.pieces:
            return
        raw = "".join(capture.pieces)
        capture.pieces.clear()
        text = raw.replace(_BREAK, "\n").strip("\n") if self._preserved else _collapse(raw)
        if not text.strip():
            return
        if capture.owner is None:
            self.builder.paragraph(text, Place(path=f"L{capture.line}", zone=Zone.BODY))
        else:
            capture.lines.append(text)

    def _table(self, node: Any) -> None:
        cells = node.iter("td", "th")
        single = next(cells, None) is None or next(cells, None) is None
        data = not single and next(node.iterdescendants("table"), None) is None
        self._tables += data
        self._grids.append(Grid(self._tables, data=data))

    def _row(self) -> None:
        """Close the row of the innermost table: onto the page, or as one line of what is being gathered."""
        cells = self._grids[-1].close_row()
        if not cells:
            return
        capture = self._captures[-1]
        if capture.owner is None:
            self.builder.row((text, Place(path=path, zone=Zone.TABLE)) for text, path in cells)
        else:
            capture.lines.append("\t".join(text.replace("\n", " ") for text, _ in cells))

    def _input(self, node: Any, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text").strip().lower()
        value = attributes.get("value", "")
        if kind == "image":
            self.images += 1
        elif kind in ("hidden", "password"):
            self._behind(value, node, Layer.HIDDEN)
        elif kind in ("checkbox", "radio"):
            if tells(value):
                self._behind(value, node, Layer.HIDDEN)
        else:
            self._text(f" {value or attributes.get('placeholder', '')} ", node)

    def _labelled(self, node: Any, tag: str, attributes: dict[str, str]) -> None:
        """Keep what attributes say without showing it. A label that repeats the element's own text says nothing new."""
        for name, value in attributes.items():
            self.carried.attribute(name, value, _place(node))
            if self._says(name, value, attributes, node):
                said = _collapse(value)
                if said not in self._labels and speaks(said) and not repeats(node, said):
                    self._labels.add(said)
                    self.builder.behind(said, _place(node), Layer.HIDDEN, "alt-text")
            elif name == "label" and tag in ("option", "optgroup") and not (node.text or "").strip():
                self._text(f"{value}{_BREAK}", node)

    def _says(self, name: str, value: str, attributes: dict[str, str], node: Any) -> bool:
        """Tell whether an attribute is a text that somebody wrote and the page does not show."""
        if name in LABELS or (name.startswith("data-") and tells(value)):
            return True
        return name == "placeholder" and bool(attributes.get("value") or node.text)

    def _white_on_white(self, node: Any, tag: str, attributes: dict[str, str]) -> bool:
        painted = ground(attributes)
        if painted is not None:
            self._grounds.append((node, painted))
        return white_ink(tag, attributes) and not (self._grounds and self._grounds[-1][1])

    def _comment(self, node: Any) -> None:
        text = node.text or ""
        if not text.startswith("?xml") and comment_speaks(text):
            self.builder.behind(text.strip(), _place(node), Layer.HIDDEN, "html-comment")

    def _behind(self, text: str, node: Any, layer: Layer) -> None:
        if speaks(text):
            self.builder.behind(text.strip(_SPACE), _place(node), layer, "text")

    def _note(self, name: str | None, value: str | None) -> None:
        shown = _collapse(value or "")
        if name and shown and name.lower() not in UNSHOWN_META:
            (self.people if is_person(name) else self.metadata)[f"{label(name)}：{shown}"] = None


def _place(node: Any) -> Place:
    return Place(path=f"L{node.sourceline or 0}")


def _collapse(raw: str) -> str:
    lines = (_RUN.sub(" ", _WIDE_BREAK.sub("", line)).strip(" ") for line in raw.split(_BREAK))
    return "\n".join(lines).strip("\n")
