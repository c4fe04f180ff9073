"""QR codes and bar codes in pictures, decoded by zxing-cpp (extra ``ocr``), offline. What they say is read like any other text.

Symbologies: ISO/IEC 18004 (QR), 16022 (Data Matrix), 15438 (PDF417), 24778 (Aztec), and the linear ones.
"""

from __future__ import annotations

import functools
import importlib.util
from typing import Any

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.model import Layer, Place

MOST = 50
_LINK = re.compile(r"[a-z][a-z0-9+.-]{1,20}:\S+|\\\\\S+|www\.\S+", re.IGNORECASE)


@functools.cache
def installed() -> bool:
    """Tell whether the decoder is there; nothing is imported."""
    return importlib.util.find_spec("zxingcpp") is not None


def put_codes(builder: DocumentBuilder, image: Any, place: Place) -> int:
    """Put what the codes of a Pillow picture say behind `place`; return how many were decoded."""
    if not installed():
        return 0
    import numpy as np
    import zxingcpp

    try:
        found = zxingcpp.read_barcodes(np.asarray(image))
    except (ValueError, RuntimeError, TypeError):
        return 0
    said: dict[str, None] = dict.fromkeys(code.text.strip() for code in found[:MOST] if code.text.strip())
    for text in said:
        builder.behind(text, place, Layer.HIDDEN, "external-link" if _LINK.fullmatch(text) else "text")
    return len(said)
