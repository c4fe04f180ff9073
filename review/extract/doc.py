"""Old Word and Kingsoft Writer documents (.doc, .wps; [MS-DOC]).

With the extra ``legacy`` the document is converted and looked through like a .docx, so that deletions, hidden text and comments are told
from what a reader sees; every paragraph that the conversion has lost is added from the text of the file itself. Without it all text
is read, but not how it is shown, and that is said as a gap.
"""

from __future__ import annotations

import contextlib
import html
import importlib.util
import io
import signal
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.doc_text import Stories, read_stories
from review.extract.docx import read as read_docx
from review.extract.limits import MIB, Limits
from review.extract.links import tells_a_path
from review.extract.ole import Compound
from review.extract.ole_inside import read_beside
from review.extract.ole_properties import read_ole_properties
from review.extract.properties import AUTHORS
from review.extract.scratch import private_folder
from review.model import Document, GapReason, Layer, Place, Zone

TEXT_ONLY = "旧版文档（.doc/.wps）只读到文字：哪些是已删除的修订、隐藏文字、白色字，没有分辨；图片未检查。"
_SAVE = "请用 WPS 或 Word 另存为 .docx 后再检查。"
_INSTALL = "请用 WPS 或 Word 另存为 .docx 后再检查，或请信息管理员安装旧版格式组件。"
CONVERTED = (
    "旧版文档（.doc/.wps）只读到文字（经转换后读取）：图形、艺术字和窗体中的内容可能没有读到。"
    "请用 WPS 或 Word 另存为 .docx 后再检查，或人工核对。"
)
DISAGREED = (
    "旧版文档（.doc/.wps）只读到文字，两种读法读到的不一样，已合在一起检查：图形、艺术字和窗体中的内容可能没有读到。"
    "请用 WPS 或 Word 另存为 .docx 后再检查，或人工核对。"
)
_SCRATCH = 256 * MIB
_PREFIX = "xianshen-doc-"
_NO_WORD = re.compile(r"\W+")
_TEXT = re.compile(r"<w:(?:t|delText)(?: [^>]*)?>([^<]*)<")
_STAND_IN = "\ufffc".encode()
_LEFT_OUT = re.compile(r"docProps/core\.xml")  # read from the file itself
_ZONES = {"headers": Zone.HEADER, "header-text-boxes": Zone.HEADER}
_BEFORE, _AFTER = ("headers", "header-text-boxes"), ("text-boxes", "footnotes", "endnotes")
_PARTS = {"text-boxes": "text-box", "header-text-boxes": "header", "headers": "header"}
_CARRIERS = {"body": "body", "text-boxes": "text-box", "header-text-boxes": "text-box", "headers": "header-footer"}
_OWN_STREAMS = (("WordDocument",), ("0Table",), ("1Table",), ("Data",))


def read(data: bytes, limits: Limits) -> Document:
    """Read a binary Word document. Raises CannotRead if it is encrypted, damaged or older than Word 97."""
    compound = Compound(data, limits)
    stories = read_stories(compound)
    builder = DocumentBuilder("doc", limits)
    converted = _converted(data, limits)
    if converted is None:
        _tell_all(builder, stories)
        missing = importlib.util.find_spec("doc2docx") is None
        builder.gap(GapReason.ENGINE_MISSING if missing else GapReason.UNSUPPORTED, TEXT_ONLY + (_INSTALL if missing else _SAVE))
    else:
        agreed = _take_over(builder, read_docx(converted, limits), _words(converted), stories)
        builder.gap(GapReason.UNSUPPORTED, CONVERTED if agreed else DISAGREED)
    for text in stories.orphans:
        builder.behind(text, Place("revision"), Layer.REVISION, "tracked-change")
    paths = [text for text in stories.saved if tells_a_path(text) and re.search(r"[\\/]", text)]
    if paths:
        builder.behind("\n".join(paths), Place("docProps/saved"), Layer.METADATA, "external-link")
    savers = [text for text in stories.saved if text not in paths]
    done = read_ole_properties(compound, builder, [*stories.revisers, *savers])
    done |= {found for path in _OWN_STREAMS if (found := compound.find(*path))}
    read_beside(compound, builder, done)
    return builder.build()


def _tell_all(builder: DocumentBuilder, stories: Stories) -> None:
    for story in (*_BEFORE, "body", *_AFTER):
        _tell(builder, story, stories.lines(story))
    _tell_behind(builder, {story: list(stories.lines(story)) for story in stories.texts})
    _tell_links(builder, stories.codes)


