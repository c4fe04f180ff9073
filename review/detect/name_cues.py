"""Words that say a name follows, and the name that follows them.

A cue word has a class: ``key`` names a field (姓名、联系人) and needs a colon, a space or a cell border behind it; the others may stand
right before the name. In running text nothing marks where a name ends: there the tagger decides, or the word behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from review.detect.base import Span
from review.detect.name_shape import DOTTED, HAN, is_name, is_ordinary, without_title
from review.detect.surnames import begins_with_surname

KEY = "key"
_GAP = re.compile(r"(?:们|是|为|叫做?|名叫|系)?[ \t]{0,3}(?P<sign>[:\t|(\"“]?)[ \t\"“(]{0,3}")
_FIELD = re.compile(r"(?:\([^()\n]{1,10}\))?[ ]{0,2}(?:[:\t|=]|为|是|叫|(?=[ ]))[ \t|\"“(]{0,3}")
_RUN = re.compile(rf"[{HAN}]{{1,9}}")
_SPACED = re.compile(rf"(?P<surname>[{HAN}])[ ]{{1,3}}(?P<given>[{HAN}])(?![{HAN}])")
_NEXT = re.compile(
    r"(?:反映|的|于|在|因|与|和|及|等|诉|向|系|为|已|将|被|是|住|家住|现|男|女|同志|夫妇|一家|提出|申请|称|表示|来电|来信|要求|认为|说|有|自|从|到|对|未|未能|不服|涉嫌|驾驶|持|以|患|确诊"
    r"|死亡|受伤|携带|身份证|手机|电话|联系|出生|户籍|居住|所有|名下|本人|之|其|经|收|投诉|举报|咨询|询问|领取|享受|缴纳|主持|出席|参加|指出|强调|介绍|任|担任)"
)


def value_after(text: str, cue: Span, kind: str, names: Collection[Span]) -> Span | None:
    """Return the name that a cue announces, or None. `names` are spans that the tagger takes for names."""
    gap = (_FIELD if kind == KEY else _GAP).match(text, cue[1])
    if gap is None:
        return None
    start = gap.end()
    if dotted := DOTTED.match(text, start):
        return dotted.span()
    marked = kind == KEY or bool(gap["sign"]) or start > cue[1]
    if spaced := _SPACED.match(text, start):
        return spaced.span() if begins_with_surname(text, start) else None
    run = _RUN.match(text, start)
    if run is None or not (surname := begins_with_surname(text, start)):
        return _tagged(start, names) if marked else None
    word = without_title(run[0])
    if is_name(word) and run[0] != word:
        return start, start + len(word)
    if is_name(word):
        if len(word) > 2 and not surname > 1 and _NEXT.match(word, 2) and is_name(word[:2]) and (start, start + 2) in names:
            return start, start + 2
        return (start, run.end()) if marked or not is_ordinary(word) or run.span() in names else None
    tagged = _tagged(start, names)
    if tagged is not None or is_ordinary(run[0]):
        return tagged
    for length in (surname + 2, surname + 1):
        if _NEXT.match(run[0], length):
            return start, start + length
    return None


def _tagged(start: int, names: Collection[Span]) -> Span | None:
    return next((span for span in names if span[0] == start), None)
