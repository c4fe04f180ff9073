"""Numbers and names of accounts that point at one person: by shape, by check digit, by the words beside them.

A check digit is evidence, not a gate: a wrong one beside 身份证号 is a mistyped number and still worth a look; a right one
inside a contract number may be chance. Region tables never decide.

Options:
    forms      list of tables: `pattern` (the group ``value`` marks the span), `proof` (a name in `checks.PROOFS`), `needs`
               (``shape``, ``proof``, ``cue``, ``proof-or-cue``, ``cue-and-proof``, ``column``), `status`, `severity`, `because`,
               `lawful` (the genres of writing in which the law asks for it: status public, severity note)
    cues       pattern of words that, shortly before the value or above its column, say what it is; `cue_reach` code points
               before it (default 20)
    not_column pattern of a column heading under which there is no such value
    measured   pattern of a row's first cell, or of the line above a table, that says: these are amounts; at most a warning
    proof_outweighs  a right check digit outweighs `not_after`: a warning instead of nothing
    private    pattern in the surroundings that says: of a natural person
    public     pattern in the surroundings that says: lawfully public (an office, an enterprise); status public, severity note
    office_genres  the genres of writing in which a value is an office's unless `private` says otherwise
    citizens   pattern of what, before a value in an answer to a citizen, says that it is his: the rule's block, whatever `public` says
    posts      pattern of the headings of a table of people at their posts: at most a warning, unless
    persons    pattern of the headings that make it a list of natural persons
    anchors    literals that must stand nearby; `anchor_pairs` are two strings, any character of the one before any of the other
    numbers    try the rule on every stretch of digits (default: when there are no anchors)
    digits     how many digits, masked ones included, a stretch must have for that (default 5)
and the contexts of `matching.Context`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View, lower, option, windows
from review.detect.checks import PROOFS, in_ascii
from review.detect.columns import captions, heading, title
from review.detect.matching import Context, Matcher, span_of
from review.detect.standing import CITIZENS
from review.model import Rule, Severity, Status, Tier
from review.text.genre import Genre
from review.text.normalise import fold

OPTIONS = (
    frozenset(
        {
            "forms",
            "cues",
            "cue_reach",
            "not_column",
            "measured",
            "proof_outweighs",
            "private",
            "public",
            "office_genres",
            "citizens",
            "posts",
            "persons",
            "anchors",
            "anchor_pairs",
            "numbers",
            "digits",
        }
    )
    | Context.OPTIONS
)
NEEDS = frozenset({"shape", "proof", "cue", "proof-or-cue", "cue-and-proof", "column"})
FORM_OPTIONS = frozenset({"pattern", "proof", "needs", "status", "severity", "because", "lawful"})

_CLAUSE_END = re.compile(r"[。;\n]")
_SEPARATORS = re.compile(r"[\s\-·|./_、,~—:;()]")
_REACH = 72  # code points around a literal or a number in which a value may stand
_HARDLY = 12  # code points of a line before a value: with no more, the line above may say what it is
_WRAPPED = 24  # code points: a line this long goes on in the next
_BEHIND = 10  # code points after a value that may still say what it is
_AROUND = 72  # code points before a value that may say whose it is


class Form(NamedTuple):
    """One way in which a value is written."""

    matcher: Matcher
    needs: str
    proof: str | None
    status: Status | None
    severity: Severity | None
    because: str
    lawful: frozenset[str] = frozenset()


class Identifier:
    """The detector of this kind."""

    def __init__(self, rule: Rule, macros: Mapping[str, str]) -> None:
        firsts, seconds = option(rule, "anchor_pairs", ("", ""))
        pairs = (f"{first}{gap}{second}" for first in firsts for gap in ("", " ") for second in seconds)
        self.literals = tuple(map(fold, (*option(rule, "anchors", ()), *pairs)))
        self.digits: int = option(rule, "digits", 5)
        self.trigger = Trigger.NUMBERS if option(rule, "numbers", not self.literals) else Trigger.PLAIN
        self.forms = [_form(f, macros) for f in rule.options["forms"]]
        self.context = Context(rule.options, macros)
        self.reach: int = option(rule, "cue_reach", 20)
        self.outweighs = bool(option(rule, "proof_outweighs", default=False))
        self.office_genres = frozenset(option(rule, "office_genres", ()))
        self.cues, self.private, self.public, self.not_column, self.measured, self.citizens, self.posts, self.persons = (
            Matcher(rule.options[name], macros) if name in rule.options else None
            for name in ("cues", "private", "public", "not_column", "measured", "citizens", "posts", "persons")
        )

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return a hit per value that its proof, its cue or its shape supports; of two forms the first one speaks."""
        seen: set[Span] = set()
        titles: dict[int, str] = {}
        around = list(windows(view.text, spots, _REACH, _REACH))
        for form in self.forms:
            for match in form.matcher.within(view.text, around):
                span = span_of(match)
                if span in seen:
                    continue
                hit = self._allowed(form, view, *span)
                if hit is not None:
                    seen.add(span)
                    yield _as_asked_for(hit) if view.genre in form.lawful else self._weighed(view, hit, titles)

    def _weighed(self, view: View, hit: Hit, titles: dict[int, str]) -> Hit:
        """Return a hit with what the genre of the document or the headings of its table say of the person."""
        if hit.status is Status.MASKED:
            return hit
        if view.genre in CITIZENS and self.citizens is not None and self.citizens.search(_clause_before(view.text, hit.start)):
            return hit._replace(severity=Severity.BLOCK, status=Status.PRIVATE, because=f"{view.genre}中群众的联系方式不得公开")
        if hit.status is Status.PRIVATE and self.public is not None and self._is_of_an_office(view.text, hit.start, titles):
            return lower(hit, Severity.NOTE, "列在单位的一栏")._replace(status=Status.PUBLIC)
        if self.posts is not None and hit.severity is None and self._at_their_posts(view.text, hit.start, titles):
            return lower(hit, Severity.WARN, "表中列的是履行公务的人员；请改用座机，或取得本人同意")
        return hit

    def _is_of_an_office(self, text: str, start: int, titles: dict[int, str]) -> bool:
        """Tell whether a value stands in a column that an office or enterprise heads, as the parties to a tender do."""
        words = f"{title(text, start, titles)} {_clause_before(text, start).rpartition(chr(9))[2]}"
        return len(words) > 1 and _last(self.public, words) > _last(self.private, words)

    def _at_their_posts(self, text: str, start: int, titles: dict[int, str]) -> bool:
        title(text, start, titles)
        headings = titles.get(text.rfind("\n", 0, start) + 1, "")
        return bool(self.posts and self.posts.search(headings)) and not (self.persons and self.persons.search(headings))

    def _allowed(self, form: Form, view: View, start: int, end: int) -> Hit | None:
        text = view.text
        if not self.context.forbids(text, start, end):
            return self._judge(form, view, start, end)
        if not self.outweighs or form.proof is None or self.context.forbids(text, start, end, before=False):
            return None
        hit = self._judge(form, view, start, end)
        if hit is None or hit.tier is not Tier.CONFIRMED:
            return None
        return lower(hit, Severity.WARN, "写在编号、代码之后，但校验位正确，请核对")

    def _judge(self, form: Form, view: View, start: int, end: int) -> Hit | None:
        text = view.text
        proven = form.proof is None or PROOFS[form.proof](_bare(text[start:end], form.proof))
        headed = form.needs != "shape" and self.cues is not None and self.cues.search(heading(text, start))
        cued = headed or ("cue" in form.needs and self._cued(text, start, end))
        supported = {
            "shape": True,
            "proof": proven,
            "cue": cued,
            "proof-or-cue": proven or cued,
            "cue-and-proof": proven and cued,
            "column": headed,
        }[form.needs]
        if not supported or (self.not_column is not None and self.not_column.search(heading(text, start))):
            return None
        tier = Tier.CONFIRMED if proven else Tier.SUSPECTED
        because = form.because or _evidence(form, proven=proven, cued=cued)
        if form.status is not None:
            return Hit(start, end, form.severity or Severity.NOTE, form.status, tier, because)
        status, whose = self._status(view, start, end)
        severity = form.severity
        if status is Status.PUBLIC:
            severity = Severity.NOTE
        elif not proven or self.context.softens(text, start, end):
            severity = Severity.WARN
        elif self._is_measured(text, start):
            severity, whose = Severity.WARN, "表格写明是数量或金额，请核对"
        return Hit(start, end, severity, status, tier, "；".join(filter(None, (because, whose))))

    def _is_measured(self, text: str, start: int) -> bool:
        """Tell whether a table says that its values are amounts, and no heading says that this one is what the rule looks for."""
        if self.measured is None or (self.cues is not None and self.cues.search(heading(text, start))):
            return False
        return any(map(self.measured.search, captions(text, start)))

    def _cued(self, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - self.reach) : start], text[end : end + _BEHIND]
        return self.cues is not None and (self.cues.search(before) or self.cues.search(after))

    def _status(self, view: View, start: int, end: int) -> tuple[Status, str]:
        text = view.text
        before = _clause_before(text, start)
        after = _CLAUSE_END.split(text[end : end + _BEHIND])[0]
        for words in (before, after, heading(text, start)):
            private, public = _last(self.private, words), _last(self.public, words)
            if private >= max(public, 0):
                return Status.PRIVATE, "上下文表明属于个人"
            if public >= 0:
                return Status.PUBLIC, "上下文表明属于单位或依法公开"
        return (Status.PUBLIC, f"{view.genre}中单位的联系方式") if view.genre in self.office_genres else (Status.PRIVATE, "")


