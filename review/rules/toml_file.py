"""A TOML file of a lexicon, and where in it something stands, for messages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from review import lazy_re as re
from review.errors import LexiconError

_ENTRY = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")


@dataclass(frozen=True)
class TomlFile:
    """A file and where its entries begin. `label` is what its folder is called, empty for the lexicon that ships."""

    path: Path
    lines: list[str]
    label: str = ""

    @property
    def name(self) -> str:
        """What messages call the file."""
        return f"{self.label}/{self.path.parent.name}/{self.path.name}" if self.label else self.path.name

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """The lines in which the entries of every table begin."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            if head := _ENTRY.match(line):
                found.setdefault(head[1], []).append(number)
        return found

    def place(self, entry: int, key: str = "", table: str = "rule") -> str:
        """Return ``file:line`` of the n-th ``[[table]]``, or of a key in it."""
        starts = self._starts.get(table, [])
        start = starts[entry] if entry < len(starts) else 1
        if key:
            for number in range(start, len(self.lines) + 1):
                if re.match(rf"\s*{re.escape(key)}\s*[=.]", self.lines[number - 1]):
                    return f"{self.name}:{number}"
                if number > start and self.lines[number - 1].startswith("[["):
                    break
        return f"{self.name}:{start}"

    def line(self, beginning: str) -> str:
        """Return ``file:line`` of the first line that begins so."""
        return f"{self.name}:{next((n for n, line in enumerate(self.lines, 1) if line.strip().startswith(beginning)), 1)}"


def read_toml(path: Path, label: str = "") -> tuple[TomlFile, dict[str, Any]]:
    """Return a file and what it says. Raises LexiconError (XS310) if it cannot be read."""
    import tomllib

    file = TomlFile(path, [], label)
    try:
        text = path.read_text(encoding="utf-8-sig")
        return TomlFile(path, text.splitlines(), label), tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        hint = "文字要加英文引号，一组文字要加方括号；请改正这一行或上一行。"
        raise LexiconError("XS310", f"{file.name}:{line[1] if line else 1}：不是正确的 TOML 格式。", f"{hint}（{error}）") from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise LexiconError("XS310", f"{file.name}：无法读取。", "请确认文件存在并以 UTF-8 保存。") from error
