"""What a picture shows: its letters become visible text, its codes stand behind it, and what could not be made out is for eyes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.codes import put_codes
from review.extract.ocr import CARRIER, Recognised, doubtful, lines, reliable
from review.model import GapReason, Place, Zone

FRAMES = 200  # pages of a TIFF
ANIMATED = 20  # pictures of an animation: they change little
PIXELS = 100_000_000  # what may be unpacked
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "ICO", "MPO", "JPEG2000", "AVIF", "DIB")
_GREY = (128, 128, 128)  # shows black letters as well as white ones
_EMPTY = "图片中没有识别到文字。请人工查看是否有不宜公开的印章、人脸、手写内容或位置信息。"
_DOUBTFUL = "识别结果不可靠：图片中有 {} 处文字看不清。请人工查看这张图片。"
_BROKEN = "图片数据不完整，附带的信息可能没有读全。请人工查看，或用看图软件打开另存后再检查。"
_UNOPENED = "图片打不开，图中文字未识别。请用看图软件另存为新图片后再检查，或人工查看。"
_BIG = "图片过大，图中文字未识别。请缩小或拆分后再检查，或人工查看。"
_MANY = "图片共 {} 帧（页），只识别了前 {} 帧。请拆分后再检查，或人工查看。"


def show(builder: DocumentBuilder, data: bytes, *, whole: bool) -> None:
    """Add the letters and codes of a picture file; `whole`: all that it carries beside them was read."""
    try:
        _show(builder, data)
    except CannotRead as error:
        builder.gap(error.reason, error.message)
    if not whole:
        builder.gap(GapReason.NEEDS_EYES, _BROKEN)


def _show(builder: DocumentBuilder, data: bytes) -> None:
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
    if not told:
        builder.gap(GapReason.NEEDS_EYES, _EMPTY)
    elif doubtful(found):
        builder.gap(GapReason.NEEDS_EYES, _DOUBTFUL.format(doubtful(found)))


def rounded(box: tuple[float, float, float, float], scale: float = 1.0) -> tuple[float, float, float, float]:
    """Return a box in other units, to a tenth."""
    left, top, right, bottom = (round(value / scale, 1) for value in box)
    return left, top, right, bottom


def _frames(builder: DocumentBuilder, data: bytes) -> Iterator[tuple[Any, bool]]:
    """Yield the frames of a picture in RGB, upright, and whether they are pages that stand still."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=[name for name in _FORMATS if name in _known()])
            _bound(picture)
            count, still = getattr(picture, "n_frames", 1), picture.format in ("TIFF", "PNG", "JPEG", "MPO")
            most = FRAMES if still else ANIMATED
            if picture.format == "MPO":
                count = 1  # the others are the same view for another eye, or larger
            if count > most:
                builder.gap(GapReason.LIMIT, _MANY.format(count, most))
            for number in range(min(count, most)):
                if number:
                    picture.seek(number)
                    _bound(picture)
                yield _opaque(ImageOps.exif_transpose(picture)), still
        except (CannotRead, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise CannotRead(GapReason.LIMIT, _BIG) from None
        except Exception as error:
            raise CannotRead(GapReason.NEEDS_EYES, _UNOPENED) from error


def _bound(picture: Any) -> None:
    width, height = picture.size
    if width * height > PIXELS:
        raise CannotRead(GapReason.LIMIT, _BIG)


def _known() -> dict[str, Any]:
    from PIL import Image

    Image.init()
    return Image.OPEN


def _opaque(picture: Any) -> Any:
    """Return a picture in RGB; what can be seen through lies on grey."""
    from PIL import Image

    if picture.mode.startswith(("I;16", "I", "F")):
        picture = _grey_scale(picture)
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    if layered.getextrema()[3][0] == 255:
        return layered.convert("RGB")
    ground = Image.new("RGB", layered.size, _GREY)
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _grey_scale(picture: Any) -> Any:
    """Return a picture of more than 8 bits a pixel as one of 8."""
    import numpy as np
    from PIL import Image

    values = np.asarray(picture, dtype="float32")
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255.0 / ((high - low) or 1.0))).astype("uint8"))
