"""How much of a machine one file may use, and the guard that enforces it while reading."""

from __future__ import annotations

from dataclasses import dataclass

from review.errors import CannotRead
from review.model import GapReason

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Sizes in bytes, times in seconds, `depth` in levels of nesting."""

    file_bytes: int = 512 * MIB
    text_chars: int = 200_000_000
    members: int = 10_000
    unpacked_bytes: int = 512 * MIB
    ratio: int = 200
    depth: int = 5
    xml_depth: int = 256
    xml_elements: int = 20_000_000
    pages: int = 5_000
    seconds: float = 60.0
    memory_bytes: int = 2048 * MIB


DEFAULT = Limits()


def over_limit(what: str) -> CannotRead:
    """Return the error for a bound that was passed; `what` names it in Chinese."""
    return CannotRead(GapReason.LIMIT, f"{what}，超出安全限度，未读取。请核对文件来源，或拆分后再检查。")
