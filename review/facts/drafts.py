"""What a draft states that does not hold on a day: the dated rules, at review time.

Nothing here weighs more than a note, unless the document is signed on or after the day of the change, and the row that tells of it is
not from memory: then it was wrong when it was written, and that is worth a look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from review.detect.base import Hit
from review.detect.dated import concerned
from review.facts.dates import narrow
from review.facts.signing import Signing, signing
from review.model import Rule, Severity, Tier
from review.rules.prove import prove_examples

if TYPE_CHECKING:
    from review.facts.areas import Areas
    from review.facts.institutions import Institutions
    from review.facts.laws import LawChange

Stated = tuple[int, int, Hit]
_Parts = tuple[str, ...]
_Signal = Callable[[str, Signing, date, Mapping[str, Sequence[str]]], Iterator[Stated]]


def outdated(text: str, rules: Sequence[Rule], as_of: date) -> Iterator[tuple[Rule, int, int, Hit]]:
    """Yield what dated rules find in a text as of a day, as half-open ranges; a note is told once, with how often it stands."""
    text = narrow(text)
    made = signing(text)
    for rule in rules:
        stated = list(_SIGNALS[rule.options["looks_for"]](text, made, as_of, rule.options["tables"]))
        often = Counter(hit.because for _, _, hit in stated)
        told: set[str] = set()
        for start, end, hit in stated:
            if Severity.NOTE not in (hit.severity, rule.severity):
                yield rule, start, end, hit
            elif hit.because not in told:
                told.add(hit.because)
                times = often[hit.because]
                yield rule, start, end, hit._replace(because=f"{hit.because}（共 {times} 处）") if times > 1 else hit


def prove(rule: Rule) -> None:
    """Raise LexiconError (XS320–XS322) for the first example that disagrees with a dated rule, as of the day of its examples."""
    day = date.fromisoformat(rule.options["as_of"])

    def look(text: str) -> list[tuple[int, int, Hit]]:
        asked = [rule] if concerned(rule, text) else []
        return [(start, end, hit) for _, start, end, hit in outdated(text, asked, day)]

    prove_examples(rule, look)


def _repealed(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    from review.facts import laws

    met: set[tuple[int, int]] = set()
    for cited in laws.repealed(text, _laws(tuple(tables[laws.NAME])), as_of):
        if (cited.start, cited.end) in met:
            continue
        met.add((cited.start, cited.end))
        change = cited.change
        if change.event == "repealed":
            shown = f"《{cited.name}》已于 {change.date} 废止" + (f"，现为《{change.by}》" if change.by else "")
        else:
            shown = f"《{cited.name}》{change.date} 起施行 {change.by} 年的版本"
        yield cited.start, cited.end, _graded(change.date, shown, made, sure=change.sure)


def _not_in_force(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    from review.facts import laws

    for cited in laws.not_in_force(text, _laws(tuple(tables[laws.NAME])), as_of):
        if made.signed is None or made.signed < cited.change.date:
            shown = f"《{cited.name}》{cited.change.date} 起才施行，到 {as_of} 尚未施行"
            yield cited.start, cited.end, Hit(0, 0, Severity.NOTE, because=shown)


def _institutions(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    from review.facts import institutions

    for named in _offices(tuple(tables[institutions.NAME])).old_names(text, as_of):
        each = named.institution
        shown = f"“{text[named.start : named.end]}”自 {each.since} 起不再使用，现为{each.by}"
        yield named.start, named.end, _graded(each.since, shown, made, sure=each.sure)


def _areas(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    from review.facts import areas

    for located in _divisions(tuple(tables[areas.NAME])).old_names(text, as_of):
        area = located.area
        shown = f"{area.province}{area.name}于 {area.since.year} 年变更" + (f"，现为{area.by}" if area.by else "")
        yield located.start, located.end, _graded(area.since, shown, made, sure=area.sure)


def _expired(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:  # noqa: ARG001
    from review.facts.validity import expired, terms

    own = list(terms(text, made, None))
    term = max(own, key=lambda each: each.end, default=None)
    if term is None or not expired(term.end, as_of):
        return
    start = text.find(term.evidence[:20], term.at)
    start = term.at if start < 0 else start
    shown = f"{term.computation}，到 {as_of} 已过期" + ("" if term.sure else "（起算日待核）")
    yield start, start + len(term.evidence), _graded(term.end, shown, made, sure=term.sure)


def _conflicts(text: str, made: Signing, as_of: date, tables: Mapping[str, Sequence[str]]) -> Iterator[Stated]:  # noqa: ARG001
    from review.facts.contradictions import contradictions

    for each in contradictions(text, made):
        tier = Tier.CONFIRMED if each.sure else Tier.SUSPECTED
        yield each.start, each.end, Hit(0, 0, Severity.NOTE, tier=tier, because=each.shown)


def _graded(changed: date, shown: str, made: Signing, *, sure: bool) -> Hit:
    """Return a hit that is worth a look where the document was signed after the change, else a note that says why it is no more."""
    if made.signed is None:
        return Hit(0, 0, Severity.NOTE, because=f"{shown}；没有读到成文日期")
    if made.signed < changed:
        return Hit(0, 0, Severity.NOTE, because=f"{shown}；成文日期 {made.signed}，当时用法正确")
    return Hit(
        0, 0, None if sure else Severity.NOTE, because=f"{shown}；成文日期 {made.signed} 在此之后{'' if sure else '，事实表此项待核'}"
    )


_SIGNALS: Mapping[str, _Signal] = {
    "repealed-law": _repealed,
    "not-in-force": _not_in_force,
    "institution": _institutions,
    "area": _areas,
    "validity-expired": _expired,
    "date-conflict": _conflicts,
}


@lru_cache(maxsize=4)
def _laws(parts: _Parts) -> Mapping[str, tuple[LawChange, ...]]:
    from review.facts import laws

    return laws.law_changes(parts)


@lru_cache(maxsize=4)
def _offices(parts: _Parts) -> Institutions:
    from review.facts import institutions

    return institutions.institutions(parts)


@lru_cache(maxsize=4)
def _divisions(parts: _Parts) -> Areas:
    from review.facts import areas

    return areas.areas(parts)
