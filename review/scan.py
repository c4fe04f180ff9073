"""Document × RuleSet → Scan. Pure: no clock, no file, no network.

A finding quotes the characters of the document, at offsets into the document's text. Findings of one category never
overlap: the longer wins, then the surer, then the rule that stands first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from review.detect.base import Hit
from review.detect.carrier import carried
from review.detect.dated import concerned
from review.detect.run import Located, run
from review.digest import fingerprint
from review.extract import ocr
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.extract.properties import holds_authors
from review.model import Document, Finding, Gap, GapReason, Inner, Layer, Place, Rule, Scan, Segment, Severity, Status, Tier
from review.rules.ruleset import RuleSet
from review.text.layout import with_zones
from review.text.normalise import fold

SETTLED = {Status.PUBLIC: "属于单位或依法公开", Status.MASKED: "已遮盖"}
_READ_OFF = "文字是从图中识别的，可能认错，请对照原图核对"
FILE_NAME = Place(part="file-name")
FOLDER_NAME = Place(part="folder-name")
TOLD_OF_FOLDERS = frozenset({"personal.id-card", "personal.bank-card", "personal.mobile"})


class Options(NamedTuple):
    """What changes the outcome of a scan besides the document and the rules.

    `key` makes the fingerprints the unit's own. With `only`, nothing but findings of these categories is told, and whatever stops a
    document. With `departments`, rules that name others and none of these are left out. `as_of` is the day for which dated facts are
    asked; without it none is.
    """

    key: bytes
    only: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    as_of: date | None = None


def scan(document: Document, rules: RuleSet, options: Options) -> Scan:
    """Return everything the rules find in a document, in reading order; its name is read as well.

    Of the folders and archives that the document lies in, only what concerns all that is inside is said: a level of secrecy, and
    a number of a person that must not be published.
    """
    inner = document.inner
    document = with_zones(document.own)
    findings, gaps = _textual(document, rules, options)
    named, _ = _textual(_name_document(document.name), rules, options)
    findings += [replace(f, start=0, end=0) for f in named if f.stop or f.place == FILE_NAME or _names_a_person(f, document.name)]
    findings += [
        _carrier_finding(r, s, document, rules, options)
        for r in rules.carriers
        if rules.asks(r, options.departments, options.only)
        for s in carried(r, document)
    ]
    findings += _dated(document, rules, options)
    for carried_file in inner:
        within = scan(carried_file.document, rules, options)
        findings += [_from_inside(f, carried_file) for f in within.findings]
        gaps += [gap._replace(place=gap.place.inside(carried_file.part)) for gap in within.gaps]
    if options.only:
        findings = [f for f in findings if f.category in options.only or f.stop]
    findings.sort(key=lambda f: (f.start, f.end, f.rule))
    return Scan(tuple(findings), (*document.gaps, *gaps), any(f.stop for f in findings))


def _from_inside(finding: Finding, inner: Inner) -> Finding:
    """Return a finding of a carried file as one of the document that carries it."""
    place = finding.place.inside(inner.part)
    return replace(finding, start=finding.start + inner.start, end=finding.end + inner.start, place=place, layer=Layer.EMBEDDED)


def _textual(document: Document, rules: RuleSet, options: Options) -> tuple[list[Finding], list[Gap]]:
    unfinished: set[int] = set()
    found: dict[str, list[Located]] = defaultdict(list)
    chosen = rules.chosen(options.departments, options.only)
    for index, start, end, hit in run(rules.dispatcher, document, unfinished.add, chosen):
        found[rules.textual[index].category].append((index, start, end, hit))
    findings = []
    named = [hit for category in ("marking", "credential") for hit in found.get(category, ())]
    for category, hits in found.items():
        kept = without_overlaps([*hits, *named], partial(_rank_of_matter, rules)) if category == "sensitive" else without_overlaps(hits)
        for index, start, end, hit in kept:
            if rules.textual[index].category != category:
                continue
            segment = document.segment_at(start)
            if category == "personal" and holds_authors(segment):
                continue
            findings.append(_finding(rules.textual[index], start, end, hit, document, segment, rules, options))
    gaps = [
        Gap(GapReason.TIMEOUT, f"规则 {rules.textual[i].id}（{rules.textual[i].title}）未能在限时内查完，请人工核对这一项。")
        for i in sorted(unfinished)
    ]
    if document.text.strip():
        gaps += [Gap(GapReason.ENGINE_MISSING, reader.missing) for _, reader in rules.dispatcher.readers(chosen) if reader.missing]
    return findings, gaps


def _dated(document: Document, rules: RuleSet, options: Options) -> list[Finding]:
    """Return what the visible text states that does not hold on the day of the options."""
    text = document.text[: document.visible_end]
    asked = [r for r in rules.dated if rules.asks(r, options.departments, options.only) and concerned(r, text)] if options.as_of else []
    if not asked or options.as_of is None:
        return []
    from review.facts.drafts import outdated

    order = {rule.id: place for place, rule in enumerate(rules.dated)}
    hits = [(order[rule.id], start, end, hit) for rule, start, end, hit in outdated(text, asked, options.as_of)]
    return [
        _finding(rules.dated[place], start, end, hit, document, document.segment_at(start), rules, options)
        for place, start, end, hit in without_overlaps(hits)
    ]


def _no_rank(_: Located) -> int:
    return 0


def _rank_of_matter(rules: RuleSet, located: Located) -> int:
    """Return 0 for a matter that must not be published, 1 for one that needs a look, 3 for what is only worded like one.

    Between them stands what another category names: a marking hides no matter, but tells more than that a sentence is worded like one.
    """
    index, _, _, hit = located
    rule = rules.textual[index]
    if rule.category != "sensitive":
        return 2
    if (hit.severity or rule.severity) is Severity.BLOCK:
        return 0
    return 3 if hit.tier is Tier.SUSPECTED else 1


def without_overlaps(hits: Iterable[Located], rank: Callable[[Located], int] = _no_rank) -> list[Located]:
    """Return the hits that remain when of two that overlap the one of lower rank, then the longer, the surer, the earlier rule stays.

    So a long stretch that needs a look never hides what must not be published.
    """
    ordered = sorted(hits, key=lambda h: (rank(h), h[1] - h[2], h[3].tier is Tier.SUSPECTED, h[3].status is Status.MASKED, h[0], h[1]))
    kept: list[Located] = []
    starts: list[int] = []
    ends: list[int] = []
    for hit in ordered:
        at = bisect_left(starts, hit[2])
        if at and ends[at - 1] > hit[1]:
            continue
        place = bisect_left(starts, hit[1])
        starts.insert(place, hit[1])
        ends.insert(place, hit[2])
        kept.append(hit)
    return kept


def _finding(
    rule: Rule, start: int, end: int, hit: Hit, document: Document, segment: Segment | None, rules: RuleSet, options: Options
) -> Finding:
    quote = document.text[start:end]
    layer = segment.layer if segment else Layer.VISIBLE
    severity = hit.severity or rule.severity
    if rule.trial and severity is Severity.BLOCK:
        severity = Severity.WARN
    read_off = segment is not None and segment.carrier == ocr.CARRIER
    return Finding(
        rule=rule.id,
        severity=severity,
        start=start,
        end=end,
        place=place_of(document, segment, start),
        layer=layer,
        quote=quote,
        message=_message(rule, hit) + ("（图中识别）" if read_off else ""),
        basis=rules.basis(rule.id),
        because="；".join(filter(None, (hit.because, rule.why, _READ_OFF if read_off else ""))),
        fix="可以保留。" if hit.status in SETTLED else rule.fix,
        status=hit.status,
        tier=hit.tier,
        fingerprint=fingerprint(options.key, rule.id, layer, fold(quote)),
        stop=hit.stop,
    )


def _names_a_person(finding: Finding, name: str) -> bool:
    """Tell whether a folder or archive is named after somebody's number; a bare mobile is what programs call their folders."""
    if finding.rule not in TOLD_OF_FOLDERS or finding.severity is not Severity.BLOCK:
        return False
    return finding.rule != "personal.mobile" or finding.quote not in PurePosixPath(name).parts


