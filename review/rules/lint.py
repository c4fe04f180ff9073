"""Remarks on rules that work but could be better: for the careful editor.

What is written down is looked at here; what rules do to a corpus is measured by the command.
A remark that `must` be seen to says that something has no effect or cannot be meant; the others are for thought.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review import lazy_re as re
from review.detect import KINDS
from review.detect.base import Reader, Trigger
from review.detect.blocks import without_marks
from review.model import Rule
from review.rules.allow import ends_soon, expired
from review.rules.ruleset import RuleSet
from review.text.normalise import fold, normalise

_LONGEST_PERIOD = 366  # days
_TOLD = 8  # terms named in one remark
_NOT_LETTERS = re.compile(r"\\[pP]\{[^}]*\}|\\.|\{[A-Z_]+\}|\(\?P<\w+>|\(\?P=\w+\)|\(\?[a-zA-Z]+[:)]")


@dataclass(frozen=True, slots=True)
class Remark:
    """A Chinese sentence that begins with ``file:line`` and says what to do."""

    text: str
    must: bool = False


def lint(rules: RuleSet, today: dt.date) -> Iterator[Remark]:
    """Yield one remark per weakness of what is written."""
    for rule in rules.lexicon.rules:
        yield from _literals(rule, rules)
        yield from _basis(rule, rules)
        yield from _folding(rule)
    yield from _terms(rules)
    yield from _allowances(rules, today)


def _literals(rule: Rule, rules: RuleSet) -> Iterator[Remark]:
    """A literal calls its rule only where it stands in the normalised text: one that never stands there is dead."""
    build = KINDS[rule.kind].build
    if build is None:
        return
    compiled = build(rule, rules.lexicon.macros)
    squeezed = not isinstance(compiled, Reader) and compiled.trigger is Trigger.SQUEEZED
    for name in ("terms", "anchors", "words", "variants"):
        for literal in rule.options.get(name, ()):
            folded = fold(literal)
            if not folded.strip():
                yield Remark(f"{rule.source}：{rule.id} 的“{_seen(literal)}”规范化后是空的，永远不会命中，请删去。", must=True)
                continue
            view = normalise(without_marks(literal))
            if folded not in (view.squeezed.text if squeezed else view.text):
                what = "忽略空格和标点的文字里" if squeezed else "规范化后的文字里"
                yield Remark(f"{rule.source}：{rule.id} 的“{_seen(literal)}”在{what}不会出现，永远不会命中，请改写。", must=True)
            elif (name != "anchors" and folded != folded.strip()) or _hidden(literal.replace("\t", "")):
                yield Remark(f"{rule.source}：{rule.id} 的“{_seen(literal)}”含有多余的空格或看不见的字符，请删去。", must=True)


def _terms(rules: RuleSet) -> Iterator[Remark]:
    owners: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules.lexicon.rules:
        for term in rule.options.get("terms", ()) if rule.kind == "terms" else ():
            folded = fold(term).strip()
            if is_short(folded):
                yield Remark(f"{rule.source}：{rule.id} 的词“{term}”过短，容易误报，请写长一些。")
            if folded and owners[folded]:
                yield Remark(f"{rule.source}：{rule.id} 的词“{term}”重复，已在 {owners[folded][0].id} 中，请删去一处。", must=True)
            owners[folded].append(rule)
    yield from _shadows({term: found for term, found in owners.items() if term}, rules)


def is_short(folded: str) -> bool:
    """Tell whether a term stands in too many other words: it has fewer than two Han characters, and no three letters either."""
    han = sum("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in folded)
    return han < 2 and len(folded) < 3


def _shadows(owners: dict[str, list[Rule]], rules: RuleSet) -> Iterator[Remark]:
    """What an allowed phrase or a longer term of its category covers is not reported there, or as something else."""
    phrases = [(fold(phrase), phrase) for phrase in rules.lexicon.allowed]
    parts: dict[str, list[str]] = defaultdict(list)
    lengths = sorted({len(term) for term in owners})
    for long in (*owners, *(folded for folded, _ in phrases)):
        for length in lengths:
            for at in range(len(long) - length + 1) if length < len(long) else ():
                if long[at : at + length] in owners:
                    parts[long[at : at + length]].append(long)
    for term, found in owners.items():
        yield from _allowed(term, found[0], phrases, parts[term])
        yield from _covered(term, found[0], {long: owners[long] for long in parts[term] if long in owners})


def _allowed(term: str, rule: Rule, phrases: Sequence[tuple[str, str]], longer: Sequence[str]) -> Iterator[Remark]:
    for folded, phrase in phrases:
        if folded == term:
            what = f"{rule.id} 的词“{term}”本身就是放行的短语（[allow] phrases），永远不会报告"
            yield Remark(f"{rule.source}：{what}，请删去一处。", must=True)
        elif folded in longer:
            yield Remark(f"{rule.source}：{rule.id} 的词“{term}”在放行的短语“{phrase}”里不报告，请核对。")


def _covered(term: str, rule: Rule, longer: Mapping[str, Sequence[Rule]]) -> Iterator[Remark]:
    same = [long for long, others in longer.items() if any(other.id == rule.id for other in others)]
    if same:
        yield Remark(f"{rule.source}：{rule.id} 已有词“{term}”，更长的{_listed(same)}可以不写。")
    for long, others in longer.items():
        for other in others:
            if other.id != rule.id and other.category == rule.category:
                lighter = other.severity.rank < rule.severity.rank
                what = f"在“{long}”中由 {other.id}（{other.source}）报告{'，而且较轻' if lighter else ''}"
                yield Remark(f"{rule.source}：{rule.id} 的词“{term}”{what}，请核对。", must=lighter)


def _basis(rule: Rule, rules: RuleSet) -> Iterator[Remark]:
    for reference in rule.basis:
        article = rules.articles.get(reference.partition(".")[0])
        if article is not None and not article.verified:
            yield Remark(f"{rule.source}：{rule.id} 的依据 {reference} 未经核实，报告中印作“依据待核”。")


def _folding(rule: Rule) -> Iterator[Remark]:
    """A pattern sees folded text: one that asks for a full-width colon or a capital can never match."""
    if KINDS[rule.kind].build is None:
        return
    for alternative in _patterns(rule):
        bare = _NOT_LETTERS.sub("", alternative)
        odd = sorted({c for c in bare if c != fold(c) and not c.isspace() and (not c.isascii() or "(?i" not in alternative)})
        if odd:
            yield Remark(f"{rule.source}：{rule.id} 的正则含有规范化后不会出现的字符 {'、'.join(odd)}，请改成半角、小写、简体。")


def _patterns(rule: Rule) -> Iterator[str]:
    for owner in (rule.options, *rule.options.get("forms", ())):
        pattern = owner.get("pattern", "")
        yield from [pattern] if isinstance(pattern, str) else pattern


def _allowances(rules: RuleSet, today: dt.date) -> Iterator[Remark]:
    for one in rules.allowances:
        if expired(one, today):
            yield Remark(
                f"{one.source}：对 {one.rule} 的允许已于 {one.expires} 到期，不再起作用。请删去，或重新批准后改 expires。", must=True
            )
        elif ends_soon(one, today):
            yield Remark(
                f"{one.source}：对 {one.rule} 的允许还有 {(one.expires - today).days} 天到期（{one.expires}），仍需要的请重新批准。"
            )
        elif one.expires - today > dt.timedelta(_LONGEST_PERIOD):
            yield Remark(f"{one.source}：对 {one.rule} 的允许有效期超过一年（{one.expires}），请改短，到期再批。")
        if not (one.text or one.phrase) and rules.by_id[one.rule].severity.value == "block":
            yield Remark(f"{one.source}：对 {one.rule} 的允许没有写明文字（text、phrase），只对从轻的发现起作用，必须处理的照常报告。")


def _hidden(literal: str) -> bool:
    """Tell whether a literal has characters that fall away: an editor does not see them."""
    index = normalise(literal).index
    return index is not None and len(set(index.tolist())) < len(literal)


def _seen(literal: str) -> str:
    """Return a literal with what nobody sees spelt out."""
    return "".join(c if c.isprintable() and not c.isspace() else f"<U+{ord(c):04X}>" for c in literal)


def _listed(terms: Sequence[str]) -> str:
    more = f"等 {len(terms)} 个" if len(terms) > _TOLD else ""
    return "、".join(f"“{term}”" for term in terms[:_TOLD]) + more
