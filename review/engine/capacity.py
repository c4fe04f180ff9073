"""How much this machine can do at once: processors that may be used, and memory that is free."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

WORKER_BYTES = 1 << 30  # what a worker and its reader may hold together with ordinary documents, names and tables loaded
_TABLE = Path("/proc/meminfo")
_GROUP = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


def workers() -> int:
    """Return how many workers this machine has room for, at least one."""
    free = free_bytes()
    return max(1, cores() if free is None else min(cores(), free // WORKER_BYTES))


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_bytes() -> int | None:
    """Return the memory that programs may still take, or None where the system does not tell.

    Linux: MemAvailable of proc(5) and the bounds of the control group (cgroup v2); Windows: GlobalMemoryStatusEx.
    """
    if sys.platform == "win32":
        return _free_on_windows()
    told = [free for free in (_free_of_machine(), _free_of_group()) if free is not None]
    return min(told, default=None)


def _free_of_machine() -> int | None:
    try:
        line = re.search(r"^MemAvailable:\s+(\d+) kB", _TABLE.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(line[1]) << 10 if line else None


def _free_of_group() -> int | None:
    try:
        most, used = (path.read_text(encoding="ascii").strip() for path in _GROUP)
    except OSError:
        return None
    return max(0, int(most) - int(used)) if most.isdigit() and used.isdigit() else None


class _Status(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "total_page", "free_page", "total_virtual", "free_virtual", "extended")),
    )


def _free_on_windows() -> int | None:
    status = _Status(length=ctypes.sizeof(_Status))
    library = getattr(ctypes, "windll", None)
    return int(status.free) if library is not None and library.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None
