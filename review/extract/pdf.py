"""PDF: visible lines and ruled tables by page, then what lies behind the pages.

pdfium reads (one page at a time), pdfplumber finds table cells where a page is ruled, pikepdf walks the structure. Lines have
the path ``p3/l12``, cells ``t1/r2/c3``; boxes are points from the top left corner. A page without text, or with pictures, is a
gap, unless the extra ``ocr`` recognises its letters.

A file whose tables are broken is repaired by qpdf and then read as it is; one that was cut off is also a gap.
"""

from __future__ import annotations

import contextlib
import io
import time
from typing import Any

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import CLOCK, Limits
from review.extract.pdf_font import stand_in
from review.extract.pdf_hidden import Pages, inspect
from review.extract.pdf_opinion import SecondReader
from review.extract.pdf_page import PageReader
from review.extract.pdf_raw import is_cut_off
from review.extract.pdf_scan import Scans
from review.extract.pdf_seen import works
from review.extract.pdf_table import TableFinder
from review.extract.progress import PROGRESS, STRUCTURE
from review.model import Document, GapReason, Place

TIME_SHARE = 0.7  # of the time limit for the pages, and all that recognising adds; what is left goes to the structure and the answer
STRUCTURE_SHARE = 0.9
TOLD = 20  # pages that are named one by one

_LOCKED = (GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。")
_LOST = {
    GapReason.TIMEOUT: "读取时间过长，已停止",
    GapReason.CRASHED: "使程序异常中止",
    GapReason.LIMIT: "所需内存超出安全限度",
}
_DAMAGED = (GapReason.DAMAGED, "文件已损坏，无法打开。请重新保存或重新取得原件后再检查。")


def read(data: bytes, limits: Limits) -> Document:
    """Read a PDF. Raises CannotRead if it is locked or cannot be opened even after repair."""
    builder = DocumentBuilder("pdf", limits)
    whole = not is_cut_off(data)
    if not whole:
        builder.gap(GapReason.DAMAGED, "文件不完整（缺少结尾），可能少了内容。请重新取得完整的文件后再检查。")
    stand_in()
    if not works():
        builder.gap(GapReason.ENGINE_MISSING, "隐藏内容检查组件不正常，看不见的文字未检查。请重新安装本程序后再检查。")
    readable, file = _open(data) if whole else _open_repaired(data)
    with contextlib.closing(file):
        pages = len(file)
        began, counted = CLOCK.count(min(pages, limits.pages))
        track = PROGRESS.track()
        finder = TableFinder(readable)
        reader = PageReader(builder, finder, SecondReader(readable), Scans(limits, began), layered=_is_layered(readable))
        if pages > limits.pages:
            builder.gap(GapReason.LIMIT, f"共 {pages} 页，只检查了前 {limits.pages} 页。请拆分后再检查。")
        for number in range(1, min(pages, limits.pages) + 1):
            kept = limits.seconds_for(counted) * (1 - TIME_SHARE)
            if time.monotonic() > began + limits.seconds_for(counted, CLOCK.recognised) - kept:
                builder.gap(GapReason.TIMEOUT, f"时间不够，从第 {number} 页起未检查（共 {pages} 页）。请拆分后再检查。")
                break
            lost = track.begin(number)
            if lost and track.ends_at(number):
                builder.gap(lost, f"出错的页过多，从第 {number} 页起未检查（共 {pages} 页）。请拆分后再检查；仍不行的，请人工逐页检查。")
                break
            if lost:
                builder.gap(lost, f"第 {number} 页{_LOST[lost]}，这一页未检查。请人工查看这一页。", Place(path=f"p{number}", page=number))
                continue
            reader.read(file, number)
        _say_flattened(builder, finder.failed)
    lost = track.begin(STRUCTURE)
    if lost:
        builder.gap(lost, f"批注、附件、文档属性等隐藏内容{_LOST[lost]}，未检查。请打印成新的 PDF 后再检查。")
        return builder.build()
    seconds = limits.seconds_for(counted, CLOCK.recognised)
    inspect(builder, data, Pages(pages, reader.blank, "".join(reader.text)), began + seconds * STRUCTURE_SHARE)
    return builder.build()


def _is_layered(data: bytes) -> bool:
    """Tell whether the document has layers; where its structure is broken, it may."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            return "/OCProperties" in file.Root
    except (pikepdf.PdfError, ValueError, RuntimeError, AttributeError):
        return True


def _say_flattened(builder: DocumentBuilder, pages: list[int]) -> None:
    """Say on which pages the cells of tables were not found: their text was read, but not what heading it stands under."""
    for number in pages[:TOLD]:
        place = Place(path=f"p{number}", page=number)
        builder.gap(GapReason.UNREADABLE, f"第 {number} 页的表格未能分出行列，只按行读取了文字。请人工查看这一页的表格。", place)
    if len(pages) > TOLD:
        builder.gap(GapReason.UNREADABLE, f"另有 {len(pages) - TOLD} 页的表格未能分出行列，只按行读取了文字。请人工查看。")


def _open(data: bytes) -> tuple[bytes, Any]:
    """Open with pdfium, and once more after repair; return what was opened and its handle."""
    import pypdfium2
    from pypdfium2 import raw as pdfium

    try:
        return data, pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise CannotRead(*_LOCKED) from None
    return _open_repaired(data)


def _open_repaired(data: bytes) -> tuple[bytes, Any]:
    import pypdfium2

    repaired = _repair(data)
    try:
        return repaired, pypdfium2.PdfDocument(repaired)
    except pypdfium2.PdfiumError:
        raise CannotRead(*_DAMAGED) from None


def _repair(data: bytes) -> bytes:
    """Have qpdf rebuild the file's tables; streams stay as they are, so nothing is unpacked."""
    import pikepdf

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except pikepdf.PasswordError:
        raise CannotRead(*_LOCKED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise CannotRead(*_DAMAGED) from None
    return out.getvalue()
