"""What keeps two pieces of text on a web page apart though no block lies between them.

A browser draws buttons, labels and the children of a flexible box side by side; read as one line, two numbers would become one
that nobody knows. Style sheets are not applied: where only they part two numbers, the shape of the numbers tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from review import lazy_re as re

_ELEMENTS = frozenset(("button", "label", "meter", "output", "progress", "title", "desc"))
_PLACED = frozenset(("x", "y", "dx", "dy"))
_DISPLAY = r"(?<![-\w])display\s*:\s*"
_APART = re.compile(
    rf"{_DISPLAY}(?:inline-)?(?:block|flex|grid|table|list)|(?<![-\w])float\s*:\s*(?:left|right)|(?<![-\w])position\s*:\s*(?:absolute|fixed)",
    re.IGNORECASE,
)
_LAID_OUT = re.compile(rf"{_DISPLAY}(?:inline-)?(?:flex|grid)", re.IGNORECASE)
_LAST_DIGITS = re.compile(r"\d+[xX]?\Z", re.ASCII)
_FIRST_DIGITS = re.compile(r"\d+[xX]?", re.ASCII)
_WHOLE = re.compile(r"1[3-9]\d{9}|[1-9]\d{16}[\dxX]|62\d{14,17}|0\d{9,11}", re.ASCII)
_TAIL = 24  # code points, more than the longest number has digits
_LONGEST = 19  # digits of the longest number that two pieces may be parts of
_LEAST = 7  # digits of the shortest number that may begin the second piece


def stands_apart(node: Any, tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a browser puts the element beside its neighbours rather than running it on with them."""
    if tag in _ELEMENTS or (tag == "tspan" and not _PLACED.isdisjoint(attributes)):
        return True
    if "style" in attributes and _APART.search(attributes["style"]):
        return True
    parent = node.getparent()
    style = None if parent is None else parent.get("style")
    return style is not None and _LAID_OUT.search(style) is not None


def ends_a_number(pieces: Sequence[str], text: str) -> bool:
    """Tell whether a whole number ends where another begins: two elements side by side, and not one number in two pieces."""
    if not pieces or not text[:1].isdigit() or not pieces[-1][-1:].isalnum():
        return False
    last, first = _LAST_DIGITS.search("".join(pieces[-_TAIL:])[-_TAIL:]), _FIRST_DIGITS.match(text)
    if last is None or first is None or not _WHOLE.fullmatch(last[0]):
        return False
    return len(first[0]) >= _LEAST and len(last[0]) + len(first[0]) > _LONGEST
