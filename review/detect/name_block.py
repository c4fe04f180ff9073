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
from review.detect.name_cues import goes_on, value_after, whole_name
from review.detect.name_setting import LONGEST, Surroundings
from review.detect.name_shape import (
    ETHNIC,
    MASKED,
    could_be_person,
    foreign_names,
    is_honorific,
    is_ordinary,
    is_person,
    is_placeholder,
    is_thing,
    looks_given,
    sounded,
)
from review.detect.name_words import Person, Words
from review.detect.ner import tagger
from review.detect.surnames import WORDS, begins_with_surname
from review.detect.unit_model import unit_model
from review.extract.properties import holds_authors
from review.text.genre import Genre
from review.text.tokens import is_pair

BESIDE = 5  # code points beside a list in which its first or last item stands
FEWEST = 3  # names of a run of them that are built like one, or all of fewer
CLOSE = 24  # code points between a word that is built like a name and another person
FAR = 60  # code points between the heads of two items of one list
_SENTENCE = re.compile(r"[^\n\t|。!?;]+")
_TOKEN = re.compile(
    rf"(?<=\)班){re.HAN}{{2,4}}(?!{re.HAN})|(?<!{re.HAN_DIGIT})(?<![·•・])(?!(?<=\))班){re.HAN}{{2,4}}(?<!等)(?!{re.HAN}|[·•・])|(?<=[、,]){re.HAN}{{2,4}}?(?=等[0-9一二三四五六七八九十]{{0,4}}[人户名]"
    rf"|[两三四五六七八九十][人户名])|(?<!{re.HAN}){re.HAN} {{1,3}}{re.HAN}(?!{re.HAN})"
)
_ALONE = re.compile(
    rf"(?:(?<!{re.HAN_DIGIT})(?<![·•・)])|(?<=\))(?!班)|(?<=[0-9])(?![床号户室桌组座栋])|(?<=[0-9][床号户室桌组座栋])|(?<=\)班)|(?<=[组村])(?={re.HAN}{{3}}[0-9]))(?<!《){re.HAN}{{3,4}}(?!{re.HAN}|[·•・])"
)
_SPOKEN = re.compile(rf"(?<!{re.HAN})(?<![·•・《]){re.HAN}{{3,8}}(?!{re.HAN}|[·•・》])(?P<of>(?=[(,](?:[男女],)?{re.HAN}{{1,5}}族[,)]))?")
_BETWEEN = re.compile(
    r"(?:[0-9.]{1,8}(?:万?元"
    r"|分)?)?(?:\([^()\n]{0,24}\))?(?:[、, \t\n/;]{1,4}|(?<=\)))(?:[^\n、,: ]{1,12}: ?)?(?:[0-9]{1,3}[.、 )]{0,2})?(?:\([^()\n]{0,12}\))?\Z"
)
_PLACE = re.compile(
    r"(?:村|镇|乡|县|市|区|路|街|桥|山|河|湖|水库|公司|厂|店|小区|组|屯|寨|庄|湾|沟|矿|站|学校|中学|小学|医院|集团|花园|大厦|广场|杯|奖|法|氏|省|州|旗|盟|岛|港|海|坝|塘|岭|巷|弄|里|苑|线|段|洞|氏|村民|社区|街道|街|楼|牌)"
)
_SEX = re.compile(rf"[,、( \t|]{{1,3}}[男女](?!{re.HAN})")
_SIGN_BEFORE = re.compile(r"(?:\([^()\n]{0,24}\))?[、,]\Z|\([^()\n]{1,24}\)\Z")
_SIGN_BEHIND = re.compile(r"(?:\([^()\n]{0,24}\))?、")
_GLUED = re.compile(rf"(?:: ?|(?<=[员人户生者名]) )(?P<names>{re.HAN}{{6,60}}?)(?=等[0-9一二三四五六七八九十]|{re.NOT_HAN}|\Z)")
_TITLED = re.compile("同志|先生|女士")
_IN_BRACKETS = re.compile(rf"\((?P<names>{re.HAN}{{6,60}})\)")
_SHOP = re.compile(rf"{re.HAN}{{1,6}}?(?:店|厂|公司|超市|馆|铺|坊|经营部|合作社|餐厅|客栈|诊所|药房|工作室|家庭农场)(?!{re.HAN})")
_ROLL = re.compile(
    r"(?:名单|名册|名(?:同志|学员|考生|人员)|[员人户生者]|父母|子女|家庭|业主|群众|对象|同志|奖励金|补助金?|补贴|救助金|户口)"
    rf"(?:\([^()\n]*\))?[^:,。;\n]{{0,10}}(?:: ?|[有为](?={re.HAN})|  ?)\Z"
)
_PLACES = "村|社区|县|乡镇|街道|地区|站点?|企业|公司|民族|景区|[农林]场|商户|厂家|商家"
_GOODS = (
    "合作社|供应商|品牌|品种|[树苗]种|[树花]苗|苗木|药材?|项目|目录|物资|名录|地名|课程|科目|菜品|商品|产品|作物|家电|图书|剧目|机型|酒店|线路|节目|歌曲"
    "|词语?|果树|土特产|配件"
)
_LEADS_ON = r"(?:\([^()\n]*\))?(?:分别)?(?:有|为|包括|是|涉及|如下)(?:下列|以下)?:? ?"
_THINGS_HEAD = re.compile(
    rf"(?:(?:{_PLACES}|{_GOODS})(?:名称|清单|目录|名)?{_LEADS_ON}"
    rf"|(?:{_GOODS}|[村县厂]名|站点|行政村|企业|公司)(?:名称|清单|目录)?: ?|[下管]?辖|种植)"
    rf"(?:{re.HAN}{{2,4}}、)?\Z"
)
_COUNT = "[0-9一二三四五六七八九十两几多各]"
_THINGS_TAIL = re.compile(
    rf"(?:、{re.HAN}{{2,4}}?)?(?:等?{_COUNT}{{0,3}}(?:个|家)?(?:行政|自然|成员|参展)?(?:{_PLACES}|{_GOODS})|等?{_COUNT}{{1,3}}(?:种|条|座|门|款|类)"
    rf"|等?{_COUNT}{{1,3}}家{re.HAN}{{0,4}}(?:企业|公司|店|厂|社))"
)
_RUN_AHEAD = re.compile(rf"{re.HAN}{{2,4}}(?!{re.HAN})")
_HEAD = 40  # code points of a line before its colon
_RUN_BEFORE = re.compile(rf"{re.HAN}{{2,12}}\Z|(?<!{re.HAN}){re.HAN} {{1,3}}{re.HAN}\Z")
_RUN_END = re.compile(rf"{re.HAN}+\Z")
_ORDINAL = re.compile(r"第[0-9一二三四五六七八九十]")
_DOCUMENT_NUMBER = re.compile(rf"(?:{re.HAN}|[()]){{0,8}}[〔\[(【]\s?(?:19|20)[0-9]{{2}}(?!年[0-9]|[.\-/][0-9])")
_ITEM = re.compile(
    rf"(?:(?<=[;:、\n†])|(?<=[0-9])|(?<=[0-9][.、)])) ?(?P<name>{re.HAN}{{2,4}}|{re.HAN} {{1,3}}{re.HAN})(?=[,( \t0-9;。\n]|\Z)"
)


