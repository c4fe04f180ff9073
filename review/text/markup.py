"""What a plain text file says once the signs of Markdown, tags and comma-separated cells are seen as what they stand for.

The result is as long as the text, so every offset stays: signs become spaces, and the commas between cells become tabs.
"""

from __future__ import annotations

from review import lazy_re as re

_QUOTED = re.compile(r"^[ ]{0,3}(?:>[ ]{0,3})*(?:#{1,6}(?=[ \t]))?|(?<=[^\s#])[ \t]{1,8}#{1,6}[ \t]{0,8}$", re.MULTILINE)
_TAG = re.compile(r"<[/!]?[a-z][^<>\n]{0,120}>")
_EMPHASIS = re.compile(r"(?P<sign>\*{2,3}|_{2,3}|~~|`{1,2})(?=[^\s*_~`])(?P<inside>[^\n]{1,200}?)(?<=[^\s*_~`])(?P=sign)")
_ROW = re.compile(r"^[^\n]*,,[^\n]*$", re.MULTILINE)
_ANY_ROW = re.compile(r"^[^\n]*,[^\n]*$", re.MULTILINE)
_EMPHASISED = ("**", "__", "~~", "`")  # one of these stands in every emphasis
_CELLS = str.maketrans({",": "\t", '"': " "})


def without_markup(text: str, *, cells: bool) -> str:
    """Return a normalised text without its markup, at the same length.

    `cells`: every comma ends a cell; otherwise only in lines that have an empty one.
    """
    if cells or ",," in text:
        text = (_ANY_ROW if cells else _ROW).sub(lambda row: row[0].translate(_CELLS), text)
    if "#" in text or ">" in text:
        text = _QUOTED.sub(_blank, text)
    if "<" in text:
        text = _TAG.sub(_blank, text)
    if any(sign[0] in text and sign in text for sign in _EMPHASISED):
        text = _EMPHASIS.sub(lambda m: f"{' ' * len(m['sign'])}{m['inside']}{' ' * len(m['sign'])}", text)
    return text


def _blank(sign: re.Match[str]) -> str:
    return " " * len(sign[0])
