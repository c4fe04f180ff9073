"""Ways of writing that hide a word or a number from a search: what a clean draft has no reason to contain.

Each trick looks at the characters as they stand in the document, at the spots where the normalised text has one of the
`words`, or a number. Options: `trick`, `words`, `variants` (spellings that are a trick in themselves).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from review import lazy_re as re
from review.detect.base import Hit, Kind, Span, Trigger, View, option
from review.detect.checks import citizen_number, in_ascii, luhn
from review.model import Rule, Severity
from review.text.normalise import fold

OPTIONS = frozenset({"trick", "words", "variants"})

_SYMBOLS = re.compile(r"[.\-·•_/~|*+=^`'#@&\\]")
_GAP_CHARACTERS = 3
_AMOUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\Z")  # grouped by thousands
_DIGITS = 11  # those of the shortest number looked for
_MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
_STAR = "★"


def _invisible(view: View, spot: Span, words: tuple[str, ...]) -> Hit | None:
    """Two Han characters, or two digits, with nothing to see between them."""
    left, right = view.text[spot[0]], view.text[spot[1] - 1]
    if not (_is_han(left) and _is_han(right)) and not (left.isdecimal() and right.isdecimal()):
        return None
    inner = view.quote(*spot)[1:-1]
    if not any(unicodedata.category(c) in _INVISIBLE for c in inner):
        return None
    around = view.text[max(0, spot[0] - 8) : spot[1] + 8]
    aimed = left.isdecimal() or any(w in around for w in words)
    codes = "、".join(sorted({f"U+{ord(c):04X}" for c in inner}))
    return Hit(*spot, None if aimed else Severity.NOTE, because=f"夹有不可见字符 {codes}")


def _look_alike(view: View, spot: Span, words: tuple[str, ...]) -> Hit | None:
    """A star that is not the star of the standard, or a character of a shape that only resembles the word's."""
    quote = view.quote(*spot)
    odd = [c for c in quote if fold(c) == _STAR != c or unicodedata.name(c, "").startswith(("KANGXI RADICAL", "CJK RADICAL"))]
    return Hit(*spot, because=f"用形近字符“{odd[0]}”代替标准写法") if odd else None


def _split(view: View, spot: Span, words: tuple[str, ...]) -> Hit | None:
    """Characters of a word pulled apart by symbols, or set one to a line."""
    gaps = re.split(r"[^\W_]|★", view.text[spot[0] : spot[1]])[1:-1]
    if not any(gaps) or any(len(g) > _GAP_CHARACTERS for g in gaps):
        return None
    vertical = len(gaps) > 1 and all("\n" in g for g in gaps)
    if not vertical and not all(g == "" or _SYMBOLS.search(g) for g in gaps):
        return None
    return Hit(*spot, because="词语被符号或换行隔开")


def _separated_digits(view: View, spot: Span, words: tuple[str, ...]) -> Hit | None:
    """A number that proves itself once the separators are taken out."""
    text = in_ascii(view.text[spot[0] : spot[1]])
    bare = re.sub(r"[^0-9x]", "", text)
    if bare == text or "\t" in text or _AMOUNT.match(text) or not _is_personal_number(bare):
        return None
    return Hit(*spot, because="号码被空格、标点或换行隔开")


def _full_width(view: View, spot: Span, words: tuple[str, ...]) -> Hit | None:
    """A number that proves itself, written in full-width, circled or other digits."""
    quote = view.quote(*spot)
    if all(c.isascii() or not c.isdecimal() for c in quote) or not _is_personal_number(view.text[spot[0] : spot[1]]):
        return None
    return Hit(*spot, because="号码用全角数字书写")


def _is_personal_number(text: str) -> bool:
    return citizen_number(text) or bool(_MOBILE.match(text)) or (text.startswith("62") and luhn(text))


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


_Look = Callable[[View, Span, tuple[str, ...]], Hit | None]
TRICKS: dict[str, tuple[Trigger, _Look]] = {
    "invisible": (Trigger.DROPPED, _invisible),
    "look-alike": (Trigger.SQUEEZED, _look_alike),
    "split": (Trigger.SQUEEZED, _split),
    "separated-digits": (Trigger.NUMBERS, _separated_digits),
    "full-width": (Trigger.NUMBERS, _full_width),
}


class Evasion:
    """The detector of this kind."""

    def __init__(self, rule: Rule, _macros: Mapping[str, str]) -> None:
        self.trigger, self.look = TRICKS[rule.options["trick"]]
        self.digits = _DIGITS
        self.words = tuple(fold(w) for w in option(rule, "words", ()))
        self.variants = frozenset(fold(v) for v in option(rule, "variants", ()))
        self.literals = (*self.words, *sorted(self.variants)) if self.trigger is Trigger.SQUEEZED else ()

    def find(self, view: View, spots: list[Span]) -> Iterator[Hit]:
        """Return one hit per trick; tricks that follow one another directly are one."""
        current: Hit | None = None
        for spot in spots:
            hit = self._hit(view, spot)
            if hit is None:
                continue
            if current is not None and hit.start < current.end:
                current = Hit(current.start, max(current.end, hit.end), _heavier(current, hit), because=current.because)
                continue
            if current is not None:
                yield current
            current = hit
        if current is not None:
            yield current

    def _hit(self, view: View, spot: Span) -> Hit | None:
        if view.text[spot[0] : spot[1]] in self.variants:
            return Hit(*spot, because="用拼音、谐音或形近字代替标准写法")
        return self.look(view, spot, self.words)


def _heavier(one: Hit, other: Hit) -> Severity | None:
    return None if one.severity is None or other.severity is None else one.severity


def _faults(options: Mapping[str, Any]) -> Iterator[str]:
    if options.get("trick") not in TRICKS:
        yield f"trick 不能是“{options.get('trick')}”，可用：{'、'.join(TRICKS)}"


KIND = Kind(OPTIONS, Evasion, _faults)
