"""A compound file of streams and storages ([MS-CFB]), opened with bounds: what old Office and Kingsoft files, messages and objects are.

A storage that holds a document of its own can be taken out as a file (`review.extract.ole_writer`).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from typing import Any

from review.errors import CannotRead
from review.extract.limits import Limits, over_limit
from review.extract.zipped import count_unpacked
from review.model import GapReason

Path = tuple[str, ...]

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    "encryptedpackage": "encrypted-office",
    "worddocument": "doc",
    "workbook": "xls",
    "powerpoint document": "ppt",
    "__properties_version1.0": "msg",
    "book": "xls",
}
_BROKEN = "旧版 Office 文件已损坏，无法打开。请用 WPS 或 Office 打开后另存为新格式，再检查。"
_ENTRIES = 50_000
_HEADER = 512
_LARGEST_SHIFT = 20
_SPARE, _LEAST_FULL = 16, 16  # a sector of the table tells of 128 others; one that tells of 16 is generous


class Compound:
    """The streams of a compound file. Raises CannotRead if the file cannot be opened at all.

    `streams` are the paths of all streams; `damaged` says whether something in the structure did not hold while it was read.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._size = len(data)
        self._room = limits.unpacked_bytes
        try:
            self._file = open_compound(data)
            self.streams: tuple[Path, ...] = tuple(map(tuple, self._file.listdir(streams=True, storages=False)))
            storages = [tuple(path) for path in self._file.listdir(streams=False, storages=True)]
        except MemoryError:
            raise
        except Exception as error:
            raise CannotRead(GapReason.DAMAGED, _BROKEN) from error
        if len(self.streams) + len(storages) > _ENTRIES:
            raise over_limit("文件内部的数据流过多")
        self._by_lower = {tuple(name.lower() for name in path): path for path in self.streams}
        self._names: dict[Path, dict[str, None]] = {}
        for path in (*storages, *self.streams):
            self._names.setdefault(path[:-1], {})[path[-1]] = None

    @property
    def damaged(self) -> bool:
        """Whether sectors or entries did not hold what the directory promises."""
        return bool(self._file.parsing_issues)

    def names(self, storage: Path = ()) -> list[str]:
        """Return what stands in a storage: storages first, then streams."""
        return list(self._names.get(storage, ()))

    def below(self, storage: Path) -> dict[Path, Path]:
        """Return the streams of a storage and of those within it: path from there → path from the root."""
        return {path[len(storage) :]: path for path in self.streams if path[: len(storage)] == storage}

    def find(self, *path: str) -> Path | None:
        """Return the path of a stream as it is spelled in the file; None if there is no such stream."""
        return self._by_lower.get(tuple(name.lower() for name in path))

    def read(self, path: Iterable[str]) -> bytes:
        """Return the bytes of a stream. Raises CannotRead if it is damaged or all streams together are too large."""
        entry = list(path)
        try:
            self._count(self._file.get_size(entry))
            return bytes(self._file.openstream(entry).read())
        except (CannotRead, MemoryError):
            raise
        except Exception as error:
            raise CannotRead(GapReason.DAMAGED, _BROKEN) from error

    def need(self, *path: str) -> bytes:
        """Return the bytes of a stream that must be there. Raises CannotRead if it is not."""
        found = self.find(*path)
        if found is None:
            raise CannotRead(GapReason.DAMAGED, _BROKEN)
        return self.read(found)

    def _count(self, size: int) -> None:
        """Count a stream before it is read. Refuse one that claims more than the file has, or the root, which holds small ones.

        A table of sectors that runs in a circle makes a few kilobytes give as much as the directory claims.
        """
        if size > self._size or (size < self._file.minisectorcutoff and self._file.root.size > self._size):
            raise CannotRead(GapReason.DAMAGED, _BROKEN)
        self._room -= size
        if self._room < 0:
            raise over_limit("文件内部的数据过大")
        count_unpacked(size)


def main_format(data: bytes) -> str:
    """Tell by the streams at the root what program wrote a compound file; ``ole`` if they say nothing.

    If the directory is damaged, the names are looked for anywhere.
    """
    try:
        names = [path[0] for path in open_compound(data).listdir(streams=True, storages=False) if len(path) == 1]
    except Exception:  # noqa: BLE001  # whatever a crafted directory does to the library
        lower = data.lower()
        return next((kind for name, kind in _KINDS.items() if name.encode("utf-16-le") in lower), "ole")
    return told_format(names)


def told_format(names: Iterable[str]) -> str:
    """Tell by the names of its streams what document a storage is; ``ole`` if they say nothing."""
    lower = {name.lower() for name in names}
    return next((kind for name, kind in _KINDS.items() if name in lower), "ole")


def open_compound(data: bytes) -> Any:
    """Open a compound file with olefile. Raises OSError, as olefile does, for one whose tables are larger than it can need.

    The header ([MS-CFB] 2.2) says how many sectors hold tables, and olefile believes it: 20 KB could cost gigabytes.
    """
    import olefile

    if len(data) >= _HEADER:
        (shift,) = struct.unpack_from("<H", data, 30)
        fat, mini, double = (struct.unpack_from("<I", data, at)[0] for at in (44, 64, 72))
        sectors = (len(data) >> shift if shift < _LARGEST_SHIFT else 0) + 1
        if mini > sectors or fat > _SPARE + sectors // _LEAST_FULL or double > _SPARE + fat:
            raise OSError("tables larger than the file")
    return olefile.OleFileIO(io.BytesIO(data))
