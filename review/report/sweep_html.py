"""The work list as one self-contained page, no script: a table for each column and its owner, and a form to be signed off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from review import __version__
from review.extract.sniff import GENERATOR, NOTICE
from review.report.mask import flat, mask_runs
from review.report.sweep import ACTIONS, CONFIDENCES, PROMISE, shown, state_of, trace
from review.report.sweep_lists import NO_COLUMN, Table, compared, tables
from review.report.sweep_text import summary
from review.report.wording import DISCLAIMER, REASONS, SEVERITIES
from review.sweep.finding import SweepFinding, SweepReport
from review.sweep.kinds import KINDS
from review.sweep.worklist import grouped

_HEADS = ("编号", "级别", "页面", "问题", "证据和推算（整改前）", "建议", "期限", "状态和整改后")


def render(report: SweepReport) -> bytes:
    """Return the page in UTF-8."""
    return "".join(_page(report)).encode("utf-8", "xmlcharrefreplace")


def _page(report: SweepReport) -> Iterator[str]:
    against = f'<p class="meta">{escape(compared(report.summary))}</p>' if report.summary else ""
    style = files("review.report").joinpath("report.css").read_text(encoding="utf-8")
    yield (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"{GENERATOR}\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>网上信息清查清单</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header class="top"><p class="notice">{NOTICE}</p>\n<h1>网上信息清查清单</h1>\n'
        f'<p class="meta">{escape(summary(report))}　先审 {__version__}</p>{against}<p class="meta">{PROMISE}</p></header>\n<main>\n'
    )
    for column, owner, findings in grouped(report.findings):
        yield _column(column, owner, findings, report)
    if report.gaps:
        rows = "".join(
            f"<li><b>{_text(unread.path)}</b>　{REASONS[unread.gap.reason]}　{_text(unread.gap.message)}</li>\n" for unread in report.gaps
        )
        yield f'<section class="gaps"><h3>未能读完的部分（没有读到，不等于没有问题）</h3>\n<ul>\n{rows}</ul></section>\n'
    for table in tables(report):
        yield _table(table)
    yield f'</main>\n<footer class="end">{DISCLAIMER}</footer>\n</body>\n</html>\n'


def _column(column: str, owner: str, findings: Sequence[SweepFinding], report: SweepReport) -> str:
    rows = "".join(_row(finding, report) for finding in findings)
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    unit = f'<p class="meta">责任单位：{_text(owner)}　经办人：　　　　　　核对人：　　　　　　完成日期：</p>' if owner else ""
    return (
        f'<section class="card"><h2>{_text(column or NO_COLUMN)}　{len(findings)}项</h2>\n{unit}'
        f'<table class="index"><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></section>\n'
    )


def _row(finding: SweepFinding, report: SweepReport) -> str:
    kind = KINDS[finding.rule]
    evidence, computation = shown(finding)
    title = (report.titles or {}).get(finding.path, "")
    related = f"<br>对照：{_text('、'.join(finding.related))}" if finding.related else ""
    basis = f"<br>依据：{_text(finding.basis)}" if finding.basis else ""
    before = f"<br>发现时：{trace(finding.before)}" if finding.before else ""
    cells = (
        f"<code>{finding.item}</code>",
        f'<span class="tag {finding.severity.value}">{SEVERITIES[finding.severity]}</span>',
        f"{_text(finding.path)}" + (f"<br>{_text(mask_runs(title))}" if title else ""),
        f"{kind.title}<br><code>{finding.rule}</code>",
        f"{_text(evidence)}<br>{_text(computation)}（把握：{CONFIDENCES[finding.confidence]}）{related}{basis}{before}",
        f"{ACTIONS[finding.action]}<br>{kind.fix}",
        f"{finding.due or ''}",
        "<br>".join(map(_text, filter(None, (state_of(finding, report.as_of), finding.note, _after(finding))))),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _after(finding: SweepFinding) -> str:
    return f"整改后：{trace(finding.after)}" if finding.after else ""


def _table(table: Table) -> str:
    heads = "".join(f"<th>{head}</th>" for head, _ in table.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows)
    remarks = "".join(f'<p class="meta">{_text(remark)}</p>' for remark in table.remarks)
    body = f'<table class="index"><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>' if rows else "<p>没有。</p>"
    return f'<section class="card"><h2>{table.title}</h2>\n{remarks}{body}</section>\n'


def _text(words: str) -> str:
    return escape(flat(words))
