"""TOML in, rules out. Every mistake in a rule file is told with file and line, in words a careful editor understands."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.detect import KINDS
from review.errors import LexiconError
from review.model import Rule, Severity
from review.rules.subjects import subjects

_REQUIRED = ("id", "title", "kind", "severity", "basis", "why", "fix")
_COMMON = frozenset(_REQUIRED) | {"match", "no_match", "lesser", "trial"}
_ID = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*\Z")
_EXAMPLES = 2


@dataclass(frozen=True)
class Lexicon:
    """What one lexicon folder says: rules in file order, macros for their patterns, allowed phrases."""

    rules: tuple[Rule, ...]
    macros: Mapping[str, str]
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    """A rule file and where its rules begin, for messages."""

    path: Path
    lines: list[str]

    def place(self, entry: int, key: str = "") -> str:
        """Return ``file:line`` of the entry, or of a key in it."""
        starts = [n for n, line in enumerate(self.lines, 1) if line.strip() == "[[rule]]"]
        start = starts[entry] if entry < len(starts) else 1
        if key:
            for number in range(start, len(self.lines) + 1):
                if re.match(rf"\s*{re.escape(key)}\s*=", self.lines[number - 1]):
                    return f"{self.path.name}:{number}"
                if number > start and self.lines[number - 1].startswith("[["):
                    break
        return f"{self.path.name}:{start}"


def load_lexicon(folder: Path) -> Lexicon:
    """Read every file of ``rules/`` in the order of their names.

    Raises LexiconError (XS310–XS319) for the first mistake.
    """
    rules: list[Rule] = []
    macros: dict[str, str] = {}
    allowed: list[str] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / "rules").glob("*.toml")):
        content, file = _read(path)
        for key in content.keys() - {"rule", "macros", "allow"}:
            raise LexiconError("XS311", f"{path.name}：不认识的部分“{key}”。", "可用的部分：rule、macros、allow。")
        macros |= content.get("macros", {})
        allowed += content.get("allow", {}).get("phrases", ())
        for number, entry in enumerate(content.get("rule", [])):
            rule = _rule(entry, file, number, folder)
            if rule.id in seen:
                raise LexiconError("XS312", f"{rule.source}：规则编号“{rule.id}”重复，已在 {seen[rule.id]} 定义。", "请换一个编号。")
            seen[rule.id] = rule.source
            rules.append(rule)
    return Lexicon(tuple(rules), macros, tuple(allowed))


def _read(path: Path) -> tuple[dict[str, Any], _File]:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), _File(path, text.splitlines())
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise LexiconError("XS310", f"{path.name}:{line[1] if line else 1}：不是正确的 TOML 格式。", str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS310", f"{path.name}：无法读取。", "请确认文件存在并以 UTF-8 保存。") from error


def _check(entry: dict[str, Any], file: _File, number: int) -> None:
    """Raise LexiconError for the first thing an entry lacks or has too much."""
    where = file.place(number)
    for key in _REQUIRED:
        if not entry.get(key):
            raise LexiconError("XS313", f"{where}：规则缺少“{key}”。", "必填项：" + "、".join(_REQUIRED) + "。")
    kind = KINDS.get(entry["kind"])
    if kind is None:
        raise LexiconError(
            "XS314", f"{file.place(number, 'kind')}：不认识的种类“{entry['kind']}”。", "可用的种类：" + "、".join(KINDS) + "。"
        )
    for key in entry.keys() - _COMMON - kind.options:
        near = difflib.get_close_matches(key, _COMMON | kind.options, 1)
        raise LexiconError(
            "XS315", f"{file.place(number, key)}：不认识的选项“{key}”。", f"是不是“{near[0]}”？" if near else "请删除或改正。"
        )
    for fault in kind.faults(entry):
        raise LexiconError("XS315", f"{where}：{entry['id']} 的{fault}。", "请改正后再试。")
    if not _ID.match(entry["id"]) or entry["id"].partition(".")[0] != file.path.stem:
        raise LexiconError("XS316", f"{file.place(number, 'id')}：编号“{entry['id']}”应为“{file.path.stem}.小写英文”。")
    if entry["severity"] not in set(Severity):
        raise LexiconError("XS317", f"{file.place(number, 'severity')}：“{entry['severity']}”不是 block、warn 或 note。")
    found, not_found = (sum(len(entry.get(k, ())) for k in keys) for keys in (("match", "lesser"), ("no_match",)))
    if kind.build is not None and min(found, not_found) < _EXAMPLES:
        raise LexiconError("XS318", f"{where}：至少要有 {_EXAMPLES} 个 match 和 {_EXAMPLES} 个 no_match 例句。")


def _rule(entry: dict[str, Any], file: _File, number: int, folder: Path) -> Rule:
    _check(entry, file, number)
    where = file.place(number)
    match, lesser, no_match = (tuple(entry.get(k, ())) for k in ("match", "lesser", "no_match"))
    options = {k: v for k, v in entry.items() if k not in _COMMON}
    if "list" in options:
        lines = _list(folder / "terms" / options["list"], file.place(number, "list"))
        if entry["kind"] == "matter":
            options["subjects"] = list(subjects(options["list"], lines, entry["basis"]))
        else:
            options["terms"] = [*options.get("terms", ()), *_first_column(lines)]
    if lesser:
        options["lesser"] = list(lesser)
    return Rule(
        entry["id"],
        entry["title"],
        entry["kind"],
        Severity(entry["severity"]),
        tuple(entry["basis"]),
        entry["why"],
        entry["fix"],
        match,
        no_match,
        options,
        trial=bool(entry.get("trial", False)),
        source=where,
    )


def _list(path: Path, where: str) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS319", f"{where}：找不到词表“{path.name}”。", "词表放在 lexicons/terms/ 下，以 UTF-8 保存。") from error


def _first_column(lines: list[str]) -> Iterator[str]:
    """Return the first column of a term list; its header line and lines that begin with # are left out."""
    for line in lines[1:]:
        if line and not line.startswith("#"):
            yield line.split("\t")[0]
