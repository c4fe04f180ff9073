"""Rules that are one regular expression on the normalised text, run only where one of their literals stands.

Options: `pattern` (one or a list of alternatives; may use the lexicon's macros; the group ``value`` marks the span),
`anchors` (literals; at least one stands in every match or within `reach` code points of it), `squeezed` (look for the
anchors in the text without spaces and punctuation), and the contexts of `matching.Context`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.detect.base import REACH, Hit, Kind, Span, Trigger, View, lower, option
from review.detect.matching import Context, Matcher, span_of
from review.model import Rule, Severity
from review.text.normalise import fold

OPTIONS = frozenset({"pattern", "anchors", "squeezed", "reach"}) | Context.OPTIONS


class Pattern:
    """The detector of this kind."""

    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.literals = tuple(fold(a) for a in option(rule, "anchors", ()))
        self.trigger = Trigger.SQUEEZED if option(rule, "squeezed", default=False) else Trigger.PLAIN
        self.reach: int = option(rule, "reach", REACH)
        self.matcher = Matcher(rule.options["pattern"], macros)
        self.context = Context(rule.options, macros)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per match, softened or left out by its surroundings."""
        for match in self.matcher.finditer(view.text, spots, self.reach):
            start, end = span_of(match)
            if start == end or self.context.forbids(view.text, start, end):
                continue
            hit = Hit(start, end)
            if self.context.softens(view.text, start, end):
                hit = lower(hit, Severity.WARN, "上下文表明可能只是提及，请核对")
            yield hit


KIND = Kind(OPTIONS, Pattern)
