"""What a Word file hides and how fast it is looked through: the prototype with 57 markers, and python-docx on the same text."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from review.extract import extract

MARKERS = 57
RATIO = 2.0
PARAGRAPHS = 12_000
_MARKER = re.compile(r"MK_[A-Z0-9]+")
_IN_UTF16 = {"MK_OLE"}  # stands in the object in two bytes a letter
_SENTENCE = "根据年度工作安排，现将有关事项通知如下，请各单位认真组织实施，并于月底前报送情况。"


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    leaky = _leaky(shared)
    expected = _markers_in(leaky)
    seen = expected & set(_MARKER.findall(extract(leaky, "leaky.docx").text))
    yield f"leaky.docx：{len(seen)}/{len(expected)} 处可见"
    assert len(seen) == len(expected) == MARKERS, f"没有看到 {sorted(expected - seen)}"
    data = _long_document()
    megabytes = len(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")) / 1e6
    ours, theirs = (megabytes / min(_timed(read, data) for _ in range(5)) for read in (_ours, _theirs))
    yield f"docx 通读：先审 {ours:.1f} MB/秒（含隐藏内容），python-docx {theirs:.1f} MB/秒（只有段落和表格），{ours / theirs:.1f} 倍"
    assert ours >= RATIO * theirs, f"{ours / theirs:.1f} 倍"


def _leaky(shared: Path) -> bytes:
    """Have the prototype write its file; what it compares afterwards is of no interest here and may fail."""
    with tempfile.TemporaryDirectory() as folder:
        script = shared / "prototypes" / "extract" / "leaky.py"
        subprocess.run([sys.executable, str(script)], cwd=folder, capture_output=True, check=False)
        return (Path(folder) / "leaky.docx").read_bytes()


def _markers_in(data: bytes) -> set[str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {marker for name in archive.namelist() for marker in _MARKER.findall(archive.read(name).decode("latin-1"))} | _IN_UTF16


def _long_document() -> bytes:
    import docx

    document = docx.Document()
    for number in range(PARAGRAPHS):
        paragraph = document.add_paragraph(_SENTENCE)
        paragraph.add_run(_SENTENCE).bold = number % 3 == 0
    table = document.add_table(200, 4)
    for cells in table.rows:
        for cell in cells.cells:
            cell.text = _SENTENCE[:12]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ours(data: bytes) -> None:
    assert extract(data, "长文.docx").text


def _theirs(data: bytes) -> None:
    import docx

    document = docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert texts


def _timed(read, data: bytes) -> float:
    start = time.process_time()
    read(data)
    return time.process_time() - start
