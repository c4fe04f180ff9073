"""The page for readers: one self-contained file, no script, fit for the screen and for A4 paper.

Worst first: the instruction for a file that must not be handled, then gaps, then findings, then the marked text, then pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from review import __version__
from review.extract.sniff import GENERATOR, NOTICE
from review.model import Document, Finding, Reviewed, Severity, Tier
from review.report import Item, Options
from review.report.excerpt import Excerpts
from review.report.html_index import contents, count, rank, row_of, tone
from review.report.marked import Marked
from review.report.mask import flat, mask_runs
from review.report.pictures import contact_sheet
from review.report.place import place_text
from review.report.together import Together
from review.report.wording import (
    CATEGORIES,
    DISCLAIMER,
    REASONS,
    SEVERITIES,
    SEVERITY_ASIDE,
    STOP_ORDER,
    STOP_REASON,
    next_step,
    verdict_text,
)
from review.scan import SETTLED

_LISTED = 200  # findings of one rule in one document; the rest is marked in the text
_TIERS = {Tier.SUSPECTED: "疑似"}
_GRADES = {"must": "必改", "should": "建议改", "hint": "提示"}


def render(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Return the pieces of the format ``html``."""
    return _page(tuple(items), options)


def render_html(items: Sequence[tuple[Reviewed, Document | None]], options: Options | None = None) -> str:
    """Return the page for one or many documents. Without its Document a finding is quoted, but not in its context."""
    return "".join(_page(items, options or Options()))


def _page(items: Sequence[Item], options: Options) -> Iterator[str]:
    ordered = sorted(items, key=lambda item: rank(item[0]))
    yield head(f"{flat(ordered[0][0].path)} 审查报告" if len(ordered) == 1 else f"{len(ordered)}个文件的审查报告", options)
    if len(ordered) > 1:
        together = Together()
        for reviewed, _ in sorted(ordered, key=lambda item: item[0].path):
            together.add(reviewed)
        rows = (row_of(number, reviewed) for number, (reviewed, _) in enumerate(ordered, 1))
        yield contents(rows, len(ordered), together, lambda row: f"#d{row.number}")
    for number, (reviewed, document) in enumerate(ordered, 1):
        if len(ordered) == 1 or reviewed.scan.stop or reviewed.scan.findings or reviewed.scan.gaps:
            yield from article(number, reviewed, document, options)
    yield foot()


def head(title: str, options: Options) -> str:
    """Return the beginning of a page, up to where its contents begin."""
    meta = [options.made, f"先审 {__version__}", f"规则集 {options.ruleset.removeprefix('sha256:')[:12]}" if options.ruleset else ""]
    remarks = "".join(f'\n<p class="meta">注意：{escape(flat(remark))}。</p>' for remark in options.remarks)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"{GENERATOR}\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f'<header class="top"><p class="notice">{NOTICE}</p>\n<h1>公开前审查报告</h1>\n'
        f'<p class="meta">{escape("　".join(filter(None, meta)))}</p>{remarks}</header>\n<main>\n'
    )


def foot() -> str:
    """Return the end of a page."""
    return f'</main>\n<footer class="end">{DISCLAIMER}</footer>\n</body>\n</html>\n'


@cache
def _style() -> str:
    return files("review.report").joinpath("report.css").read_text(encoding="utf-8")


def article(number: int, reviewed: Reviewed, document: Document | None, options: Options) -> Iterator[str]:
    """Yield what is told of one document; of one that must not be handled the instruction alone."""
    if reviewed.scan.stop:
        yield _stopped(number, reviewed, options.titles)
    else:
        yield from _document(number, reviewed, document, options)


