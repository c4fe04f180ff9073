"""The records of a binary presentation ([MS-PPT] 2.3.1): a head of eight bytes, then data or further records.

Only what the last save refers to is the presentation; slides of earlier saves may still stand in the stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from review.extract.limits import over_limit

CONTAINER = 0xF
USER_EDIT, PERSIST_DIRECTORY = 0x0FF5, 0x1772
_HEAD = struct.Struct("<HHI")
_DEPTH = 32
_RECORDS = 2_000_000
_EDITS = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where its data stand in `data`, which may be that of the stream or of a blob inside it."""

    data: bytes
    kind: int
    instance: int
    container: bool
    start: int
    end: int

    @property
    def content(self) -> bytes:
        """The bytes behind the head."""
        return self.data[self.start : self.end]

    def text(self) -> str:
        """Return the bytes as UTF-16."""
        return self.content[: (self.end - self.start) & ~1].decode("utf-16-le", "replace")


class Walk:
    """Counts records over a whole file, so that no crafted nesting makes the work endless."""

    def __init__(self) -> None:
        self._left = _RECORDS
        self.broken = False

    def children(self, data: bytes, start: int, end: int) -> Iterator[Record]:
        """Yield the records that stand between two offsets. A record that says it goes beyond the end is cut there."""
        while start + 8 <= end:
            self._left -= 1
            if self._left < 0:
                raise over_limit("演示文稿内部的记录过多")
            flags, kind, size = _HEAD.unpack_from(data, start)
            start += 8
            if start + size > end:
                self.broken = True
                size = end - start
            yield Record(data, kind, flags >> 4, flags & 0xF == CONTAINER, start, start + size)
            start += size

    def inside(self, record: Record) -> Iterator[Record]:
        """Yield the children of a container."""
        return self.children(record.data, record.start, record.end) if record.container else iter(())

    def below(self, record: Record, depth: int = _DEPTH) -> Iterator[Record]:
        """Yield everything below a container, in order, containers before what they hold."""
        for child in self.inside(record):
            yield child
            if child.container:
                if depth <= 0:
                    self.broken = True
                else:
                    yield from self.below(child, depth - 1)


def current_offsets(stream: bytes, last_edit: int, walk: Walk) -> dict[int, int]:
    """Return persistent object → offset of its record, as of the last save ([MS-PPT] 2.3.4, 2.3.5)."""
    found: dict[int, int] = {}
    seen: set[int] = set()
    while last_edit and last_edit not in seen and len(seen) < _EDITS:
        seen.add(last_edit)
        edit = next(walk.children(stream, last_edit, len(stream)), None)
        if edit is None or edit.kind != USER_EDIT:
            walk.broken = True
            break
        previous, directory = struct.unpack_from("<II", stream, edit.start + 8)
        table = next(walk.children(stream, directory, len(stream)), None)
        if table is None or table.kind != PERSIST_DIRECTORY:
            walk.broken = True
            break
        for key, offset in _entries(table):
            found.setdefault(key, offset)
        last_edit = previous
    return found


def _entries(table: Record) -> Iterator[tuple[int, int]]:
    at = table.start
    while at + 4 <= table.end:
        (head,) = struct.unpack_from("<I", table.data, at)
        at += 4
        for number in range(head >> 20):
            if at + 4 > table.end:
                return
            yield (head & 0xFFFFF) + number, struct.unpack_from("<I", table.data, at)[0]
            at += 4
