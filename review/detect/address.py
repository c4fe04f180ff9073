"""Addresses: found by their build, judged by whose they are.

A division, a road or a village alone is no address; a house, a flat or a village group is. Where a person lives is private; where
an office sits, a project is built or bids are opened is public and not spoken of.

Options, each a pattern but the first two:
    divisions      the table of facts/ with the divisions of the country
    anchors        words after which, or in whose column, an address of a person is read whatever its build
    home, office   cues before an address in its clause: the nearer one speaks, home first; columns of a table are known by them too
    home_after     what stands behind an address where somebody lives
    person, unit   words of its line or sentence that say whose it is, when no cue does
    people         such words that need a name behind them
    body           what, in a row of a table of persons, tells that it is one of an organisation
    label          pattern of what, right before an address, says that it is one
    office_inside  words within an address that make it one of an office
    office_after   what stands behind one of an office or a project
    business       what, in the lines above, tells that a 住所 is the seat of a business
    near_person    numbers in its line that belong to a natural person
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View, option
from review.detect.bearer import around, is_row
from review.detect.columns import HEADING, cells_below, title
from review.detect.divisions import gazetteer
from review.detect.dwelling import Dwelling, Level, dwelling_after, dwelling_at, dwelling_in
from review.detect.matching import Matcher
from review.detect.name_shape import is_ordinary
from review.detect.standing import CITIZENS
from review.detect.surnames import begins_with_surname
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre
from review.text.normalise import fold

PATTERNS = (
    *("home", "home_after", "office", "person", "people", "unit"),
    *("office_inside", "office_after", "near_person", "label", "body", "business"),
)
OPTIONS = frozenset({"divisions", "anchors", *PATTERNS})

_DIGITS = "0123456789"
_HAN_DIGITS = "一二三四五六七八九十"
_UNITS = ("号", "室", "栋", "幢", "座", "单", "户", "弄", "组", "队", "社", "小", "楼")  # 单元, 小组
_BEFORE_ROOMS = "区园苑寓厦村城府庭湾郡楼路街巷道栋幢元座口里坊弄号"
_BEFORE_LETTERS = "区园苑村城庭湾郡里"
_PUBLISHED = frozenset({Genre.PUBLICITY, Genre.RELIEF, Genre.AWARD, Genre.RECRUITMENT})  # lists of persons that the law asks for
_OFFICIAL = frozenset({Genre.TENDER, Genre.BUDGET, Genre.LEGISLATION})  # what stands in them is an office unless said otherwise
_SOMEBODY = "同一处写明是个人"
_HOW_FAR = {Level.VILLAGE: "村、社区或小区", Level.GROUP: "村民小组", Level.BUILDING: "楼栋", Level.DOOR: "门牌"}
_NOT_LIVED_IN = frozenset("房宅建户院宿的人民,。、;和或及 期了条权满与")  # after 住
_NOT_LIVING = frozenset("衣食吃留记止捂抓")  # before 住
_PLACED = frozenset("在到于至往经")
_STANDS = frozenset({"位于", "落于", "居于", "住于", "住在"})
_BACK, _AHEAD, _AFTER = 60, 14, 42  # code points around an address that say whose it is
_SEAT = "住所"
_FORM = 160  # code points above an address that belong to the same form
_LABEL = 12  # code points of a cell or line that says what the next one holds
_IS_LABEL = re.compile(
    rf"(?:{re.HAN}| ){{0,9}}(?:地址|住址|住地|送达地点|所在地|籍地|籍|[住居]|住处|坐落|位置)(?:[(][^()]*[)])?[ :]{{0,2}}"
)
_HOLDS_PLACES = re.compile(r"地址|坐落|座落|住所")
_GIVEN = 2  # characters of a given name
_NAME_BEFORE = re.compile(
    rf"(?:\A|{re.NOT_HAN})({re.HAN}{{2,4}}?)(?<![店区局社厂院所馆部站场园路街镇村会司校行室办处组队厅心])[家户]?(?:\((?:[男女],)?|,(?:住所地?[:为]?)?)\Z"
)
_CUE = 5  # code points
_CUE_ENDS = re.compile(r"(?:住|住址|地址|户籍地|居住地|所在地|坐落)(?:于|在|为|是|至)?[ :]?\Z")  # where a line was wrapped
_CELL_END = re.compile(r"[\t|,\n]")
_CLAUSES = "。;\n\t|"


class Address:
    """The detector of this kind."""

    trigger = Trigger.PLAIN
    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        numbered = (f"{digit}{gap}{unit}" for digit in _DIGITS for unit in _UNITS for gap in ("", " "))
        counted = (f"{digit}{unit}" for digit in _HAN_DIGITS for unit in ("号", "组", "栋", "幢", "单", "室", "队", "社", "牧"))
        roomed = (f"{name}{digit}" for name in _BEFORE_ROOMS for digit in _DIGITS[1:])
        lettered = (f"{name}{letter}{digit}" for name in _BEFORE_LETTERS for letter in "abcdef" for digit in _DIGITS[1:])
        self.anchors = frozenset(map(fold, option(rule, "anchors", ())))
        self.literals = tuple(dict.fromkeys((*numbered, *counted, *roomed, *lettered, *self.anchors)))
        self.table: str = rule.options["divisions"]
        (
            self.home,
            self.home_after,
            self.office,
            self.person,
            self.people,
            self.unit,
            self.inside,
            self.after,
            self.number,
            self.label,
            self.body,
            self.business,
        ) = (Matcher(option(rule, name, "(?!)"), macros) for name in PATTERNS)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per address that is, or may be, where a natural person lives."""
        places = gazetteer(self.table)
        found: dict[Span, Hit] = {}
        last = -1
        titles: dict[int, str] = {}
        for start, end in spots:
            if view.text[end - 1] == "住" and view.text[end : end + 1] in _NOT_LIVED_IN:
                continue
            if view.text[start:end] in self.anchors:
                dwellings = [*self._lived_in(view.text, (start, end))]
            elif end > last:
                dwelling, last = dwelling_at(view.text, (start, end), places)
                dwellings = [dwelling] if dwelling else []
            else:
                continue
            for dwelling in dwellings:
                hit = self._judge(view, dwelling, titles)
                if hit is not None:
                    found.setdefault((hit.start, hit.end), hit)
        yield from _longest(found)

    def _lived_in(self, text: str, spot: Span) -> Iterator[Dwelling]:
        """Yield the address behind a word that says somebody lives there, and those in the column below it."""
        if text[spot[0] - 1 : spot[0]] not in _NOT_LIVING and (one := dwelling_after(text, spot, gazetteer(self.table))):
            yield one
        if _may_head(text, *spot):
            row = _line(text, spot[0], whole=True)
            for cell in cells_below(text, spot[0], lambda name: self._is_home_column(name, row)):
                if one := dwelling_in(text, *cell):
                    yield one

    def _judge(self, view: View, at: Dwelling, titles: dict[int, str]) -> Hit | None:
        because = None if self._is_seat(view.text, at.start) else self._home(view, at, titles)
        if because is None:
            return None
        tier = Tier.CONFIRMED if because else Tier.SUSPECTED
        if not because:
            return Hit(at.start, at.end, Severity.WARN, Status.PRIVATE, tier, "写法像是住宅的门牌，没有写明是谁的") if at.rooms else None
        if view.genre in CITIZENS and at.level > Level.VILLAGE and (because != _SOMEBODY or at.level is Level.DOOR):
            return Hit(at.start, at.end, Severity.BLOCK, Status.PRIVATE, tier, f"{because}，{view.genre}中群众的住址不得公开")
        if at.level is Level.DOOR and because != _SOMEBODY:
            return Hit(at.start, at.end, None, Status.PRIVATE, tier, f"{because}，写到了门牌")
        if at.level is Level.VILLAGE and view.genre in _PUBLISHED | {Genre.LEGISLATION}:
            return None
        how_far = f"写到{_HOW_FAR[at.level]}"
        return Hit(at.start, at.end, Severity.WARN, Status.PRIVATE, tier, f"{because}，{how_far}")

    def _is_seat(self, text: str, start: int) -> bool:
        """Tell whether a form calls it the 住所 of a business."""
        return _SEAT in _clause(text, start) and self.business.search(text[max(0, start - _FORM) : start])

    def _home(self, view: View, at: Dwelling, titles: dict[int, str]) -> str | None:
        """Return why an address is a person's home: nothing if nobody says whose it is, None if it is an office's."""
        text = view.text
        before = _clause(text, at.start) or _label_of(text, at.start)
        home, office = _last(self.home, before), _last(self.office, before)
        if home >= max(office, 0):
            return "写明是住址"
        ahead = text[at.end : at.end + _AHEAD].partition("\n")[0]
        if self.home_after.search(ahead):
            return "写明有人居住"
        if office > before.rfind(",") or self.after.search(ahead) or self.inside.search(text[at.start : at.end]):
            return None
        column = title(text, at.start, titles)
        row = around(text, (at.start, at.end))
        if column and self._is_home_column(column, titles.get(_line_start(text, at.start), "")):
            says_home = self.home.search(column) or not self.body.search(text[row[0] : at.start] + text[at.end : row[1]])
            return "列在住址栏" if says_home else None
        if self.office.search(column) or at.level is Level.VILLAGE:
            return None
        if is_row(text, row) and self.number.search(text[slice(*row)]):
            return "同一行有个人的号码"
        return self._whose(view, at, before)

    def _whose(self, view: View, at: Dwelling, before: str) -> str | None:
        """Return the same by what the line and what stands behind the address say of one person or of an office."""
        text = view.text
        line, rest = _line(text, at.start), text[at.end : at.end + _AFTER].partition("\n")[0]
        person, unit = self._person(line), _last(self.unit, line)
        placed = _is_placed(text, at.start)
        if person > unit and self.label.search(before):
            return "写明是个人的地址"
        if (person > unit and not placed) or (unit < 0 and _behind_name(text, at.start)) or (unit < 0 and self._person(rest) >= 0):
            return _SOMEBODY
        if unit >= 0 or self.unit.search(rest) or view.genre in _OFFICIAL:
            return None
        return "同一处有个人的号码" if not placed and self.number.search(_line(text, at.end, whole=True)) else ""

    def _person(self, words: str) -> int:
        """Return where the last word ends that tells of one person, or -1: 居民 and the like do with a name behind them."""
        named = (m.end() for m in self.people.within(words, [(0, len(words))]) if _is_name(words, m.end()))
        return max(_last(self.person, words), *map(int, named), -1)

    def _is_home_column(self, name: str, row: str) -> bool:
        """Tell whether a column holds homes: it says so, or it holds addresses in a table of persons."""
        return self.home.search(name) or (bool(_HOLDS_PLACES.search(name)) and self.person.search(row) and not self.unit.search(row))


