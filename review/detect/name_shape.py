"""What a Chinese name looks like in normalised text, and what only looks like one."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from review.detect.surnames import COMPOUND, SINGLE, begins_with_surname
from review.text.normalise import Points

DOTS = "·•・‧∙⋅"
HAN = r"\u4e00-\u9fff"
DOTTED = re.compile(rf"(?<![{HAN}{DOTS}])[{HAN}]{{1,8}}(?:[{DOTS}][{HAN}]{{1,9}}){{1,3}}(?![{DOTS}])")
MASKED = re.compile(r"[某xX*×○〇□_?]")
_FIRST, _LAST = 0x4E00, 0x9FFF
_TITLES = (
    "同志|先生|女士|小姐|阿姨|大爷|大妈|大娘|奶奶|爷爷|师傅|老师|老人|同学|局长|处长|科长|股长|主任|书记|市长|区长|县长|镇长|乡长|部长|厅长|省长|州长|主席|总理"
    "|委员|代表|教授|院长|校长|所长|站长|队长|组长|会长|理事长|董事长|经理|总经理|秘书长|院士|博士|医生|大夫|护士|律师|法官|警官|警员|检察官|工程师|总工|支队长|大队长|科员|夫妇|一家|家属|等人|本人|等"
)
_TITLE = re.compile(rf"(?:{_TITLES})+$")


@functools.cache
def _ordinary() -> NDArray[np.bool_]:
    """Return for every surname (row) and every Han character whether they are an ordinary pair."""
    table = np.zeros((len(SINGLE) + 1, _LAST - _FIRST + 1), np.bool_)
    for line in Path(__file__).with_name("ordinary_pairs.txt").read_text(encoding="utf-8").splitlines():
        table[_rows()[ord(line[0])], [ord(c) - _FIRST for c in line[1:]]] = True
    return table


@functools.cache
def _rows() -> NDArray[np.int16]:
    """Return the row of every code point in the table of pairs; 0 for what is no surname."""
    rows = np.zeros(0x10000, np.int16)
    for number, surname in enumerate(sorted(SINGLE), 1):
        rows[ord(surname)] = number
    return rows


def likely(points: Points) -> NDArray[np.int64]:
    """Return the offsets at which a name may begin: a surname and a character that rarely follows it in official prose."""
    if len(points) < 2:
        return np.zeros(0, np.int64)
    rows = _rows().take(points[:-1], mode="clip")
    at = np.flatnonzero(rows)
    following = points[at + 1].astype(np.int64) - _FIRST
    han = (following >= 0) & (following <= _LAST - _FIRST)
    at, following = at[han], following[han]
    return at[~_ordinary()[rows[at], following]]


def is_ordinary(word: str) -> bool:
    """Tell whether a word begins like an ordinary one of official prose."""
    if len(word) < 2 or word[:2] in COMPOUND or not _FIRST <= ord(word[1]) <= _LAST:
        return False
    return bool(_ordinary()[_rows()[ord(word[0])] if ord(word[0]) < 0x10000 else 0, ord(word[1]) - _FIRST])


def is_name(word: str) -> bool:
    """Tell whether a whole word has the shape of a name: a surname and one or two characters more, or names set apart by dots."""
    if DOTTED.fullmatch(word):
        return True
    if not re.fullmatch(rf"[{HAN}]{{2,4}}", word):
        return False
    surname = begins_with_surname(word, 0)
    if surname == 1 and len(word) == 4:
        return word[1] in SINGLE and not is_ordinary(word)
    return bool(surname) and 1 <= len(word) - surname <= 2


def without_title(word: str) -> str:
    """Return a word without the titles behind it, if a name remains."""
    title = _TITLE.search(word)
    return word[: title.start()] if title and title.start() >= 2 else word
