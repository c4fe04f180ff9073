"""Which cell styles show nothing: a number format without any part, or letters in the colour of the cell (ISO/IEC 29500-1 §18.8)."""

from __future__ import annotations

from typing import Any

from review import lazy_re as re

_WHITE = "FFFFFF"
_PALETTE = {"1": _WHITE, "9": _WHITE, "65": _WHITE}  # indexed colours that are white, and the window's background
_MODEL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def unseen_styles(root: Any) -> frozenset[str]:
    """Return the indexes of the cell formats under which a reader sees nothing in a cell that is filled."""
    if root is None:
        return frozenset()
    blank = {node.get("numFmtId") for node in root.iterfind("{*}numFmts/{*}numFmt") if shows_nothing(node.get("formatCode", ""))}
    fonts = [_colour(node.find("{*}color")) for node in root.iterfind("{*}fonts/{*}font")]
    fills = [_ground(node.find("{*}patternFill")) for node in root.iterfind("{*}fills/{*}fill")]
    found = set()
    for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        letters, ground = _at(fonts, style.get("fontId")), _at(fills, style.get("fillId"), _WHITE)
        if style.get("numFmtId") in blank or (letters and letters == ground):
            found.add(str(index))
    return frozenset(found)


def shows_nothing(code: str) -> bool:
    """Tell whether a number format hides numbers and text alike, such as ``;;;``."""
    return code.count(";") >= 3 and not _MODEL.sub("", code).replace(";", "").strip()


def _at(values: list[str], index: str | None, default: str = "") -> str:
    number = int(index) if index and index.isdigit() and len(index) < 9 else 0
    return values[number] if number < len(values) else default


def _colour(node: Any) -> str:
    """Return a colour as six digits; empty if it is the usual one or cannot be told."""
    if node is None:
        return ""
    if node.get("rgb"):
        return str(node.get("rgb"))[-6:].upper()
    tinted = node.get("tint") not in (None, "0", "0.0")
    if node.get("theme") == "0" and not tinted:
        return _WHITE
    if node.get("theme"):
        return f"theme {node.get('theme')} {node.get('tint', '')}"
    return _PALETTE.get(node.get("indexed", ""), "")


def _ground(pattern: Any) -> str:
    """Return the colour behind a cell; white without a pattern, empty for a pattern of two colours."""
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if kind == "none":
        return _WHITE
    return _colour(pattern.find("{*}fgColor")) if kind == "solid" else ""