def _longest(found: Mapping[Span, Hit]) -> list[Hit]:
    """Return the hits of which none overlaps the one before: of two the longer stays."""
    kept: list[Hit] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1].end:
            kept.append(found[start, end])
        elif end - start > kept[-1].end - kept[-1].start:
            kept[-1] = found[start, end]
    return kept


def _is_name(words: str, position: int) -> bool:
    length = begins_with_surname(words, position)
    return bool(length) and "一" <= words[position + length : position + length + 1] <= "鿿"


def _is_placed(text: str, start: int) -> bool:
    """Tell whether an address is where something happened, not where somebody lives: 在, 到, but not 位于."""
    return text[start - 1 : start] in _PLACED and text[start - 2 : start] not in _STANDS


def _behind_name(text: str, start: int) -> bool:
    """Tell whether a bracket, a comma or 住所 parts an address from a name right before it: 某某(某路5号)."""
    named = _NAME_BEFORE.search(text, max(0, start - 2 * _LABEL), start)
    if named is None or not 0 < len(named[1]) - begins_with_surname(text, named.start(1)) <= _GIVEN:
        return False
    return not named[0].endswith(",") or "某" in named[1] or (len(named[1]) > _GIVEN and not is_ordinary(named[1]))


def _last(matcher: Matcher, text: str) -> int:
    """Return where the last match ends, or -1."""
    return max((m.end() for m in matcher.within(text, [(0, len(text))])), default=-1)


