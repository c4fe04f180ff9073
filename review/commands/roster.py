"""``xianshen roster``: the people of the unit, their keys and roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options, actor, unit_option
from review.commands.chinese import Group
from review.errors import Exit, RefusedError, UsageError
from review.workflow.fields import person_id
from review.workflow.roster import Roll

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_RECORD = click.option("--record", default="", metavar="编号", help="书面记录的编号；只有一名管理员的单位必填。")
_FROM = click.option("--from", "begins", type=_DAY, metavar="日期", help="从哪天起；默认今天。")
_WHAT = {"key": "密钥", "role": "角色", "person": "全部密钥和角色"}
_CHANGES = {
    "found": "建立名册",
    "policy": "登记审查设置",
    "person": "登记人员",
    "role": "任命角色",
    "delegate": "委托代行",
    "revoke": "收回",
    "admin": "管理员变动",
}


@click.group(cls=Group, name="roster", options_metavar="[选项]", subcommand_metavar="命令 …", short_help="登记人员、密钥和角色")
def command() -> None:
    """登记人员、密钥和角色。改动由管理员签名；有两名管理员的单位，一人改动、另一人确认后才生效。"""


@command.command(options_metavar="[选项]")
@click.option("--name", "unit_name", required=True, metavar="单位名称", help="单位全称。")
@click.option(
    "--admin", "admins", multiple=True, required=True, metavar="编号:姓名:公钥", help="管理员，写一次或两次；公钥由 keys show 显示。"
)
@_RECORD
@acting_options
def init(unit_name: str, admins: tuple[str, ...], record: str, **how: Any) -> int:
    """建立单位文件夹和名册，由第一名管理员签名；有两名管理员的，另一名随后运行 roster confirm。"""
    from review.commands.desk import folder_for
    from review.commands.founding import found
    from review.workflow.chain import groups

    folder = folder_for(how["unit"])
    head = found(folder, unit_name, admins, record, how["key_file"], how["passphrase_file"])
    click.echo(f"已在“{folder.path}”建立{unit_name}的名册。审查设置在其中的 unit.toml。")
    click.echo(f"名册核对码：{groups(head)}。请打印张贴，各台电脑首次使用时核对。")
    click.echo("下一步：请另一名管理员运行 xianshen roster confirm。" if len(admins) > 1 else "下一步：用 xianshen roster add 登记人员。")
    return Exit.CLEAN


@command.command(name="list", options_metavar="[选项]")
@click.option("--keys", is_flag=True, help="连密钥的编号也列出（收回密钥时要用）。")
@unit_option
def list_people(*, keys: bool, unit: Path | None) -> int:
    """列出人员、角色、密钥和等待确认的改动。"""
    from review.commands.desk import open_desk
    from review.workflow.chain import groups

    desk = open_desk(unit)
    roster, roll = desk.roster, desk.roster.now
    click.echo(f"{roll.unit or '（名册等待确认）'}　名册核对码 {groups(roster.genesis)}（应与张贴的一致）")
    for person in roll.people.values():
        marks = ["管理员"] if person.id in roll.admins else []
        for term in (t for t in roll.terms if t.person == person.id):
            of = f"，受{roll.people[term.of].name}委托，依据{term.basis}" if term.of is not None and term.of in roll.people else ""
            marks.append(f"{term.role}（{term.begins} 至 {term.ends or '不限'}{of}）")
        held = "、".join(person.keys) if keys else f"{len(person.keys)} 把密钥"
        click.echo(f"  {person.id}　{person.name}　{'；'.join(marks) or '没有角色'}　{held if person.keys else '没有密钥'}")
    for entry in roster.pending:
        click.echo(
            f"等待另一名管理员确认：第 {entry.seq} 号，{_described(entry.body, desk.roster.now)}，由 {entry.body['actor']['person']} 提出"
        )
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("person", metavar="编号")
@click.argument("name", metavar="姓名")
@click.option("--public", metavar="公钥", help="本人的公钥（keys show 显示的一行）；只拟稿、不签批的人可以没有。")
@_RECORD
@acting_options
def add(person: str, name: str, public: str | None, record: str, **how: Any) -> int:
    """登记一个人；已登记的人，再登记一把密钥。"""
    from review.sign.signer import PublicKey

    key = PublicKey.parse(public).text if public else None
    return _change(how, record, "person", person=person, name=name, key=key)


@command.command(options_metavar="[选项]")
@click.argument("person", metavar="人员")
@click.argument("role_name", metavar="角色")
@_FROM
@click.option("--until", "ends", type=_DAY, metavar="日期", help="到哪天止；默认不限。")
@_RECORD
@acting_options
def role(person: str, role_name: str, begins: dt.datetime | None, ends: dt.datetime | None, record: str, **how: Any) -> int:
    """任命审查角色。角色名见 unit.toml。"""
    until = ends.date().isoformat() if ends else None
    return _change(how, record, "role", person=person, role=role_name, **{"from": _day(begins)}, until=until)


@command.command(options_metavar="[选项]")
@click.argument("person", metavar="委托人")
@click.argument("to", metavar="受托人")
@click.argument("role_name", metavar="角色")
@click.option("--basis", required=True, metavar="依据", help="委托的依据，如授权书编号。")
@_FROM
@click.option("--until", "ends", type=_DAY, required=True, metavar="日期", help="到哪天止。")
@_RECORD
@acting_options
def delegate(
    person: str, to: str, role_name: str, basis: str, begins: dt.datetime | None, ends: dt.datetime, record: str, **how: Any
) -> int:
    """委托他人在一段时间内代行角色。受托人不能签自己起草的、或自己已签另一级的事项。"""
    days = {"from": _day(begins), "until": ends.date().isoformat()}
    return _change(how, record, "delegate", person=person, to=to, role=role_name, basis=basis, **days)


@command.command(options_metavar="[选项]")
@click.argument("person", metavar="人员")
@click.option("--what", type=click.Choice(["key", "role", "person"]), required=True, help="收回密钥、角色，或这个人的全部。")
@click.option("--which", default="", metavar="编号或角色", help="哪一把密钥，哪一个角色。")
@click.option("--reason", required=True, metavar="原因", help="收回的原因。")
@_RECORD
@acting_options
def revoke(person: str, what: str, which: str, reason: str, record: str, **how: Any) -> int:
    """收回密钥或角色。以前签的仍然有效，以后签的不算数。"""
    if what != "person" and not which:
        raise UsageError("XS635", "没有写明收回哪一把密钥或哪一个角色。", "请加 --which，用 xianshen roster list 查看。")
    return _change(how, record, "revoke", person=person, what=what, which=which, reason=reason)


@command.command(options_metavar="[选项]")
@click.argument("person", metavar="人员")
@click.option("--end", is_flag=True, help="不再担任管理员。")
@_RECORD
@acting_options
def admin(person: str, *, end: bool, record: str, **how: Any) -> int:
    """增加或减少管理员。"""
    from review.commands.desk import open_desk

    roll = open_desk(how["unit"]).roster.now
    if end and len(roll.admins - {roll.find(person).id}) < roll.quorum:
        raise RefusedError("XS636", f"减少以后管理员不足 {roll.quorum} 名，名册就不能再改动了。", "请先增加一名管理员。")
    return _change(how, record, "admin", person=person, serves=not end)


@command.command(options_metavar="[选项]")
@_RECORD
@acting_options
def policy(record: str, **how: Any) -> int:
    """登记改动后的 unit.toml；登记以前，审查设置与名册不符，什么都不能放行。"""
    from review.commands.desk import open_desk

    desk = open_desk(how["unit"])
    desk.folder.keep_policy(desk.policy.digest, desk.folder.policy_text() or "")
    return _change(how, record, "policy", digest=desk.policy.digest)


@command.command(options_metavar="[选项]")
@click.argument("number", type=int, required=False, metavar="[号]")
@click.option("--yes", is_flag=True, help="不再询问。")
@acting_options
def confirm(number: int | None, *, yes: bool, **how: Any) -> int:
    """确认另一名管理员提出的改动；不写号时确认全部等待中的。先逐项显示改了什么，再问是否确认。"""
    from review.commands.answers import confirmed
    from review.commands.desk import open_desk

    desk = open_desk(how["unit"])
    waiting = [entry for entry in desk.roster.pending if number in (None, entry.seq)]
    if not waiting:
        raise UsageError("XS635", "没有等待确认的改动。", "用 xianshen roster list 查看。")
    for entry in waiting:
        click.echo(f"第 {entry.seq} 号：{_described(entry.body, desk.roster.now)}，由 {entry.body['actor']['person']} 提出")
    if not yes and not confirmed(f"确认以上 {len(waiting)} 项改动？"):
        return Exit.CLEAN
    person = actor(desk, how["who"], how["key_file"], how["passphrase_file"])
    if desk.roster.now.admins and person.person.id not in desk.roster.now.admins:
        raise RefusedError("XS636", f"{person.person.name}不是管理员。", "请管理员确认。")
    for entry in waiting:
        if entry.body["actor"]["person"] == person.person.id:
            raise RefusedError("XS636", "自己提出的改动不能由自己确认。", "请另一名管理员确认。")
        desk.record_roster(person, {"type": "confirm", "change": entry.seq, "head": entry.head})
        click.echo(f"已确认第 {entry.seq} 号：{_CHANGES[entry.body['type']]}。")
    return Exit.CLEAN


def _described(body: Mapping[str, Any], roll: Roll) -> str:
    """Return a change of the roster in words, so that nobody confirms it blindly."""
    until = f"，至 {body['until']}" if body.get("until") else ""
    match body["type"]:
        case "person" if body["person"] in roll.people:
            known = roll.people[body["person"]]
            key = f"再加一把公钥末尾 {body['key'][-12:]} 的密钥（原有 {len(known.keys)} 把）" if body["key"] else "不加密钥"
            renamed = f"，并把姓名 {known.name} 改为 {body['name']}" if known.name != body["name"] else ""
            return f"已登记的 {known.id} {known.name}：{key}{renamed}"
        case "person":
            key = f"，公钥末尾 {body['key'][-12:]}" if body["key"] else "，没有密钥"
            return f"登记人员 {body['person']} {body['name']}{key}"
        case "role":
            return f"任命 {body['person']} 为{body['role']}，{body['from']} 起{until}"
        case "delegate":
            return f"{body['person']} 委托 {body['to']} 代行{body['role']}，{body['from']} 起{until}，依据{body['basis']}"
        case "revoke":
            return f"收回 {body['person']} 的{_WHAT[body['what']]} {body['which']}，原因：{body['reason']}"
        case "admin":
            return f"{body['person']} {'担任' if body['serves'] else '不再担任'}管理员"
        case "policy":
            return "登记改动后的 unit.toml"
    return f"建立{body['unit']}的名册，管理员 {'、'.join(a['name'] for a in body['admins'])}"


def _refuse_lookalike(roll: Roll, person: str, name: str) -> None:
    """Raise UsageError (XS635) for a number or name that could be taken for somebody else's."""
    if not person_id(person):
        raise UsageError("XS635", f"人员编号“{person}”不能用。", "编号用半角字母、数字或汉字，不带空格，最长 32 个字符。")
    for other in roll.people.values():
        if other.id != person and other.id.casefold() == person.casefold():
            raise UsageError("XS635", f"编号“{person}”与已有的“{other.id}”只差大小写。", "请换一个编号。")
        if other.id != person and person in (other.name, name) and person == other.name:
            raise UsageError("XS635", f"编号“{person}”是别人的姓名。", "请换一个编号。")


