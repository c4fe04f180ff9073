"""What one page leads to: the addresses of codes in its pictures and of links in files, and which pictures it shows."""

from __future__ import annotations

import functools
import posixpath
import re
import sys
from collections.abc import Collection, Iterator
from urllib.parse import unquote, urlsplit

from review.extract import codes, ocr
from review.extract.limits import DEFAULT
from review.model import Document, GapReason, Layer

_HOST = re.compile(r"[0-9a-z_](?:[0-9a-z_.-]{0,250}[0-9a-z_])?|[0-9a-f:.]{2,60}")
_SCHEME = re.compile(r"^(https?:)/{0,9}", re.IGNORECASE)
_DECODED, _LINKS = ("image", "pdf"), "links"  # formats whose reader decodes codes, and where that of PDF puts links


@functools.lru_cache(maxsize=1 << 16)
def domain_of(address: str) -> str:
    """Return the domain of an address as a browser would take it, without the port; empty for one that names none.

    Small letters, and of others than Latin ones what the name service is asked for (xn--…), so that no look-alike passes.
    """
    address = _SCHEME.sub(r"\1//", address.strip().replace("\\", "/"))
    try:
        parts = urlsplit(f"//{address}" if address.lower().startswith("www.") else address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:  # no name service knows it, but somebody wrote it: it is told as it stands
        return host if "." in host else ""
    return host if parts.scheme in ("", "http", "https") and _HOST.fullmatch(host) and ("." in host or ":" in host) else ""


def codes_in(document: Document) -> Iterator[str]:
    """Yield the addresses that codes in the pictures of a document say."""
    own = document.own
    if document.format in _DECODED:
        for segment in own.behind:
            if segment.carrier == "external-link" and segment.layer is Layer.HIDDEN and segment.place.part != _LINKS:
                yield own.text[segment.start : segment.end]
    for inner in document.inner:
        yield from codes_in(inner.document)


def links_in(document: Document) -> Iterator[str]:
    """Yield the web addresses that a file that is no web page leads to, as far as its reader tells them."""
    own = document.own
    for segment in own.behind:
        if segment.carrier == "external-link" and (segment.layer is Layer.METADATA or segment.place.part == _LINKS):
            yield from (word for word in own.text[segment.start : segment.end].split() if re.match("https?://", word, re.IGNORECASE))
    for inner in document.inner:
        yield from links_in(inner.document)


def pictures_in(document: Document) -> tuple[int, int]:
    """Return how many pictures in a file were looked at for codes, and how many were not; what a web page only names is not counted."""
    looked = ocr.wanted(DEFAULT) and codes.installed()
    gaps = [gap for gap in document.gaps if _about_pictures(document, gap.reason, gap.message)]
    if document.format == "image":
        failed = any(gap.reason in (GapReason.NEEDS_OCR, GapReason.ENGINE_MISSING) for gap in document.gaps)
        return (0, 1) if failed or not looked else (1, 0)
    found = [pictures_in(inner.document) for inner in document.inner]
    not_seen = 0 if looked and not any(gap.reason is GapReason.NEEDS_OCR for gap in gaps) else sum(max(1, gap.pictures) for gap in gaps)
    return sum(seen for seen, _ in found), sum(unseen for _, unseen in found) + not_seen


def picture_paths(path: str, sources: Collection[str]) -> tuple[str, ...]:
    """Return what a web page shows as pictures: the paths of files of the site, or addresses of others without their query."""
    found: dict[str, None] = {}
    for source in sources:
        target, relative = _target(source)
        if target:
            found[posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if relative else target] = None
    return tuple(found)


@functools.lru_cache(maxsize=1 << 16)
def _target(source: str) -> tuple[str, bool]:
    """Return what the address of a picture means, and whether that is relative to its page; nothing for data in the page itself."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return "", False
    path = unquote(parts.path)
    if parts.scheme not in ("", "http", "https"):
        return "", False
    if parts.netloc:
        return f"//{parts.netloc}{path}", False
    return (posixpath.normpath(path.lstrip("/")), False) if path.startswith("/") else (path, bool(path))


def _about_pictures(document: Document, reason: GapReason, message: str) -> bool:
    if document.format == "html":
        return False
    return reason is GapReason.NEEDS_OCR or (reason is GapReason.NEEDS_EYES and "图" in message)


def hosts_in(sources: Collection[str]) -> tuple[str, ...]:
    """Return the domains that addresses name, each once."""
    return tuple(dict.fromkeys(sys.intern(host) for host in map(domain_of, sources) if host))
