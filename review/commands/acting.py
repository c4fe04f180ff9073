"""What every command that leaves a record asks for: the unit, the person, the key and its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review.commands.desk import Actor, Desk
from review.commands.passphrase import passphrase_option, read_passphrase
from review.errors import RefusedError, UsageError

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


def actor(desk: Desk, who: str | None, key_file: Path | None, passphrase_file: str | None) -> Actor:
    """Open the key and return whose it is. Raises RefusedError (XS633) if the roster does not know it as that person's."""
    from review.sign.keyfile import open_key, public_key

    if key_file is None:
        raise UsageError("XS634", "没有给出密钥。", "请加 --key 密钥文件；还没有密钥的，用 xianshen keys new 建立并请管理员登记。")
    owner = desk.roster.owner(public_key(key_file).id)
    if owner is None:
        raise RefusedError("XS633", "这把密钥不在名册中，或已收回。", "请管理员用 xianshen roster add 登记。")
    if who not in (None, owner.id, owner.name):
        raise RefusedError("XS633", f"这把密钥不是“{who}”的。", "请使用本人的密钥。")
    passphrase = read_passphrase(passphrase_file, f"请输入{owner.name}的密钥口令：")
    return Actor(owner, open_key(key_file, passphrase))