def _day(value: dt.datetime | None) -> str:
    from review.commands.desk import now

    return (value.date() if value else now().date()).isoformat()


def _change(how: dict[str, Any], record: str, kind: str, **fields: Any) -> int:
    """Add a change to the roster. Raises RefusedError (XS636) for who is no administrator, or without the written record."""
    from review.commands.desk import open_desk
    from review.sign.signer import PublicKey
    from review.workflow.chain import groups

    desk = open_desk(how["unit"])
    person = actor(desk, how["who"], how["key_file"], how["passphrase_file"])
    roll = desk.roster.now
    if person.person.id not in roll.admins:
        raise RefusedError("XS636", f"{person.person.name}不是管理员。", "请管理员操作。")
    if roll.quorum == 1 and not record.strip():
        raise RefusedError("XS636", "只有一名管理员的单位，改动名册要先有书面记录。", "请打印存档后，用 --record 写明编号。")
    roles = [level.role for level in desk.policy.levels]
    if kind in ("role", "delegate") and fields["role"] not in roles:
        raise UsageError("XS635", f"unit.toml 里没有“{fields['role']}”这个角色。", f"可用的角色：{'、'.join(roles)}。")
    day = desk.setting().now.date()
    if kind == "delegate" and not any(t.of is None for t in roll.terms_of(roll.find(fields["person"]).id, fields["role"], day)):
        raise UsageError("XS635", f"{fields['person']}现在不是{fields['role']}，不能委托别人代行。", "请核对委托人和角色。")
    if kind == "person":
        _refuse_lookalike(roll, fields["person"], fields["name"])
    owner = roll.owner(PublicKey.parse(fields["key"]).id) if kind == "person" and fields["key"] else None
    if owner is not None and owner.id != fields["person"]:
        raise UsageError("XS635", f"这把密钥已登记为{owner.name}的。", "一把密钥只属于一个人，请本人另建密钥。")
    for name in ("person", "to"):
        if name in fields and kind != "person":
            fields[name] = roll.find(fields[name]).id
    desk.record_roster(person, {"type": kind, "record": record, **fields})
    number = len(desk.roster.chain.entries) - 1
    after = "请另一名管理员确认后生效（xianshen roster confirm）。" if roll.quorum > 1 else "已生效。"
    click.echo(f"第 {number} 号：{_CHANGES[kind]}。{after}")
    if roll.quorum == 1:
        click.echo(f"请打印这一页签字存档：书面记录 {record}，名册第 {number} 号，核对码 {groups(desk.roster.head)}。")
    return Exit.CLEAN
