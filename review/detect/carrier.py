"""Rules that report a hidden carrier by its presence: a comment, a deletion, an attachment, a value nobody sees.

Options: `carrier`, the name that the extractors give such segments. These rules look at the document's segments, not at
its text; what the text says is judged by all other rules as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from review.detect.base import Kind
from review.model import Document, Rule, Segment


def carried(rule: Rule, document: Document) -> Iterator[Segment]:
    """Return the segments of a document that the rule reports, in order."""
    return (segment for segment in document.behind if segment.carrier == rule.options["carrier"])


KIND = Kind(frozenset({"carrier"}), None)
