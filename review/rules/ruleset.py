"""The rules in force: loaded, proven, compiled, and named by one digest that every report and sign-off records.

Proving a rule set takes longer than using it, so a proven one is kept in a private folder under the digest of the lexicon
and of the code. What is kept is plain JSON; a damaged or foreign file is ignored and made anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from review.detect import KINDS
from review.detect.base import Detector, Reader
from review.detect.dispatch import Dispatcher
from review.digest import canonical_json, sha256
from review.errors import LexiconError
from review.model import Allowance, Rule, Severity
from review.rules.allow import load_allowances
from review.rules.basis import Article, check_refs, cite, load_articles, rests_only_on_art16
from review.rules.load import FOR_EVERYBODY, Lexicon, load_lexicon
from review.rules.prove import prove
from review.rules.unit_files import UNIT, check_unit_files

_PACKAGE = Path(__file__).resolve().parent.parent
_PROVEN = 4  # sets of rules that are kept: checkouts and units of one user


@dataclass(frozen=True)
class RuleSet:
    """A proven lexicon. `digest` is ``sha256:…`` over its files, those of the unit among them."""

    digest: str
    lexicon: Lexicon
    articles: Mapping[str, Article]
    allowances: tuple[Allowance, ...] = ()

    @cached_property
    def textual(self) -> tuple[Rule, ...]:
        """The rules that look at text, in the order of the dispatcher."""
        return tuple(r for r in self.lexicon.rules if KINDS[r.kind].build is not None)

    @cached_property
    def carriers(self) -> tuple[Rule, ...]:
        """The rules that look at hidden carriers."""
        return tuple(r for r in self.lexicon.rules if r.kind == "carrier")

    @cached_property
    def dated(self) -> tuple[Rule, ...]:
        """The rules whose answer depends on the day."""
        return tuple(r for r in self.lexicon.rules if r.kind == "dated")

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """The compiled rules; patterns are compiled when first needed."""
        detectors = [_detector(r, self.lexicon.macros) for r in self.textual]
        return Dispatcher(detectors, self.lexicon.allowed)

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The departments that rules name, sorted."""
        return tuple(sorted({name for rule in self.lexicon.rules for name in rule.departments}))

    @functools.cache  # noqa: B019 - a rule set lives as long as the program
    def chosen(self, departments: frozenset[str], only: frozenset[str] = frozenset()) -> frozenset[int]:
        """Return the numbers, in the order of the dispatcher, of the rules that are asked for these departments and categories."""
        return frozenset(number for number, rule in enumerate(self.textual) if self.asks(rule, departments, only))

    def asks(self, rule: Rule, departments: frozenset[str], only: frozenset[str] = frozenset()) -> bool:
        """Tell whether a rule is in force for these departments and categories; if none is named, for all of them.

        A level of secrecy stops a document whatever is asked, and what names a matter outweighs what is only worded like one.
        """
        concerns = not departments or not rule.departments or rule.category in FOR_EVERYBODY or not departments.isdisjoint(rule.departments)
        needed = {"marking", *only, *(("credential",) if "sensitive" in only else ())}
        return concerns and (not only or rule.category in needed)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.lexicon.rules}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The Chinese title of every rule."""
        return {rule.id: rule.title for rule in self.lexicon.rules}

    @functools.cache  # noqa: B019 - a rule set lives as long as the program
    def basis(self, rule_id: str) -> str:
        """Return the legal basis of a rule as it is printed."""
        return cite(self.articles, self.by_id[rule_id].basis)

    def with_model(self, name: str) -> RuleSet:
        """Return the same rules with a spaCy model that votes on names; what it is called is part of the digest."""
        lexicon = self.lexicon._replace(
            rules=tuple(r._replace(options={**r.options, "model": name}) if r.kind == "name" else r for r in self.lexicon.rules),
        )
        return replace(self, lexicon=lexicon, digest=f"sha256:{sha256(f'{self.digest} {name}'.encode())}")

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as what was loaded, without what was compiled of it."""
        return RuleSet, (self.digest, self.lexicon, dict(self.articles), self.allowances)


