"""Puts a Document together so that every extractor separates and orders text in the same way.

Visible paragraphs end with a line feed, cells are separated by tabs, rows end with a line feed, pages and sheets are
separated by an empty line. Hidden, metadata, revision and embedded segments follow after all visible text, each after a
line feed, so they never shift a visible offset.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from review import lazy_re as re
from review.extract.limits import Limits, OutOfTimeError, over_limit, reading_ends
from review.extract.picture_sheet import Sheet
from review.model import Document, Gap, GapReason, Inner, Layer, Picture, Place, Segment

_SURROGATE = re.compile("[\ud800-\udfff]")
_NEVER = float("inf")
_LATE = "时间不够，其余内容未检查。请拆分后再检查；仍不行的，请人工检查。"


@dataclass
class DocumentBuilder:
    """Collects text in reading order; `build` returns the finished Document."""

    format: str
    limits: Limits
    spent: float = 0.0  # seconds that were used for its pictures
    _parts: list[str] = field(default_factory=list)
    _segments: list[Segment] = field(default_factory=list)
    _behind: list[tuple[str, Place, Layer, str]] = field(default_factory=list)
    _inner: list[tuple[Document, str]] = field(default_factory=list)
    _gaps: dict[Gap, None] = field(default_factory=dict)
    _length: int = 0
    _taken: tuple[Picture, ...] = ()
    _sheet: Sheet = field(init=False)
    _ends: float = _NEVER

    def __post_init__(self) -> None:
        self._sheet = Sheet(self.limits)

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Bound the time of what is read within: when it is over, the rest is a gap and what was read is kept."""
        if self._ends != _NEVER:
            yield
            return
        self._ends = reading_ends(self.limits)
        try:
            yield
        except OutOfTimeError:
            self.gap(GapReason.TIMEOUT, _LATE)
        finally:
            self._ends = _NEVER

    def keep_time(self) -> None:
        """Raise OutOfTimeError, once, when the time is over; whoever loops over a file calls this in each turn."""
        if time.monotonic() > self._ends:
            self._ends = _NEVER
            raise OutOfTimeError

    def paragraph(self, text: str, place: Place, carrier: str = "body") -> None:
        """Add a visible paragraph; a line feed is put after it."""
        self._segment(text, place, carrier)
        self._put("\n")

    def row(self, cells: Iterable[tuple[str, Place]], carrier: str = "body") -> None:
        """Add a visible table row: cells separated by tabs, closed by a line feed. Empty cells are no segments."""
        for index, (text, place) in enumerate(cells):
            if index:
                self._put("\t")
            if text:
                self._segment(text, place, carrier)
        self._put("\n")

    def page_break(self) -> None:
        """Separate pages or sheets by an empty line."""
        if self._length:
            self._put("\n")

    def behind(self, text: str, place: Place, layer: Layer, carrier: str) -> None:
        """Add text that a reader of the page does not see; `carrier` is the kind of the hidden.* rule that reports it."""
        self.keep_time()
        self._behind.append((_plain(text), place, layer, carrier))

    def told(self) -> str:
        """Return all text that was put behind the page so far, so that nothing is reported twice."""
        return "\n".join(text for text, *_ in self._behind)

    def gap(self, reason: GapReason, message: str, place: Place | None = None, digest: str = "") -> None:
        """Say what was not read and why; the same gap counts once. `digest` is that of the bytes it stands for, where they are known."""
        self._gaps.setdefault(Gap(reason, message, place or Place(), digest=digest))

    def picture(self, picture: Picture) -> None:
        """Put a picture on the contact sheet, which is one gap."""
        self._sheet.add(picture)

    def picture_again(self, sha256: str) -> bool:
        """Count a further use of a picture on the contact sheet; return False if it is not there."""
        return self._sheet.again(sha256)

    def append(self, document: Document) -> None:
        """Take over a finished document with the files it carries; only text behind the page and gaps may follow."""
        self._put(document.own.text)
        self._segments.extend(document.own.segments)
        self._inner += [(inner.document, inner.part) for inner in document.inner]
        for gap in document.gaps:
            self._gaps.setdefault(gap)
        self._taken += document.pictures

    def embed(self, document: Document, part: str) -> None:
        """Add a file that the document carries, as it was read; `part` is what it is called here."""
        self._inner.append((document, part))

    @property
    def visible(self) -> str:
        """The visible text so far."""
        return "".join(self._parts)

    def build(self, sheet: Gap | None = None) -> Document:
        """Return the document; nothing may be added afterwards. `sheet` is how the pictures are told of, if not as usual."""
        for text, place, layer, carrier in self._behind:
            self._put("\n")
            start = self._length
            self._put(text)
            self._segments.append(Segment(start, self._length, place, layer, carrier))
        inner = tuple(self._placed(document, part) for document, part in self._inner)
        told = self._sheet.gap(sheet)
        if told:
            self._gaps.setdefault(told)
        pictures = self._taken + self._sheet.pictures()
        return Document("", self.format, "".join(self._parts), tuple(self._segments), tuple(self._gaps), inner, pictures)

    def _placed(self, document: Document, part: str) -> Inner:
        self._put("\n")
        start = self._length
        self._put(document.text)
        self._segments.extend(
            Segment(start + s.start, start + s.end, s.place.inside(part), Layer.EMBEDDED, "embedded") for s in document.segments
        )
        return Inner(start, document, part)

    def _segment(self, text: str, place: Place, carrier: str) -> None:
        self.keep_time()
        start = self._length
        self._put(_plain(text))
        self._segments.append(Segment(start, self._length, place, Layer.VISIBLE, carrier))

    def _put(self, text: str) -> None:
        self._length += len(text)
        if self._length > self.limits.text_chars:
            raise over_limit("文字过多")
        self._parts.append(text)


def _plain(text: str) -> str:
    """Return `text` with one kind of line end and no lone surrogates (they cannot be written as UTF-8)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
