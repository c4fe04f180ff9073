"""Ordinary pages of Chinese offices: made as .docx in the form of GB/T 9704-2012 and turned into PDF by LibreOffice.

No original documents of offices are at hand. The pages have what hides nothing and looks as if it might: headings white on blue, shaded
tables, highlighted and grey text, a seal over the date, pictures, headers and footers.
"""

from __future__ import annotations

import io
import math
import random
import subprocess
import tempfile
from pathlib import Path
from typing import Any

WORDS = (
    "关于开展全县农村饮水安全专项检查的通知各乡镇人民政府街道办事处为贯彻落实上级部署切实保障群众利益经研究决定现将有关事项通知如下"
    "提高认识加强领导明确任务落实责任严肃纪律强化督查请认真组织实施按时报送材料附件名单汇总表联系人办公室"
)
GROUNDS = ("D9D9D9", "1F4E79", "C00000", "FFFFFF")
DARK = {"1F4E79", "C00000"}
ANCHOR = (
    '<wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"'
    ' simplePos="0" relativeHeight="9" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="column"><wp:posOffset>2900000</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>-500000</wp:posOffset></wp:positionV></wp:anchor>'
)


def make(documents: int) -> list[bytes]:
    """Return as many PDF files, three or four pages each."""
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number:03}.docx" for number in range(documents)]
        for number, path in enumerate(paths):
            _document(number, dice).save(str(path))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True)
        return [path.with_suffix(".pdf").read_bytes() for path in paths]


def _document(number: int, dice: random.Random) -> Any:
    from docx import Document
    from docx.shared import Mm, RGBColor

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height, section.top_margin = Mm(210), Mm(297), Mm(37)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if number % 2 == 0:
        _say(section.header.paragraphs[0], "虚构演示县人民政府办公室", 10)
    _say(section.footer.paragraphs[0], "— 1 —", 14)
    _say(document.add_paragraph(), "虚构演示县人民政府文件", 40).font.color.rgb = RGBColor(255, 0, 0)
    _say(document.add_paragraph(), f"演政办发〔2026〕{number + 1}号", 16)
    for _ in range(dice.randint(4, 8)):
        _say(document.add_paragraph(), _sentence(dice, dice.randint(60, 200)), 16)
    _table(document, number, dice)
    if number % 3 == 0:
        document.add_picture(_photo(), width=Mm(80))
    _say(document.add_paragraph(), "　　　　　　　　　　虚构演示县人民政府", 16)
    _seal(_say(document.add_paragraph(), "　　　　　　　　　　　2026年11月26日", 16))
    if number % 2:
        document.add_page_break()
        _say(document.add_paragraph(), _sentence(dice, 90), 16).font.highlight_color = 7
        _say(document.add_paragraph(), _sentence(dice, 90), 16).font.color.rgb = RGBColor(128, 128, 128)
    return document


def _sentence(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(WORDS) for _ in range(length)) + "。"


def _say(paragraph: Any, text: str, size: float) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    return run


def _table(document: Any, number: int, dice: random.Random) -> None:
    from docx.shared import RGBColor

    ground = GROUNDS[number % len(GROUNDS)]
    table = document.add_table(dice.randint(8, 30), 4)
    table.style = "Table Grid"
    for index, row in enumerate(table.rows):
        for cell in row.cells:
            run = _say(cell.paragraphs[0], _sentence(dice, 5), 12)
            if index == 0:
                _shade(cell, ground)
                if ground in DARK:
                    run.font.color.rgb = RGBColor(255, 255, 255)
            elif index % 2 == 0:
                _shade(cell, "F2F2F2")


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001  # python-docx has no public way to shade


def _seal(run: Any) -> None:
    """Put a red seal over the text, where it lets the text show through."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Mm
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((6, 6, 294, 294), outline=(220, 0, 0, 255), width=9)
    radii = [80 if corner % 2 == 0 else 32 for corner in range(10)]
    star = [(150 + r * math.sin(c * math.pi / 5), 150 - r * math.cos(c * math.pi / 5)) for c, r in enumerate(radii)]
    drawing.polygon(star, fill=(220, 0, 0, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    inline = run.add_picture(out, width=Mm(40), height=Mm(40))._inline  # noqa: SLF001  # nor to let a picture float
    anchor = parse_xml(ANCHOR)
    for part in list(inline):
        anchor.append(part)
    anchor.find(qn("wp:extent")).addnext(OxmlElement("wp:wrapNone"))
    inline.getparent().replace(inline, anchor)


def _photo() -> io.BytesIO:
    from PIL import Image

    picture = Image.new("RGB", (200, 120))
    picture.putdata([((x * 3) % 256, (y * 5) % 256, (x + y) % 256) for y in range(120) for x in range(200)])
    out = io.BytesIO()
    picture.save(out, "JPEG")
    out.seek(0)
    return out
