"""Names: how fast they are read in ordinary official text and in dense lists; what is found is scored by ``bench.passages``."""

from __future__ import annotations

import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.corpora import OPTIONS, rules
from review.extract import extract
from review.scan import scan

ORDINARY, DENSE = 120_000, 25_000  # characters per second and core
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
_GIVEN = "建国秀英明华志强丽娟海燕文军晓东春梅永福桂香玉兰子涵梓轩雨欣浩然德旺金生"


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    text = _official(shared)
    ordinary = _rate(text)
    yield f"普通公文：{ordinary / 1e3:.0f} k 字/秒（全部规则和姓名，规则已编译，{len(text) / 1e6:.1f} M 字）"
    dense = {name: _rate(content) for name, content in _lists().items()}
    yield "密集名单：" + "，".join(f"{name} {rate / 1e3:.0f} k 字/秒" for name, rate in dense.items())
    assert ordinary >= ORDINARY, f"{ordinary:.0f} 字/秒"
    assert min(dense.values()) >= DENSE, dense


def _official(shared: Path) -> str:
    with tarfile.open(shared / "corpus" / "official.tar.xz") as archive:
        files = [member for member in archive if member.isfile() and member.name.endswith(".txt")]
        return "\n".join(archive.extractfile(member).read().decode("utf-8", "replace") for member in files[:60])


def _lists() -> dict[str, str]:
    random = Random(1)
    names = ["".join((random.choice(_SURNAMES), random.choice(_GIVEN), random.choice(_GIVEN))) for _ in range(8_000)]
    rows = (f"{n}\t{name}\t男\t云溪镇石桥村{n % 9 + 1}组\t{n % 700 + 100}" for n, name in enumerate(names[:4_000]))
    return {"表格": "序号\t姓名\t性别\t住址\t金额\n" + "\n".join(rows), "顿号": "、".join(names), "逐行": "\n".join(names)}


def _rate(text: str) -> float:
    document = extract(text.encode(), "文本.txt")
    ruleset = rules()
    scan(document, ruleset, OPTIONS)  # compiles the patterns that the text calls
    start = time.process_time()
    scan(document, ruleset, OPTIONS)
    return len(text) / (time.process_time() - start)
