"""Passphrases: typed without echo or read from a file, never from an option or the environment.

Options show in the list of processes and in the shell's history, and the environment is handed on to every program started.
"""

from __future__ import annotations

import getpass
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from review.errors import UsageError
from review.sign.keyfile import SHORTEST, require_length

LONGEST = 4096  # bytes of the line that holds a passphrase

_F = TypeVar("_F", bound=Callable[..., Any])


def passphrase_option(f: _F) -> _F:
    """Give a command the option ``--passphrase-file`` (parameter `passphrase_file`: a path, ``-`` or None)."""
    return click.option("--passphrase-file", metavar="文件", help="从文件的第一行读口令，- 为标准输入；不给则在屏幕上询问。")(f)


def read_passphrase(source: str | None, prompt: str) -> str:
    """Return the passphrase from a file, from the next line of standard input for ``-``, or typed after `prompt`.

    A file is UTF-8; its first line counts, without its end. Raises UsageError (XS110) when there is none to be read.
    """
    if source is None:
        return _ask(prompt)
    try:
        if source == "-":
            line = sys.stdin.buffer.readline(LONGEST + 1)
        else:
            with Path(source).open("rb") as stream:
                line = stream.readline(LONGEST + 1)
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("XS110", "读不了口令文件。", "请检查路径，并把文件保存为 UTF-8。") from error
    if not text or len(line) > LONGEST:
        raise UsageError("XS110", "口令文件的第一行是空的或太长。", "请把口令写在第一行。")
    return text


def new_passphrase(source: str | None) -> str:
    """Return a new passphrase; when typed it is asked for twice.

    Raises UsageError: XS110 none to be read, XS111 typed differently; ConfigError: XS606 too short.
    """
    passphrase = read_passphrase(source, f"新口令（至少 {SHORTEST} 个字符，输入时不显示）：")
    require_length(passphrase)
    if source is None and _ask("再输入一次：") != passphrase:
        raise UsageError("XS111", "两次输入的口令不一样。", "请重新运行。")
    return passphrase


def _ask(prompt: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on with echo
        try:
            # Windows hands characters beyond U+FFFF over in halves.
            return getpass.getpass(prompt).encode("utf-16", "surrogatepass").decode("utf-16")
        except getpass.GetPassWarning as error:
            raise UsageError("XS110", "这里不能隐藏输入口令。", "请在终端窗口中运行，或用 --passphrase-file。") from error
        except UnicodeDecodeError as error:
            raise UsageError("XS110", "输入的口令里有读不懂的字符。", "请改用字母、数字、符号或常用汉字。") from error
        except EOFError as error:
            raise click.Abort from error
