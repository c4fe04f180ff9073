"""The files below a folder, sorted, and those of them that must not or cannot be read.

Hidden folders (``.git``, ``.xianshen``) and the leavings of operating systems are passed over. Links to folders are not
followed, so a walk always ends.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from review import lazy_re as re
from review.extract.archive import JUNK, printable, readable_name
from review.model import Gap, GapReason

_PASSED_OVER = JUNK | {"thumbs.db"}
_LOCKS = ("~$", ".~")
_ODD_BYTES = re.compile("[\udc80-\udcff]")  # bytes of a name that is not UTF-8, as Python hands them over
_MOUNT_POINT = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: a Windows junction

_OPENED = Gap(GapReason.UNREADABLE, "文档可能正在 Word 或 WPS 中打开，磁盘上的内容不一定是最新的。请先保存并关闭文档，再检查。")
_LOCK = Gap(GapReason.UNREADABLE, "这是 Word 或 WPS 打开文档时留下的临时文件，不是文稿。请先保存并关闭文档；若文档并未打开，请删除此文件。")
_LINKED_FOLDER = Gap(GapReason.UNREADABLE, "这是指向另一个文件夹的链接，没有进入检查。请直接检查那个文件夹。")
_LINK_OUTSIDE = Gap(GapReason.UNREADABLE, "这是指向文件夹以外的链接，没有读取。请直接检查所指的文件。")
_NO_FILE = Gap(GapReason.UNREADABLE, "这不是普通文件（管道、设备等），没有读取。请移走后再检查。")


class Found(NamedTuple):
    """A file below a folder. `label` is its path from there with forward slashes; `path` is None if it must not be read."""

    label: str
    path: Path | None
    gaps: tuple[Gap, ...] = ()


class _Folder(NamedTuple):
    label: str
    path: Path


def walk(root: Path, *, everything: bool = False) -> Iterator[Found]:
    """Yield the files below a folder in the order of their names, one folder listed at a time.

    A folder that cannot be listed is one `Found` with a gap. `everything` True passes over nothing: what is uploaded is all there is.
    """
    inside = root.resolve()
    waiting: list[Found | _Folder] = [_Folder("", root)]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Found):
            yield entry
            continue
        try:
            waiting.extend(reversed(_listing(entry, inside, everything=everything)))
        except OSError as error:
            yield Found(entry.label or label_of(inside.name), None, (why_not(error),))


def found_alone(path: Path) -> Found:
    """Return a single file that the user named; the files beside it tell whether it is open."""
    beside = [lock for lock in _locks(path.name) if os.path.lexists(path.with_name(lock))]
    return _file(path.name, label_of(path.name), path, beside)


def label_of(name: str) -> str:
    """Return a name on disk as text that can be shown and written as UTF-8."""
    return printable(readable_name(os.fsencode(name)) if _ODD_BYTES.search(name) else name)


def why_not(error: OSError) -> Gap:
    """Return the reason why a file or folder could not be read."""
    if isinstance(error, FileNotFoundError):
        return Gap(GapReason.VANISHED, "检查过程中文件不见了。请确认它没有被移动或删除，再检查。")
    if isinstance(error, PermissionError):
        return Gap(GapReason.UNREADABLE, "没有读取权限，或正被其他程序占用。请关闭占用的程序或取得权限后再检查。")
    return Gap(GapReason.UNREADABLE, "读取失败。请检查磁盘或网络连接，复制到本机后再检查。")


def _listing(folder: _Folder, inside: Path, *, everything: bool) -> list[Found | _Folder]:
    with os.scandir(folder.path) as scan:
        entries = {entry.name: entry for entry in scan}
    held = {lock for name in entries if not name.startswith(_LOCKS) for lock in _locks(name) if lock in entries}
    found: list[Found | _Folder] = []
    for name in sorted(entries):
        label = f"{folder.label}/{label_of(name)}" if folder.label else label_of(name)
        if everything or (name not in held and name.lower() not in _PASSED_OVER):
            found.extend(_entry(entries[name], label, inside, held, everything=everything))
    return found


def _entry(entry: os.DirEntry[str], label: str, inside: Path, locks: Collection[str], *, everything: bool) -> Iterator[Found | _Folder]:
    try:
        if entry.is_dir():
            if entry.name.startswith(".") and not everything:
                return
            linked = entry.is_symlink() or getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _MOUNT_POINT
            yield Found(label, None, (_LINKED_FOLDER,)) if linked else _Folder(label, Path(entry.path))
        elif entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(inside):
            yield Found(label, None, (_LINK_OUTSIDE,))
        elif entry.is_symlink() or entry.is_file():
            yield _file(entry.name, label, Path(entry.path), locks)
        else:
            yield Found(label, None, (_NO_FILE,))
    except OSError as error:
        yield Found(label, None, (why_not(error),))


def _file(name: str, label: str, path: Path, locks: Collection[str]) -> Found:
    if name.startswith(_LOCKS):
        return Found(label, None, (_LOCK,))
    return Found(label, path, (_OPENED,) if any(lock in locks for lock in _locks(name)) else ())


def _locks(name: str) -> tuple[str, ...]:
    """Return the lock files that an editor may put beside a document: Word and WPS, WPS on Linux, LibreOffice.

    Word puts ``~$`` before a short name and over the first one or two characters of a longer one.
    """
    stem = name.rpartition(".")[0] or name
    covered = min(max(len(stem) - 6, 0), 2)
    return (f"~${name}", f"~${name[covered:]}", f".~{name}", f".~lock.{name}#")
