"""What hides a piece of a web page from its reader, and which hidden pieces are worth keeping.

Only what the element itself says is judged (attributes and inline style); style sheets are not applied. What a style sheet
hides is therefore read as visible text: nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review import lazy_re as re

_CONCEALED = frozenset(("noscript", "template", "datalist", "noembed", "noframes", "rp"))
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0{0,4}\.?0{1,4}(?:px|pt|r?em|%)?\s*(?:[;!]|$)"
    r"|(?:text-indent|left|right|top|margin-left)\s*:\s*-\d{4}|(?<![-\w])font-size\s*:\s*[01](?:\.\d{1,4})?p[xt]"
    r"|(?<![-\w])color\s*:\s*(?:transparent|rgba\((?:[^,()]{1,20},){3}\s*0?\.?0{1,4}\s*\))"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|(?<!-)clip\s*:\s*rect\(\s*[01](?:px)?[\s,]"
    r"|transform\s*:\s*scale[xy]?\(\s*0\s*[,)]",
    re.IGNORECASE,
)
_FLAT = re.compile(r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px|pt|r?em|%)?\s*(?:[;!]|$)", re.IGNORECASE)
_CUT = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_INK = re.compile(r"(?<![-\w])color\s*:\s*([^;!]{3,40})", re.IGNORECASE)
_GROUND = re.compile(r"(?<![-\w])background(?:-color)?\s*:\s*([^;!]{3,40})", re.IGNORECASE)
_WHITE = r"(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
_WHITE_INK = re.compile(rf"(?<![-\w])color\s*:\s*{_WHITE}", re.IGNORECASE)
_WHITE_GROUND = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_TELLING = re.compile(r"[\u3400-\u9fff]|\d{6}|\\u[4-9a-fA-F][0-9a-fA-F]{3}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAGS = re.compile(r"\[if[^\]]{0,80}\]>|<!\[endif\]|<[^>]*>?")


def conceals(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a browser leaves out the element and all that is in it."""
    if tag in _CONCEALED or "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style", "")
    if not style:
        return False
    return _UNSEEN.search(style) is not None or (_FLAT.search(style) is not None and _CUT.search(style) is not None) or _same_ink(style)


def _same_ink(style: str) -> bool:
    """Tell whether a style writes in the very colour of its ground."""
    ink, ground = _INK.search(style), _GROUND.search(style)
    return ink is not None and ground is not None and "".join(ink[1].lower().split()) == "".join(ground[1].lower().split())


def white_ink(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether the element writes in white."""
    if tag == "font" and "color" in attributes:
        return _WHITE_INK.search(f"color:{attributes['color']}") is not None
    return "style" in attributes and _WHITE_INK.search(attributes["style"]) is not None


def ground(attributes: Mapping[str, str]) -> bool | None:
    """Tell whether the element paints a ground on which white can be read; None if it paints none."""
    style = attributes.get("style", "")
    if "background" in style:
        return _WHITE_GROUND.search(style) is None
    if "bgcolor" in attributes:
        return _WHITE_GROUND.search(f"background:{attributes['bgcolor']}") is None
    return True if "background" in attributes else None


def speaks(text: str) -> bool:
    """Tell whether there is a letter or digit in `text`."""
    return _LETTER.search(text) is not None


def comment_speaks(text: str) -> bool:
    """Tell whether a comment holds more than markup that was switched off and the conditions of old browsers."""
    return speaks(_TAGS.sub("", text)) or tells(text)


def tells(text: str) -> bool:
    """Tell whether code or data carries what a person could have written: Chinese, plain or escaped, or six digits in a row."""
    return _TELLING.search(text) is not None


def unescape(script: str) -> str:
    r"""Return a script with its ``\uXXXX`` escapes written out."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), script)


def repeats(node: Any, label: str) -> bool:
    """Tell whether the element's own text is `label`, white space aside; reads no further than needed to know."""
    pieces: list[str] = []
    room = 4 * len(label) + 200
    for piece in node.itertext():
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            return False
    return "".join("".join(pieces).split()) == "".join(label.split())
