"""Characters of symbol fonts: Word stores ★ of Wingdings as F0AB, a code that says nothing without the font.

What matters for a review has its Unicode character here: stars (a level of secrecy is written with one), ticks and boxes of
forms, bullets. The rest of such a font are pictures, and no letters can hide among them.
"""

from __future__ import annotations

from review import lazy_re as re

UNKNOWN = "\ufffd"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_WINGDINGS = {
    **dict(zip(range(0xAA, 0xB0), "✦★✶✴✹✵", strict=True)),
    **dict(zip(range(0xB5, 0xB7), "✪✰", strict=True)),
    **dict(zip((0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72), "●❍■□◻❑❒", strict=True)),
    **dict(zip((0x74, 0x75, 0x76, 0x77, 0x9E, 0x9F), "⧫◆❖⬥·•", strict=True)),
    **dict(zip((0xA0, 0xA1, 0xA4, 0xA6, 0xA7, 0xA8), "▪○◉◯▪☐", strict=True)),
    **dict(zip((0xD8, 0xE0, 0xE8, 0xF0, 0xFB, 0xFC, 0xFD, 0xFE), "➢→➔⇨✗✓☒☑", strict=True)),
    **dict(zip((0x28, 0x29, 0x2A, 0x46, 0x51, 0x52), "☎✆✉☞✈☑", strict=True)),
    **dict(zip(range(0x80, 0x8B), "⓪①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x8B, 0x96), "⓿❶❷❸❹❺❻❼❽❾❿", strict=True)),
}
_WINGDINGS_2 = dict(zip((0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0xA3), "✗✓☒☑☒☒□", strict=True))
_WEBDINGS = dict(zip((0x61, 0x63, 0x67, 0x6E, 0x72), "✓☐■●✗", strict=True))
_SYMBOL = dict(zip((0xA7, 0xA8, 0xA9, 0xAA, 0xB0, 0xB4, 0xB7, 0xB8, 0xB9), "♣♦♥♠°×•÷≠", strict=True))
_ZAPF = {code: chr(0x2701 + code - 0x21) for code in range(0x21, 0x7F)} | {
    0x25: "☎",
    0x2A: "☛",
    0x2B: "☞",
    0x48: "★",
    0x6C: "●",
    0x6E: "■",
    0x73: "▲",
    0x75: "◆",
}
_FONTS: tuple[tuple[str, dict[int, str]], ...] = (
    ("wingdings 2", _WINGDINGS_2),
    ("wingdings 3", {}),
    ("wingdings", _WINGDINGS),
    ("webdings", _WEBDINGS),
    ("dingbats", _ZAPF),
)


def symbol(code: int, font: str) -> tuple[str, bool]:
    """Return the character with this code in a font, and whether it may be a letter that nobody can read here.

    Raises ValueError or OverflowError for a code that is no character.
    """
    low = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
    table = next((table for name, table in _FONTS if name in font.lower()), None)
    if table is not None and low < 0x100:
        return table.get(low, UNKNOWN), False
    if font.lower() == "symbol" and low in _SYMBOL:
        return _SYMBOL[low], False
    own = 0xE000 <= low < 0xF900
    return UNKNOWN if own else chr(low), own


def without_private(text: str) -> str:
    """Return a text with the codes that Word writes for stars, boxes and bullets as what they look like; it stays as long."""
    return _PRIVATE.sub(lambda m: _MOST_USED.get(ord(m[0]), m[0]), text)


_MOST_USED = {0xF000 + code: sign for code, sign in (_SYMBOL | _WINGDINGS).items() if code >= 0x6C} | {0xF0B7: "•"}
