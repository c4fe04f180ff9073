"""Names of natural persons (rule kind ``name``): read over the whole document, because a name that is certain once is certain everywhere.

Four signals are joined: a cue before the name (患者、姓名：), the heading of its column, what its row or list tells of the person, and
the tagger, which is asked only about sentences in which a name may stand. Whether the name may be public is decided by `standing`.

Options, lists of words: `keys` (fields that hold a name), `grave` (whose name is public in no genre), `private` and `public` (parts and
posts that stand before a name), `posts` (the same behind it). `leaders` names a table in lexicons/facts of people whose names are
public; `model` a spaCy model that is installed on this machine and votes as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from review.detect.base import Hit, Kind, Reader, option
from review.detect.blocks import blocks
from review.detect.name_block import NameBlock
from review.detect.name_column import people_in_columns
from review.detect.name_words import Person, Words
from review.detect.ner import is_missing
from review.detect.standing import PUBLIC, Setting, standing
from review.detect.unit_model import unit_model
from review.model import Document, Rule, Status, Tier
from review.text.automaton import Automaton
from review.text.genre import Genre

OPTIONS = frozenset({"keys", "grave", "private", "public", "posts", "leaders", "model"})
_MISSING = "姓名识别组件不可用，只按提示词、表头和名单查了姓名，可能有遗漏。请重新安装本程序后再检查，或人工核对全部姓名。"
SPREAD = 3  # characters of a name that is looked for all over the document; a shorter one may be a word


class Names(Reader):
    """The reader of this kind."""

    def __init__(self, rule: Rule, _macros: Mapping[str, str]) -> None:
        self._words = Words(rule.options)
        self._model: str = option(rule, "model", "")
        self._leaders: Mapping[str, str] = option(rule, "leaders", {})

    @property
    def missing(self) -> str:
        """What it needs and could not load."""
        if self._model and unit_model(self._model) is None:
            return f"设置的姓名模型“{self._model}”没有安装或打不开，没有用上。请安装后再检查，或用 xianshen config model 无 取消设置。"
        return _MISSING if is_missing() else ""

    def read(self, document: Document, genre: Genre | None) -> Iterator[tuple[int, int, Hit]]:
        """Return the names with what they weigh."""
        found = _apart(list(people_in_columns(document, self._words)))
        taken = [person.start for person in found]
        for block in blocks(document, genre):
            for person in NameBlock(block.view, self._words, self._model).people():
                if block.first <= person.start < block.last and not _overlaps(person, found, taken):
                    found.append(person)
        found = _apart(found)
        found = _apart([*found, *_elsewhere(document, genre, found)])
        known = _known(found)
        told: set[str] = set()  # that a name is public is said once
        for person in found:
            if (post := self._leaders.get(person.name)) and not person.setting.identified:
                person.setting = Setting(PUBLIC, post, "", f"领导人名录（{post}）")
            verdict = standing(person.setting, genre, known.get(person.name))
            if verdict.status is Status.PUBLIC:
                if person.name in told:
                    continue
                told.add(person.name)
            because = "；".join([*dict.fromkeys(person.evidence), verdict.because])
            tier = Tier.CONFIRMED if person.certain else Tier.SUSPECTED
            yield person.start, person.end, Hit(0, 0, verdict.severity, verdict.status, tier, because)


def _overlaps(person: Person, columns: list[Person], starts: list[int]) -> bool:
    """Tell whether a person stands where a column of names was read; `starts` are those of the people in columns, in order."""
    at = bisect_left(starts, person.end)
    return at > 0 and columns[at - 1].end > person.start


def _apart(people: list[Person]) -> list[Person]:
    """Return people whose spans do not overlap: of two the surer one, then the one with more evidence, then the longer one stays."""
    kept: list[Person] = []
    for person in sorted(people, key=lambda p: (p.start, p.end)):
        if kept and person.start < kept[-1].end:
            kept[-1] = max(kept[-1], person, key=lambda p: (p.certain, "·" in p.name, len(p.evidence), p.end - p.start))
        else:
            kept.append(person)
    return kept


def _elsewhere(document: Document, genre: Genre | None, found: list[Person]) -> Iterator[Person]:
    """Yield the other places of names that are certain somewhere."""
    certain = {person.name: person for person in found if person.certain and len(person.name) >= SPREAD}
    if not certain:
        return
    names = sorted(certain)
    automaton = Automaton(names)
    for block in blocks(document, genre):
        for start, end, number in automaton.find(block.view.text):
            first, last = block.view.original(start, end)
            if block.first <= first < block.last:
                person = certain[names[number]]
                yield replace(
                    person, start=first, end=last, evidence=["同一文件中已认出这个姓名"], certain=False, setting=person.setting.echo
                )


def _known(found: list[Person]) -> Mapping[str, Status]:
    """Return the standing of names that their own settings tell, for the places where nothing does; private outweighs public."""
    told: dict[str, set[Status]] = defaultdict(set)
    for person in found:
        if person.setting.tells:
            told[person.name].add(standing(person.setting, None).status)
    return {name: Status.PRIVATE if Status.PRIVATE in each else Status.PUBLIC for name, each in told.items()}


KIND = Kind(OPTIONS, Names)
