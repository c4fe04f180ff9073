"""The contact sheet of a document: pictures that a person looks through and accepts as one, each once however often it is shown.

What does not fit keeps its line without a thumbnail, and the gap says how many these are.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from review.extract.limits import MIB, Limits
from review.model import Gap, GapReason, Picture, Place

THUMBNAIL_BYTES = 20 * 1024
SHEET_BYTES = 6 * MIB  # of thumbnails in one document
LARGE_SHARE = 0.25  # of the page's area: a picture this large may carry what the page is about
SHEET = Place(part="pictures")
_MESSAGE = (
    "文件中有 {} 张图片，图中内容未检查。请打开网页格式的报告，在末尾的“图片页”逐张查看有没有不宜公开的文字、印章、人脸或位置信息；"
    "送审的，由审查人看过后接受这一项。"
)
_LEFT_OFF = "其中 {} 张没有小图，请打开文件查看。"


class Shown(NamedTuple):
    """Where a picture is first shown, the largest share of a page that it covers (0: not known), how often it is shown, whether cut."""

    place: Place
    share: float = 0.0
    uses: int = 1
    cut: bool = False

    def again(self, share: float) -> Shown:
        """Return the same for one more use."""
        return self._replace(share=max(self.share, share), uses=self.uses + 1)


@dataclass
class Sheet:
    """Collects the pictures of one document."""

    limits: Limits
    _pictures: dict[str, Picture] = field(default_factory=dict)
    _small: int = 0
    _bytes: int = 0

    def add(self, picture: Picture) -> None:
        """Take in a picture; the same bytes are a further use of it."""
        known = self._pictures.get(picture.sha256)
        if known:
            self._pictures[known.sha256] = replace(known, uses=known.uses + picture.uses)
            return
        size = len(picture.thumbnail)
        if size and (self._small >= self.limits.thumbnails or self._bytes + size > SHEET_BYTES):
            picture = replace(picture, thumbnail=b"")
        self._small += bool(picture.thumbnail)
        self._bytes += len(picture.thumbnail)
        self._pictures[picture.sha256] = picture

    def again(self, sha256: str) -> bool:
        """Count a further use of a picture; return whether it is there."""
        known = self._pictures.get(sha256)
        if known:
            self._pictures[sha256] = replace(known, uses=known.uses + 1)
        return known is not None

    def pictures(self) -> tuple[Picture, ...]:
        """Return the pictures in the order in which they came."""
        return tuple(self._pictures.values())

    def gap(self, said: Gap | None) -> Gap | None:
        """Return the one gap for all pictures, in the words of `said` if given; None if there are none. It names exactly these pictures."""
        if not self._pictures:
            return None
        if said is None:
            left_off = len(self._pictures) - self._small
            message = _MESSAGE.format(len(self._pictures)) + (_LEFT_OFF.format(left_off) if left_off else "")
            said = Gap(GapReason.NEEDS_EYES, message, SHEET)
        digest = hashlib.sha256("\n".join(sorted(self._pictures)).encode()).hexdigest()
        return said._replace(pictures=len(self._pictures), digest=digest)
