"""Until when a matter is to be published: working days from its date, by channel; a referral upwards stops the clock.

Source: 政府信息公开条例 (2019) art. 26 (二十个工作日), art. 33 (答复); the periods of a unit stand in its policy.
"""

from __future__ import annotations

import datetime as dt

from review.facts.workdays import add_workdays, workdays_between
from review.workflow.events import Outcome
from review.workflow.history import History
from review.workflow.policy import Policy


def due(history: History, policy: Policy, today: dt.date) -> dt.date:
    """Return the last day of the period; days on which a referral was waiting for its answer are added."""
    begin = dt.date.fromisoformat(history.opening["dated"])
    return add_workdays(begin, policy.clock[history.channel] + _suspended(history, today))


def left(history: History, policy: Policy, today: dt.date) -> int:
    """Return the working days that are left; negative when the period is over."""
    end = due(history, policy, today)
    return workdays_between(today, end) if today <= end else -workdays_between(end, today)


def _suspended(history: History, today: dt.date) -> int:
    """Return the working days between each referral and the next sign-off of the last level, or today."""
    days, since = 0, None
    for event in history.events:
        if event.type not in ("signoff", "paper") or event["outcome"] is None:
            continue
        if since is not None:
            days += workdays_between(since, event.at.date())
        since = event.at.date() if event["outcome"] == Outcome.REFERRED else None
    return days + (workdays_between(since, today) if since is not None and since < today else 0)
