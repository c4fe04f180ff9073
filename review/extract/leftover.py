"""What one form of a text says and another does not: the parts of a mail's body, the fallback of a drawing.

White space and signs are laid aside, for programs change them when they turn one form into another.
"""

from __future__ import annotations

from collections.abc import Iterable

from review import lazy_re as re

_SAID = re.compile(r"[^\W_]+")
_LINK = re.compile(r"<?(?:https?|mailto|cid):\S+|\[[^\]\n]{0,80}\]")
_MOST = 2_000_000_000  # code points that may be searched; beyond it every line counts as new


def unsaid(lines: Iterable[str], shown: str) -> list[str]:
    """Return the lines, each once, whose letters and digits do not stand in `shown`."""
    by_letters: dict[str, str] = {}
    for line in lines:
        letters = _letters(_LINK.sub("", line))
        if letters:
            by_letters.setdefault(letters, line)
    seen = _letters(shown)
    if len(by_letters) * len(seen) > _MOST:
        return list(by_letters.values())
    return [line for letters, line in by_letters.items() if letters not in seen]


def _letters(text: str) -> str:
    return "".join(_SAID.findall(text))
