"""Addresses: found by their build, judged by whose they are.

A division, a road or a village alone is no address; a house, a flat or a village group is. Where a person lives is private; where
an office sits, a project is built or bids are opened is public and not spoken of.

Options, each a pattern but the first:
    divisions      the table of facts/ with the divisions of the country
    home, office   cues before an address in its sentence: of two the nearer one speaks; `home` and `office` columns of a table
                   are known by the same words
    person, unit   words of its line or sentence that say whose it is, when no cue does
    office_inside  words within an address that make it one of an office
    office_after   what stands behind one of an office or a project
    near_person    numbers in its line that belong to a natural person
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.detect.base import Hit, Kind, Span, Trigger, View, option
from review.detect.columns import heading
from review.detect.divisions import gazetteer
from review.detect.dwelling import Dwelling, Level, dwelling_at
from review.detect.matching import Matcher
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre

PATTERNS = ("home", "office", "person", "unit", "office_inside", "office_after", "near_person")
OPTIONS = frozenset({"divisions", *PATTERNS})

_DIGITS = "0123456789"
_HAN_DIGITS = "一二三四五六七八九十"
_UNITS = ("号", "室", "栋", "幢", "座", "单", "户", "弄", "组", "队", "社", "小", "楼")  # 单元, 小组
_BEFORE_ROOMS = "区园苑寓厦村城府庭湾郡楼路街巷道栋幢元座"
_PUBLISHED = frozenset({Genre.PUBLICITY, Genre.RELIEF, Genre.AWARD, Genre.RECRUITMENT})  # lists of persons that the law asks for
_OFFICIAL = frozenset({Genre.TENDER, Genre.BUDGET, Genre.LEGISLATION})  # what stands in them is an office unless said otherwise
_BACK, _AHEAD = 60, 14  # code points around an address that say whose it is
_CLAUSES = "。;\n\t|"


class Address:
    """The detector of this kind."""

    trigger = Trigger.PLAIN
    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        numbered = (f"{digit}{gap}{unit}" for digit in _DIGITS for unit in _UNITS for gap in ("", " "))
        counted = (f"{digit}{unit}" for digit in _HAN_DIGITS for unit in ("号", "组", "栋", "幢", "单", "室", "队", "社"))
        roomed = (f"{name}{digit}" for name in _BEFORE_ROOMS for digit in _DIGITS[1:])
        self.literals = (*numbered, *counted, *roomed)
        self.table: str = rule.options["divisions"]
        self.home, self.office, self.person, self.unit, self.inside, self.after, self.number = (
            Matcher(option(rule, name, "(?!)"), macros) for name in PATTERNS
        )

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per address that is, or may be, where a natural person lives."""
        places = gazetteer(self.table)
        last = -1
        for spot in spots:
            if spot[1] <= last:
                continue
            dwelling = dwelling_at(view.text, spot, places)
            if dwelling is None or dwelling.start < last:
                continue
            last = dwelling.end
            hit = self._judge(view, dwelling)
            if hit is not None:
                yield hit

    def _judge(self, view: View, at: Dwelling) -> Hit | None:
        because = self._home(view, at)
        if because is None:
            return None
        tier = Tier.CONFIRMED if because else Tier.SUSPECTED
        if not because:
            return Hit(at.start, at.end, Severity.WARN, Status.PRIVATE, tier, "写法像是住宅的门牌，没有写明是谁的") if at.rooms else None
        if at.level is Level.DOOR:
            return Hit(at.start, at.end, None, Status.PRIVATE, tier, f"{because}，写到了门牌")
        if at.level is Level.GROUP and view.genre in _PUBLISHED:
            return None
        how_far = "只写到楼栋" if at.level is Level.BUILDING else "只写到村民小组"
        return Hit(at.start, at.end, Severity.WARN, Status.PRIVATE, tier, f"{because}，{how_far}")

    def _home(self, view: View, at: Dwelling) -> str | None:
        """Return why an address is a person's home: nothing if nobody says whose it is, None if it is an office's."""
        text = view.text
        before = _clause(text, at.start)
        home, office = _last(self.home, before), _last(self.office, before)
        if home > office:
            return "写明是住址"
        ahead = text[at.end : at.end + _AHEAD].partition("\n")[0]
        if office >= 0 or self.after.search(ahead) or self.inside.search(text[at.start : at.end]):
            return None
        column = heading(text, at.start)
        if self.home.search(column):
            return "列在住址栏"
        if self.office.search(column):
            return None
        line = _line(text, at.start)
        person, unit = _last(self.person, line), _last(self.unit, line)
        if person > unit:
            return "同一处写明是个人"
        if unit >= 0 or view.genre in _OFFICIAL:
            return None
        return "同一处有个人的号码" if self.number.search(_line(text, at.end, whole=True)) else ""


def _last(matcher: Matcher, text: str) -> int:
    """Return where the last match ends, or -1."""
    return max((m.end() for m in matcher.within(text, [(0, len(text))])), default=-1)


def _clause(text: str, start: int) -> str:
    """Return what stands before an address in its sentence or cell."""
    words = text[max(0, start - _BACK) : start]
    return words[max(map(words.rfind, _CLAUSES)) + 1 :]


def _line(text: str, position: int, *, whole: bool = False) -> str:
    """Return the line around a position, cells and all: what stands before it, or the whole of it."""
    begin = text.rfind("\n", max(0, position - 4 * _BACK), position) + 1 or max(0, position - 4 * _BACK)
    end = text.find("\n", position, position + 2 * _BACK)
    return text[begin : (end if end >= 0 else position + 2 * _BACK) if whole else position]


KIND = Kind(OPTIONS, Address)
