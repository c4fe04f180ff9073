"""Remarks on rules that work but could be better: for the careful editor, never an error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from review.detect import KINDS
from review.model import Rule
from review.rules.basis import Article
from review.rules.load import Lexicon
from review.text.normalise import fold

SHORT = 2  # characters: a shorter term stands in too many words


def lint(lexicon: Lexicon, articles: Mapping[str, Article]) -> Iterator[str]:
    """Yield one Chinese remark per weakness, each with file and line."""
    owners: dict[str, list[str]] = defaultdict(list)
    for rule in lexicon.rules:
        yield from _terms(rule, owners)
        yield from _basis(rule, articles)
        yield from _folding(rule)


def _terms(rule: Rule, owners: dict[str, list[str]]) -> Iterator[str]:
    if rule.kind != "terms":
        return
    for term in rule.options.get("terms", ()):
        folded = fold(term)
        if len(folded) < SHORT:
            yield f"{rule.source}：{rule.id} 的词“{term}”过短，容易误报。"
        if owners[folded]:
            yield f"{rule.source}：{rule.id} 的词“{term}”已在 {owners[folded][0]} 中。"
        owners[folded].append(rule.id)


def _basis(rule: Rule, articles: Mapping[str, Article]) -> Iterator[str]:
    for reference in rule.basis:
        article = articles.get(reference.partition(".")[0])
        if article is not None and not article.verified:
            yield f"{rule.source}：{rule.id} 的依据 {reference} 未经核实，报告中印作“依据待核”。"


def _folding(rule: Rule) -> Iterator[str]:
    """A pattern sees folded text: one that asks for a full-width colon can never match."""
    if KINDS[rule.kind].build is None:
        return
    pattern = rule.options.get("pattern", "")
    for alternative in [pattern] if isinstance(pattern, str) else pattern:
        odd = sorted({c for c in alternative if c != fold(c) and not c.isspace() and not c.isascii()})
        if odd:
            yield f"{rule.source}：{rule.id} 的正则含有规范化后不会出现的字符 {'、'.join(odd)}。"
