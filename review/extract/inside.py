"""Files inside a file: attachments, embedded objects, pictures with a text of their own. They are read like any other file.

Each becomes a document within the document, so that its first lines are first lines and its hidden parts are hidden parts. Depth is
bounded; what is not read is a gap with the place of the carrier.
"""

from __future__ import annotations

from dataclasses import replace

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits
from review.extract.sniff import ARCHIVES, sniff
from review.model import GapReason, Place

_TOO_DEEP = "嵌在里面的文件层数过多，未读取。请取出后单独检查。"


def embed(builder: DocumentBuilder, data: bytes, name: str, place: Place, part: str = "") -> None:
    """Read a file that `place` carries and add it to the document; an archive gives all files in it.

    `part` is what the file is called here, if not by place and name.
    """
    from review.extract import extract

    limits = builder.limits
    if limits.depth <= 0:
        builder.gap(GapReason.LIMIT, _TOO_DEEP, place)
        return
    inner = replace(limits, depth=limits.depth - 1)
    part = part or (f"{place.part}/{name}" if name else place.part)
    kind = sniff(data)
    if kind in ARCHIVES:
        _members(builder, data, kind, name, place, inner, part)
    else:
        builder.embed(extract(data, name, inner), part)


def _members(builder: DocumentBuilder, data: bytes, kind: str, name: str, place: Place, limits: Limits, home: str) -> None:
    from review.extract import extract
    from review.extract.archive import Budget, members

    try:
        for member in members(data, kind, name, Budget(limits)):
            part = f"{home}/{member.name}"
            for gap in member.gaps:
                builder.gap(gap.reason, gap.message, Place(part=part))
            if member.data is not None:
                builder.embed(extract(member.data, member.name, limits), part)
    except CannotRead as error:
        builder.gap(error.reason, error.message, place)
