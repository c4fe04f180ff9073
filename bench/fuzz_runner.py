"""Reads spoilt files one after another in one process that may die of them: ``python -m bench.fuzz_runner FOLDER KIND SEED SECONDS``.

The file that is being read lies in FOLDER as ``current``, so that whoever started this process knows what it died of. Each line of
the answer is JSON: a fault with its traceback, or what one file came to. ``real`` as SECONDS reads ``current`` as the program does.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import time
import traceback
from pathlib import Path
from random import Random

from review.extract import IN_CHILD, extract, ocr, process_bounds
from review.extract.codec import decode, document_frames, document_from
from review.extract.limits import DEFAULT, MIB, Limits
from review.model import Document

_LIMITS = DEFAULT._replace(
    seconds=10.0,
    most_seconds=12.0,
    file_bytes=4 * MIB,
    text_chars=4_000_000,
    unpacked_bytes=32 * MIB,
    members=500,
    xml_elements=300_000,
    memory_bytes=1024 * MIB,
)
_HANG = 20.0  # seconds for one file of at most a megabyte
_SLOW = {"seconds": 60.0, "most_seconds": 120.0, "ocr_seconds": 30.0, "strips": 4}  # where letters are recognised
SUFFIX = {"image": "jpg", "text": "txt"}


def limits_and_hang() -> tuple[Limits, float]:
    """Return the bounds of one file, and the seconds after which it hangs; longer where the environment has letters recognised."""
    limits = _LIMITS._replace(recognise=DEFAULT.recognise)
    return (limits._replace(**_SLOW), 180.0) if ocr.wanted(limits) else (limits, _HANG)


def main() -> None:
    """Read until the time is over, or only the file that lies there."""
    folder, kind, seed, seconds = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    current = folder / "current"
    limits, _ = limits_and_hang()
    if seconds == "real":
        _prove(extract(current.read_bytes(), f"x.{SUFFIX.get(kind, kind)}", limits))
        return
    os.environ[IN_CHILD] = "1"
    process_bounds.bound_memory(2048 * MIB + (limits.ocr_bytes if ocr.wanted(limits) else 0))
    with (folder / "trace").open("w") as trace:
        faulthandler.enable(trace)
        _run(folder, kind, Random(seed), time.monotonic() + float(seconds), trace)


def _run(folder: Path, kind: str, random: Random, until: float, trace: object) -> None:
    from bench.fuzz_mutate import mutate

    seeds = [path.read_bytes() for path in sorted((folder.parent / "seeds" / kind).iterdir())]
    limits, hang = limits_and_hang()
    slowest = 0.0
    while time.monotonic() < until:
        data = mutate(random.choice(seeds), seeds, random)
        (folder / "current").write_bytes(data)
        faulthandler.dump_traceback_later(hang, exit=True, file=trace)
        began, gaps = time.monotonic(), False
        try:
            document = extract(data, f"x.{SUFFIX.get(kind, kind)}", limits)
            _prove(document)
            gaps = bool(document.gaps)
        except BaseException:  # noqa: BLE001  # a panic of a Rust library is no Exception
            name = f"{kind}-{time.time_ns()}"
            (folder.parent / name).write_bytes(data)
            print(json.dumps({"fault": traceback.format_exc(), "file": name}), flush=True)
        faulthandler.cancel_dump_traceback_later()
        taken = time.monotonic() - began
        if taken > max(slowest, 2.0):
            (folder.parent / f"slow-{kind}").write_bytes(data)
        slowest = max(slowest, taken)
        print(json.dumps({"gaps": gaps, "seconds": taken}), flush=True)
    print(json.dumps({"over": True}), flush=True)


def _prove(document: Document) -> None:
    """Fail when a document is not one: nothing said, segments out of the text, not to be written down."""
    document.text.encode("utf-8")
    assert document.gaps or document.text or document.inner, "silent"
    assert all(0 <= segment.start <= segment.end <= len(document.text) for segment in document.segments), "out of the text"
    assert document_from(map(decode, document_frames(document)), document.name) == document, "changed on the wire"


if __name__ == "__main__":
    main()
