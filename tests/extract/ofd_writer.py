"""OFD files put together by hand, part by part, so that a test states exactly what a file holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from itertools import count

NS = "http://www.ofdspec.org/2016"
_X = f'xmlns:ofd="{NS}"'
_IDS = count(100)


def text(said: str, x: float = 30, y: float = 30, *, size: float = 5, fill: str = "", step: bool = True, more: str = "") -> str:
    """Return a text object whose baseline begins at x, y (millimetres)."""
    deltas = " ".join(f"{size if c > '⺀' else size / 2:g}" for c in said[:-1])
    code = f'<ofd:TextCode X="0" Y="{size:g}"{f" DeltaX={chr(34)}{deltas}{chr(34)}" if step and deltas else ""}>{said}</ofd:TextCode>'
    box = f"{x:g} {y - size:g} {size * len(said):g} {size * 1.2:g}"
    return f'<ofd:TextObject ID="{next(_IDS)}" Boundary="{box}" Font="1" Size="{size:g}" {more}>{fill}{code}</ofd:TextObject>'


def colour(value: str, more: str = "") -> str:
    return f'<ofd:FillColor Value="{value}" {more}/>'


def bar(x: float, y: float, width: float, height: float, value: str = "0 0 0", more: str = "") -> str:
    """Return a filled rectangle."""
    outline = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject ID="{next(_IDS)}" Boundary="{x} {y} {width} {height}" Fill="true" Stroke="false" {more}>'
        f"{colour(value)}<ofd:AbbreviatedData>{outline}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def image(resource: int) -> str:
    return f'<ofd:ImageObject ID="{next(_IDS)}" Boundary="10 10 20 20" CTM="20 0 0 20 0 0" ResourceID="{resource}"/>'


def layer(*objects: str, more: str = "") -> str:
    return f'<ofd:Layer ID="{next(_IDS)}" {more}>{"".join(objects)}</ofd:Layer>'


def page(*objects: str, template: int | None = None, before: str = "") -> str:
    """Return the content of a page; objects outside a layer get one."""
    layers = "".join(o if o.startswith("<ofd:Layer") else layer(o) for o in objects)
    shown = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    return f"<ofd:Page {_X}>{before}{shown}<ofd:Content>{layers}</ofd:Content></ofd:Page>"


def listing(kind: str, inner: str) -> str:
    return f"<ofd:{kind} {_X}>{inner}</ofd:{kind}>"


def document(pages: Sequence[str], *, common: str = "", more: str = "") -> str:
    """Return a Document.xml whose pages are at these locations with the ids 1, 2, …"""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="{location}"/>' for n, location in enumerate(pages, 1))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    return listing("Document", f"<ofd:CommonData>{area}{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{more}")


def ofd(
    *pages: str, information: str = "", common: str = "", more: str = "", body: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return the bytes of an OFD file. `common` and `more` go into Document.xml, `body` into OFD.xml, `parts` adds or replaces parts."""
    names = [f"Pages/Page_{n}/Content.xml" for n in range(len(pages))]
    root = (
        f'<ofd:OFD {_X} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>{information}</ofd:DocInfo>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>"
    )
    content: dict[str, str | bytes] = {"OFD.xml": root, "Doc_0/Document.xml": document(names, common=common, more=more)}
    content |= {f"Doc_0/{name}": xml for name, xml in zip(names, pages, strict=True)}
    content |= parts or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()
