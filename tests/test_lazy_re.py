"""Patterns that are compiled when they are first asked are none the worse for it."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import review
from review import lazy_re


def test_a_pattern_is_compiled_once_and_when_it_is_first_asked(monkeypatch):
    compiled = []
    monkeypatch.setattr(lazy_re.re, "compile", lambda *args: compiled.append(args) or re._compiler.compile(*args))

    pattern = lazy_re.compile("机密★?", re.IGNORECASE)

    assert compiled == []
    assert pattern.sub("…", "机密★与机密") == "…与…"
    assert [match.span() for match in pattern.finditer("机密★与机密")] == [(0, 3), (4, 6)]
    assert (pattern.pattern, pattern.flags, pattern.groups) == ("机密★?", re.IGNORECASE | re.UNICODE, 0)
    assert compiled == [("机密★?", re.IGNORECASE)]


def test_what_a_pattern_does_not_have_is_not_made_up():
    with pytest.raises(AttributeError, match="find"):
        lazy_re.compile("机密").find("机密")


def test_every_pattern_of_the_program_can_be_compiled():
    for module in pkgutil.walk_packages(review.__path__, "review."):
        if not module.name.endswith(("__main__", ".nlp")):
            importlib.import_module(module.name)
    patterns = [thing for thing in gc.get_objects() if isinstance(thing, lazy_re.Asked)]

    assert len(patterns) > 100
    for pattern in patterns:
        re.compile(pattern.pattern, pattern.wanted)
