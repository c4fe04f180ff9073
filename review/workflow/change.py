"""What saving a file again has changed: nothing, its metadata, its look, or its text.

Bytes that differ need not be other words: Word and WPS write a new date, new revision marks (rsid) and new labels each time.
So both versions are read, and the strictest answer that holds is given:

    SAME      the bytes are the same
    METADATA  properties, labels, rsid, spelling marks, identifiers of paragraphs, property stores of WPS; nothing else
    LAYOUT    visible and hidden text are the same, something else is not, or was not read
    TEXT      a reader sees other words, or comments, revisions or hidden text differ: they are content as well

A package (docx, xlsx …) is compared part by part, XML by its meaning and not by its spelling. Of other formats only what is
extracted can be compared: where text stands (page, box) counts as layout, and without a sign of what changed it is LAYOUT.
A gap on either side rules out METADATA. If no text at all could be read on a side, nobody knows that the words are the same:
TEXT without lines, unless all parts of the package but its metadata have the same content.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from typing import Any

from review.errors import CannotRead
from review.extract import extract
from review.extract.limits import DEFAULT
from review.extract.zipped import GuardedZip
from review.model import Document, Layer, Place

CONTEXT = 2  # unchanged lines shown before and after a change
LINES = 200  # of a diff, at most
UNSEEN = "（不可见）"

_PAIRS = 1_000_000  # of lines, each compared with each
_METADATA_PARTS = re.compile(r"(?:docprops|docmetadata)/.+|\[content_types\]\.xml")
_STORE = re.compile(r"customXml/item(\d+)\.xml")
_STORE_ROOTS = re.compile(r"\{http://[\w./]+/(?:wpsCustomData\}customData|bibliography\}Sources)")
_NEW_EACH_TIME = re.compile(r"\{[^}]*wordprocessingml[^}]*\}rsid\w*|\{[^}]*/word/20\d\d/wordml\}(?:paraId|textId)")
_PROPERTIES = frozenset({"properties", "head", "docProps"})  # what files that are no packages have of them
_PROPERTY_TAGS = re.compile(rb"<title\b[^>]*>[^<]*</title\s*>|<meta\s+name=[^>]*>", re.IGNORECASE)
_PASSING = ("{*}rsids", "{*}proofErr", "{*}proofState", "{*}docId")


class Kind(StrEnum):
    """How far a new version departs from the one before; the value is what a reader is told."""

    SAME = "未改动"
    METADATA = "仅元数据变化"
    LAYOUT = "版式变化"
    TEXT = "文字变化"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff: `sign` is "+" for added, "-" for dropped, a space for context. What no page shows begins with UNSEEN."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version changed. `parts` are the parts of the package that make it `kind`; `lines` the diff of TEXT.

    `lines` quotes the document: it is as private as the document itself.
    """

    kind: Kind
    parts: tuple[str, ...] = ()
    lines: tuple[DiffLine, ...] = ()


def compare_versions(before: bytes, after: bytes, name: str) -> Change:
    """Compare two versions of the file `name`. Never raises for a bad file: what cannot be read counts as changed."""
    if before == after:
        return Change(Kind.SAME)
    old, new = extract(before, name, DEFAULT), extract(after, name, DEFAULT)
    parts = _compare_parts(before, after)
    content, metadata, stores = parts or ((), (), frozenset())
    seen, now = (document.text[: document.visible_end].split("\n") for document in (old, new))
    lines = _diff(seen, now) + _diff(_unseen(old, stores), _unseen(new, stores), UNSEEN)
    if lines:
        return Change(Kind.TEXT, content, tuple(lines[:LINES]))
    gaps = bool(old.gaps or new.gaps)
    if parts and not content:
        return Change(Kind.LAYOUT if gaps else Kind.METADATA, metadata)
    if any(document.gaps and not document.text[: document.visible_end].strip() for document in (old, new)):
        return Change(Kind.TEXT, content)
    if not parts and not gaps and _only_properties_differ(old, new, before, after):
        return Change(Kind.METADATA)
    return Change(Kind.LAYOUT, content)


