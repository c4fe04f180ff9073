"""Where the lexicons are: inside the installed package, beside it in a checkout, or in the unit's own folder."""

from __future__ import annotations

from pathlib import Path

from review.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent.parent


def lexicons(own: Path | None = None) -> Path:
    """Return the lexicon folder; `own` is the unit's, and if given it is the only one looked at.

    Raises ConfigError (XS301) when there is none.
    """
    candidates = [own] if own else [_PACKAGE / "lexicons", _PACKAGE.parent / "lexicons"]
    for folder in candidates:
        if (folder / "rules").is_dir():
            return folder
    places = "、".join(f"“{c}”" for c in candidates)
    raise ConfigError("XS301", f"找不到词库，已查看：{places}。", "请重新安装，或用 --lexicons 指定词库文件夹。")
