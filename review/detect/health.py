"""What ails a person: an illness, a disability, an addiction, said of somebody who can be told from the row or sentence.

The word alone is nothing: laws, statistics, policies and hospitals are full of it. It counts beside a name, a number or the door
of a natural person.

Options:
    grave, slight  the words; of a `slight` one at most a warning is given
    columns        words in the heading of a column under which it stands what somebody suffers from
    not_before     pattern of what stands behind a word that speaks of an office, a policy or a number of people
    not_after      the same before it
    patients       pattern of what stands before the name of somebody ill
    roles          pattern of what stands before a name; a colon or what follows must tell that it is one
    no_names       words that begin with a character that is a surname too
    name_columns   pattern of the heading of a column of names
    says           pattern of what, right before a word, says that somebody has it
    door           pattern of an exact address, which points at somebody whose name is masked
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View
from review.detect.bearer import around, is_row
from review.detect.checks import citizen_number
from review.detect.columns import cells_below, title
from review.detect.matching import Context, Matcher
from review.detect.name_shape import is_ordinary, is_person
from review.detect.surnames import begins_with_surname
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre
from review.text.normalise import fold

OPTIONS = frozenset(
    {"grave", "slight", "columns", "patients", "roles", "no_names", "name_columns", "says", "door", "not_before", "not_after"}
)

_NUMBER = re.compile(r"(?<![0-9a-z*])(?:[1-9][0-9]{16}[0-9x]|1[3-9][0-9]{9})(?![0-9a-z*])")
_CELL = re.compile(r"[^\t|,]+")
_ALONE = re.compile(rf"(?:^|[:;,、])\s?(?P<name>{re.HAN}{{2,4}})(?=,|[(]|\s)")
_MAN = re.compile(rf"(?P<name>{re.HAN}{{2,4}})(?=[,(、 ]{{1,2}}(?:男|女|[0-9]{{1,3}}岁)(?!{re.HAN}))")
_SPACED = rf"{re.HAN} {{1,3}}{re.HAN}(?!{re.HAN})"
_VALUE = rf"(?P<value>{re.HAN}{{2,4}}?|{_SPACED})"
_LISTED = re.compile(  # a name among others, and at once what is told of its bearer
    rf"(?:^|[:;,。、\s.)])(?P<name>{re.HAN}{{2,4}}|{_SPACED})(?=,\s?(?:因?患(?!者|病率)|身患|罹患|确诊|吸毒|涉毒))"
)
_IN_BRACKETS = re.compile(rf"(?:^|[:;,。、\s.)]|和)(?P<name>{re.HAN}{{2,4}}|{_SPACED}) ?\((?P<told>[^()。\n]{{0,30}})\Z")
_STAFF = re.compile(r"[科所院室]|中心|门诊|医[生师]|主任|护士|专[家业]|防[治控]|项目|[1-9][0-9]*例")
_ENDS = r"(?=[,(:;、。/|\s]|\Z|因|系|于|住|确诊)"  # what may follow the name of a patient
_ILL = (  # what follows a name if it is that of somebody ill
    r"(?=[,(]\s?(?:男|女|[0-9]{1,3}岁)|[,(]?(?:因|患|系|确诊|感染|家住|现住|家[中里]|住|身患|罹患))"
)
_NOT_WITHIN = frozenset("的了是不得或者及等无他她所与被从向对由按将各每该此病症残某")
_MASKED_NAME = re.compile(rf"{re.HAN}(?:某{{1,2}}|[*x]{{1,2}})(?!某)")
_WELL = frozenset({"良好", "健康", "一般", "正常", "较好", "好", "无残疾", "无疾病", "健在", "合格"})
_BRACKETS = 24  # code points behind a word in which its bracket is looked through
_SAYS_REACH = 10  # code points before a word in which it is said that somebody has it


class Health:
    """The detector of this kind."""

    trigger = Trigger.PLAIN
    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.slight = frozenset(map(fold, rule.options["slight"]))
        self.columns = frozenset(map(fold, rule.options["columns"]))
        self.literals = tuple(dict.fromkeys((*map(fold, rule.options["grave"]), *self.slight, *self.columns)))
        self.no_names = tuple(map(fold, rule.options["no_names"]))
        self.context = Context({k: rule.options[k] for k in ("not_before", "not_after")}, macros)
        roles, patients = rule.options["roles"], rule.options["patients"]
        named: tuple[str, ...] = (
            rf"(?:{patients})\s?[:为是]?\s?{_VALUE}{_ENDS}",
            rf"(?:{roles})\s?[:]\s?{_VALUE}{_ENDS}",
            rf"(?:{roles}){_VALUE}{_ILL}",
            rf"(?:{roles}|{patients})\s(?P<value>{re.HAN}{{2,4}}?|{_SPACED})\s?{_ILL}",
        )
        named += (rf"(?:^|[:;,。、\s]){_VALUE}(?=系(?![统列])|患(?!者|病率)|确诊|身患|罹患)",)
        self.named = Matcher(list(named), macros)
        self.name_columns, self.says, self.door = (Matcher(rule.options[n], macros) for n in ("name_columns", "says", "door"))

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per word that is said of somebody."""
        titles: dict[int, str] = {}
        row, whose = (0, 0), ""
        for start, end in _longest(spots):
            if view.text[start:end] in self.columns:
                yield from self._column(view.text, start, end, titles)
                continue
            if not row[0] <= start < end <= row[1]:
                row = around(view.text, (start, end))
                whose = "" if view.genre is Genre.LEGISLATION else self._whose(view.text, row, titles)
            because = whose or self._said_of(view.text, row, (start, end))
            if because and not self.context.forbids(view.text, start, end):
                hit = Hit(start, end, None, Status.PRIVATE, Tier.CONFIRMED, because)
                yield hit._replace(severity=Severity.WARN) if view.text[start:end] in self.slight else hit

    def _column(self, text: str, start: int, end: int, titles: dict[int, str]) -> Iterator[Hit]:
        """Yield a hit per cell below a heading that says: here stands what somebody suffers from."""
        heads = text[start:end]
        for cell in cells_below(text, start, lambda name: heads in name):
            value = text[slice(*cell)]
            if value.strip("-/—无否 ") and value not in _WELL and not value.isdecimal() and self._whose(text, around(text, cell), titles):
                severity = Severity.WARN if heads in self.slight or heads.startswith("残") else None
                yield Hit(*cell, severity, Status.PRIVATE, Tier.CONFIRMED, f"列在“{heads}”栏，同一行写明是谁")

    def _whose(self, text: str, row: Span, titles: dict[int, str]) -> str:
        """Return what in a row or sentence tells a person, or nothing."""
        words = text[slice(*row)]
        if any(len(m[0]) == 11 or citizen_number(m[0]) for m in _NUMBER.finditer(words)):
            return "同一处有个人的号码"
        if any(self._is_name(m["value"]) for m in self.named.within(words, [(0, len(words))])):
            return "写明是谁"
        if any(self._is_name(m["name"]) for m in _MAN.finditer(words)) or any(self._is_person(m["name"]) for m in _LISTED.finditer(words)):
            return "写明是谁"
        for cell in _CELL.finditer(text, *row) if is_row(text, row) else ():
            name = cell[0].strip()
            if self._is_name(name) and self.name_columns.search(title(text, cell.start(), titles)):
                return "同一行有姓名"
        return "姓名已遮盖，但写明了住处" if _MASKED_NAME.search(words) and self.door.search(words) else ""

    def _said_of(self, text: str, row: Span, word: Span) -> str:
        """Return whether it is said that somebody named by nothing but a name has it."""
        before = text[row[0] : word[0]]
        if self.says.search(before[-_SAYS_REACH:]) and any(self._is_name(m["name"]) for m in _ALONE.finditer(before)):
            return "写明是谁"
        told = _IN_BRACKETS.search(before)
        if told and self._is_person(told["name"]):
            rest = text[word[0] : word[1] + _BRACKETS].partition(")")[0]
            return "" if _STAFF.search(told["told"] + rest) else "写明是谁"
        return ""

    def _is_person(self, word: str) -> bool:
        """Tell whether a word that stands where many things stand is a name and nothing else."""
        bare = word.replace(" ", "")
        return self._is_name(bare) and is_person(bare) and not is_ordinary(bare)

    def _is_name(self, word: str) -> bool:
        """Tell whether a word can be a name: a surname and one or two characters more, and none of the words looked for."""
        word = word.replace(" ", "")
        surname = begins_with_surname(word, 0)
        if not surname or not 1 <= len(word) - surname <= 2 or word.startswith(self.no_names):
            return False
        return _NOT_WITHIN.isdisjoint(word) and word not in self.literals


def _longest(spots: list[Span]) -> Iterator[Span]:
    """Yield the spots that do not lie within another."""
    last = -1
    for start, end in sorted(spots, key=lambda spot: (spot[0], -spot[1])):
        if end > last:
            yield start, end
            last = end


KIND = Kind(OPTIONS, Health)
