"""Where numbers may stand in a text, and where invisible characters were: what calls the detectors that no literal calls.

Stretches of digits are picked out before a pattern looks at them: in a long text by arithmetic on code points (`signs`), in a short one
by the digits alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from review import lazy_re as re
from review.detect.base import Span, View, windows
from review.text.normalise import Normalised, is_short

HAN = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
SEPARATORS = " \n\t.-·x|"  # what may part the digits of a number
FEWEST_IN_A_ROW = 5  # digits and stars
FEWEST = 11  # digits of the shortest of the numbers that are set apart
STRETCH = 32  # code points that its first digits take up at most

NUMBERS = re.compile(r"[0-9](?:[ \t.\-·*x|]{0,2}\n?[ ]{0,6}[0-9*]){4,}")
ODD = re.compile(r"[0-9]{1,17}([/_、,~—:;]{1,2} ?)[0-9]{1,17}(?:\1[0-9]{1,17})*x?")  # set apart by what parts no digits of one number
SPELT = re.compile(rf"[0-9]{{0,17}}[{HAN}](?:[ .\-·—]{{0,2}}[0-9{HAN}]){{10,}}")
_DIGIT = re.compile(r"[0-9]")
_PERSONAL = frozenset({11, *range(16, 20)})  # how many digits a mobile, a citizen number and a bank card have
_AROUND = 80  # code points around two digits in Chinese characters in which the others stand


def numbers(folded: Normalised, spelt: Iterable[Span]) -> list[tuple[int, int, int]]:
    """Return start, end and number of digits of every stretch of five or more; a star that masks one counts as one.

    `spelt` are the spots where two digits in Chinese characters follow each other, in order.
    """
    text = folded.text
    runs, dense = _stretches(folded)
    found = [
        (m.start(), m.end(), len(m[0]) - sum(map(m[0].count, SEPARATORS)))
        for start, end in runs
        for m in NUMBERS.finditer(text, start, end)
    ]
    for start, end in dense:
        for match in ODD.finditer(text, start, end):
            digits = sum(map(str.isdecimal, match[0]))
            if digits in _PERSONAL or (digits == 17 and match[0][-1] == "x"):
                found.append((*match.span(), digits))
    for start, end in windows(text, spelt, _AROUND, _AROUND):
        found += [(*match.span(), sum(map(str.isalnum, match[0]))) for match in SPELT.finditer(text, start, end)]
    return found


def dropped(view: View) -> list[Span]:
    """Return the spans of two characters between which something fell away."""
    index = view.folded.index
    if index is None:
        return []
    if is_short(view.text):
        return [(place, place + 2) for place, (left, right) in enumerate(pairwise(index)) if right - left > 1]
    from review.detect import signs

    return [(place, place + 2) for place in signs.leaps(index)]


def _stretches(folded: Normalised) -> tuple[list[Span], list[Span]]:
    """Return the stretches in which `NUMBERS` may match, and those in which `ODD` may."""
    if not is_short(folded.text):
        from review.detect import signs

        return signs.stretches(folded.points)
    at = [match.start() for match in _DIGIT.finditer(folded.text)]
    enough = len(at) + folded.text.count("*") >= FEWEST_IN_A_ROW
    return [(0, len(folded.text))] if at and enough else [], _dense(at)


def _dense(at: list[int]) -> list[Span]:
    """Return the stretches in which so many digits, `at` these offsets, stand together that they may be one number set apart."""
    first = [place for place, (here, there) in enumerate(zip(at, at[FEWEST - 1 :], strict=False)) if there - here < STRETCH]
    found = []
    begin = 0
    for place in range(len(first)):
        if place + 1 == len(first) or first[place + 1] - first[place] > 1:
            found.append((at[first[begin]], at[first[place] + FEWEST - 1] + 2))
            begin = place + 1
    return found
