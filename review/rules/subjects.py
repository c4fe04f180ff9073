"""Lists of the subjects of sensitive matters: tab-separated, one term a line, sorted by term.

Columns: term, class (short Chinese name of what the term stands for), level (block: enough by itself; warn: worth a look by itself;
cue: only with signals), basis (references parted by ``;``; empty: the rule's), guard (pattern near the term: no hit), note, source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review import lazy_re as re
from review.detect.matter import LEVELS
from review.errors import LexiconError
from review.model import Severity
from review.rules.basis import rests_only_on_art16
from review.text.normalise import fold

COLUMNS = ("term", "class", "level", "basis", "guard", "note", "source")


def subjects(name: str, lines: Sequence[str], basis: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield term, class, level and guard of every line of the list `name`; ``most`` is ``warn`` where the basis only allows to withhold.

    Raises LexiconError (XS328), with ``file:line``, for the first line that is not what it should be.
    """
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise LexiconError("XS328", f"{name}:1：表头不对。", f"表头应为（以制表符分隔）：{' '.join(COLUMNS)}。")
    last = ""
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise LexiconError("XS328", f"{name}:{number}：应有 {len(COLUMNS)} 列，实有 {len(cells)} 列。", "请检查制表符。")
        row = dict(zip(COLUMNS, cells, strict=True))
        if fault := _fault(row, basis, last):
            raise LexiconError("XS328", f"{name}:{number}：{fault}。", "请改正后再试。")
        last = row["term"]
        rests_on = row["basis"].split(";") if row["basis"] else basis
        most = {"most": Severity.WARN.value} if rests_only_on_art16(rests_on) else {}
        yield {key: row[key] for key in ("term", "class", "level", "guard")} | most


def _fault(row: dict[str, str], basis: Sequence[str], last: str) -> str:
    """Return what is wrong with a row, or nothing."""
    if row["term"] <= last:
        return f"“{row['term']}”重复，或没有排序"
    if re.search(r"[\W_]", fold(row["term"])) or len(row["term"]) < 2:
        return f"“{row['term']}”应为两个以上的字，不含标点和空格"
    if row["level"] not in LEVELS:
        return f"level“{row['level']}”不是 {'、'.join(LEVELS)}"
    if not row["class"] or not row["source"]:
        return "class 和 source 都要填写"
    unknown = [reference for reference in row["basis"].split(";") if reference and reference not in basis]
    return f"依据“{unknown[0]}”不在规则的 basis 中" if unknown else ""
