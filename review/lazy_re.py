"""The part of the standard module ``re`` that this program uses, with patterns that are compiled when they are first asked.

Hundreds of patterns stand at the top of the modules here and a page needs a few of them: to compile all takes as long as to check the
page. Imported as ``from review import lazy_re as re`` by what takes part in a check. That every pattern can be compiled is tested.
"""

from __future__ import annotations

import re
from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    VERBOSE,
    Match,
    Pattern,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import Any, AnyStr, cast

__all__ = [
    "ASCII",
    "DOTALL",
    "HAN",
    "HAN_DIGIT",
    "IGNORECASE",
    "MULTILINE",
    "NOT_HAN",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

# A Chinese character, the rare ones of names among them, as a letter that is none of Latin, Greek, Cyrillic, kana or Hangul jamo: people
# type those as bullets and bars. A range of so many (一-鿿) takes a millisecond to compile wherever it stands, this a quarter of that. Not
# for use inside of brackets, and for normalised text: in any other ①, Ⅱ and Ａ are letters, too, so what must not stand beside them there
# is given as the range.
_OTHER = r"\u3000-\u33ff"  # 〇, kana, parts of Hangul: letters, too
HAN = rf"[^\W\x00-\u11ff{_OTHER}]"
HAN_DIGIT = rf"[^\W\x00-/:-\u11ff{_OTHER}]"  # or a digit
NOT_HAN = rf"[\W\x00-\u11ff{_OTHER}]"

_MEMBERS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "flags", "groups", "groupindex")


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:  # noqa: A001 - it stands in for the one of the module
    """Return what can be used like the compiled pattern. A mistake in it is told by its first use."""
    return cast(Pattern[AnyStr], Waiting(pattern, flags))


class Asked:
    """A pattern with the members of the compiled one as its own, so that to use it costs nothing more."""

    def __init__(self, pattern: str | bytes, wanted: int) -> None:
        self.pattern = pattern
        self.wanted = wanted


class Waiting(Asked):
    """A pattern that nobody has asked for anything yet; the first who does makes it an `Asked`."""

    def __getattr__(self, name: str) -> Any:
        if name not in _MEMBERS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.wanted)
        self.__dict__.update((member, getattr(compiled, member)) for member in _MEMBERS)
        self.__class__ = Asked  # type: ignore[assignment]
        return self.__dict__[name]
