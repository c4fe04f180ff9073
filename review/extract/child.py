"""The child of the isolated reader: takes one file after another from standard input and answers on standard output.

Run as ``python -m review.extract.child`` by `review.extract.worker`; the frames are those of `review.extract.codec`. A request
is a head (kind, limits) and the file; the answer is the frames of a document and a closing ``{"end": null | [reason, message]}``.
Before it, ``{"seconds": n}`` may say how long the file may take in all, once its pages are counted.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from review.errors import CannotRead
from review.extract import extractor
from review.extract.codec import BrokenChannelError, decode, document_frames, encode, read_frame, write_frame
from review.extract.limits import CLOCK, MIB, Limits
from review.extract.ocr import wanted
from review.extract.zipped import counted_as_one
from review.model import Document, GapReason

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

FILE_BYTES = MIB  # enough for the interpreter's byte-code cache, too little to fill a disk
OPEN_FILES = 64
GRACE = 5.0  # seconds of processor time beyond the parent's wall clock: the bound that still holds when the parent is gone
HEAVY = 32 * MIB  # bytes of file or characters of text after which memory is too worn for the next file

CRASHED = (GapReason.CRASHED, "读取此文件时程序异常中止，内容未检查。请用办公软件打开并另存后再检查；仍不行的，请人工逐页检查。")
MEMORY = (GapReason.LIMIT, "读取此文件所需内存超出安全限度，内容未检查。请核对文件来源，或拆分后再检查。")
MISSING = (GapReason.ENGINE_MISSING, "读取这种格式的组件缺失或无法启动，内容未检查。请重新安装本程序后再检查。")


def main() -> None:
    """Answer requests until the parent closes the pipe or a file has been too heavy."""
    requests, answers = _take_over_pipes()
    _bound_process()
    with contextlib.suppress(BrokenChannelError, OSError):
        while _serve(requests, answers):
            pass


def _serve(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer one request; return whether this process may take another."""
    head = decode(read_frame(requests))
    data = read_frame(requests, sys.maxsize)

    def allow(seconds: float) -> None:
        write_frame(answers, encode({"seconds": seconds}))

    result = _read(head["kind"], data, Limits(**head["limits"]), allow)
    heavy = len(data) > HEAVY
    if isinstance(result, Document):
        heavy = heavy or len(result.text) > HEAVY
        for frame in document_frames(result):
            write_frame(answers, frame)
        end: Any = None
    else:
        heavy = heavy or result[0] is GapReason.LIMIT
        end = result
    write_frame(answers, encode({"end": end, "last": heavy}))
    return not heavy


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


def _bound_process() -> None:
    if resource:
        for which, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, FILE_BYTES), (resource.RLIMIT_NOFILE, OPEN_FILES)):
            _bound(which, most)


@contextlib.contextmanager
def _bounds(limits: Limits, size: int, allow: Callable[[float], None] | None = None) -> Iterator[None]:
    """Bound memory and processor time while one file of `size` bytes is read; encoding the answer needs room again.

    `allow` passes on to the parent that the file may take longer.
    """
    used = resource.getrusage(resource.RUSAGE_SELF) if resource else None

    def bound(seconds: float) -> None:
        if used:
            _bound(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds + GRACE))

    def longer(pages: int, recognised: int) -> None:
        seconds = limits.seconds_for(pages, recognised)
        bound(seconds)
        if allow:
            allow(seconds)

    bound(limits.seconds)
    if resource:
        _bound(resource.RLIMIT_AS, limits.memory_bytes + size + (limits.ocr_bytes if wanted(limits) else 0))
    CLOCK.start(longer)
    try:
        yield
    finally:
        CLOCK.stop()
        if resource:
            for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
                _bound(which, resource.RLIM_INFINITY)


def _bound(which: int, most: int) -> None:
    """Set a soft limit, as far as the hard one allows; a system that refuses leaves only the parent's wall clock."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or most > hard):
        most = hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (most, hard))


if __name__ == "__main__":
    main()
