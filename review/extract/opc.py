"""A package of parts and relationships (Open Packaging Conventions, ISO/IEC 29500-2), read part by part.

A part that cannot be read becomes a gap and the others are still read. Strict namespaces (ISO/IEC 29500-1) are spelled
as transitional ones, so that a reader knows one spelling only.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.limits import Limits
from review.extract.safe_xml import Element
from review.extract.zipped import GuardedZip
from review.model import Gap, GapReason, Place

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT_HOST = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(rb"""((?:xmlns(?::[\w.-]+)?|Type|uri)\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)""")


_CHINESE = rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}|&#)"
_OTHER = rb"(?:[\xe3-\xe9\xef](?![\x80-\xbf]{2})|&(?!#))"
_BEFORE = rb"[^%s<>\xe3-\xe9\xef&]*+(?:" + _OTHER + rb"[^%s<>\xe3-\xe9\xef&]*+)*+" + _CHINESE  # goes no step back: linear
_ATTRIBUTE = re.compile(rb"""=(?:"(%s[^"<>]*+)"|'(%s[^'<>]*+)')""" % (_BEFORE % (b'"', b'"'), _BEFORE % (b"'", b"'")))
_NAME_BYTES = 512  # an attribute's name and the space around it
_ELEMENT = re.compile(rb"<?([^\s<>/]*)")


class Relationship(NamedTuple):
    """A pointer from one part to another, or out of the package. `kind` is the last word of its type."""

    source: str
    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """The parts of a package by name, without leading slash. Raises CannotRead if it cannot be opened at all.

    `gaps`, `markup_comments` (XML comments by part) and `attributes` (those with Chinese characters: part, element, name and
    value) fill while parts are read.
    """

    data: bytes = field(repr=False)
    limits: Limits
    gaps: list[Gap] = field(default_factory=list)
    markup_comments: dict[str, str] = field(default_factory=dict)
    attributes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._zip = GuardedZip(self.data, self.limits)
        self.names = self._zip.names
        self._by_lower = {name.lower(): name for name in self.names}
        for name in self._zip.doubled:
            self._gap(name, CannotRead(GapReason.DAMAGED, "在压缩包中出现多次，只读取了最后一个。请用 WPS 或 Word 另存后再检查。"))

    @property
    def comment(self) -> str:
        """What is written in the zip file's own comment."""
        return self._zip.comment.decode("utf-8", "replace")

    def find(self, name: str) -> str | None:
        """Return the part's name as it is spelled in the package, whatever its case; None if there is no such part."""
        return self._by_lower.get(name.lstrip("/").lower())

    def xml(self, name: str) -> Element | None:
        """Return the root element of a part, or None after noting a gap."""
        try:
            data = self._zip.read(name)
            if _STRICT_HOST in data:
                data = _STRICT.sub(rb"\1http://schemas.openxmlformats.org/\2/2006", data)
            root = safe_xml.parse(data, self.limits)
            comments = safe_xml.comments(data)
        except CannotRead as error:
            self._gap(name, error)
            return None
        self.attributes += _chinese_attributes(name, data)
        if comments:
            self.markup_comments[name] = comments
        return root

    def content(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None after noting a gap."""
        try:
            return self._zip.read(name)
        except CannotRead as error:
            self._gap(name, error)
            return None

    def stray_text(self, name: str) -> str:
        """Return the text of a part that should hold none, one piece a line."""
        try:
            if safe_xml.is_bare(self._zip.read(name)):
                return ""
        except CannotRead as error:
            self._gap(name, error)
            return ""
        root = self.xml(name)
        return "" if root is None else "\n".join(str(text).strip() for text in root.itertext() if str(text).strip())

    @cached_property
    def relationships(self) -> tuple[Relationship, ...]:
        """Every relationship of the package; `source` is empty for those of the package itself."""
        found: list[Relationship] = []
        for name in self.names:
            folder, _, file = name.rpartition("/")
            if not file.lower().endswith(".rels") or posixpath.basename(folder).lower() != "_rels":
                continue
            source = posixpath.join(posixpath.dirname(folder), file[: -len(".rels")])
            root = self.xml(name)
            for node in () if root is None else root.iter(_RELATIONSHIP):
                external = node.get("TargetMode", "").lower() == "external"
                target = node.get("Target", "")
                kind = node.get("Type", "").rpartition("/")[2]
                found.append(Relationship(source, node.get("Id", ""), kind, target if external else _inside(source, target), external))
        return tuple(found)

    @cached_property
    def _from_source(self) -> dict[str, list[Relationship]]:
        grouped: dict[str, list[Relationship]] = {}
        for relationship in self.relationships:
            grouped.setdefault(relationship.source.lower(), []).append(relationship)
        return grouped

    @cached_property
    def _targets(self) -> dict[tuple[str, str], str]:
        return {(link.source.lower(), link.id): link.target for link in self.relationships if not link.external}

    def related(self, source: str, kind: str) -> list[Relationship]:
        """Return the relationships of one part (empty: of the package) that have this kind."""
        return [relationship for relationship in self._from_source.get(source.lower(), ()) if relationship.kind == kind]

    def target(self, source: str, relationship_id: str) -> str | None:
        """Return the part that an id in a part's markup points to; None if it points nowhere or out of the package."""
        target = self._targets.get((source.lower(), relationship_id))
        return None if target is None else self.find(target)

    def _gap(self, name: str, error: CannotRead) -> None:
        self.gaps.append(Gap(error.reason, f"文件内部的 {name} {error.message}", Place(part=name)))


def _plain(value: str) -> str:
    if "&" not in value:
        return value
    from html import unescape  # few documents need it

    return unescape(value)


def _chinese_attributes(part: str, data: bytes) -> list[tuple[str, str, str, str]]:
    """Find them in the bytes, because most parts have thousands of attributes and none in Chinese."""
    found: list[tuple[str, str, str, str]] = []
    opened = looked = 0
    for match in _ATTRIBUTE.finditer(data):
        at = match.start()
        opened = max(opened, data.rfind(b"<", looked, at))
        looked = at
        first = _ELEMENT.match(data, opened, min(at, opened + _NAME_BYTES))
        before = data[max(opened + 1, at - _NAME_BYTES) : at].split() or [b""]
        words = (first[1] if first else b"", before[-1])
        element, name = (word.decode("utf-8", "replace").rpartition(":")[2] for word in words)
        value = _plain((match[1] or match[2]).decode("utf-8", "replace"))
        if any("㐀" <= character <= "鿿" or "！" <= character <= "～" for character in value):
            found.append((part, element, name, value))
    return found


def _inside(source: str, target: str) -> str:
    """Resolve a relative target against the part that names it."""
    path = unquote(target.replace("\\", "/"))
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), path)).lstrip("/")
