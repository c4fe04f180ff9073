"""Links inside the site that lead to no page of it.

Nothing is fetched: a link is dead if the site that was given does not hold its target.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import Action, Confidence, SweepFinding

_SHOWN = 3
_FURNITURE = 5  # pages that carry the same dead link, beyond which it belongs to the frame of the site
_PAGES = (
    ".html",
    ".htm",
    ".shtml",
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".txt",
    ".zip",
    ".rar",
    ".ofd",
    ".wps",
    ".et",
    ".ppt",
    ".pptx",
    ".csv",
)


def links(entries: Sequence[Entry], paths: Collection[str], context: Context) -> Iterator[SweepFinding]:
    """Yield the pages that link to what is not there; what stands on every page is told once. `paths` are all files of the site."""
    known = set(paths)
    by_address = {_address(entry.url) for entry in entries if entry.url}
    host = urlsplit(context.site.base_url).netloc
    dead = {entry.path: [link for link in entry.links if _is_dead(link, entry, known, by_address, host)] for entry in entries}
    carried = Counter(link for each in dead.values() for link in each)
    told: set[str] = set()
    for entry in entries:
        mine = [link for link in dead[entry.path] if carried[link] <= _FURNITURE or link not in told]
        told.update(mine)
        if mine:
            most = max(carried[link] for link in mine)
            shown = f"站内没有：{'、'.join(mine[:_SHOWN])}" + (f" 等 {len(mine)} 个" if len(mine) > _SHOWN else "")
            shown += f"；同样的链接共有 {most} 页" if most > _FURNITURE else ""
            yield context.finding("outdated.dead-link", entry, Severity.NOTE, mine[0], shown, Confidence.MEDIUM, Action.CORRECT)


def _is_dead(link: str, entry: Entry, known: set[str], by_address: set[str], host: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme not in ("", "http", "https") or parts.query:
        return False
    path = unquote(parts.path)
    if parts.netloc:
        if not host or parts.netloc != host:
            return False
        target = path.lstrip("/")
        if _address(link) in by_address:
            return False
    elif not path:
        return False
    else:
        target = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(entry.path), path)
    target = posixpath.normpath(target)
    if target.startswith("..") or not target.lower().endswith(_PAGES):
        return False
    if path.startswith("/") and not host and any(each.endswith("/" + target) for each in known):
        return False
    return target not in known


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc}{unquote(parts.path)}"
