"""Writes small PDF files for tests: a page is a content stream, text is Chinese in a predefined CID font."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [<< /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
    b" /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >> >>] >>"
)
PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    b"\nstream\n\x80\nendstream"
)


def show(x: float, y: float, text: str, *, size: float = 14, mode: int = 0) -> bytes:
    """Text with its left end of the base line at x, y."""
    return b"BT /F1 %g Tf %d Tr 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, mode, x, y, text.encode("utf-16-be").hex().encode())


def turned(x: float, y: float, text: str, angle: float, *, size: float = 14) -> bytes:
    """Text that runs at this many degrees, counter-clockwise, from x, y."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return b"BT /F1 %g Tf 0 Tr %.4f %.4f %.4f %.4f %g %g Tm <%s> Tj ET\n" % (
        size,
        c,
        s,
        -s,
        c,
        x,
        y,
        text.encode("utf-16-be").hex().encode(),
    )


def picture(x: float, y: float, width: float, height: float) -> bytes:
    """A grey picture."""
    return b"q %g 0 0 %g %g %g cm /I1 Do Q\n" % (width, height, x, y)


def ruled(xs: list[float], ys: list[float]) -> bytes:
    """The lines of a table."""
    across = b"".join(b"%g %g m %g %g l S\n" % (xs[0], y, xs[-1], y) for y in ys)
    return across + b"".join(b"%g %g m %g %g l S\n" % (x, ys[0], x, ys[-1]) for x in xs)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries, content)


@dataclass
class Pdf:
    """Collects objects; numbers 1 to 4 are catalog, page tree, font and picture."""

    objects: list[bytes] = field(default_factory=lambda: [b"", b"", FONT, PICTURE])
    kids: list[int] = field(default_factory=list)
    catalog: bytes = b""
    info: bytes = b""

    def add(self, body: bytes) -> int:
        """Add an object; return its number."""
        self.objects.append(body)
        return len(self.objects)

    def page(self, content: bytes = b"", *, entries: bytes = b"", filters: bytes = b"", box: bytes = b"0 0 595 842") -> Pdf:
        """Add a page; `entries` go into its dictionary."""
        contents = self.add(stream(content, filters))
        self.kids.append(
            self.add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >>"
                b" /XObject << /I1 4 0 R >> >> %s >>" % (box, contents, entries)
            )
        )
        return self

    def build(self) -> bytes:
        """Return the file."""
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % self.catalog
        kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
        self.objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.kids), kids)
        out, offsets = b"%PDF-1.7\n", []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        info = b"/Info << %s >> " % self.info if self.info else b""
        return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
            len(offsets) + 1,
            table,
            len(offsets) + 1,
            info,
            len(out),
        )


def utf16(text: str) -> bytes:
    """A text string object."""
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"
