"""What people and programs read: the table of formats, and the one function that writes a report.

A renderer takes reviewed documents and returns pieces of text. Only the page for readers (html) needs the documents
themselves, to quote findings in their context; the others are given None.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from review.model import Document, Reviewed

Item = tuple[Reviewed, Document | None]


@dataclass(frozen=True, slots=True)
class Options:
    """What a report is told besides the documents.

    `titles` gives the Chinese title of a rule id, `ruleset` is ``sha256:…``, `show` leaves values unmasked, `made` says when
    the report was made, `filed` that it goes to a file, `remarks` what a reader must know of the whole run, in sentences without full stop.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    ruleset: str = ""
    show: bool = False
    colour: bool = False
    made: str = ""
    filed: bool = False
    remarks: tuple[str, ...] = ()


Renderer = Callable[[Iterable[Item], Options], Iterator[str]]


class Format(NamedTuple):
    """One way to write a report.

    `quotes` says that it needs the documents. `encoding` None means whatever the screen can show. `errors` is what becomes of a
    character that the encoding does not have (a lone surrogate of an undecodable file name).
    """

    module: str
    renderer: str
    suffix: str
    quotes: bool = False
    encoding: str | None = "utf-8"
    errors: str = "replace"


FORMATS = {
    "text": Format("review.report.console", "render", ".txt", encoding=None),
    "json": Format("review.report.jsonl", "render_whole", ".json", errors="backslashreplace"),
    "jsonl": Format("review.report.jsonl", "render_lines", ".jsonl", errors="backslashreplace"),
    "html": Format("review.report.html", "render", ".html", quotes=True, errors="xmlcharrefreplace"),
}


def write(name: str, items: Iterable[Item], options: Options, out: BinaryIO, encoding: str = "utf-8") -> None:
    """Write a report to a binary stream, piece by piece. `encoding` is the screen's; only the text report follows it.

    `name` is a key of `FORMATS`. A character that the encoding does not have is replaced, never an error.
    """
    chosen = FORMATS[name]
    render: Renderer = getattr(importlib.import_module(chosen.module), chosen.renderer)
    out.writelines(piece.encode(chosen.encoding or encoding, chosen.errors) for piece in render(items, options))
