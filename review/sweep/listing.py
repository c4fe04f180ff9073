"""``pages.json`` or ``pages.csv``: what the system of the site exports of its pages."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from review.errors import ConfigError
from review.facts.dates import parse_day

NAMES = ("pages.json", "pages.csv")
MOST_BYTES = 256 << 20
_ABOVE = 4  # folders above the one that was given in which a list is looked for
_KEYS = {
    "path": ("path", "file", "文件", "路径"),
    "url": ("url", "href", "网址", "链接"),
    "column": ("column", "栏目", "栏目名称"),
    "title": ("title", "标题"),
    "publish_date": ("publish_date", "published", "pubdate", "date", "发布日期", "发布时间"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of one page; what it does not say is empty."""

    url: str = ""
    column: str = ""
    title: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of pages by their resolved path."""

    pages: Mapping[Path, Listed]
    file: Path


def find_listing(root: Path) -> Listing | None:
    """Return the list that lies in a folder or above it, or None. Raises ConfigError (XS362) for one that cannot be read."""
    folder = (root if root.is_dir() else root.parent).resolve()
    for place in (folder, *list(folder.parents)[:_ABOVE]):
        for name in NAMES:
            if (place / name).is_file():
                listing = read_listing(place / name)
                if place == folder or any(path.is_relative_to(folder) for path in listing.pages):
                    return listing
    return None


def read_listing(path: Path) -> Listing:
    """Read a list. Raises ConfigError (XS362)."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError("XS362", f"“{path.name}”过大。", "请分成几个文件夹清查。")
        text = path.read_bytes().decode("utf-8-sig")
        rows = _json_rows(text) if path.suffix == ".json" else csv.DictReader(text.splitlines())
        pages = {_resolved(path.parent, where): listed for where, listed in map(_listed, rows) if where}
    except (OSError, ValueError, TypeError, RecursionError, csv.Error, AttributeError) as error:
        raise ConfigError(
            "XS362", f"“{path.name}”读不出来。", "应为页面的列表，每项有 path、url、column、title、publish_date，UTF-8 编码。"
        ) from error
    return Listing(pages, path)


def _json_rows(text: str) -> Iterable[Mapping[str, Any]]:
    content = json.loads(text)
    if isinstance(content, dict):
        inner = content.get("pages", content)
        content = inner if isinstance(inner, list) else [{"path": key, **value} for key, value in inner.items()]
    if not isinstance(content, list):
        raise TypeError("no list")
    return content


def _listed(row: Mapping[str, Any]) -> tuple[str, Listed]:
    values = {name: next((str(row[key]).strip() for key in keys if row.get(key)), "") for name, keys in _KEYS.items()}
    return values["path"], Listed(values["url"], values["column"], values["title"], parse_day(values["publish_date"]))


def _resolved(folder: Path, where: str) -> Path:
    """Return a path of the list as one that can be compared; it need not exist and is never opened by this name."""
    parts = [part for part in PurePosixPath(where.replace("\\", "/")).parts if part not in ("/", ".", "..")]
    return folder.resolve().joinpath(*parts)
