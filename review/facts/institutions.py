"""Institutions by the day: names that were given up in a reform.

A name counts where it stands as one: 环境保护部门 is none, nor is a name inside a longer one (住房和城乡建设部), in a book title, in
quotation marks, before or after 原, where it is told to have been founded, as the author of a document that is cited, or in a sentence
that tells of the change itself. A local name counts behind the name of a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from review import lazy_re as re
from review.facts.sentences import is_quoted, sentence_at
from review.facts.table import day, joined
from review.text.standing import matches_at, places

NAME = "institutions.tsv"
COLUMNS = ("name", "aliases", "level", "since", "by", "confidence", "source")
KEY = ("name",)
_HISTORY = re.compile(
    r"沿革|大事记|曾任|时任|历任|前身|更名|改名|改称|组建|不再保留|不再使用|撤销|撤并|并入|划入|划转|划归|职责整合|合并|整合为|挂牌成立"
    r"|机构改革前|[(（]原|以前|旧称|令\s{0,2}[第〔]|(?:(?:19|20)\d\d|[一二][〇○零九一二三四五六七八]{3})年[^。；]{0,60}(?:批准|发布|公布|颁布|印发|制定|通过)"
)
_AUTHOR = re.compile(rf"(?:[、和及与]\s{{0,2}}{re.HAN}{{2,12}}){{0,6}}(?:联合)?(?:制定|发布|公布|颁布|印发)的?《")
_ARMY = re.compile(r"(?:解放军|总后勤部|后勤保障部|武警)[^。；，]{0,14}$")
_NOW = re.compile(r"\s{0,2}[（(](?:现|今|已)")
_FORMER = re.compile(r"\s{0,2}原(?![则因件料始文告籍])")
_FOUNDED = re.compile(r"(?:正式|挂牌)?(?:成立|设立|建立)(?:于|以来|以后|之后|后|时|之初|初期|(?![\u4e00-\u9fff]))")
_ORIGINAL = re.compile(
    rf"(?:原|前|旧|原来的|原先的|原县|原市|原省|原区|原(?![件则因来有先始料告文籍]){re.HAN}{{1,6}}[省市县区州])\s{{0,4}}$"
)
_CENTRAL_LEFT = r"(?<![\u4e00-\u9fff])|(?<=[国院由经和与及按据在向报对从到是被为将的了称跟给同央])"
_LOCAL_LEFT = r"(?<=[省市县区州旗盟乡镇])|(?<=[省市县区州旗盟]人民政府)|(?<=^)|(?<=\n)"
_RIGHT = r"(?![门面队际限势部位署件落]|分(?![别管]))"
_WELL_KNOWN = 6  # code points from which on a name cannot be part of a longer word by chance


class Institution(NamedTuple):
    """A name that went out of use on a day, and what stands in its place. `sure` False is good for a note only."""

    name: str
    since: date
    by: str
    sure: bool
    source: str
    names: tuple[str, ...] = ()
    local: bool = False


class Named(NamedTuple):
    """An old name where it stands, as a half-open range of the text."""

    start: int
    end: int
    institution: Institution


class Institutions:
    """The table, ready to be looked for."""

    def __init__(self, known: Iterable[Institution]) -> None:
        self.known = tuple(known)
        self._by_name = {name: each for each in self.known for name in (each.name, *each.names)}

    def old_names(self, text: str, as_of: date) -> Iterator[Named]:
        """Yield the names in a text that were out of use on a day, each place once."""
        spots = places(tuple(self._by_name), text)
        pattern = _pattern(tuple((name, self._by_name[name].local) for name in sorted({name for _, name in spots})))
        for found in matches_at(pattern, text, (start for start, _ in spots)):
            institution = self._by_name[found[0]]
            if institution.since <= as_of and not _is_history(text, found.start(), found.end()):
                yield Named(found.start(), found.end(), institution)


def institutions(parts: Iterable[str]) -> Institutions:
    """Return the institutions of the texts of tables. Raises LexiconError."""
    return Institutions(
        tuple(
            Institution(
                name=row["name"],
                since=day(row["since"], f"{NAME}：{row['name']}"),
                by=row["by"],
                sure=row["confidence"] != "memory",
                source=row["source"],
                names=tuple(filter(None, row["aliases"].split("|"))),
                local=row["level"] == "local",
            )
            for row in joined(parts, NAME, COLUMNS, KEY)
        )
    )


@lru_cache(maxsize=256)
def _pattern(names: tuple[tuple[str, bool], ...]) -> re.Pattern[str]:
    """Return what finds these names, each given with whether it is a local one: only those that stand in a text are looked for."""
    parts = []
    sure = [name for name, local in names if not local and len(name) >= _WELL_KNOWN]
    bare = [name for name, local in names if not local and len(name) < _WELL_KNOWN]
    near = [name for name, local in names if local]
    parts += [f"(?:{_longest_first(sure)})"] if sure else []
    parts += [f"(?:{_CENTRAL_LEFT})(?:{_longest_first(bare)})"] if bare else []
    parts += [f"(?:{_LOCAL_LEFT})(?:{_longest_first(near)})"] if near else []
    return re.compile(f"(?:{'|'.join(parts)}){_RIGHT}" if parts else r"(?!)", re.MULTILINE)


def _longest_first(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _is_history(text: str, start: int, end: int) -> bool:
    if _AUTHOR.match(text, end) or _ARMY.search(text[max(0, start - 24) : start]):
        return True
    if (
        any(told.match(text, end) for told in (_NOW, _FORMER, _FOUNDED))
        or _ORIGINAL.search(text[max(0, start - 10) : start])
        or is_quoted(text, start)
    ):
        return True
    return _HISTORY.search(sentence_at(text, start, end)) is not None
