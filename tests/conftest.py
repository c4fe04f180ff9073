"""What the tests share."""

from __future__ import annotations

import pytest

from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset


@pytest.fixture(scope="session")
def ruleset():
    """The shipped rules, proven once."""
    return load_ruleset(lexicons())
