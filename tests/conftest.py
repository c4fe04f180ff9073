"""What the tests share."""

from __future__ import annotations

import os

import pytest

os.environ["XIANSHEN_OCR"] = "off"  # what is installed must not change what the tests see; test_ocr.py asks for it
os.environ["XIANSHEN_LIBREOFFICE"] = "off"  # nor this: test_second_opinion.py asks for it

from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset


@pytest.fixture(scope="session")
def ruleset():
    """The shipped rules, proven once."""
    return load_ruleset(lexicons())
