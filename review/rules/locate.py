"""Where the lexicons are: inside the installed package, or beside it in a checkout; and what a unit adds to them."""

from __future__ import annotations

from pathlib import Path

from review.errors import ConfigError
from review.rules.unit_files import SUFFIXES

_PACKAGE = Path(__file__).resolve().parent.parent


def lexicons(own: Path | None = None) -> Path:
    """Return the whole lexicon; `own` is one that stands instead of the shipped one, and if given it is the only one looked at.

    Raises ConfigError (XS301) when there is none.
    """
    candidates = [own] if own else [_PACKAGE / "lexicons", _PACKAGE.parent / "lexicons"]
    for folder in candidates:
        if (folder / "rules").is_dir():
            return folder
    places = "、".join(f"“{c}”" for c in candidates)
    raise ConfigError("XS301", f"找不到词库，已查看：{places}。", "请重新安装，或用 --lexicons 指定词库文件夹。")


def folders(own: Path | None, added: Path | None) -> tuple[Path, Path | None]:
    """Return the whole lexicon and the folder that adds to it.

    `own` is what the user named for this run: a whole lexicon, which has ``facts/articles.tsv``, stands alone; any other folder adds to
    the shipped one, in the place of `added`, which is the unit's. Raises ConfigError (XS301, XS302) for a folder that is neither.
    """
    if own is not None and is_whole(own):
        return lexicons(own), None
    return lexicons(), additions(own) if own is not None else added


def is_whole(folder: Path) -> bool:
    """Tell whether a folder is a whole lexicon: it holds the articles that rules rest on."""
    return (folder / "facts" / "articles.tsv").is_file()


def additions(folder: Path) -> Path:
    """Return a folder that adds to the lexicon. Raises ConfigError (XS302) if it holds none of their folders."""
    if not any((folder / name).is_dir() for name in SUFFIXES):
        raise ConfigError(
            "XS302", f"“{folder}”不是词库：里面没有 {'、'.join(SUFFIXES)} 文件夹。", "请检查路径，或在里面新建 rules 文件夹。"
        )
    return folder


def clean_samples() -> Path | None:
    """Return the folder of samples in which nothing is to be found; only a checkout has it."""
    folder = _PACKAGE.parent / "samples" / "clean"
    return folder if folder.is_dir() else None
