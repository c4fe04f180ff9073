"""The first record of a unit: its name, its administrators, its rules."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from review.commands.acting import no_key
from review.commands.desk import Actor, Desk, roster_line
from review.commands.passphrase import read_passphrase
from review.errors import RefusedError, UsageError
from review.sign.keyfile import open_key, public_key
from review.sign.signer import PublicKey
from review.store import memory
from review.store.lock import locked
from review.store.unit_folder import ROSTER, UnitFolder
from review.workflow.chain import FIRST
from review.workflow.policy import TEMPLATE, parse_policy
from review.workflow.roster import Person


def found(folder: UnitFolder, unit: str, admins: Sequence[str], record: str, key_file: Path | None, passphrase_file: str | None) -> str:
    """Make the folder and its roster, signed by the first administrator; return the digest of the first record.

    Raises UsageError (XS638) and RefusedError (XS637, XS639) when there is a roster already or the key is not the first administrator's.
    """
    people = [_admin(text) for text in admins]
    if folder.founded:
        raise RefusedError("XS637", f"“{folder.path}”已经有名册。", "名册不能重建；改动请用 roster add、role、revoke 等。")
    keys = {key for person in people for key in person.keys}
    if len(people) > 2 or len({person.id for person in people}) != len(people) or len(keys) != len(people):
        raise UsageError("XS638", "管理员要写一名或两名，编号和密钥不能相同。", "例如 --admin P01:王某:公钥 --admin P02:李某:公钥。")
    if key_file is None:
        raise no_key()
    first = people[0]
    if public_key(key_file).id not in first.keys:
        raise RefusedError("XS639", f"这把密钥不是第一名管理员{first.name}的。", "请用第一名管理员的密钥签名。")
    if len(people) == 1 and not record.strip():
        raise RefusedError("XS639", "只有一名管理员的单位，建立名册要先有书面记录。", "请打印存档后，用 --record 写明编号。")
    signer = open_key(key_file, read_passphrase(passphrase_file, f"请输入{first.name}的密钥口令："))
    folder.make()
    with locked(folder.path):
        text = folder.policy_text()
        if text is None:
            text = TEMPLATE
            folder.write_policy(text)
        policy = parse_policy(text)
        folder.keep_policy(policy.digest, text)
        person = Actor(first, signer)
        listed = [{"person": p.id, "name": p.name, "key": key.text} for p in people for key in p.keys.values()]
        fields = {"type": "found", "unit": unit, "quorum": len(people), "admins": listed, "policy": policy.digest}
        line, head = roster_line(person, {**fields, "record": record, "nonce": secrets.token_hex(16)}, 0, FIRST)
        folder.append(ROSTER, line)
        Desk(folder).anchor_missing_changes(person)
    memory.pin(folder.path, Desk(folder).roster.genesis)
    return head


def _admin(text: str) -> Person:
    person, _, rest = text.partition(":")
    name, _, key_text = rest.partition(":")
    if not person.strip() or not name.strip() or not key_text:
        raise UsageError("XS638", f"管理员“{text[:20]}”写得不全。", "请写成 编号:姓名:公钥。")
    key = PublicKey.parse(key_text)
    return Person(person.strip(), name.strip(), {key.id: key})
