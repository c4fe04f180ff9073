"""``xianshen doctor``: does the installation do what it promises on this machine?"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Callable

import click

from review import __version__
from review.commands.chinese import Command
from review.errors import Exit, XianshenError

_PARTS = (
    "ahocorasick_rs",
    "lxml",
    "numpy",
    "regex",
    "pypdfium2",
    "pikepdf",
    "pdfplumber",
    "python_calamine",
    "jieba",
    "cryptography",
    "docx",
    "xlsxwriter",
    "chinese_calendar",
)
_SENTENCE = "身份证号360781199003070012，手机13800138000。"


@click.command(cls=Command, name="doctor", options_metavar="[选项]", short_help="检查本程序是否安装完好")
def command() -> int:
    """检查本程序是否安装完好：组件、规则、文件夹、屏幕编码，并用一句例文自测。"""
    broken = 0
    for name, check in _CHECKS.items():
        try:
            result = check()
        except (XianshenError, OSError, ImportError, UnicodeError) as error:
            broken += 1
            click.echo(f"× {name}：{error}")
        else:
            click.echo(f"√ {name}：{result}")
    click.echo("一切正常。" if not broken else f"有 {broken} 项不正常，请按提示处理后再检查文稿。")
    return Exit.USAGE if broken else Exit.CLEAN


def _version() -> str:
    return f"先审 {__version__}，Python {platform.python_version()}，{platform.system()} {platform.machine()}"


def _parts() -> str:
    for part in _PARTS:
        importlib.import_module(part)
    fast = "，已启用加速组件" if importlib.util.find_spec("hyperscan") else ""
    return f"{len(_PARTS)} 个组件齐全{fast}"


def _rules() -> str:
    from review.commands import session
    from review.store import memory

    rules = session.rules_in_force(keep=False)
    today = session.today()
    told = "；".join(session.remarks(rules, memory.departments(), today))
    allowed = f"，允许清单 {len(rules.allowances)} 条" if rules.allowances else ""
    return f"{len(rules.lexicon.rules)} 条规则全部通过例句校验{allowed}，{rules.digest[:23]}{f'。注意：{told}' if told else ''}"


def _self_test() -> str:
    from review.commands import session
    from review.extract import extract
    from review.scan import scan

    found = {f.rule for f in scan(extract(_SENTENCE.encode(), "自测.txt"), session.rules_in_force(), session.options()).findings}
    if not {"personal.id-card", "personal.mobile"} <= found:
        raise XianshenError("XS901", "自测例文中的号码没有全部找到。", "请重新安装本程序。")
    return "例文中的号码全部找到"


def _folders() -> str:
    from review.store import private

    return "、".join(str(private.folder(p)) for p in ("config", "cache", "reports"))


def _ledger() -> str:
    from review.engine.ledger import NAME
    from review.store import private

    path = private.folder("cache") / NAME
    kept = f"现有 {path.stat().st_size / 2**20:.1f} MB" if path.exists() else "现在没有"
    return f"{path}，{kept}；加密存放，没有原文件打不开，用 xianshen clean 清除"


def _screen() -> str:
    encoding = sys.stdout.encoding or "utf-8"
    "×√●○".encode(encoding)
    return encoding


_CHECKS: dict[str, Callable[[], str]] = {
    "版本": _version,
    "组件": _parts,
    "规则": _rules,
    "自测": _self_test,
    "私有文件夹": _folders,
    "检查过的记录": _ledger,
    "屏幕编码": _screen,
}
