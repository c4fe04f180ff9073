"""整改单 as Word documents, one for each unit: what was found, by when it is to be put right, and room to say what was done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from review.extract.sniff import NOTICE
from review.report.docx_grid import GREY, LABEL, Line, Words, blank_page, clean, saved, write_line
from review.report.mask import mask_runs, shorten
from review.report.sweep import ACTIONS, PROMISE, shown, state_of, trace
from review.report.wording import SEVERITIES
from review.sweep.finding import State, SweepFinding, SweepReport
from review.sweep.kinds import KINDS
from review.sweep.worklist import ordered

NO_OWNER = "未定责任单位"
MOST_ROWS = 300  # of one notice: a unit with more gets the rest from the work list
_MARGINS = (12.0, 10.0, 12.0, 10.0)
_COLUMNS = (("序号", 12), ("编号", 28), ("页面", 48), ("问题和证据（整改前）", 75), ("怎么办", 40), ("期限", 26), ("整改后", 48))
_SMALL, _LONGEST = 9.0, 400
_ANSWER = ("□已整改　□申请保留", "　至　　　年　　月　　日", "情况或理由：", "", "经办人：", "日期：")


def notices(report: SweepReport, issuer: str, made: dt.datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the name of a file and a .docx for each unit that has something to do, or has done it since the sweep compared with."""
    units: dict[str, list[SweepFinding]] = {}
    for finding in ordered(report.findings):
        units.setdefault(finding.owner or NO_OWNER, []).append(finding)
    used: set[str] = set()
    for unit, findings in units.items():
        if any(finding.state is not State.KEPT for finding in findings):
            yield _name(unit, used), _notice(unit, findings, report, issuer, made)


def _name(unit: str, used: set[str]) -> str:
    bare = re.sub(r'[\\/:*?"<>|\x00-\x1f.]', "_", clean(unit.partition("（")[0])).strip()[:60] or NO_OWNER
    name, number = bare, 1
    while name in used:
        number += 1
        name = f"{bare}{number}"
    used.add(name)
    return f"整改单_{name}.docx"


def _notice(unit: str, findings: Sequence[SweepFinding], report: SweepReport, issuer: str, made: dt.datetime) -> bytes:
    from docx.enum.section import WD_ORIENT

    document = blank_page(f"网上信息整改单　{unit}", made, _MARGINS)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.core_properties.comments = NOTICE
    _say(document, NOTICE, 8, colour=GREY)
    _say(document, "网上信息整改单", 18, align="center", bold=True)
    to_do = [finding for finding in findings if finding.to_do]
    days = sorted(finding.due for finding in to_do if finding.due)
    others = f"　　供参考：{len(to_do) - len(days)} 项" if len(to_do) > len(days) else ""
    due = f"{days[0]} 至 {days[-1]}" if days and days[0] != days[-1] else f"{days[0]}" if days else "无待办"
    _say(document, f"责任单位：{clean(unit)}　　清查日：{report.as_of}　　待整改：{len(days)} 项{others}　　整改期限：{due}", 11)
    _table(document, findings[:MOST_ROWS], report)
    if len(findings) > MOST_ROWS:
        _say(document, f"另有 {len(findings) - MOST_ROWS} 项，见清查清单（xlsx）。", 10)
    _say(document, f"开单单位：{clean(issuer)}　　　　　　核对人：　　　　　　　　复核日期：", 11)
    _say(
        document,
        f"{PROMISE}“摘要”是页面文件 SHA-256 的前 16 位，用来核对页面有没有变。期限是自首次发现起算的日历天数，来件按工作日。",
        8,
        colour=GREY,
    )
    return saved(document)


def _table(document: Any, findings: Sequence[SweepFinding], report: SweepReport) -> None:
    from docx.shared import Mm

    table = document.add_table(len(findings) + 1, len(_COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    for column, (_, width) in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(width)
    rows: list[Sequence[Sequence[str]]] = [[(name,) for name, _ in _COLUMNS]]
    rows += [_cells(number, finding, report) for number, finding in enumerate(findings, 1)]
    for row, contents in zip(table.rows, rows, strict=True):
        _not_split(row, heading=contents is rows[0])
        for cell, lines, (_, width) in zip(row.cells, contents, _COLUMNS, strict=True):
            cell.width = Mm(width)
            for place, words in enumerate(lines):
                paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
                write_line(paragraph, Line((Words(words, _SMALL, bold=contents is rows[0]),)))


def _cells(number: int, finding: SweepFinding, report: SweepReport) -> list[tuple[str, ...]]:
    kind = KINDS[finding.rule]
    evidence, computation = shown(finding)
    title = mask_runs((report.titles or {}).get(finding.path, ""))
    found = (
        f"【{SEVERITIES[finding.severity]}】{kind.title}",
        f"证据：{shorten(evidence, _LONGEST)}" if evidence else "",
        f"推算：{shorten(computation, _LONGEST)}",
        f"依据：{finding.basis}" if finding.basis else "",
        f"发现：{trace(finding.before)}" if finding.before else "",
    )
    return [
        (str(number),),
        (finding.item,),
        _told(shorten(title, 80), finding.path, report.urls.get(finding.path, "")),
        _told(*found),
        (f"{ACTIONS[finding.action]}：{kind.fix}",) if finding.to_do else ("",),
        (f"{finding.due or ''}", state_of(finding, report.as_of)),
        _ANSWER if finding.to_do else _told(finding.note, trace(finding.after)),
    ]


def _told(*words: str) -> tuple[str, ...]:
    """Return the lines of a cell without those that say nothing."""
    return tuple(clean(each) for each in words if each) or ("",)


def _not_split(row: Any, *, heading: bool) -> None:
    """Keep a row on one page, and repeat the heading on every one."""
    from docx.oxml import OxmlElement

    look = row._tr.get_or_add_trPr()  # noqa: SLF001  # python-docx has no such property
    look.append(OxmlElement("w:cantSplit"))
    if heading:
        look.append(OxmlElement("w:tblHeader"))


def _say(document: Any, words: str, size: float, *, align: str = "left", bold: bool = False, colour: str = "") -> None:
    write_line(document.add_paragraph(), Line((Words(words, size, LABEL, bold=bold, colour=colour),), align))
