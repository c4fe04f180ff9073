"""TOML in, rules out. Every mistake in a rule file is told with file and line, in words a careful editor understands.

A unit's own folder adds rules (``unit.…``) and terms. It can switch off or weaken nothing that ships: its findings are a category of
their own, so that none of them takes the place of another; it may not redefine a macro nor allow a phrase for all rules; terms that it
adds to a shipped list become a rule of the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from review import lazy_re as re
from review.detect import KINDS
from review.detect.base import Kind
from review.detect.dated import names
from review.errors import LexiconError
from review.model import Rule, Severity
from review.rules.subjects import subjects
from review.rules.toml_file import TomlFile, read_toml
from review.rules.unit_files import UNIT

FOR_EVERYBODY = frozenset({"marking", "credential"})  # categories that no choice of departments switches off
OWN = "unit"  # category of a unit's rules
_REQUIRED = ("id", "title", "kind", "severity", "basis", "why", "fix")
_COMMON = frozenset(_REQUIRED) | {"match", "no_match", "lesser", "trial", "departments"}
_LISTS = frozenset({"basis", "match", "no_match", "lesser", "departments", "terms", "anchors", "words", "variants", "tables", "literals"})
_ID = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*\Z")
_EXAMPLES = 2


class Lexicon(NamedTuple):
    """What the lexicon folders say: rules in file order, macros for their patterns, allowed phrases."""

    rules: tuple[Rule, ...]
    macros: Mapping[str, str]
    allowed: tuple[str, ...]


def load_lexicon(folder: Path, unit: Path | None = None) -> Lexicon:
    """Read every file of ``rules/`` in the order of their names, then those of the unit.

    Raises LexiconError (XS311–XS319, XS325–XS327) for the first mistake.
    """
    rules: list[Rule] = []
    macros: dict[str, str] = {}
    allowed: list[str] = []
    for file, content in _files(folder, ""):
        macros |= content.get("macros", {})
        allowed += content.get("allow", {}).get("phrases", ())
        _add(rules, file, content, folder)
    if unit is not None:
        shipped = tuple(rules)
        for file, content in _files(unit, UNIT):
            _refuse_weakening(file, content, macros)
            macros |= content.get("macros", {})
            _add(rules, file, content, unit)
        rules += _added_terms(shipped, tuple(rules[len(shipped) :]), unit)
        rules[: len(shipped)] = [_with_own_facts(rule, unit) if rule.kind == "dated" else rule for rule in shipped]
    return Lexicon(tuple(rules), macros, tuple(allowed))


def _files(folder: Path, label: str) -> Iterator[tuple[TomlFile, dict[str, Any]]]:
    for path in sorted((folder / "rules").glob("*.toml")):
        file, content = read_toml(path, label)
        for key in content.keys() - {"rule", "macros", "allow"}:
            raise LexiconError("XS311", f"{file.name}：不认识的部分“{key}”。", "可用的部分：rule、macros、allow。")
        for key, form, kind in (("rule", "[[rule]]", list), ("macros", "[macros]", dict), ("allow", "[allow]", dict)):
            if not isinstance(content.get(key, kind()), kind):
                raise LexiconError("XS311", f"{file.name}：“{key}”要写成 {form}。", "请对照“写规则”里的例子改正。")
        yield file, content


def _add(rules: list[Rule], file: TomlFile, content: Mapping[str, Any], folder: Path) -> None:
    seen = {rule.id: rule.source for rule in rules}
    for number, entry in enumerate(content.get("rule", [])):
        rule = _rule(entry, file, number, folder)
        if rule.id in seen:
            raise LexiconError("XS312", f"{rule.source}：规则编号“{rule.id}”重复，已在 {seen[rule.id]} 定义。", "请换一个编号。")
        seen[rule.id] = rule.source
        rules.append(rule)


def _refuse_weakening(file: TomlFile, content: Mapping[str, Any], macros: Mapping[str, str]) -> None:
    """Raise LexiconError (XS325) for what would change the rules that ship."""
    if "allow" in content:
        raise LexiconError(
            "XS325", f"{file.line('[allow]')}：单位词库的规则文件里不能写 [allow]。", "要放行的，写到 allow 文件夹，并写明批准人和有效期。"
        )
    taken = sorted(content.get("macros", {}).keys() & macros.keys())
    if taken:
        raise LexiconError("XS325", f"{file.line(taken[0])}：宏“{taken[0]}”已经有了，不能改写。", "请换一个名称。")


def _added_terms(shipped: tuple[Rule, ...], own: tuple[Rule, ...], unit: Path) -> Iterator[Rule]:
    """Yield a rule of the unit for every list of terms that it adds to. Raises LexiconError (XS327) for a list that nothing uses."""
    used = {rule.options["list"] for rule in own if "list" in rule.options}
    for path in sorted((unit / "terms").glob("*.tsv")):
        owners = [rule for rule in shipped if rule.options.get("list") == path.name]
        place = f"{UNIT}/terms/{path.name}"
        if not owners and path.name not in used:
            hint = f'请在规则里写 list = "{path.name}"，或改成程序自带词表的文件名。'
            raise LexiconError("XS327", f"{place}：没有规则使用这个词表。", hint)
        for rule in owners:
            listed = _listed(rule.kind, path.name, _list(path, place), rule.basis)
            yield rule._replace(
                id=f"{OWN}.{rule.id.replace('.', '-')}",
                title=f"{rule.title}（本单位补充）",
                options={**rule.options, **listed},
                match=(),
                no_match=(),
                source=f"{place}:2",
            )


def _with_own_facts(rule: Rule, unit: Path) -> Rule:
    """Return a dated rule that also looks into the unit's tables of the same names."""
    own = {name: unit / "facts" / name for name in rule.options["tables"] if (unit / "facts" / name).is_file()}
    if not own:
        return rule
    added = {name: [_table(path, f"{UNIT}/facts/{name}")] for name, path in own.items()}
    tables = {name: [*parts, *added.get(name, ())] for name, parts in rule.options["tables"].items()}
    literals = list(dict.fromkeys((*rule.options["literals"], *names(added))))
    return rule._replace(options={**rule.options, "tables": tables, "literals": literals})


