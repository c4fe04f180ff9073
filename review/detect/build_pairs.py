"""Writes ordinary_pairs.txt: which characters so often follow a surname in official prose that the two are rarely a name.

Run by hand, on a folder of official texts (laws, reports, notices: outside copyright, Copyright Law art. 5): ``python -m
review.detect.build_pairs FOLDER``. Each line is a surname and the characters that follow it at least FEWEST times.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from review import lazy_re as re
from review.detect.surnames import SINGLE
from review.text.normalise import normalise

FEWEST = 5
_HAN = re.compile(rf"{re.HAN}+")


def main() -> None:
    """Count the pairs in every .txt below the folder, and write the table beside this module."""
    count: Counter[str] = Counter()
    for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
        for run in _HAN.findall(normalise(path.read_text(encoding="utf-8", errors="replace")).text):
            count.update(a + b for a, b in pairwise(run) if a in SINGLE)
    following: dict[str, list[str]] = defaultdict(list)
    for pair, often in count.items():
        if often >= FEWEST:
            following[pair[0]].append(pair[1])
    lines = (f"{surname}{''.join(sorted(following[surname]))}\n" for surname in sorted(following))
    Path(__file__).with_name("ordinary_pairs.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
