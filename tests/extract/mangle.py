"""Files with flipped bytes and lost ends."""

from __future__ import annotations

import random
from collections.abc import Iterator


def mangled(whole: bytes, times: int = 300) -> Iterator[bytes]:
    """Yield a file with some bytes changed, often cut as well; the same ones each time."""
    chance = random.Random(4)
    for _ in range(times):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 4, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
