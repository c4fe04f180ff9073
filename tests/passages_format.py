"""The passages of tests/passages: how a file is read.

A file holds passages separated by lines `---`; a passage holds spans `⟦TYPE:text⟧`. See tests/passages/README.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "passages"
PRIVATE = frozenset({"NAME", "ADDRESS"})
TYPES = PRIVATE | {"NAME_PUBLIC", "OFFICE_ADDRESS", "MASKED"}
MOST_LINES = 12

_SEPARATOR = re.compile(r"^---\n", re.MULTILINE)
_MARK = re.compile(r"⟦([^⟦⟧:]*):([^⟦⟧]*)⟧")


class Span(NamedTuple):
    """A marked stretch of a passage: half-open code-point offsets into its text."""

    start: int
    end: int
    type: str


class Passage(NamedTuple):
    """The text as the program gets it, without marks, and what is marked in it, in order."""

    text: str
    spans: tuple[Span, ...]

    @property
    def is_clean(self):
        """Whether nothing in it is private."""
        return not any(span.type in PRIVATE for span in self.spans)


def parse_passage(marked):
    """Read one passage; raise ValueError if a mark is spoilt, unknown, empty or padded, or the passage empty or too long."""
    if not marked.strip():
        raise ValueError("a passage without text")
    if marked.count("\n") >= MOST_LINES:
        raise ValueError(f"more than {MOST_LINES} lines: {marked[:40]!r}")
    parts, spans, length, done = [], [], 0, 0
    for mark in _MARK.finditer(marked):
        kind, value = mark.groups()
        if kind not in TYPES:
            raise ValueError(f"unknown type {kind!r}: {mark[0]!r}")
        if not value or value != value.strip():
            raise ValueError(f"an empty or padded span: {mark[0]!r}")
        before = marked[done : mark.start()]
        parts += [before, value]
        spans.append(Span(length + len(before), length + len(before) + len(value), kind))
        length += len(before) + len(value)
        done = mark.end()
    text = "".join([*parts, marked[done:]])
    if stray := re.search("[⟦⟧]", text):
        raise ValueError(f"a stray bracket: {text[max(0, stray.start() - 20) : stray.end() + 20]!r}")
    return Passage(text, tuple(spans))


def parse(content):
    """Read all passages of a file's content; a line end belongs to no passage."""
    return [parse_passage(part.removesuffix("\n")) for part in _SEPARATOR.split(content)]


def passages(path):
    """Read a passage file (UTF-8)."""
    return parse(path.read_text(encoding="utf-8"))


def files(part):
    """Return the passage files of a part, `dev`, `held` or `fresh`, sorted by family."""
    return sorted(FOLDER.glob(f"*.{part}.txt"))
