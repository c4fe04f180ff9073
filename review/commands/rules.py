"""``xianshen rules``: what is looked for, why, and whether every rule still proves itself."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands.chinese import Group
from review.errors import Exit, UsageError
from review.report.wording import SEVERITIES


@click.group(cls=Group, name="rules", options_metavar="[选项]", subcommand_metavar="命令 …", short_help="查看、解释和测试规则")
def command() -> None:
    """查看、解释和测试规则。规则写在 lexicons/rules/ 下的 TOML 文件里，不编程也能修改。"""


_LEXICONS = click.option("--lexicons", "own", type=click.Path(path_type=Path, file_okay=False), help="使用本单位的词库文件夹。")


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

    rules = session.rules_in_force(own, keep=False).lexicon.rules
    examples = sum(len(r.match) + len(r.no_match) + len(r.options.get("lesser", ())) for r in rules)
    click.echo(f"{len(rules)} 条规则、{examples} 个例句全部相符。")
    return Exit.CLEAN


@command.command(options_metavar="[选项]")
@_LEXICONS
def lint(own: Path | None) -> int:
    """检查规则写法：过短的词、重复的词、不会命中的字符、没有核实的依据。"""
    from review.commands import session
    from review.rules.lint import lint as look

    rules = session.rules_in_force(own, keep=False)
    remarks = list(look(rules.lexicon, rules.articles))
    for remark in remarks:
        click.echo(remark)
    click.echo(f"{len(rules.lexicon.rules)} 条规则，{len(remarks)} 处提示。")
    return Exit.CLEAN
