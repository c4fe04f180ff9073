"""Folders like those that are reviewed before an upload, made of our own samples: every format that a sample has, in turn.

The samples are the dirtiest documents there are: nearly each has findings. One that bears a mark of secrecy stands once in a folder; it is
read anew at every check, by design.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
_STOPPED = ("会议通知.docx", "应急预案.docx", "规避写法.txt", "防汛紧急通知.txt")
_PER_FOLDER = 100


def mixed(folder: Path, documents: int) -> Path:
    """Fill a folder with so many documents of all formats in turn; the last bears a mark of secrecy. Return it."""
    files = [path for path in _samples() if path.name not in _STOPPED]
    for number, source in enumerate(islice(cycle(files), documents - 1)):
        _put(folder, number, source.suffix, source.read_bytes())
    _put(folder, documents - 1, ".txt", (SAMPLES / "leaky" / _STOPPED[-1]).read_bytes())
    return folder


def small(folder: Path, documents: int) -> Path:
    """Fill a folder with so many documents of which most are short: of ten one is a sample, nine are a notice of their own."""
    files = cycle(path for path in _samples() if path.name not in _STOPPED)
    for number in range(documents):
        if number % 10 == 9:
            source = next(files)
            _put(folder, number, source.suffix, source.read_bytes())
        else:
            _put(folder, number, *_notice(number))
    return folder


def _notice(number: int) -> tuple[str, bytes]:
    lines = [f"第{line}项工作由办公室牵头，月底前报送进展情况。" for line in range(5 + number % 20)]
    title = f"关于做好第{number}号工作的通知"
    if number % 3 == 0:
        head = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        return ".html", (head + "".join(f"<p>{each}</p>" for each in lines) + "</body></html>").encode()
    if number % 3 == 1:
        return ".csv", "\n".join([f"{title},,", *(f"{at},{each},王建国" for at, each in enumerate(lines))]).encode("gb18030")
    return ".txt", "\n".join([title, *lines, "联系人：李红，办公电话0797-2300000。"]).encode()


def _samples() -> Iterator[Path]:
    for part in ("clean", "leaky"):
        yield from sorted(path for path in (SAMPLES / part).iterdir() if path.is_file() and ".expect" not in path.name)


def _put(folder: Path, number: int, suffix: str, data: bytes) -> None:
    place = folder / f"{number // _PER_FOLDER:04}"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{number:06}{suffix}").write_bytes(data)
