"""Passwords, keys and connection strings: a label and a value, or a value that can be nothing else.

Shapes of keys follow the public formats of their issuers; placeholders and prose about passwords are not findings. The
value is never shown: reports mask it, records hold a keyed fingerprint.

Options: those of `pattern`; the group ``secret`` is the value proper and must not be a placeholder. Under a heading that
matches `column`, every cell that matches `cell` is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View, lower, option
from review.detect.columns import cells_below
from review.detect.matching import Context, Matcher, span_of
from review.detect.pattern import OPTIONS as PATTERN_OPTIONS
from review.model import Rule, Severity
from review.text.normalise import fold

OPTIONS = PATTERN_OPTIONS | {"column", "cell"}

_PLACEHOLDER = re.compile(
    r"(?:[x*•.…·#?_\-]+|(?:your|my|the|new|old|some)?[_\-]?(?:password|passwd|pwd|secret|token|key)|<[a-z_].*|\$?\{.*|\[[a-z_].*|%[a-z_]+%?|null|none|true|false|n/a|changeme|string|varchar|char|text|input|hidden|required|optional|default|value|encrypted|cipher|hash)\Z"
)


class Credential:
    """The detector of this kind."""

    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.literals = tuple(fold(a) for a in option(rule, "anchors", ()))
        self.trigger = Trigger.SQUEEZED if option(rule, "squeezed", default=False) else Trigger.PLAIN
        self.matcher = Matcher(rule.options["pattern"], macros)
        self.context = Context(rule.options, macros)
        self.column = Matcher(f"\\A(?:{rule.options['column']})\\Z", macros) if "column" in rule.options else None
        self.cell = Matcher(f"\\A(?:{rule.options['cell']})\\Z", macros) if "cell" in rule.options else None

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per value that is not a placeholder."""
        for match in self.matcher.finditer(view.text, spots):
            secret = match.groupdict().get("secret")
            if secret is not None and _PLACEHOLDER.match(secret):
                continue
            start, end = span_of(match)
            if self.context.forbids(view.text, start, end):
                continue
            hit = Hit(start, end)
            if self.context.softens(view.text, start, end):
                hit = lower(hit, Severity.WARN, "上下文表明可能只是示例，请核对")
            yield hit
        yield from self._columns(view.text, spots)

    def _columns(self, text: str, spots: list[Span]) -> Iterator[Hit]:
        if self.column is None or self.cell is None:
            return
        for start, _ in spots:
            for first, last in cells_below(text, start, self.column.search):
                value = text[first:last]
                if self.cell.search(value) and not _PLACEHOLDER.match(value):
                    yield Hit(first, last, because="列标题写明是口令")


KIND = Kind(OPTIONS, Credential)
