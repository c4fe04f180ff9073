"""Pictures decoded, and made small for the contact sheet. Belongs into the isolated child: pixels come from native libraries.

A thumbnail is a new JPEG of the pixels alone; nothing that the picture carries beside them goes with it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from review.errors import CannotRead
from review.extract.picture_sheet import THUMBNAIL_BYTES
from review.model import GapReason

SIDE = 240  # pixels: the longest
PIXELS = 100_000_000  # what may be unpacked
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "ICO", "MPO", "JPEG2000", "AVIF", "DIB")
_GREY = (128, 128, 128)  # shows black letters as well as white ones
_TONES, _SQUARES = (170, 225), 16
_QUALITIES = (75, 55, 35, 15)
_SHRINKS = frozenset(("RGB", "L", "CMYK", "YCbCr"))  # modes that are made small before they are made RGB
_UNOPENED = "图片打不开，图中文字未识别。请用看图软件另存为新图片后再检查，或人工查看。"
_BIG = "图片过大，图中文字未识别。请缩小或拆分后再检查，或人工查看。"


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Open a picture with Pillow. Raises CannotRead if it cannot be opened, or decoded within, or has too many pixels."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=[name for name in _FORMATS if name in _known()])
            bound(picture)
            yield picture
        except (CannotRead, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise CannotRead(GapReason.LIMIT, _BIG) from None
        except Exception as error:
            raise CannotRead(GapReason.NEEDS_EYES, _UNOPENED) from error


def bound(picture: Any) -> None:
    """Raise CannotRead if a picture, or the frame it stands at, has too many pixels."""
    width, height = picture.size
    if width * height > PIXELS:
        raise CannotRead(GapReason.LIMIT, _BIG)


def frames(picture: Any) -> int:
    """Return how many pictures there are in one; those of an MPO are the same view for another eye, or larger."""
    return 1 if picture.format == "MPO" else int(getattr(picture, "n_frames", 1))


def small(data: bytes) -> tuple[bytes, int, int] | None:
    """Return the thumbnail of a picture file, its width and height; None where it has several frames. Raises CannotRead."""
    from PIL import ImageOps

    with opened(data) as picture:
        if frames(picture) > 1:
            return None
        width, height = picture.size
        if picture.mode in _SHRINKS and "transparency" not in picture.info:
            picture.thumbnail((SIDE, SIDE))
        return squeezed(opaque(ImageOps.exif_transpose(picture), chequered=True)), width, height


def squeezed(picture: Any) -> bytes:
    """Return a picture in RGB as a small JPEG."""
    picture = picture.copy()
    picture.thumbnail((SIDE, SIDE))
    picture.info = {}
    out = io.BytesIO()
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= THUMBNAIL_BYTES:
            break
    return out.getvalue()


def opaque(picture: Any, *, chequered: bool = False) -> Any:
    """Return a picture in RGB; what can be seen through lies on grey, or on squares of two greys, on which no colour is lost."""
    from PIL import Image

    if picture.mode.startswith(("I;16", "I", "F")):
        picture = _grey_scale(picture)
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    if layered.getextrema()[3][0] == 255:
        return layered.convert("RGB")
    ground = _squares(layered.size) if chequered else Image.new("RGB", layered.size, _GREY)
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _squares(size: tuple[int, int]) -> Any:
    from PIL import Image

    board = Image.frombytes("L", (_SQUARES, _SQUARES), bytes(_TONES[(at + at // _SQUARES) % 2] for at in range(_SQUARES**2)))
    return board.resize(size, Image.Resampling.NEAREST).convert("RGB")


def _known() -> dict[str, Any]:
    from PIL import Image

    Image.init()
    return Image.OPEN


def _grey_scale(picture: Any) -> Any:
    """Return a picture of more than 8 bits a pixel as one of 8."""
    import numpy as np
    from PIL import Image

    values = np.asarray(picture, dtype="float32")
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255.0 / ((high - low) or 1.0))).astype("uint8"))
