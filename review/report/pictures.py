"""The contact sheet in the page for readers: every picture that the program leaves to a person, small, with its place.

Only for the page: pictures go into no other form of the report, no record and no log.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from review.model import Document, Picture
from review.report.mask import flat, mask_runs
from review.report.place import place_text

_TOLD = 50  # pictures without a thumbnail that are named


def contact_sheet(document: Document, prefix: str) -> str:
    """Return the section with all pictures of a document and of the files in it; empty if there are none."""
    pictures = list(_pictures(document, ""))
    if not pictures:
        return ""
    numbered = list(enumerate(pictures, 1))
    shown = [(number, picture) for number, picture in numbered if picture.thumbnail]
    others = [(number, picture) for number, picture in numbered if not picture.thumbnail]
    figures = "".join(
        f'<li><figure><img src="data:image/jpeg;base64,{base64.b64encode(picture.thumbnail).decode("ascii")}" alt="图片{number}">'
        f"<figcaption><b>{number}</b>　{_caption(picture)}</figcaption></figure></li>\n"
        for number, picture in shown
    )
    named = "".join(f"<li>{number}　{_caption(picture)}</li>\n" for number, picture in others[:_TOLD])
    rest = len(others) - _TOLD
    return (
        f'<section class="pictures" id="{prefix}p"><h3>图片页（共 {len(pictures)} 张，请逐张查看）</h3>\n'
        "<p>看有没有不宜公开的文字、印章、证件、人脸、车牌、位置。小图看不清的，打开文件看原图。</p>\n"
        + (f'<ul class="sheet">\n{figures}</ul>\n' if figures else "")
        + (f"<p>下列图片没有小图，请打开文件查看：</p>\n<ul>\n{named}</ul>\n" if named else "")
        + (f"<p>另有 {rest} 张没有小图，请打开文件查看。</p>\n" if rest > 0 else "")
        + "</section>\n"
    )


def _pictures(document: Document, part: str) -> Iterator[Picture]:
    """Yield the pictures of a document, then those of the files in it, with places as seen from the outermost."""
    for picture in document.pictures:
        yield replace(picture, place=picture.place.inside(part)) if part else picture
    for inner in document.inner:
        yield from _pictures(inner.document, f"{part}/{inner.part}" if part else inner.part)


def _caption(picture: Picture) -> str:
    where = place_text(picture.place)
    size = f"{picture.width}×{picture.height}" if picture.width and picture.height else ""
    uses = f"用了 {picture.uses} 次" if picture.uses > 1 else ""
    name = mask_runs(flat(picture.name))
    return escape("　".join(filter(None, (where, name if name != where else "", size, uses))))
