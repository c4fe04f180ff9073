"""What is fastened to a PDF rather than printed on it: annotations, form values, scripts and links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from review import lazy_re as re
from review.extract.pdf_values import entries, items, lookup, name_of, text_of, tree
from review.model import Layer, Place

DRAWN = frozenset({"Stamp", "FreeText", "Ink", "Watermark", "Movie", "Sound", "Screen", "3D", "RichMedia"})
LINKS = frozenset({"URI", "GoToR", "SubmitForm", "ImportData"})
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Mark:
    """A text behind the page and the kind of the hidden.* rule that reports it."""

    text: str
    place: Place
    carrier: str
    layer: Layer = Layer.HIDDEN


def page_annotations(file: Any) -> Iterator[tuple[int, str, Any]]:
    """Yield page number (from 1), subtype and dictionary of every annotation."""
    for number, page in enumerate(file.pages, 1):
        for annotation in items(page.obj.get("/Annots")):
            yield number, name_of(annotation.get("/Subtype")), annotation


def comments(file: Any) -> Iterator[Mark]:
    """Yield what annotations say; a redaction that was marked but never applied leaves its text in the file."""
    for number, subtype, annotation in page_annotations(file):
        text = text_of(annotation.get("/Contents")) or _TAG.sub("", text_of(annotation.get("/RC")))
        if subtype == "Redact":
            yield Mark(text or text_of(annotation.get("/OverlayText")) or "未应用的涂黑标记", _place(number), "redaction")
        elif text and subtype not in ("Popup", "Widget"):
            yield Mark(text, _place(number), "annotation")


def drawn_pages(file: Any) -> list[int]:
    """Return the pages with stamps, handwriting or media that have an appearance but no words of their own."""
    pages = {
        number
        for number, subtype, annotation in page_annotations(file)
        if subtype in DRAWN and "/AP" in annotation and not text_of(annotation.get("/Contents"))
    }
    return sorted(pages)


def authors(file: Any) -> list[str]:
    """Return who commented, each once."""
    names = (text_of(annotation.get("/T")) for _, subtype, annotation in page_annotations(file) if subtype != "Widget")
    return list(dict.fromkeys(filter(None, names)))


def form_values(file: Any) -> Iterator[Mark]:
    """Yield values, defaults, tooltips and choices of form fields: pages show them, but their text is not part of the page."""
    widgets = (annotation for _, subtype, annotation in page_annotations(file) if subtype == "Widget")
    form = lookup(file.Root, "/AcroForm", "/Fields")
    for field in tree(iter([form, *widgets]), "/Kids"):
        values = [value for key in ("/V", "/DV", "/TU", "/Opt") for value in _values(field.get(key))]
        if values:
            label = text_of(field.get("/T"))
            yield Mark("\n".join(dict.fromkeys(values)), Place(part="form", path=label or None), "annotation")


def actions(file: Any) -> Iterator[Any]:
    """Yield every action of the document, its pages, annotations, fields and bookmarks, with those that follow it."""
    root = file.Root
    roots = [root.get("/OpenAction"), *_triggered(root.get("/AA")), *_named_scripts(file)]
    for page in file.pages:
        roots.extend(_triggered(page.obj.get("/AA")))
    for _, _, annotation in page_annotations(file):
        roots.extend((annotation.get("/A"), *_triggered(annotation.get("/AA"))))
    for node in tree(iter([lookup(root, "/AcroForm", "/Fields"), lookup(root, "/Outlines", "/First")]), "/Kids", "/First", "/Next"):
        roots.extend((node.get("/A"), *_triggered(node.get("/AA"))))
    for action in tree(iter(roots), "/Next"):
        if "/S" in action:
            yield action


def scripts(file: Any) -> Iterator[Mark]:
    """Yield scripts and programs that the file would run."""
    for action in actions(file):
        kind = name_of(action.get("/S"))
        if kind == "JavaScript":
            yield Mark(text_of(action.get("/JS")) or "JavaScript", Place(part="action"), "macro")
        elif kind == "Launch":
            yield Mark(_target(action) or _target(action.get("/Win")) or "Launch", Place(part="action"), "macro")


def links(file: Any) -> list[str]:
    """Return where links and forms lead outside the file, each once."""
    targets = (_target(action) for action in actions(file) if name_of(action.get("/S")) in LINKS)
    return list(dict.fromkeys(filter(None, targets)))


def _target(action: Any) -> str:
    file = lookup(action, "/F")
    return text_of(lookup(action, "/URI")) or text_of(file) or text_of(lookup(file, "/UF")) or text_of(lookup(file, "/F"))


def _triggered(events: Any) -> list[Any]:
    return [action for _, action in entries(events)]


def _named_scripts(file: Any) -> Iterator[Any]:
    for node in tree(iter([lookup(file.Root, "/Names", "/JavaScript")]), "/Kids"):
        yield from items(node.get("/Names"))


def _values(value: Any) -> Iterator[str]:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        for part in value:
            yield from _values(part)
    elif text := text_of(value):
        yield text


def _place(number: int) -> Place:
    return Place(part="annotation", path=f"p{number}", page=number)
