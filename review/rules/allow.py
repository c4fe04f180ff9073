"""Agreed exceptions: ``allow/*.toml``. Each names one rule, a scope, who approved it, why, and the last day on which it holds.

    [[allow]]
    rule = "personal.mobile"
    scope = { phrase = "值班电话：13800138000", path = "*通讯录*" }
    reason = "值班手机由单位配发，对外公布"
    approver = "周某"
    expires = 2027-03-31

A marking of secrecy is never excepted. Exceptions are data that decides: nothing here may be guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from review.errors import LexiconError
from review.model import Allowance
from review.rules.toml_file import TomlFile, read_toml
from review.text.genre import Genre
from review.text.normalise import fold

NEVER = frozenset({"marking.level"})
CHANNELS = ("网站", "公报", "新媒体", "公示栏", "发布会", "依申请答复", "留言回复", "转载")
SCOPE = ("text", "phrase", "path", "genre", "channel")
LONGEST = 200  # characters of a phrase
SOON = 30  # days before the end within which one is told of it
_NARROWING = frozenset(SCOPE) - {"channel"}
_KEYS = ("rule", "scope", "reason", "approver", "expires")


def load_allowances(folder: Path, rules: frozenset[str], label: str = "") -> tuple[Allowance, ...]:
    """Read every file of ``allow/`` in the order of their names; `rules` are the ids there are.

    Raises LexiconError (XS351–XS354) for the first mistake.
    """
    found: list[Allowance] = []
    for path in sorted((folder / "allow").glob("*.toml")):
        file, content = read_toml(path, label)
        entries = content.get("allow", [])
        if content.keys() - {"allow"} or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise LexiconError("XS351", f"{file.name}：每一条都要写成 [[allow]]，下面每行一项。", f"可用的项：{'、'.join(_KEYS)}。")
        found += [_allowance(entry, file, number, rules) for number, entry in enumerate(entries)]
    return tuple(found)


def _allowance(entry: Mapping[str, Any], file: TomlFile, number: int, rules: frozenset[str]) -> Allowance:
    def place(key: str = "") -> str:
        return file.place(number, key, "allow")

    for key in entry.keys() - set(_KEYS):
        raise LexiconError("XS351", f"{place(key)}：不认识的项“{key}”。", f"可用的项：{'、'.join(_KEYS)}。")
    for key in ("rule", "reason", "approver"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise LexiconError("XS351", f"{place(key)}：缺少“{key}”，或不是加引号的文字。", "要写明哪条规则、理由和批准人。")
    rule, expires = entry["rule"], entry.get("expires")
    if type(expires) is not dt.date:
        raise LexiconError("XS351", f"{place('expires')}：有效期“expires”没有写，或写法不对。", "写成 expires = 2027-03-31，不加引号。")
    if rule in NEVER:
        raise LexiconError("XS353", f"{place('rule')}：国家秘密标志（{rule}）不能放行。", "请删去这一条。")
    if rule not in rules:
        from difflib import get_close_matches

        near = get_close_matches(rule, rules, 1)
        raise LexiconError(
            "XS352", f"{place('rule')}：没有规则“{rule}”。", f"是不是“{near[0]}”？" if near else "请用 rules list 查看编号。"
        )
    scope = _scope(entry.get("scope"), place("scope"))
    return Allowance(rule, entry["reason"].strip(), entry["approver"].strip(), expires, source=place(), **scope)


def _scope(scope: Any, place: str) -> dict[str, str]:
    """Return a scope that was checked. Raise LexiconError (XS354) for a scope that is none, or as wide as the rule itself."""
    words = isinstance(scope, dict) and all(isinstance(v, str) and v.strip() and len(v) <= LONGEST for v in scope.values())
    if not words or not scope or scope.keys() - set(SCOPE):
        hint = f'写成 scope = {{ phrase = "…" }}，可用：{"、".join(SCOPE)}，每项不超过 {LONGEST} 字。'
        raise LexiconError("XS354", f"{place}：范围“scope”没有写，或写法不对。", hint)
    if not scope.keys() & _NARROWING or not scope.get("path", "a").strip("*?/. "):
        raise LexiconError(
            "XS354", f"{place}：范围太宽，等于停用这条规则。", "请写明放行哪段文字（text、phrase）、哪些文件（path）或哪种文种（genre）。"
        )
    if any(not fold(scope[key]).strip() for key in ("text", "phrase") if key in scope):
        raise LexiconError("XS354", f"{place}：要放行的文字是空的，或全是看不见的字符。", "请重新填写。")
    for key, known in (("genre", tuple(Genre)), ("channel", CHANNELS)):
        if scope.get(key, known[0]) not in known:
            raise LexiconError("XS354", f"{place}：{key} 不能是“{scope[key]}”。", f"可用：{'、'.join(known)}。")
    return dict(scope)


def expired(allowance: Allowance, today: dt.date) -> bool:
    """Tell whether an exception holds no longer; it still holds on its last day."""
    return today > allowance.expires


def ends_soon(allowance: Allowance, today: dt.date) -> bool:
    """Tell whether an exception that holds ends within a month."""
    return dt.timedelta() <= allowance.expires - today <= dt.timedelta(SOON)
