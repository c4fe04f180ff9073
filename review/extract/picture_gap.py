"""What is said of a picture in a document: the program does not see what it shows, so a person looks."""

from __future__ import annotations

from review.extract.builder import DocumentBuilder
from review.model import GapReason, Place


def picture_gap(builder: DocumentBuilder, which: str, place: Place, note: str = "") -> None:
    """Leave a picture to a person; `which` names it, `note` says what else is to be known of it."""
    message = f"{which}中的内容未检查。{note}请人工查看是否有不宜公开的文字、印章、人脸或位置信息。"
    builder.gap(GapReason.NEEDS_EYES, message, place)
