"""How long a sweep takes: invented pages are written into a scratch folder and swept."""

from __future__ import annotations

import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from review.rules.locate import lexicons
from review.sweep.context import Context, load_facts
from review.sweep.run import sweep
from review.sweep.site import Site

PAGES = 10_000
AS_OF = dt.date(2026, 11, 23)
COLUMNS = ("规范性文件", "通知公告", "公示公告", "工作动态", "规划计划", "人事信息", "概况信息", "办事指南", "财政信息", "征集调查")
KINDS = ("通知", "公告", "办法", "意见", "方案", "公示")
WORDS = """青禾县 乡镇 人民政府 农村 道路 养护 学校 医院 项目 资金 群众 工作 落实 责任 安全 检查 环境 保护 产业 发展 服务 办理 申请 材料"""


def write(root: Path, count: int, rng: random.Random) -> None:
    """Write so many pages of five to twenty-five paragraphs, one in ten of them with a period of validity."""
    for number in range(count):
        folder = root / COLUMNS[number % len(COLUMNS)] / str(number // 1000)
        folder.mkdir(parents=True, exist_ok=True)
        day = dt.date(2012, 1, 1) + dt.timedelta(days=rng.randrange(5400))
        title = f"青禾县关于第{number}号事项的{rng.choice(KINDS)}"
        paragraphs = ["".join(rng.choices(WORDS.split(), k=rng.randrange(15, 45))) + "。" for _ in range(rng.randrange(5, 25))]
        if number % 10 == 0:
            paragraphs.append(f"本办法自{day.year}年{day.month}月{day.day}日起施行，有效期{rng.randrange(1, 7)}年。")
        paragraphs += ["青禾县人民政府", f"{day.year}年{day.month}月{day.day}日"]
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        head = f'<meta charset="utf-8"><title>{title}</title><meta name="PubDate" content="{day}">'
        (folder / f"t{day:%Y%m%d}_{number}.html").write_text(f"<html><head>{head}</head><body><h1>{title}</h1>{body}</body></html>")


def measured(count: int) -> tuple[int, int, float, float, float]:
    """Write and sweep so many pages; return pages, findings, seconds, seconds of one core, and MiB in use at most."""
    context = Context(AS_OF, Site(), load_facts(lexicons() / "facts", Site()))
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch), count, random.Random(7))
        begun, used = time.perf_counter(), time.process_time()
        report = sweep([Path(scratch)], context)
        seconds, used = time.perf_counter() - begun, time.process_time() - used
    return report.pages_read, len(report.findings), seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(shared: Path) -> Iterator[str]:  # noqa: ARG001 - every measurement is called alike
    """Yield what was measured. Raises AssertionError beyond ten minutes of one core for 100,000 pages."""
    pages, findings, seconds, used, memory = measured(PAGES)
    yield f"{pages} pages, {findings} findings: {seconds:.0f} s, of one core {used:.0f} s; {memory:.0f} MiB"
    yield f"{1000 * used / pages:.2f} ms for a page, {used / pages * 100_000:.0f} s for 100,000"
    assert used / pages * 100_000 <= 600, "100,000 pages would take more than ten minutes"
