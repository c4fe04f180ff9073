"""The tables beside a work list: the account of the month, the 季度自查表, 规范性文件 by unit, domains outside; one shape for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.report.mask import mask_runs
from review.sweep.finding import SweepReport
from review.sweep.inspection import self_check
from review.sweep.lists import Address, Addresses, Normative, Standing, Summary, Tally

STANDINGS = {"valid": "继续有效", "repealed": "已废止", "expired": "已失效", "unclear": "待核"}
KINDS_OF_ADDRESS = {"code": "二维码", "embedded": "嵌入", "link": "链接"}
NO_COLUMN = "（未归栏目）"
_UNSEEN = "没有装或关掉了识别组件 xianshen[ocr]，或图片不在导出的文件夹里"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its title, what is to be said above it, heads with widths in characters, and rows of as many cells."""

    title: str
    remarks: tuple[str, ...]
    heads: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]


def tables(report: SweepReport) -> Iterator[Table]:
    """Yield the tables that a report has, in the order in which they are read."""
    if report.summary is not None:
        yield _summary(report.summary)
    yield _self_check(report)
    if report.normative is not None:
        yield _one_side(report.normative)
        yield _normative(report.normative)
    if report.addresses is not None:
        yield _addresses(report.addresses)


def compared(summary: Summary) -> str:
    """Return in one sentence how a sweep differs from the one it is compared with."""
    total = summary.total
    if summary.against is None:
        return "没有以前的清查记录可比；加 --record 记下这一次，下次就能比。"
    told = (
        (total.new, "新发现"), (total.again, "再次出现"), (total.open, "仍待处理"), (total.done, "已处理"), (total.kept, "保留"),
        (total.resolved, "已消除"),
    )  # fmt: skip
    words = "，".join(f"{name} {count} 项" for count, name in told)
    return f"与 {summary.against} 的清查相比：{words}" + (f"；逾期未办 {total.overdue} 项" if total.overdue else "") + "。"


def pictures(addresses: Addresses) -> str:
    """Return how many pictures were looked at for codes, and how many were not."""
    told = f"查看图片 {addresses.pictures} 张，认出二维码、条码里的网址 {addresses.codes} 个"
    return told + (f"；另有 {addresses.unseen} 张没有看（{_UNSEEN}），请人工扫码核对。" if addresses.unseen else "。")


def one_side(normative: Normative) -> str:
    """Return in one sentence what stands on one side only."""
    if not normative.catalogues:
        return "没有找到清理目录，没有与网站核对；可用 --catalogue 给出目录文件。"
    return (
        f"与目录核对：目录继续有效、网上没有 {len(normative.missing)} 件；网上有效、目录没有 {len(normative.unlisted)} 件；"
        f"目录已废止或失效、网上没有标注 {len(normative.unmarked)} 件；"
        f"目录继续有效、文件已过期或被废止 {len(normative.contradicted)} 件。"
    )


def remark_of(row: Address, *, listed: bool) -> str:
    """Return what an address needs. `listed` tells whether any domain is on the unit's list at all."""
    new = "，上次清查没有" if row.new else ""
    if row.allowed:
        return f"名单内{new}"
    return f"不在名单里{new}" if listed else f"没有名单可核对{new}"


def _summary(summary: Summary) -> Table:
    heads = (
        ("栏目", 20), ("责任单位", 24), ("新发现", 8), ("再次出现", 9), ("仍待处理", 9), ("已处理", 8), ("保留", 8), ("已消除", 8),
        ("其中逾期未办", 12),
    )  # fmt: skip
    rows = [(row.column or NO_COLUMN, row.owner, *_counts(row)) for row in summary.rows]
    return Table("月度汇总", (compared(summary),), heads, (*rows, ("合计", "", *_counts(summary.total))))


def _counts(row: Tally) -> tuple[str, ...]:
    return tuple(str(count) for count in (row.new, row.again, row.open, row.done, row.kept, row.resolved, row.overdue))


