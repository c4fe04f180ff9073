"""Questions on the screen. Answers are taken line by line from the bytes of standard input, as passphrases are, so both may be piped."""

from __future__ import annotations

import sys

import click


def asked(question: str) -> str:
    """Ask and return the answer; the end of the input is an empty one."""
    click.echo(question, nl=False)
    sys.stdout.flush()
    source = getattr(sys.stdin, "buffer", None)
    if source is None:
        return sys.stdin.readline().strip()
    return bytes(source.readline()).decode(sys.stdin.encoding or "utf-8", "replace").strip()


def confirmed(question: str) -> bool:
    """Ask for a yes; anything else, and the end of the input, is a no."""
    return asked(f"{question}确认请输入 y：").lower() in ("y", "yes", "是")