def _stopped(number: int, reviewed: Reviewed, titles: Mapping[str, str]) -> str:
    places = "".join(
        f"<li>{escape(place_text(finding.place, finding.layer, named=False))}　{escape(titles.get(finding.rule, finding.rule))}"
        f" <code>{escape(finding.rule)}</code></li>\n"
        for finding in reviewed.scan.findings
        if finding.stop
    )
    return (
        f'<article class="card" id="d{number}"><h2>{escape(flat(reviewed.path))}</h2>\n'
        f'<div class="banner stop"><strong>{verdict_text(reviewed)}</strong><p>{STOP_REASON}</p>'
        f'<p class="order">请{STOP_ORDER}</p></div>\n<ul>\n{places}</ul></article>\n'
    )


def _document(number: int, reviewed: Reviewed, document: Document | None, options: Options) -> Iterator[str]:
    findings = reviewed.scan.findings
    prefix = f"d{number}"
    excerpts = Excerpts(findings, show=options.show)
    groups = _grouped(findings)
    listed = [index for rules in groups.values() for indexes in rules.values() for index in indexes[:_LISTED]]
    numbers = {index: place for place, index in enumerate(listed, 1)}
    marked = Marked(document, findings, excerpts, numbers, options.titles, prefix) if document else None
    visible = marked.visible() if marked else ""
    behind = marked.behind() if marked else ""
    sheet = _Sheet(findings, excerpts, numbers, options.titles, prefix, marked)

    yield f'<article class="card" id="{prefix}"><h2>{escape(flat(reviewed.path))}</h2>\n{_banner(reviewed)}'
    yield _gaps(reviewed, prefix if document else "")
    for severity in Severity:
        if groups[severity]:
            yield sheet.severity(severity, groups[severity])
    if visible:
        yield f'<details class="text" open><summary>标注后的正文</summary>\n<div class="paper">\n{visible}</div></details>\n'
    if behind:
        yield (
            '<details class="behind" open><summary>正文以外的内容（读者看不到，但随文件一起公开）</summary>\n'
            f"<table><thead><tr><th>种类</th><th>位置</th><th>内容</th></tr></thead><tbody>\n{behind}</tbody></table></details>\n"
        )
    if document:
        yield contact_sheet(document, prefix)
    facts = [f"格式 {reviewed.format}", f"文种 {reviewed.genre}" if reviewed.genre else "", f"{reviewed.size:,} 字节"]
    digests = f"SHA-256 <code>{reviewed.sha256}</code><br>SM3 <code>{reviewed.sm3}</code>"
    yield f'<p class="facts">{escape("　".join(filter(None, facts)))}<br>{digests}</p></article>\n'


def _grouped(findings: Sequence[Finding]) -> dict[Severity, dict[str, list[int]]]:
    """Return the indexes of the findings by severity and rule, the rules of a category together, else as they stand."""
    groups: dict[Severity, dict[str, list[int]]] = {severity: {} for severity in Severity}
    rank = {category: place for place, category in enumerate(CATEGORIES)}
    for index in sorted(range(len(findings)), key=lambda i: (rank.get(findings[i].category, len(rank)), findings[i].start)):
        groups[findings[index].severity].setdefault(findings[index].rule, []).append(index)
    return groups


def _banner(reviewed: Reviewed) -> str:
    counts = [(severity.value, SEVERITIES[severity], count(reviewed, severity)) for severity in Severity]
    counts.append(("incomplete", "未能检查", len(reviewed.scan.gaps)))
    chips = "".join(f'<li class="{kind}"><b>{number}</b>{name}</li>' for kind, name, number in counts if number)
    return (
        f'<div class="banner {tone(reviewed)}"><strong>{verdict_text(reviewed)}</strong><p>{next_step(reviewed.verdict, stop=False)}</p>'
        + (f'<ul class="chips">{chips}</ul>' if chips else "")
        + "</div>\n"
    )


