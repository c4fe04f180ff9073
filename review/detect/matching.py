"""Running one rule's regular expression on windows of text, within a time limit.

The `regex` package is used because it can be stopped: a pattern that runs away ends in a `PatternTimeout`, which the scan
turns into a gap, never into silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from review.detect.base import REACH, Span, expand, windows

SECONDS = 2.0  # for one window of a few hundred characters; a sound pattern needs microseconds


class PatternTimeout(Exception):
    """A pattern did not finish on a stretch of text."""


class Matcher:
    """A pattern that is put together and compiled when it is first needed."""

    def __init__(self, pattern: str | list[str], macros: Mapping[str, str]) -> None:
        self._alternatives = [pattern] if isinstance(pattern, str) else pattern
        self._macros = macros

    @cached_property
    def source(self) -> str:
        """The pattern with its macros written out."""
        return "|".join(f"(?:{expand(alternative, self._macros)})" for alternative in self._alternatives)

    @cached_property
    def compiled(self) -> Any:
        """The compiled pattern: multi-line, Unicode, on folded (lower-case) text."""
        import regex

        return regex.compile(self.source, regex.MULTILINE | regex.V0)

    def finditer(self, text: str, spots: list[Span], reach: int = REACH) -> Iterator[Any]:
        """Return the matches no further than `reach` code points from the spots, in order and each once."""
        yield from self.within(text, windows(text, spots, reach, reach))

    def within(self, text: str, stretches: Iterable[Span]) -> Iterator[Any]:
        """Return the matches inside stretches that are in order and do not overlap."""
        last = -1
        for start, end in stretches:
            try:
                for match in self.compiled.finditer(text, start, end, timeout=SECONDS):
                    if match.start() > last and match.end() > match.start():
                        last = match.start()
                        yield match
            except TimeoutError as error:
                raise PatternTimeout from error

    def search(self, text: str) -> bool:
        """Tell whether the pattern occurs in a short text."""
        try:
            return self.compiled.search(text, timeout=SECONDS) is not None
        except TimeoutError as error:
            raise PatternTimeout from error


def span_of(match: Any) -> Span:
    """Return the span of the group ``value`` if the pattern has one, else of the whole match, without outer blanks."""
    start, end = match.span("value") if "value" in match.re.groupindex and match.group("value") is not None else match.span()
    text: str = match.string
    while start < end and text[start] in " \n\t":
        start += 1
    while start < end and text[end - 1] in " \n\t":
        end -= 1
    return start, end


class Context:
    """The surroundings that change what a hit means.

    Options, each a pattern: `unless_text` (anywhere in the block of text: no hit), `unless` (within `near` code points on
    either side: no hit), `warn_if` (the same: at most a warning), `not_after` and `not_before` (directly before and after
    the hit: no hit).
    """

    OPTIONS = frozenset({"unless", "warn_if", "not_after", "not_before", "near", "unless_text"})

    def __init__(self, options: Mapping[str, Any], macros: Mapping[str, str]) -> None:
        def matcher(name: str, form: str) -> Matcher | None:
            pattern = options.get(name)
            return Matcher(form.format(pattern), macros) if pattern else None

        self.near: int = options.get("near", 16)
        self._unless = matcher("unless", "{}")
        self._warn = matcher("warn_if", "{}")
        self._unless_text = matcher("unless_text", "{}")
        self._last: tuple[str, bool] = "", False
        self._before = matcher("not_after", r"(?:{})\Z")
        self._after = matcher("not_before", r"\A(?:{})")

    def forbids(self, text: str, start: int, end: int, *, before: bool = True) -> bool:
        """Tell whether the surroundings make the hit none; `before` False leaves out what stands directly before it."""
        around = text[max(0, start - self.near) : end + self.near]
        return bool(
            (self._unless_text and self._forbids_all(self._unless_text, text))
            or (self._unless and self._unless.search(around))
            or (before and self._before and self._before.search(text[max(0, start - 80) : start]))
            or (self._after and self._after.search(text[end : end + 24]))
        )

    def _forbids_all(self, pattern: Matcher, text: str) -> bool:
        if self._last[0] is not text:
            self._last = text, pattern.search(text)
        return self._last[1]

    def softens(self, text: str, start: int, end: int) -> bool:
        """Tell whether the surroundings make the hit a warning."""
        return bool(self._warn and self._warn.search(text[max(0, start - self.near) : end + self.near]))
