"""``xianshen rules``: what is looked for, why, and whether every rule still proves itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from review.commands.chinese import Group
from review.errors import Exit, UsageError
from review.report.wording import SEVERITIES


@click.group(
    cls=Group, name="rules", options_metavar="[选项]", subcommand_metavar="命令 …", short_help="查看、解释、测试规则，检查和比较词库"
)
def command() -> None:
    """查看、解释和测试规则，检查和比较词库。规则写在词库的 TOML 文件里，不编程也能修改。"""


_LEXICONS = click.option(
    "--lexicons",
    "own",
    type=click.Path(path_type=Path, file_okay=False),
    help="改用这个单位词库文件夹；里面有 facts/articles.tsv 的，是整套词库。",
)
_AS_OF = click.option("--as-of", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="日期", help="按这一天判断允许清单是否有效，默认今天。")


@command.command(name="list", options_metavar="[选项]")
@_LEXICONS
def list_rules(own: Path | None) -> int:
    """列出全部规则。"""
    from review.commands import session

    for rule in session.rules_in_force(own).lexicon.rules:
        click.echo(f"{rule.id:32} {SEVERITIES[rule.severity]:　<5} {rule.title}")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("rule_id", metavar="编号")
@_LEXICONS
def explain(rule_id: str, own: Path | None) -> int:
    """解释一条规则：找什么、为什么、依据、怎么办、例句。"""
    import difflib

    from review.commands import session

    rules = session.rules_in_force(own)
    rule = rules.by_id.get(rule_id)
    if rule is None:
        near = difflib.get_close_matches(rule_id, rules.by_id, 3)
        raise UsageError(
            "XS107", f"没有编号为“{rule_id}”的规则。", f"相近的有：{'、'.join(near)}。" if near else "请用 xianshen rules list 查看。"
        )
    click.echo(f"{rule.id}　{rule.title}（{SEVERITIES[rule.severity]}）\n")
    for heading, text in (("为什么", rule.why), ("依据", rules.basis(rule.id)), ("怎么办", rule.fix), ("定义", rule.source)):
        click.echo(f"{heading}：{text}")
    for heading, examples in (("会找到", rule.match), ("找到但从轻", rule.options.get("lesser", ())), ("不会找到", rule.no_match)):
        if examples:
            click.echo(f"\n{heading}：")
            for example in examples:
                click.echo(f"  {example.replace(chr(10), '⏎')}")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@_LEXICONS
def test(own: Path | None) -> int:
    """用每条规则自带的例句和依据重新校验全部规则；有一处不符即报出文件和行号。"""
    from review.commands import session
    from review.facts.drafts import prove

    known = session.rules_in_force(own, keep=False)
    rules = known.lexicon.rules
    for rule in known.dated:
        prove(rule)
    examples = sum(len(r.match) + len(r.no_match) + len(r.options.get("lesser", ())) for r in rules)
    click.echo(f"{len(rules)} 条规则、{examples} 个例句全部相符。")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@_LEXICONS
@click.option("--corpus", multiple=True, type=click.Path(path_type=Path, exists=True), metavar="路径", help="没有问题的文稿，数误报用。")
@_AS_OF
def lint(own: Path | None, corpus: tuple[Path, ...], as_of: dt.datetime | None) -> int:
    """检查词库：在干净文稿上的误报，被遮住、不会命中、重复、过短的词，到期的允许。

    不写 --corpus 的，用随源代码的干净样本。退出码：0 没有必须改的；1 有；3 语料有文件没有读全。
    """
    from review.commands import measuring, session
    from review.rules.lint import lint as look
    from review.rules.locate import clean_samples
    from review.rules.unit_files import UNIT

    rules, day = session.rules_in_force(own, keep=False), session.day_of(as_of)
    remarks = list(look(rules, day))
    samples = clean_samples()
    paths = list(corpus) or ([samples] if samples is not None else [])
    found = measuring.measure(rules, paths, day) if paths else None
    if found is not None:
        click.echo("\n".join(measuring.rows(found, rules)))
        remarks += measuring.noisy(found, rules)
    else:
        click.echo("没有给出语料，没有数误报。请用 --corpus 给出一个没有问题的文稿文件夹。")
    if any(UNIT in source for source in (*(r.source for r in rules.lexicon.rules), *(a.source for a in rules.allowances))):
        shipped = [remark for remark in remarks if UNIT not in remark.text]
        remarks = [remark for remark in remarks if UNIT in remark.text]
        if shipped:
            click.echo(f"程序自带的规则另有 {len(shipped)} 处提示，由维护人员处理，不列在下面。")
    for remark in sorted(remarks, key=lambda remark: not remark.must):
        click.echo(f"{'必须改' if remark.must else '提醒'}　{remark.text}")
    must = sum(remark.must for remark in remarks)
    click.echo(f"{len(rules.lexicon.rules)} 条规则、{len(rules.allowances)} 条允许：必须改 {must} 处，提醒 {len(remarks) - must} 处。")
    if found is not None and found.unread:
        click.echo(f"语料有 {found.unread} 个文件没有读全，误报数不完整。", err=True)
        return Exit.INCOMPLETE
    return Exit.FINDINGS if must else Exit.CLEAN


@command.command(options_metavar="[选项]")
@click.argument("old", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="旧词库")
@click.argument("new", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="新词库")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文稿…")
@_AS_OF
def diff(old: Path, new: Path, paths: tuple[Path, ...], as_of: dt.datetime | None) -> int:
    """比较两个词库：在同一批文稿上，发现新增、消失、轻重改动的各有哪些。引文遮盖，不写文件。

    退出码：0 没有差别；1 有差别；3 有文件没有读全。
    """
    from review.commands import comparing, session

    before, after = session.rules_in_force(old, keep=False), session.rules_in_force(new, keep=False)
    found = comparing.compare(before, after, paths, session.day_of(as_of))
    click.echo("\n".join(comparing.rows(found, before, after)))
    if found.unread:
        return Exit.INCOMPLETE
    return Exit.FINDINGS if found.counts else Exit.CLEAN
