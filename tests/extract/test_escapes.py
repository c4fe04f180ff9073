"""Characters spelt out by their numbers are read as what they show."""

from __future__ import annotations

import json

import pytest

from review.extract import extract
from review.extract.escapes import resolved_lines
from review.model import Layer


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (json.dumps({"title": "机密"}), '{"title": "机密"}'),
        ("一行\n&#26426;&#x5BC6;\n又一行", "机密"),
        (r"\ud842\udfb7", "𠮷"),
        (r"路径 C:\users\u0041", r"路径 C:\users" + "A"),
        (r"C:\user\unit &#65;", ""),
        (r"\u0041\u0042", ""),
        ("没有编号", ""),
    ],
)
def test_spelt_out_characters_are_resolved(text, shown):
    assert resolved_lines(text) == shown


def test_a_lone_half_of_a_pair_loses_nothing_else():
    assert resolved_lines(r"密\ud842件") == "密\ufffd件"


def test_what_is_spelt_out_follows_the_text_as_hidden():
    raw = json.dumps({"电话": "13800138000"}).replace("13800138000", "\\u0031\\u0033800138000")
    document = extract(raw.encode(), "数据.json")
    assert document.text == raw + "\n" + '{"电话": "13800138000"}'
    assert [segment.layer for segment in document.behind] == [Layer.HIDDEN]
