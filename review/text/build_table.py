"""Writes table.npz, the look-up table of the normaliser: ``python -m review.text.build_table``.

Run it after a change of the rules below, or to take up a newer Unicode or OpenCC. `fold_character` is the rule book: what one
character becomes does not depend on its neighbours, so offsets can be kept and term and text can never disagree.
Sources: Unicode Character Database (NFKC, case folding, categories, equivalent unified ideographs), OpenCC TSCharacters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).with_name("table.npz")
STAR = "★"
KEPT = "★㊙"  # symbols that stay in a squeezed text
LINE_ENDS = "\r\v\f\x85\u2028\u2029"
INVISIBLE = (  # blanks that are letters, symbols or not yet assigned, as Default_Ignorable_Code_Point lists them, and two more
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u2800\u3164\uffa0"
    "\ufff0\ufff1\ufff2\ufff3\ufff4\ufff5\ufff6\ufff7\ufff8\U0001d159"
)
TAGS = range(0xE0000, 0xE1000)
STARS = "☆✩✪✫✬✭✮✯✰✦✧✶⋆⍟⚝⛤⛥⛦⛧⭐⭑⭒🌟🟉🟊"
ASTERISKS = "∗⁎٭✱✲"
CYRILLIC = dict(zip("асеорхуіѕјһԁквмнт", "aceopxyisjhdkbmht", strict=True))  # folded, so capitals look alike as well
HYPHENS = "‐‑‒–−"
RADICALS = (  # CJK Radicals Supplement: radical and ideograph in turn
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛"
    "⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長"
    "⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
VARIANTS = "祕秘淸清宻密硏研髙高槩概査查晩晚"  # other forms of one character that OpenCC leaves alone; none is a surname of its own

SINGLE = {
    **dict.fromkeys(LINE_ENDS, "\n"),
    **dict.fromkeys(INVISIBLE, ""),
    **dict.fromkeys(STARS, STAR),
    **dict.fromkeys(ASTERISKS, "*"),
    **dict.fromkeys(HYPHENS, "-"),
    "―": "—",
    "丨": "|",  # a stroke that is no word by itself: it is typed as a bar
    "㊙": "㊙",  # a mark in itself: folded to its ideograph it would be lost among ordinary words
    **dict(zip(RADICALS[::2], RADICALS[1::2], strict=True)),
    **dict(zip(VARIANTS[::2], VARIANTS[1::2], strict=True)),
}


def fold_character(char: str) -> str:
    """Return what a character becomes: nothing, one character, or several; folding those again changes nothing."""
    folded = "".join(map(_step, char))
    return folded if folded == char else "".join(map(fold_character, folded))


def _step(char: str) -> str:
    category = unicodedata.category(char)
    if char in SINGLE:
        return SINGLE[char]
    if category == "Cs":
        return "\ufffd"  # half of a pair: it could not be written as UTF-8, and two halves would join into one character
    if category in ("Cf", "Mn", "Me") or (category == "Cc" and char not in "\n\t") or ord(char) in TAGS:
        return ""
    if category == "Zs":
        return " "
    if category == "Nd" or (category == "No" and "CIRCLED" in unicodedata.name(char)):
        return f"{unicodedata.numeric(char):g}"
    return "".join(_simplified(_bare(c)) for c in unicodedata.normalize("NFKC", char).casefold())


def _bare(char: str) -> str:
    """Return a Latin letter without its accents, and a Cyrillic letter that looks like a Latin one as that one."""
    if char in CYRILLIC:
        return CYRILLIC[char]
    base, marks = unicodedata.normalize("NFD", char)[0], unicodedata.normalize("NFD", char)[1:]
    return base if base.isascii() and base.isalpha() and all(unicodedata.category(m) == "Mn" for m in marks) else char


@cache
def _simplified(char: str) -> str:
    """Return the simplified form: always exactly one character."""
    simplified: str = _opencc()(char) if ord(char) >= 0x2E80 and char.isalpha() else char
    return simplified if len(simplified) == 1 else char


@cache
def _opencc() -> Any:
    import opencc

    return opencc.OpenCC("t2s").convert


def fold_all() -> dict[str, str]:
    """Return every character that does not stay as it is, with what it becomes.

    A character of the basic plane never leaves it: where the simplified form lies outside, both forms become the traditional
    one (the lowest, if there are several).
    """
    table = {char: folded for char in map(chr, range(0x110000)) if (folded := fold_character(char)) != char}
    inner: dict[str, str] = {}
    for char, folded in table.items():
        if char <= "\uffff" and len(folded) == 1 and folded > "\uffff":
            inner.setdefault(folded, char)
    table.update(inner)
    table = {char: "".join(inner.get(c, c) for c in folded) for char, folded in table.items()}
    return {char: folded for char, folded in sorted(table.items()) if char != folded}


def symbol_bounds() -> Iterator[int]:
    """Yield where runs of P, S, Z and C characters begin and end in turn; those in KEPT are none of them."""
    start = 0
    for inside, run in groupby(map(chr, range(0x110000)), lambda c: c not in KEPT and unicodedata.category(c)[0] in "PSZC"):
        end = start + sum(1 for _ in run)
        if inside:
            yield from (start, end)
        start = end


def arrays() -> dict[str, Any]:
    """Return what table.npz holds.

    `points` are the characters that change, `lengths` how many characters each becomes, `values` the character (length 1) or
    the offset into `expansions` (longer), `symbols` the bounds of the ranges that the squeezed view leaves out.
    """
    import opencc

    table = fold_all()
    expansions: list[int] = []
    values = []
    for folded in table.values():
        values.append(ord(folded) if len(folded) == 1 else len(expansions))
        if len(folded) > 1:
            expansions.extend(map(ord, folded))
    return {
        "points": np.array([ord(char) for char in table], np.uint32),
        "lengths": np.array([len(folded) for folded in table.values()], np.uint8),
        "values": np.array(values, np.uint32),
        "expansions": np.array(expansions, np.uint32),
        "symbols": np.array(list(symbol_bounds()), np.uint32),
        "unicode": np.array(unicodedata.unidata_version),
        "opencc": np.array(opencc.__version__),
    }


if __name__ == "__main__":
    np.savez_compressed(TARGET, **arrays())
