"""What may lie in a unit's own lexicon folder: ``rules/*.toml``, ``terms/*.tsv``, ``allow/*.toml``, some ``facts/*.tsv``, nothing else.

A file that is not read is a rule that is not in force, and nobody would see it: 清单.toml.txt is what an editor saves by mistake.
"""

from __future__ import annotations

from pathlib import Path

from review.errors import LexiconError

UNIT = "单位词库"
SUFFIXES = {"rules": ".toml", "terms": ".tsv", "allow": ".toml", "facts": ".tsv"}
FACTS = ("law_changes.tsv", "institutions.tsv", "area_changes.tsv", "expressions.tsv")  # tables that a unit may have of its own
MOST = 4 << 20  # bytes of one file
_FILES = 1000


def check_unit_files(folder: Path) -> None:
    """Raise LexiconError (XS350) for a folder or file that would not be read, or that is too large."""
    count = 0
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or (path.is_file() and path.suffix.lower() in (".md", ".txt", ".docx")):
            continue
        if not path.is_dir() or path.name not in SUFFIXES:
            what = "文件夹" if path.is_dir() else "文件"
            raise LexiconError(
                "XS350", f"{UNIT}里不认识的{what}“{path.name}”。", f"只能有 {'、'.join(SUFFIXES)} 文件夹；说明文字请存为 .txt。"
            )
        for file in sorted(path.iterdir()):
            if file.name.startswith((".", "~")):
                continue
            if not file.is_file() or file.suffix != SUFFIXES[path.name]:
                hint = f"文件名应以 {SUFFIXES[path.name]} 结尾；用记事本另存时，“保存类型”选“所有文件”。"
                raise LexiconError("XS350", f"{UNIT}/{path.name}/{file.name}：这个文件不会被读取。", hint)
            if path.name == "facts" and file.name not in FACTS:
                raise LexiconError("XS350", f"{UNIT}/facts/{file.name}：不是能用的事实表。", f"只能是：{'、'.join(FACTS)}。")
            count += 1
            if file.stat().st_size > MOST or count > _FILES:
                raise LexiconError(
                    "XS350",
                    f"{UNIT}/{path.name}/{file.name}：文件太大或太多。",
                    f"每个文件不超过 {MOST >> 20} MB，总共不超过 {_FILES} 个。",
                )
