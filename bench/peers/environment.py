"""The environment that the peers are installed into: they pin what the program does not, so they never share its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "build" / "peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_MARK = "requirements.sha256"


class Unavailable(Exception):
    """The peers could not be installed."""


def prepare(folder: Path) -> Path:
    """Return the interpreter of an environment that holds exactly the listed peers, making or renewing it if need be."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    mark = folder / _MARK
    if mark.is_file() and mark.read_text(encoding="ascii") == digest:
        return python
    _call(sys.executable, "-m", "venv", "--clear", str(folder))
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--no-deps")
    _call(str(python), *install, "--requirement", str(REQUIREMENTS))
    mark.write_text(digest, encoding="ascii")
    return python


def versions(python: Path, names: tuple[str, ...]) -> str:
    """Return the installed versions of packages, for the record of a run."""
    code = "import sys; from importlib.metadata import version; print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]))"
    return subprocess.run([python, "-c", code, *names], check=True, capture_output=True, text=True).stdout.strip()


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False, text=True, errors="replace")
    if done.returncode:
        raise Unavailable((done.stderr or done.stdout).strip().rpartition("\n")[2])
