"""Matters that are sensitive without any number in them: what is spoken of, weighed by what is said beside it.

A word alone decides little: 标底 stands in every tender law. So a subject (a term of a list) carries a level, and the signals in
its clause (尚未公开, 注意保密, a value, a name, 见附件) add to it, what speaks for lawful publication (现予公布, 应当, 公示期) takes
away. `because` names the class of the subject and the signals, never the words themselves.

A whole expression that says enough by itself is a statement: one pattern with its label, weighed against the same. Of what
overlaps the gravest speaks. In a law or regulation, or a text in articles, only a subject that says enough by itself and stands
on a line of its own counts, as the title of an annex does.

Options:
    list        subjects: a file in lexicons/terms with the columns term, class, level, basis, guard, note, source
    statements  list of tables: `label` and `pattern`, at the rule's own severity unless `severity` says less
    together    list of tables: `label` and `parts`, patterns that must all stand in one sentence, in whatever order, to say the same
    anchors     literals that call the statements; subjects call them too
    signals     list of tables: `label`, `pattern`, `weight`, and `of` (classes of subjects that it speaks about; default all)
    against     the same, for what takes away, from statements as well
    genres      table: weight that a genre of document takes away, by its name
    window      code points around a subject, within its clause, that signals may stand in (default 48)
and the contexts of `matching.Context`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from review import lazy_re as re
from review.detect.base import ARTICLE, Hit, Kind, Span, Trigger, View, option, windows
from review.detect.matching import Context, Matcher, span_of
from review.model import Rule, Severity
from review.text.genre import Genre
from review.text.normalise import fold

OPTIONS = frozenset({"list", "statements", "together", "anchors", "signals", "against", "genres", "window"}) | Context.OPTIONS
TABLES = {
    "statements": frozenset({"label", "pattern", "severity"}),
    "together": frozenset({"label", "parts", "severity"}),
    "signals": frozenset({"label", "pattern", "weight", "of"}),
    "against": frozenset({"label", "pattern", "weight", "of"}),
}
LEVELS = {"block": 4, "warn": 2, "cue": 1}
_WARN, _BLOCK = LEVELS["warn"], LEVELS["block"]

_NOWHERE = (-1, -1)
_SENTENCE = 100  # code points: how far apart the parts of a matter may stand
_REACH = 72  # code points around an anchor in which a statement may stand
_CLAUSE = re.compile(r"[。!?]|;\n|\n[ \t]*\n")
_SEPARATED = re.compile(r"[\W_]+")
_GAP = re.compile(r"[^\w。;!?:,、()《》“”]{1,3}\Z|_{1,3}\Z")
_FILLERS = str.maketrans("", "", " \t*/_-·.|~^+=")
_PIECE = 4096  # code points read at a time: a pattern has two seconds for them
_TITLE = 30  # code points: a longer line is running text
_WRAPPED = 24  # code points: a line this long goes on in the next


class Subject(NamedTuple):
    """A term of a list. `most` is the gravest it can become, whatever stands beside it."""

    label: str
    weight: int
    most: Severity
    guard: Matcher | None


class Signal(NamedTuple):
    """A group of words with one meaning, and what they add or take away."""

    label: str
    weight: int
    matcher: Matcher
    of: frozenset[str]

    def spans(self, label: str, text: str, stretch: Span, subject: Span) -> list[Span]:
        """Return where the words stand, outside the subject, if they speak about its class at all."""
        if self.of and label not in self.of:
            return []
        found = (match.span() for match in self.matcher.within(text, [stretch]))
        return [(start, end) for start, end in found if start < subject[0] or subject[1] < end]


class Matter:
    """The detector of this kind."""

    digits = 0
    trigger = Trigger.SQUEEZED

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        self.most = rule.severity
        self.subjects = {fold(row["term"]): _subject(row, rule.severity, macros) for row in option(rule, "subjects", ())}
        self.grave = {term for term, subject in self.subjects.items() if subject.weight >= _BLOCK}
        self.literals = tuple(dict.fromkeys((*self.subjects, *map(fold, option(rule, "anchors", ())))))
        self.plain = frozenset(self.literals)
        statements = option(rule, "statements", ())
        self.statements = [(s["label"], Severity(s.get("severity", rule.severity))) for s in statements]
        patterns = [f"(?P<s{number}>{statement['pattern']})" for number, statement in enumerate(statements)]
        self.matcher = Matcher(patterns, macros) if patterns else None
        self.together = [
            (t["label"], Severity(t.get("severity", rule.severity)), [Matcher(part, macros) for part in t["parts"]])
            for t in option(rule, "together", ())
        ]
        self.signals = _signals(option(rule, "signals", ()), macros)
        self.any_signal = Matcher([s["pattern"] for s in option(rule, "signals", ())] or ["(?!)"], macros)
        self.against = _signals(option(rule, "against", ()), macros)
        self.genres: Mapping[str, int] = option(rule, "genres", {})
        self.window: int = option(rule, "window", 48)
        self.context = Context(rule.options, macros)

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return the gravest hit of every place that says enough."""
        if view.genre is Genre.LEGISLATION or view.in_articles:
            grave = [(start, end) for start, end in spots if view.text[start:end] in self.grave]
            hits = list(self._spoken_of(view, [spot for spot in grave if _is_heading(view, spot[0])]))
        else:
            whole = [(start, end) for start, end in spots if view.text[start:end] in self.plain]  # statements know no signs inside a word
            hits = [*self._said(view, whole), *self._said_together(view, whole), *self._spoken_of(view, spots)]
        hits = [hit for hit in hits if self._stands(view, hit)]
        hits.sort(key=lambda hit: (hit.start, hit.end))
        merged: list[Hit] = []
        for hit in hits:
            if merged and hit.start < merged[-1].end:
                merged[-1] = _merged(merged[-1], hit)
            else:
                merged.append(hit)
        yield from merged

    def _subject(self, text: str, start: int, end: int) -> Subject | None:
        return self.subjects.get(_SEPARATED.sub("", text[start:end]))

    def _stands(self, view: View, hit: Hit) -> bool:
        return not ARTICLE.match(view.text, view.line(hit.start)[0]) and not self.context.forbids(view.text, hit.start, hit.end)

    def _said(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        for match in self.matcher.finditer(view.text, spots, _REACH) if self.matcher else ():
            label, severity = self.statements[int(match.lastgroup[1:])]
            start, end = span_of(match)
            taken, _, _ = self._add(self.against, label, view.text, self._around(view.text, start, end), _NOWHERE)
            weight = LEVELS[severity] - taken - self._genre(view)
            yield from self._judge((start, end), weight, severity, [label])

    def _said_together(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        read = -1
        for start, end in spots if self.together else ():
            if start < read:
                continue
            around = self._around(view.text, start, end, _SENTENCE)
            read = around[1]
            for label, severity, parts in self.together:
                found = [first for part in parts if (first := next(part.within(view.text, [around]), None))]
                if len(found) == len(parts):
                    span = min(match.start() for match in found), max(match.end() for match in found)
                    taken, _, _ = self._add(self.against, label, view.text, around, _NOWHERE)
                    yield from self._judge(span, LEVELS[severity] - taken - self._genre(view), severity, [label])

    def _spoken_of(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        settled = 0
        told: dict[str, int] = {}
        signalled = self._signalled(view.text, spots) if any(self._subject(view.text, *spot) for spot in spots) else []
        near = 0
        for start, end in spots:
            subject = self._subject(view.text, start, end) if end > settled else None
            if subject is None or start < told.get(view.text[start:end], 0) or not is_one_word(view.text, start, end):
                continue
            if subject.guard is not None and subject.guard.search(view.text[max(0, start - 16) : end + 16]):
                continue
            text, around = view.text, self._around(view.text, start, end)
            added = 0
            labels: list[str] = []
            spans: list[Span] = []
            while near < len(signalled) and signalled[near][1] <= around[0]:
                near += 1
            if near < len(signalled) and signalled[near][0] < around[1]:
                added, labels, spans = self._add(self.signals, subject.label, text, around, (start, end))
            elif not text[start:end].isalnum():
                added, labels, spans = self._in_spaced(subject.label, text, around, (start, end))
            weight = subject.weight + added
            if weight < _WARN:
                continue
            taken, against, _ = self._add(self.against, subject.label, text, around, _NOWHERE)
            line = view.line(start)[0], view.line(end)[1]
            spans = [(s, e) for s, e in spans if line[0] <= s and e <= line[1]]
            span = min((s for s, _ in (*spans, (start, end)))), max(e for _, e in (*spans, (start, end)))
            weight -= taken + self._genre(view)
            if weight >= _BLOCK and subject.most is Severity.BLOCK:
                settled = span[1]
            if weight >= LEVELS[subject.most]:
                told[text[start:end]] = min(line[1], around[1])
            yield from self._judge(span, weight, subject.most, [subject.label, *labels], against)

    def _signalled(self, text: str, spots: list[Span]) -> list[Span]:
        """Return where any signal stands near the spots, read once however many there are."""
        reach = 2 * self.window
        found = []
        for left, right in windows(text, spots, reach, reach):
            pieces = ((max(left, first - reach), min(right, first + _PIECE)) for first in range(left, right, _PIECE))
            found += [match.span() for piece in pieces for match in self.any_signal.within(text, [piece])]
        return sorted(found)

    def _in_spaced(self, label: str, text: str, around: Span, own: Span) -> tuple[int, list[str], list[Span]]:
        """Weigh a clause written with a sign between any two characters, as the subject is."""
        plain = text[slice(*around)].translate(_FILLERS)
        added, labels, _ = self._add(self.signals, label, plain, (0, len(plain)), _NOWHERE)
        return added, labels, [own]

    def _add(self, signals: Iterable[Signal], label: str, text: str, stretch: Span, subject: Span) -> tuple[int, list[str], list[Span]]:
        weight, labels, spans = 0, [], []
        for signal in signals:
            found = signal.spans(label, text, stretch, subject)
            if found:
                weight += signal.weight
                labels.append(signal.label)
                spans += found
        return weight, labels, spans

    def _judge(self, span: Span, weight: int, most: Severity, labels: list[str], against: Iterable[str] = ()) -> Iterator[Hit]:
        if weight < _WARN:
            return
        grave = weight >= _BLOCK and most is Severity.BLOCK
        because = "＋".join(dict.fromkeys(labels))
        doubts = "、".join(dict.fromkeys(against))
        yield Hit(
            *span, None if grave or self.most is Severity.WARN else Severity.WARN, because=f"{because}（但{doubts}）" if doubts else because
        )

    def _around(self, text: str, start: int, end: int, window: int = 0) -> Span:
        """Return the clause around a span, no further than the window."""
        left, right = max(0, start - (window or self.window)), min(len(text), end + (window or self.window))
        for match in _CLAUSE.finditer(text, left, start):
            left = match.end()
        after = _CLAUSE.search(text, end, right)
        return left, after.start() if after else right

    def _genre(self, view: View) -> int:
        return self.genres.get(view.genre, 0) if view.genre is not None else 0


def _is_heading(view: View, position: int) -> bool:
    """Tell whether a line is as short as the title of an annex."""
    first, last = view.line(position)
    return last - first <= _TITLE and "。" not in view.text[first:last]


def _merged(first: Hit, second: Hit) -> Hit:
    """Return the graver of two overlapping hits, or both as one."""
    if first.severity is not second.severity:
        return first if second.severity is Severity.WARN else second
    because = "＋".join(dict.fromkeys(f"{first.because}＋{second.because}".split("＋")))
    return first._replace(end=max(first.end, second.end), because=because)


def is_one_word(text: str, start: int, end: int) -> bool:
    """Tell whether what stands between the characters of a span only spaces them out, or wraps a line."""
    inner = text[start:end]
    if inner.isalnum():
        return True
    gaps = _SEPARATED.findall(inner)
    if gaps == ["\n"]:
        return start - text.rfind("\n", 0, start) + inner.index("\n") >= _WRAPPED
    return all(map(_GAP.match, gaps)) and "\n" not in inner and (len(set(gaps)) == 1 or len(gaps) >= len(inner) // 3)


def _subject(row: Mapping[str, str], most: Severity, macros: Mapping[str, str]) -> Subject:
    guard = Matcher(row["guard"], macros) if row["guard"] else None
    return Subject(row["class"], LEVELS[row["level"]], Severity(row.get("most", most)), guard)


def _signals(tables: Iterable[Mapping[str, Any]], macros: Mapping[str, str]) -> list[Signal]:
    return [Signal(t["label"], t.get("weight", 1), Matcher(t["pattern"], macros), frozenset(t.get("of", ()))) for t in tables]


def _faults(options: Mapping[str, Any]) -> Iterator[str]:
    for name, known in TABLES.items():
        for table in options.get(name, ()):
            for key in sorted(table.keys() - known):
                yield f"{name} 中不认识的选项“{key}”，可用：{'、'.join(sorted(known))}"
            for key in ("label", "parts" if name == "together" else "pattern"):
                if key not in table:
                    yield f"{name} 中缺少 {key}"
    for genre in options.get("genres", {}).keys() - set(Genre):
        yield f"genres 中不认识的体裁“{genre}”，可用：{'、'.join(Genre)}"


KIND = Kind(OPTIONS, Matter, _faults)
