"""Files to begin from: whatever the tests of the extractors read, so that each new test is a new seed as well."""

from __future__ import annotations

import contextlib
import importlib
import io
import struct
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import product
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
    for data in _workbooks():
        keep("xls", data)
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


def write_scans(out: Path) -> None:
    """Write small scans below `out`, as pictures and as PDF. Needs Pillow and a Chinese font."""
    sys.path.insert(0, str(_TESTS))
    from scan_writer import LETTER, saved, sheet

    small = {"size": (700, 360), "height": 22}
    pages = (sheet(LETTER[:2], **small), sheet(LETTER[5:7], **small, noise=20.0), sheet(LETTER[:1], **small, skew=3.0))
    for kind, forms in (("image", ("PNG", "JPEG", "TIFF", "BMP")), ("pdf", ("PDF",))):
        (out / kind).mkdir(parents=True)
        for form in forms:
            for number, page in enumerate(pages):
                (out / kind / f"{form}{number}").write_bytes(saved(page, form))


def _workbooks() -> Iterator[bytes]:
    """Yield workbooks of the old format with all that the writer of the tests knows, for the tests themselves need few."""
    sys.path.insert(0, str(_TESTS))
    from legacy_writer import floating, label, note, properties, record, xls

    cells = b"".join(label(number, number % 5, f"第{number}行") for number in range(20))
    notes = b"".join(note(number, 0, "批注", "张三", number + 1) for number in range(3))
    number = record(0x0203, struct.pack("<HHHd", 30, 1, 0, 3.5)) + record(0x027E, struct.pack("<HHHI", 31, 1, 0, 0x4034))
    formula = record(0x06, struct.pack("<HHHdHIH", 32, 1, 0, 7.0, 0, 0, 3) + b"\x1e\x07\0")
    hidden = record(0x7D, struct.pack("<HHHHHH", 1, 2, 2560, 0, 1, 0)) + record(0x0208, struct.pack("<HHHHHHHH", 3, 0, 5, 0, 0, 0, 0x20, 0))
    shared = record(
        0xFC, struct.pack("<II", 2, 2) + b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in ("甲乙", "丙丁"))
    )
    constant = record(0xFD, struct.pack("<HHHI", 33, 0, 0, 1))
    pieces = (cells, notes, number + formula, hidden + cells, constant + cells, floating(0x06, "文本框") + cells)
    for one, other in product(pieces, repeat=2):
        for book in (b"", shared):
            yield xls({"表一": one, "表二": other}, book=book, states={"表二": len(one) % 3})
    yield xls({"表": cells}, more={"\x05SummaryInformation": properties({2: "标题", 4: "张三"})})


def _overheard(read: Callable[..., object], keep: Callable[[bytes], None]) -> Callable[..., object]:
    def reading(data: bytes, limits: object) -> object:
        document = read(data, limits)
        keep(data)  # only what is read: a cut file leads nowhere
        return document

    return reading
