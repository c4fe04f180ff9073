"""What a saved page says of itself in its tags, and where it leads: read from the source, as it stands.

Patterns with bounded repeats instead of a parser: a page that was made to hurt costs no more than its length.
Source: 国办发〔2017〕47号 (names of the tags of pages: ColumnName, ArticleTitle, PubDate …).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from review.errors import CannotRead
from review.extract import plain
from review.extract.html import declared

MOST_BYTES = 8 << 20
_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_NAME = re.compile(r"""(?:name|property|itemprop)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,60})""", re.IGNORECASE)
_CONTENT = re.compile(r"""content\s{0,9}=\s{0,9}(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^<>]{0,300}>(.{1,600}?)</h1", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"""<a\s[^<>]{0,1000}?href\s{0,9}=\s{0,9}(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""", re.IGNORECASE)
_SOURCE = re.compile(
    r"""<(img|input|iframe|script|link|form|embed|object|frame|video|audio|source)\s[^<>]{0,1000}?(?<![\w-])(?:src|href|action|data)\s{0,9}=\s{0,9}"""
    r"""(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,1000}>")


@dataclass(frozen=True, slots=True)
class Head:
    """The tags of a page by their name in small letters, its title and first heading, and the addresses it leads to.

    `sources` are those of its pictures, `embedded` those of scripts, frames, forms and the like.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    links: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()


def read_head(data: bytes) -> Head:
    """Read the source of a page; nothing is raised, and beyond 8 MiB nothing is looked for."""
    codec = declared(data)
    try:
        source = _spoken(data[:MOST_BYTES].decode(codec, "replace") if codec else plain.decode(data[:MOST_BYTES])[0])
    except CannotRead:
        return Head()
    tags: dict[str, str] = {}
    for found in _META.finditer(source):
        name, content = _NAME.search(found[1]), _CONTENT.search(found[1])
        if name and content:
            tags.setdefault(name[1].lower(), unescape(content[1] or content[2] or "").strip())
    title, heading = _TITLE.search(source), _HEADING.search(source)
    links = dict.fromkeys(unescape(found[1] or found[2]).strip() for found in _LINK.finditer(source))
    shown: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for found in _SOURCE.finditer(source):
        shown[found[1].lower() not in ("img", "input")][unescape(found[2] or found[3]).strip()] = None
    heading_text = _clean(_TAG.sub("", heading[1])) if heading else ""
    return Head(tags, _clean(title[1]) if title else "", heading_text, tuple(links), *map(tuple, shown))


def _spoken(source: str) -> str:
    """Return the source without its comments; one that does not end hides the rest, as in a browser."""
    pieces, at = [], 0
    while (begin := source.find("<!--", at)) >= 0:
        pieces.append(source[at:begin])
        end = source.find("-->", begin + 4)
        at = end + 3 if end >= 0 else len(source)
    return "".join((*pieces, source[at:]))


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(text)).strip()
