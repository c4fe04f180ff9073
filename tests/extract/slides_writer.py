"""Presentations put together by hand, part by part, so that a test states exactly what a file holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NAMES = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" xmlns:mc="{MC}"'
WIDTH, HEIGHT = 9_144_000, 6_858_000


def xfrm(left: int = 100_000, top: int = 100_000, width: int = 2_000_000, height: int = 500_000, *, tag: str = "a:xfrm") -> str:
    return f'<{tag}><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></{tag}>'


def lines(*texts: str) -> str:
    """Return paragraphs; a text that begins with an angle bracket is markup of its runs."""
    return "".join(f"<a:p>{t if t.startswith('<') else f'<a:r><a:t>{t}</a:t></a:r>'}</a:p>" for t in texts)


def shape(*texts: str, holder: str = "", at: str = "", name: str = "TextBox 1", more: str = "") -> str:
    kind = f'<p:ph type="{holder}"/>' if holder else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{name}" {more}/><p:cNvSpPr/><p:nvPr>{kind}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{at}</p:spPr><p:txBody><a:bodyPr/>{lines(*texts)}</p:txBody></p:sp>"
    )


def solid(colour: str) -> str:
    """Return a fill of a colour of six digits or of the theme."""
    return f'<a:solidFill><a:{"schemeClr" if len(colour) == 3 else "srgbClr"} val="{colour}"/></a:solidFill>'


def inked(said: str, colour: str) -> str:
    """Return a run in a colour."""
    return f"<a:r><a:rPr>{solid(colour)}</a:rPr><a:t>{said}</a:t></a:r>"


def filled(colour: str, at: str, outline: str = "rect") -> str:
    """Return a shape without text."""
    return shape("", at=f'{at}<a:prstGeom prst="{outline}"/>{solid(colour)}')


def group(*inner: str, at: str = "", hidden: bool = False) -> str:
    more = 'hidden="1"' if hidden else ""
    return (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="Group 9" {more}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr>{at}</p:grpSpPr>{''.join(inner)}</p:grpSp>"
    )


def frame(inner: str) -> str:
    return (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="表格 3"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        f"{xfrm(tag='p:xfrm')}<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic></p:graphicFrame>"
    )


def table(*rows: Sequence[str]) -> str:
    cell = "<a:tc><a:txBody><a:bodyPr/>{}</a:txBody></a:tc>"
    return frame("<a:tbl>" + "".join(f"<a:tr>{''.join(cell.format(lines(t)) for t in row)}</a:tr>" for row in rows) + "</a:tbl>")


def picture(link: str, *, crop: str = "", description: str = "") -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="5" name="图片 4" descr="{description}"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
        f'<p:blipFill><a:blip r:embed="{link}"/>{crop}</p:blipFill><p:spPr>{xfrm()}</p:spPr></p:pic>'
    )


def slide(*shapes: str, kind: str = "sld", more: str = "") -> str:
    tree = f"<p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{''.join(shapes)}</p:spTree>"
    return f"<p:{kind} {_NAMES} {more}><p:cSld>{tree}</p:cSld></p:{kind}>"


def relationships(*links: tuple[str, str, str]) -> str:
    """Return relationships of id, kind and target; a target with a colon is external."""
    outside = {True: ' TargetMode="External"', False: ""}
    inner = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{outside[chr(58) in target]}/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def deck(
    *slides: str,
    links: Mapping[int, Sequence[tuple[str, str, str]]] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    order: Sequence[int] | None = None,
    layout: str = "",
    master: str = "",
    listed: str = "",
) -> bytes:
    """Return the bytes of a .pptx. `links` are relationships by slide number, `parts` adds or replaces parts."""
    shown = order or range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in shown)
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": (
            f'<p:presentation {_NAMES}><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/>{listed}</p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": relationships(
            *((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
        "ppt/slideLayouts/slideLayout1.xml": layout or slide(kind="sldLayout"),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relationships(("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideMasters/slideMaster1.xml": master or slide(kind="sldMaster"),
    }
    for number, xml in enumerate(slides, 1):
        content[f"ppt/slides/slide{number}.xml"] = xml
        content[f"ppt/slides/_rels/slide{number}.xml.rels"] = relationships(
            ("rIdL", "slideLayout", "../slideLayouts/slideLayout1.xml"), *((links or {}).get(number, ()))
        )
    content |= parts or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()
