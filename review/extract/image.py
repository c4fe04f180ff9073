"""Pictures: what they carry beside what they show. The picture itself is for eyes, which is said as a gap.

Where the extra ``ocr`` is installed, `review.extract.image_seen` reads its letters instead.
Told are the place where a photo was taken, descriptions, names of people and devices, thumbnails, and data after the end of the
picture, where another file can be. Nothing is decoded for this, so a picture of a million megapixels costs no memory. Pixels are
decoded only for the contact sheet, and for recognising, within bounds.
"""

from __future__ import annotations

import hashlib

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.image_exif import SOFTWARE, read_exif
from review.extract.image_labels import Labels, read_iptc, read_photoshop, read_xmp
from review.extract.image_seen import EMPTY, show
from review.extract.image_walk import Walked, walk
from review.extract.limits import Limits
from review.extract.loose_text import loose_text
from review.extract.ocr import wanted
from review.extract.properties import AUTHORS, add_properties, is_person, label
from review.model import Document, Gap, GapReason, Layer, Picture, Place

PIXELS = 180_000_000  # more is no photo and no page
_UNREAD = "图片中的文字尚未识别。请人工逐张查看后再决定是否公开。"
_BROKEN = "图片中的文字尚未识别；图片数据也不完整，附带的信息可能没有读全。请人工查看，或用看图软件打开另存后再检查。"
_QUIET_PNG = frozenset({"software", "date:create", "date:modify", "date:timestamp", "creation time", "dpi", "signature", "icc:copyright"})
_PNG_LABELS = {"author": "作者", "title": "标题", "description": "说明", "copyright": "版权", "comment": "备注", "source": "来源"}
_EMPTY = b"\x00\xff \t\r\n"


def read(data: bytes, limits: Limits) -> Document:
    """Read a picture file: what it carries, and its letters or a gap for what it shows."""
    builder = DocumentBuilder("image", limits)
    whole = describe(builder, data)
    if wanted(limits):
        show(builder, data, whole=whole)
        return builder.build(Gap(GapReason.NEEDS_EYES, EMPTY))
    picture = _picture(data, limits) if whole else None
    if picture:
        builder.picture(picture)
    else:
        builder.gap(GapReason.NEEDS_OCR, _UNREAD if whole else _BROKEN)
    return builder.build(Gap(GapReason.NEEDS_OCR, _UNREAD))


def _picture(data: bytes, limits: Limits) -> Picture | None:
    """Return a picture for the contact sheet; None if it cannot be shown there: it does not open, or has several frames."""
    digest = hashlib.sha256(data).hexdigest()
    if limits.thumbnails <= 0:
        return Picture(Place(), "", digest, 0, 0, b"")
    from review.extract.thumbnail import small

    try:
        shown = small(data)
    except CannotRead:
        return None
    return Picture(Place(), "", digest, shown[1], shown[2], shown[0]) if shown else None


def describe(builder: DocumentBuilder, data: bytes) -> bool:
    """Put what a picture carries behind the page; return whether all of it could be read."""
    walked = walk(data)
    labels = Labels(list(walked.pairs))
    whole = walked.whole
    thumbnail = walked.thumbnail
    size, pages = walked.size, walked.frames
    for block in walked.exif:
        exif = read_exif(block)
        labels.pairs += exif.pairs
        labels.people += exif.people
        labels.places += exif.places
        thumbnail |= bool(exif.thumbnail)
        walked.xmp += exif.xmp
        walked.iptc += exif.iptc
        walked.photoshop += exif.photoshop
        whole &= exif.whole
        if block is data:
            size, pages = exif.size, exif.pages
    for block in walked.xmp:
        read_xmp(block, builder.limits, labels)
    for block in walked.iptc:
        read_iptc(block, labels)
    for block in walked.photoshop:
        read_photoshop(block, labels)
    _say(builder, labels, thumbnail=thumbnail or labels.thumbnail, pages=pages)
    _limits(builder, size, walked)
    _after_the_end(builder, data, walked)
    return whole and labels.whole


def _say(builder: DocumentBuilder, labels: Labels, *, thumbnail: bool, pages: int) -> None:
    lines: dict[str, None] = {}
    people = dict.fromkeys(labels.people)
    for name, text in labels.pairs:
        if is_person(name):
            people[text] = None
        elif name.lower() not in _QUIET_PNG and name != SOFTWARE:
            lines[f"{_PNG_LABELS.get(name.lower()) or label(name)}：{text}"] = None
    places = dict.fromkeys(labels.places)
    if places:
        builder.behind("\n".join(places), Place("exif"), Layer.METADATA, "exif")
    if pages > 1:
        lines[f"共 {pages} 帧（页）"] = None
    add_properties(builder, lines, Place("exif"))
    add_properties(builder, [f"作者：{name}" for name in people], AUTHORS)
    if thumbnail:
        builder.behind("图片内另存有缩略图", Place("thumbnail"), Layer.METADATA, "thumbnail")


def _limits(builder: DocumentBuilder, size: tuple[int, int], walked: Walked) -> None:
    width, height = size
    if width * height > PIXELS:
        builder.gap(GapReason.LIMIT, f"图片尺寸异常（{width}×{height} 像素），打开可能耗尽内存，未检查。请核对来源。")
    if walked.unknown:
        names = "、".join(dict.fromkeys(walked.unknown))
        message = f"图片里有不认识的数据块（{names[:80]}），可能存有图层或原图，未检查。请用看图软件另存为新图片后再检查。"
        builder.gap(GapReason.UNSUPPORTED, message, Place("block"))


def _after_the_end(builder: DocumentBuilder, data: bytes, walked: Walked) -> None:
    """Tell what stands after the end of the picture: read it if it is a file that is known, else say that it was not read."""
    from review.extract import MODULES
    from review.extract.inside import embed
    from review.extract.sniff import ARCHIVES, sniff

    rest = b"" if walked.end is None else data[walked.end :]
    if not rest.strip(_EMPTY):
        return
    rest = rest.lstrip(b"\x00")
    kind, place = sniff(rest), Place("trailer")
    lines = [f"图片结束之后还有 {len(rest)} 字节的其他数据"]
    if kind in MODULES or kind in ARCHIVES:
        embed(builder, rest, "", place)
    else:
        lines += loose_text(rest).splitlines()
        message = "图片结束标记之后还有不认识的数据，未读取，可能是藏入的文件。请用看图软件另存为新图片，再检查。"
        builder.gap(GapReason.UNSUPPORTED, message, place)
    builder.behind("\n".join(lines), place, Layer.HIDDEN, "attachment")
