"""Masks that do not hide enough: what is shown, and what stands beside it, leaves few numbers or only one person.

Beside a birth date, a sex and an address the last digits of a citizen number are often all that is missing. The completions are
counted (`completions`), not guessed. A mask that leaves ten thousand is believed.

Options: `divisions` (the table of facts/ with the divisions of the country), `cues`, `card_cues` (patterns of words that, shortly before
a masked number or above its column, say that it is one of an identity card, a bank card).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View, windows
from review.detect.bearer import around, facts_of
from review.detect.checks import citizen_number
from review.detect.columns import title
from review.detect.completions import LENGTH, Facts, begins_in_a_county, citizen_numbers, luhn_numbers
from review.detect.divisions import Gazetteer, gazetteer
from review.detect.matching import Matcher
from review.detect.surnames import begins_with_surname
from review.model import Rule, Severity, Status

OPTIONS = frozenset({"divisions", "cues", "card_cues"})

ENOUGH, FEW = 10_000, 100  # completions: with fewer a mask is weak; with fewer than a hundred they can all be tried
_KEPT = ((6, 4), (6, 2), (4, 4), (6, 1), (6, 0), (4, 2), (4, 1), (4, 0), (2, 4), (2, 2), (0, 4), (2, 0), (0, 2))
_SIGNS = "*×●■□○"
_ANY = f"[{_SIGNS}x]"
_CITIZEN = re.compile(rf"(?<![0-9a-z{_SIGNS}])(?=[0-9]{{0,17}}{_ANY}{{2}})[1-9{_SIGNS}x][0-9{_SIGNS}x]{{7,17}}(?![0-9a-z{_SIGNS}])")
_MOBILE = re.compile(rf"(?<![0-9a-z{_SIGNS}])(?=[0-9]{{3,10}}{_ANY})1[3-9][0-9{_SIGNS}x]{{9}}(?![0-9a-z{_SIGNS}])")
_CARD = re.compile(rf"(?<![0-9a-z{_SIGNS}])(?=[0-9]{{4,17}}{_ANY})[3-9][0-9{_SIGNS}]{{15,18}}(?![0-9a-z{_SIGNS}])")
_GROUPED = re.compile(
    rf"(?<![0-9a-z{_SIGNS}])(?<![0-9{_SIGNS}][ \-])"
    rf"[0-9{_SIGNS}]{{3,8}}(?P<gap>[ \-])[0-9{_SIGNS}x]{{1,8}}(?:(?P=gap)[0-9{_SIGNS}x]{{1,8}}){{1,4}}"
    rf"(?![0-9a-z{_SIGNS}])(?!(?P=gap)[0-9{_SIGNS}])"
)
_MOBILE_DIGITS = 11
_NAME = re.compile(
    rf"(?<!{re.HAN})(?:{re.HAN}{{1,2}}(?:某{{1,3}}|[{_SIGNS}x]{{1,3}}{re.HAN}?)|{re.HAN}[{_SIGNS}]{re.HAN})(?!{re.HAN_DIGIT}|[{_SIGNS}])"
)
_FULL_CITIZEN = re.compile(r"(?<![0-9a-z*])[1-9][0-9]{16}[0-9x](?![0-9a-z*])")
_FULL_MOBILE = re.compile(r"(?<![0-9a-z*])1[3-9][0-9]{9}(?![0-9a-z*])")
_NEAR = 16  # code points before a number that say what it is
_SHOWN = 4  # digits without which nothing is shown


class _Masked(NamedTuple):
    """A masked citizen number: its span, and its eighteen characters with ``*`` for those hidden."""

    span: Span
    mask: str


class Mask:
    """The detector of this kind."""

    trigger = Trigger.PLAIN
    digits = 0
    literals = (*_SIGNS, "xx", "某")

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.table: str = rule.options["divisions"]
        self.cues, self.card_cues = (Matcher(rule.options[name], macros) for name in ("cues", "card_cues"))

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per mask that leaves fewer than ten thousand possibilities, or hides the name of somebody named otherwise."""
        text = view.text
        titles: dict[int, str] = {}
        for start, end in windows(text, spots, 24, 24):
            taken: list[Span] = []
            for masked in self._citizens(text, start, end, titles):
                taken.append(masked.span)
                yield from _weigh_citizen(text, masked, gazetteer(self.table), titles)
            for match in _MOBILE.finditer(text, start, end):
                taken.append(match.span())
                hidden = len(re.findall(_ANY, match[0]))
                yield from _weigh(match.span(), 10**hidden, f"手机号只遮了{hidden}位", "请遮住中间四位以上")
            for match in _CARD.finditer(text, start, end):
                if match.span() not in taken and self._is(self.card_cues, text, match.start(), titles):
                    hidden = len(re.findall(_ANY, match[0]))
                    yield from _weigh(match.span(), luhn_numbers(hidden), f"卡号只遮了{hidden}位", "请只保留末四位")
            yield from self._grouped(text, start, end, titles)
            yield from (hit for match in _NAME.finditer(text, start, end) if (hit := _weigh_name(text, match)))

    def _grouped(self, text: str, start: int, end: int, titles: dict[int, str]) -> Iterator[Hit]:
        """Yield hits for numbers in groups set apart by blanks or hyphens; only of a mobile the build alone tells what it is."""
        for match in _GROUPED.finditer(text, start, end):
            bare = match[0].replace(match["gap"], "")
            hidden = len(re.findall(_ANY, bare))
            if not hidden:
                continue
            if len(bare) == _MOBILE_DIGITS and _MOBILE.fullmatch(bare):
                yield from _weigh(match.span(), 10**hidden, f"手机号只遮了{hidden}位", "请遮住中间四位以上")
            elif len(bare) == LENGTH and _CITIZEN.fullmatch(bare) and self._is(self.cues, text, match.start(), titles):
                masked = _Masked(match.span(), re.sub(_ANY, "*", bare[:-1]) + (bare[-1] if bare[-1] not in _SIGNS else "*"))
                yield from _weigh_citizen(text, masked, gazetteer(self.table), titles)
            elif _CARD.fullmatch(bare) and self._is(self.card_cues, text, match.start(), titles):
                yield from _weigh(match.span(), luhn_numbers(hidden), f"卡号只遮了{hidden}位", "请只保留末四位")

    def _citizens(self, text: str, start: int, end: int, titles: dict[int, str]) -> Iterator[_Masked]:
        for match in _CITIZEN.finditer(text, start, end):
            shown = sum(map(str.isdecimal, match[0]))
            if shown < _SHOWN or _MOBILE.fullmatch(match[0]):
                continue
            mask = _in_full(match[0])
            if mask is not None and (self._is(self.cues, text, match.start(), titles) or self._looks_like_one(text, match, mask, titles)):
                yield _Masked(match.span(), mask)

    def _looks_like_one(self, text: str, match: re.Match[str], mask: str, titles: dict[int, str]) -> bool:
        """Tell whether a masked number that nobody calls one of an identity card has the build of one."""
        if len(match[0]) != LENGTH or self._is(self.card_cues, text, match.start(), titles):
            return False
        counties = gazetteer(self.table).counties
        return begins_in_a_county(mask, counties) and citizen_numbers(mask, Facts(), counties) > 0

    def _is(self, cues: Matcher, text: str, start: int, titles: dict[int, str]) -> bool:
        return cues.search(text[max(0, start - _NEAR) : start]) or cues.search(title(text, start, titles))


