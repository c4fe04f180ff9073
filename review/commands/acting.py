"""What every command that leaves a record asks for: the unit, the person, the key and its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review.commands.desk import Actor, Desk
from review.commands.passphrase import passphrase_option, read_passphrase
from review.errors import RefusedError, UsageError
from review.workflow.roster import Person

unit_option = click.option(
    "--unit",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="单位文件夹；平时用 xianshen config unit 设一次即可。",
)


_as_option = click.option("--as", "who", metavar="人员", help="以谁的名义（编号或姓名）；不写时由密钥认出。")


def key_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--unit``, ``--key`` and ``--passphrase-file`` to a command."""
    key_option = click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="本人的密钥文件。")
    for option in (passphrase_option, key_option, unit_option):
        function = option(function)
    return function


def acting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what `key_options` adds, and ``--as``."""
    return _as_option(key_options(function))


def no_key() -> UsageError:
    """Return the error (XS634) for a command that does not say who acts."""
    return UsageError("XS634", "没有给出密钥。", "请加 --key 密钥文件；还没有密钥的，用 xianshen keys new 建立并请管理员登记。")


def owner(desk: Desk, who: str | None, key_file: Path | None) -> Person:
    """Return who is meant: whose key it is, or who is named. Raises RefusedError (XS633), UsageError (XS634)."""
    from review.sign.keyfile import public_key

    if key_file is None:
        if who is None:
            raise no_key()
        return desk.roster.now.find(who)
    found = desk.roster.owner(public_key(key_file).id)
    if found is None:
        raise RefusedError("XS633", "这把密钥不在名册中，或已收回。", "请管理员用 xianshen roster add 登记。")
    if who not in (None, found.id, found.name):
        raise RefusedError("XS633", f"这把密钥不是“{who}”的。", "请使用本人的密钥。")
    return found


def actor(desk: Desk, who: str | None, key_file: Path | None, passphrase_file: str | None) -> Actor:
    """Open the key and return whose it is. Raises as `owner` does, and ConfigError when the key cannot be opened."""
    from review.sign.keyfile import open_key

    if key_file is None:
        raise no_key()
    person = owner(desk, who, key_file)
    return Actor(person, open_key(key_file, read_passphrase(passphrase_file, f"请输入{person.name}的密钥口令：")))
