"""Names of natural persons (rule kind ``name``): read over the whole document, because a name that is certain once is certain everywhere.

Four signals are joined: a cue before the name (患者、姓名：), the heading of its column, what its row tells of the person, and the
tagger, which is asked only about sentences in which a name may stand. Whether the name may be public is decided by `standing`.

Options, lists of words: `keys` (fields that hold a name), `grave` (whose name is public in no genre), `private` and `public` (parts and
posts that stand before a name), `posts` (the same behind it).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from review.detect import name_shape
from review.detect.base import Hit, Kind, Span, View
from review.detect.blocks import blocks
from review.detect.name_cues import KEY, value_after
from review.detect.name_shape import DOTTED, HAN, MASKED, is_name, is_ordinary, without_title
from review.detect.ner import tagger
from review.detect.standing import GRAVE, PRIVATE, PUBLIC, Setting, identified, standing
from review.model import Document, Rule, Status, Tier
from review.text.automaton import Automaton
from review.text.genre import Genre
from review.text.normalise import fold

CLASSES = (KEY, GRAVE, PRIVATE, PUBLIC)
OPTIONS = frozenset({"keys", "grave", "private", "public", "posts"})
LONGEST = 160  # code points of a sentence as the tagger gets it
_SENTENCE = re.compile(r"[^\n\t|。!?;]+")
_CELL_SIGNS = re.compile(r"[\t|,、;:()\[\]《》<>\"“” \n/]+")
_TOKEN = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,4}}(?![{HAN}·])")
_PLACE = re.compile(
    r"(?:村|镇|乡|县|市|区|路|街|桥|山|河|湖|水库|公司|厂|店|小区|组|屯|寨|庄|湾|沟|矿|站|学校|中学|小学|医院|集团|花园|大厦|广场|杯|奖|法|氏)"
)


@dataclass
class Person:
    """A name that was found: its span in the document, the name itself, and what speaks for it."""

    start: int
    end: int
    name: str
    evidence: list[str] = field(default_factory=list)
    certain: bool = False
    setting: Setting = Setting(None, "", "", "")


class Names:
    """The reader of this kind."""

    def __init__(self, rule: Rule, _macros: Mapping[str, str]) -> None:
        words = {fold(word): KEY for word in rule.options.get("keys", ())}
        words |= {fold(word): kind for kind in (PUBLIC, PRIVATE, GRAVE) for word in rule.options.get(kind, ())}
        self._words = sorted(words)
        self._classes = [words[word] for word in self._words]
        self._cues = Automaton(self._words)
        self._posts = re.compile("|".join(sorted(map(fold, rule.options.get("posts", ())), key=len, reverse=True)))

    def read(self, document: Document, genre: Genre | None) -> Iterator[tuple[int, int, Hit]]:
        """Return the names with what they weigh."""
        found: list[Person] = []
        for block in blocks(document, genre):
            found += [p for p in self._block(block.view) if block.first <= p.start < block.last]
        for person in found:
            verdict = standing(person.setting, genre)
            because = "；".join([*dict.fromkeys(person.evidence), verdict.because])
            tier = Tier.CONFIRMED if person.certain else Tier.SUSPECTED
            yield person.start, person.end, Hit(0, 0, verdict.severity, verdict.status, tier, because)

    def _block(self, view: View) -> list[Person]:
        text = view.text
        cues = sorted((start, end, number) for start, end, number in self._cues.find(text))
        tagged = _tagged(view, [end for _, end, _ in cues])
        claims: dict[Span, list[str]] = {span: ["姓名识别模型认为是人名"] for span in tagged if _fits(text, span)}
        sure: set[Span] = set()
        for start, end, number in cues:
            span = value_after(text, (start, end), self._classes[number], tagged)
            if span and not MASKED.search(text[span[0] : span[1] + 1]):
                claims.setdefault(span, []).append(f"前有“{self._words[number]}”")
                sure.add(span)
        people = []
        for span, evidence in sorted(_apart(claims, sure).items()):
            start, end = view.original(*span)
            name = text[span[0] : span[1]].replace(" ", "")
            people.append(Person(start, end, name, evidence, span in sure, self._setting(text, span, cues)))
        return people

    def _setting(self, text: str, span: Span, cues: list[tuple[int, int, int]]) -> Setting:
        start, end = span
        first = max(text.rfind("\n", 0, start), text.rfind("。", 0, start)) + 1
        stops = [at for at in (text.find("\n", end), text.find("。", end)) if at >= 0]
        last = min(stops, default=len(text))
        kind, word = None, ""
        for begin, stop, number in reversed(cues[: bisect_right(cues, (start, start, 0))]):
            if begin < first or stop > start or start - stop > 8:
                break
            if self._classes[number] != KEY:
                kind, word = self._classes[number], self._words[number]
                break
        after = self._posts.match(text, end + (text[end : end + 1] == " "))
        official = after[0] if after else word if kind == PUBLIC else ""
        return Setting(kind, word, identified(text[first:last]), official)


def _tagged(view: View, behind_cues: list[int]) -> list[Span]:
    """Return the names that the tagger sees in sentences where one may stand."""
    engine = tagger()
    if engine is None:
        return []
    text = view.text
    marks = sorted({*name_shape.likely(view.folded.points).tolist(), *behind_cues})
    sentences: list[Span] = []
    at = 0
    for match in _SENTENCE.finditer(text):
        while at < len(marks) and marks[at] < match.start():
            at += 1
        if at < len(marks) and marks[at] < match.end():
            sentences += _pieces(text, *match.span())
    found = engine.persons([text[start:end] for start, end in sentences])
    return [(start + a, start + b) for (start, _), spans in zip(sentences, found, strict=True) for a, b in spans]


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence in pieces short enough, cut at commas where there are any."""
    while end - start > LONGEST:
        cut = text.rfind(",", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _fits(text: str, span: Span) -> bool:
    """Tell whether what the tagger found can be a private person's name where it stands."""
    word = text[span[0] : span[1]]
    if not is_name(word) or is_ordinary(word) or MASKED.search(text[span[0] : span[1] + 1]):
        return False
    return not (_PLACE.match(text, span[1]) or text[span[0] - 1 : span[0]] == "《")


def _apart(claims: dict[Span, list[str]], sure: set[Span]) -> dict[Span, list[str]]:
    """Return the claims without those that overlap a better one."""
    kept: dict[Span, list[str]] = {}
    for span in sorted(claims, key=lambda s: (s not in sure, -len(claims[s]), s[0] - s[1])):
        if not any(a < span[1] and span[0] < b for a, b in kept):
            kept[span] = claims[span]
    return kept


KIND = Kind(OPTIONS, Names)
