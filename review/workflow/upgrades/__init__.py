"""Older spellings of a record, brought up to date when they are read.

A version that changes the form of records adds one module here, named after the version it reads (``v1``), with
``upgrade(body) -> body``, which returns the body as the next version writes it, and a row in `UPGRADES`. Lines on the disk are never
rewritten, and a signature is always checked over the bytes that were signed. Version 1 is the first: the table is empty.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

UPGRADES: dict[int, str] = {}  # version → module that reads it


def upgrade(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a body in the newest form it can be brought to; what nobody knows stays as it is."""
    while type(body.get("v")) is int and body["v"] in UPGRADES:
        body = importlib.import_module(UPGRADES[body["v"]]).upgrade(body)
    return body
