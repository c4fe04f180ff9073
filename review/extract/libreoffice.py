"""LibreOffice, where it is installed, as a converter of old files: it runs apart, on a profile that is thrown away, and fetches nothing.

The profile forbids macros, active content, links to elsewhere and their update, which LibreOffice 7.4 does not heed for pictures in .doc:
so it also names a proxy that is not there, and where the system lets a user do so, the program gets a network of its own that leads
nowhere. Time, memory and written bytes are bounded; its processes are ended as one group.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from review.extract import office_program, process_bounds
from review.extract.limits import MIB
from review.extract.scratch import private_folder

SECONDS = 60.0
_MEMORY = 3072 * MIB  # of address space, most of which the program only reserves
_WRITTEN = 256 * MIB
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_INTERNET = "/org.openoffice.Inet/Settings"
SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),  # never, as SwModule counts
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),  # never, as ScLkUpdMode counts
    (_INTERNET, "ooInetProxyType", "2"),
    *((_INTERNET, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *((_INTERNET, f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),  # discard: nobody listens
    (_INTERNET, "ooInetNoProxy", ""),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("/org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"),
    ("/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments", "AutoCheckEnabled", "false"),
)
_PROFILE = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{}</oor:items>\n'
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


def convert(data: bytes, suffix: str, target: str, seconds: float = SECONDS) -> bytes | None:
    """Return the file in the format `target`; None if LibreOffice is missing, does not know it, fails or takes too long."""
    command = office_program.program()
    if command is None:
        return None
    with private_folder("xianshen-office-") as folder:
        (folder / "profile" / "user").mkdir(parents=True)
        items = "".join(_ITEM.format(*setting) for setting in SETTINGS)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items), encoding="utf-8")
        source = folder / f"a.{suffix}"  # a name that a field of the document may show
        source.write_bytes(data)
        options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--convert-to", target, "--outdir")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        _run([*_cut_off(), command, profile, *options, str(folder / "out"), str(source)], folder, seconds)
        made = folder / "out" / f"a.{target}"
        try:
            return made.read_bytes() if made.stat().st_size <= _WRITTEN else None
        except OSError:
            return None


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run a command to its end or for so many seconds; nothing of its group is left afterwards."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    homes = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), str(folder))
    try:
        process = subprocess.Popen(  # noqa: S603  # the program of this machine, on names that are all ours
            process_bounds.bounded(command, _MEMORY, _WRITTEN, seconds),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**environment, **homes},
            start_new_session=True,
            creationflags=process_bounds.NO_WINDOW,
        )
    except OSError:
        return
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@lru_cache(1)
def _cut_off() -> tuple[str, ...]:
    """Return what to put before a command so that it has no network; nothing where the system does not allow it."""
    tool = shutil.which("unshare")
    if tool is None:
        return ()
    prefix = (tool, "--map-root-user", "--net", "--")
    try:
        tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603  # likewise
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if tried.returncode == 0 else ()
