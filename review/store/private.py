"""The user's own folders: settings, keys, caches and reports that nobody else on the machine may read.

Follows the XDG base directories on Linux and %LOCALAPPDATA% on Windows. Folders are made with mode 0700, files with 0600;
on Windows the user's profile is private by its own access list.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

NAME = "xianshen"
KEY_BYTES = 32


def folder(purpose: str) -> Path:
    """Return the private folder for ``cache``, ``config`` or ``reports``, made if needed.

    Raises OSError when it cannot be made; callers that can do without go on without.
    """
    path = base(purpose)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def base(purpose: str) -> Path:
    """Return where the folder for a purpose lies, whether it exists or not."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / NAME / purpose
    variable, default = {
        "cache": ("XDG_CACHE_HOME", ".cache"),
        "config": ("XDG_CONFIG_HOME", ".config"),
        "reports": ("XDG_DATA_HOME", ".local/share"),
    }[purpose]
    home = Path(os.environ.get(variable) or Path.home() / default) / NAME
    return home / "reports" if purpose == "reports" else home


def cache() -> Path | None:
    """Return the cache folder, or None on a machine where nothing can be kept."""
    try:
        return folder("cache")
    except OSError:
        return None


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that only its owner can read; it takes its place when all is written, or not at all."""
    scratch = path.with_name(f".{os.urandom(8).hex()}.tmp")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


@contextmanager
def gathering(path: Path) -> Iterator[BinaryIO]:
    """Like `writing`, but until all is there nothing lies beside the file: whoever walks its folder meanwhile sees nothing of it."""
    apart = cache()
    if apart is None:
        with writing(path) as stream:
            yield stream
        return
    import tempfile

    with tempfile.TemporaryFile(dir=apart) as gathered:
        yield cast(BinaryIO, gathered)
        gathered.seek(0)
        with writing(path) as stream:
            shutil.copyfileobj(gathered, stream)


class Pages:
    """Files of one report that are to lie in a folder of their own, which takes the place of that of an earlier report.

    Until then they lie in a hidden folder beside it, which no walk enters. `known` tells by its name which file of an earlier report may be
    erased. Only the owner can read any of it.
    """

    def __init__(self, folder: Path, known: Callable[[str], object]) -> None:
        self._folder = folder
        self._known = known
        self._scratch: Path | None = None

    @property
    def in_the_way(self) -> bool:
        """Whether there is something in the place of the folder that is not of an earlier report."""
        folder = self._folder
        if not os.path.lexists(folder):
            return False
        return (
            folder.is_symlink() or not folder.is_dir() or not all(self._known(entry.name) and entry.is_file() for entry in folder.iterdir())
        )

    def keep(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write one file."""
        if self._scratch is None:
            scratch = self._folder.with_name(f".{os.urandom(8).hex()}.tmp")
            scratch.mkdir(mode=0o700)
            self._scratch = scratch
        descriptor = os.open(self._scratch / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(pieces)

    def put_in_place(self) -> None:
        """Let the files take the place of those of an earlier report; without any, only that goes away."""
        if self._folder.is_dir() and not self.in_the_way:
            shutil.rmtree(self._folder)
        if self._scratch is not None:
            self._scratch.rename(self._folder)
            self._scratch = None

    def throw_away(self) -> None:
        """Erase what was written and did not get its place."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


def write(path: Path, data: bytes) -> None:
    """Write a private file, whole or not at all."""
    with writing(path) as stream:
        stream.write(data)


def fingerprint_key() -> bytes:
    """Return the key of this user's fingerprints; made once, or for this run alone where nothing can be kept."""
    try:
        path = folder("config") / "fingerprint.key"
        if path.exists():
            key = path.read_bytes()
            if len(key) == KEY_BYTES:
                return key
        key = os.urandom(KEY_BYTES)
        write(path, key)
    except OSError:
        return os.urandom(KEY_BYTES)
    return key
