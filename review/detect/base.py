"""What every kind of rule works with: a view of the text, the hits it returns, and the protocol between them.

A detector never sees a file. It gets a block of normalised text, the spots where one of its literals stands (or the
stretches that look like numbers), and returns hits in offsets of that normalised text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, Protocol

from review import lazy_re as re
from review.model import Document, Rule, Segment, Severity, Status, Tier
from review.text.genre import Genre
from review.text.markup import without_markup
from review.text.normalise import Normalised

Span = tuple[int, int]

REACH = 240  # code points: how far a pattern may look away from the literal that called it, unless its rule says less
ARTICLE = re.compile(
    r"[ \t]*第[一二三四五六七八九十百零〇0-9]{1,7}条(?:之[一二三四五六七八九])?[ \t:]"
)  # of a law, at the beginning of a line
_ARTICLES = re.compile(rf"^{ARTICLE.pattern}", re.MULTILINE)
_FEW = 4  # articles: a text with fewer may be a letter that quotes them


class Hit(NamedTuple):
    """A stretch of the normalised text that a rule speaks about.

    `severity` None means the rule's own. `because` is Chinese and names the evidence.
    """

    start: int
    end: int
    severity: Severity | None = None
    status: Status | None = None
    tier: Tier | None = None
    because: str = ""
    stop: bool = False


@dataclass(frozen=True)
class View:
    """A block of a document as the detectors see it. `base` is where the block begins in the document's text."""

    document: Document
    base: int
    folded: Normalised
    genre: Genre | None = None

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.folded.text

    @cached_property
    def bare(self) -> View:
        """The same block without the signs of Markdown, tags and comma-separated cells, if it is of a plain text file."""
        if self.document.format != "text":
            return self
        text = without_markup(self.text, cells=self.document.name.lower().endswith(".csv"))
        return self if text == self.text else View(self.document, self.base, Normalised(text, self.folded.index), self.genre)

    @cached_property
    def in_articles(self) -> bool:
        """Whether the text is divided into articles, as laws, regulations and contracts are."""
        return self.text.count("\n第") >= _FEW and len(list(islice(_ARTICLES.finditer(self.text), _FEW))) == _FEW

    def original(self, start: int, end: int) -> Span:
        """Return the document offsets of a normalised span."""
        first, last = self.folded.back(start, end)
        return self.base + first, self.base + last

    def quote(self, start: int, end: int) -> str:
        """Return the characters of the document behind a normalised span."""
        first, last = self.original(start, end)
        return self.document.text[first:last]

    def segment(self, position: int) -> Segment | None:
        """Return the segment of the document that holds a normalised position."""
        return self.document.segment_at(self.original(position, position + 1)[0])

    def line(self, position: int) -> Span:
        """Return the span of the line, or table cell, around a position; separators left out."""
        start = max(self.text.rfind("\n", 0, position), self.text.rfind("\t", 0, position)) + 1
        ends = [e for e in (self.text.find("\n", position), self.text.find("\t", position)) if e >= 0]
        return start, min(ends, default=len(self.text))


class Trigger(Enum):
    """What must stand in a text before a detector is called, and so what its spots are."""

    PLAIN = "one of its literals"
    SQUEEZED = "one of its literals, spaces and punctuation left out"
    NUMBERS = "a stretch of digits, long enough for it"
    DROPPED = "two characters with an invisible one between them"
    ALWAYS = "nothing: its spot is the whole block"


class Detector(Protocol):
    """A compiled rule.

    `literals` are folded; whatever the trigger, they call the detector wherever they stand. `digits` is how many a stretch
    of them must have to call a detector whose trigger is NUMBERS.
    """

    trigger: Trigger
    literals: tuple[str, ...]
    digits: int

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return hits around the spots; every spot is a normalised span, in order."""
        ...


class Reader(ABC):
    """A compiled rule that reads a document as a whole, because what it looks for is known only from all of it."""

    @property
    @abstractmethod
    def missing(self) -> str:
        """What it needs and could not load, in Chinese and with what to do; empty if all is there."""

    @abstractmethod
    def read(self, document: Document, genre: Genre | None) -> Iterator[tuple[int, int, Hit]]:
        """Return start, end and hit in offsets of the document's text; those of the hit itself mean nothing."""


class Kind(NamedTuple):
    """A kind of rule: the options it understands and how a rule of it becomes a detector.

    `build` is None for a kind that looks at the document's segments instead of its text; such rules carry no examples.
    `faults` yields what is wrong with the options of a rule beyond their names, in Chinese.
    """

    options: frozenset[str]
    build: Callable[[Rule, Mapping[str, str]], Detector | Reader] | None
    faults: Callable[[Mapping[str, Any]], Iterator[str]] = lambda _options: iter(())


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """Replace every ``{NAME}`` of the lexicon's macros; a macro may use earlier ones."""
    return re.sub(r"\{([A-Z_]+)\}", lambda m: f"(?:{expand(macros[m[1]], macros)})" if m[1] in macros else m[0], pattern)


def windows(text: str, spots: Iterable[Span], back: int = REACH, forward: int = REACH) -> Iterator[Span]:
    """Return the stretches around the spots that a pattern is run on, merged and cut at line ends where one is near."""
    first = last = -1
    for start, end in spots:
        if first < 0:
            first, last = start, end
        elif start - back <= last + forward:
            last = max(last, end)
        else:
            yield _stretch(text, first - back, first - back // 2, last + forward // 2, last + forward)
            first, last = start, end
    if first >= 0:
        yield _stretch(text, first - back, first - back // 2, last + forward // 2, last + forward)


def _stretch(text: str, left: int, left_most: int, right_least: int, right: int) -> Span:
    """Return a span from between `left` and `left_most` to between `right_least` and `right`, at line ends if there are any."""
    begin = text.rfind("\n", max(0, left), max(0, left_most)) + 1
    end = text.find("\n", min(len(text), right_least), right)
    return begin or max(0, left), end if end >= 0 else min(len(text), right)


def lower(hit: Hit, severity: Severity, because: str) -> Hit:
    """Return the hit with a severity no higher than this one, and the reason."""
    return hit._replace(severity=severity, because=because, stop=False)


def option(rule: Rule, name: str, default: Any) -> Any:
    """Return an option of a rule, or the default."""
    return rule.options.get(name, default)