def _in_full(value: str) -> str | None:
    """Return a masked value in eighteen characters: a run of signs may stand for more of them than it has."""
    last = "x" if value.endswith("x") and value[-2] != "x" else ""
    body = re.sub(_ANY, "*", value[: len(value) - len(last)]) + last
    if len(body) == LENGTH:
        return body
    runs = re.findall(r"\*+", body)
    if len(runs) != 1 or len(body) > LENGTH:
        return None
    return body.replace(runs[0], runs[0] + "*" * (LENGTH - len(body)))


def _weigh_citizen(text: str, masked: _Masked, places: Gazetteer, titles: dict[int, str]) -> Iterator[Hit]:
    row = around(text, masked.span)
    told = facts_of(text, row, masked.span, places, titles)
    # Whoever is born elsewhere than where he lives, or stands beside another's birth date, agrees only with the rest.
    fewer = (told, told._replace(counties=frozenset()), Facts(male=told.male), Facts())
    left, facts = next(((n, f) for f in fewer if (n := citizen_numbers(masked.mask, f, places.counties))), (0, told))
    if 0 < left < ENOUGH:
        yield from _weigh(masked.span, left, _known(facts), _remedy(masked.mask, facts, places.counties))


def _known(facts: Facts) -> str:
    known = (("出生日期" if facts.day else "出生年月", facts.years), ("性别", facts.male is not None), ("地址", facts.counties))
    names = [name for name, is_known in known if is_known]
    return f"结合同一处的{'、'.join(names)}" if names else "按号码的编排规则"


def _remedy(mask: str, facts: Facts, counties: frozenset[str]) -> str:
    """Return a mask that shows no more than this one and leaves enough, in words."""
    head = len(re.match(r"[0-9]*", mask)[0])  # type: ignore[index]
    tail = len(re.search(r"[0-9x]*\Z", mask)[0])  # type: ignore[index]
    for first, last in _KEPT:
        if first <= head and last <= tail:
            less = mask[:first] + "*" * (LENGTH - first - last) + mask[LENGTH - last :]
            if citizen_numbers(less, facts, counties) >= ENOUGH:
                kept = "和".join(f"{where}{n}位" for where, n in (("前", first), ("末", last)) if n)
                return f"请改为只保留{kept}"
    return "请删去号码，或同时删去出生日期、性别和地址"


def _weigh(span: Span, left: int, how: str, remedy: str) -> Iterator[Hit]:
    if left < ENOUGH:
        severity = Severity.BLOCK if left < FEW else Severity.WARN
        yield Hit(*span, severity, Status.PRIVATE, because=f"{how}，只剩{left}种可能；{remedy}")


def _weigh_name(text: str, match: re.Match[str]) -> Hit | None:
    if not begins_with_surname(text, match.start()):
        return None
    start, end = around(text, match.span())
    row = text[start:end]
    number = next((m for m in _FULL_CITIZEN.finditer(row) if citizen_number(m[0])), None)
    beside = "完整的身份证号码" if number else "完整的手机号码" if _FULL_MOBILE.search(row) else ""
    if not beside:
        return None
    return Hit(*match.span(), Severity.WARN, Status.PRIVATE, because=f"姓名已遮盖，同一处却有{beside}，仍能确定是谁；请一并遮盖")


KIND = Kind(OPTIONS, Mask)
