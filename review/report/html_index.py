"""The table of contents of a report on many documents: a row for each, the worst first, and what shows only when they are seen together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from review.model import Reviewed, Severity, Verdict
from review.report.mask import flat
from review.report.together import Together
from review.report.wording import SEVERITIES, verdict_text

_WORST = {Verdict.BLOCK: 1, Verdict.INCOMPLETE: 2, Verdict.WARN: 3, Verdict.CLEAN: 4}


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one document. `number` tells it apart; `told` says that there is more to read about it."""

    number: int
    rank: int
    path: str
    tone: str
    words: str
    counts: tuple[int, ...]
    told: bool


def row_of(number: int, reviewed: Reviewed) -> Row:
    """Return the row of a document."""
    scan = reviewed.scan
    counts = (0, 0, 0, 0) if scan.stop else (*(count(reviewed, severity) for severity in Severity), len(scan.gaps))
    told = bool(scan.stop or scan.findings or scan.gaps)
    return Row(number, rank(reviewed), reviewed.path, tone(reviewed), verdict_text(reviewed), counts, told)


def rank(reviewed: Reviewed) -> int:
    """Return where a document stands among others, the worst at 0."""
    return 0 if reviewed.scan.stop else _WORST[reviewed.verdict]


def tone(reviewed: Reviewed) -> str:
    """Return the class of the style sheet that colours a document."""
    return "stop" if reviewed.scan.stop else reviewed.verdict.value


def count(reviewed: Reviewed, severity: Severity) -> int:
    """Return how many findings of one severity there are."""
    return sum(finding.severity is severity for finding in reviewed.scan.findings)


def contents(rows: Iterable[Row], total: int, together: Together, target: Callable[[Row], str]) -> str:
    """Return the table in the order of `rows`; `target` gives the address of what is told of a document."""
    heads = "".join(f"<th>{SEVERITIES[severity]}</th>" for severity in Severity)
    lines = "".join(f'\n<p class="because">{escape(line)}</p>' for line in together.lines())
    return (
        f'<section class="card"><h2>共{total}个文件</h2>\n<table class="index">'
        f"<thead><tr><th>文件</th><th>结论</th>{heads}<th>未能检查</th></tr></thead>\n"
        f"<tbody>\n{''.join(_row(row, target) for row in rows)}</tbody></table>{lines}</section>\n"
    )


def _row(row: Row, target: Callable[[Row], str]) -> str:
    name = escape(flat(row.path))
    if row.told:
        name = f'<a href="{escape(target(row))}">{name}</a>'
    cells = "".join(f'<td class="n">{count or ""}</td>' for count in row.counts)
    return f'<tr id="r{row.number}"><td>{name}</td><td><span class="tag {row.tone}">{row.words}</span></td>{cells}</tr>\n'
