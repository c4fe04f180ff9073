"""What tells that somebody who is named is a child: an age below eighteen or a class of a school, said right beside the name.

Numbers of children, rules about them and what a school does are no facts about one child; what stands beside no name is nothing.

Options, patterns on normalised text:
    ages, classes  what tells it
    not_before     what follows if it is not about the one who is named: a teacher, a parent, an age that was once
    lawful         in the sentence or the headings of the table: what schools and contests make known by custom, so at most a warning
    name_columns   of the heading of a column of children's names
    class_columns  of the heading of a column of classes
    age_columns    of the heading of a column of ages in years
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View
from review.detect.bearer import around, is_row
from review.detect.columns import cells_below, title
from review.detect.matching import Context, Matcher, span_of
from review.detect.name_shape import is_ordinary, is_person
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre

OPTIONS = frozenset({"ages", "classes", "not_before", "lawful", "name_columns", "class_columns", "age_columns"})

_LITERALS: tuple[str, ...] = ("岁", "年级", "班", "年龄", "初一", "初二", "初三", "高一", "高二", "高三")
_REACH = 40  # code points around a fact in which the name stands
_BESIDE = re.compile(  # 李明,男,|9岁  李明(|二年级3班
    rf"(?:^|[:;,。、\s.)(]|(?<=[生童孩儿女子人者象]))(?P<name>{re.HAN}{{2,4}})\s?[,( ](?:\s?[男女][童孩]?,)?"
    r"(?:[^。;\n()、]{0,14}[, ]|[^。;\n(),、]{0,10})?\Z",
    re.MULTILINE,
)
_BEHIND = re.compile(  # 二年级3班|学生李明
    rf"(?:的?(?:学生|同学|男生|女生|男童|女童|男孩|女孩|小朋友|幼儿|班)|的)?(?P<name>{re.HAN}{{2,3}}?(?=[,。;:、()\s]|\Z|同学|[被因在系于向获荣和的])|{re.HAN}{{3}})"
)
_CELL = re.compile(r"[^\t|,]+")
_GROWN = 18


class Minor:
    """The detector of this kind."""

    trigger = Trigger.PLAIN
    literals = _LITERALS
    digits = 0

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        options = rule.options
        self._told = Matcher([options["ages"], options["classes"]], macros)
        self._columns = {name: Matcher(options[name], macros) for name in ("name_columns", "class_columns", "age_columns")}
        self._lawful = Matcher(options["lawful"], macros)
        self._context = Context({"not_before": options["not_before"]}, macros)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per age or class of somebody named."""
        if view.genre is Genre.LEGISLATION:
            return
        titles: dict[int, str] = {}
        text = view.text
        taken: set[Span] = set()
        for match in self._told.finditer(text, spots, _REACH):
            span = span_of(match)
            name = "" if self._context.forbids(text, *span) else self._named(text, span, titles)
            if name:
                taken.add(span)
                yield self._hit(text, span, f"旁边写明姓名“{name[0]}某”")
        for spot in spots:
            for cell in self._below(text, spot):
                if cell not in taken and self._child_in(text, cell, titles):
                    taken.add(cell)
                    yield self._hit(text, cell, "同一行有姓名")

    def _hit(self, text: str, span: Span, because: str) -> Hit:
        first, last = around(text, span)
        begin = text.rfind("\n", 0, max(0, first - 1)) + 1  # the line before: the caption of a list
        lawful = self._lawful.search(text[begin:last])
        severity = Severity.WARN if lawful else None
        return Hit(*span, severity, Status.PRIVATE, Tier.CONFIRMED, because + ("；表彰、比赛、录取一类的名单，从轻" if lawful else ""))

    def _named(self, text: str, span: Span, titles: dict[int, str]) -> str:
        """Return the name beside which an age or a class stands, or nothing."""
        row = around(text, span)
        if is_row(text, row) and (name := self._child_in(text, span, titles)):
            return name
        before = _BESIDE.search(text, max(row[0], span[0] - _REACH), span[0])
        behind = _BEHIND.match(text, span[1], row[1])
        return next((found["name"] for found in (before, behind) if found and _is_child(found["name"])), "")

    def _child_in(self, text: str, cell: Span, titles: dict[int, str]) -> str:
        """Return the name of a child in the row of a cell, told by the heading of its column."""
        for other in _CELL.finditer(text, *around(text, cell)):
            name = other[0].strip()
            if (
                not other.start() <= cell[0] < other.end()
                and is_person(name)
                and self._columns["name_columns"].search(title(text, other.start(), titles))
            ):
                return name
        return ""

    def _below(self, text: str, spot: Span) -> Iterator[Span]:
        """Yield the cells under a heading that says: here stands the class, or the age."""
        yield from (c for c in cells_below(text, spot[0], self._columns["class_columns"].search) if text[slice(*c)].strip("-/—无 "))
        for cell in cells_below(text, spot[0], self._columns["age_columns"].search):
            age = text[slice(*cell)]
            if age.isdecimal() and 0 < int(age) < _GROWN:
                yield cell


def _is_child(word: str) -> bool:
    return is_person(word) and not is_ordinary(word) and "某" not in word


KIND = Kind(OPTIONS, Minor)
