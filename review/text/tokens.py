"""Word boundaries from jieba, asked only around a hit: tokens are a hint, never the frame of reference."""

from __future__ import annotations

import functools
from bisect import bisect_left
from pathlib import Path
from typing import Any

WINDOW = 12  # code points on either side of a hit


def cuts_word(text: str, start: int, end: int) -> bool:
    """Tell whether a word of the dictionary begins before the span and ends inside it, or the other way round."""
    left = max(0, start - WINDOW)
    position = left
    borders = {left}
    for token in _tokenizer().cut(text[left : end + WINDOW], HMM=False):
        position += len(token)
        borders.add(position)
    return start not in borders or end not in borders


def ends_inside_word(text: str, end: int) -> bool:
    """Tell whether the characters on either side of an offset are one word, and the second is not rather the begin of the next."""
    words = _pairs()
    return text[end - 1 : end + 1] in words and text[end : end + 2] not in words


def is_pair(word: str) -> bool:
    """Tell whether two characters are a word of the dictionary."""
    return word in _pairs()


class _Pairs:
    """Words of two characters, written one behind the other in order: to make a set of them takes longer than a page asks of them."""

    def __init__(self, written: str) -> None:
        self._written = written

    def __contains__(self, word: str) -> bool:
        numbers = range(len(self._written) // 2)
        place = bisect_left(numbers, word, key=self._word)
        return place < len(numbers) and self._word(place) == word

    def _word(self, number: int) -> str:
        return self._written[2 * number : 2 * number + 2]


@functools.cache
def _pairs() -> _Pairs:
    """Return the words of two characters (build_words.py)."""
    return _Pairs(Path(__file__).with_name("words.txt").read_text(encoding="utf-8"))


@functools.cache
def _tokenizer() -> Any:
    """Load jieba once. Its dictionary is read afresh: the cache it would write is unmarshalled from a shared folder."""
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
