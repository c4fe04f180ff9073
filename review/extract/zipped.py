"""A zip file opened with bounds: what it says of itself is checked before anything is unpacked.

Guards: number of members, unpacked total, ratio, overlapping data, duplicate names, encryption, compression methods.
Names stay keys; they are never joined to a path on disk.
"""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextvars import ContextVar

from review.errors import CannotRead
from review.extract.limits import MIB, Limits, over_limit
from review.model import GapReason

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError, RuntimeError)
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1
_LEAST = 16_384  # bytes that unpacking one member counts at least: many small ones take time too
_LEFT: ContextVar[list[int] | None] = ContextVar("left to unpack", default=None)


@contextlib.contextmanager
def counted_as_one(limits: Limits) -> Iterator[None]:
    """Bound what is unpacked within, from one file and from all files inside it: boxes in boxes multiply."""
    if _LEFT.get() is not None:
        yield
        return
    token = _LEFT.set([2 * limits.unpacked_bytes])  # parts may be read twice
    try:
        yield
    finally:
        _LEFT.reset(token)


def count_unpacked(size: int) -> None:
    """Count bytes that are taken out of a file. Raises CannotRead (LIMIT) when it and the files inside it have given too many."""
    left = _LEFT.get()
    if left is not None:
        left[0] -= size
        if left[0] < 0:
            raise over_limit("连同嵌在里面的文件，解开后过大")


class GuardedZip:
    """The members of a zip file. `names` are in the order of the directory, `doubled` are those that occur twice.

    Raises CannotRead for a file that is damaged as a whole or passes a bound as a whole.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise CannotRead(GapReason.DAMAGED, "文件已损坏，无法打开。请重新保存或重新取得原件后再检查。") from error
        members = [info for info in self._archive.infolist() if not info.filename.endswith("/")]  # is_dir fails for an empty name
        if len(members) > limits.members:
            raise over_limit("压缩包内的文件过多")
        if sum(info.file_size for info in members) > limits.unpacked_bytes:
            raise over_limit("压缩包解开后过大")
        self._refuse_overlap(members)
        self._members: dict[str, zipfile.ZipInfo] = {}
        doubled: dict[str, None] = {}
        for info in members:
            name = info.filename.replace("\\", "/").lstrip("/")
            if name in self._members:
                doubled[name] = None
            self._members[name] = info
        self.names = tuple(self._members)
        self.doubled = tuple(doubled)

    @property
    def comment(self) -> bytes:
        """The comment at the end of the zip file."""
        return self._archive.comment

    def read(self, name: str) -> bytes:
        """Unpack one member. Raises CannotRead if it is encrypted, damaged or out of proportion."""
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise CannotRead(GapReason.ENCRYPTED, "已加密，未读取。请先取消密码后再检查。")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRead(GapReason.UNSUPPORTED, "压缩方式不认识，未读取。请用 WPS 或 Word 另存后再检查。")
        if info.file_size > MIB and info.file_size > self._limits.ratio * max(info.compress_size, 1):
            raise over_limit("压缩比异常")
        count_unpacked(max(info.file_size, _LEAST))
        try:
            with self._archive.open(info) as stream:
                # An explicit size keeps a member that lies about its length from unpacking more than it said.
                return stream.read(info.file_size)
        except _BROKEN as error:
            raise CannotRead(GapReason.DAMAGED, "已损坏，未读取。请用 WPS 或 Word 打开后另存，再检查。") from error

    def _refuse_overlap(self, members: list[zipfile.ZipInfo]) -> None:
        """Refuse members that share data: a small file could unpack the same bytes thousands of times."""
        end = 0
        for info in sorted(members, key=lambda member: member.header_offset):
            if info.header_offset < end:
                raise CannotRead(GapReason.DAMAGED, "压缩包结构异常（内部数据相互重叠），未读取。请核对文件来源。")
            end = info.header_offset + info.compress_size
            if 0 <= info.header_offset <= len(self._data) - _LOCAL_HEADER.size:
                _, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, info.header_offset)
                end += _LOCAL_HEADER.size + name_length + extra_length
