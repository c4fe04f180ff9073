"""Laws by the day: which of those that a text cites were repealed, and which are not yet in force.

Only a name between book-title marks is a citation. A name that somebody marks as the old one (原, 已废止, the year of a version) is
cited as such; a clause that repeals it, too. A new law of the same name is no reason: `revised` rows only count where the year of an
older version is cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from review import lazy_re as re
from review.facts.sentences import sentence_at
from review.facts.table import day, joined

NAME = "law_changes.tsv"
COLUMNS = ("name", "event", "date", "by", "confidence", "source")
KEY = ("name", "event", "date")
_STATE = "中华人民共和国"
_CITED = re.compile(r"《([^《》\n]{2,60})》(?:[(（]([^()（）\n]{0,40})[)）])?")
_TAIL = re.compile(r"[(（][^()（）]*[)）]$")
_OLD = re.compile(
    r"废止|失效|停止执行|不再执行|不再引用|不再适用|不再作为|保留原|已并入|代替|取代|替代|旧法|旧版|修订前|修正前|沿革|历史|当时|曾经"
)
_BEFORE = re.compile(r"(?:原|旧|已废止的|已失效的|废止|废除)\s{0,4}(?:《[^《》\n]{2,60}》[、和及与]?\s{0,4}){0,8}$")
_NEAR = 200  # code points before a citation in which the titles that it is listed with are looked for
_VERSION = re.compile(r"((?:19|20)\d\d)\s{0,4}年?\s{0,4}(?:修[订正改]|版|本)")


class LawChange(NamedTuple):
    """What became of a law on a day: repealed, revised (to the version of the year `by`) or enacted.

    `sure` False is good for a note only.
    """

    name: str
    event: str
    date: date
    by: str
    sure: bool
    source: str


class Cited(NamedTuple):
    """A citation that the day speaks against, as a half-open range of the text. `change` says why."""

    start: int
    end: int
    name: str
    change: LawChange


def law_changes(parts: Iterable[str]) -> Mapping[str, tuple[LawChange, ...]]:
    """Return the changes of the texts of tables. Raises LexiconError."""
    found: dict[str, list[LawChange]] = {}
    for row in joined(parts, NAME, COLUMNS, KEY):
        sure = row["confidence"] != "memory"
        change = LawChange(row["name"], row["event"], day(row["date"], f"{NAME}：{row['name']}"), row["by"], sure, row["source"])
        found.setdefault(change.name, []).append(change)
    return {name: tuple(changes) for name, changes in found.items()}


def repealed(text: str, laws: Mapping[str, tuple[LawChange, ...]], as_of: date) -> Iterator[Cited]:
    """Yield the citations of laws that were repealed, or of versions that were replaced, on or before a day."""
    for start, end, name, remark in citations(text):
        for change in laws.get(name, ()):
            if change.date > as_of or _is_told_of_as_old(text, start, end, remark):
                continue
            if change.event == "repealed" or (change.event == "revised" and _is_older(remark, change.by)):
                yield Cited(start, end, name, change)


def not_in_force(text: str, laws: Mapping[str, tuple[LawChange, ...]], as_of: date) -> Iterator[Cited]:
    """Yield the citations of laws that come into force only after a day, unless the sentence says when they do."""
    for start, end, name, _ in citations(text):
        for change in laws.get(name, ()):
            if (
                change.event == "enacted"
                and change.date > as_of
                and not re.search("起施行|施行后|即将施行|草案", sentence_at(text, start, end))
            ):
                yield Cited(start, end, name, change)


def citations(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, bare name and bracketed remark of every title between book-title marks."""
    for found in _CITED.finditer(text):
        inner = found[1].strip()
        remark = found[2] or ""
        tail = _TAIL.search(inner)
        if tail and re.search(r"\d{4}|修[订正]", tail[0]):
            inner, remark = inner[: tail.start()], remark + tail[0]
        yield found.start(), found.end(), inner.removeprefix(_STATE), remark


def merged(tables: Iterable[Mapping[str, tuple[LawChange, ...]]]) -> Mapping[str, tuple[LawChange, ...]]:
    """Return several tables as one; a unit's own rows stand beside those that ship."""
    found: dict[str, tuple[LawChange, ...]] = {}
    for table in tables:
        for name, changes in table.items():
            found[name] = found.get(name, ()) + changes
    return found


def _is_told_of_as_old(text: str, start: int, end: int, remark: str) -> bool:
    if _BEFORE.search(text[max(0, start - _NEAR) : start]) or re.search(r"废止|失效|原", remark):
        return True
    return _OLD.search(sentence_at(text, start, end)) is not None


def _is_older(remark: str, year: str) -> bool:
    version = _VERSION.search(remark) or re.fullmatch(r"[(（]?((?:19|20)\d\d)年?[)）]?", remark)
    return version is not None and version[1] < year
