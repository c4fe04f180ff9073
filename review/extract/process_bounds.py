"""What an operating system offers to bound a process: one module, so that the rest need not know which system it is.

POSIX (IEEE Std 1003.1, ``setrlimit`` and ``getrusage``; on Linux also proc(5)): address space, processor time, written bytes,
open files, no core dump. Tested on Linux only.

Windows has no ``resource``. There a child bounds nothing of itself; what holds is the wall clock of its parent, which ends it
through ``TerminateProcess``, the sizes checked before parsing, the count of files after which it is replaced, and the size of
an answer. Memory and processor time could be bounded from outside by a job object (``JOB_OBJECT_LIMIT_PROCESS_MEMORY``,
``JOB_OBJECT_LIMIT_PROCESS_TIME``, ``JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE``); that is not built. Nothing here has been run on Windows.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_KIB = 1024
_MEMORY_TABLE = Path("/proc/self/statm")
NO_WINDOW = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))  # only Windows opens one for a child


def ended_by_processor_time(returncode: int | None) -> bool:
    """Say whether a process was ended because it had used up its processor time."""
    return sys.platform != "win32" and returncode == -signal.SIGXCPU


def bound_files(written_bytes: int, open_files: int) -> None:
    """Bound for good what this process may write and open; it leaves no core dump."""
    if resource:
        for which, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, written_bytes), (resource.RLIMIT_NOFILE, open_files)):
            _bound(which, most)


def bounded(command: list[str], memory: int, written_bytes: int, seconds: float) -> list[str]:
    """Return a command that bounds itself before it becomes another program; where there is no shell for it, as it is."""
    if not resource or not Path("/bin/sh").exists():
        return command
    script = f'ulimit -c 0; ulimit -v {memory // _KIB}; ulimit -f {written_bytes // 512}; ulimit -t {math.ceil(seconds)}; exec "$@"'
    return ["/bin/sh", "-c", script, "sh", *command]


def bound_memory(most: int) -> None:
    """Bound the address space of this process until `unbound`."""
    if resource:
        _bound(resource.RLIMIT_AS, most)


def processor_seconds() -> float:
    """Return the processor time that this process has used so far; 0 where only the parent's clock guards."""
    if not resource:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def bound_processor(seconds: float) -> None:
    """Let the process be ended once it has used so many seconds since it was started, until `unbound`."""
    if resource:
        _bound(resource.RLIMIT_CPU, math.ceil(seconds))


def unbound() -> None:
    """Lift the bounds of memory and processor time."""
    if resource:
        for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
            _bound(which, resource.RLIM_INFINITY)


def memory_bytes() -> int:
    """Return the memory that this process holds now, or held at most where the system does not tell; 0 where nothing is told."""
    if not resource:
        return 0
    try:
        return int(_MEMORY_TABLE.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * _KIB


def _bound(which: int, most: int) -> None:
    """Set a soft limit, as far as the hard one allows; a system that refuses leaves only the parent's wall clock."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or most > hard):
        most = hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (most, hard))
