"""What can be put into a Word paragraph besides plain text: split runs, notes, comments, deletions, boxes, pictures.

Each entry of `SPECIAL` takes the document, an empty paragraph and the parts of its line in the source.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

AUTHOR, DATE = "虚构演示", "2026-01-05T09:00:00Z"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def runs(_document: Any, paragraph: Any, parts: list[str]) -> None:
    """Spread a sentence over several runs, as spell checking and edits do."""
    for number, part in enumerate(parts):
        paragraph.add_run(part).bold = bool(number % 2)


def footnote(document: Any, paragraph: Any, parts: list[str]) -> None:
    """Add text with one footnote, the only one of the document."""
    text, note = parts
    xml = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph.add_run(text)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "1")
    paragraph.add_run()._r.append(reference)


def comment(document: Any, paragraph: Any, parts: list[str]) -> None:
    """Add text with a comment on it."""
    text, remark = parts
    added = document.add_comment(paragraph.add_run(text), remark, author=AUTHOR, initials="")
    added._comment_elm.set(qn("w:date"), DATE)


def deleted(_document: Any, paragraph: Any, parts: list[str]) -> None:
    """Add text of which the middle part was deleted with changes tracked."""
    before, gone, after = parts
    paragraph.add_run(before)
    deletion = f'<w:del {nsdecls("w")} w:id="900" w:author="{AUTHOR}" w:date="{DATE}"><w:r><w:delText>{gone}</w:delText></w:r></w:del>'
    paragraph._p.append(parse_xml(deletion))
    paragraph.add_run(after)


def box(_document: Any, paragraph: Any, parts: list[str]) -> None:
    """Add a text box."""
    shape = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape id="box1" style="width:240pt;height:36pt">'
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{parts[0]}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(shape))


def picture(_document: Any, paragraph: Any, _parts: list[str]) -> None:
    """Add a grey picture."""
    paragraph.add_run().add_picture(io.BytesIO(_png(240, 160)), width=Mm(60))


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


SPECIAL: dict[str, Callable[[Any, Any, list[str]], None]] = {
    "runs": runs,
    "footnote": footnote,
    "comment": comment,
    "deleted": deleted,
    "box": box,
    "picture": picture,
}