def _check(entry: dict[str, Any], file: TomlFile, number: int) -> None:
    """Raise LexiconError for the first thing an entry lacks or has too much."""
    where = file.place(number)
    for key in _REQUIRED:
        if not entry.get(key):
            raise LexiconError("XS313", f"{where}：规则缺少“{key}”。", "必填项：" + "、".join(_REQUIRED) + "。")
    _check_forms(entry, file, number)
    kind = KINDS.get(entry["kind"])
    if kind is None:
        raise LexiconError(
            "XS314", f"{file.place(number, 'kind')}：不认识的种类“{entry['kind']}”。", "可用的种类：" + "、".join(KINDS) + "。"
        )
    for key in entry.keys() - _COMMON - kind.options:
        from difflib import get_close_matches

        near = get_close_matches(key, _COMMON | kind.options, 1)
        raise LexiconError(
            "XS315", f"{file.place(number, key)}：不认识的选项“{key}”。", f"是不是“{near[0]}”？" if near else "请删除或改正。"
        )
    if fault := _fault(kind, entry):
        raise LexiconError("XS315", f"{where}：{entry['id']} 的{fault}。", "请改正后再试。")
    category = OWN if file.label else file.path.stem
    if not _ID.match(entry["id"]) or entry["id"].partition(".")[0] != category:
        raise LexiconError("XS316", f"{file.place(number, 'id')}：编号“{entry['id']}”应为“{category}.小写英文”。")
    if entry["severity"] not in set(Severity):
        raise LexiconError("XS317", f"{file.place(number, 'severity')}：“{entry['severity']}”不是 block、warn 或 note。")
    if entry.get("departments") and category in FOR_EVERYBODY:
        what = f"{entry['id']} 对所有部门有效，不能写 departments"
        raise LexiconError("XS326", f"{file.place(number, 'departments')}：{what}。", "请删去这一行。")
    _check_examples(entry, kind, where)


def _fault(kind: Kind, entry: Mapping[str, Any]) -> str | None:
    try:
        return next(kind.faults(entry), None)
    except (TypeError, AttributeError):
        return "选项写法不对"


def _check_examples(entry: Mapping[str, Any], kind: Kind, where: str) -> None:
    found, not_found = (sum(len(entry.get(k, ())) for k in keys) for keys in (("match", "lesser"), ("no_match",)))
    if kind.build is not None and min(found, not_found) < _EXAMPLES:
        raise LexiconError("XS318", f"{where}：至少要有 {_EXAMPLES} 个 match 和 {_EXAMPLES} 个 no_match 例句。")


