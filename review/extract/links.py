"""Which link targets tell something that the page does not: paths, shares, programs; not plain web and mail addresses."""

from __future__ import annotations

_PLAIN = ("http://", "https://", "mailto:", "#")


def tells_a_path(target: str) -> bool:
    """Say whether a hyperlink leads elsewhere than to the web, a mailbox or a place in the same document."""
    target = target.strip().lower()
    return bool(target) and not target.startswith(_PLAIN)
