"""The work list on the screen: by column and owner, graver things first, the summary last. Only characters that GBK has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from review.extract.sniff import NOTICE
from review.model import Severity
from review.report.mask import flat
from review.report.sweep import ACTIONS, CONFIDENCES, PROMISE, STATES, shown, state_of
from review.report.sweep_lists import KINDS_OF_ADDRESS, NO_COLUMN, compared, one_side, pictures, remark_of
from review.report.wording import REASONS, SEVERITIES
from review.sweep.finding import State, SweepFinding, SweepReport
from review.sweep.kinds import KINDS
from review.sweep.worklist import grouped

_SIGNS = {Severity.BLOCK: "×", Severity.WARN: "●", Severity.NOTE: "○"}
_GAPS_SHOWN = 20
_SHOWN = 10


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
            yield from _finding(finding, report.as_of)
    if report.gaps:
        yield ""
        yield f"未能读完 {len(report.gaps)} 处（没有读到，不等于没有问题）："
        yield from (f"  {unread.path}　{REASONS[unread.gap.reason]}：{flat(unread.gap.message)}" for unread in report.gaps[:_GAPS_SHOWN])
        if len(report.gaps) > _GAPS_SHOWN:
            yield f"  另有 {len(report.gaps) - _GAPS_SHOWN} 处，见 json 报告。"
    yield from _lists(report)
    yield ""
    yield summary(report)
    if report.summary is not None and report.summary.against is not None:
        yield compared(report.summary)
    yield PROMISE


def _lists(report: SweepReport) -> Iterator[str]:
    """Yield what of the other lists needs a look; the whole of them is in the workbook and the page."""
    normative, addresses = report.normative, report.addresses
    if normative is not None and normative.rows:
        yield ""
        yield f"规范性文件 {len(normative.rows)} 件。{one_side(normative)}"
    doubtful = [row for row in addresses.rows if not row.allowed or row.new] if addresses is not None else []
    if addresses is not None and (doubtful or addresses.unseen):
        listed = any(row.allowed for row in addresses.rows)
        yield ""
        yield f"外部域名 {len(addresses.rows)} 个，要核对的 {len(doubtful)} 个。{pictures(addresses)}"
        for row in doubtful[:_SHOWN]:
            ways = "、".join(KINDS_OF_ADDRESS[kind] for kind in row.kinds)
            yield f"  {flat(row.domain)}　{ways}　{row.pages} 页　{remark_of(row, listed=listed)}"
        if len(doubtful) > _SHOWN:
            yield f"  另有 {len(doubtful) - _SHOWN} 个，见 html 或 xlsx 清单。"


def summary(report: SweepReport) -> str:
    """Return the one line that sums a sweep up."""
    counts = Counter(finding.severity for finding in report.findings if finding.to_do)
    told = "，".join(f"{SEVERITIES[severity]} {counts[severity]} 项" for severity in Severity if counts[severity]) or "没有待处理的项"
    settled = sum(not finding.to_do for finding in report.findings)
    return f"清查日 {report.as_of}，读了 {report.pages_read} 页：{told}" + (f"；已处理或保留 {settled} 项" if settled else "") + "。"


def _finding(finding: SweepFinding, as_of: date) -> Iterator[str]:
    kind = KINDS[finding.rule]
    told = state_of(finding, as_of)
    state = "" if told == STATES[State.NEW] else f"［{told}］"
    yield f"  {_SIGNS[finding.severity]} {finding.item}　{flat(finding.path)}　{kind.title}{state}　建议：{ACTIONS[finding.action]}"
    evidence, computation = shown(finding)
    if evidence:
        yield f"      证据：{flat(evidence)}"
    yield f"      推算：{flat(computation)}（把握：{CONFIDENCES[finding.confidence]}）" + (f"　期限 {finding.due}" if finding.due else "")
    if finding.basis:
        yield f"      依据：{finding.basis}"
    if finding.related:
        yield f"      对照：{'、'.join(map(flat, finding.related))}"
    if finding.note:
        yield f"      {flat(finding.note)}"
