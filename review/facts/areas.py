"""Administrative areas by the day: counties and districts that were renamed, divided or merged.

A name that still lives elsewhere counts only beside its own province or city; one of two characters only where it clearly is a division.
The table knows the year of a change, not the day: it is taken for the last day of that year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from review import lazy_re as re
from review.facts.sentences import is_quoted, sentence_at
from review.facts.table import day, joined
from review.text.standing import matches_at, places

NAME = "area_changes.tsv"
COLUMNS = ("province", "city", "name", "year", "by", "elsewhere", "confidence", "source")
KEY = ("province", "city", "name")
_HISTORY = re.compile(
    r"撤销|设立|撤县|撤市|改设|改为|更名|改称|合并|沿革|大事记|历史|曾任|时任|籍|出生|前身|以原|旧址|遗址|战役|古|届[^。；]{0,40}会议[^。；]{0,12}(?:通过|批准)"
)
_OFFICIAL = re.compile(rf"(?:人民政府|县委|区委|市委|政府|人大|政协|辖区|境内|辖|所属|各|{re.HAN}{{1,4}}[镇乡]|{re.HAN}{{1,6}}街道)")
_NOW = re.compile(r"\s{0,2}[（(]?(?:现为|现属|现称|现|今)(?!在|有|场|代)")
_NEAR = 12  # code points before a name in which its city or province is looked for


class Area(NamedTuple):
    """A name of a division that went out of use at the end of a year, and what it is now."""

    province: str
    city: str
    name: str
    since: date
    by: str
    elsewhere: bool
    sure: bool
    source: str


class Located(NamedTuple):
    """An old name of a division where it stands, as a half-open range of the text."""

    start: int
    end: int
    area: Area


class Areas:
    """The table, ready to be looked for."""

    def __init__(self, known: Iterable[Area]) -> None:
        self._by_name: dict[str, tuple[Area, ...]] = {}
        for each in known:
            self._by_name[each.name] = (*self._by_name.get(each.name, ()), each)

    def old_names(self, text: str, as_of: date) -> Iterator[Located]:
        """Yield the names in a text that were out of use on a day."""
        spots = places(tuple(self._by_name), text)
        pattern = _pattern(tuple(sorted({name for _, name in spots})))
        for found in matches_at(pattern, text, (start for start, _ in spots)):
            before = text[max(0, found.start() - _NEAR) : found.start()]
            area = next(
                (a for a in self._by_name[found[0]] if a.since <= as_of and _means(a, before, text[found.end() : found.end() + 8])), None
            )
            if area is None or _NOW.match(text, found.end()) or before.endswith(("原", "（原", "(原")) or is_quoted(text, found.start()):
                continue
            if not _HISTORY.search(sentence_at(text, *found.span())):
                yield Located(found.start(), found.end(), area)


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds these names: only those that stand in a text are looked for."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})(?![区市县州道级])" if names else r"(?!)")


def areas(parts: Iterable[str]) -> Areas:
    """Return the areas of the texts of tables. Raises LexiconError."""
    return Areas(
        tuple(
            Area(
                province=row["province"],
                city=row["city"],
                name=row["name"],
                since=day(f"{row['year']}-12-31", f"{NAME}：{row['name']}"),
                by=row["by"],
                elsewhere=row["elsewhere"] == "yes",
                sure=row["confidence"] != "memory",
                source=row["source"],
            )
            for row in joined(parts, NAME, COLUMNS, KEY)
        )
    )


def _means(area: Area, before: str, after: str) -> bool:
    """Tell whether a name means this division: by what it lies in, or because it can be nothing else."""
    city = any(place in before for place in (area.city, _short(area.city)))
    province = any(before.endswith(place) for place in (area.province, _short(area.province)))
    if city or province:
        return True
    if area.elsewhere or len(area.name) <= 2:
        return False
    runs_on = before and "\u4e00" <= before[-1] <= "\u9fff" and before[-1] not in "在到从和与及、由赴的省市州"
    return not runs_on or _OFFICIAL.match(after) is not None


def _short(place: str) -> str:
    bare = re.sub(r"(?:维吾尔|壮族|回族)?(?:自治区|自治州|地区|[省市盟])$", "", place)
    return bare if len(bare) >= 2 else place
