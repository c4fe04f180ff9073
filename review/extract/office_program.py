"""Whether LibreOffice is there to give a second opinion on old files (see `libreoffice`). Every run asks, hardly any needs it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

SWITCH = "XIANSHEN_LIBREOFFICE"  # ``off``: never; ``always``: also where our own readers agree
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


def wanted() -> bool:
    """Say whether LibreOffice is there and not switched off."""
    return os.environ.get(SWITCH) != "off" and program() is not None


def program() -> str | None:
    """Return the path of LibreOffice; None if it is not installed, and on Windows, which itself follows a path to another machine."""
    if sys.platform == "win32":
        return None
    return shutil.which("soffice") or shutil.which("libreoffice") or (_MAC if Path(_MAC).is_file() else None)
