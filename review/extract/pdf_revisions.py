"""Earlier versions of a PDF: saving by incremental update keeps each of them whole in the file (ISO 32000-1, 7.5.6).

The file is cut where each version ended and read again; lines, notes and form values that the last version does not have any more
are what somebody took out.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.pdf_text import readable
from review.model import GapReason, Layer, Place

VERSIONS = 20  # that are read; the latest ones
PAGES = 500  # of one version
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_OBJECT = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")


def ends(data: bytes) -> list[int]:
    """Return where each version ends, the last one included.

    The first section of a file arranged for the web ends like a version, and so does a PDF that is attached unpacked: their
    numbers lead nowhere.
    """
    start = max(0, data.find(b"%PDF-", 0, 1024))
    found = list(_END.finditer(data))
    real = [match for match in found if int(match[1]) < match.start() and _OBJECT.match(data, start + int(match[1]))]
    if not real:
        return [match.end() for match in found][-1:]
    if b"/Linearized" in data[: start + 1024] and real[0] is found[0] and len(real) > 1:
        real = real[1:]
    return [match.end() for match in real]


def add_revisions(builder: DocumentBuilder, data: bytes, known: str, notes: Callable[[Any], Iterator[str]], deadline: float) -> list[bytes]:
    """Report each earlier version and what was taken out since. `known` is all text of the last one, without spaces.

    `notes` yields what is fastened to an open pikepdf document. Returns the versions that were looked at, oldest first.
    """
    *earlier, _ = ends(data) or [0]
    told: set[str] = set()
    read = []
    for number, end in enumerate(earlier, 1):
        part = f"revision{number}"
        builder.behind(f"第 {number} 版（共 {len(earlier) + 1} 版）", Place(part=part), Layer.REVISION, "tracked-change")
        if number <= len(earlier) - VERSIONS or time.monotonic() > deadline:
            builder.gap(GapReason.LIMIT, f"第 {number} 版的内容未检查（以前的版本过多）。请打印成新的 PDF 后再检查。", Place(part=part))
            continue
        version = data[:end]
        read.append(version)
        whole = [
            _done(partial(_add_text, builder, version, part, known, told, deadline)),
            _done(partial(_add_notes, builder, version, part, known, told, notes)),
        ]
        if not all(whole):
            builder.gap(GapReason.UNREADABLE, f"第 {number} 版未能读全。请打印成新的 PDF 后再检查。", Place(part=part))
    return read


def _done(add: Callable[[], None]) -> bool:
    """Tell whether something was read, whatever two parsers make of half a file."""
    try:
        add()
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001
        return False
    return True


def _add_text(builder: DocumentBuilder, version: bytes, part: str, known: str, told: set[str], deadline: float) -> None:
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(version)) as file:
        for number in range(1, len(file) + 1):
            place = Place(part=part, path=f"p{number}", page=number)
            if number > PAGES or time.monotonic() > deadline:
                builder.gap(GapReason.LIMIT, f"{_name(part)}从第 {number} 页起未检查。请打印成新的 PDF 后再检查。", place)
                break
            with contextlib.closing(file[number - 1]) as page, contextlib.closing(page.get_textpage()) as textpage:
                lines = textpage.get_text_range().splitlines()
            gone = list(_gone((readable(line).strip() for line in lines), known, told))
            if gone:
                builder.behind("\n".join(gone), place, Layer.REVISION, "tracked-change")


def _add_notes(
    builder: DocumentBuilder, version: bytes, part: str, known: str, told: set[str], notes: Callable[[Any], Iterator[str]]
) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(version)) as file:
        gone = list(_gone(notes(file), known, told))
    if gone:
        builder.behind("\n".join(gone), Place(part=part), Layer.REVISION, "tracked-change")


def _gone(lines: Iterator[str], known: str, told: set[str]) -> Iterator[str]:
    for line in lines:
        compact = "".join(line.split())
        if compact and compact not in told and compact not in known:
            told.add(compact)
            yield line


def _name(part: str) -> str:
    return f"第 {part.removeprefix('revision')} 版"
