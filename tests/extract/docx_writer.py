"""Writes small Word documents part by part, also ones that no program would write, and asks what was read of them."""

from __future__ import annotations

import io
import zipfile

from review.extract import docx as word
from review.extract.limits import DEFAULT
from review.model import Document, Gap, Layer, Zone

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OUTSIDE = ' TargetMode="External"'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*content: str, properties: str = "") -> str:
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: list[str], properties: str = "") -> str:
    """Cells are texts, or markup that begins with ``<``."""
    body = "".join(f"<w:tr>{''.join(_cell(cell) for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{body}</w:tbl>"


def _cell(cell: str) -> str:
    if cell.startswith("<w:tc>"):
        return cell
    return f"<w:tc>{cell if cell.startswith('<') else par(cell)}</w:tc>"


def part(root: str, content: str) -> str:
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def relationships(*links: tuple[str, str, str]) -> str:
    """Links are id, kind and target; a target with a colon or backslashes lies outside."""
    lines = "".join(
        f'<Relationship Id="{identity}" Type="{_RELATED}/{kind}" Target="{target}"'
        f"{_OUTSIDE if ':' in target or target.startswith(chr(92)) else ''}/>"
        for identity, kind, target in links
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{lines}</Relationships>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(
    body: str, links: tuple[tuple[str, str, str], ...] = (), parts: dict[str, str | bytes] | None = None, background: str = ""
) -> bytes:
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"{background}<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships(*links),
            **(parts or {}),
        }
    )


STYLES = (("rIdS", "styles", "styles.xml"),)


def read(
    body: str, links: tuple[tuple[str, str, str], ...] = (), parts: dict[str, str | bytes] | None = None, background: str = ""
) -> Document:
    return word.read(docx(body, links, parts, background), DEFAULT)


def visible(document: Document) -> str:
    return document.text[: document.visible_end]


def carried(document: Document, carrier: str, layer: Layer | None = None) -> list[str]:
    segments = [s for s in document.segments if s.carrier == carrier and layer in (None, s.layer)]
    return [document.text[s.start : s.end] for s in segments]


def places(document: Document) -> dict[str, tuple[str, str | None, Zone | None]]:
    return {document.text[s.start : s.end]: (s.place.part, s.place.path, s.place.zone) for s in document.segments}


def styled(*styles: str) -> dict[str, str | bytes]:
    return {"word/styles.xml": part("styles", "".join(styles))}


def gap_of(document: Document, part_name: str) -> Gap:
    return next(gap for gap in document.gaps if gap.place.part == part_name)


def textbox(content: str) -> str:
    return f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"


def drawing(content: str, properties: str = "") -> str:
    return f'<w:drawing><wp:anchor><wp:docPr id="1" {properties}/><a:graphic>{content}</a:graphic></wp:anchor></w:drawing>'