def _gaps(reviewed: Reviewed, prefix: str) -> str:
    """Return what was not read; with a prefix, pictures lead to their sheet."""
    if not reviewed.scan.gaps:
        return ""
    rows = "".join(
        f'<li><b>{escape(place_text(gap.place))}</b>　<span class="tag incomplete">{REASONS[gap.reason]}</span>'
        f" {escape(mask_runs(flat(gap.message)))}" + (f' <a href="#{prefix}p">到图片页</a>' if prefix and gap.pictures else "") + "</li>\n"
        for gap in reviewed.scan.gaps
    )
    return f'<section class="gaps"><h3>未能检查的部分（没有检查，不等于没有问题）</h3>\n<ul>\n{rows}</ul></section>\n'


@dataclass(frozen=True)
class _Sheet:
    """The list of findings of one document."""

    findings: Sequence[Finding]
    excerpts: Excerpts
    numbers: Mapping[int, int]
    titles: Mapping[str, str]
    prefix: str
    marked: Marked | None

    def severity(self, severity: Severity, rules: Mapping[str, list[int]]) -> str:
        """Return the findings of one severity: a fold per category, in it a block per rule."""
        by_category: dict[str, list[str]] = {}
        for rule in rules:
            by_category.setdefault(rule.partition(".")[0], []).append(rule)
        folds = "".join(
            f'<details class="category" open><summary>{escape(CATEGORIES.get(category, category))}'
            f' <span class="n">{sum(len(rules[rule]) for rule in names)}处</span></summary>\n'
            + "".join(self._rule(rule, rules[rule]) for rule in names)
            + "</details>\n"
            for category, names in by_category.items()
        )
        total = sum(map(len, rules.values()))
        is_open = "" if severity is Severity.NOTE else " open"
        return (
            f'<details class="severity {severity.value}"{is_open}><summary>{SEVERITIES[severity]}'
            f' <span class="n">{total}处，{SEVERITY_ASIDE[severity]}</span></summary>\n{folds}</details>\n'
        )

    def _rule(self, rule: str, indexes: list[int]) -> str:
        first = self.findings[indexes[0]]
        lines = "".join(f"<p><b>{label}</b>{escape(words)}</p>" for label, words in (("依据", first.basis), ("怎么办", first.fix)) if words)
        rest = len(indexes) - _LISTED
        return (
            f'<section class="rule"><h4>{escape(self.titles.get(rule, rule))} <code>{escape(rule)}</code></h4>\n'
            f'<div class="remedy">{lines}</div>\n<ol>\n'
            + "".join(self._item(index) for index in indexes[:_LISTED])
            + "</ol>\n"
            + (f'<p class="skip">另有{rest}处，见正文中的标注。</p>\n' if rest > 0 else "")
            + "</section>\n"
        )

    def _item(self, index: int) -> str:
        finding, marked = self.findings[index], self.marked
        place = escape(place_text(finding.place, finding.layer))
        if marked and index in marked.anchored:
            place = f'<a href="#{self.prefix}t{index}" title="到正文中的位置">{place}</a>'
        tags = (
            _TIERS.get(finding.tier) if finding.tier else None,
            SETTLED.get(finding.status) if finding.status else None,
            _GRADES.get(finding.grade) if finding.grade else None,
        )
        quote = marked.context(index) if marked else f'<mark class="{finding.severity.value}">{escape(self.excerpts.quote(finding))}</mark>'
        notes = dict.fromkeys(flat(self.excerpts.explain(finding, words)) for words in (finding.message, finding.because))
        words = "；".join(note.rstrip("。") for note in notes if note and note != self.titles.get(finding.rule))
        advice = "、".join(f"“{escape(flat(self.excerpts.explain(finding, suggestion)))}”" for suggestion in finding.suggestions)
        return (
            f'<li id="{self.prefix}f{index}" value="{self.numbers[index]}"><p class="where">{place}'
            + "".join(f' <span class="tag">{tag}</span>' for tag in tags if tag)
            + f"</p>\n<blockquote>{quote}</blockquote>\n"
            + (f'<p class="because">{escape(words)}。</p>\n' if words else "")
            + (f'<p class="because">可改为：{advice}</p>\n' if advice else "")
            + "</li>\n"
        )
