"""Kinds of rules. A new kind is one module here and one line in this table."""

from __future__ import annotations

from review.detect import carrier, credential, evasion, identifier, marking, matter, pattern, terms
from review.detect.base import Kind

KINDS: dict[str, Kind] = {
    "terms": terms.KIND,
    "pattern": pattern.KIND,
    "marking": marking.KIND,
    "identifier": identifier.KIND,
    "credential": credential.KIND,
    "evasion": evasion.KIND,
    "matter": matter.KIND,
    "carrier": carrier.KIND,
}
