"""Under which key a result is kept: everything that could change it goes in, so that nothing stale is ever served."""

from __future__ import annotations

import functools
import hashlib
import hmac
import platform
import sys
from pathlib import Path

from review.digest import canonical_json, sha256
from review.engine.batch import Task
from review.extract import office_program
from review.extract.sources import Source
from review.rules.ruleset import code_state

# Everything that reads a file or finds something in it, if it is installed.
_PARTS = (
    *("ahocorasick_rs", "charset-normalizer", "chinesecalendar", "hyperscan", "jieba", "lxml", "msdoc2docx", "numpy"),
    *("olefile", "onnxruntime", "pdfplumber", "pdfminer.six", "pikepdf", "pillow", "pypdfium2", "python-calamine", "python-docx"),
    *("rapidocr", "regex", "spacy", "zxing-cpp"),
)


def of_task(task: Task) -> bytes:
    """Return what all keys of a run depend on: rules with their exceptions, options, day, limits, code, and what is installed.

    Keyed with the key of fingerprints: who has the keys of a ledger alone cannot try documents on them.
    """
    options = task.options
    parts = {
        "rules": task.rules.digest,
        "only": sorted(options.only),
        "departments": sorted(options.departments),
        "day": task.day.isoformat(),
        "channel": task.channel,
        "limits": task.limits._asdict(),
        "code": code_state(),
        "installed": installed(),
        "second reader": office_program.program() if office_program.wanted() else None,
    }
    return hmac.new(options.key, canonical_json(parts), hashlib.sha256).digest()


def of_source(source: Source, task_key: bytes) -> bytes | None:
    """Return the key of a document in a run; None if what it comes to may be another next time, because it was not read whole.

    Its name goes in: marks and numbers in a name are findings, and exceptions may depend on it.
    """
    if source.data is None or source.gaps:
        return None
    return hmac.new(task_key, canonical_json([sha256(source.data), source.path, source.folder]), hashlib.sha256).digest()


@functools.cache
def installed() -> str:
    """Return what a result depends on outside this program, in words: interpreter, system, versions of what reads files.

    Versions are read off the names of the folders in which installers keep them: to parse what is in these takes ten times as long.
    """
    here, parts = platform.uname(), {*map(_alike, _PARTS)}
    folders = [Path(place) for place in dict.fromkeys(sys.path) if Path(place).is_dir()]
    kept = {path.name for folder in folders for path in (*folder.glob("*.dist-info"), *folder.glob("*.egg-info"))}
    versions = sorted(name for name in kept if _alike(name.partition("-")[0]) in parts)
    return " ".join([sys.version, here.system, here.release, here.machine, *versions])


def _alike(name: str) -> str:
    """Return the name of a package as it is compared: a hyphen, a dot and a low line are one."""
    return name.lower().replace("-", "_").replace(".", "_")