def _clause(text: str, start: int) -> str:
    """Return what stands before an address in its sentence or cell."""
    words = text[max(0, start - _BACK) : start]
    return words[max(map(words.rfind, _CLAUSES)) + 1 :]


def _label_of(text: str, start: int) -> str:
    """Return the cell before an address that begins one, the short line above it, or the end of the line that it was wrapped from."""
    begin = start
    while begin > 0 and text[begin - 1] == " ":
        begin -= 1
    if begin == 0 or text[begin - 1] not in "\n\t|":
        return ""
    row = _line_start(text, begin - 1)
    before = text[max(row, begin - 1 - _LABEL) : begin - 1].rstrip()
    words = before.rpartition("\t")[2].rpartition("|")[2]
    if text[begin - 1] == "\n" and _CUE_ENDS.search(words):
        return words[-_CUE:]
    is_whole = len(words) < len(before) or begin - 1 - row < _LABEL
    return words if is_whole and _IS_LABEL.fullmatch(words) else ""


def _may_head(text: str, start: int, end: int) -> bool:
    """Tell at a glance whether a word stands in a cell short enough to be a heading."""
    return bool(_CELL_END.search(text, end, end + HEADING)) and (start < HEADING or bool(_CELL_END.search(text, start - HEADING, start)))


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line(text: str, position: int, *, whole: bool = False) -> str:
    """Return the line around a position, cells and all: what stands before it, or the whole of it."""
    begin = text.rfind("\n", max(0, position - 4 * _BACK), position) + 1 or max(0, position - 4 * _BACK)
    end = text.find("\n", position, position + 2 * _BACK)
    return text[begin : (end if end >= 0 else position + 2 * _BACK) if whole else position]


KIND = Kind(OPTIONS, Address)
