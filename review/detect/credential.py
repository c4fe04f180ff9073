"""Passwords, keys and connection strings: a label and a value, or a value that can be nothing else.

Shapes of keys follow the public formats of their issuers; placeholders and prose about passwords are not findings. The
value is never shown: reports mask it, records hold a keyed fingerprint.

Options: those of `pattern`; the group ``secret`` is the value proper and must not be a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from review.detect.base import Hit, Kind, Span, Trigger, View, lower, option
from review.detect.matching import Context, Matcher, span_of
from review.detect.pattern import OPTIONS
from review.model import Rule, Severity
from review.text.normalise import fold

_PLACEHOLDER = re.compile(
    r"(?:[x*•.…·#?_\-]+|(?:your|my|the|new|old|some)?[_\-]?(?:password|passwd|pwd|secret|token|key)|<.*>|\$?\{.*\}|\[.*\]|%.*%|null|none|true|false|n/a|changeme)\Z"
)


class Credential:
    """The detector of this kind."""

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.literals = tuple(fold(a) for a in option(rule, "anchors", ()))
        self.trigger = Trigger.SQUEEZED if option(rule, "squeezed", default=False) else Trigger.PLAIN
        self.matcher = Matcher(rule.options["pattern"], macros)
        self.context = Context(rule.options, macros)

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


KIND = Kind(OPTIONS, Credential)
