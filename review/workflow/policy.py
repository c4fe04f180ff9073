"""What a unit has laid down for its reviews: levels, profile, periods. Read from ``unit.toml`` in the unit's folder.

    profile = "三审三人"          # or 拟稿人自审为一审, 上级单位代复审
    valid_days = 60               # a sign-off counts so many days; 0: without end
    [[level]]
    name = "初审"
    role = "初审员"
    [clock]
    "网站" = 20                   # working days from 成文; TOML wants such names in quotes

Levels are numbered in their order, two to six of them. Whatever the profile, nobody holds two levels of one matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from review.digest import canonical_json, sha256
from review.errors import ConfigError
from review.workflow.events import Channel, Outcome

PROFILES = ("三审三人", "拟稿人自审为一审", "上级单位代复审")
DRAFTER_FIRST = PROFILES[1]
CLOCKS: Mapping[str, int] = MappingProxyType({**dict.fromkeys(Channel, 20), Channel.MESSAGE: 3})
OPENING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(Channel, frozenset({Outcome.PUBLIC})),
        Channel.REQUEST: frozenset({Outcome.PUBLIC, Outcome.ON_REQUEST, Outcome.PARTLY}),
    }
)
CATCH_UP_HOURS = 24  # within which an approval by telephone must be signed
TEMPLATE = """# 本单位的审查设置。改动以后由管理员运行 xianshen roster policy 登记，正在审的事项要重新送审。
profile = "三审三人"        # 或 "拟稿人自审为一审"、"上级单位代复审"
valid_days = 60             # 签批的有效天数，0 为不限

[[level]]
name = "初审"
role = "初审员"

[[level]]
name = "复审"
role = "复审员"

[[level]]
name = "终审"
role = "终审员"
"""
_KEYS = frozenset({"profile", "valid_days", "level", "clock"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of review. `number` counts from 1."""

    number: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a unit. `clock` gives working days by channel, `valid_days` 0 means without end."""

    profile: str = PROFILES[0]
    levels: tuple[Level, ...] = (Level(1, "初审", "初审员"), Level(2, "复审", "复审员"), Level(3, "终审", "终审员"))
    valid_days: int = 60
    clock: Mapping[str, int] = field(default_factory=lambda: CLOCKS)

    @property
    def digest(self) -> str:
        """The SHA-256 of everything that decides."""
        levels = [[level.number, level.name, level.role] for level in self.levels]
        return sha256(canonical_json([self.profile, levels, self.valid_days, dict(self.clock)]))

    @property
    def last(self) -> Level:
        """The level that decides."""
        return self.levels[-1]

    def level(self, number: int) -> Level | None:
        """Return a level by its number."""
        return self.levels[number - 1] if 1 <= number <= len(self.levels) else None


def parse_policy(text: str) -> Policy:
    """Return the policy of a ``unit.toml``. Raises ConfigError (XS610) that names what is wrong."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"第 {place[1]} 行" if place else "末尾"
        raise ConfigError("XS610", f"unit.toml {where}写法不对。", "文字和中文名称都要加英文引号；请改正后再试。") from error
    wrong = list(_wrong(value))
    if wrong:
        raise ConfigError("XS610", f"unit.toml 有误：{'；'.join(wrong)}。", "请改正后再试。")
    levels = (
        tuple(Level(n, level["name"], level["role"]) for n, level in enumerate(value["level"], 1)) if "level" in value else Policy().levels
    )
    return Policy(
        profile=value.get("profile", PROFILES[0]),
        levels=levels,
        valid_days=value.get("valid_days", 60),
        clock={**CLOCKS, **value.get("clock", {})},
    )


def _wrong(value: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(value.keys() - _KEYS)
    if unknown:
        yield f"不认识的设置 {'、'.join(unknown)}"
    if value.get("profile", PROFILES[0]) not in PROFILES:
        yield f"profile 只能是 {'、'.join(PROFILES)}"
    if type(value.get("valid_days", 60)) is not int or not 0 <= value.get("valid_days", 60) <= 3650:
        yield "valid_days 要写成天数，最多 3650"
    levels = value.get("level", [{"name": "a", "role": "a"}] * 3)
    if not isinstance(levels, list) or not 2 <= len(levels) <= 6:
        yield "level 要有 2 至 6 级"
    elif not all(
        isinstance(level, dict) and level.keys() == {"name", "role"} and all(_words(v) for v in level.values()) for level in levels
    ):
        yield "每个 level 要有 name 和 role"
    clock = value.get("clock", {})
    if not isinstance(clock, dict) or not clock.keys() <= set(Channel) or not all(type(v) is int and 0 < v <= 1000 for v in clock.values()):
        yield f"clock 要写成 渠道 = 工作日数，渠道有 {'、'.join(Channel)}"


def _words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
