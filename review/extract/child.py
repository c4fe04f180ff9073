"""The child of the isolated reader: takes one file after another from standard input and answers on standard output.

Run as ``python -m review.extract.child`` by `review.extract.worker`; the frames are those of `review.extract.codec`. A request
is a head (kind, limits) and the file; the answer is the frames of a document and a closing ``{"end": null | [reason, message]}``.
Before it, ``{"seconds": n}`` may say how long the file may take in all, once its pages are counted, and ``{"at": [file, page]}`` which
page is about to be read. A head may name pages that are not to be read again (``lost``: file, page, reason; ``rest``: file, page).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from review.errors import CannotRead
from review.extract import extractor, process_bounds
from review.extract.codec import BrokenChannelError, decode, document_frames, encode, read_frame, write_frame
from review.extract.limits import CLOCK, MIB, Limits
from review.extract.ocr import wanted
from review.extract.progress import PROGRESS, At
from review.extract.zipped import counted_as_one
from review.model import Document, GapReason

FILE_BYTES = MIB  # enough for the interpreter's byte-code cache, too little to fill a disk
OPEN_FILES = 64
GRACE = 5.0  # seconds of processor time beyond the parent's wall clock: the bound that still holds when the parent is gone
HEAVY = 32 * MIB  # bytes of file or characters of text after which memory is too worn for the next file
FILES = 200  # and after so many files, whatever they were
GROWTH = 400 * MIB  # or when so much memory was not given back

CRASHED = (GapReason.CRASHED, "读取此文件时程序异常中止，内容未检查。请用办公软件打开并另存后再检查；仍不行的，请人工逐页检查。")
MEMORY = (GapReason.LIMIT, "读取此文件所需内存超出安全限度，内容未检查。请核对文件来源，或拆分后再检查。")
MISSING = (GapReason.ENGINE_MISSING, "读取这种格式的组件缺失或无法启动，内容未检查。请重新安装本程序后再检查。")


def main() -> None:
    """Answer requests until the parent closes the pipe, a file has been too heavy, or this process is worn."""
    requests, answers = _take_over_pipes()
    process_bounds.bound_files(FILE_BYTES, OPEN_FILES)
    wear = _Wear()
    with contextlib.suppress(BrokenChannelError, OSError):
        while _serve(requests, answers, wear):
            pass


class _Wear:
    """How much this process has done: files read and memory not given back."""

    def __init__(self) -> None:
        self._files = 0
        self._began = process_bounds.memory_bytes()

    def worn(self) -> bool:
        """Count one more file; say whether it should be the last."""
        self._files += 1
        return self._files >= FILES or process_bounds.memory_bytes() - self._began > GROWTH


def _serve(requests: BinaryIO, answers: BinaryIO, wear: _Wear) -> bool:
    """Answer one request; return whether this process may take another: not if that would be too much `wear`."""
    head = decode(read_frame(requests))
    data = read_frame(requests, sys.maxsize)

    def allow(seconds: float) -> None:
        write_frame(answers, encode({"seconds": seconds}))

    def tell(at: At) -> None:
        write_frame(answers, encode({"at": at}))

    lost = {(file, page): GapReason(reason) for file, page, reason in head.get("lost", ())}
    rest = head.get("rest")
    PROGRESS.start(tell, lost, tuple(rest) if rest else None)
    result = _read(head["kind"], data, Limits(**head["limits"]), allow)
    PROGRESS.stop()
    heavy = len(data) > HEAVY
    if isinstance(result, Document):
        heavy = heavy or len(result.text) > HEAVY
        for frame in document_frames(result):
            write_frame(answers, frame)
        end: Any = None
    else:
        heavy = heavy or result[0] is GapReason.LIMIT
        end = result
    last = wear.worn() or heavy
    write_frame(answers, encode({"end": end, "last": last}))
    return not last


def _read(kind: str, data: bytes, limits: Limits, allow: Callable[[float], None] | None = None) -> Document | tuple[GapReason, str]:
    try:
        read = extractor(kind)
        with _bounds(limits, len(data), allow), counted_as_one(limits):
            return read(data, limits)
    except CannotRead as error:
        return error.reason, error.message
    except (MemoryError, RecursionError):
        return MEMORY
    except ImportError:
        return MISSING
    except BaseException:  # noqa: BLE001  # a panic of a Rust library is no Exception
        return CRASHED


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for the protocol alone: whatever a native library prints goes nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return requests, answers


@contextlib.contextmanager
def _bounds(limits: Limits, size: int, allow: Callable[[float], None] | None = None) -> Iterator[None]:
    """Bound memory and processor time while one file of `size` bytes is read; encoding the answer needs room again.

    `allow` passes on to the parent that the file may take longer.
    """
    used = process_bounds.processor_seconds()

    def longer(pages: int, recognised: int) -> None:
        seconds = limits.seconds_for(pages, recognised)
        process_bounds.bound_processor(used + seconds + GRACE)
        if allow:
            allow(seconds)

    process_bounds.bound_processor(used + limits.seconds + GRACE)
    process_bounds.bound_memory(limits.memory_bytes + size + (limits.ocr_bytes if wanted(limits) else 0))
    CLOCK.start(longer)
    try:
        yield
    finally:
        CLOCK.stop()
        process_bounds.unbound()


if __name__ == "__main__":
    main()
