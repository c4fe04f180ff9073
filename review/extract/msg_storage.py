"""Storages and property streams of an Outlook message. Sources: [MS-OXMSG] 2.1 and 2.4, [MS-OXPROPS]."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.ole import Compound, Path
from review.extract.rtf_charset import page_codec
from review.model import GapReason

PROPERTIES = "__properties_version1.0"
UNICODE, ANSI, BINARY, STORAGE = 0x1F, 0x1E, 0x102, 0x0D
_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_CODE_PAGES = (0x3FFD, 0x3FDE)


@dataclass
class Storage:
    """The properties of a message, a recipient or an attachment."""

    tree: Compound
    path: Path
    codec: str = ""
    damaged: bool = False
    streams: dict[int, dict[int, str]] = field(default_factory=dict)
    fixed: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.tree.names(self.path):
            found = _STREAM.fullmatch(name)
            if found:
                self.streams.setdefault(int(found[1], 16), {})[int(found[2], 16)] = name
        if PROPERTIES in self.tree.names(self.path):
            data = self._bytes(PROPERTIES)
            header = 8 if self.path and not self.path[-1].startswith("__substg") else 24 if self.path else 32
            for position in range(header, len(data) - 15, 16):
                tag, _, value = struct.unpack_from("<IIQ", data, position)
                self.fixed[tag >> 16] = value
        page = next((self.fixed[tag] for tag in _CODE_PAGES if self.fixed.get(tag)), 0) & 0xFFFFFFFF
        self.codec = self.codec or (page_codec(page) if page else "")

    def _bytes(self, name: str) -> bytes:
        try:
            return self.tree.read((*self.path, name))
        except CannotRead as error:
            if error.reason is not GapReason.DAMAGED:
                raise
            self.damaged = True
            return b""

    def binary(self, tag: int) -> bytes:
        """Return a binary property, or a text one as it is stored."""
        kinds = self.streams.get(tag, {})
        return self._bytes(kinds[BINARY]) if BINARY in kinds else b""

    def text(self, *tags: int) -> str:
        """Return the first of some text properties that is there."""
        for tag in tags:
            kinds = self.streams.get(tag, {})
            if UNICODE in kinds:
                text = self._bytes(kinds[UNICODE]).decode("utf-16-le", "replace")
            elif ANSI in kinds:
                text = self._ansi(self._bytes(kinds[ANSI]))
            else:
                continue
            text = text.rstrip("\0")
            if text:
                return text
        return ""

    def _ansi(self, data: bytes) -> str:
        for codec in filter(None, (self.codec, "utf-8", "gb18030")):
            try:
                return data.decode(codec)
            except UnicodeDecodeError:
                continue
        return data.decode(self.codec or "gb18030", "replace")
