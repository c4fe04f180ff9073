"""What a picture shows: its letters become visible text, its codes stand behind it, and what could not be made out is for eyes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.codes import put_codes
from review.extract.ocr import CARRIER, Recognised, doubtful, lines, reliable
from review.extract.thumbnail import bound, frames, opaque, opened, small
from review.model import GapReason, Picture, Place, Zone

FRAMES = 200  # pages of a TIFF
ANIMATED = 20  # pictures of an animation: they change little
EMPTY = "图片中没有识别到文字。请人工查看是否有不宜公开的印章、人脸、手写内容或位置信息。"
_DOUBTFUL = "识别结果不可靠：图片中有 {} 处文字看不清。请人工查看这张图片。"
_BROKEN = "图片数据不完整，附带的信息可能没有读全。请人工查看，或用看图软件打开另存后再检查。"
_MANY = "图片共 {} 帧（页），只识别了前 {} 帧。请拆分后再检查，或人工查看。"


def show(builder: DocumentBuilder, data: bytes, *, whole: bool) -> None:
    """Add the letters and codes of a picture file; `whole`: all that it carries beside them was read."""
    try:
        _show(builder, data, whole=whole)
    except CannotRead as error:
        builder.gap(error.reason, error.message)
    if not whole:
        builder.gap(GapReason.NEEDS_EYES, _BROKEN)


def _show(builder: DocumentBuilder, data: bytes, *, whole: bool) -> None:
    number = 0
    found: list[Recognised] = []
    told: set[str] = set()
    for number, (frame, still) in enumerate(_frames(builder, data), 1):
        page = number if number > 1 or not still else None
        place = Place(path=f"p{page}" if page else None, page=page)
        put_codes(builder, frame, place)
        seen = lines(frame, builder.limits)
        found += seen
        for row, line in enumerate(reliable(seen), 1):
            if still or line.text not in told:
                path = f"p{page}/l{row}" if page else f"l{row}"
                builder.paragraph(line.text, Place(path=path, page=page, zone=Zone.BODY, box=rounded(line.box)), CARRIER)
            told.add(line.text)
    if not told and number == 1 and whole and (made := small(data)):
        thumbnail, width, height = made
        builder.picture(Picture(Place(), "", hashlib.sha256(data).hexdigest(), width, height, thumbnail))
    elif not told:
        builder.gap(GapReason.NEEDS_EYES, EMPTY)
    elif doubtful(found):
        builder.gap(GapReason.NEEDS_EYES, _DOUBTFUL.format(doubtful(found)))


def rounded(box: tuple[float, float, float, float], scale: float = 1.0) -> tuple[float, float, float, float]:
    """Return a box in other units, to a tenth."""
    left, top, right, bottom = (round(value / scale, 1) for value in box)
    return left, top, right, bottom


def _frames(builder: DocumentBuilder, data: bytes) -> Iterator[tuple[Any, bool]]:
    """Yield the frames of a picture in RGB, upright, and whether they are pages that stand still."""
    from PIL import ImageOps

    with opened(data) as picture:
        count, still = frames(picture), picture.format in ("TIFF", "PNG", "JPEG", "MPO")
        most = FRAMES if still else ANIMATED
        if count > most:
            builder.gap(GapReason.LIMIT, _MANY.format(count, most))
        for number in range(min(count, most)):
            if number:
                picture.seek(number)
                bound(picture)
            yield opaque(ImageOps.exif_transpose(picture)), still