def _check_forms(entry: dict[str, Any], file: TomlFile, number: int) -> None:
    """Raise LexiconError (XS313) for a text where a list is wanted, or a list where a text is."""
    for key in sorted(entry.keys() & (_LISTS | set(_REQUIRED))):
        value, place = entry[key], file.place(number, key)
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
                raise LexiconError("XS313", f"{place}：“{key}”要写成方括号括起来的一组文字。", f'例如 {key} = ["甲", "乙"]。')
        elif not isinstance(value, str):
            raise LexiconError("XS313", f"{place}：“{key}”要写成一段加引号的文字。", "请改正后再试。")


def _rule(entry: Any, file: TomlFile, number: int, folder: Path) -> Rule:
    if not isinstance(entry, dict):
        raise LexiconError("XS313", f"{file.place(number)}：规则要写成 [[rule]]，下面每行一项。", "请对照“写规则”里的例子改正。")
    _check(entry, file, number)
    where = file.place(number)
    match, lesser, no_match = (tuple(entry.get(k, ())) for k in ("match", "lesser", "no_match"))
    options = {k: v for k, v in entry.items() if k not in _COMMON}
    for key in options.keys() & {"list", "leaders"}:
        if not isinstance(options[key], str) or Path(options[key]).name != options[key]:
            raise LexiconError("XS319", f"{file.place(number, key)}：“{key}”要写成一个文件名。", "词表放在词库的 terms 文件夹里。")
    if "list" in options:
        listed = _listed(
            entry["kind"], options["list"], _list(folder / "terms" / options["list"], file.place(number, "list")), entry["basis"]
        )
        options |= {name: [*options.get(name, ()), *items] for name, items in listed.items()}
    if "leaders" in options:
        options["leaders"] = _leaders(folder / "facts" / options["leaders"], file.place(number, "leaders"))
    if "divisions" in options:
        options["divisions"] = _table(folder / "facts" / options["divisions"], file.place(number, "divisions"))
    if entry["kind"] == "likeness":
        options["model"] = _model(folder / "models" / str(options["model"]), file.place(number, "model"))
    if entry["kind"] == "dated":
        tables = {name: [_table(folder / "facts" / name, file.place(number, "tables"))] for name in options.get("tables", ())}
        options |= {"tables": tables, "literals": list(dict.fromkeys((*options.get("literals", ()), *names(tables))))}
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
        departments=tuple(entry.get("departments", ())),
    )


def _table(path: Path, where: str) -> str:
    """Return a table of facts as it stands."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS319", f"{where}：找不到或读不了事实表“{path.name}”。", "事实表放在 lexicons/facts/ 下。") from error


def _list(path: Path, where: str) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            "XS319", f"{where}：词表“{path.name}”找不到或读不了。", "词表放在词库的 terms 文件夹里，以 UTF-8 保存。"
        ) from error


def _listed(kind: str, name: str, lines: list[str], basis: Sequence[str]) -> dict[str, list[Any]]:
    """Return the option that the lines of a list are for a rule of this kind."""
    return {"subjects": list(subjects(name, lines, basis))} if kind == "matter" else {"terms": list(_first_column(lines))}


def _first_column(lines: list[str]) -> Iterator[str]:
    """Return the first column of a term list; its header line and lines that begin with # are left out."""
    for line in lines[1:]:
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")[0].strip()


def _model(path: Path, where: str) -> dict[str, Any]:
    """Return scale, bias and table (Base64) of a model of wording."""
    try:
        head, table = path.read_text(encoding="ascii").splitlines()
        scale, bias = map(float, head.split("\t"))
    except (OSError, ValueError) as error:
        raise LexiconError("XS319", f"{where}：模型文件“{path.name}”找不到或读不了。", "请恢复程序自带的文件，或重新安装。") from error
    return {"scale": scale, "bias": bias, "table": table}


def _leaders(path: Path, where: str) -> dict[str, str]:
    """Return the post and its years for every name in a table of leaders: name, post, from, until, source."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS319", f"{where}：找不到名录“{path.name}”。", "名录放在 lexicons/facts/ 下。") from error
    rows = [line.split("\t") for line in lines[1:] if line and not line.startswith("#")]
    if short := next((row for row in rows if len(row) != 5), None):
        raise LexiconError("XS319", f"{path.name}：“{short[0]}”一行应有五栏。", "依次是姓名、职务、起、止、来源，用制表符分开。")
    return {name: f"{post}，{since}—{until}" if since else post for name, post, since, until, _ in rows}
