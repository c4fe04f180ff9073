"""The command line: which commands there are, and how a run begins and ends.

Each command is a module of its own, imported when it is called, so that ``--help`` stays quick. This module sets the
streams up, hands dropped files to the drop command and turns errors into messages and exit codes.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from review import __version__
from review.commands import chinese
from review.errors import Exit, UsageError, XianshenError, origin

_ALLOCATIONS = 500_000  # between two looks for garbage: to check a page takes fewer, and a look a hundredth of a second
COMMANDS = {
    "check": "检查文稿、文件夹或压缩包，报告不能公开的内容",
    "extract": "输出本程序从文件中读到的全部文字",
    "submit": "送审：为一件信息建立事项，留存文件和检查结果",
    "revise": "改稿后重新送审，以前的签批作废",
    "dispose": "写明发现的问题怎样处理、未能检查的由谁看过",
    "sign": "签批一级审查，或退回",
    "paper": "登记领导在纸面上或电话里的签批",
    "withdraw": "撤回自己的签批，或撤回整个事项",
    "note": "给事项加一条说明",
    "show": "查看一个事项：审到哪一步，还差什么",
    "status": "列出事项：待我签批的、超过期限的",
    "gate": "上传前放行检查：每个文件都审签完毕才放行",
    "release": "发布：用掉签批，生成发布包，办结事项",
    "compare": "核对网上的内容与签批的是否一致",
    "recall": "召回已发布的内容",
    "correct": "更正已发布的内容，另开事项",
    "verify": "核验审查记录有没有被改动",
    "checkpoint": "给台账盖一个签名的时点，供日后核对",
    "form": "打印政府信息公开保密审查表",
    "ledger": "导出一个月的登记台账",
    "sweep": "清查网上已公开的内容：过期、失效、逾期的",
    "roster": "登记人员、密钥和角色",
    "keys": "建立和管理本人的密钥",
    "unlock": "清除别的电脑留下的占用标记",
    "rules": "查看、解释、测试规则，检查和比较词库",
    "facts": "导入、检查本单位的事实表",
    "config": "查看设置及其来源",
    "doctor": "检查本程序是否安装完好",
    "clean": "列出并清除报告和缓存",
}


class LazyGroup(chinese.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command, or None if there is none of that name."""
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"review.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table, importing none of them."""
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, options_metavar="[选项]", subcommand_metavar="命令 …", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xianshen", message="先审 %(version)s", help="显示版本号。")
def group() -> None:
    """先审：公开前先审查。检查文稿中的密级标志、个人信息、口令和其他不能公开的内容。

    把文件拖到程序图标上，或运行：xianshen 文件…

    本程序不联网。检查结果供人参考，不替代保密审查和签批；仅用于非涉密环境。
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with one of the exit codes of `errors.Exit`."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here: starting its threads would be a third of a short run
    gc.set_threshold(_ALLOCATIONS)
    _set_up_streams()
    _leave(run(arguments))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; what went wrong is told on the error stream."""
    try:
        if not arguments:
            from review.commands.desktop import pause_if_alone

            click.echo(group.get_help(click.Context(group, info_name="xianshen", **group.context_settings)))
            pause_if_alone()
            return Exit.USAGE
        if is_drop(arguments):
            _refuse_options(arguments)
            from review.commands.drop import drop

            return drop([Path(a) for a in arguments])
        # Windows would expand [ ], * and ~ in file names and so open another document than the one dropped.
        result = group.main(arguments, prog_name="xianshen", standalone_mode=False, windows_expand_args=False)
        return int(result or 0)
    except XianshenError as error:
        click.echo(str(error), err=True)
        return error.exit
    except click.ClickException as error:
        click.echo(chinese.explain(error), err=True)
        return Exit.USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断。", err=True)
        return Exit.INTERRUPTED
    except OSError as error:
        why = error.strerror or type(error).__name__
        click.echo(f"XS902 读写失败（{why}）。请检查磁盘是否已满、文件夹能否写入、网络盘是否连着，再重做这一步。", err=True)
        return Exit.INTERNAL
    except Exception as error:  # noqa: BLE001 - the last line of defence: a failure must never look like a clean result
        click.echo(f"XS900 程序内部错误（{type(error).__name__}，{origin(error)}）。检查没有完成，请把这一行告诉维护人员。", err=True)
        return Exit.INTERNAL


def _leave(code: int) -> NoReturn:
    """End the process with all that was written. To take apart what it holds would be a twentieth of the time that a page takes."""
    worker = sys.modules.get("review.extract.worker")
    if worker is not None:
        worker.close()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # a program without a console, or one whose stream was closed, has none
                stream.flush()
    except (OSError, ValueError):  # nobody reads any more: let the interpreter say so
        sys.exit(code)
    os._exit(code)


def is_drop(arguments: Sequence[str]) -> bool:
    """Tell whether the program was started with files alone, as a drop does; what looks like a path is one."""
    first = arguments[0] if arguments else ""
    if not first or first.startswith("-") or first in COMMANDS:
        return False
    return "." in first or os.sep in first or Path(first).exists()


def _refuse_options(arguments: Sequence[str]) -> None:
    """Raise UsageError (XS108) for an option among dropped files; a file of that name is a file."""
    option = next((a for a in arguments if a.startswith("--") and not Path(a).exists()), None)
    if option:
        raise UsageError("XS108", f"直接给出文件时不能带选项（{option}）。", "请改用 xianshen check 文件… 加选项。")


def _set_up_streams() -> None:
    """Let no character that a console lacks stop the program; a pipe gets UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace") if stream.isatty() else stream.reconfigure(encoding="utf-8", errors="replace")
