"""What a PDF hides: the 34 markers of the prototype, x-ray's fixtures, ordinary Chinese pages; and what looking costs."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.ordinary_pages import make
from review.extract.limits import DEFAULT
from review.extract.pdf import read
from review.extract.pdf_font import stand_in
from review.extract.pdf_objects import take_inventory
from review.extract.pdf_seen import Sight
from review.extract.pdf_text import Frame, read_text
from review.model import Document, Layer

_ALL = (
    "INFOAUTHOR INFOTITLE VISIBLE BLACKBOX WHITETEXT MODE3 CLIPPED OFFPAGE MICRO UNDERIMAGE CROPPED LAYERNAME OCGHIDDEN ACTUALTEXT ANNOT"
    " ANNOTAUTHOR HIDDENANNOT REDACTANNOT ATTNAME ATTDATA FIELDNAME FIELDVALUE DEFAULTVALUE TOOLTIP JS EMBNAME EMBDATA PIECEINFO THUMB"
    " XMP XMPPRODUCER BOOKMARK ALT ORPHAN"
)
MARKERS = _ALL.split()
UNSEEN = {"BLACKBOX", "WHITETEXT", "MODE3", "CLIPPED", "OFFPAGE", "MICRO", "UNDERIMAGE", "CROPPED", "OCGHIDDEN"}
POSITIVES = {"rectangles_yes.pdf", "rectangles_yes_2.pdf", "bad_cross_hatched_redactions.pdf", "hidden_text_on_visible_text.pdf"}
PIECES = {"redaction", "text", "layer", "offpage"}
FLAGGED_GOAL = 0.02  # of ordinary pages
CPU_GOAL = 0.1  # seconds a page
RATIO_GOAL = 8
PAGES = 120
DOCUMENTS, OFFICE_PAGES = 75, 200  # made by LibreOffice


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    document = read(_leaky(shared), DEFAULT)
    found = {name for name in MARKERS if re.search(rf"MK_{name}(?![A-Z0-9])", document.text)}
    shown = {name for name in UNSEEN if f"MK_{name}" in document.text[: document.visible_end]}
    yield f"leaky.pdf：{len(found)}/{len(MARKERS)}，看不见的 {len(UNSEEN)} 种中当作看得见的 {len(shown)} 种"
    assert len(found) == len(MARKERS), sorted(set(MARKERS) - found)
    assert not shown, sorted(shown)
    yield from _xray(shared)
    yield from _ordinary()
    yield from _of_offices()


def _leaky(shared: Path) -> bytes:
    """Run the prototype up to where it begins to measure others; it asks pypdf only for what it does not use."""
    source = (shared / "prototypes" / "extract" / "leakypdf.py").read_text(encoding="utf-8").partition("\ng=lambda")[0]
    source = source.replace("import pypdf\n", "").replace("r=pypdf.PdfReader('leaky0.pdf'); ", "")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", source], cwd=folder, check=True)
        return Path(folder, "leaky.pdf").read_bytes()


def _xray(shared: Path) -> Iterator[str]:
    flagged = {}
    files = sorted((shared / "corpus" / "files" / "freelawproject__x-ray").rglob("*.pdf"))
    for path in files:
        document = read(path.read_bytes(), DEFAULT)
        if texts := [text for _, text in _unseen(document)]:
            flagged[path.name] = texts
    yield f"x-ray 的 {len(POSITIVES)} 份有问题的文件：找到 {len(POSITIVES & flagged.keys())} 份"
    others = {name: texts for name, texts in flagged.items() if name not in POSITIVES}
    yield f"x-ray 的其余 {len(files) - len(POSITIVES)} 份：{len(others)} 份有遮住的文字" + "".join(
        f"；{name}：{texts[0][:20]!r}" for name, texts in others.items()
    )
    assert flagged.keys() >= POSITIVES, sorted(POSITIVES - flagged.keys())


def _unseen(document: Document) -> Iterator[tuple[int | None, str]]:
    for segment in document.segments:
        if segment.layer is not Layer.VISIBLE and segment.carrier in PIECES and segment.place.box:
            yield segment.place.page, document.text[segment.start : segment.end]


def _ordinary() -> Iterator[str]:
    plain, rich = _pages(PAGES, rich=False), _pages(PAGES, rich=True)
    flagged = len({page for page, _ in _unseen(read(rich, DEFAULT))})
    yield f"普通页（表格底纹、反白表头、水印、图章）{PAGES} 页：{flagged} 页误报"
    assert flagged <= FLAGGED_GOAL * PAGES
    for words, data in (("纯文字", plain), ("有底纹和水印", rich)):
        cost = _cpu(lambda data=data: _look(data)) / PAGES
        yield f"可见性检查（{words}）：每页 {cost * 1000:.1f} 毫秒 CPU"
        assert cost <= CPU_GOAL
    ours, whole, theirs = _cpu(lambda: _text(plain)), _cpu(lambda: read(plain, DEFAULT)), _cpu(lambda: _peer(plain))
    yield f"文字和位置：{PAGES / ours:.0f} 页/CPU 秒，pdfplumber {PAGES / theirs:.0f}，{theirs / ours:.1f} 倍"
    yield f"连同看不见的内容全部检查：{PAGES / whole:.0f} 页/CPU 秒，{theirs / whole:.1f} 倍"
    assert theirs / ours >= RATIO_GOAL


def _of_offices() -> Iterator[str]:
    """Look at pages that LibreOffice made; without it they cannot be made."""
    if not shutil.which("soffice"):
        yield "没有安装 LibreOffice，未测其生成的页面"
        return
    pages, flagged = 0, []
    began = time.process_time()
    for data in make(DOCUMENTS):
        document = read(data, DEFAULT)
        pages += max((segment.place.page or 0 for segment in document.segments), default=0)
        flagged += {page for page, _ in _unseen(document)}
    cost = time.process_time() - began
    yield f"LibreOffice 生成的普通公文 {pages} 页：{len(flagged)} 页误报；全部检查每页 {cost / pages * 1000:.0f} 毫秒 CPU"
    assert pages >= OFFICE_PAGES
    assert len(flagged) <= FLAGGED_GOAL * pages


def _cpu(work: Callable[[], Any]) -> float:
    """Return the processor time of the better of two runs."""
    times = []
    for _ in range(2):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def _each(data: bytes) -> Iterator[tuple[Any, Any, Frame]]:
    import pypdfium2

    stand_in()
    with contextlib.closing(pypdfium2.PdfDocument(data)) as file:
        for number in range(len(file)):
            with contextlib.closing(file[number]) as page, contextlib.closing(page.get_textpage()) as textpage:
                yield page, textpage, Frame.of(page)


def _text(data: bytes) -> int:
    return sum(len(read_text(textpage, frame).lines) for _, textpage, frame in _each(data))


def _look(data: bytes) -> int:
    """Only what is done to tell seen from unseen."""
    return sum(Sight(page, textpage, frame, take_inventory(page, frame)).doubts for page, textpage, frame in _each(data))


def _peer(data: bytes) -> int:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as file:
        return sum(len(page.extract_text_lines()) for page in file.pages)


def _pages(count: int, *, rich: bool) -> bytes:
    """Make pages of Chinese text; rich ones have a band with white letters, a watermark, a shaded table and a seal."""
    from reportlab.lib.colors import Color, HexColor, black, red, white
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    text = "关于开展全县农村饮水安全专项检查的通知各乡镇人民政府街道办事处为贯彻落实上级部署"
    for number in range(count):
        if rich:
            canvas.setFillColor(HexColor("#1F4E79"))
            canvas.rect(0, 800, 595, 42, fill=1, stroke=0)
            canvas.saveState()
            canvas.setFillColor(Color(0.75, 0.75, 0.75, alpha=0.5))
            canvas.setFont("STSong-Light", 50)
            canvas.translate(150, 300)
            canvas.rotate(45)
            canvas.drawString(0, 0, "公开征求意见稿")
            canvas.restoreState()
            canvas.setFillColor(white)
            canvas.setFont("STSong-Light", 16)
            canvas.drawString(60, 815, "虚构演示县人民政府公报")
            for row in range(6):
                canvas.setFillColor(HexColor("#D9E2F3") if row % 2 else HexColor("#4472C4") if not row else white)
                canvas.rect(60, 300 - 24 * row, 480, 24, fill=1)
                canvas.setFillColor(black if row else white)
                for column in range(4):
                    canvas.drawString(66 + 120 * column, 307 - 24 * row, text[row + column : row + column + 5])
            canvas.setStrokeColor(red)
            canvas.setLineWidth(3)
            canvas.circle(430, 400, 50, fill=0)
            canvas.setStrokeColor(black)
            canvas.setLineWidth(1)
        canvas.setFillColor(black)
        canvas.setFont("STSong-Light", 14)
        for line in range(18):
            start = (line + number) % 20
            canvas.drawString(60, 770 - 24 * line, (text + text)[start : start + 33])
        canvas.showPage()
    canvas.save()
    return out.getvalue()
