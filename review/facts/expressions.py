"""Words of administration that went out of use on a day: documents that nobody asks for any more, schemes that were merged.

Words joined by & must both stand in the text. What is quoted, or told of as past in its sentence, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from review import lazy_re as re
from review.facts.sentences import is_quoted, sentence_at
from review.facts.table import day, joined

NAME = "expressions.tsv"
COLUMNS = ("words", "since", "by", "confidence", "source")
KEY = ("words",)
_PAST = re.compile(r"取消|不再|停止|废止|原|旧|曾|历史|沿革|并入|改为|更名|合并|整合|替代|取代|转为|并轨|改税")


class Expression(NamedTuple):
    """Words, since when they are out of use, and what is said instead. `words` are alternatives, each of one or more words."""

    words: tuple[tuple[str, ...], ...]
    since: date
    by: str


def expressions(parts: Iterable[str]) -> tuple[Expression, ...]:
    """Return the expressions of the texts of tables. Raises LexiconError."""
    return tuple(
        Expression(tuple(tuple(each.split("&")) for each in row["words"].split("|")), day(row["since"], NAME), row["by"])
        for row in joined(parts, NAME, COLUMNS, KEY)
    )


def outdated_words(text: str, known: tuple[Expression, ...], as_of: date) -> Iterator[tuple[Expression, int, int]]:
    """Yield the expressions of a text that were out of use on a day, with the range of the last word, each once."""
    for each in known:
        if each.since > as_of:
            continue
        for words in each.words:
            at = _stands(text, words)
            if at is not None:
                yield each, at, at + len(words[-1])
                break


def _stands(text: str, words: tuple[str, ...]) -> int | None:
    if not all(word in text for word in words):
        return None
    for found in re.finditer(re.escape(words[-1]), text):
        if not is_quoted(text, found.start()) and not _PAST.search(sentence_at(text, *found.span())):
            return found.start()
    return None
