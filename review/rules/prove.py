"""A rule proves itself: it must find exactly the marked spans of its own examples, and nothing in the others.

``match`` examples carry ``⟦…⟧`` around what is to be found, at the rule's own severity; ``lesser`` examples are found at a
lower one (quoted, public, suspected); ``no_match`` examples are not found at all, one of them at least being a near miss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from review import lazy_re as re
from review.detect import KINDS
from review.detect.base import Hit, Span
from review.detect.dispatch import Dispatcher
from review.detect.matching import Matcher
from review.detect.run import run
from review.errors import LexiconError
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Document, Place, Rule, Zone
from review.text.layout import with_zones

SURROUNDINGS = frozenset(
    {"unless", "unless_text", "warn_if", "not_after", "not_before", "cues", "private", "public", "not_column", "column", "cell"}
    | {
        "home",
        "home_after",
        "office",
        "person",
        "people",
        "label",
        "unit",
        "office_inside",
        "office_after",
        "near_person",
        "card_cues",
        "patients",
        "roles",
        "name_columns",
        "says",
        "door",
    }
)
_TABLES = ("forms", "statements", "signals", "against")
OPEN, CLOSE = "⟦", "⟧"


def _patterns(rule: Rule) -> Iterator[tuple[str | list[str], bool]]:
    """Yield every pattern of a rule, and whether it may match nothing: one that looks at surroundings may."""
    tables = (table for name in _TABLES for table in rule.options.get(name, ()))
    for owner in (rule.options, *tables):
        if "pattern" in owner:
            yield owner["pattern"], False
    for row in rule.options.get("subjects", ()):
        if row["guard"]:
            yield row["guard"], True
    for name in sorted(SURROUNDINGS & rule.options.keys()):
        yield rule.options[name], True


def _check_pattern(rule: Rule, matcher: Matcher, *, may_be_empty: bool) -> None:
    """Raise LexiconError (XS323, XS324) for a pattern that cannot be compiled, names no macro, or matches nothing at all."""
    if unknown := re.search(r"\{[A-Z_]+\}", matcher.source):
        raise LexiconError("XS323", f"{rule.source}：{rule.id} 用了没有定义的宏 {unknown[0]}。", "请在 [macros] 中定义，或改正名称。")
    import regex

    try:
        empty = matcher.compiled.search("") is not None
    except regex.error as error:
        raise LexiconError("XS323", f"{rule.source}：{rule.id} 的正则写法有误（{error}）。", "请改正后再试。") from error
    if empty and not may_be_empty:
        raise LexiconError("XS324", f"{rule.source}：{rule.id} 的正则能匹配空文字，会处处命中。", "请写明要找的文字。")


def unmark(example: str) -> tuple[str, list[Span]]:
    """Return the text of an example and the spans marked in it."""
    text: list[str] = []
    spans: list[Span] = []
    start = 0
    for character in example:
        if character == OPEN:
            start = len(text)
        elif character == CLOSE:
            spans.append((start, len(text)))
        else:
            text.append(character)
    return "".join(text), spans


def example_document(text: str) -> Document:
    """Return a document with one paragraph per line, as a plain text file would give."""
    builder = DocumentBuilder("text", DEFAULT)
    for number, line in enumerate(text.split("\n"), 1):
        builder.paragraph(line, Place(path=f"L{number}", zone=Zone.BODY))
    return with_zones(builder.build())


def prove(rule: Rule, macros: Mapping[str, str]) -> None:
    """Raise LexiconError (XS320–XS324) for the first example that disagrees with its rule."""
    build = KINDS[rule.kind].build
    if build is None:
        return
    for pattern, may_be_empty in _patterns(rule):
        _check_pattern(rule, Matcher(pattern, macros), may_be_empty=may_be_empty)
    dispatcher = Dispatcher([build(rule, macros)])
    prove_examples(rule, lambda text: [(s, e, h) for _, s, e, h in run(dispatcher, example_document(text), lambda _: None)])


def prove_examples(rule: Rule, look: Callable[[str], Sequence[tuple[int, int, Hit]]]) -> None:
    """Raise LexiconError (XS320–XS322) for the first example that disagrees with what `look` finds in it."""
    for example in (*rule.match, *rule.options.get("lesser", ())):
        text, want = unmark(example)
        if not want or any(a >= b for a, b in want):
            raise LexiconError("XS320", f"{rule.source}：{rule.id} 的例句没有用⟦⟧标出要找的文字：{example!r}。")
        found = look(text)
        if sorted(set(want)) != sorted({(s, e) for s, e, _ in found}):
            got = "、".join(f"“{text[s:e]}”" for s, e, _ in found) or "没有找到"
            raise LexiconError("XS321", f"{rule.source}：{rule.id} 不符合自己的例句 {example!r}，实际：{got}。")
        own = {h.severity in (None, rule.severity) for _, _, h in found}
        if (example in rule.match) not in own or len(own) > 1:
            raise LexiconError("XS321", f"{rule.source}：{rule.id} 的例句 {example!r} 严重程度与所写不符。")
    for example in rule.no_match:
        found = look(example)
        if found:
            got = "、".join(f"“{example[s:e]}”" for s, e, _ in found)
            raise LexiconError("XS322", f"{rule.source}：{rule.id} 在不应命中的例句 {example!r} 中找到了 {got}。")
