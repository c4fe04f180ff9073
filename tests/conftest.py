"""What the tests share."""

from __future__ import annotations

import os
import shutil

import pytest

os.environ["XIANSHEN_OCR"] = "off"  # what is installed must not change what the tests see; test_ocr.py asks for it
os.environ["XIANSHEN_LIBREOFFICE"] = "off"  # nor this: test_second_opinion.py asks for it

from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset


@pytest.fixture(scope="session")
def proven(tmp_path_factory):
    """A folder with the shipped rules as they are kept when they are proven: to prove them takes seconds."""
    folder = tmp_path_factory.mktemp("proven")
    load_ruleset(lexicons(), folder)
    return folder


@pytest.fixture(scope="session")
def ruleset(proven):
    """The shipped rules, proven once."""
    return load_ruleset(lexicons(), proven)


@pytest.fixture(scope="session")
def with_rules(proven):
    """Put the proven rules into a cache folder of a user, so that a program started there need not prove them again."""

    def keep(cache_home):
        folder = cache_home / "xianshen"
        folder.mkdir(parents=True, mode=0o700)
        for kept in proven.iterdir():
            shutil.copy(kept, folder)
            (folder / kept.name).chmod(0o600)

    return keep
