"""Files, folders, archives and standard input, as a stream of documents to read.

Each source holds the bytes it was read with, once: what is digested is what is checked, even if the file changes meanwhile.
What could not be read is a source too, with a gap instead of bytes.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from review.errors import CannotRead, UsageError
from review.extract import extract
from review.extract.archive import Budget, members
from review.extract.folder import Found, found_alone, label_of, walk, why_not
from review.extract.limits import DEFAULT, MIB, Limits
from review.extract.sniff import ARCHIVES, sniff
from review.model import Document, Gap, GapReason

STDIN = Path("-")
STDIN_NAME = "标准输入"
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read. `path` is what the user calls it: below the given folder, or through archives with slashes.

    `data` is None if there was nothing to read; `gaps` say why, or what else stands in the way. `folder` is the name of the
    folder that was given, empty for a file.
    """

    path: str
    data: bytes | None = field(repr=False)
    gaps: tuple[Gap, ...] = ()
    folder: str = ""

    @property
    def name(self) -> str:
        """The path with the folder that was given."""
        return f"{self.folder}/{self.path}" if self.folder else self.path

    @property
    def size(self) -> int:
        """Length in bytes; 0 if there was nothing to read."""
        return len(self.data or b"")

    def document(self, limits: Limits = DEFAULT) -> Document:
        """Read the document; like `extract`, this raises nothing for a bad file. Without bytes its format is ``unread``."""
        if self.data is None:
            return Document(self.name, UNREAD, "", (), self.gaps)
        document = extract(self.data, self.name, limits)
        return replace(document, gaps=(*self.gaps, *document.gaps)) if self.gaps else document


def sources(paths: Sequence[Path], limits: Limits = DEFAULT) -> Iterator[Source]:
    """Yield the documents of the given paths one by one, reading each only when it is asked for; ``-`` is standard input.

    An empty folder yields nothing. Raises UsageError at once if a path does not exist (XS101) or ``-`` is given twice (XS102).
    """
    for path in paths:
        if path != STDIN and not os.path.lexists(path):
            raise not_found(path)
    if paths.count(STDIN) > 1:
        raise UsageError("XS102", "标准输入（-）只能给出一次。", "请删去多余的“-”。")
    return _told_apart(paths, limits) if len(paths) > 1 else _documents(paths[0], limits)


def not_found(path: Path) -> UsageError:
    """Return the error (XS101) for a path that does not exist or cannot be opened."""
    return UsageError("XS101", f"找不到或打不开“{path}”。", "请检查路径和文件名是否正确。")


def nothing_there() -> UsageError:
    """Return the error (XS103) for paths without any file."""
    return UsageError("XS103", "没有找到可以检查的文件。", "请确认给出的文件夹不是空的。")


def _told_apart(paths: Sequence[Path], limits: Limits) -> Iterator[Source]:
    """Yield the documents of several paths; one that would be called like an earlier one gets the folder it lies in as well."""
    seen: set[str] = set()
    for path in paths:
        above = label_of(path.resolve().name if path.is_dir() else path.resolve().parent.name)
        for source in _documents(path, limits):
            label = source.path
            while label in seen:
                label = f"{above}/{label}"
            seen.add(label)
            yield source if label == source.path else replace(source, path=label, folder="")


def _documents(path: Path, limits: Limits) -> Iterator[Source]:
    if path == STDIN:
        yield from _unpacked(_read(STDIN_NAME, (), lambda: _bounded(sys.stdin.buffer, limits)), limits, Budget(limits), 0)
        return
    folder = label_of(path.resolve().name) if path.is_dir() else ""
    for found in walk(path) if folder else (found_alone(path),):
        yield from _unpacked(replace(_found(found, limits), folder=folder), limits, Budget(limits), 0)


def opened(source: Source, limits: Limits = DEFAULT) -> Iterator[Source]:
    """Yield a document that was read already, or the documents in it if it is an archive."""
    return _unpacked(source, limits, Budget(limits), 0)


def _unpacked(source: Source, limits: Limits, budget: Budget, depth: int) -> Iterator[Source]:
    """Yield a document as it is, and of an archive the documents inside. Office files are zips too, but no archives."""
    kind = sniff(source.data) if source.data and not _is_markup(source.data) else UNREAD
    if source.data is None or kind not in ARCHIVES or depth >= limits.depth:
        yield source
        return
    try:
        for member in members(source.data, kind, source.path.rpartition("/")[2], budget):
            inner = replace(source, path=f"{source.path}/{member.name}", data=member.data, gaps=(*source.gaps, *member.gaps))
            yield from _unpacked(inner, limits, budget, depth + 1)
    except CannotRead as error:
        yield replace(source, data=None, gaps=(*source.gaps, Gap(error.reason, error.message)))


def _is_markup(data: bytes) -> bool:
    """Tell at a glance that data are no archive: they begin like a web page and not like a tar with a file of an odd name."""
    return data.startswith(b"<") and data[257:262] != b"ustar"


def _found(found: Found, limits: Limits) -> Source:
    path = found.path
    return Source(found.label, None, found.gaps) if path is None else _read(found.label, found.gaps, lambda: _bytes_of(path, limits))


def _read(label: str, gaps: tuple[Gap, ...], load: Callable[[], bytes]) -> Source:
    try:
        return Source(label, load(), gaps)
    except OSError as error:
        gap = why_not(error)
    except CannotRead as error:
        gap = Gap(error.reason, error.message)
    return Source(label, None, (*gaps, gap))


def _bytes_of(path: Path, limits: Limits) -> bytes:
    """Read a regular file; anything else could block for ever."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CannotRead(GapReason.UNREADABLE, "这不是普通文件（管道、设备等），没有读取。请给出文件或文件夹。")
    if status.st_size > limits.file_bytes:
        raise _too_large(limits)
    with path.open("rb") as stream:
        data = stream.read(status.st_size + 1)
        return data if len(data) <= status.st_size else data + _bounded(stream, limits, len(data))


def _bounded(stream: BinaryIO, limits: Limits, before: int = 0) -> bytes:
    """Read to the end, but no more than the limit with the bytes that were read before."""
    data = stream.read(limits.file_bytes - before + 1)
    if before + len(data) > limits.file_bytes:
        raise _too_large(limits)
    return data


def _too_large(limits: Limits) -> CannotRead:
    return CannotRead(GapReason.LIMIT, f"文件超过 {limits.file_bytes // MIB} MB，未读取。请拆分后再检查。")
