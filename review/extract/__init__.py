"""Bytes in, Document out: the table of formats, and the one function that reads a file.

Every format module has `read(data, limits) -> Document`. It may raise `CannotRead`; what it reads only in part it says as
a gap. It never returns less than it saw without saying so.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
from collections.abc import Callable

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT, Limits, timed_as_one
from review.extract.sniff import UNSUPPORTED, expected_formats, sniff
from review.extract.zipped import counted_as_one
from review.model import Document, Gap, GapReason, Layer, Place

Extractor = Callable[[bytes, Limits], Document]

MODULES = {
    "docx": "review.extract.docx",
    "doc": "review.extract.doc",
    "xlsx": "review.extract.sheet",
    "xls": "review.extract.sheet",
    "ppt": "review.extract.ppt",
    "pdf": "review.extract.pdf",
    "image": "review.extract.image",
    "pptx": "review.extract.slides",
    "ofd": "review.extract.ofd",
    "odt": "review.extract.odf",
    "ods": "review.extract.odf",
    "odp": "review.extract.odf",
    "html": "review.extract.html",
    "mhtml": "review.extract.mhtml",
    "rtf": "review.extract.rtf",
    "eml": "review.extract.eml",
    "msg": "review.extract.msg",
    "text": "review.extract.plain",
}
BLANK = Gap(GapReason.UNREADABLE, "没有读到任何文字。请打开文件看一看：确是空白的不必公开；看得到内容的，请另存后再检查，或人工检查。")
IN_CHILD = "XIANSHEN_IN_CHILD"  # set for a child that reads files in isolation already
NATIVE = frozenset({"pdf", "doc", "xlsx", "xls", "ppt", "image"})  # parsers that a crafted file can abort
OLD = frozenset({"doc", "xls", "ppt"})
ISOLATED = NATIVE | {"pptx", "ofd", "odt", "ods", "odp", "rtf", "eml", "msg"}  # and work that only a clock bounds
IN_PROCESS_BYTES = {"html": 65_536, "mhtml": 65_536}  # a larger page may hold a tag with so many attributes that libxml2 takes minutes


def extract(data: bytes, name: str, limits: Limits = DEFAULT) -> Document:
    """Read one file. Whatever fails becomes a gap of the returned document; nothing is raised for a bad file.

    `name` gives the document its name and is compared with the content: magic bytes decide, the suffix never does.
    """
    kind = sniff(data)
    try:
        with counted_as_one(limits), timed_as_one(limits):
            document = _read_twice(kind, data, limits)
    except CannotRead as error:
        document = Document("", kind, "", (), (Gap(error.reason, error.message),))
    except (MemoryError, RecursionError):
        document = Document("", kind, "", (), (Gap(GapReason.LIMIT, "文件结构过于庞大，未能读完。请另存为新文件后再检查。"),))
    document = dataclasses.replace(document, name=name)
    if not document.gaps and not document.inner and not document.text[: document.visible_end].strip():
        document = dataclasses.replace(document, gaps=(BLANK,))
    return _compare_suffix(document, limits)


def _read_twice(kind: str, data: bytes, limits: Limits) -> Document:
    """Read a file, an old one also with another program where that is worth while."""
    if kind not in OLD or IN_CHILD in os.environ:
        return _read(kind, data, limits)
    from review.extract import second_opinion

    try:
        document = _read(kind, data, limits)
    except CannotRead as error:
        return second_opinion.instead(kind, data, error, limits, _read)
    return second_opinion.compared(kind, data, document, limits, _read)


def _read(kind: str, data: bytes, limits: Limits) -> Document:
    if not data:
        raise CannotRead(GapReason.DAMAGED, "文件是空的（0 字节），没有可检查的内容。请核对是否保存完整。")
    if len(data) > limits.file_bytes:
        raise CannotRead(GapReason.LIMIT, f"文件超过 {limits.file_bytes >> 20} MB，未读取。请拆分后再检查。")
    if kind not in MODULES:
        raise CannotRead(*UNSUPPORTED[kind])
    apart = kind in ISOLATED or len(data) > IN_PROCESS_BYTES.get(kind, len(data))
    if apart and IN_CHILD not in os.environ:
        from review.extract.worker import read_isolated

        return read_isolated(kind, data, limits)
    return extractor(kind)(data, limits)


def extractor(kind: str) -> Extractor:
    """Return the function that reads this format; its module is imported only now."""
    read: Extractor = importlib.import_module(MODULES[kind]).read
    return read


def _compare_suffix(document: Document, limits: Limits) -> Document:
    """Add a hidden segment when the name promises another format than the content has."""
    expected = expected_formats(document.name)
    if not expected or document.format in expected:
        return document
    builder = DocumentBuilder(document.format, limits)
    builder.append(document)
    suffix = document.name.rpartition(".")[2]
    builder.behind(f".{suffix} → {document.format}", Place(part="file-name"), Layer.METADATA, "format-mismatch")
    return dataclasses.replace(builder.build(), name=document.name)
