"""Files inside a file: attachments, embedded objects, pictures with a text of their own. They are read like any other file.

Each becomes a document within the document, so that its first lines are first lines and its hidden parts are hidden parts. Depth is
bounded; what is not read is a gap with the place of the carrier.
"""

from __future__ import annotations

import time
from dataclasses import replace

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits, seconds_left
from review.extract.ocr import wanted
from review.extract.picture_sheet import LARGE_SHARE, Shown
from review.extract.sniff import ARCHIVES, sniff
from review.model import GapReason, Place

THUMBNAIL_SHARE = 0.3  # of the time for a file without pages: pictures that are made small
PICTURE_SHARE = 0.5  # of the longest time for a file: pictures of one that has thousands
_LARGE = "{}占页面四分之一以上，图中文字尚未识别。请打开文件人工查看。"
_NO_TIME = "时间不够，有图片未检查。请打开文件人工查看。"
_TOO_LATE = "时间不够，嵌在里面的文件未读取。请取出后单独检查。"
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
    if seconds_left() <= 0:
        builder.gap(GapReason.TIMEOUT, _TOO_LATE, place)
        return
    inner = limits._replace(depth=limits.depth - 1)
    part = part or (f"{place.part}/{name}" if name else place.part)
    kind = sniff(data)
    if kind in ARCHIVES:
        _members(builder, data, kind, name, place, inner, part)
    else:
        builder.embed(extract(data, name, inner), part)


def embed_picture(builder: DocumentBuilder, data: bytes | None, called: str, part: str, shown: Shown) -> bool:
    """Read a picture: its letters where they can be recognised, else it goes on the contact sheet. Return False for what has no pixels.

    Gaps name it as `called`, at the place where it is shown; its text stands in `part`, in lines of that place. One so large that it may
    be what the page is about is a gap of its own.
    """
    from review.extract import extract

    if not data or sniff(data) != "image":
        return False
    if seconds_left() <= 0:
        builder.gap(GapReason.TIMEOUT, _NO_TIME)
        return True
    place, limits = shown.place, _for_a_picture(builder)
    began = time.monotonic()
    document = extract(data, "", limits)
    builder.spent += time.monotonic() - began
    large = shown.share >= LARGE_SHARE and not wanted(limits)
    for gap in document.gaps:
        if not gap.pictures:
            reason = GapReason.NEEDS_EYES if gap.reason is GapReason.NEEDS_OCR and not large else gap.reason
            builder.gap(reason, f"{called}：{gap.message}", place)
    for picture in document.pictures:
        if large:
            builder.gap(GapReason.NEEDS_OCR, _LARGE.format(called), place, picture.sha256)
        else:
            builder.picture(replace(picture, name=called, place=place, uses=shown.uses))
    if document.text:
        end = document.inner[0].start if document.inner else len(document.text) + 1
        segments = tuple(s._replace(place=_shown_at(s.place, place)) if s.start < end else s for s in document.segments)
        builder.embed(replace(document, gaps=(), pictures=(), segments=segments), part)
    return True


def _for_a_picture(builder: DocumentBuilder) -> Limits:
    """Return the limits for one more picture: without recognising, then without a thumbnail, where the others took the time."""
    limits = builder.limits
    recognise = limits.recognise and limits.depth > 0 and builder.spent <= limits.most_seconds * PICTURE_SHARE
    in_time = (recognise and wanted(limits)) or builder.spent <= limits.seconds * THUMBNAIL_SHARE
    return limits._replace(depth=max(0, limits.depth - 1), recognise=recognise, thumbnails=int(in_time and limits.thumbnails > 0))


def _shown_at(inner: Place, place: Place) -> Place:
    """Return a place in a picture as one where the picture is shown: a line of it, in the box that it fills."""
    path = "/".join(filter(None, (place.path, inner.path)))
    return inner._replace(path=path or None, page=place.page or inner.page, box=place.box or inner.box)


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
