"""Files inside a file: attachments, embedded objects, pictures with a text of their own. They are read like any other file.

Each becomes a document within the document, so that its first lines are first lines and its hidden parts are hidden parts. Depth is
bounded; what is not read is a gap with the place of the carrier.
"""

from __future__ import annotations

from dataclasses import replace

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits, seconds_left
from review.extract.sniff import ARCHIVES, sniff
from review.model import GapReason, Place

_TOO_LATE = "时间不够，嵌在里面的文件未读取。请取出后单独检查。"
_TOO_DEEP = "嵌在里面的文件层数过多，未读取。请取出后单独检查。"


def embed(builder: DocumentBuilder, data: bytes, name: str, place: Place) -> None:
    """Read a file that `place` carries and add it to the document; an archive gives all files in it."""
    from review.extract import extract

    limits = builder.limits
    if limits.depth <= 0:
        builder.gap(GapReason.LIMIT, _TOO_DEEP, place)
        return
    if seconds_left() <= 0:
        builder.gap(GapReason.TIMEOUT, _TOO_LATE, place)
        return
    inner = replace(limits, depth=limits.depth - 1)
    kind = sniff(data)
    if kind in ARCHIVES:
        _members(builder, data, kind, name, place, inner)
    else:
        builder.embed(extract(data, name, inner), f"{place.part}/{name}" if name else place.part)


def _members(builder: DocumentBuilder, data: bytes, kind: str, name: str, place: Place, limits: Limits) -> None:
    from review.extract import extract
    from review.extract.archive import Budget, members

    try:
        for member in members(data, kind, name, Budget(limits)):
            part = f"{place.part}/{name}/{member.name}"
            for gap in member.gaps:
                builder.gap(gap.reason, gap.message, Place(part=part))
            if member.data is not None:
                builder.embed(extract(member.data, member.name, limits), part)
    except CannotRead as error:
        builder.gap(error.reason, error.message, place)