class NameBlock:
    """The people of one block."""

    def __init__(self, view: View, words: Words, model: str = "") -> None:
        self._view = view
        self._text = view.text
        self._words = words
        self._model = model
        self._cues = words.cues(view.text)
        self._cue_ends = {cue.start: cue.end for cue in self._cues}
        self._claims: dict[Span, list[str]] = {}
        self._certain: set[Span] = set()
        self._lists: dict[Span, tuple[Span, Span]] = {}  # of an item of a list, its first and its last item
        self._around = Surroundings(view.text, words, self._cues)
        self._things: list[Span] = []  # where lists of places, goods or firms stand
        self._votes: dict[Span, list[str]] = defaultdict(list)

    def people(self) -> Iterator[Person]:
        """Yield the people with the setting of each."""
        self._tagged = self._tag()
        self._from_cues()
        self._from_tagger()
        self._from_spelling()
        self._from_rows()
        self._from_lists()
        self._from_items()
        self._from_form()
        for roll in (*_GLUED.finditer(self._text), *_IN_BRACKETS.finditer(self._text)):
            self._part(roll.span("names"))
        for span, evidence in self._claims.items():
            start, end = self._view.original(*span)
            name = self._text[span[0] : span[1]].replace(" ", "")
            setting = self._around.setting(*self._lists.get(span, (span, span)), span)
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
        if any(sign.match(self._text, span[1]) for sign in (_DOCUMENT_NUMBER, _SHOP)) or _ORDINAL.match(self._text, span[1] - 1):
            return
        if (
            MASKED.search(self._text[span[0] : span[1] + 1])
            or is_honorific(word)
            or is_placeholder(word)
            or self._text[span[0] - 1 : span[0]] == "《"
            or (not certain and self._is_thing(span))
            or self._cue_ends.get(span[0], 0) > span[1]
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
            if is_person(word) and not _PLACE.match(self._text, span[1]) and not self._begins_thing(span):
                for voter in self._votes[tagged]:
                    self._claim(span, f"{voter}认为是人名")
            elif len(word) > 4:
                self._part(span)

    def _from_spelling(self) -> None:
        """Claim what is written like a name of another language."""
        for span in foreign_names(self._text):
            if self._is_tagged(span) or (span[1] - span[0] > 5 and self._text[span[0] - 1 : span[0]] not in ('"', "“", "《")):
                self._claim(span, "少数民族或外国姓名的写法")
        for match in _SPOKEN.finditer(self._text):
            ends = [end for end in sounded(self._text, match.start()) if end == match.end()]
            if ends and (match["of"] or (len(match[0]) > 3 and self._is_tagged(match.span()))):
                self._claim(match.span(), "少数民族或外国姓名的写法")
                for part in [p for p in self._claims if p != match.span() and match.start() <= p[0] and p[1] <= match.end()]:
                    del self._claims[part]
        for match in ETHNIC.finditer(self._text):
            if len(match[0]) > 2 and self._is_tagged(match.span()):
                self._claim(match.span(), "少数民族姓名的写法")

    def _part(self, span: Span) -> None:
        """Claim the names that are written one behind the other."""
        parts = [(span[0] + start, span[0] + end) for start, end in parted(self._text[slice(*span)])]
        known = sum(looks_given(self._word(part)) or sounds(self._word(part)) for part in parts)
        if known < max(len(parts) / 2, min(len(parts), FEWEST)):
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
            line = self._around.line(match.start())
            if line[1] - line[0] > LONGEST or not self._around.identified(*line):
                continue
            for token in _TOKEN.finditer(self._text, *match.span()):
                word = token[0].replace(" ", "")
                if is_person(word) and (
                    looks_given(word) or (not is_ordinary(word) and ((len(word) > 2 and word[0] not in WORDS) or sounds(word)))
                ):
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

    def _from_form(self) -> None:
        """Claim what is built like a name between signs, if other people stand near it or it is all that its introduction leads to."""
        likely = [match.span() for match in _ALONE.finditer(self._text) if looks_given(match[0])]
        known = sorted({*likely, *self._claims})
        for span in likely:
            at = bisect_left(known, span)
            near = [
                other for other in known[max(0, at - 1) : at + 2] if other != span and max(other[0] - span[1], span[0] - other[1]) < CLOSE
            ]
            if span not in self._claims and any("\n" not in self._text[min(span[1], o[1]) : max(span[0], o[0])] for o in near):
                self._claim(span, "写法像姓名，旁边有别的姓名")

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
        if len(group) > 1 and self._is_of_things(group[0][0], group[-1][1]):
            self._things.append((group[0][0] - BESIDE, group[-1][1] + BESIDE))
            for span in [s for s in self._claims if s not in self._certain and self._is_thing(s)]:
                del self._claims[span]
            return
        items = [span for span in group if could_be_person(self._word(span)) and (is_person(self._word(span)) or len(group) > 2)]
        if not items:
            return
        items = [span for span in (self._ahead(group[0]), *items, self._behind(group[-1])) if span]
        if len(items) < 2 or (len(items) == 2 and not any(span in self._claims for span in items)):
            return
        known = sum(span in self._claims or looks_given(self._word(span)) or sounds(self._word(span)) for span in items)
        headed = len(items) == len(group) > 2 and self._is_roll(items[0][0])
        if (known * 2 < len(items) or known < 2) and not headed:
            return
        for span in items:
            if span not in self._claims and not (is_pair(self._word(span)) and self._text[span[1] : span[1] + 1] in ("\t", "|")):
                self._claim(span, "名单中的一项")
            self._lists[span] = items[0], items[-1]

    def _is_thing(self, span: Span) -> bool:
        return any(first <= span[0] and span[1] <= last for first, last in self._things)

    def _is_of_things(self, first: int, last: int) -> bool:
        """Tell whether what stands before or behind a list says that it is of places, goods or firms: 行政村为:石门、向阳."""
        begin = max(self._text.rfind("。", 0, first), self._text.rfind("\n", 0, first)) + 1
        return bool(_THINGS_HEAD.search(self._text, max(begin, first - _HEAD), first) or _THINGS_TAIL.match(self._text, last))

    def _begins_thing(self, span: Span) -> bool:
        """Tell whether a word of two characters is only the first part of an item of a list: 林海|动力、."""
        start, end = span
        rest = _RUN_AHEAD.match(self._text, end)
        if rest is None or end - start > 2 or "\u4e00" <= self._text[start - 1 : start] <= "\u9fff":
            return False
        listed = "、" in (self._text[start - 1 : start], self._text[rest.end() : rest.end() + 1])
        return listed and is_pair(rest[0][:2]) and not goes_on(self._text, end) and not self._words.posts.match(self._text, end)

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

    def _is_roll(self, start: int) -> bool:
        """Tell whether what introduces the line says that people are listed: 名单如下:甲、乙; 欠费业主:甲、乙."""
        first = max(self._around.line(start)[0], start - _HEAD)
        return self._around.cue_at_head(start) is not None or _ROLL.search(self._text, first, start) is not None


@functools.lru_cache(1 << 14)
def sounds(word: str) -> bool:
    """Tell whether a word is built like a name, or ask the tagger about it as if it were said of a man: alone it means little to it."""
    if looks_given(word) and not is_ordinary(word):
        return True
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
