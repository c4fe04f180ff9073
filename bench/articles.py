"""Compare the articles that rules rest on with the published laws, character by character.

The laws are too many to keep here, so this runs outside the tests, against a shared folder that holds ``corpus/laws.tar.xz``.
White space is not compared: the table keeps each article on one line.
"""

from __future__ import annotations

import csv
import re
import tarfile
from pathlib import Path

_TABLE = Path(__file__).resolve().parent.parent / "lexicons" / "facts" / "articles.tsv"
_SOURCE = "LawRefBook/Laws/"
_NEXT = r"(?=^\s*第[一二三四五六七八九十百千零]+(?:条(?:之[一二三四五六七八九十]+)?|编|章|节)\s|\Z)"
_BLANK = re.compile(r"[\s\u200b\ufeff]+")


def run(shared: Path) -> list[str]:
    """Return the counts as lines to print. Raises SystemExit when the laws are missing or an article differs from its law."""
    archive = shared / "corpus" / "laws.tar.xz"
    if not archive.is_file():
        raise SystemExit(f"没有找到法律文本 {archive}。请给出共享文件夹的路径。")
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    verified = [row for row in rows if row["confidence"] == "verified"]
    laws = _read(archive, {row["source"].removeprefix(_SOURCE) for row in verified})
    differing = [row["key"] for row in verified if not _agrees(row, laws)]
    same = len(verified) - len(differing)
    counts = f"条文 {len(rows)} 条：已核 {len(verified)} 条，与公布文本一致 {same} 条；待核 {len(rows) - len(verified)} 条。"
    if differing:
        raise SystemExit(f"{counts}\n与公布文本不一致：{'、'.join(differing)}")
    return [counts]


def _read(archive: Path, names: set[str]) -> dict[str, str]:
    laws: dict[str, str] = {}
    with tarfile.open(archive, mode="r|xz") as members:
        for member in members:
            name = Path(member.name).name
            content = members.extractfile(member) if name in names else None
            if content is not None:
                laws[name] = content.read().decode("utf-8")
    return laws


def _agrees(row: dict[str, str], laws: dict[str, str]) -> bool:
    """Tell whether the law of that name has exactly one such article, with exactly that text."""
    law = laws.get(row["source"].removeprefix(_SOURCE), "")
    texts = re.findall(rf"^\s*{row['article']}\s.*?{_NEXT}", law, re.MULTILINE | re.DOTALL)
    named = _BLANK.sub("", law[:100]).startswith(row["law"])
    return named and [_BLANK.sub("", text) for text in texts] == [_BLANK.sub("", row["text"])]
