"""The shared texts that several measurements read."""

from __future__ import annotations

import functools
import lzma
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from review.model import Rule
from review.rules.locate import lexicons
from review.rules.ruleset import RuleSet, load_ruleset
from review.scan import Options

OPTIONS = Options(b"bench" * 7)


@functools.cache
def rules() -> RuleSet:
    """Return the shipped rules."""
    return load_ruleset(lexicons())


def rules_without_names() -> RuleSet:
    """Return the shipped rules without those that read names, which take a tagger of their own."""
    return _some(lambda rule: rule.kind != "name", "without-names")


def rules_for(ids: frozenset[str]) -> RuleSet:
    """Return those of the shipped rules that have these ids."""
    some = _some(lambda rule: rule.id in ids, "some")
    assert {rule.id for rule in some.lexicon.rules} == ids
    return some


def _some(wanted: Callable[[Rule], bool], name: str) -> RuleSet:
    whole = rules()
    kept = tuple(filter(wanted, whole.lexicon.rules))
    return replace(whole, lexicon=whole.lexicon._replace(rules=kept), digest=f"{whole.digest}-{name}")


def model_text(shared: Path, characters: int) -> str:
    """Return the first characters of the language model's text: published laws and papers."""
    with lzma.open(shared / "corpus" / "lm_text.txt.xz", "rt", encoding="utf-8") as stream:
        return stream.read(characters)
