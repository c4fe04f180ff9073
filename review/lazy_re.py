"""The part of the standard module ``re`` that this program uses, with patterns that are compiled when they are first asked.

Hundreds of patterns stand at the top of the modules here, and a page needs a few of them: to compile all would take longer than to
read the page. Imported as ``from review import lazy_re as re``.
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
    "IGNORECASE",
    "MULTILINE",
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

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "flags", "groups", "groupindex")


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:  # noqa: A001 - it stands in for the one of the module
    """Return what can be used like the compiled pattern. A mistake in it is told by its first use."""
    return cast(Pattern[AnyStr], _Waiting(pattern, flags))


class _Ready:
    """A pattern with the methods of the compiled one."""


class _Waiting(_Ready):
    """A pattern that nobody has asked yet; once asked it becomes one that is ready, so that every other call costs nothing more."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        self.__class__ = _Ready  # type: ignore[assignment]
        return self.__dict__[name]
