"""``xianshen keys``: a person's own signing key, made, shown and given another passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands.chinese import Group
from review.commands.passphrase import new_passphrase, passphrase_option, read_passphrase
from review.errors import Exit
from review.sign import keyfile
from review.sign.signer import SCHEMES, PublicKey

_FILE = click.argument("path", metavar="密钥文件", type=click.Path(path_type=Path))


@click.group(cls=Group, name="keys", options_metavar="[选项]", subcommand_metavar="命令 …", short_help="生成和管理自己的签名密钥")
def command() -> None:
    """生成和管理自己的签名密钥。密钥文件和口令只归本人保管，不交给任何人。"""


@command.command(options_metavar="[选项]")
@_FILE
@click.option("--scheme", type=click.Choice(list(SCHEMES)), default="ed25519", show_default=True, help="签名算法；sm2 需另装组件。")
@passphrase_option
@click.option("--cost", type=int, default=keyfile.COST, hidden=True, help="仅供演示和测试。")
def new(path: Path, scheme: str, passphrase_file: str | None, cost: int) -> int:
    """生成密钥，写进一个新文件（建议放在自己的 U 盘上）。"""
    keyfile.require_absent(path)
    key = keyfile.create(path, scheme, new_passphrase(passphrase_file), cost)
    click.echo(f"已生成密钥文件“{path}”。")
    _describe(path, key)
    click.echo("密钥文件和口令丢了都找不回来，请另存一份备份。")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@_FILE
def show(path: Path) -> int:
    """显示密钥的算法、编号和公钥。不需要口令。"""
    _describe(path, keyfile.public_key(path))
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@_FILE
@passphrase_option
@click.option("--new-passphrase-file", metavar="文件", help="从文件的第一行读新口令，- 为标准输入的下一行；不给则在屏幕上询问。")
def passwd(path: Path, passphrase_file: str | None, new_passphrase_file: str | None) -> int:
    """修改密钥文件的口令。公钥不变，不用重新登记。"""
    old = read_passphrase(passphrase_file, "现在的口令：")
    if new_passphrase_file is None:
        keyfile.open_key(path, old)  # a wrong passphrase is told before a new one is thought up
    keyfile.change_passphrase(path, old, new_passphrase(new_passphrase_file))
    click.echo("口令已修改。以前的备份仍用旧口令，请销毁后重新备份。")
    return Exit.CLEAN


def _describe(path: Path, key: PublicKey) -> None:
    click.echo(f"算法：{key.scheme}\n编号：{key.id}\n公钥：{key.text}")
    click.echo("请把“公钥”一行交给名册管理员登记。")
    if keyfile.weak(path):
        click.echo("注意：这个密钥文件的保护强度低，只能用于演示和测试。正式使用前请运行 xianshen keys passwd 修改口令。", err=True)
