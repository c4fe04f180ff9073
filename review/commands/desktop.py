"""What depends on the desktop: opening a report, keeping a window, telling a network share.

The Windows parts call kernel32 and have not been run on Windows; what can be pure is pure and tested.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePath

_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs", "davfs"})


def keeps_window() -> bool:
    """Tell whether this process alone holds the console: then it was started by a drop and the window would vanish."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint32 * 2)(), 2) == 1)


def pause_if_alone() -> None:
    """Keep the window open until a key is pressed, if it would vanish with this process."""
    import click

    if keeps_window():
        click.pause("\n按任意键关闭窗口…")


def open_report(path: Path) -> None:
    """Open a report in the user's browser, where there is a desktop."""
    import click

    if sys.platform == "win32" or (sys.stdout.isatty() and (sys.platform == "darwin" or os.environ.get("DISPLAY"))):
        click.launch(str(path))


def lies_on_share(folder: Path) -> bool:
    """Tell whether a folder lies on another machine: what is written there may be read by others."""
    if is_unc(folder):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.drive + "\\") == _REMOTE_DRIVE)
    mounts = Path("/proc/self/mounts")
    return mounts.exists() and file_system(mounts.read_text(encoding="utf-8", errors="replace"), folder) in _NETWORK


def is_unc(path: PurePath) -> bool:
    r"""Tell whether a path is a share by its name: ``\\server\share``."""
    return str(path).startswith(("\\\\", "//"))


def file_system(mounts: str, folder: PurePath) -> str:
    """Return the type of the file system that holds a folder, by the lines of /proc/self/mounts; empty if none does."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = point == "/" or str(folder) == point or str(folder).startswith(point + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind
