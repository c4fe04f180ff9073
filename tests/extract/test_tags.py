"""Words that tags tear apart in subtitles and other plain texts are read as they are shown."""

from __future__ import annotations

import pytest

from review.extract import extract
from review.extract.tags import untorn_lines
from review.model import Layer


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\n机<i>密</i>\n", "机密"),
        (
            r"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\k20}机{\k30\c&HFF&}密",
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,机密",
        ),
        (r"张\N三", "张三"),
        ("机<00:00:01.500><c.red>密</c>", "机密"),
        ("138<b>0013</b>8000", "13800138000"),
        ("张三<br>李四", ""),
        ("<td>张三</td><td>李四</td>", ""),
        ("<b>通知</b>", ""),
        (r"{\an8}通知", ""),
        (r'{"a": "甲\n乙"}', ""),
        (r"C:\New\Name", ""),
        ("word<b>word</b>", ""),
        ("1 < 2 > 1", ""),
    ],
)
def test_only_torn_words_are_put_together(text, shown):
    assert untorn_lines(text) == shown


def test_they_follow_the_text_as_hidden_and_shift_nothing():
    raw = "1\n00:00:01,000 --> 00:00:02,000\n电话138<i>0013</i>8000\n"
    document = extract(raw.encode(), "a.srt")
    assert document.text == raw + "\n电话13800138000"
    assert [(s.layer, s.place.part) for s in document.behind] == [(Layer.HIDDEN, "tags")]
