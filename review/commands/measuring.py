"""How much rules say about texts in which nothing is to be found: hits per rule and per term, for every 10,000 characters."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from review.commands import session
from review.extract.sources import nothing_there, sources
from review.model import Rule, Severity
from review.report.excerpt import Excerpts
from review.report.mask import flat
from review.report.place import place_text
from review.report.wording import SEVERITIES
from review.rules.lint import Remark
from review.rules.ruleset import RuleSet
from review.text.normalise import fold

PER = 10_000  # characters
MOST = 1.0  # warnings of one rule in so many characters, beyond which it is noise
_FEW = 3  # hits, below which a rate says nothing


@dataclass
class Measure:
    """What rules said about a corpus. `first` is where each rule spoke first, values masked."""

    documents: int = 0
    unread: int = 0
    characters: int = 0
    hits: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    terms: Counter[tuple[str, str]] = field(default_factory=Counter)
    excepted: Counter[str] = field(default_factory=Counter)
    first: dict[tuple[str, Severity], str] = field(default_factory=dict)

    def of(self, rule: str) -> int:
        """Return how often a rule spoke, exceptions included."""
        return sum(self.hits[rule, severity] for severity in Severity)

    def rate(self, count: int) -> float:
        """Return a number of hits for every 10,000 characters."""
        return count * PER / max(1, self.characters)


def measure(rules: RuleSet, paths: Iterable[Path], day: dt.date) -> Measure:
    """Check a corpus and count. Raises UsageError (XS101, XS103) for paths without documents."""
    found = Measure()
    options = session.options(day=day)
    for source in sources(list(paths)):
        reviewed, document = session.review(source, rules, options, day)
        found.documents += 1
        found.unread += bool(reviewed.scan.gaps)
        found.characters += len(document.text)
        excerpts = Excerpts(reviewed.scan.findings)
        for finding in reviewed.scan.findings:
            key = finding.rule, finding.severity
            found.hits[key] += 1
            found.excepted[finding.rule] += finding.allowed is not None
            if rules.by_id[finding.rule].kind == "terms":
                found.terms[finding.rule, fold(finding.quote)] += 1
            if key not in found.first:
                quote = "" if reviewed.scan.stop else f" “{excerpts.quote(finding)}”"
                place = place_text(finding.place, finding.layer, named=not reviewed.scan.stop)
                found.first[key] = f"{flat(reviewed.path)} {place}{quote}"
    if not found.documents:
        raise nothing_there()
    return found


def rows(found: Measure, rules: RuleSet) -> Iterator[str]:
    """Yield the lines that show the counts, the most talkative rule first; of rules of terms each term."""
    yield f"语料 {found.documents} 个文件、{found.characters} 字。每万字命中："
    spoke = sorted((rule for rule in rules.lexicon.rules if found.of(rule.id)), key=lambda rule: (-found.of(rule.id), rule.id))
    for rule in spoke:
        counts = "、".join(f"{SEVERITIES[s]} {found.hits[rule.id, s]}" for s in Severity if found.hits[rule.id, s])
        yield f"  {found.rate(found.of(rule.id)):8.3f}  {rule.id}　{rule.title}（{counts}）"
        for (owner, term), count in found.terms.most_common():
            if owner == rule.id:
                yield f"      {found.rate(count):8.3f}  “{term}” {count} 处"
    yield f"  其余 {len(rules.lexicon.rules) - len(spoke)} 条规则没有命中。"


def noisy(found: Measure, rules: RuleSet) -> Iterator[Remark]:
    """Yield a remark for every rule that says too much about a clean corpus, or of which nothing is left."""
    for rule in rules.lexicon.rules:
        blocks, warnings = found.hits[rule.id, Severity.BLOCK], found.hits[rule.id, Severity.WARN]
        if blocks:
            yield _too_much(rule, Severity.BLOCK, f"{blocks} 处", found)
        if warnings >= _FEW and found.rate(warnings) > MOST:
            yield _too_much(rule, Severity.WARN, f"每万字 {found.rate(warnings):.1f} 处", found)
        if found.of(rule.id) and found.excepted[rule.id] == found.of(rule.id):
            yield Remark(f"{rule.source}：{rule.id} 命中的 {found.of(rule.id)} 处全部按允许清单放行，请核对这条规则还要不要。")


def _too_much(rule: Rule, severity: Severity, count: str, found: Measure) -> Remark:
    what = f"在干净语料上“{SEVERITIES[severity]}”{count}"
    return Remark(
        f"{rule.source}：{rule.id} {what}，例如 {found.first[rule.id, severity]}。请用 unless、not_after 等收窄，或改轻。", must=True
    )
