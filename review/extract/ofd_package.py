"""The parts of an OFD package (GB/T 33190-2016, 7): found by location, parsed safely, each counted as read or not.

Locations (ST_Loc) are absolute in the package or relative to the file that names them; makers also write them relative to the
document's folder or to the package, with other case or with backslashes. Elements are known by local name: prefixes and
namespaces differ between makers.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.limits import Limits, over_limit
from review.extract.safe_xml import Element
from review.extract.zipped import GuardedZip
from review.model import Gap, GapReason, Place

_OBJECTS = 1_500_000  # painted in one file, templates and composites counted each time: half a minute, or 500 pages of 3,000


@dataclass
class OfdPackage:
    """An OFD file. `done` are the parts that were read, `gaps` and `markup_comments` fill while parts are read."""

    data: bytes = field(repr=False)
    limits: Limits
    done: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    markup_comments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._zip = GuardedZip(self.data, self.limits)
        self.names = self._zip.names
        self._by_lower = {name.lower(): name for name in self.names}
        self._roots: dict[str, Element | None] = {}
        self._left = _OBJECTS
        for name in self._zip.doubled:
            self._gap(name, CannotRead(GapReason.DAMAGED, "在压缩包中出现多次，只读取了最后一个。请核对文件来源，重新生成后再检查。"))

    @property
    def comment(self) -> str:
        """What is written in the zip file's own comment."""
        return self._zip.comment.decode("utf-8", "replace").strip()

    def spend(self, objects: int) -> None:
        """Count what is painted. Raises CannotRead when the pages are built to keep a reader busy."""
        self._left -= objects
        if self._left < 0:
            raise over_limit("页面上的对象过多")

    def find(self, location: str | None, source: str = "", folder: str = "") -> str | None:
        """Return the part that `source` calls `location`; `folder` is tried as well. None if there is no such part."""
        path = (location or "").strip().replace("\\", "/")
        if not path:
            return None
        bases = ("",) if path.startswith("/") else (posixpath.dirname(source), folder, _folder(source), "")
        for base in bases:
            name = self._by_lower.get(posixpath.normpath(posixpath.join("/", base, path.lstrip("/"))).lstrip("/").lower())
            if name:
                return name
        return None

    def xml(self, name: str) -> Element | None:
        """Return the root of a part, or None after noting a gap; a part is parsed once."""
        if name not in self._roots:
            self.done.add(name)
            self._roots[name] = self._parse(name)
        return self._roots[name]

    def forget(self, name: str) -> None:
        """Let go of a parsed part that is not needed again."""
        self._roots.pop(name, None)

    def raw(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None after noting a gap."""
        self.done.add(name)
        try:
            return self._zip.read(name)
        except CannotRead as error:
            self._gap(name, error)
            return None

    def linked(self, node: Element, kind: str, source: str, folder: str = "") -> Iterator[tuple[str, Element]]:
        """Yield the parts that child elements of this kind point to by their text, as far as they can be read."""
        for child in node.iterchildren(f"{{*}}{kind}"):
            name = self.located(child.text, source, folder)
            root = self.xml(name) if name else None
            if name and root is not None:
                yield name, root

    def located(self, location: str | None, source: str, folder: str = "") -> str | None:
        """Return the part at a location, or None after noting as a gap that it is missing."""
        name = self.find(location, source, folder)
        if name is None:
            message = f"文件内部指向的 {(location or '').strip()[:80] or '（空）'} 不存在，未读取。请重新取得原件后再检查。"
            gap = Gap(GapReason.DAMAGED, message, Place(part=source))
            if gap not in self.gaps:
                self.gaps.append(gap)
        return name

    def _parse(self, name: str) -> Element | None:
        try:
            data = self._zip.read(name)
            root = safe_xml.parse(data, self.limits)
            comments = safe_xml.comments(data)
        except CannotRead as error:
            self._gap(name, error)
            return None
        if comments:
            self.markup_comments[name] = comments
        return root

    def _gap(self, name: str, error: CannotRead) -> None:
        message = error.message.replace("用 WPS 或 Word 打开后另存", "重新生成或取得原件")
        self.gaps.append(Gap(error.reason, f"文件内部的 {name} {message}", Place(part=name)))


def _folder(source: str) -> str:
    return source.partition("/")[0] if "/" in source else ""


def local(node: Element) -> str:
    """Return the element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def child(node: Element | None, *path: str) -> Element | None:
    """Return the first element down a path of local names."""
    for name in path:
        node = None if node is None else next(node.iterchildren(f"{{*}}{name}"), None)
    return node


def text_of(node: Element | None) -> str:
    """Return the text of an element and all below it, trimmed."""
    return "" if node is None else "".join(map(str, node.itertext())).strip()


def said(node: Element) -> str:
    """Return every text in an element, one a line, and attributes in Chinese, which only a person writes."""
    lines: list[str] = []
    for inner in node.iter():
        if local(inner) == "ObjectRef":
            continue
        lines += [(inner.text or "").strip(), *(v.strip() for v in map(str, inner.attrib.values()) if any(c >= "\u3400" for c in v))]
        lines += [(after.tail or "").strip() for after in inner]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def is_on(value: str | None, *, default: bool) -> bool:
    """Return what an xs:boolean says."""
    return default if value is None else value.strip().lower() in ("true", "1")


def numbers(value: str | None, most: int = 32) -> list[float]:
    """Return a list of numbers (ST_Array); ``g 3 1.5`` is 1.5 three times (11.3). What is no number ends the list.

    No more than `most` are returned.
    """
    found: list[float] = []
    words = iter((value or "").split())
    for word in words:
        try:
            if word == "g":
                times, step = int(next(words, "0")), float(next(words, "0"))
                found += [step] * max(0, min(times, most - len(found)))
            else:
                found.append(float(int(word[1:], 16)) if word.startswith("#") else float(word))
        except (ValueError, OverflowError):
            break
        if len(found) >= most or not math.isfinite(found[-1] if found else 0.0):
            break
    return [number for number in found if math.isfinite(number) and abs(number) < 1e9]
