"""The words of a rule of the kind ``name``, and the person that they lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from review import lazy_re as re
from review.detect.standing import GRAVE, PRIVATE, PUBLIC, Setting
from review.text.automaton import Automaton
from review.text.normalise import fold

KEY = "key"


_FIELD = re.compile(rf"{re.HAN}{{1,3}}人(?= ?:)")  # the person of some part, whatever it is
_RELATIVES = "父母妻夫兄弟姐妹子女孙媳婿"
_KIN = re.compile(rf"(?<!{re.HAN})(?:祖?父|祖?母|妻|夫|兄|弟|姐|妹|子|女|孙|媳|婿)(?={re.HAN}{{2,3}}(?!{re.HAN}))")
_LONGER = re.compile(r"[园院局会所站厅馆校部处科证法条权]|委员|小组|福利|[大小]学")  # behind a word that is part of a longer one: 幼儿|园
_OFFICE = re.compile(
    r"(?:局|委|办|院|中心|公司|大队|支队|所|站|部|会|学校|中学|小学|大学|集团)(?:[^局委办院]{0,8}[长员任记师])?\)?\Z|[长员任记师]\)?\Z"
)


_PUPIL = re.compile(
    r"年级|[一二三四五六七八九高初]\(?[0-9一二三四五六七八九十]{0,2}\)?班|[小中]学生|(?<![0-9])(?:[1-9]|1[0-7]) ?岁|小学|初中|幼儿园|中学"
)


# How words end that say what somebody is, whichever words they are: 摄影师, 轮候户.
_AT_WORK = re.compile(
    r"(?:(?<![家户班])长|书记|主任|[程教医律药技计划影测估价理农]师|[法警检军士]官|教授|主席|委员|专家|记者|医生|大夫|老师|院士|秘书|主编|编辑|干事|干部|民警|[辅交特巡]警"
    r"|(?<![学病组社党团会队伤店雇船演旅售人乘动])员"
    r"|作家|诗人|学家|知[县府州]|监理|执笔人?|画家|导演|教练|裁判|支书|会计|出纳|馆长|主持|法人|总监|总经理|经理)\Z"
)
_IN_PRIVATE = re.compile(
    r"(?:[^门用住窗落商]户|(?<!记)(?<!作)(?<!学)者|(?:申请|受益|受助|领取|领款|承租|出租|承包|承保|投保|被保险|使用|权利|义务|债权|债务|担保|保证|借款|贷款|收养|监护|委托|报案|报警|求助|目击|知情|证|死亡|失踪|走失|受伤|当事|嫌疑|违法|违章|肇事|缴费|欠费|持卡|持证|签收|收件|寄件|代办|补办|产权|所有|继承|转让|受让|买受|出卖|登记|举证)人"
    r"|[学考新男女毕]生|[家亲遗烈]属|[村居市牧渔农网股]民|妻子?|丈夫|[子女父母兄弟姐妹]|老伴|儿媳|女婿|侄|甥|孙|叔|伯|婶|姨|舅|姑|爷爷|奶奶|爸爸?|妈妈?|工友|同事|邻居|室友|同学|[伤病学组社]员|职工|员工|工人|司机"
    r"|老板|老汉|少年|青年|男子|女子|姑娘|孩子|儿童|老人|顾客|乘客|旅客|租客|车主|业主|房主|船主|摊主|机主|货主|户代表|群众|对象)\Z"
)


@dataclass
class Person:
    """A name that was found: its span in the document, the name itself, and what speaks for it (Chinese)."""

    start: int
    end: int
    name: str
    evidence: list[str] = field(default_factory=list)
    certain: bool = False
    setting: Setting = field(default_factory=Setting)


class Cue(NamedTuple):
    """A cue word in a block of text."""

    start: int
    end: int
    word: str
    kind: str


class Words:
    """The lists of a rule, folded: which class a word has, and what stands behind a name."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        lists: tuple[tuple[str, str], ...] = (("keys", KEY), ("public", PUBLIC), ("private", PRIVATE), ("grave", GRAVE))
        self.kinds = {fold(word): kind for option, kind in lists for word in options.get(option, ())}
        self._ordered = sorted(self.kinds)
        self._automaton = Automaton(self._ordered)
        self.posts = _any_of(options.get("posts", ()))

    def cues(self, text: str) -> list[Cue]:
        """Return the cue words of a text in order; of those that overlap, the longer ones that end later."""
        found = sorted(self._automaton.find(text), key=lambda f: (f[1], f[0]))
        cues: list[Cue] = []
        for start, end, number in found:
            while cues and start < cues[-1].end and start <= cues[-1].start:
                cues.pop()
            if _LONGER.match(text, end) or text[start - 1 : start + 1] == "妇女" or text[end - 1 : end + 1] == "人员":
                continue
            if not cues or start >= cues[-1].end or end > cues[-1].end:
                word = self._ordered[number]
                cues.append(Cue(start, end, word, self.kinds[word]))
        listed = [cue.end for cue in cues]
        announced = _FIELD.finditer(text) if "人:" in text or "人 :" in text else ()
        fields = (Cue(m.start(), m.end(), m[0], KEY) for m in announced if m.end() not in listed)
        related = _KIN.finditer(text) if any(word in text for word in _RELATIVES) else ()
        kin = (Cue(m.start(), m.end(), m[0], PRIVATE) for m in related)
        return sorted([*cues, *fields, *kin], key=lambda cue: (cue.start, cue.end))

    def part_before(self, text: str) -> Cue | None:
        """Return what the words that stand right before a name say somebody is, by their ending."""
        text = text.rstrip(' :"“')
        for kind, pattern in ((PUBLIC, _AT_WORK), (PRIVATE, _IN_PRIVATE)):
            if match := pattern.search(text):
                return Cue(match.start(), match.end(), match[0], kind)
        return None

    def posts_within(self, note: str) -> str:
        """Return the post that a note in parentheses behind a name gives; empty if there is none."""
        if _PUPIL.search(note) or any(cue.kind in (PRIVATE, GRAVE) for cue in self.cues(note)):
            return ""
        public = [cue.word for cue in self.cues(note) if cue.kind == PUBLIC]
        return public[-1] if public else note if _OFFICE.search(note) else ""

    def is_pupil(self, note: str) -> bool:
        """Tell whether a note in parentheses behind a name says that it is a child's."""
        return _PUPIL.search(note) is not None

    def leading(self, text: str) -> int:
        """Return the length of the cue word that a text begins with, or 0."""
        return max((cue.end for cue in self.cues(text) if cue.start == 0), default=0)

    def of_heading(self, heading: str) -> Cue | None:
        """Return the cue word that a heading ends with, what stands in parentheses and 姓名 left out."""
        bare = re.sub(r"\([^()]*\)|\s|/.*", "", heading)
        named = re.sub(r"(?:的?姓名|名字|名单|签名|签字)\Z", "", bare)
        for text in (named, bare):
            ends = [word for word in self._ordered if text.endswith(word)]
            if ends:
                word = max(ends, key=len)
                return Cue(0, 0, word, self.kinds[word])
        return Cue(0, 0, "姓名", KEY) if named != bare else None


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(map(fold, words), key=len, reverse=True))) or r"(?!)")
