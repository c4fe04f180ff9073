"""Reads the paragraphs of a .docx run by run into what a reader sees and what lies behind it.

An element that is not known is looked into, so text in a new or foreign wrapper is never lost; only properties are passed
over. Source: ISO/IEC 29500-1, 17.3 (runs), 17.5 (content controls), 17.13 (revisions), 17.16 (fields).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from review import lazy_re as re
from review.extract.docx_fields import Field, drawn, told
from review.extract.docx_line import ALT_TEXT, DELETED, HIDDEN, OTHER_DRAWING, Box, Line, Veil
from review.extract.docx_names import a, m, mc, pic, r, v, w, wp
from review.extract.docx_pictures import area, cropped
from review.extract.docx_style import NOTHING_SAID, PAPER, RUN_PROPERTIES, Styles, ground_of, is_on, look_of
from review.extract.docx_symbol import symbol, without_private
from review.extract.safe_xml import Element
from review.model import Layer

_PROPERTIES = (
    "pPr rPr tblPr tblPrEx tblGrid trPr tcPr sectPr sdtPr sdtEndPr rubyPr customXmlPr smartTagPr proofErr permStart permEnd "
    "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd lastRenderedPageBreak"
)
MOST_CHOICES = 32  # of one drawing that are compared with the first; programs write two
SKIPPED = frozenset(map(w, _PROPERTIES.split()))
_PARAGRAPH, _RUN, _TEXT, _VAL = w("p"), w("r"), w("t"), w("val")
_PARAGRAPH_PROPERTIES, _PARAGRAPH_STYLE, _SHADE = w("pPr"), w("pStyle"), w("shd")
_SHAPE_TEXT = (_TEXT, m("t"), a("t"), v("textpath"))
_SPACE = re.compile(r"\s+")
_WATERMARK = re.compile("water ?mark|水印", re.IGNORECASE)
_UNSEEN_SHAPE = re.compile(r"visibility:\s*hidden|display:\s*none", re.IGNORECASE)
Handler = Callable[[Element, Veil | None], None]


class InlineReader:
    """Reads the paragraphs of one part in order; a complex field may span several of them."""

    def __init__(self, styles: Styles, root: Element, keep_time: Callable[[], None]) -> None:
        self._styles = styles
        self._keep_time = keep_time
        self._line = Line()
        self._style: str | None = None
        self._ground = PAPER
        self._bare_run_hidden = False
        self._watermark = False
        self._fields: list[Field] = []
        self._codes_open = 0
        self._handlers: dict[str, Handler] = {tag: getattr(self, name) for tag, name in _HANDLERS.items()}
        marks = [mark.get(w("fldCharType")) for mark in root.iter(w("fldChar"))]
        # A field that is never closed must not swallow the rest of the document.
        self._fields_close = marks.count("begin") == marks.count("end")

    def read(self, element: Element, ground: str, veil: Veil | None) -> Line:
        """Read a w:p, or run content that stands between paragraphs, on a ground of this colour.

        A veil from outside covers all of it.
        """
        self._line = line = Line()
        self._style, own_ground = None, None
        properties = element.find(_PARAGRAPH_PROPERTIES)
        if properties is not None:
            own_ground = self._paragraph_properties(properties)
        self._ground = own_ground or self._styles.paragraph_ground(self._style) or ground
        self._bare_run_hidden = self._styles.hides(self._style, self._ground, NOTHING_SAID)
        self._walk(element if element.tag == _PARAGRAPH else (element,), veil)
        return line

    def _paragraph_properties(self, properties: Element) -> str | None:
        ground = None
        for child in properties:
            tag = child.tag
            if tag == _PARAGRAPH_STYLE:
                self._style = child.get(_VAL)
            elif tag == _SHADE:
                ground = ground_of(child)
            elif tag == RUN_PROPERTIES:
                for mark in child:
                    if mark.tag in _UNSEEN_MARK and is_on(mark):
                        self._line.joins = True
        return ground

    def _walk(self, children: Iterable[Element], veil: Veil | None) -> None:
        for child in children:
            tag = child.tag
            if tag == _TEXT:
                self._text(child, veil)
            elif tag == _RUN:
                self._keep_time()
                self._run(child, veil)
            elif tag in _CHARACTERS:
                self._say(_CHARACTERS[tag], veil)
            elif tag not in SKIPPED:
                self._keep_time()
                self._handlers.get(tag, self._walk)(child, veil)

    def _say(self, text: str, veil: Veil | None) -> None:
        if self._codes_open and veil is None:
            veil = HIDDEN  # text inside a field's code is not printed
        self._line.say(text, veil)

    def _run(self, run: Element, veil: Veil | None) -> None:
        seen = veil is None
        if seen and self._bare_run_hidden:
            veil = HIDDEN
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                self._text(child, veil)
            elif tag == RUN_PROPERTIES:
                if seen:
                    veil = HIDDEN if self._styles.hides(self._style, self._ground, look_of(child)) else None
            else:
                self._walk((child,), veil)

    def _text(self, element: Element, veil: Veil | None) -> None:
        """Say a text; a line feed in markup is a space on the page."""
        text = element.text
        if text:
            self._say(without_private(text).replace("\n", " "), veil)

    def _deleted_text(self, element: Element, veil: Veil | None) -> None:
        self._text(element, veil or DELETED)

    def _deletion(self, element: Element, _veil: Veil | None) -> None:
        self._walk(element, DELETED)

    def _symbol(self, element: Element, veil: Veil | None) -> None:
        """Say a character given by its code."""
        try:
            text, unread = symbol(int(element.get(w("char"), ""), 16), element.get(w("font"), ""))
        except (ValueError, OverflowError):
            text, unread = "\ufffd", False
        self._say(text, veil)
        self._line.unread |= unread

    def _ruby(self, element: Element, veil: Veil | None) -> None:
        """Keep the base in the line; the small text above it would tear words apart."""
        for child in element:
            if child.tag != w("rt"):
                self._walk((child,), veil)
            elif veil is None:
                self._line.ruby.append("".join(node.text or "" for node in child.iter(_TEXT)))
            else:
                self._walk(child, veil)

    def _alternatives(self, element: Element, veil: Veil | None) -> None:
        """Read the first choice; another one is behind the page if it says something else."""
        alternatives = [child for child in element if child.tag in (mc("Choice"), mc("Fallback"))]
        if not alternatives:
            return
        self._walk(alternatives[0], veil)
        seen = squeezed(alternatives[0])
        for number, other in enumerate(alternatives[1:]):
            text = squeezed(other)
            if text and (number >= MOST_CHOICES or text not in seen):
                self._line.aside(text, OTHER_DRAWING)

    def _hyperlink(self, element: Element, veil: Veil | None) -> None:
        self._line.aside(element.get(w("tooltip"), ""), ALT_TEXT)
        self._walk(element, veil)

    # Fields

    def _field_mark(self, element: Element, veil: Veil | None) -> None:
        kind = element.get(w("fldCharType"))
        if not self._fields_close:
            return
        if kind == "begin":
            self._fields.append(Field(choice=_chosen(element)))
            self._codes_open += 1
        elif kind == "separate" and self._fields and not self._fields[-1].in_result:
            self._fields[-1].in_result = True
            self._codes_open -= 1
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            code = "".join(closed.code)
            self._tell(code)
            if not closed.in_result:
                self._codes_open -= 1
                self._say(drawn(code), veil)
            self._say(closed.choice, veil)

    def _field_code(self, element: Element, _veil: Veil | None) -> None:
        if self._fields:
            self._fields[-1].code.append(element.text or "")
        else:
            self._line.say(element.text or "", HIDDEN)

    def _simple_field(self, element: Element, veil: Veil | None) -> None:
        self._tell(element.get(w("instr"), ""))
        self._walk(element, veil)

    def _tell(self, code: str) -> None:
        found = told(code)
        if found:
            text, carrier = found
            self._line.aside(text, (Layer.HIDDEN if carrier == "text" else Layer.METADATA, carrier))

    # Drawings

    def _frame(self, element: Element, veil: Veil | None) -> None:
        """Read an anchored or inline drawing: its own properties say whether it is seen and what it is called."""
        properties = element.find(wp("docPr"))
        name = ""
        if properties is not None:
            self._alternative_text(properties, veil)
            name = properties.get("name", "")
            if properties.get("hidden", "0").lower() in ("1", "true"):
                veil = veil or HIDDEN
        self._shape(element, veil, name)

    def _vml_shape(self, element: Element, veil: Veil | None) -> None:
        self._line.aside(element.get("alt", ""), ALT_TEXT)
        if _UNSEEN_SHAPE.search(element.get("style", "")):
            veil = veil or HIDDEN
        self._shape(element, veil, element.get("id", ""))

    def _shape(self, element: Element, veil: Veil | None, name: str) -> None:
        outer, self._watermark = self._watermark, self._watermark or bool(_WATERMARK.search(name))
        self._walk(element, veil)
        self._watermark = outer

    def _alternative_text(self, element: Element, _veil: Veil | None) -> None:
        for key in ("descr", "title"):
            self._line.aside(element.get(key, ""), ALT_TEXT)

    def _text_box(self, element: Element, veil: Veil | None) -> None:
        self._line.boxes.append(Box(element, "", veil, self._watermark))

    def _drawn_paragraph(self, element: Element, veil: Veil | None) -> None:
        text = "".join(node.text or "" for node in element.iter(a("t")))
        self._line.boxes.append(Box(None, text, veil, self._watermark))

    def _word_art(self, element: Element, veil: Veil | None) -> None:
        self._line.boxes.append(Box(None, element.get("string", ""), veil, self._watermark))

    def _picture(self, element: Element, veil: Veil | None) -> None:
        links = filter(None, (element.get(r("embed")), element.get(r("id")), element.get(r("pict"))))
        self._line.pictures.extend((link, cropped(element), area(element)) for link in links)
        self._line.aside(element.get("{urn:schemas-microsoft-com:office:office}title", ""), ALT_TEXT)
        self._walk(element, veil)


def squeezed(element: Element) -> str:
    """Return the text below an element, shapes included, without any space: for telling whether two say the same."""
    return _SPACE.sub("", "".join(node.get("string") or node.text or "" for node in element.iter(*_SHAPE_TEXT)))


def _chosen(field_mark: Element) -> str:
    """Return the entry that an old-style drop-down field shows; its result is stored as a number only."""
    choices = field_mark.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(_VAL, "") for entry in choices.iter(w("listEntry"))]
    number = choices.find(w("result"))
    if number is None:
        number = choices.find(w("default"))
    position = "0" if number is None else number.get(_VAL, "0")
    return entries[int(position)] if position.isdecimal() and int(position) < len(entries) else ""


_UNSEEN_MARK = frozenset({w("del"), w("moveFrom"), w("vanish"), w("specVanish")})
_SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_SHAPES_2010 = tuple(
    f"{{http://schemas.microsoft.com/office/word/2010/wordprocessing{kind}}}cNvPr" for kind in ("Shape", "Group", "Canvas")
)
_CHARACTERS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
    w("softHyphen"): "\u00ad",
}
_HANDLERS = {
    w("sym"): "_symbol",
    w("delText"): "_deleted_text",
    w("del"): "_deletion",
    w("moveFrom"): "_deletion",
    w("ruby"): "_ruby",
    w("hyperlink"): "_hyperlink",
    w("fldChar"): "_field_mark",
    w("instrText"): "_field_code",
    w("delInstrText"): "_field_code",
    w("fldSimple"): "_simple_field",
    w("txbxContent"): "_text_box",
    m("t"): "_text",
    m("r"): "_run",
    mc("AlternateContent"): "_alternatives",
    wp("anchor"): "_frame",
    wp("inline"): "_frame",
    a("p"): "_drawn_paragraph",
    a("blip"): "_picture",
    _SVG_BLIP: "_picture",
    pic("cNvPr"): "_alternative_text",
    v("imagedata"): "_picture",
    v("textpath"): "_word_art",
    **{v(name): "_vml_shape" for name in ("shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "group", "image")},
    **dict.fromkeys(_SHAPES_2010, "_alternative_text"),
}
