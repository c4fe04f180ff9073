"""Files to begin from: whatever the tests of the extractors read, so that each new test is a new seed as well."""

from __future__ import annotations

import contextlib
import importlib
import io
from collections import defaultdict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from review.extract import MODULES
from review.extract.sniff import sniff

LARGEST = 200_000  # bytes: small seeds are read often
MOST = 600  # of one format
_TESTS = Path(__file__).parents[1] / "tests" / "extract"
_LEFT_OUT = ("test_worker.py", "test_sources.py")  # bombs, and archives of text


def harvest(out: Path, more: Path | None = None) -> None:
    """Run the tests of the extractors and write what they read, with the files of a folder, below `out` by format."""
    import pytest

    seen: dict[str, dict[str, bytes]] = defaultdict(dict)

    def keep(kind: str, data: bytes) -> None:
        if 0 < len(data) <= LARGEST and len(seen[kind]) < MOST:
            seen[kind].setdefault(sha256(data).hexdigest(), data)

    for kind, name in MODULES.items():
        module = importlib.import_module(name)
        module.read = _overheard(module.read, lambda data, kind=kind: keep(sniff(data) if sniff(data) in MODULES else kind, data))
    with contextlib.redirect_stdout(io.StringIO()):
        ignored = [f"--ignore={_TESTS / name}" for name in _LEFT_OUT]
        pytest.main(["-q", "-p", "no:cacheprovider", *ignored, str(_TESTS)])
    for path in sorted(more.rglob("*")) if more else ():
        if path.is_file() and path.stat().st_size <= LARGEST:
            data = path.read_bytes()
            if data and (kind := sniff(data)) in MODULES:
                keep(kind, data)
    missing = MODULES.keys() - seen.keys()
    assert not missing, f"没有种子：{'、'.join(sorted(missing))}"
    for kind in MODULES:
        (out / kind).mkdir(parents=True)
        for digest, data in seen[kind].items():
            (out / kind / digest).write_bytes(data)


def _overheard(read: Callable[..., object], keep: Callable[[bytes], None]) -> Callable[..., object]:
    def reading(data: bytes, limits: object) -> object:
        document = read(data, limits)
        keep(data)  # only what is read: a cut file leads nowhere
        return document

    return reading
