r"""Words that tags tear apart in a plain text: ``机<b>密</b>``, ``{\k20}机{\k30}密`` in subtitles, ``机\N密``.

The text of a plain file is the decoded file, so its offsets stay; the lines as a viewer shows them are kept beside it.
Sources: SubRip and WebVTT (W3C) cue text, Advanced SubStation Alpha override codes, HTML inline elements.
"""

from __future__ import annotations

from review import lazy_re as re

_INLINE = r"</?(?:[bius]|c|v|em|strong|font|span|ruby|rt|mark|small|sub|sup|big|del|ins|wbr|lang|\d\d:[\d:.]+)(?:[\s.][^<>\n]{0,200})?/?>"
_TAGS = rf"(?:{_INLINE}|\{{\\[^{{}}\n]{{0,200}}\}}|(?-i:\\[Nh])(?=[^\x00-\x7f]))"
_TORN = re.compile(rf"(?<=[^\W_]){_TAGS}{{1,20}}(?=[^\W_])", re.IGNORECASE)
_ANY = re.compile(_TAGS, re.IGNORECASE)


def untorn_lines(text: str) -> str:
    """Return the lines in which a tag stands within a word or number, as they read when shown; empty if there are none."""
    if "<" not in text and "\\" not in text:
        return ""
    return "\n".join(_ANY.sub("", line) for line in text.split("\n") if ("<" in line or "\\" in line) and _tears(line))


def _tears(line: str) -> bool:
    return any(_joins(line[found.start() - 1], line[found.end()]) for found in _TORN.finditer(line))


def _joins(before: str, after: str) -> bool:
    """Tell whether two characters make one word: hanzi with hanzi, digit with digit."""
    return (before.isdigit() and after.isdigit()) or (before >= "\u3400" and after >= "\u3400")
