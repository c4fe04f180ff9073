"""What the row or sentence around a number says of the person it belongs to: where from, born when, man or woman."""

from __future__ import annotations

from collections.abc import Iterator

from review import lazy_re as re
from review.detect.base import Span
from review.detect.columns import title
from review.detect.completions import Facts
from review.detect.divisions import Gazetteer

_REACH = 400  # code points of a row or sentence that are looked at, either side
_CELLS = re.compile(r"[^\t|,]+")
_SEX = re.compile(rf"(?<!{re.HAN})[男女](?!{re.HAN})|性别[:为]?\s?[男女]|{re.HAN}(?:先生|女士)")
_AGE = re.compile(r"(?<![0-9])([0-9]{1,3})周?岁")
_BORN = re.compile(
    r"(?:出生(?:年月日?|日期|时间|于)?|生日|生于)\s?[:为]?\s?(?P<a>(?:19|20)[0-9]{2})(?:[年.\-/]\s?(?P<b>[0-9]{1,2})(?:[月.\-/]\s?(?P<c>[0-9]{1,2})日?)?)?"
    r"|(?:出生(?:年月日?|日期|时间|于)?|生日|生于)\s?[:为]?\s?(?P<g>(?:19|20)[0-9]{2})(?P<h>[0-9]{2})(?P<i>[0-9]{2})?(?![0-9])"
    rf"|(?P<d>(?:19|20)[0-9]{{2}})年(?:(?P<e>[0-9]{{1,2}})月)?(?:(?P<f>[0-9]{{1,2}})日)?\s?(?:出生|生人|生(?!{re.HAN}))"
)
_DATE = re.compile(r"(?P<a>(?:19|20)[0-9]{2})(?:[年.\-/]?(?P<b>0?[1-9]|1[0-2])(?:[月.\-/]?(?P<c>[0-9]{1,2})日?|月?))?(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")
_ROW = re.compile(r"[\t|]|,[^,\n]*,")


def around(text: str, at: Span) -> Span:
    """Return the row of a table, or else the sentence, around a number."""
    start, end = _between(text, at, "\n")
    return (start, end) if is_row(text, (start, end)) else _between(text, at, "。\n")


def is_row(text: str, line: Span) -> bool:
    """Tell whether a line is the row of a table: it has cells, and no sentence ends in it."""
    return bool(_ROW.search(text, *line)) and "。" not in text[slice(*line)]


def _between(text: str, at: Span, marks: str) -> Span:
    start = max(text.rfind(mark, max(0, at[0] - _REACH), at[0]) for mark in marks) + 1
    ends = [e for mark in marks if (e := text.find(mark, at[1], at[1] + _REACH)) >= 0]
    return start or max(0, at[0] - _REACH), min(ends, default=min(len(text), at[1] + _REACH))


def facts_of(text: str, row: Span, number: Span, places: Gazetteer, titles: dict[int, str]) -> Facts:
    """Return what a row says of a person apart from the number itself."""
    words = text[row[0] : number[0]] + " " + text[number[1] : row[1]]
    sex = _SEX.search(words)
    born = _BORN.search(words)
    years, month, day = _birth(born) if born else (frozenset[int](), None, None)
    for name, cell in _cells(text, row, number, titles):
        if years:
            break
        if "出生" in name or "生日" in name:
            date = _DATE.search(cell)
            years, month, day = _birth(date) if date else (years, month, day)
    if not years:
        years = _years_of(text, words, _cells(text, row, number, titles))
    return Facts(places.counties_in(words), years, month, day, bool(re.search("男|先生", sex[0])) if sex else None)


def _birth(match: re.Match[str]) -> tuple[frozenset[int], int | None, int | None]:
    year, month, day = (int(g) for g in (*(g for g in match.groups() if g), "0", "0", "0")[:3])
    sound = 1 <= month <= 12
    return frozenset({year}), month if sound else None, day if sound and 1 <= day <= 31 else None


def _years_of(text: str, words: str, cells: Iterator[tuple[str, str]]) -> frozenset[int]:
    """Return the years in which somebody of the age given was born, if the text names the year it was written in."""
    age = _AGE.search(words) or next((m for name, cell in cells if "年龄" in name and (m := re.match(r"\s?([0-9]{1,3})\s?\Z", cell))), None)
    written = max(map(int, _YEAR.findall(text, 0)), default=0) if age else 0
    return frozenset({written - int(age[1]) - 1, written - int(age[1])}) if age and written else frozenset()


def _cells(text: str, row: Span, number: Span, titles: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Yield the heading and the content of every cell of a row but the number's."""
    if not is_row(text, row):
        return
    for cell in _CELLS.finditer(text, *row):
        if cell.end() <= number[0] or cell.start() >= number[1]:
            yield title(text, cell.start(), titles), cell[0]
