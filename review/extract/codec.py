"""How parent and child of the isolated reader talk: length-prefixed JSON frames over a pipe.

A frame is an 8-byte big-endian length and that many bytes. A Document travels as many small frames (head, text, segments,
end), so that neither side ever holds a second copy of a large one. JSON only: a child that a crafted file has taken over
cannot make its parent run anything.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from review import lazy_re as re
from review.extract.picture_sheet import SHEET_BYTES, THUMBNAIL_BYTES
from review.model import Document, Gap, GapReason, Inner, Layer, Picture, Place, Segment, Zone

TEXT_CHARS = 1 << 20
SEGMENTS = 4096
PICTURES = 64
MESSAGE_BYTES = 64 << 20
_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_JPEG = b"\xff\xd8\xff"


class BrokenChannelError(Exception):
    """The other side has gone, or says something that is not of this protocol."""


def write_frame(stream: BinaryIO, payload: bytes | memoryview) -> None:
    """Write one frame; `stream` may be unbuffered. Raises OSError when nobody reads any more."""
    _write_all(stream, len(payload).to_bytes(8, "big"))
    _write_all(stream, payload)


def read_frame(stream: BinaryIO, at_most: int = MESSAGE_BYTES) -> bytes:
    """Read one frame. Raises BrokenChannelError at the end of the stream or when the frame is longer than `at_most` bytes."""
    size = int.from_bytes(_read_exactly(stream, 8), "big")
    if size > at_most:
        raise BrokenChannelError
    return _read_exactly(stream, size)


def encode(value: Any) -> bytes:
    """Return a JSON value as bytes; lone surrogates survive."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(frame: bytes) -> Any:
    """Return the JSON value of a frame. Raises BrokenChannelError if it is none."""
    try:
        return json.loads(frame.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise BrokenChannelError from error


def document_frames(document: Document) -> Iterator[bytes]:
    """Yield the frames of a document, without the closing one."""
    yield encode({"format": document.format, "gaps": [gap_row(gap) for gap in document.gaps]})
    for start in range(0, len(document.text), TEXT_CHARS):
        yield encode({"text": document.text[start : start + TEXT_CHARS]})
    rows = ([s.start, s.end, s.layer, s.carrier, place_row(s.place)] for s in document.segments)
    while batch := list(islice(rows, SEGMENTS)):
        yield encode({"segments": batch})
    for start in range(0, len(document.pictures), PICTURES):
        yield encode({"pictures": [_picture_row(picture) for picture in document.pictures[start : start + PICTURES]]})
    for inner in document.inner:
        yield encode({"inner": [inner.start, inner.part, inner.document.name]})
        yield from document_frames(inner.document)
        yield encode({"close": True})


def document_from(messages: Iterable[Any], name: str = "") -> Document:
    """Put a document together again from its decoded frames. Raises BrokenChannelError if they are not those of a document."""
    form = ""
    gaps: list[Gap] = []
    text: list[str] = []
    segments: list[Segment] = []
    inner: list[Inner] = []
    pictures: list[Picture] = []
    messages = iter(messages)
    try:
        for message in messages:
            if "text" in message:
                text.append(str(message["text"]))
            elif "segments" in message:
                segments.extend(_segment(row) for row in message["segments"])
            elif "pictures" in message:
                pictures.extend(_picture(row) for row in message["pictures"])
            elif "inner" in message:
                start, part, inside = message["inner"]
                inner.append(Inner(int(start), document_from(messages, str(inside)), str(part)))
            elif "close" in message:
                break
            else:
                form = str(message["format"])
                gaps = [gap_from(row) for row in message["gaps"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenChannelError from error
    if sum(len(picture.thumbnail) for picture in pictures) > SHEET_BYTES:
        raise BrokenChannelError
    return Document(name, form, "".join(text), tuple(segments), tuple(gaps), tuple(inner), tuple(pictures))


def gap_row(gap: Gap) -> list[Any]:
    """Return a gap as a JSON value."""
    return [gap.reason, gap.message, place_row(gap.place), gap.pictures, gap.digest]


def gap_from(row: list[Any]) -> Gap:
    """Return a gap from its JSON value. Raises ValueError or TypeError for what is none."""
    reason, message, place, pictures, digest = row
    return Gap(GapReason(reason), str(message), place_from(place), int(pictures), str(digest))


def _picture_row(picture: Picture) -> list[Any]:
    small = base64.b64encode(picture.thumbnail).decode("ascii")
    return [place_row(picture.place), picture.name, picture.sha256, picture.width, picture.height, small, picture.uses]


def _picture(row: list[Any]) -> Picture:
    """Return a picture; what a browser will be given is at least called a JPEG by its first bytes, and small."""
    place, name, digest, width, height, small, uses = row
    thumbnail = base64.b64decode(small, validate=True)
    if not _DIGEST.fullmatch(digest) or len(thumbnail) > THUMBNAIL_BYTES or (thumbnail and not thumbnail.startswith(_JPEG)):
        raise ValueError
    return Picture(place_from(place), str(name), digest, int(width), int(height), thumbnail, int(uses))


def _segment(row: list[Any]) -> Segment:
    start, end, layer, carrier, place = row
    return Segment(int(start), int(end), place_from(place), Layer(layer), str(carrier))


def place_row(place: Place) -> list[Any]:
    """Return a place as a JSON value."""
    return [place.part, place.path, place.page, place.zone, place.box]


def place_from(row: list[Any]) -> Place:
    """Return a place from its JSON value. Raises ValueError or TypeError for what is none."""
    part, path, page, zone, box = row
    return Place(part, path, page, Zone(zone) if zone else None, _box(box) if box else None)


def _box(row: list[float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = row
    return left, top, right, bottom


def _write_all(stream: BinaryIO, payload: bytes | memoryview) -> None:
    rest = memoryview(payload)
    while rest:
        rest = rest[stream.write(rest[:_CHUNK]) :]


def _read_exactly(stream: BinaryIO, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = stream.read(min(missing, _CHUNK))
        if not part:
            raise BrokenChannelError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
