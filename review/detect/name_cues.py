"""The name that a cue word announces.

A word of the class ``key`` names a field (姓名、联系人) and needs a colon, a space or a cell border behind it; the others may stand right
before the name. In running text nothing marks where a name ends: there the tagger decides, or the word behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from review import lazy_re as re
from review.detect.base import Span
from review.detect.name_shape import DOTS, ETHNIC, foreign_names, is_ordinary, is_person, is_thing, looks_given, sounded, without_title
from review.detect.name_words import KEY, Cue
from review.detect.surnames import WORDS, begins_with_surname
from review.text.tokens import ends_inside_word, is_pair

_GAP = re.compile(r"(?:们|是|为|叫做?|名叫|系|有)?[ \t]{0,3}[:\t|(\"“]?[ \t\"“(]{0,3}")
_FIELD = re.compile(r"(?:\([^()\n]{1,10}\))?[ ]{0,2}(?:[:\t|=]|为|是|叫|(?=[ ]))[ \t|\"“(]{0,3}")
_RUN = re.compile(rf"{re.HAN}{{1,9}}")
_SPACED = re.compile(rf"(?P<name>{re.HAN}[ ]{{1,3}}{re.HAN}{{1,2}}?)(?:(?!{re.HAN})|(?=的|在|于|因|与|和|代|领|之|已|被|为))")
_NEXT = re.compile(
    r"反映|的|于|在|因|与|和|及|等|诉|向|系|为|已|将|被|是|住|家住|现|同志|夫妇|一家|提出|申请|称|表示|来电|来信|要求|认为|说|有|自|从|到|对|未|未能|不服|涉嫌|驾驶|持|以|患|确诊"
    r"|死亡|受伤|携带|身份证|手机|电话|联系|出生|户籍|居住|所有|名下|本人|之|其|经|收|投诉|举报|咨询|询问|领取|享受|缴纳|主持|出席|参加|指出|强调|介绍|任|担任|签字|您好|你好|去|了|把|给|也|接[任替手管]|得票|代[为理]"
)
_DONE = re.compile(  # what only people do
    r"陈述|坚持|辩称|拒绝|再次来|请假|捡到|前来|提出的|领到|称其|报警|签字|拨打|供述|哭诉|起诉|认领|获救|坠落|受伤|死亡|逃逸|醉酒|落水|失联|走失|遂|没有按|要求学校|家中"
)
_GIVEN = 2  # characters of a given name behind a Chinese surname, at most
_PARTICLE = re.compile(r"[因在于与将被的称诉系已向说为]|同志|任")
_SUBJECT = re.compile(  # what follows a name but no adverb
    r"因(?![此为而素])|[说称诉系遂答问仍]|与(?!否)|在(?:家|场|现场|押|[0-9])|于[0-9]|向(?:我|法|本|公安|派|社|镇|村|局)|未(?:到|按|能|经|办)"
    r"|已(?:到|向|于|被|转|签)|拒绝|坚持|丢失|提供了|报警|去世|死亡|受伤|名下|驾驶|饮酒|涉嫌|不服|经(?:传|本院|抢救|诊)|到[庭案场]|夫妇|[兄姐]|[二三四五两]人"
    r"|[,(]?(?:男|女|单身|身份|住|[0-9]{1,3}岁)[,)]|携带|先后|多次|再次|当场|陈述|辩|供|的(?:妻|丈夫|儿|女儿|父|母|手机|伤情|账户|代理)"
)
_NO_NAMES = frozenset(  # what stands between a cue and a verb, or is somebody's
    re.findall(
        r"\S+",
        """
    明知 明确 公开 全部 全程 全体 安全 平时 平等 常年 常常 成功 方才 方可 高度 终于 经常 经过 尚未 应当 应该 有关 有权 相关 相互 相继 单独
    同时 从此 从未 向来 于是 能够 如果 如实 如期 如何 同样 同意 通过 支付 要求 时常 随时 许可 申请 申诉 管理 计划 一直 后来 别人 首先 任何
    成年 安静 冷静 向前 明显 明白 应否 公然 公证 安排 通知 单方 方式 施工 支持 常住 经营
    双方 单位 房屋 房产 车辆 车牌 经济 家人 家庭 家中 家里 全家 文书 金额 钱款 余款 余额 党员 农田 水田 花木 成绩 成员 温度 关节 花费 经费
    权利 权益 利益 年龄 容貌 时间 房东 车主 全额 全村 常务 左右 左手 左腿 井下
    任意 可能 所在 所有 平均 满意 关于 方面 保证 保留 和解 解释 应诉 连续 路过
    """,
    )
)
_OF_PERSON = re.compile(r"身份证|公民身份|手机|联系电话|电话|户籍|家住|出生")
_ALL = "群众|人民|市民|居民|村民|职工|工人|学生|考生|儿童|老人|子女|消费者|经营者|家属|体育|语文|数学"
_FUNCTION = frozenset("在于应称因与的未已被向将系不无有为是可以能会要得到过了着和及或者方人家户中内外上下前后间等均也又再都就还并且但而")
_OF_ALL = re.compile(_ALL)
_MANY = re.compile(rf"{_ALL}|业主|住户|农户|社员|旅客|乘客|客户|家长")
_WORDS_OF_CELLS = re.compile(r"(?:单位|时间|性别|电话|年龄|成员|职务|方式|情况|金额|地址|关系|安全)")


def value_after(text: str, cue: Cue, names: Collection[Span], sounds: Callable[[str], bool]) -> Span | None:
    """Return the name that a cue announces, or None.

    `names` are spans that the tagger takes for names; `sounds` asks it about a word by itself.
    """
    bounded = _RUN.match(text, cue.end)
    if (
        bounded
        and bounded[0][0] not in WORDS
        and looks_given(bounded[0])
        and not _PARTICLE.match(text, bounded.end() - 1)
        and text[bounded.end() : bounded.end() + 1] not in DOTS
    ):
        return bounded.span()
    gap = (_FIELD if cue.kind == KEY else _GAP).match(text, cue.end)
    if gap is None:
        return None
    start = gap.end()
    if text[start : start + 1] < "\u0100":
        return None
    foreign = next((span for span in foreign_names(text[start : start + 24]) if span[0] == 0), None)
    if foreign:
        return start, start + foreign[1]
    if text[start + 1 : start + 2] == " " and (spaced := _SPACED.match(text, start)):
        return spaced.span("name") if begins_with_surname(text, start) and not is_ordinary(spaced["name"].replace(" ", "")) else None
    run = _RUN.match(text, start)
    if run is None:
        return None
    marked = ":" in gap[0] or (start > cue.end and not gap[0].strip(' ("“').strip("\t|") and not {"\t", "|"} & set(gap[0]))
    if start == cue.end and _is_other(text, start, names, many=_MANY.match(cue.word) is not None):
        return None
    return (
        _whole(run, start, names, sounds, marked=marked)
        or _subject(text, run[0], start, many=start > cue.end or _OF_ALL.match(cue.word) is not None)
        or _part(text, run[0], start, names, sounds)
    )


def _subject(text: str, run: str, start: int, *, many: bool) -> Span | None:
    """Return a word that can only be a name where it stands, between a cue of one person and what that person does: 原告|方圆|称."""
    word = run[:2]
    if many or len(word) < 2 or word in _NO_NAMES or not is_person(word) or not (is_pair(word) or _FUNCTION.isdisjoint(word)):
        return None
    return (start, start + 2) if _SUBJECT.match(text, start + 2) and not ends_inside_word(text, start + 2) else None


def _is_other(text: str, start: int, names: Collection[Span], *, many: bool) -> bool:
    """Tell whether what stands right behind a cue goes on with it: 业|主要, or, if it is of many, 群众|运动. The tagger outweighs it."""
    if any(span[0] == start for span in names):
        return False
    inside = ends_inside_word(text, start) and not looks_given(text[start : start + 3])
    return inside or (many and is_ordinary(text[start : start + 2]) and not looks_given(text[start : start + 3]))


def _whole(run: re.Match[str], start: int, names: Collection[Span], sounds: Callable[[str], bool], *, marked: bool) -> Span | None:
    """Return the run of Han characters, or what stands before a title in it, if that is a name."""
    word = without_title(run[0])
    if _WORDS_OF_CELLS.match(word):
        return None
    if not is_person(word):
        foreign = 2 < len(run[0]) < 7 and not begins_with_surname(word, 0) and not is_thing(word)
        return run.span() if foreign and (run.end() in sounded(run.string, start) or sounds(run[0])) else None
    if len(word) == 3 and _NEXT.match(word, 2) and (start, start + 2) in names:
        return start, start + 2
    end = start + len(word)
    if marked or (start, end) in names:
        return start, end
    if word[0] in WORDS:
        return None
    return (start, end) if len(word) < len(run[0]) or not is_ordinary(word) or looks_given(word) or sounds(word) else None


def _part(text: str, run: str, start: int, names: Collection[Span], sounds: Callable[[str], bool]) -> Span | None:
    """Return the name at the begin of a longer run."""
    ethnic = ETHNIC.match(text, start)
    if spoken := next((end for end in sounded(text, start) if end - start > 3 and (end == start + len(run) or goes_on(text, end))), None):
        return start, spoken
    if ethnic:
        return ethnic.span() if len(ethnic[0]) > 2 else None
    surname = begins_with_surname(run, 0)
    tagged = next((span for span in names if span[0] == start), None)
    if not surname:
        return tagged if tagged and tagged[1] - start > 1 else None
    if tagged and surname < tagged[1] - start <= surname + _GIVEN:
        return whole_name(text, tagged, sounds)
    if run[0] in WORDS:
        return None
    lengths = (surname + 1, surname + 2) if _PARTICLE.match(run, surname + 1) else (surname + 2, surname + 1)
    options = [(start, start + n) for n in lengths if n <= len(run) and is_person(run[:n]) and not (n > surname + 1 and n == lengths[1])]
    for border in (_ends_a_word, _precedes_one):
        for span in options:
            if border(text, span) and (_OF_PERSON.match(text, span[1]) or sounds(text[slice(*span)])):
                return span
    done = next((span for span in options if _DONE.match(text, span[1])), None)
    return done or next((span for span in options if not is_ordinary(run) and _NEXT.match(text, span[1])), None)


def _ends_a_word(text: str, span: Span) -> bool:
    """Tell whether no word of the dictionary goes on over the end of a span."""
    return not ends_inside_word(text, span[1])


def _precedes_one(text: str, span: Span) -> bool:
    return goes_on(text, span[1])


def goes_on(text: str, position: int) -> bool:
    """Tell whether a word stands at a place that often follows a name."""
    return _NEXT.match(text, position) is not None


def whole_name(text: str, span: Span, sounds: Callable[[str], bool]) -> Span:
    """Return a name that the tagger cut short with its last character: it stands alone before the next word, or belongs to no other."""
    start, end = span
    surname = begins_with_surname(text, start)
    if end - start != surname + 1 or not _RUN.match(text, end) or _NEXT.match(text, end):
        return span
    if not _RUN.match(text, end + 1) or _PARTICLE.match(text, end + 1) or surname == 2:
        return start, end + 1
    longer = text[start : end + 1]
    if not ends_inside_word(text, end + 1) and is_person(longer) and sounds(longer):
        return start, end + 1
    return span
