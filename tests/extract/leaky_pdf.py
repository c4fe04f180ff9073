"""A PDF that hides a marker in each of 34 places where programs leave something behind."""

from __future__ import annotations

import io
import re

import pikepdf
from pdf_writer import Pdf, picture, show, stream, utf16

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><rdf:RDF><rdf:Description pdf:Producer="记号二十九"><dc:description>记号二十八'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)
DIGITS = "〇一二三四五六七八九"
VISIBLE, COVERED, WHITE, UNPAINTED, CLIPPED, OFF_PAGE, TINY, UNDER_PICTURE, CROPPED, OFF_LAYER = range(1, 11)
PLACES = 34


def marker(number: int) -> str:
    """The text that stands in place `number`, from 1; none is part of another."""
    tens, ones = divmod(number, 10)
    return "记号" + ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def _text(number: int, y: float, **look: float) -> bytes:
    return show(72, y, f"{marker(number)}。", **look)


def leaky() -> bytes:
    """Return the file: two versions, the first with another author and a line that was taken out."""
    pdf = Pdf()
    layer = pdf.add(b"<< /Type /OCG /Name %s >>" % utf16(marker(11)))
    content = (
        _text(VISIBLE, 780)
        + _text(COVERED, 750)
        + b"0 g 60 740 200 30 re f 1 g "
        + _text(WHITE, 720)
        + b"0 g "
        + _text(UNPAINTED, 690, mode=3)
        + b"q 300 100 5 5 re W n "
        + _text(CLIPPED, 660)
        + b"Q "
        + show(900, 400, f"{marker(OFF_PAGE)}。")
        + _text(TINY, 630, size=0.4)
        + _text(UNDER_PICTURE, 600)
        + picture(60, 590, 200, 30)
        + _text(CROPPED, 20)
        + b"/OC /L1 BDC "
        + _text(OFF_LAYER, 570)
        + b"EMC /Span << /ActualText %s >> BDC " % utf16(f"{marker(12)}。")
        + show(72, 540, "某")
        + b"EMC\n"
    )
    resources = b"<< /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> /Properties << /L1 %d 0 R >> >>" % layer
    first = pdf.add(stream(b"%s" % marker(19).encode()))
    second = pdf.add(stream(marker(20).encode()))
    fastened = b"<< /Type /Filespec /UF %s /EF << /F %d 0 R >> >>" % (utf16(f"{marker(17)}.txt"), first)
    named = b"<< /Type /Filespec /UF %s /EF << /F %d 0 R >> >>" % (utf16(f"{marker(18)}.txt"), second)
    notes = (
        b"/Subtype /Text /Contents %s /T %s" % (utf16(marker(13)), utf16(marker(14))),
        b"/Subtype /Text /F 2 /Contents %s" % utf16(marker(15)),
        b"/Subtype /Redact /Contents %s" % utf16(marker(16)),
        b"/Subtype /FileAttachment /FS %s" % fastened,
    )
    annotations = b" ".join(b"<< /Type /Annot /Rect [60 200 80 220] %s >>" % note for note in notes)
    values = tuple(map(utf16, map(marker, (21, 22, 23, 24))))
    field = pdf.add(b"<< /Type /Annot /Subtype /Widget /FT /Tx /F 2 /Rect [0 0 0 0] /T %s /V %s /DV %s /TU %s >>" % values)
    thumbnail = pdf.add(stream(b"THUMBNAIL-30", b"/Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "))
    body = pdf.add(stream(content))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /CropBox [0 50 595 842] /Contents %d 0 R /Resources %s" % (
        body,
        resources,
    )
    pdf.kids.append(pdf.add(page + b" /Thumb %d 0 R /Annots [%s %d 0 R] >>" % (thumbnail, annotations, field)))
    packet = pdf.add(stream(XMP.encode(), b"/Type /Metadata /Subtype /XML "))
    bookmark = pdf.add(b"<< /Title %s >>" % utf16(marker(31)))
    figure = b"<< /Type /StructElem /S /Figure /Alt %s >>" % utf16(marker(32))
    pdf.catalog = (
        b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >> /AcroForm << /Fields [%d 0 R] >>" % (layer, layer, field)
        + b" /Names << /EmbeddedFiles << /Names [(x) %s] >> >>" % named
        + b" /OpenAction << /S /JavaScript /JS %s >>" % utf16(f"app.alert('{marker(25)}')")
        + b" /PieceInfo << /App << /Private %s >> >>" % utf16(marker(26))
        + b" /Metadata %d 0 R /Outlines << /First %d 0 R >> /StructTreeRoot << /Type /StructTreeRoot /K %s >>" % (packet, bookmark, figure)
    )
    pdf.info = b"/Title %s /Author %s" % (utf16(marker(27)), utf16(marker(33)))
    return _changed(pdf.build())


def _changed(data: bytes) -> bytes:
    """Save again: another author, and a string that nothing refers to."""
    with pikepdf.open(io.BytesIO(data)) as file:
        size = len(file.objects) + 1
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    orphan = b"%d 0 obj\n%s\nendobj\n" % (size, utf16(marker(34)))
    info = b"%d 0 obj\n<< /Author (NEW) >>\nendobj\n" % (size + 1)
    first, second = len(data), len(data) + len(orphan)
    table = b"xref\n%d 2\n%010d 00000 n \n%010d 00000 n \n" % (size, first, second)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /Prev %d >>\n" % (size + 2, size + 1, start)
    end = second + len(info)
    return data + orphan + info + table + trailer + b"startxref\n%d\n%%%%EOF\n" % end
