"""Links inside the site that lead to no page of it.

Nothing is fetched: a link is dead if the site that was given does not hold its target.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import Action, Confidence, SweepFinding

_SHOWN = 5
_SLASH = re.compile("/")
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
    site = _Site(frozenset(paths), frozenset(_address(entry.url) for entry in entries if entry.url), urlsplit(context.site.base_url).netloc)
    dead = {entry.path: site.lacking(entry.links, posixpath.dirname(entry.path)) for entry in entries}
    carried = Counter(link for each in dead.values() for link in each)
    told: set[str] = set()
    for entry in entries:
        mine = [link for link in dead[entry.path] if carried[link] <= _FURNITURE or link not in told]
        told.update(mine)
        if mine:
            most = max(carried[link] for link in mine)
            evidence = "、".join(mine[:_SHOWN])
            shown = f"站内没有：{evidence}" + (f" 等 {len(mine)} 个" if len(mine) > _SHOWN else "")
            shown += f"；同样的链接共有 {most} 页" if most > _FURNITURE else ""
            yield context.finding("outdated.dead-link", entry, Severity.NOTE, evidence, shown, Confidence.MEDIUM, Action.CORRECT)


@dataclass(frozen=True)
class _Site:
    """All files of a site, the addresses that its pages have by themselves, and its host; empty where nobody said."""

    known: frozenset[str]
    addresses: frozenset[str]
    host: str
    met: dict[tuple[str, str], bool] = field(default_factory=dict)

    @cached_property
    def tails(self) -> frozenset[str]:
        """Every path as it is seen from a folder above it: the root of the site may lie anywhere in what was given."""
        return frozenset(path[at.end() :] for path in self.known for at in _SLASH.finditer(path))

    def lacking(self, links: Sequence[str], folder: str) -> list[str]:
        """Return the links from a page in a folder that lead to no page of the site; the frame of a site has the same on every page."""
        found = []
        for link in links:
            key = (link, "") if link[:1] == "/" else (link, folder)
            if key not in self.met:
                self.met[key] = self._lacks(link, folder)
            if self.met[key]:
                found.append(link)
        return found

    def _lacks(self, link: str, folder: str) -> bool:
        try:
            parts = urlsplit(link)
        except ValueError:
            return False
        if parts.scheme not in ("", "http", "https") or parts.query:
            return False
        path = unquote(parts.path)
        if parts.netloc:
            if not self.host or parts.netloc != self.host or _address(link) in self.addresses:
                return False
            target = path.lstrip("/")
        elif not path:
            return False
        else:
            target = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
        target = posixpath.normpath(target)
        if target.startswith("..") or not target.lower().endswith(_PAGES):
            return False
        if path.startswith("/") and not self.host and target in self.tails:
            return False
        return target not in self.known


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.netloc}{unquote(parts.path)}"