def matching_blocks(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """Return the runs of equal items, in order; they may touch, and the last one is empty and stands at both ends.

    Items that occur once on each side are matched first (patience diff), then what lies between them: a long table of repeated
    values takes seconds, not hours. A stretch between them with more than a million pairs is matched at its ends only.
    """
    blocks: list[Match] = []
    low = other_low = 0
    for high, other_high in [*_anchors(before, after), (len(before), len(after))]:
        blocks += _between(before[low:high], after[other_low:other_high], low, other_low)
        blocks.append(Match(high, other_high, int(high < len(before))))
        low, other_low = high + 1, other_high + 1
    return [*(block for block in blocks if block.size), Match(len(before), len(after), 0)]


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    counts, others = Counter(before), Counter(after)
    single = {item for item, count in counts.items() if count == 1 and others[item] == 1}
    rare, other = [[index for index, item in enumerate(items) if item in single] for items in (before, after)]
    matcher = SequenceMatcher(None, [before[index] for index in rare], [after[index] for index in other], autojunk=False)
    return [(rare[block.a + step], other[block.b + step]) for block in matcher.get_matching_blocks() for step in range(block.size)]


def _between(before: Sequence[str], after: Sequence[str], low: int, other_low: int) -> list[Match]:
    shorter = min(len(before), len(after))
    head = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    tail = next((index for index in range(shorter - head) if before[-1 - index] != after[-1 - index]), shorter - head)
    end, other_end = len(before) - tail, len(after) - tail
    matcher = SequenceMatcher(None, before[head:end], after[head:other_end], autojunk=False)
    inner = matcher.get_matching_blocks() if (end - head) * (other_end - head) <= _PAIRS else []
    blocks = [Match(0, 0, head), *(Match(head + block.a, head + block.b, block.size) for block in inner), Match(end, other_end, tail)]
    return [Match(low + block.a, other_low + block.b, block.size) for block in blocks]


def _unseen(document: Document, stores: frozenset[str]) -> list[str]:
    """Return the lines behind the page that are content; before each stands what carries it, so that a move is a change."""
    return [
        f"{segment.carrier}\n{line}"
        for segment in document.behind
        if segment.layer is not Layer.METADATA and segment.place.part not in stores
        for line in document.text[segment.start : segment.end].split("\n")
    ]


def _diff(before: list[str], after: list[str], prefix: str = "") -> list[DiffLine]:
    """Return the lines that differ and CONTEXT lines around them; empty if nothing differs. Nothing before a line feed is shown."""
    lines: list[tuple[str, str]] = []
    low = other_low = 0
    for high, other_high, size in matching_blocks(before, after):
        lines += [("-", line) for line in before[low:high]] + [("+", line) for line in after[other_low:other_high]]
        low, other_low = high + size, other_high + size
        lines += [(" ", line) for line in before[high:low]]
    changed = [number for number, (sign, _) in enumerate(lines) if sign != " "]
    near = {beside for number in changed for beside in range(number - CONTEXT, number + CONTEXT + 1)}
    shown = (line for number, line in enumerate(lines) if number in near)
    return [DiffLine(sign, prefix + line.rpartition("\n")[2]) for sign, line in shown]


def _only_properties_differ(old: Document, new: Document, before: bytes, after: bytes) -> bool:
    """Tell whether a file that is no package differs in its properties and, as far as it was read, in nothing else."""
    if old.format == new.format == "html":
        return _PROPERTY_TAGS.sub(b"", before) == _PROPERTY_TAGS.sub(b"", after)

    def rest(document: Document) -> list[tuple[Place, str, str]]:
        segments = (segment for segment in document.segments if segment.place.part not in _PROPERTIES)
        return [(segment.place, segment.carrier, document.text[segment.start : segment.end]) for segment in segments]

    return old.format == new.format and rest(old) == rest(new) and old.text != new.text


def _compare_parts(before: bytes, after: bytes) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]] | None:
    """Return the parts of two packages that differ in content, those that differ in metadata, and the stores that nobody writes.

    None if one of the files is no package, or holds a part twice, so that nobody knows which one counts.
    """
    try:
        old, new = GuardedZip(before, DEFAULT), GuardedZip(after, DEFAULT)
    except CannotRead:
        return None
    if old.doubled or new.doubled:
        return None
    stores = frozenset.union(*(_stores(zipped) - (frozenset(other.names) - _stores(other)) for zipped, other in ((old, new), (new, old))))
    differs: dict[str, bool] = {}  # in content
    for name in sorted({*old.names, *new.names}):
        one, other = _content(old, name), _content(new, name)
        if one is None or other is None or one != other:
            same = one is not None and other is not None and _meaning(name, one, stores) == _meaning(name, other, stores)
            differs[name] = not (same or _METADATA_PARTS.fullmatch(name.lower()) or name in stores)
    return tuple(name for name in differs if differs[name]), tuple(name for name in differs if not differs[name]), stores


def _content(package: GuardedZip, name: str) -> bytes | None:
    """Return the bytes of a part; None if it is missing or cannot be read."""
    try:
        return package.read(name) if name in package.names else None
    except CannotRead:
        return None


def _stores(package: GuardedZip) -> frozenset[str]:
    """Return the custom XML parts that WPS and Word write by themselves and that hold no text, with what belongs to them."""
    from review.extract import safe_xml

    found: set[str] = set()
    for name in package.names:
        number = _STORE.fullmatch(name)
        data = _content(package, name) if number else None
        root = _parsed(data) if data and safe_xml.is_bare(data) else None
        if number and root is not None and _STORE_ROOTS.fullmatch(root.tag):
            found |= {name, f"customXml/itemProps{number[1]}.xml", f"customXml/_rels/item{number[1]}.xml.rels"}
    return frozenset(found)


def _parsed(data: bytes) -> Any:
    from review.extract import safe_xml

    try:
        return safe_xml.parse(data, DEFAULT)
    except CannotRead:
        return None


def _meaning(name: str, data: bytes, stores: frozenset[str]) -> object:
    """Return what must stay equal in a part: XML without its spelling and without what each save writes anew, else the bytes."""
    from lxml import etree

    from review.extract import safe_xml

    root = _parsed(data) if name.endswith((".xml", ".rels", ".vml")) else None
    if root is None:
        return data
    if name.endswith(".rels"):
        return _pointers(name, root, stores)
    if name.startswith("word/"):
        etree.strip_elements(root, *_PASSING, with_tail=False)
        for element in root.iter():
            for attribute in [key for key in element.attrib if _NEW_EACH_TIME.fullmatch(str(key))]:
                del element.attrib[attribute]
    return etree.tostring(root, method="c14n", exclusive=True), safe_xml.comments(data)


def _pointers(name: str, root: Any, stores: frozenset[str]) -> set[tuple[str, ...]]:
    """Return the relationships of a part but those to metadata; nothing refers to those of the package by their number."""
    folder = posixpath.dirname(posixpath.dirname(name))
    pointers: set[tuple[str, ...]] = set()
    for link in root:
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))[1:]
        if link.get("TargetMode") == "External" or not (_METADATA_PARTS.fullmatch(target.lower()) or target in stores):
            number = link.get("Id", "") if folder else ""
            pointers.add((number, link.get("Type", ""), link.get("Target", ""), link.get("TargetMode", "")))
    return pointers
