"""Writes docs/guide/规则一览.md from the rules that ship: ``make rules``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from review.report.wording import CATEGORIES, SEVERITIES, SEVERITY_ASIDE
from review.rules.locate import lexicons
from review.rules.ruleset import RuleSet, load_ruleset

PAGE = Path(__file__).parent / "guide" / "规则一览.md"


def lines(rules: RuleSet) -> Iterator[str]:
    """Yield the lines of the page: a table per category, the rules in the order of their files."""
    weights = "，".join(f"{name}（{SEVERITY_ASIDE[severity]}）" for severity, name in SEVERITIES.items())
    yield "# 规则一览"
    yield ""
    yield f"共 {len(rules.by_id)} 条规则。轻重分三级：{weights}；上下文可以使一处发现从轻。"
    yield "某条规则找什么、为什么、怎么办，运行 `xianshen rules explain 编号` 查看。"
    yield ""
    yield "本页由 `make rules` 生成，请不要手工修改。"
    for category, title in CATEGORIES.items():
        found = [rule for rule in rules.by_id.values() if rule.category == category]
        if found:
            yield ""
            yield f"## {title}（{category}）"
            yield ""
            yield "| 编号 | 名称 | 轻重 | 依据 |"
            yield "|---|---|---|---|"
            for rule in found:
                trial = "（试行）" if rule.trial else ""
                yield f"| `{rule.id}` | {rule.title} | {SEVERITIES[rule.severity]}{trial} | {rules.basis(rule.id)} |"


def page(rules: RuleSet) -> str:
    """Return the whole page."""
    return "\n".join(lines(rules)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(load_ruleset(lexicons())), encoding="utf-8")
