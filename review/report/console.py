"""The report on the screen: quiet when there is nothing, one line per finding, the summary last.

Only characters that a Chinese Windows console can show (GBK) are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from review.extract.sniff import NOTICE
from review.judge import words_of
from review.model import Finding, Reviewed, Severity, Verdict
from review.report import Item, Options
from review.report.excerpt import Excerpts
from review.report.mask import flat, mask_runs
from review.report.place import place_text
from review.report.together import Together
from review.report.wording import (
    NOT_NOTHING,
    REASONS,
    SEVERITIES,
    SEVERITY_ASIDE,
    STOP,
    STOP_ORDER,
    STOP_REASON,
    VERDICTS,
    next_step,
    verdict_text,
)

MANY = 10  # more findings of one rule than this are cut down
FEW = 5  # to this number
_SIGNS = {Severity.BLOCK: "×", Severity.WARN: "●", Severity.NOTE: "○"}
_ORDER = (Verdict.BLOCK, Verdict.INCOMPLETE, Verdict.WARN, Verdict.CLEAN)


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours for a terminal, or none."""

    colour: bool

    def __call__(self, text: str, code: str) -> str:
        """Return `text` in the colour of an SGR code (ECMA-48), if colours are wanted."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def severity(self, text: str, severity: Severity) -> str:
        """Return `text` in the colour of its severity."""
        return self(text, {Severity.BLOCK: "31", Severity.WARN: "33", Severity.NOTE: "2"}[severity])


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether to colour: on a terminal, unless NO_COLOR is set; FORCE_COLOR colours pipes and files too."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return stream.isatty() and environment.get("TERM") != "dumb"


def render(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Return the pieces of the format ``text``; a file bears the notice, a screen need not."""
    if options.filed:
        yield f"{NOTICE}\n\n"
    yield from render_text((reviewed for reviewed, _ in items), options.titles, show=options.show, colour=options.colour)
    for remark in options.remarks:
        yield f"注意：{flat(remark)}。\n"


def render_text(documents: Iterable[Reviewed], titles: Mapping[str, str], *, show: bool = False, colour: bool = False) -> Iterator[str]:
    """Return the report in pieces that end with a line feed. `titles` gives the Chinese title of a rule id."""
    paint = Paint(colour)
    together = Together()
    noted = 0
    for reviewed in documents:
        together.add(reviewed)
        if reviewed.scan.stop:
            yield from _stopped(reviewed, titles, paint)
            continue
        if reviewed.verdict is Verdict.CLEAN and not reviewed.scan.gaps:
            noted += bool(reviewed.scan.findings)
            continue
        yield from _document(reviewed, titles, show=show, paint=paint)
    yield from _summary(together, noted, paint)


def _stopped(reviewed: Reviewed, titles: Mapping[str, str], paint: Paint) -> Iterator[str]:
    yield f"{paint(flat(reviewed.path), '1')}  {paint(STOP, '1;31')}\n"
    yield f"  {STOP_REASON}\n"
    for finding in reviewed.scan.findings:
        if finding.stop:
            where = place_text(finding.place, finding.layer, named=False)
            yield f"    × {where}  {titles.get(finding.rule, finding.rule)}（{finding.rule}）\n"
    yield f"  {paint('请' + STOP_ORDER, '1;31')}\n\n"


def _document(reviewed: Reviewed, titles: Mapping[str, str], *, show: bool, paint: Paint) -> Iterator[str]:
    yield f"{paint(flat(reviewed.path), '1')}  {verdict_text(reviewed)}\n"
    if gaps := reviewed.scan.gaps:
        yield f"  未能检查（{len(gaps)}处）\n"
        for gap in gaps:
            yield f"    ■ {place_text(gap.place)}  {REASONS[gap.reason]}：{mask_runs(flat(gap.message))}\n"
    excerpts = Excerpts(reviewed.scan.findings, show=show)
    for severity in Severity:
        found = [finding for finding in reviewed.scan.findings if finding.severity is severity]
        if found:
            head = f"{SEVERITIES[severity]}（{SEVERITY_ASIDE[severity]}）{len(found)}处"
            yield f"  {paint.severity(head, severity)}\n"
            yield from _rules(found, titles, excerpts, paint)
    yield "\n"


def _rules(found: list[Finding], titles: Mapping[str, str], excerpts: Excerpts, paint: Paint) -> Iterator[str]:
    """Return the findings of one severity, those of a rule together, its basis and remedy once."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in found:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, findings in by_rule.items():
        title = titles.get(rule, rule)
        told = {title, f"疑似{title}", ""}
        for finding in findings if len(findings) <= MANY else findings[:FEW]:
            message = flat(excerpts.explain(finding, finding.message))
            parts = [place_text(finding.place, finding.layer), title, _quoted(excerpts.quote(finding))]
            if finding.suggestions:
                parts.append("→ " + " / ".join(flat(excerpts.explain(finding, s)) for s in finding.suggestions))
            if message not in told:
                told.add(message)
                parts.append(message)
            if finding.allowed is not None:
                parts.append(flat(excerpts.explain(finding, words_of(finding.allowed))))
            sign = paint.severity(_SIGNS[finding.severity], finding.severity)
            yield f"    {sign} {'  '.join(filter(None, parts))}\n"
        if len(findings) > MANY:
            yield f"      另有{len(findings) - FEW}处，见网页报告（--format html）\n"
        for label, words in (("依据", findings[0].basis), ("怎么办", findings[0].fix)):
            if words:
                yield f"      {paint(f'{label}：{flat(words)}', '2')}\n"


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _summary(together: Together, noted: int, paint: Paint) -> Iterator[str]:
    verdicts, stopped, total = together.verdicts, together.stopped, together.total
    if not total:
        yield "没有检查任何文件。请核对路径后再试。\n"
        return
    counts = [f"{STOP} {stopped} 个"] if stopped else []
    counts += [f"{VERDICTS[verdict]} {verdicts[verdict]} 个" for verdict in _ORDER if verdicts[verdict]]
    aside = f"（{NOT_NOTHING}）" if verdicts[Verdict.CLEAN] else ""
    yield f"{'─' * 20}\n"
    yield paint(f"共检查 {total} 个文件：{'，'.join(counts)}{aside}。", "1") + "\n"
    if noted:
        yield f"其中 {noted} 个只有供参考的事项，见网页报告（--format html）。\n"
    yield from (f"{line}\n" for line in together.lines())
    worst = next((verdict for verdict in _ORDER if verdicts[verdict]), Verdict.CLEAN)
    yield f"下一步：{next_step(worst, stop=bool(stopped))}\n"
