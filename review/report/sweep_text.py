"""The work list on the screen: by column and owner, graver things first, the summary last. Only characters that GBK has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from review.extract.sniff import NOTICE
from review.model import Severity
from review.report.mask import flat
from review.report.sweep import ACTIONS, CONFIDENCES, NO_COLUMN, PROMISE, STATES, shown
from review.report.wording import REASONS, SEVERITIES
from review.sweep.finding import State, SweepFinding, SweepReport
from review.sweep.kinds import KINDS
from review.sweep.worklist import grouped

_SIGNS = {Severity.BLOCK: "×", Severity.WARN: "●", Severity.NOTE: "○"}
_GAPS_SHOWN = 20


def render(report: SweepReport) -> bytes:
    """Return the work list as text in UTF-8."""
    return "".join(f"{line}\n" for line in lines(report)).encode("utf-8", "replace")


def lines(report: SweepReport) -> Iterator[str]:
    """Yield the lines of the work list, without line ends."""
    yield NOTICE
    for column, owner, findings in grouped(report.findings):
        yield ""
        yield f"{column or NO_COLUMN}" + (f"　责任单位：{owner}" if owner else "") + f"　{len(findings)} 项"
        for finding in findings:
            yield from _finding(finding)
    if report.gaps:
        yield ""
        yield f"未能读完 {len(report.gaps)} 处（没有读到，不等于没有问题）："
        yield from (f"  {unread.path}　{REASONS[unread.gap.reason]}：{flat(unread.gap.message)}" for unread in report.gaps[:_GAPS_SHOWN])
        if len(report.gaps) > _GAPS_SHOWN:
            yield f"  另有 {len(report.gaps) - _GAPS_SHOWN} 处，见 json 报告。"
    yield ""
    yield summary(report)
    yield PROMISE


def summary(report: SweepReport) -> str:
    """Return the one line that sums a sweep up."""
    counts = Counter(finding.severity for finding in report.findings if finding.state in (State.NEW, State.OPEN))
    told = "，".join(f"{SEVERITIES[severity]} {counts[severity]} 项" for severity in Severity if counts[severity]) or "没有待处理的项"
    settled = sum(finding.state not in (State.NEW, State.OPEN) for finding in report.findings)
    return f"清查日 {report.as_of}，读了 {report.pages_read} 页：{told}" + (f"；已处理或保留 {settled} 项" if settled else "") + "。"


def _finding(finding: SweepFinding) -> Iterator[str]:
    kind = KINDS[finding.rule]
    state = "" if finding.state is State.NEW else f"［{STATES[finding.state]}］"
    yield f"  {_SIGNS[finding.severity]} {finding.item}　{flat(finding.path)}　{kind.title}{state}　建议：{ACTIONS[finding.action]}"
    evidence, computation = shown(finding)
    if evidence:
        yield f"      证据：{flat(evidence)}"
    yield f"      推算：{flat(computation)}（把握：{CONFIDENCES[finding.confidence]}）"
    if finding.related:
        yield f"      对照：{'、'.join(map(flat, finding.related))}"
    if finding.note:
        yield f"      {flat(finding.note)}"
