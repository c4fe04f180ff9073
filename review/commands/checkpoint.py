"""``xianshen checkpoint``: a signed statement of where ledger and roster stood, to keep elsewhere."""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options
from review.commands.chinese import Command
from review.digest import canonical_json
from review.errors import Exit, UsageError

_BYTES = 64 * 1024


@click.command(cls=Command, name="checkpoint", options_metavar="[选项]", short_help="给台账盖时点")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写到哪里；默认在单位文件夹的 checkpoints 里。"
)
@acting_options
def command(output: Path | None, **how: Any) -> int:
    """写下台账和名册此刻的核对码并签名。请打印或存到别处（光盘、上级单位），以后用 verify --checkpoint 核对。"""
    from review.commands.acting import actor
    from review.commands.desk import now, open_desk
    from review.sign.dsse import pae
    from review.store import private
    from review.workflow.chain import groups

    desk = open_desk(how["unit"])
    person = actor(desk, how["who"], how["key_file"], how["passphrase_file"])
    count = len(desk.ledger.chain.entries)
    body: dict[str, Any] = {
        "type": "checkpoint",
        "at": now().isoformat(timespec="seconds"),
        "actor": {"person": person.person.id, "key": person.signer.public.id},
        "unit": desk.roster.now.unit,
        "roster": {"count": len(desk.roster.chain.entries), "head": desk.roster.head},
        "ledger": {"count": count, "head": desk.ledger.head},
    }
    signature = base64.b64encode(person.signer.sign(pae(canonical_json(body)))).decode()
    data = canonical_json({"body": body, "sig": signature}) + b"\n"
    path = output or desk.folder.keep_checkpoint(f"{now():%Y%m%d-%H%M%S}.json", data)
    if output is not None:
        private.write(output, data)
    click.echo(f"时点已写入：{path}")
    click.echo(f"台账 {count} 条，核对码 {groups(desk.ledger.head)}；名册核对码 {groups(desk.roster.genesis)}。请打印存档。")
    return Exit.CLEAN


def contradiction(path: Path, desk: Any) -> str:
    """Return in Chinese what in the unit's folder contradicts a checkpoint; empty if nothing does. Raises UsageError (XS664)."""
    from review.sign.dsse import pae

    try:
        with path.open("rb") as stream:
            value = json.loads(stream.read(_BYTES))
        body, signature = value["body"], base64.b64decode(value["sig"], validate=True)
        places = {name: (int(body[name]["count"]), str(body[name]["head"])) for name in ("roster", "ledger")}
        actor = body["actor"]["person"], body["actor"]["key"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise UsageError("XS664", f"“{path.name}”不是时点文件，或已损坏。", "请换用 xianshen checkpoint 写的文件。") from error
    for name, words, chain in (("roster", "名册", desk.roster.chain), ("ledger", "台账", desk.ledger.chain)):
        count, head = places[name]
        if not 0 < count <= len(chain.entries) or chain.entries[count - 1].head != head:
            return f"{words}与时点文件不一致：被截断、改动或更换"
    roll = desk.roster.at(places["roster"][1])
    key = roll.key(*actor) if roll else None
    return "" if key is not None and key.verify(pae(canonical_json(body)), signature) else "时点文件的签名不对"