def _tell_behind(builder: DocumentBuilder, lines: dict[str, list[list[str]]]) -> None:
    for story, carrier in (("comments", "comment"), ("macros", "macro")):
        for number, cells in enumerate(lines.get(story, []), 1):
            builder.behind("\t".join(cells), Place(story, f"n{number}"), Layer.HIDDEN, carrier)


def _tell_links(builder: DocumentBuilder, codes: list[str]) -> None:
    for code in dict.fromkeys(codes):
        if tells_a_path(_target(code)):
            builder.behind(code, Place(), Layer.METADATA, "external-link")


def _target(code: str) -> str:
    """Return the address that a field refers to, if it refers to a file or a link at all."""
    found = re.match(r'(?:HYPERLINK|INCLUDE\w*|LINK|DDE\w*|IMPORT|DATABASE|RD)\s+(?:\S+\s+)?"?([^"]*)', code, re.IGNORECASE)
    return found[1] if found else ""


def _tell(builder: DocumentBuilder, story: str, lines: Iterator[list[str]]) -> None:
    zone = _ZONES.get(story, Zone.BODY)
    part = _PARTS.get(story, story)
    for number, cells in enumerate(lines, 1):
        carrier = _CARRIERS.get(story, "footnote")
        if len(cells) == 1:
            builder.paragraph(cells[0], Place(part, f"p{number}", zone=zone), carrier)
        else:
            table = Zone.TABLE if zone is Zone.BODY else zone
            builder.row(((text, Place(part, f"p{number}/c{column}", zone=table)) for column, text in enumerate(cells, 1)), carrier)


def _converted(data: bytes, limits: Limits) -> bytes | None:
    """Return the document as a .docx from the converter of the extra; None if there is none, it fails or takes too long."""
    try:
        from doc2docx import convert
    except ImportError:
        return None
    with _scratch() as folder:
        source, target = folder / "a.doc", folder / "a.docx"
        try:
            source.write_bytes(data)
            with _at_most(limits.seconds / 2):
                convert(source, target)
            return _cleaned(target.read_bytes())
        except (MemoryError, RecursionError):
            raise
        except _TooSlow:
            return None
        except Exception:  # noqa: BLE001  # whatever the converter does with a crafted file, its text is read without it
            return None


def _cleaned(package: bytes) -> bytes:
    """Return the package without stand-ins for objects and without the properties, which are read from the file itself."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if _LEFT_OUT.fullmatch(name):
                continue
            new.writestr(name, content.replace(_STAND_IN, b"") if name.endswith(".xml") else content)
    return result.getvalue()


def _words(package: bytes) -> str:
    """Return all text of the package in its order, deletions in their places, without spaces and punctuation."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if re.fullmatch(r"word/\w+\.xml", name)]
    return _NO_WORD.sub("", html.unescape("".join(text for part in parts for text in _TEXT.findall(part))))


class _TooSlow(BaseException):
    """The converter has had its time. No Exception, so that the converter does not take it for one of its own."""


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _TooSlow in what takes longer; without timers (Windows, other threads) only the bound of the whole file holds."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """Give a private folder; a child that may write little may write this much more."""
    if sys.platform == "win32":
        with private_folder(_PREFIX) as folder:
            yield folder
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_SCRATCH if hard == resource.RLIM_INFINITY else min(_SCRATCH, hard), hard))
    try:
        with private_folder(_PREFIX) as folder:
            yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _take_over(builder: DocumentBuilder, converted: Document, words: str, stories: Stories) -> bool:
    """Take in the converted document, and what its words lack of the text of the file; return whether they lack nothing."""
    own = converted.own
    end = own.visible_end
    seen = own.segments[: len(own.segments) - len(own.behind)]
    builder.append(Document("", own.format, own.text[:end] + "\n" * bool(end), seen))
    missing = {story: [line for line in stories.lines(story) if _lacks(words, line)] for story in stories.texts}
    for story in (*_BEFORE, "body", *_AFTER):
        _tell(builder, story, iter(missing[story]))
    for segment in own.behind:
        if segment.carrier != "attachment" and segment.place != AUTHORS:
            builder.behind(own.text[segment.start : segment.end], segment.place, segment.layer, segment.carrier)
    _tell_behind(builder, missing)
    told = words + "".join(_NO_WORD.sub("", own.text[s.start : s.end]) for s in own.behind)
    _tell_links(builder, [code for code in stories.codes if _NO_WORD.sub("", _target(code)) not in told])
    for gap in own.gaps:
        if not gap.pictures and not gap.place.part.startswith("embeddings/"):
            builder.gap(gap.reason, gap.message, gap.place, gap.digest)
    for picture in own.pictures:
        builder.picture(picture)
    return not any(missing.values())


def _lacks(words: str, cells: list[str]) -> bool:
    return any(_NO_WORD.sub("", cell) not in words for cell in cells)
