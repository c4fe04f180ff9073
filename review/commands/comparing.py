"""What a change of the lexicon does to documents: which findings come, go, or weigh differently. Counts and masked samples, never texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from review.commands import session
from review.extract.sources import nothing_there, sources
from review.judge import Circumstances, excepted
from review.model import Document, Finding, Scan
from review.report.excerpt import Excerpts
from review.report.mask import flat
from review.report.place import place_text
from review.report.wording import SEVERITIES
from review.rules.ruleset import RuleSet
from review.scan import Options, scan
from review.text.genre import genre_of

COMES, GOES, CHANGES = "新增", "消失", "轻重改动"
_SIGNS = {COMES: "+", GOES: "-", CHANGES: "~"}
_SAMPLES = 5  # of each rule and kind of difference


@dataclass
class Difference:
    """What is different over all documents: counts and samples by rule and kind of difference."""

    documents: int = 0
    unread: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def total(self, kind: str) -> int:
        """Return how many findings differ in this way."""
        return sum(count for (_, what), count in self.counts.items() if what == kind)


def compare(old: RuleSet, new: RuleSet, paths: Iterable[Path], day: dt.date) -> Difference:
    """Read every document once and check it by both. Raises UsageError (XS101, XS103) for paths without documents."""
    found = Difference()
    options = session.options(day=day)
    for source in sources(list(paths)):
        document = source.document()
        before, after = (_judged(document, rules, options, day, source.path) for rules in (old, new))
        found.documents += 1
        found.unread += bool(before.gaps or after.gaps)
        _enter(found, before, after, source.path)
    if not found.documents:
        raise nothing_there()
    return found


def _judged(document: Document, rules: RuleSet, options: Options, day: dt.date, path: str) -> Scan:
    return excepted(scan(document, rules, options), document, rules.allowances, Circumstances(day, path, genre_of(document)))


def _enter(found: Difference, before: Scan, after: Scan, path: str) -> None:
    old, new = _by_place(before), _by_place(after)
    excerpts = Excerpts((*before.findings, *after.findings))
    stop = before.stop or after.stop
    for key in sorted(old.keys() | new.keys(), key=str):
        earlier, later = old.get(key, []), new.get(key, [])
        for was, now in zip(earlier, later, strict=False):
            if was.severity is not now.severity:
                weight = f"{SEVERITIES[was.severity]} → {SEVERITIES[now.severity]}{'（按允许清单）' if now.allowed else ''}"
                _sample(found, CHANGES, now, weight, path, excerpts, stop=stop)
        for finding in earlier[len(later) :]:
            _sample(found, GOES, finding, SEVERITIES[finding.severity], path, excerpts, stop=stop)
        for finding in later[len(earlier) :]:
            _sample(found, COMES, finding, SEVERITIES[finding.severity], path, excerpts, stop=stop)


def _by_place(scanned: Scan) -> dict[tuple[str, int, int, str], list[Finding]]:
    places: dict[tuple[str, int, int, str], list[Finding]] = defaultdict(list)
    for finding in scanned.findings:
        places[finding.rule, finding.start, finding.end, finding.place.part].append(finding)
    return places


def _sample(found: Difference, kind: str, finding: Finding, weight: str, path: str, excerpts: Excerpts, *, stop: bool) -> None:
    key = finding.rule, kind
    found.counts[key] += 1
    if len(found.samples[key]) < _SAMPLES:
        quote = "" if stop else f" “{excerpts.quote(finding)}”"
        place = place_text(finding.place, finding.layer, named=not stop)
        found.samples[key].append(f"{_SIGNS[kind]} {weight}　{flat(path)} {place}{quote}")


def rows(found: Difference, old: RuleSet, new: RuleSet) -> Iterator[str]:
    """Yield the lines that show a difference: first between the rules, then between what they find, rule by rule."""
    yield from _rules(old, new)
    titles = {**old.titles, **new.titles}
    for rule in sorted({rule for rule, _ in found.counts}):
        counts = "，".join(f"{kind} {found.counts[rule, kind]} 处" for kind in _SIGNS if found.counts[rule, kind])
        yield f"{rule}　{titles[rule]}：{counts}"
        for kind, sign in _SIGNS.items():
            samples = found.samples.get((rule, kind), [])
            yield from (f"    {line}" for line in samples)
            if found.counts[rule, kind] > len(samples):
                yield f"    {sign} 另有 {found.counts[rule, kind] - len(samples)} 处"
    total = "，".join(f"{kind} {found.total(kind)} 处" for kind in _SIGNS)
    unread = f"其中 {found.unread} 个没有读全，比较不完整。" if found.unread else ""
    yield f"共比较 {found.documents} 个文件：{total}。{unread}"


def _rules(old: RuleSet, new: RuleSet) -> Iterator[str]:
    before, after = ({rule.id: rule._replace(source="") for rule in rules.lexicon.rules} for rules in (old, new))
    for what, ids in (
        ("新增", after.keys() - before.keys()),
        ("删除", before.keys() - after.keys()),
        ("改动", {rule for rule in after.keys() & before.keys() if after[rule] != before[rule]}),
    ):
        if ids:
            yield f"{what}规则 {len(ids)} 条：{'、'.join(sorted(ids))}"
    if len(old.allowances) != len(new.allowances):
        yield f"允许清单：旧 {len(old.allowances)} 条，新 {len(new.allowances)} 条"