def _self_check(report: SweepReport) -> Table:
    heads = (("序号", 6), ("类别", 14), ("指标", 18), ("标准", 44), ("清查情况", 48), ("人工核对", 30), ("核对结果", 16), ("核对人", 10))
    rows = tuple(
        (
            answer.indicator.number,
            answer.indicator.group,
            answer.indicator.title,
            answer.indicator.standard,
            answer.words,
            answer.indicator.by_hand,
            "",
            "",
        )
        for answer in self_check(report)
    )
    unread = f"，另有 {len(report.gaps)} 处没有读完" if report.gaps else ""
    remarks = (
        "单项否决按国办秘函〔2019〕19号检查指标的次序，其他按普查评分表扣分部分的次序；标准为转述，没有列分值，上报前请与下发的指标原文核对。",
        f"清查日 {report.as_of}，读了 {report.pages_read} 页{unread}。程序不联网；“人工核对”一栏写着的，请人核对后填写。",
    )
    return Table("季度自查表", remarks, heads, rows)


def _one_side(normative: Normative) -> Table:
    heads = (("哪一边", 26), ("制发单位", 26), ("标题", 50), ("文号", 22), ("页面", 40), ("目录", 40), ("怎么办", 36))
    sides = (
        (normative.missing, "目录继续有效，网上没有", "补公开；不宜公开或已失效的，更正目录。"),
        (normative.unlisted, "网上有效，目录没有", "核实效力；有效的补入目录，未列入的标注失效。"),
        (normative.unmarked, "目录已废止或失效，网上没有标注", "在原文显著位置标注，保留原文和发布日期。"),
        (normative.contradicted, "目录继续有效，文件已过期或被废止", "由制发单位核定效力；仍有效的更正标注或重新公布，已失效的更正目录。"),
    )
    rows = tuple(
        (side, row.unit, mask_runs(row.title), row.docno, row.path, row.source, advice) for found, side, advice in sides for row in found
    )
    return Table("规范性文件两边核对", (one_side(normative),), heads, rows)


def _normative(normative: Normative) -> Table:
    heads = (("制发单位", 26), ("效力", 10), ("标题", 50), ("文号", 22), ("成文或发布", 12), ("网上已标注", 10), ("目录", 10), ("页面", 40))
    rows = tuple(_standing(row) for row in normative.rows)
    counts: dict[str, Counter[str]] = {}
    for row in normative.rows:
        counts.setdefault(row.unit, Counter())[row.state] += 1
    remarks = [
        f"{unit}：" + "，".join(f"{STANDINGS[state]} {states[state]} 件" for state in STANDINGS if states[state])
        for unit, states in counts.items()
    ]
    return Table("规范性文件效力清单", ("效力由程序推算，公布前请由制发单位核定。", *remarks), heads, rows)


def _standing(row: Standing) -> tuple[str, ...]:
    day = row.day.isoformat() if row.day else ""
    marked = "是" if row.marked else ""
    return row.unit, STANDINGS[row.state], mask_runs(row.title), row.docno, day, marked, STANDINGS.get(row.listed, ""), row.path


def _addresses(addresses: Addresses) -> Table:
    heads = (("域名", 30), ("核对", 20), ("怎样指向", 14), ("页数", 6), ("单位", 20), ("网址（不含参数）", 44), ("页面（前几个）", 50))
    listed = any(row.allowed for row in addresses.rows)
    remarks = [pictures(addresses)]
    if not listed:
        remarks.append("site.toml 里没有写可以指向的域名（[[domain]]），下面的都请核对。")
    if addresses.against and addresses.gone:
        remarks.append(f"上次清查有、这次没有的域名 {addresses.gone} 个。")
    return Table("外部域名和二维码", tuple(remarks), heads, tuple(_address(row, listed=listed) for row in addresses.rows))


def _address(row: Address, *, listed: bool) -> tuple[str, ...]:
    kinds: Sequence[str] = [KINDS_OF_ADDRESS[kind] for kind in row.kinds]
    example, paths = mask_runs(row.example), "、".join(row.paths)
    return row.domain, remark_of(row, listed=listed), "、".join(kinds), str(row.pages), row.owner, example, paths
