"""Names in OpenDocument markup (ISO/IEC 26300-1): short ones, whatever prefix a file gives to a namespace."""

from __future__ import annotations

from functools import lru_cache

from review.extract.safe_xml import Element

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OTHERS = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://openoffice.org/2004/office": "ooo",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
    "http://openoffice.org/2010/draw": "drawooo",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://openoffice.org/2000/script": "script",
    "http://openoffice.org/2000/dialog": "dlg",
}
_FULL = {short: full for full, short in _OTHERS.items()}
_LONG = {"draw": "drawing", "number": "datastyle", "fo": "xsl-fo-compatible", "svg": "svg-compatible", "smil": "smil-compatible"}
_SHORT = {long: short for short, long in _LONG.items()}


def kind(node: Element) -> str:
    """Return the name of an element as the standard writes it (``text:p``); of an unknown namespace without a prefix."""
    return _short(node.tag)


def value(node: Element, name: str, default: str = "") -> str:
    """Return an attribute by the name that the standard gives it."""
    return node.get(full(name), default)


def count(node: Element, name: str, most: int) -> int:
    """Return an attribute that counts something, at least 1 and at most `most`."""
    text = value(node, name, "1")
    return max(1, min(most, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else 1


@lru_cache(1024)
def full(name: str) -> str:
    """Return the name with its namespace, as the parser writes it."""
    prefix, _, local = name.partition(":")
    uri = _FULL.get(prefix) or f"{_OASIS}{_LONG.get(prefix, prefix)}:1.0"
    return f"{{{uri}}}{local}"


@lru_cache(4096)
def _short(tag: str) -> str:
    uri, _, local = tag[1:].partition("}")
    if not uri.startswith(_OASIS):
        return f"{_OTHERS.get(uri, '')}:{local}"
    prefix = uri.removeprefix(_OASIS).partition(":")[0]
    return f"{_SHORT.get(prefix, prefix)}:{local}"