def load_ruleset(folder: Path, cache: Path | None = None, unit: Path | None = None) -> RuleSet:
    """Return the proven rule set of a lexicon folder, with what a unit's own folder adds to it.

    `cache` is a private folder, or None to prove it every time. Raises LexiconError for the first mistake in a rule, an example, a
    legal basis or an exception.
    """
    digest = lexicon_digest(folder)
    if unit is not None:
        check_unit_files(unit)
        digest = sha256(f"{digest} {lexicon_digest(unit)}".encode())
    kept = cache / f"rules-{sha256((digest + code_state()).encode())[:32]}.json" if cache else None
    proven = _kept(kept) if kept else None
    if proven is None:
        proven = lexicon, articles = load_lexicon(folder, unit), load_articles(folder / "facts" / "articles.tsv")
        check(lexicon, articles)
        if kept:
            _keep(kept, lexicon, articles)
    lexicon, articles = proven
    known = frozenset(rule.id for rule in lexicon.rules)
    allowances = load_allowances(folder, known) + (load_allowances(unit, known, UNIT) if unit is not None else ())
    return RuleSet(f"sha256:{digest}", lexicon, articles, allowances)


def check(lexicon: Lexicon, articles: Mapping[str, Article]) -> None:
    """Prove every rule and its legal basis. Raises LexiconError for the first that fails."""
    for rule in lexicon.rules:
        check_refs(articles, rule.basis, rule.source)
        if rule.severity is Severity.BLOCK and rests_only_on_art16(rule.basis):
            raise LexiconError(
                "XS330",
                f"{rule.source}：{rule.id} 只依据政府信息公开条例第十六条（可以不予公开），不得设为 block。",
                "请改为 warn，或补充禁止公开的依据。",
            )
        try:
            prove(rule, lexicon.macros)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            what = f"{rule.source}：{rule.id} 有一项的写法不对（{type(error).__name__}）"
            raise LexiconError("XS331", f"{what}。", "请对照“写规则”里的例子，检查数字、引号和方括号。") from error


def lexicon_digest(folder: Path) -> str:
    """Return the SHA-256 over the names and bytes of all lexicon files."""
    state = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".toml", ".tsv") or p.parent.name == "models"):
        data = path.read_bytes()
        state.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return state.hexdigest()


@functools.cache
def code_state(package: Path = _PACKAGE) -> str:
    """Return a digest that is another when a file of this package was written: a changed detector makes kept results worthless.

    It is taken of names, sizes and times, as git's index tells changed files and the interpreter which code to compile; on POSIX the
    last change of an entry is among the times, which no program sets back. To read hundreds of files takes longer than to check a page.
    The lexicon that lies in an installed package is left out, and so are the files of the tagger: the digests of both are known.
    """
    state = hashlib.sha256()
    for folder, inner, names in os.walk(package):
        inner[:] = sorted({*inner} - {"__pycache__", "lexicons", "lac_model"})
        for name in sorted(names):
            path = f"{folder}/{name}"
            entry = os.stat(path)  # noqa: PTH116 - hundreds of them
            state.update(f"{path}\0{entry.st_size}\0{entry.st_mtime_ns}\0{entry.st_ctime_ns}\0".encode())
    return state.hexdigest()


def _detector(rule: Rule, macros: Mapping[str, str]) -> Detector | Reader:
    build = KINDS[rule.kind].build
    assert build is not None
    return build(rule, macros)


def _kept(path: Path) -> tuple[Lexicon, Mapping[str, Article]] | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if head.decode() != sha256(body):
            return None
        content = json.loads(body)
    except (OSError, ValueError):
        return None
    articles = map(_article, content["articles"])
    lexicon = Lexicon(tuple(_rule(r) for r in content["rules"]), content["macros"], tuple(content["allowed"]))
    return lexicon, {article.key: article for article in articles}


def _rule(kept: dict[str, Any]) -> Rule:
    for key in ("basis", "match", "no_match", "departments"):
        kept[key] = tuple(kept[key])
    return Rule(**{**kept, "severity": Severity(kept["severity"])})


def _article(kept: list[Any]) -> Article:
    key, law, article, version, keywords, text, verified = kept
    return Article(key, law, article, date.fromisoformat(version), tuple(keywords), text, verified)


def _keep(path: Path, lexicon: Lexicon, articles: Mapping[str, Article]) -> None:
    rules = [rule._asdict() for rule in lexicon.rules]
    rows = [(*a[:3], a.version_date.isoformat(), *a[4:]) for a in articles.values()]
    body = canonical_json({"rules": rules, "macros": dict(lexicon.macros), "allowed": list(lexicon.allowed), "articles": rows})
    try:
        for old in sorted(path.parent.glob("rules-*.json"), key=lambda kept: kept.stat().st_mtime)[: 1 - _PROVEN]:
            old.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(sha256(body).encode() + b"\n" + body)
    except OSError:
        return  # a read-only machine proves the rules each time
