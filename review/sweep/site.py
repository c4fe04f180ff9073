"""``site.toml``: the columns of a site with type, period and owner, its address, and what the unit knows of itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from review.errors import ConfigError
from review.facts.institutions import Institution
from review.facts.laws import LawChange
from review.sweep.outside import domain_of

MOST_BYTES = 4 << 20
_PERIOD = re.compile(r"P?(\d{1,4})\s{0,4}(D|W|M|Y|天|日|周|个月|月|年)?", re.IGNORECASE)
_DAYS = {"D": 1, "天": 1, "日": 1, "W": 7, "周": 7, "M": 30.5, "月": 30.5, "个月": 30.5, "Y": 365.25, "年": 365.25}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the site. `days` is how often it must be updated, None where nobody said, 0 for never.

    `rectify_days` is how many calendar days its owner has to act about an item, None for as many as the site gives.
    """

    name: str
    type: str = ""
    days: int | None = None
    owner: str = ""
    contact: str = ""
    rectify_days: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What the unit has on record of itself: the number or the address of an office."""

    unit: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """Who holds a post now."""

    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that pages may lead to, with all below it, and who runs it."""

    name: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A site as its owner describes it; all of it may be left out. `unknown` are keys that mean nothing here."""

    name: str = ""
    base_url: str = ""
    trial_years: int = 2
    notice_days: int = 180
    rectify_days: int = 15
    urgent_days: int = 1
    columns: Mapping[str, Column] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    leaders: tuple[Leader, ...] = ()
    laws: Mapping[str, tuple[LawChange, ...]] = field(default_factory=dict)
    institutions: tuple[Institution, ...] = ()
    domains: tuple[Domain, ...] = ()
    unknown: tuple[str, ...] = ()

    def owner(self, column: str) -> str:
        """Return the department that is responsible for a column, with its contact; empty where nobody said."""
        found = self.columns.get(column)
        return f"{found.owner}（{found.contact}）" if found and found.owner and found.contact else found.owner if found else ""


_TABLES: Mapping[str, tuple[str, ...]] = {
    "column": ("name", "type", "period", "days", "owner", "contact", "rectify_days"),
    "contact": ("unit", "phone", "address"),
    "leader": ("post", "name"),
    "law": ("name", "until", "by"),
    "institution": ("name", "aliases", "since", "by"),
    "domain": ("name", "owner"),
}
_PLURALS = {
    "columns": "column",
    "contacts": "contact",
    "leaders": "leader",
    "laws": "law",
    "institutions": "institution",
    "domains": "domain",
}
_VALUES = ("site", "name", "base_url", "trial_years", "notice_days", "rectify_days", "urgent_days")


def load_site(path: Path) -> Site:
    """Read a description of a site. Raises ConfigError (XS360, XS361) for what is no TOML or of the wrong type."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ConfigError("XS360", f"“{path.name}”过大。", "请只写网站的栏目和本单位的情况。")
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("XS360", f"“{path.name}”读不出来：{error}。", "请对照“网上清查”一页的例子改正，以 UTF-8 保存。") from error
    content = {**content, **content["site"]} if isinstance(content.get("site"), dict) else content
    unknown = [key for key in content if key not in _VALUES and _PLURALS.get(key, key) not in _TABLES]
    tables = {name: _rows(content, name, unknown) for name in _TABLES}
    return Site(
        name=str(content.get("name", "")),
        base_url=str(content.get("base_url", "")),
        trial_years=_whole(content, "trial_years", 2),
        notice_days=_whole(content, "notice_days", 180),
        rectify_days=_whole(content, "rectify_days", 15),
        urgent_days=_whole(content, "urgent_days", 1),
        columns={str(row["name"]): _column(row) for row in tables["column"]},
        contacts=tuple(Contact(str(r.get("unit", "")), str(r.get("phone", "")), str(r.get("address", ""))) for r in tables["contact"]),
        leaders=tuple(Leader(str(r.get("post", "")), str(r.get("name", ""))) for r in tables["leader"]),
        laws=_laws(tables["law"]),
        institutions=tuple(_institution(row) for row in tables["institution"]),
        domains=tuple(_domain(row) for row in tables["domain"]),
        unknown=tuple(unknown),
    )


def _rows(content: Mapping[str, Any], name: str, unknown: list[str]) -> Sequence[Mapping[str, Any]]:
    found = [content[key] for key in (name, *(p for p, s in _PLURALS.items() if s == name)) if key in content]
    rows: list[Mapping[str, Any]] = []
    for each in found:
        named = [{"name": key, **value} for key, value in each.items() if isinstance(value, dict)] if isinstance(each, dict) else each
        if not isinstance(named, list) or not all(isinstance(row, dict) for row in named):
            raise ConfigError("XS361", f"site.toml 里的 {name} 写法不对。", f"请写成若干个 [[{name}]]。")
        rows += named
    needed = "unit" if name == "contact" else "post" if name == "leader" else "name"
    for row in rows:
        if needed not in row:
            raise ConfigError("XS361", f"site.toml 的 [[{name}]] 缺 {needed}。", "请补上。")
        unknown += [f"{name}.{key}" for key in row if key not in _TABLES[name]]
    return rows


def _column(row: Mapping[str, Any]) -> Column:
    return Column(
        name=str(row["name"]),
        type=str(row.get("type", "")),
        days=_days(row["period"] if "period" in row else row.get("days")),
        owner=str(row.get("owner", "")),
        contact=str(row.get("contact", "")),
        rectify_days=_whole(row, "rectify_days", 15) if "rectify_days" in row else None,
    )


def _domain(row: Mapping[str, Any]) -> Domain:
    name = str(row["name"]).strip()
    domain = domain_of(f"//{name.partition('//')[2] or name}".replace("//*.", "//"))
    if not domain:
        raise ConfigError("XS361", f"site.toml 里的域名“{name}”写法不对。", "请写成 www.example.gov.cn 这样，不写网页路径。")
    return Domain(domain, str(row.get("owner", "")))


def _days(period: Any) -> int | None:
    if period is None:
        return None
    if isinstance(period, int):
        return period
    found = _PERIOD.fullmatch(str(period).strip())
    if found is None:
        raise ConfigError("XS361", f"site.toml 里的周期“{period}”不认识。", "请写成天数，或 P14D、P6M、P1Y。")
    return round(int(found[1]) * _DAYS[(found[2] or "D").upper()])


def _laws(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, tuple[LawChange, ...]]:
    found: dict[str, tuple[LawChange, ...]] = {}
    for row in rows:
        name = str(row["name"]).removeprefix("中华人民共和国")
        change = LawChange(name, "repealed", _date(row, "until"), str(row.get("by", "")), sure=True, source="site.toml")
        found[name] = (*found.get(name, ()), change)
    return found


def _institution(row: Mapping[str, Any]) -> Institution:
    aliases = row.get("aliases", [])
    names = tuple(map(str, aliases)) if isinstance(aliases, list) else tuple(str(aliases).split("|"))
    return Institution(str(row["name"]), _date(row, "since"), str(row.get("by", "")), sure=True, source="site.toml", names=names)


def _date(row: Mapping[str, Any], key: str) -> date:
    try:
        return date.fromisoformat(str(row[key]))
    except (KeyError, ValueError) as error:
        raise ConfigError("XS361", f"site.toml 里“{row['name']}”的 {key} 不是日期。", "请写成 2024-05-01 这样。") from error


def _whole(content: Mapping[str, Any], key: str, default: int) -> int:
    value = content.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10_000:
        raise ConfigError("XS361", f"site.toml 里的 {key} 要写正整数。", "请改正。")
    return value
