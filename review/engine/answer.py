"""What a worker answers, as JSON: a worker that a crafted file has taken over cannot make its parent run anything."""

from __future__ import annotations

from collections.abc import Sequence

from review.engine.batch import Item
from review.engine.rows import reviewed_of, reviewed_row
from review.extract.codec import BrokenChannelError, decode, document_frames, document_from, encode
from review.model import Allowance, Document


def answer_of(items: Sequence[Item], memory: int, allowances: Sequence[Allowance]) -> bytes:
    """Return the message of a worker that holds so many bytes of memory and has these items."""
    rows = [[reviewed_row(reviewed, allowances), _frames(document)] for reviewed, document in items]
    return encode({"memory": memory, "items": rows})


def items_of(answer: bytes, allowances: Sequence[Allowance]) -> tuple[list[Item], int]:
    """Return the items of a message, and the memory of the worker (bytes). Raises BrokenChannelError for what is no answer."""
    try:
        message = decode(answer)
        items: list[Item] = [(reviewed_of(row, allowances), _document(frames)) for row, frames in message["items"]]
        return items, int(message["memory"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise BrokenChannelError from error


def _frames(document: Document | None) -> list[str] | None:
    if document is None:
        return None
    return [document.name, *(frame.decode("utf-8", "surrogatepass") for frame in document_frames(document))]


def _document(frames: list[str] | None) -> Document | None:
    if frames is None:
        return None
    name, *rest = frames
    return document_from((decode(frame.encode("utf-8", "surrogatepass")) for frame in rest), str(name))
