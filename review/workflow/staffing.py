"""Can all levels of a matter be signed by different people who had no part in the text? Told when it is submitted, not at level 3."""

from __future__ import annotations

from collections.abc import Sequence

from review.workflow.policy import DRAFTER_FIRST, Level
from review.workflow.signoffs import Setting


def short_of(setting: Setting, contributors: frozenset[str], drafters: frozenset[str]) -> str:
    """Return in Chinese for which levels the roster has too few people today; empty if it has enough."""
    day, roll = setting.now.date(), setting.roster.now
    choices = []
    for level in setting.policy.levels:
        own_first = setting.policy.profile == DRAFTER_FIRST and level.number == 1
        barred = contributors - drafters if own_first else contributors
        choices.append((level, [person for person in roll.holders(level.role, day) if person not in barred]))
    empty = [f"{level.name}没有可签批的{level.role}" for level, people in choices if not people]
    if empty:
        return "；".join(empty)
    return "" if _assignable([people for _, people in choices], frozenset()) else f"{_names(choices)}不能都由不同的人签批"


def _assignable(choices: Sequence[Sequence[str]], taken: frozenset[str]) -> bool:
    if not choices:
        return True
    first, rest = choices[0], choices[1:]
    return any(_assignable(rest, taken | {person}) for person in first if person not in taken)


def _names(choices: Sequence[tuple[Level, Sequence[str]]]) -> str:
    return "、".join(level.name for level, _ in choices)
