"""Pictures of a .docx: each is for eyes once, with the place where it is first shown; what it carries is read like that of a picture file.

Sources: ISO/IEC 29500-1, 20.1.8.55 (source rectangle: what is cut off is still stored), 20.4.2.7 (extent) and 17.6.13 (size of the
page); 29500-4, 14.1.2.11 (imagedata of VML).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.docx_names import a, pic, v, w, wp
from review.extract.inside import embed_picture
from review.extract.limits import Limits
from review.extract.picture_gap import picture_gap
from review.extract.picture_sheet import Shown
from review.extract.safe_xml import Element
from review.extract.sniff import ARCHIVES, sniff
from review.model import Document, GapReason, Place

_SIDES = {"l": "左侧", "t": "上方", "r": "右侧", "b": "下方"}
_VML_SIDES = {"cropleft": "左侧", "croptop": "上方", "cropright": "右侧", "cropbottom": "下方"}
_FILES = frozenset({"docx", "xlsx", "xls", "doc", "ppt", "pptx", "pdf", "ofd", "rtf", "html", "mhtml", "eml", "msg", "text"}) | ARCHIVES
_CUT, _BESIDE = a("srcRect"), 8  # a picture has two things beside it
_SHARE = 1.0  # per cent: less is rounding
_EMU = 12_700  # for a point
A4 = 595.3 * 841.9  # square points
_SHAPES = frozenset((v("shape"), v("rect")))
_SIDE = {side: re.compile(rf"(?:^|;)\s*{side}\s*:\s*(\d+(?:\.\d+)?)\s*(pt|in|cm|mm)\b") for side in ("width", "height")}
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}


def cropped(blip: Element) -> str:
    """Return in words how much of a picture is cut off where it is shown; empty if nothing is."""
    around = blip.getparent()
    beside = () if around is None else islice(around, _BESIDE)
    rectangle = next((one for one in beside if one.tag == _CUT), None)
    if rectangle is not None:
        shares = [(word, _percent(rectangle.get(side, ""))) for side, word in _SIDES.items()]
    else:
        shares = [(word, _fraction(blip.get(side, ""))) for side, word in _VML_SIDES.items()]
    return "、".join(f"{word}裁去 {share:.0f}%" for word, share in shares if share >= _SHARE)


def _number(value: str) -> float:
    """Read a measure of the page or of a drawing: digits only, else 0."""
    return float(value) if value.isdecimal() and len(value) < 12 else 0.0


def _percent(value: str) -> float:
    """Read thousandths of a per cent, or a number with its sign as strict documents write it."""
    try:
        return float(value[:-1]) if value.endswith("%") else float(value or 0) / 1000
    except ValueError:
        return 0.0


def _fraction(value: str) -> float:
    """Read a share of the side: a decimal, or 65536ths marked by an f."""
    try:
        return float(value[:-1]) / 655.36 if value.endswith("f") else float(value or 0) * 100
    except ValueError:
        return 0.0


def area(blip: Element) -> float:
    """Return the size at which a picture is shown, in square points; 0 where nothing says it."""
    for around in blip.iterancestors(wp("inline"), wp("anchor"), pic("pic"), v("shape"), v("rect")):
        if around.tag in _SHAPES:
            found = [_SIDE[side].search(around.get("style", "")) for side in ("width", "height")]
            sizes = [float(side[1]) * _UNITS[side[2]] for side in found if side]
        else:
            extent = next(around.iter(wp("extent"), a("ext")), None)
            sizes = [] if extent is None else [_number(extent.get(side, "")) / _EMU for side in ("cx", "cy")]
        if len(sizes) == 2 and all(sizes):
            return sizes[0] * sizes[1]
    return 0.0


def page_area(root: Element) -> float:
    """Return the size of the smallest page of a document, in square points."""
    sizes = [_number(size.get(w("w"), "")) * _number(size.get(w("h"), "")) / 400 for size in root.iter(w("pgSz"))]
    return min(filter(None, sizes), default=A4)


def read_picture(builder: DocumentBuilder, data: bytes, name: str, shown: Shown | None, number: int) -> None:
    """Add what a picture carries, and put it on the contact sheet; unless it is `shown`, no page uses it."""
    called = f"第{number}张图片（{name}）" if shown else f"页面上没有直接使用的图片（{name}）"
    place = Place(name, shown.place.path, zone=shown.place.zone) if shown else Place(name)
    if embed_picture(builder, data, called, name, shown._replace(place=place) if shown else Shown(place)):
        return
    whole = True
    if data:
        whole = read_carried(builder, data, name, shown.place if shown else None)
    broken = "" if whole else "图片数据不完整，附带的信息可能没有读全。"
    if shown is None:
        message = f"文件中存有一张页面上没有直接使用的图片（{name}），未检查。{broken}请用 WPS 或 Word 另存后再检查。"
        builder.gap(GapReason.NEEDS_EYES, message, place)
        return
    picture_gap(builder, called, place, broken)


def read_carried(builder: DocumentBuilder, data: bytes, name: str, place: Place | None) -> bool:
    """Add what a picture carries beside what it shows; return whether all of it was read."""
    kind, whole = sniff(data), True
    if kind in _FILES:
        from review.extract.ole_embedded import embed_object

        embed_object(builder, data, name)
        return True
    inner = DocumentBuilder(kind, builder.limits)
    if kind == "image":
        from review.extract.image import describe

        whole = describe(inner, data)
    else:
        from review.extract.metafile import metafile_text

        text = _drawn_text(data, builder.limits) if kind == "markup" else metafile_text(data)
        if text:
            inner.paragraph(text, Place("picture"))
    document = inner.build()
    if document.text or document.gaps:
        builder.embed(_shown_at(document, place), name)
    return whole


def _shown_at(document: Document, place: Place | None) -> Document:
    """Return what a picture carries with the place in the text where the picture is shown."""
    if place is None:
        return document
    first = document.inner[0].start if document.inner else len(document.text) + 1
    moved = (s._replace(place=s.place._replace(path=place.path)) if s.start < first else s for s in document.segments)
    return replace(document, segments=tuple(moved))


def _drawn_text(data: bytes, limits: Limits) -> str:
    """Return the words of a vector picture (SVG)."""
    try:
        root = safe_xml.parse(data, limits)
    except CannotRead:
        return ""
    return "\n".join(text.strip() for text in map(str, root.itertext()) if text.strip())
