"""``xianshen config``: the settings in force and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands.chinese import Group
from review.errors import Exit


@click.group(
    cls=Group,
    name="config",
    invoke_without_command=True,
    options_metavar="[选项]",
    subcommand_metavar="[命令 …]",
    short_help="查看和更改设置",
)
@click.pass_context
def command(context: click.Context) -> int:
    """查看设置及其来源；config unit 指定单位文件夹，lexicon 指定单位词库，department 选择部门。"""
    if context.invoked_subcommand is not None:
        return Exit.CLEAN
    from review.commands import session
    from review.rules.locate import lexicons
    from review.store import memory, private

    added, chosen = session.own_lexicon(), memory.departments()
    rows = [
        ("词库", str(lexicons()), "随程序安装；可用 --lexicons 另行指定"),
        ("单位文件夹", str(memory.unit_folder() or "没有设置"), "用 xianshen config unit 文件夹 设置；没有设置时用文稿旁的 .xianshen"),
        (
            "单位词库",
            str(added or "没有"),
            "单位文件夹里的 lexicons；没有单位文件夹的，用 xianshen config lexicon 文件夹 设置。与随程序安装的词库一并使用",
        ),
        ("部门", "、".join(chosen) or "全部", "用 xianshen config department 部门… 设置；送审和签批总是用全部规则"),
        ("设置文件夹", str(private.base("config")), "只有本人可读；内有指纹密钥，以及名册和台账上次看到的核对码"),
        ("缓存文件夹", str(private.base("cache")), "只有本人可读；存规则和加密的检查结果"),
        ("报告文件夹", str(private.base("reports")), "文稿在网络共享上时，报告写在这里"),
    ]
    for name, value, source in rows:
        click.echo(f"{name}：{value}（{source}）")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
def unit(folder: Path) -> int:
    """指定单位文件夹（可以在网络共享上）。名册已经建立的，显示名册核对码，请与张贴的核对。"""
    from review.commands.desk import Desk
    from review.store import memory
    from review.store.unit_folder import UnitFolder
    from review.workflow.chain import groups

    place = UnitFolder(folder.resolve())
    if place.founded:
        desk = Desk(place)
        click.echo(
            f"{desk.roster.now.unit or '（名册等待确认）'}　名册核对码 {groups(desk.roster.genesis)}。请与张贴的核对，不一致的不要使用。"
        )
        memory.pin(place.path, desk.roster.genesis)
    memory.set_unit_folder(place.path)
    click.echo(f"单位文件夹已设为：{place.path}")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
def lexicon(folder: Path) -> int:
    """指定单位词库（没有单位文件夹时用）；写“无”则不再使用。先校验，有错误的不会启用。"""
    from review.commands import session
    from review.errors import UsageError
    from review.rules.locate import is_whole
    from review.store import memory
    from review.store.unit_folder import OWN_LEXICON

    if str(folder) == "无":
        memory.set_lexicon_folder(None)
        click.echo("不再使用单位词库。")
        return Exit.CLEAN
    unit_folder = memory.unit_folder()
    if unit_folder is not None and session.own_lexicon(unit_folder) is not None:
        hint = f"请把词库放进“{unit_folder / OWN_LEXICON}”。"
        raise UsageError("XS303", "单位文件夹里已经有 lexicons，以它为准，不能另外指定。", hint)
    rules = session.rules_in_force(folder, keep=False)
    if is_whole(folder):
        raise UsageError(
            "XS303", "这是整套词库（里面有 facts/articles.tsv），不能当作单位词库。", "单位词库只放自己的 rules、terms、allow、facts。"
        )
    memory.set_lexicon_folder(folder.resolve())
    own = sum(rule.category == "unit" for rule in rules.lexicon.rules)
    click.echo(f"单位词库已设为：{folder.resolve()}（规则 {own} 条，允许清单 {len(rules.allowances)} 条）")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("names", nargs=-1, required=True, metavar="部门…")
def department(names: tuple[str, ...]) -> int:
    """选择部门：检查时只用这些部门的规则和不分部门的规则；写“全部”恢复。送审和签批总是用全部规则。"""
    from review.commands import session
    from review.store import memory

    chosen = () if names == ("全部",) else session.departments(session.rules_in_force(), names)
    memory.set_departments(chosen)
    click.echo(f"检查用的规则：{'、'.join(chosen)}的和不分部门的。" if chosen else "检查用的规则：全部。")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("name", metavar="模型")
def model(name: str) -> int:
    """让已安装的 spaCy 姓名模型参加识别；写“无”取消。只用于检查，送审和签批总是用自带的模型。"""
    from review.detect.unit_model import unit_model
    from review.errors import UsageError
    from review.store import memory

    if name == "无":
        memory.set_names_model(None)
        click.echo("姓名识别：只用自带的模型。")
        return Exit.CLEAN
    if unit_model(name) is None:
        hint = "请维护人员用 pip 安装这个模型；只能用安装好的模型，不能指定文件夹。"
        raise UsageError("XS304", f"姓名模型“{name}”没有安装，或打不开。", hint)
    memory.set_names_model(name)
    click.echo(f"姓名识别：自带的模型和“{name}”，任何一个认为是人名的都列出。")
    return Exit.CLEAN
