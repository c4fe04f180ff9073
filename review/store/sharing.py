"""Who may read and write what lies in a unit's folder: whoever may read and write the folder itself, and nobody else.

A folder of one user is closed, and so is all that is put into it; a folder that an administrator opened to a group keeps its files
open to that group. On Windows and on network shares the access lists of the folder are inherited.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_NOBODY_ELSE = 0o770


def follow(path: Path, folder: Path, *, writable: bool = True) -> None:
    """Give a file or folder the access that `folder` has; a file that is not `writable` can be read only."""
    if os.name != "posix":
        if not writable:
            path.chmod(stat.S_IREAD)
        return
    access = stat.S_IMODE(folder.stat().st_mode) & _NOBODY_ELSE
    kept = access if path.is_dir() else access & (0o660 if writable else 0o440)
    with contextlib.suppress(PermissionError):  # it belongs to somebody else, who has given it its access
        path.chmod(kept | (stat.S_ISGID if path.is_dir() and folder.stat().st_mode & stat.S_ISGID else 0))
