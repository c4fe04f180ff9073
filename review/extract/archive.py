"""The files inside zip, tar and gzip archives, one by one, in memory and within a budget.

Nothing is written to disk and no name is ever joined to a path. What an archive says of itself is not believed: data that
overlaps, content that its directory leaves out, names that occur twice and members that cannot be read are all said.
"""

from __future__ import annotations

import contextlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.charset import is_hanzi_in_disguise
from review.extract.limits import MIB, Limits, over_limit
from review.extract.sniff import sniff
from review.model import Gap, GapReason

if TYPE_CHECKING:
    import tarfile

JUNK = frozenset({".ds_store", "desktop.ini"})

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # among them a method not implemented, and a recursion through chained tar headers
)
_CENTRAL_HEADER = b"PK\x01\x02"
_LOCAL_HEADER = b"PK\x03\x04"
_LOCAL_LENGTHS = struct.Struct("<26xHH")
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

_TWICE = Gap(GapReason.DAMAGED, "压缩包内有同名的文件，解压后只会留下一个。请改名后重新打包，再检查。")


class Member(NamedTuple):
    """One file of an archive: its name with forward slashes, and its bytes, or None and the gap that says why not."""

    name: str
    data: bytes | None
    gaps: tuple[Gap, ...] = ()


class Budget:
    """What an archive may still cost, together with all archives inside it."""

    def __init__(self, limits: Limits) -> None:
        self._ratio = limits.ratio
        self._members = limits.members
        self._bytes = limits.unpacked_bytes

    def enter(self) -> None:
        """Count one member. Raises CannotRead (LIMIT) when there are too many."""
        self._members -= 1
        if self._members < 0:
            raise over_limit("压缩包内的文件过多")

    def proportion(self, size: int, packed: int) -> None:
        """Raise CannotRead (LIMIT) if more than a MiB would come of far too few bytes."""
        if size > MIB and size > self._ratio * max(packed, 1):
            raise over_limit("压缩比异常")

    def unpack(self, size: int) -> None:
        """Count unpacked bytes. Raises CannotRead (LIMIT) when they are too many."""
        if size > self._bytes:
            raise over_limit("压缩包解开后过大")
        self._bytes -= size

    def bound_of_entries(self) -> int:
        """Return how many directory entries may be listed at all; archives inside the archive hold some too."""
        return 10 * max(self._members, 0)


def members(data: bytes, kind: str, name: str, budget: Budget) -> Iterator[Member]:
    """Yield the files of an archive of the kind ``zip``, ``tar`` or ``gzip``; `name` names what a gzip file holds.

    A gzipped tar yields the files of the tar. Raises CannotRead, possibly after some members, for what concerns the archive
    as a whole; what concerns one member is that member's gap.
    """
    count = 0
    try:
        for member in _READERS[kind](data, name, budget):
            count += 1
            yield member
    except _BROKEN as error:
        raise _damaged() from error
    if not count:
        raise CannotRead(GapReason.UNREADABLE, "压缩包为空，没有可检查的文件。请核对是否打包有误。")


def readable_name(raw: bytes) -> str:
    """Return a file name of unknown encoding as text: UTF-8, else GB 18030, else code page 437."""
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("gb18030" if is_hanzi_in_disguise(raw) else "utf-8")
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("gb18030")
    return raw.decode("cp437")


def printable(name: str) -> str:
    """Return a name without what a terminal would obey or UTF-8 cannot hold; each such character becomes U+FFFD."""
    return name if name.isprintable() else _UNPRINTABLE.sub("\ufffd", name)


def _zip_members(data: bytes, _: str, budget: Budget) -> Iterator[Member]:
    if data.count(_CENTRAL_HEADER) > budget.bound_of_entries():
        raise over_limit("压缩包内的文件过多")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        unlisted = _holds_unlisted_files(data, infos, archive.start_dir)
        seen: set[str] = set()
        for info in infos:
            name = _zip_name(info)
            if (name.endswith("/") and not info.file_size) or _is_junk(name):
                continue
            budget.enter()
            yield _member(name, seen, partial(_zip_read, archive, info, budget))
        comments = [comment for comment in (archive.comment, *(info.comment for info in infos)) if comment.strip()]
        if comments:
            yield Member("压缩包注释", b"\n".join(comments))
    if unlisted:
        raise CannotRead(GapReason.DAMAGED, "压缩包里有未列入目录的内容，未读取。请解压后重新打包，再检查。")


def _zip_read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise CannotRead(GapReason.ENCRYPTED, "压缩包内的文件已加密，未读取。请用密码解压后检查其中的文件。")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _link()
    budget.proportion(info.file_size, info.compress_size)
    budget.unpack(info.file_size)
    try:
        with archive.open(info) as stream:
            # An explicit size keeps a member that lies about its length from unpacking more; one byte proves an empty one.
            return stream.read(max(info.file_size, 1))
    except NotImplementedError as error:
        raise CannotRead(GapReason.UNSUPPORTED, "压缩方式不认识，未读取。请解压后检查其中的文件。") from error


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name as its bytes say it: the library decodes old names as code page 437 and may exchange separators."""
    name = info.orig_filename.partition("\0")[0]
    return name if info.flag_bits & _UTF8_NAME else readable_name(name.encode("cp437", "replace"))


def _holds_unlisted_files(data: bytes, infos: list[zipfile.ZipInfo], directory: int) -> bool:
    """Tell whether files stand between those that the directory lists. Raises CannotRead (DAMAGED) if any of them overlap.

    Members that share data could unpack the same bytes thousands of times.
    """
    end, unlisted = 0, False
    for info in sorted(infos, key=lambda each: each.header_offset):
        start = info.header_offset
        if not end <= start <= directory - _LOCAL_LENGTHS.size:
            raise _damaged()
        unlisted = unlisted or data.find(_LOCAL_HEADER, end, start) >= 0
        end = start + _LOCAL_LENGTHS.size + sum(_LOCAL_LENGTHS.unpack_from(data, start)) + info.compress_size
    return unlisted or data.find(_LOCAL_HEADER, end, directory) >= 0


def _tar_members(data: bytes, _: str, budget: Budget) -> Iterator[Member]:
    import tarfile

    try:
        yield from _tar_listed(data, budget)
    except tarfile.TarError as error:
        raise _damaged() from error


def _tar_listed(data: bytes, budget: Budget) -> Iterator[Member]:
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        seen: set[str] = set()
        for info in archive:
            name = readable_name(info.name.encode("utf-8", "surrogateescape"))
            budget.enter()
            if not info.isdir() and not _is_junk(name):
                yield _member(name, seen, partial(_tar_read, archive, info))
        # The library takes a broken header for the end; what follows the end is zeros.
        rest = data[archive.offset :]
    if rest.strip(b"\0"):
        raise _damaged()


def _tar_read(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    if not info.isreg() or info.issparse():
        raise _link()
    from tarfile import TarError

    try:
        stream = archive.extractfile(info)
        content = stream.read() if stream else b""
    except TarError as error:
        raise _damaged() from error
    if len(content) != info.size:
        raise _damaged()
    return content


def _gzip_members(data: bytes, name: str, budget: Budget) -> Iterator[Member]:
    import gzip

    parts: list[bytes] = []
    size = 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        while part := stream.read(MIB):
            size += len(part)
            budget.proportion(size, len(data))
            budget.unpack(len(part))
            parts.append(part)
    content = b"".join(parts)
    parts.clear()
    if sniff(content) == "tar":
        yield from _tar_members(content, name, budget)
    else:
        budget.enter()
        yield Member(_inner_path(name[:-3] if name.lower().endswith(".gz") else name), content)


_READERS: dict[str, Callable[[bytes, str, Budget], Iterator[Member]]] = {"zip": _zip_members, "tar": _tar_members, "gzip": _gzip_members}


def _member(name: str, seen: set[str], content: Callable[[], bytes]) -> Member:
    """Return one member; what keeps it from being read becomes its gap."""
    path = _inner_path(name)
    gaps = (_TWICE,) if path in seen else ()
    seen.add(path)
    try:
        return Member(path, content(), gaps)
    except _BROKEN:
        error = _damaged()
    except CannotRead as refused:
        error = refused
    return Member(path, None, (*gaps, Gap(error.reason, error.message)))


def _inner_path(name: str) -> str:
    """Return a name as a path below the archive: it can be shown and never points elsewhere."""
    steps = [step for step in printable(name).replace("\\", "/").split("/") if step not in ("", ".", "..")]
    return "/".join(steps) or "未命名文件"


def _is_junk(name: str) -> bool:
    last = name.rpartition("/")[2].lower()
    return last in JUNK or (name.startswith("__MACOSX/") and last.startswith("._"))


def _damaged() -> CannotRead:
    return CannotRead(GapReason.DAMAGED, "压缩包或其中的文件已损坏，没有读全。请重新打包或重新取得原件后再检查。")


def _link() -> CannotRead:
    return CannotRead(GapReason.UNSUPPORTED, "压缩包内的链接、设备或稀疏文件，未读取。请解压后检查所指的文件。")