def _bare(value: str, proof: str) -> str:
    """Return a value as its proof wants it: without what stands between the digits, all of them ASCII."""
    return value if proof == "ipv4" else in_ascii(_SEPARATORS.sub("", value))


def _last(matcher: Matcher | None, text: str) -> int:
    """Return where the last match ends, or -1: of two cues the nearer one speaks."""
    return max((m.end() for m in matcher.within(text, [(0, len(text))])), default=-1) if matcher is not None else -1


def _clause_before(text: str, start: int) -> str:
    """Return what stands before a value in its sentence, the lines of a wrapped paragraph joined."""
    *above, clause = text[max(0, start - _AROUND) : start].rpartition("。")[2].split("\n")
    for line in reversed(above):
        if len(clause) > _HARDLY and len(line) < _WRAPPED:
            break
        clause = line + clause
    return clause


def _form(options: Mapping[str, Any], macros: Mapping[str, str]) -> Form:
    status, severity = options.get("status"), options.get("severity")
    return Form(
        Matcher(options["pattern"], macros),
        options.get("needs", "shape"),
        options.get("proof"),
        Status(status) if status else None,
        Severity(severity) if severity else None,
        options.get("because", ""),
        frozenset(options.get("lawful", ())),
    )


def _as_asked_for(hit: Hit) -> Hit:
    return lower(hit, Severity.NOTE, "这类文件依法写到这一项")._replace(status=Status.PUBLIC)


