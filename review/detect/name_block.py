"""Names in a block of text: what cues announce, what rows and lists hold, what the tagger sees."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, takewhile

from review import lazy_re as re
from review.detect import name_shape
from review.detect.base import Span, View
from review.detect.name_cues import value_after, whole_name
from review.detect.name_shape import (
    ETHNIC,
    HAN,
    MASKED,
    could_be_person,
    foreign_names,
    is_honorific,
    is_ordinary,
    is_person,
    is_placeholder,
    is_thing,
)
from review.detect.name_words import KEY, Cue, Person, Words
from review.detect.ner import tagger
from review.detect.standing import GRAVE, PUBLIC, Setting, identified
from review.detect.surnames import WORDS, begins_with_surname
from review.detect.unit_model import unit_model
from review.extract.properties import holds_authors
from review.text.genre import Genre

LONGEST = 160  # code points of a sentence as the tagger gets it
FAR = 60  # code points between the heads of two items of one list
NEAR = 8  # code points between a cue and a name that it still speaks of
_SENTENCE = re.compile(r"[^\n\t|。!?;]+")
_TOKEN = re.compile(
    rf"(?<=\)班)[{HAN}]{{2,4}}(?![{HAN}])|(?<![{HAN}·•・0-9])[{HAN}]{{2,4}}(?<!等)(?![{HAN}·•・])|(?<=[、,])[{HAN}]{{2,4}}?(?=等[0-9一二三四五六七八九十]{{0,4}}[人户名]"
    rf"|[两三四五六七八九十][人户名])|(?<![{HAN}])[{HAN}] {{1,3}}[{HAN}](?![{HAN}])"
)
_BETWEEN = re.compile(
    r"(?:[0-9.]{1,8}(?:万?元"
    r"|分)?)?(?:\([^()\n]{0,24}\))?(?:[、, \t\n/;]{1,4}|(?<=\)))(?:[^\n、,: ]{1,12}: ?)?(?:[0-9]{1,3}[.、 )]{0,2})?(?:\([^()\n]{0,12}\))?\Z"
)
_PLACE = re.compile(
    r"(?:村|镇|乡|县|市|区|路|街|桥|山|河|湖|水库|公司|厂|店|小区|组|屯|寨|庄|湾|沟|矿|站|学校|中学|小学|医院|集团|花园|大厦|广场|杯|奖|法|氏|省|州|旗|盟|岛|港|海|坝|塘|岭|巷|弄|里|苑|线|段|洞|氏|村民|社区|街道|街|楼|牌)"
)
_SEX = re.compile(rf"[,、( \t|]{{1,3}}[男女](?![{HAN}])")
_NUMBER = re.compile(r"[^0-9。;\n]{0,14}?(?:(?P<id>[1-9][0-9]{16}[0-9x]|身份证|公民身份)|1[3-9][0-9]{9}(?![0-9]))")
_CONTACTS = frozenset({"联系人", "经办人", "承办人", "负责人", "经办"})
_SIGN_BEFORE = re.compile(r"(?:\([^()\n]{0,24}\))?[、,]\Z|\([^()\n]{1,24}\)\Z")
_SIGN_BEHIND = re.compile(r"(?:\([^()\n]{0,24}\))?、")
_ASIDE = re.compile(r"(?:\([^()\n]*\)|名单|清单|如下|人员|情况|公示|登记|表)*\Z")
_GLUED = re.compile(rf"(?:名单|名册|人员)(?:\([^()\n]*\))?(?:如下)?: ?(?P<names>[{HAN}]{{6,60}})(?![{HAN}])")
_TITLED = re.compile("同志|先生|女士")
_IN_BRACKETS = re.compile(rf"\((?P<names>[{HAN}]{{6,60}})\)")
_SHOP = re.compile(rf"[{HAN}]{{1,6}}?(?:店|厂|公司|超市|馆|铺|坊|经营部|合作社|餐厅|客栈|诊所|药房|工作室|家庭农场)(?![{HAN}])")
_OFFICE_HEAD = re.compile(r"(?:局|委|办|政府|法院|检察院|支队|大队|集团|银行|人大|政协|工会|妇联|团委|部|厅)\s?:[^:\n]*\Z")
_OPEN_HEAD = re.compile(
    r"领导|检查组|调研组|督查组|工作组|考察组|公务员|嘉奖|评委|专家组|出席|列席|参会|主席台|候选人|委员会|专班|值班"
    r"|获评|荣获|授予|命名|当选|表彰|拟聘用|拟录用|拟录取|拟任"
)
_ROLL = re.compile(r"(?:名单|名册|下列人员|以下人员|名(?:同志|学员|考生|人员))(?:\([^()\n]*\))?(?:如下)?: ?\Z")
_HEAD = 40  # code points of a line before its colon
_RUN_BEFORE = re.compile(rf"[{HAN}]{{2,12}}\Z|(?<![{HAN}])[{HAN}] {{1,3}}[{HAN}]\Z")
_RUN_END = re.compile(rf"[{HAN}]+\Z")
_DOCUMENT_NUMBER = re.compile(rf"[{HAN}()]{{0,8}}[〔\[(【]\s?(?:19|20)[0-9]{{2}}(?!年[0-9]|[.\-/][0-9])")
_LIVED = re.compile(r"\((?:公元)?1[0-9]{3}\s?[-—~]{1,2}\s?[0-9]{0,4}\)")
_GRAVE_BEHIND = re.compile(
    r"(?:等(?:[0-9一二三四五六七八九十]{0,4}[人名户])?)?(?:实名)?(?:举报|检举|控告|投诉|信访|上访|来信|来电)(?!电话|方式|箱)"
    r"|被(?:性侵|强奸|猥亵|拐卖|拐骗|家暴|遗弃|虐待)|确诊|身患|罹患|患有?[\u4e00-\u9fff]{1,8}[病癌症]|吸毒|因犯|犯[\u4e00-\u9fff]{1,8}罪"
)
_POSTED = re.compile(r"[^;。\n]{0,48}(?:现任|拟任|拟提名|拟进一步使用)")
_POST_BEHIND = re.compile(
    rf"[ \t,]{{1,4}}(?P<post>[{HAN}、]{{1,20}}?(?:书记|主任|[部局厅处科所院校县市区镇乡省州会社行台馆站队]长|主席|委员"
    rf"|总经理|秘书长))(?![{HAN}])"
)
_NOTE = re.compile(r"[ \n]?\(([^()\n]{1,30})\)")
_ITEM = re.compile(
    rf"(?:(?<=[;:、\n†])|(?<=[0-9])|(?<=[0-9][.、)])) ?(?P<name>[{HAN}]{{2,4}}|[{HAN}] {{1,3}}[{HAN}])(?=[,( \t0-9;。\n]|\Z)"
)


class NameBlock:
    """The people of one block."""

    def __init__(self, view: View, words: Words, model: str = "") -> None:
        self._view = view
        self._text = view.text
        self._words = words
        self._model = model
        self._cues = words.cues(view.text)
        self._starts = [cue.start for cue in self._cues]
        self._claims: dict[Span, list[str]] = {}
        self._certain: set[Span] = set()
        self._lists: dict[Span, tuple[Span, Span]] = {}  # of an item of a list, its first and its last item
        self._told: dict[Span, str] = {}
        self._votes: dict[Span, list[str]] = defaultdict(list)

    def people(self) -> Iterator[Person]:
        """Yield the people with the setting of each."""
        self._tagged = self._tag()
        self._from_cues()
        self._from_tagger()
        self._from_rows()
        self._from_lists()
        self._from_items()
        for roll in (*_GLUED.finditer(self._text), *_IN_BRACKETS.finditer(self._text)):
            self._part(roll.span("names"))
        for span, evidence in self._claims.items():
            start, end = self._view.original(*span)
            name = self._text[span[0] : span[1]].replace(" ", "")
            setting = self._setting(*self._lists.get(span, (span, span)), span)
            yield Person(start, end, name, evidence, span in self._certain, setting)

    def _tag(self) -> list[Span]:
        """Return the names that the tagger sees in sentences where one may stand; who wrote the file is no matter of it."""
        marks = sorted({*name_shape.likely(self._text), *(cue.end for cue in self._cues)})
        sentences: list[Span] = []
        at = 0
        for match in _SENTENCE.finditer(self._text):
            at = bisect_left(marks, match.start(), at)
            if at < len(marks) and marks[at] < match.end() and not holds_authors(self._view.segment(match.start())):
                sentences += _pieces(self._text, *match.span())
        if not sentences:
            return []
        texts = [self._text[start:end] for start, end in sentences]
        engines = {"姓名识别模型": tagger(), "本单位的姓名模型": unit_model(self._model) if self._model else None}
        for name, engine in engines.items():
            for (start, _), spans in zip(sentences, engine.persons(texts) if engine else (), strict=False):
                for a, b in spans:
                    self._votes[start + a, start + b].append(name)
        return sorted(self._votes)

    def _claim(self, span: Span, why: str, *, certain: bool = False) -> None:
        word = self._text[span[0] : span[1]]
        if _DOCUMENT_NUMBER.match(self._text, span[1]) or _SHOP.match(self._text, span[1]):
            return
        if (
            MASKED.search(self._text[span[0] : span[1] + 1])
            or is_honorific(word)
            or is_placeholder(word)
            or self._text[span[0] - 1 : span[0]] == "《"
        ):
            return
        self._claims.setdefault(span, []).append(why)
        if certain:
            self._certain.add(span)

    def _from_cues(self) -> None:
        for cue in self._cues:
            asked = sounds if not holds_authors(self._view.segment(cue.start)) else frozenset[str]().__contains__  # no tagger for these
            span = value_after(self._text, cue, self._tagged, asked)
            if self._view.genre is Genre.LEGISLATION and span not in self._tagged:
                continue
            if span and not _PLACE.match(self._text, span[1]):
                self._claim(span, f"前有“{cue.word}”", certain=True)

    def _from_tagger(self) -> None:
        if not self._tagged:
            return
        for tagged in self._tagged:
            span = whole_name(self._text, tagged, sounds)
            word = self._text[slice(*span)]
            if is_person(word) and not _PLACE.match(self._text, span[1]):
                for voter in self._votes[tagged]:
                    self._claim(span, f"{voter}认为是人名")
            elif len(word) > 4:
                self._part(span)
        for span in foreign_names(self._text):
            if self._is_tagged(span):
                self._claim(span, "少数民族或外国姓名的写法")
        for match in ETHNIC.finditer(self._text):
            if len(match[0]) > 2 and self._is_tagged(match.span()):
                self._claim(match.span(), "少数民族姓名的写法")

    def _part(self, span: Span) -> None:
        """Claim the names that are written one behind the other."""
        parts = [(span[0] + start, span[0] + end) for start, end in parted(self._text[slice(*span)])]
        if 2 * sum(sounds(self._word(part)) for part in parts) < len(parts):
            return
        for part in parts:
            self._claim(part, "连写的名单")
            self._lists[part] = parts[0], parts[-1]

    def _is_tagged(self, span: Span) -> bool:
        """Tell whether the tagger sees a name anywhere in a span."""
        at = bisect_left(self._tagged, (span[0] - LONGEST, 0))
        return any(a < span[1] and span[0] < b for a, b in takewhile(lambda tagged: tagged[0] < span[1], islice(self._tagged, at, None)))

    def _from_rows(self) -> None:
        """Claim what has the shape of a name beside a number or address of a person."""
        for match in _SENTENCE.finditer(self._text):
            line = self._line(match.start())
            if line[1] - line[0] > LONGEST or not self._identified(*line):
                continue
            for token in _TOKEN.finditer(self._text, *match.span()):
                word = token[0].replace(" ", "")
                if is_person(word) and not is_ordinary(word) and ((len(word) > 2 and word[0] not in WORDS) or sounds(word)):
                    self._claim(token.span(), "与证件、电话或住址在同一行", certain=True)
        sexes = "男" in self._text or "女" in self._text
        for sign, why, certain in (*(((_SEX, "后面写明性别", True),) if sexes else ()), (_TITLED, "后面有称呼", False)):
            for match in sign.finditer(self._text):
                run = _RUN_BEFORE.search(self._text, max(0, match.start() - 12), match.start())
                if run and (span := self._last_name(*run.span())):
                    self._claim(span, why, certain=certain)

    def _last_name(self, start: int, end: int) -> Span | None:
        """Return the name that a run of characters is or ends with."""
        if end - start < 5 and is_person(self._word((start, end))):
            return start, end
        if end - start == 3 and self._text[start - 1 : start] in ("\n", ")", ":", ";", "", ".") and not is_thing(self._word((start, end))):
            return start, end
        options = ((end - length, end) for length in (3, 2) if end - length >= start)
        return next((span for span in options if is_person(self._word(span)) and (span in self._claims or sounds(self._word(span)))), None)

    def _from_lists(self) -> None:
        """Claim the other items of a list of which half are names."""
        group: list[Span] = []
        sign = ""
        for match in (*_TOKEN.finditer(self._text), None):
            between = _BETWEEN.match(self._text, group[-1][1], match.start()) if match and group else None
            if match and between and (len(group) == 1 or ("、" in between[0]) == ("、" in sign)):
                group.append(match.span())
                sign = between[0]
                continue
            self._close(group)
            group = [match.span()] if match else []

    def _from_items(self) -> None:
        """Claim the heads of items that say more of each person, if half of those near each other are names: 甲,已迁出;乙,已就业."""
        heads: list[Span] = []
        for match in _ITEM.finditer(self._text):
            if heads and match.start() - heads[-1][1] > FAR:
                self._close(heads)
                heads = []
            if is_person(match["name"].replace(" ", "")):
                heads.append(match.span("name"))
        self._close(heads)

    def _close(self, group: list[Span]) -> None:
        """Claim all items of a list if half of them are names; its first one may follow other words without a sign."""
        items = [span for span in group if could_be_person(self._word(span)) and (is_person(self._word(span)) or len(group) > 2)]
        if not items:
            return
        items = [span for span in (self._ahead(group[0]), *items, self._behind(group[-1])) if span]
        if len(items) < 2 or (len(items) == 2 and not any(span in self._claims for span in items)):
            return
        known = sum(span in self._claims or sounds(self._word(span)) for span in items)
        headed = len(items) == len(group) > 2 and (self._cue_at_head(items[0][0]) is not None or self._is_roll(items[0][0]))
        if (known * 2 < len(items) or known < 2) and not headed:
            return
        for span in items:
            if span not in self._claims:
                self._claim(span, "名单中的一项")
            self._lists[span] = items[0], items[-1]

    def _word(self, span: Span) -> str:
        return self._text[slice(*span)].replace(" ", "")

    def _ahead(self, first: Span) -> Span | None:
        """Return the name that a longer run of characters before the first item ends with."""
        sign = _SIGN_BEFORE.search(self._text, max(0, first[0] - 40), first[0])
        run = _RUN_END.search(self._text, max(0, sign.start() - 12), sign.start()) if sign else None
        return self._last_name(*run.span()) if run else None

    def _behind(self, last: Span) -> Span | None:
        """Return the name that a longer run of characters behind the last item begins with."""
        sign = _SIGN_BEHIND.match(self._text, last[1])
        if sign is None:
            return None
        options = ((sign.end(), sign.end() + length) for length in (3, 2))
        return next((span for span in options if is_person(self._word(span)) and (span in self._claims or sounds(self._word(span)))), None)

    def _line(self, position: int) -> Span:
        first = self._text.rfind("\n", 0, position) + 1
        end = self._text.find("\n", position)
        return first, end if end >= 0 else len(self._text)

    def _identified(self, first: int, last: int) -> str:
        """Return what points at one person in a sentence; asked once for all names in it."""
        if (first, last) not in self._told:
            self._told[first, last] = identified(self._text[first:last])
        return self._told[first, last]

    def _sentence(self, span: Span) -> Span:
        first, last = self._line(span[0])
        if last - first <= LONGEST:
            return first, last
        first, last = max(first, span[0] - LONGEST), min(last, span[1] + LONGEST)
        stop = self._text.find("。", span[1], last)
        return max(first, self._text.rfind("。", first, span[0]) + 1), stop if stop >= 0 else last

    def _setting(self, leader: Span, last_item: Span, span: Span) -> Setting:
        first, last = self._sentence(span)
        cue = (
            self._honour(leader[0])
            or self._cue_before(first, span[0])
            or self._cue_before(first, leader[0])
            or self._words.part_before(self._text[max(first, leader[0] - 8) : leader[0]])
            or self._cue_behind(span[1], last)
            or self._cue_at_head(leader[0])
        )
        end = last_item[1]
        post = self._words.posts.match(self._text, end + (self._text[end : end + 1] == " "))
        note = _NOTE.match(self._text, span[1])
        told = self._words.posts_within(note[1]) if note else ""
        if note and self._words.is_pupil(note[1]):
            return Setting(GRAVE, "未成年学生", self._identified(first, last))
        if grave := _GRAVE_BEHIND.match(self._text, span[1] + (self._text[span[1] : span[1] + 1] in (",", "因"))):
            return Setting(GRAVE, grave[0], self._identified(first, last))
        if _LIVED.match(self._text, span[1]):
            told = "历史人物"
        elif self._text[span[1] : span[1] + 1] == "《":
            told = "作品作者"
        elif _POSTED.match(self._text, span[1]):
            told = "任职信息"
        elif behind := _POST_BEHIND.match(self._text, span[1]):
            told = behind["post"]
        official = post[0] if post else told or (cue.word if cue and cue.kind == PUBLIC else "")
        if cue and cue.end < span[0] - NEAR and official == cue.word and self._identified(first, last):
            official = ""  # what only introduces the list does not outweigh what it says of each
        number = _NUMBER.match(self._text, span[1], last)
        if number and official and (number["id"] or cue is None or cue.word not in _CONTACTS):
            official = ""
        return Setting(cue.kind if cue else None, cue.word if cue else "", self._identified(first, last), official)

    def _cue_before(self, first: int, start: int) -> Cue | None:
        for cue in reversed(self._cues[: bisect_left(self._starts, start)]):
            if cue.start < first or start - cue.end > NEAR:
                return None
            if cue.kind != KEY and cue.end <= start:
                return cue
        return None

    def _cue_at_head(self, start: int) -> Cue | None:
        """Return the cue in what introduces the line: 欠费业主:甲、乙."""
        first = self._line(start)[0]
        colon = self._text.find(":", first, min(start, first + _HEAD))
        within = self._cues[bisect_left(self._starts, first) : bisect_left(self._starts, colon)] if colon > 0 else []
        bare = _ASIDE.search(self._text, first, max(first, colon))
        near = bare.start() if bare else colon
        return next((cue for cue in reversed(within) if cue.kind != KEY and cue.end >= near - 4), None)

    def _honour(self, start: int) -> Cue | None:
        """Return what the introduction of the line says that is lawfully made known: 获评劳动模范的有:甲、乙."""
        first = self._line(start)[0]
        colon = self._text.find(":", first, min(start, first + _HEAD))
        found = _OPEN_HEAD.search(self._text, first, colon) if colon > 0 else None
        found = found or _OFFICE_HEAD.search(self._text, first, start)
        return Cue(*found.span(), found[0], PUBLIC) if found else None

    def _is_roll(self, start: int) -> bool:
        """Tell whether what introduces the line says that people are listed: 名单如下:甲、乙."""
        first = self._line(start)[0]
        return _ROLL.search(self._text, max(first, start - _HEAD), start) is not None

    def _cue_behind(self, end: int, last: int) -> Cue | None:
        """Return the cue that sums up the names before it: A、B等5名困难群众."""
        at = bisect_left(self._starts, end)
        if at == len(self._cues) or self._cues[at].start > min(last, end + NEAR):
            return None
        cue = self._cues[at]
        between = self._text[end : cue.start]
        return cue if cue.kind not in (KEY, PUBLIC) and re.fullmatch(r"等(?:[0-9一二三四五六七八九十]{0,3}[名位户个]?)?", between) else None


@functools.lru_cache(1 << 14)
def sounds(word: str) -> bool:
    """Ask the tagger about a word as if it were said of a man: alone a name means little to it."""
    engine = tagger()
    return engine is not None and (0, len(word)) in engine.persons([f"{word},男,"])[0]


def parted(word: str) -> list[Span]:
    """Return the spans of names that stand one behind the other without a sign between them; three characters are likeliest."""
    best: list[tuple[int, list[Span]] | None] = [(0, []), *[None] * len(word)]
    for start in range(len(word)):
        if (way := best[start]) is None:
            continue
        for length in (2, 3, 4):
            piece = word[start : start + length]
            if len(piece) == length and is_person(piece) and not (length == 4 and begins_with_surname(piece, 0) == 1):
                cost = way[0] + (length != 3 and begins_with_surname(piece, 0) == 1)
                known = best[start + length]
                if known is None or cost < known[0]:
                    best[start + length] = cost, [*way[1], (start, start + length)]
    return best[-1][1] if best[-1] else []


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence in pieces short enough, cut at commas where there are any."""
    while end - start > LONGEST:
        cut = text.rfind(",", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, cut
        start = cut
    yield start, end
