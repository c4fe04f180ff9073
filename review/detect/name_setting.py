"""What stands around a name and tells whether it may be public: a part or a post before or behind it, its row, its introduction."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from review import lazy_re as re
from review.detect.base import Span
from review.detect.name_words import KEY, Cue, Words
from review.detect.standing import GRAVE, PRIVATE, PUBLIC, Setting, identified

LONGEST = 160  # code points around a name that speak of it
NEAR = 8  # code points between a cue and a name that it still speaks of
_HEAD = 40  # code points of a line before its colon
_CONTACTS = frozenset({"联系人", "经办人", "承办人", "负责人", "经办"})
_NUMBER = re.compile(r"[^0-9。;\n]{0,14}?(?:(?P<id>[1-9][0-9]{16}[0-9x]|身份证|公民身份)|1[3-9][0-9]{9}(?![0-9]))")
_ASIDE = re.compile(r"(?:\([^()\n]*\)|名单|清单|如下|人员|情况|公示|登记|表)*\Z")
_OFFICE_HEAD = re.compile(
    r"(?:局|委|(?<![补代申经督承协主停缓未已])办|政府|法院|检察院|支队|大队|集团|银行|人大|政协|工会|妇联|团委|部|厅)\s?:[^:\n]*\Z"
)
_OPEN_HEAD = re.compile(
    r"领导|检查组|调研组|督查组|工作组|考察组|课题组|公务员|嘉奖|评委|专家组|出席|列席|参会|主席台|候选人|委员会|专班|值班"
    r"|获评|荣获|授予|命名|当选|表彰|拟聘用|拟录用|拟录取|拟任|参考文献"
)
_LIVED = re.compile(r"\((?:公元)?1[0-9]{3}\s?[-—~]{1,2}\s?[0-9]{0,4}\)")
_GRAVE_BEHIND = re.compile(
    r"(?:等(?:[0-9一二三四五六七八九十]{0,4}[人名户])?)?(?:实名)?(?:举报|检举|控告|投诉|信访|上访|来信|来电)(?!电话|方式|箱)"
    rf"|被(?:性侵|强奸|猥亵|拐卖|拐骗|家暴|遗弃|虐待)|确诊|身患|罹患|患有?{re.HAN}{{1,8}}[病癌症]|吸毒|因犯|犯{re.HAN}{{1,8}}罪"
)
_ASKS = re.compile(r"(?:同志|女士|先生)?(?:来信|来电|来访)?(?:反映|投诉|咨询|举报|信访|求助)")
_POSTED = re.compile(r"[^;。\n]{0,48}(?:现任|拟任|拟提名|拟进一步使用)")
_POST_BEHIND = re.compile(
    rf"[ \t,]{{1,4}}(?P<post>(?:{re.HAN}|、){{1,20}}?(?:书记|主任|[部局厅处科所院校县市区镇乡省州会社行台馆站队]长|主席|委员"
    rf"|总经理|秘书长|民警|教师|医师))(?!{re.HAN})"
)
_NOTE = re.compile(r"[ \n]?\(([^()\n]{1,30})\)")
_KIN = re.compile(
    r"(?:系?其|之)?(?:长|次|独|养|继)?(?:子|女|儿子|女儿|妻子?|丈?夫|[祖岳]?父亲?|[祖岳]?母亲?|[兄弟姐妹]|儿媳|女婿|[外]?孙女?)(?:关系)?"
)
_PAPER = re.compile(r"记录|审核|复核|登记|校对|统筹|审批|任命|表彰|审判|报道")
_APART = re.compile(r"[。;!?\n]")
_JOINED = re.compile(
    rf"(?:们|同志|干部)?(?:分别)?(?:是|为|系|由|有|叫)?(?:(?![。;,!?]){re.NOT_HAN}){{0,8}}(?:(?:{re.HAN}|·){{2,8}}(?:\([^()]*\))?、)*"
)
_SUMMED = re.compile(r"等(?:[0-9一二三四五六七八九十]{0,3}[名位户个]?)?")


class Surroundings:
    """What a block of text tells of the names in it. `cues` are its cue words, in order."""

    def __init__(self, text: str, words: Words, cues: Sequence[Cue]) -> None:
        self._text = text
        self._words = words
        self._cues = cues
        self._starts = [cue.start for cue in cues]
        self._told: dict[Span, str] = {}

    def line(self, position: int) -> Span:
        """Return the span of the line at a position."""
        first = self._text.rfind("\n", 0, position) + 1
        end = self._text.find("\n", position)
        return first, end if end >= 0 else len(self._text)

    def identified(self, first: int, last: int) -> str:
        """Return what points at one person in a sentence; asked once for all names in it."""
        if (first, last) not in self._told:
            self._told[first, last] = identified(self._text[first:last])
        return self._told[first, last]

    def setting(self, leader: Span, last_item: Span, span: Span) -> Setting:
        """Return the setting of a name of a list from `leader` to `last_item`."""
        first, last = self._sentence(span)
        cue = (
            self._cue_before(first, span[0], near=True)
            or self._honour(leader[0])
            or self._cue_before(first, span[0])
            or self._cue_before(first, leader[0])
            or self._words.part_before(self._text[max(first, leader[0] - 8) : leader[0]])
            or self._cue_behind(span[1], last)
            or self.cue_at_head(leader[0])
        )
        told = self.identified(first, last)
        if behind := self._said_behind(span):
            return Setting(*behind, told)
        official = self._post(span, last_item[1]) or (cue.word if cue and cue.kind == PUBLIC else "")
        if cue and cue.end < span[0] - NEAR and official == cue.word and told:
            official = ""  # what only introduces the list does not outweigh what it says of each
        number = _NUMBER.match(self._text, span[1], last)
        if number and official and (number["id"] or cue is None or cue.word not in _CONTACTS):
            official = ""
        return Setting(cue.kind if cue else None, cue.word if cue else "", told, official)

    def _said_behind(self, span: Span) -> tuple[str, str] | None:
        """Return the class and the words of what is said right behind a name and outweighs all else."""
        note = _NOTE.match(self._text, span[1])
        if note and self._words.is_pupil(note[1]):
            return GRAVE, "未成年学生"
        if grave := _GRAVE_BEHIND.match(self._text, span[1] + (self._text[span[1] : span[1] + 1] in (",", "因"))):
            return GRAVE, grave[0]
        return (PRIVATE, note[1]) if note and _KIN.fullmatch(note[1]) else None

    def _post(self, span: Span, end: int) -> str:
        """Return the post that stands behind a name, or behind the list that it is in, which ends at `end`."""
        post = self._words.posts.match(self._text, end + (self._text[end : end + 1] == " "))
        if post and not _ASKS.match(self._text, end):
            return post[0]
        if _LIVED.match(self._text, span[1]):
            return "历史人物"
        if self._text[span[1] : span[1] + 1] == "《":
            return "作品作者"
        if _POSTED.match(self._text, span[1]):
            return "任职信息"
        if behind := _POST_BEHIND.match(self._text, span[1]):
            return behind["post"]
        note = _NOTE.match(self._text, span[1])
        return self._words.posts_within(note[1]) if note else ""

    def cue_at_head(self, start: int) -> Cue | None:
        """Return the cue in what introduces the line: 欠费业主:甲、乙."""
        first = self.line(start)[0]
        colon = self._text.find(":", first, min(start, first + _HEAD))
        within = self._cues[bisect_left(self._starts, first) : bisect_left(self._starts, colon)] if colon > 0 else []
        bare = _ASIDE.search(self._text, first, max(first, colon))
        near = bare.start() if bare else colon
        return next((c for c in reversed(within) if c.kind != KEY and c.end >= near - 4 and not self._names_paper(c)), None)

    def _names_paper(self, cue: Cue) -> bool:
        """Tell whether a cue is rather the end of what the paper is called: 回访|记录."""
        return _PAPER.fullmatch(cue.word) is not None and "\u4e00" <= self._text[cue.start - 1 : cue.start] <= "\u9fff"

    def _sentence(self, span: Span) -> Span:
        first, last = self.line(span[0])
        if last - first <= LONGEST:
            return first, last
        first, last = max(first, span[0] - LONGEST), min(last, span[1] + LONGEST)
        stop = self._text.find("。", span[1], last)
        return max(first, self._text.rfind("。", first, span[0]) + 1), stop if stop >= 0 else last

    def _cue_before(self, first: int, start: int, *, near: bool = False) -> Cue | None:
        """Return the last cue before a place in its sentence; right before it if it must be `near`, as it must for a post."""
        for cue in reversed(self._cues[: bisect_left(self._starts, start)]):
            if cue.start < first or start - cue.end > NEAR or _APART.search(self._text, cue.end, start):
                return None
            if cue.kind != KEY and cue.end <= start:
                joins = (cue.kind != PUBLIC and not near) or _JOINED.fullmatch(self._text, cue.end, start)
                return cue if joins else None
        return None

    def _honour(self, start: int) -> Cue | None:
        """Return what the introduction of the line says that is lawfully made known: 获评劳动模范的有:甲、乙."""
        first = self.line(start)[0]
        colon = self._text.find(":", first, min(start, first + _HEAD))
        found = _OPEN_HEAD.search(self._text, first, colon) if colon > 0 else None
        found = found or _OFFICE_HEAD.search(self._text, first, start)
        return Cue(*found.span(), found[0], PUBLIC) if found else None

    def _cue_behind(self, end: int, last: int) -> Cue | None:
        """Return the cue that sums up the names before it: A、B等5名困难群众."""
        at = bisect_left(self._starts, end)
        if at == len(self._cues) or self._cues[at].start > min(last, end + NEAR):
            return None
        cue = self._cues[at]
        return cue if cue.kind not in (KEY, PUBLIC) and _SUMMED.fullmatch(self._text, end, cue.start) else None
