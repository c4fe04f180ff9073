"""Kinds of rules. A new kind is one module here and one line in this table."""

from __future__ import annotations

from review.detect import (
    address,
    carrier,
    credential,
    dated,
    evasion,
    health,
    identifier,
    likeness,
    marking,
    mask,
    matter,
    minor,
    names,
    pattern,
    terms,
)
from review.detect.base import Kind

KINDS: dict[str, Kind] = {
    "terms": terms.KIND,
    "pattern": pattern.KIND,
    "marking": marking.KIND,
    "identifier": identifier.KIND,
    "credential": credential.KIND,
    "address": address.KIND,
    "health": health.KIND,
    "minor": minor.KIND,
    "mask": mask.KIND,
    "evasion": evasion.KIND,
    "name": names.KIND,
    "matter": matter.KIND,
    "likeness": likeness.KIND,
    "carrier": carrier.KIND,
    "dated": dated.KIND,
}
