r"""Characters that a text spells out by their numbers: ``\u5bc6`` in JSON and scripts, ``&#23494;`` in markup.

A reader of the raw file sees letters and digits; whatever shows the data sees the words, so these must be checked.
Sources: RFC 8259 §7 (JSON strings), HTML Living Standard §13.1.4 (character references).
"""

from __future__ import annotations

import html

from review import lazy_re as re

_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")
_MARKUP = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7});")


def resolved_lines(text: str) -> str:
    """Return the lines of `text` that spell out a character beyond ASCII, as they read when shown; empty if there are none."""
    if "\\u" not in text and "&#" not in text:
        return ""
    shown = ((line, _shown(line)) for line in text.split("\n") if "\\u" in line or "&#" in line)
    return "\n".join(new for line, new in shown if new != line and not new.isascii())


def _shown(line: str) -> str:
    line = _JSON.sub(lambda match: chr(int(match[1], 16)), line).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _MARKUP.sub(lambda match: html.unescape(match[0]), line)
