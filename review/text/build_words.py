"""Writes words.txt: the words of two characters of jieba's dictionary (MIT), one behind the other, names of persons left out.

Run by hand: ``python -m review.text.build_words``. The whole dictionary takes most of a second to load, these some thousandths.
"""

from __future__ import annotations

from pathlib import Path

import jieba

FEWEST = 3  # how often the dictionary counted a word


def main() -> None:
    """Read the dictionary and write the table beside this module."""
    words = set()
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        if len(word) == 2 and min(word) >= "\u4e00" and max(word) <= "\u9fff" and int(count) >= FEWEST and not tag.startswith("nr"):
            words.add(word)
    Path(__file__).with_name("words.txt").write_text("".join(sorted(words)), encoding="utf-8")


if __name__ == "__main__":
    main()