def _evidence(form: Form, *, proven: bool, cued: bool) -> str:
    facts = []
    if form.proof:
        facts.append("校验位正确" if proven else "校验位不符，可能录入有误")
    if cued:
        facts.append("前后有提示词")
    return "，".join(facts)


def _faults(options: Mapping[str, Any]) -> Iterator[str]:
    if unknown := set(options.get("office_genres", ())) - set(Genre):
        yield f"office_genres 中不认识的文种“{'、'.join(sorted(unknown))}”，可用：{'、'.join(Genre)}"
    for form in options.get("forms", ()):
        for key in sorted(form.keys() - FORM_OPTIONS):
            yield f"forms 中不认识的选项“{key}”，可用：{'、'.join(sorted(FORM_OPTIONS))}"
        if unknown := set(form.get("lawful", ())) - set(Genre):
            yield f"lawful 中不认识的文种“{'、'.join(sorted(unknown))}”，可用：{'、'.join(Genre)}"
        if "pattern" not in form:
            yield "forms 中缺少 pattern"
        if form.get("needs", "shape") not in NEEDS:
            yield f"needs 不能是“{form['needs']}”，可用：{'、'.join(sorted(NEEDS))}"
        if form.get("proof") not in (None, *PROOFS):
            yield f"proof 不能是“{form['proof']}”，可用：{'、'.join(PROOFS)}"
    if not options.get("forms"):
        yield "至少要有一种写法（forms）"


KIND = Kind(OPTIONS, Identifier, _faults)
