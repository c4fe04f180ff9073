"""Rules that are lists of literal terms.

Options: `terms` (inline), `list` (a file in lexicons/terms, added to them), `boundary = "token"` (opt-in: a hit that cuts
through a longer word, as jieba divides the surroundings, is lowered to a warning, never dropped), and the contexts of
`matching.Context`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.detect.base import Hit, Kind, Span, Trigger, View, lower, option
from review.detect.matching import Context
from review.model import Rule, Severity
from review.text.normalise import fold
from review.text.tokens import cuts_word

OPTIONS = frozenset({"terms", "list", "boundary"}) | Context.OPTIONS


class Terms:
    """The detector of this kind: the spots are the hits."""

    digits = 0

    trigger = Trigger.PLAIN

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.literals = tuple(dict.fromkeys(fold(t) for t in option(rule, "terms", ())))
        self.context = Context(rule.options, macros)
        self.boundary = option(rule, "boundary", "") == "token"

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per term that its surroundings allow."""
        for start, end in spots:
            if self.context.forbids(view.text, start, end):
                continue
            hit = Hit(start, end)
            if self.context.softens(view.text, start, end):
                hit = lower(hit, Severity.WARN, "上下文表明可能只是提及，请核对")
            elif self.boundary and cuts_word(view.text, start, end):
                hit = lower(hit, Severity.WARN, "可能是更长词语的一部分，请核对")
            yield hit


KIND = Kind(OPTIONS, Terms)