def _message(rule: Rule, hit: Hit) -> str:
    return f"{rule.title}（{SETTLED[hit.status]}）" if hit.status in SETTLED else f"疑似{rule.title}"


def place_of(document: Document, segment: Segment | None, offset: int) -> Place:
    """Return the place of an offset; in plain text, whose segments hold many lines, the line is counted."""
    if segment is None:
        return Place()
    path = segment.place.path
    if document.format == "text" and path:
        lines = document.text.count("\n", segment.start, offset)
        return segment.place._replace(path=f"L{int(path[1:]) + lines}") if lines else segment.place
    return segment.place


def _carrier_finding(rule: Rule, segment: Segment, document: Document, rules: RuleSet, options: Options) -> Finding:
    quote = document.text[segment.start : segment.end]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        start=segment.start,
        end=segment.end,
        place=segment.place,
        layer=segment.layer,
        quote=quote,
        message=rule.title,
        basis=rules.basis(rule.id),
        because=rule.why,
        fix=rule.fix,
        fingerprint=fingerprint(options.key, rule.id, segment.layer, fold(quote)),
    )


def _name_document(name: str) -> Document:
    """Return the names of a file and of what it lies in, without suffixes, as a document: a mark in a name is a mark."""
    builder = DocumentBuilder("name", DEFAULT)
    *folders, file = PurePosixPath(name).parts or ("",)
    for place, step in (*((FOLDER_NAME, folder) for folder in folders), (FILE_NAME, file)):
        if step:
            builder.behind(PurePosixPath(step).stem, place, Layer.METADATA, "file-name")
    return builder.build()
