"""Where an address begins and ends, and how close it leads to a door.

An address is what stands from the first division, or else the first road, village or estate, to the last unit: 组, 号, 栋, 单元, 室.
Where a word says that somebody lives there, a village with no unit is one too.
The verbs before it (家住, 现住, 位于, 反映) are not part of it. Offsets are those of the text given; blanks and line ends inside
an address, where it was wrapped, belong to it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from review import lazy_re as re
from review.detect.base import Span
from review.detect.divisions import Gazetteer

_LEFT, _RIGHT = 96, 72  # code points before and after a unit in which its address stands
_SHORT = 7  # code points of the name of an estate whose ending is not known
_NAMES = 2  # at least, of an address without a unit: a township and a village
_ROW = 3  # commas, at least, of a row of a table
_WRAPPED = 18  # code points: a line this long goes on in the next

_NUMBER = r"(?:[0-9]{1,5}[a-z]?|[a-z][0-9]{0,4}|[一二三四五六七八九十百〇零]{1,4}|[甲乙丙丁])"
_CHAIN = rf"{_NUMBER}(?:[\-—–#之]{{1,2}}{_NUMBER}){{0,3}}"
_UNIT = (
    rf"(?:号楼|号院|号|栋|幢|座|单元|门(?![口卫面前后外诊市户店窗洞头牌])|[楼层](?![上下]?会议|大)|室(?![内外])|户(?![名主籍])|房|支?弄|巷|村民小组|小组|组(?!织)|(?:牧业|农业|生产)?[队社](?![区会])|连(?![续接同带])(?={re.HAN}{{0,4}}[0-9])"
    r"|(?<=[0-9a-z])[期区]|(?<=[一二三四五六])期|排|院|独贵龙)"
)
_BUILT = (
    r"(?:小区|花园|家园|公寓|大厦|新村|广场|山庄|宿舍楼?|家属[院楼房]|大院|安置[房点区]|公馆|大楼|综合楼|商住楼|名苑"
    r"|[苑园城府庭居湾郡里坊院村屋庄坝寨坪岭坑坳])"
)
_PIECE = rf"(?:第?{_CHAIN}{_UNIT}(?:之[一二三四五六0-9]{{1,2}})?)"
_CORNER = (
    rf"(?>(?:顶[楼层][东南西北中]?户?|[东南西北中前后左右]{{1,2}}(?:单元|户|侧|面|边|头|厢房|间|门|窑洞|平房|楼)|亭子间|灶披间|门房|楼梯间|窝棚|板房|瓦房|自建房|地下[一二三]层|楼[上下](?![0-9])|[前后]?[客厢]堂(?:间)?|后门|附[0-9]{{1,3}}号?|(?<=号)[甲乙丙丁](?!{re.HAN})|大杂院|院内|(?<=院)内|地下室|车库|阁楼|平房|厢房|窑洞)(?:[a-z]?[0-9]{{1,4}}[号室]?)?"
    rf"|[东南西北前后]?[一二三四五六七八九十0-9]{{1,3}}[趟排]房?|(?:路|街|桥|渠|河|沟|坝)?[从自]?[东南西北]?[数起]?第[一二三四五六七八九十0-9]{{1,3}}[家户]|[一二三四五六七八九][楼层]|[东南西北](?!{re.HAN}))"
)
_BARE = (
    rf"(?:(?:(?<=[栋幢座元楼层院区期门])|(?<=[0-9]号)(?=[0-9]{{3,4}}(?!{re.HAN_DIGIT})))"
    r"[a-z]?[0-9]{2,4}(?:-[0-9]{1,4})?(?![0-9a-z.%]|[年月日元万户人个亩平米号套间])[号室]?)"
)
_ROOMS = (
    rf"(?:(?:(?<=[区园苑寓厦村城府庭湾郡楼路街巷道院口号坊弄])|(?<={re.HAN}里)(?<!公里))"
    r"[0-9]{1,3}[\-—][0-9]{1,4}(?:[\-—][0-9]{1,4})?(?![0-9a-z.%]|[年月日元万人户个时点米])[号室]?)"
)
_LETTERED = r"(?:(?<=[区园苑村城庭湾郡里])[a-z][\-—]?[0-9]{1,3}(?:[\-—][0-9]{1,4}){0,2}(?![0-9a-z.%\-—栋幢座号区]|地块|线|级))"
_HAMLET = (  # what a part of a village is called, behind its group
    rf"(?:(?<=[组社队村]){re.HAN}{{1,4}}?(?:院子|(?<![医学法察生老利书礼])院|屋场|垭口|[湾塆冲垸塘屋坪坡岭咀嘴坳坑垅垄垭洲滩岗窝堡圩桥坝畈墩寨庄沟坎口唇垴塝洼尾头脚背峪台岔梁埝甸窑源坞浜泾圳厝坂埔墘])(?!{re.HAN_DIGIT}))"
)
_WITHIN = rf"(?:(?!改为|变更|[搬迁寄住]|现在){re.HAN})"
_TAIL = re.compile(
    rf"(?:{_PIECE}|{_ROOMS}|{_LETTERED})(?:(?:{_WITHIN}{{1,10}}?{_BUILT}|{_WITHIN}{{1,6}}(?=[0-9]{{1,4}}号))?(?:\({re.HAN_DIGIT}{{2,10}}\)(?=[0-9a-z]))?(?:门牌|附)?{_PIECE}|{_BARE}|{_ROOMS})*{_HAMLET}?{_CORNER}*"
)
_STEP = re.compile(rf"({_CHAIN})({_UNIT})|({_BARE}|{_ROOMS})|{_LETTERED}|[东南西北中]户")
_RUN = re.compile(rf"(?:{re.HAN_DIGIT}|[〇a-z\-—–#]|(?<=[园苑城府区寓庄里湾])\({re.HAN_DIGIT}{{1,6}}\))+\Z")
_NAMED = re.compile(
    rf"{re.HAN}(?:省|市|县|区|旗|镇|乡|街道|办事处|社区|居委会|村委会|[路街巷道里弄村屯庄寨组队屋]|小区|花园|家园|公寓|大厦|广场|山庄|[苑园城府庭居湾郡坊院楼舍]|[0-9一二三四五六七八九十〇零][团连])"
)
_NAME = re.compile(
    rf"(?![的了因患已其是有被等及某各号栋幢室])(?:{re.HAN_DIGIT}|〇)(?:(?![的了因患已其是有被等及某各号栋幢室])(?:{re.HAN_DIGIT}|〇)){{0,8}}?"
    r"(?:自治[区州县旗]|省|市|县|区|旗|镇|乡|苏木|街道|办事处|社区|居委会|村委会|嘎查|大队|[村屯](?!口|民|委|干|支|级|镇|医|小|集|务|内|里|组|庄)"
    r"|村?(?<![0-9一二三四五六七八九十])(?:小组|组(?!织)|社(?![区会保宿]))|屋场|路口|(?<=[0-9一二三四五六七八九十〇零])[师团连](?![级长部体])|农场|林场|(?<![大部军民连])队(?![伍员长家])|[路街巷道弄](?!口)|里(?=[0-9])|胡同|小区|花园|家园|公寓|大厦|新村|[苑园庄寨]|居民点|[宿集][舍资]楼?|家属[院楼房])(?:村(?!口)|社区|小区|组(?!织)|队(?![伍员长])|家属[院楼房]|宿舍楼?)?"
)
_LABEL = re.compile(r"地址|所在地|登记|[址所地点在于为是至人:\s]")
_CELL = re.compile(rf"{re.HAN}(?:{re.HAN_DIGIT}|[a-z\-—#()]){{3,60}}\Z")
_NAMELESS = re.compile(r"[本该此各每原新旧老]?(?:小区|社区|宿舍楼?|家属[院楼]|大楼|公寓|村民?小组|[镇乡村街道路区县市楼院])")
_TOWN = re.compile(rf"{re.HAN}(?:[镇乡村市县旗]|街道|苏木|[团师]|[农林]场)")
_CORNERS = re.compile(rf"{_HAMLET}|{_CORNER}+")
_GROUP = re.compile(rf"{re.HAN_DIGIT}(?:组|社|队|连|屋场|巷|弄|胡同|路口|居民点)\Z")
_VILLAGE = re.compile(rf"{re.HAN_DIGIT}(?:[村屯庄寨]|社区|嘎查|小区|花园|家园|公寓|[苑园]|宿舍楼?|集资楼|家属房)\Z")
_CUE = re.compile(
    r"家庭(?:住址|地址|所在地)|[我们老]家在?|家在|[现旧原]居|(?:户籍|户口)(?:所在)?(?:地址|地)?|(?:现|经常)?居住(?:证)?(?:地址|地)?|[现家暂租借常入寄居]住[址地]?|住[址所]地?|住房[为:]|住(?!建|房|宅|户|院|宿)|独居于?|居[于在]|定居|家[人属]在|房屋|坐落|座落|位于|地处"
    r"|地址|原籍|籍贯|老家|来自|反映|举报|投诉|诉称|其父|其母|搬[至到]|迁[至往入到]|购买|购得|承租|租赁|出租|名下|落户|了|申请(?:办理)?|翻建|改建|扩建|拆除|搬离|迁离|撤离|腾空|腾退|清退|收回|拍卖|查封|变卖|处置|占用|征收|出售|分得|继承|抵押|公布|曝光|闯入|潜入|翻入|抵达|[挤蜗]居?[在于]|[该此]户(?:位于|在)|所有的?|寄[至往到]|邮寄|送达|我是|我们是|送[至到]|变更[为至到]|改为|改送|转送|慰问|走访|前往|赶[到往赴]|来到|返回|回到|护送|安置[在于到至]"
)
_VERB = re.compile(rf".*[在到往从](?={re.HAN})")
_PARTICLE = re.compile(r"(?:在|于|为|是|系|至|到|的|原|现|从|由|向|将|对|该|其|位|了|有|和|与|及|[:：])")
_GAP = re.compile(
    r"(?<=[路街巷道村组区园苑栋幢号元弄院楼期第])[ ]{1,2}(?=[0-9])|(?<=[0-9])[ ]{1,2}(?=[号栋幢室单组层楼弄户座期])"
    rf"|(?<=[号栋])[ ](?={re.HAN}{{2,10}}[ ]?[0-9]{{1,4}}[ ]?[栋幢号座])|(?<={re.HAN})[ ](?=[0-9]{{1,4}}[ ]?[栋幢座]|[0-9]{{1,5}}[ ]?号)"
    rf"|(?<=[省市县区镇])[ ](?={re.HAN}{{1,8}}[市县区镇乡街路村])|[ ]*\n[ ]{{0,8}}"
)
_ENDS_NAME = re.compile(r"[省市县区旗镇乡道村路街巷组弄里园苑城厦楼栋幢号元院庄房]\Z")
_NO_HOUSE = re.compile(r"(?:[〕)\]】〉》]|第|字|[年月每各]|令|文|编|序|国道|省道|县道|[a-z][0-9]*)\Z")
_NO_HOUSE_AFTER = re.compile(
    r"(?:教室|办公室|实验室|开标室|会客室|接待室|包[间厢房]|病[房床]|文(?!化|明|昌)|令|公告|通告|通知|文件|线|机组|机床|井|矿|地块|泊位|台风|桥墩|宗地|图斑|锅炉|窗口|考场|选手|标段|会议室|[公省国县]路)"
)


class Level(IntEnum):
    """How close an address leads to a door."""

    VILLAGE = 1
    GROUP = 2  # 村民小组
    BUILDING = 3  # 栋, 单元, 楼
    DOOR = 4  # 号, 室, 户


class Dwelling(NamedTuple):
    """An address in a text, and how far it goes. `rooms` tells whether its form is that of a flat."""

    start: int
    end: int
    level: Level
    rooms: bool


def dwelling_at(text: str, spot: Span, places: Gazetteer) -> tuple[Dwelling | None, int]:
    """Return the address that has a unit, or a road before a number, at a spot, or None; and how far has been looked."""
    if _speaks_of_paper(text, spot):
        return None, spot[1]
    thin, index, at = _unwrapped(text, spot)
    tail = next((m for m in _TAIL.finditer(thin, max(0, at - 12)) if m.end() > at), None)
    if tail is None or tail.start() > at + 2:
        return None, spot[1]
    end = index[tail.end() - 1] + 1
    before = _RUN.search(thin, 0, tail.start())
    if before is None or _NO_HOUSE_AFTER.match(thin, tail.end()):
        return None, end
    start = before.start() + _begin(before[0], places)
    name = thin[start : tail.start()]
    level, rooms = _level(thin, tail.start(), tail.end())
    is_named = _NAMED.search(name) or (rooms and len(name) < _SHORT and name[-1] != "号")
    if not is_named or _NAMELESS.fullmatch(name) or not "一" <= name[0] <= "鿿":
        return None, end
    return Dwelling(index[start], end, level, rooms) if level else None, end


def dwelling_after(text: str, cue: Span, places: Gazetteer) -> Dwelling | None:
    """Return the address that follows a word that says somebody lives there; None if it does not go down to a village."""
    begin = cue[1]
    while (label := _LABEL.match(text, begin)) and not places.full_name_at(text, begin):
        begin = label.end()
    if not _NAME.match(text, begin):
        return None
    thin, index, at = _unwrapped(text, (begin, begin + 1))
    return _whole(thin, index, at + _begin(thin[at : at + 12], places))


def dwelling_in(text: str, start: int, end: int) -> Dwelling | None:
    """Return the address that is all that a cell says, or None."""
    return _whole(text[start:end], list(range(start, end)), 0) if _CELL.match(text, start, end) else None


def _whole(thin: str, index: list[int], start: int) -> Dwelling | None:
    """Return the address that begins at a place of a thin text and goes as far as its names and units do."""
    end, names = start, 0
    while name := _NAME.match(thin, end):
        end, names = name.end(), names + 1
    if _NAMELESS.fullmatch(thin, start, end):
        return None
    goes_on = thin[end : end + 1].isalnum()
    if goes_on and (tail := _TAIL.match(thin, end)) is not None:
        level, rooms = _level(thin, end, tail.end())
        return Dwelling(index[start], index[tail.end() - 1] + 1, level, rooms) if level else None
    if goes_on and (corner := _CORNERS.match(thin, end)) is not None:
        return Dwelling(index[start], index[corner.end() - 1] + 1, Level.BUILDING, rooms=False) if names else None
    if names < _NAMES or not _TOWN.search(thin, start, end):
        return None
    level = Level.GROUP if _GROUP.search(thin, start, end) else Level.VILLAGE if _VILLAGE.search(thin, start, end) else None
    return Dwelling(index[start], index[end - 1] + 1, level, rooms=False) if level else None


def _speaks_of_paper(text: str, spot: Span) -> bool:
    """Tell at a glance that a number is that of a document, a day or a list: most numbers before 号 are."""
    at = spot[0]
    while at > 0 and (text[at - 1].isdecimal() or text[at - 1] in " 一二三四五六七八九十百"):
        at -= 1
    return bool(_NO_HOUSE.search(text, max(0, at - 3), at)) and text[spot[1] - 1] == "号"


def _unwrapped(text: str, spot: Span) -> tuple[str, list[int], int]:
    """Return what stands around a spot without the blanks inside addresses, where each character came from, and the spot in it."""
    first, last = max(0, spot[0] - _LEFT), min(len(text), spot[1] + _RIGHT)
    kept: list[str] = []
    index: list[int] = []
    position = first
    for gap in _GAP.finditer(text, first, last) if " " in text[first:last] or "\n" in text[first:last] else ():
        if "\n" in gap[0] and not _is_wrapped(text, *gap.span()):
            continue
        kept.append(text[position : gap.start()])
        index += range(position, gap.start())
        position = gap.end()
    kept.append(text[position:last])
    index += range(position, last)
    at = next((i for i, place in enumerate(index) if place >= spot[0]), len(index))
    return "".join(kept), index, at


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Tell whether what stands after a line end goes on with the address before it."""
    if start == 0 or end >= len(text) or not (_is_word(text[start - 1]) and _is_word(text[end])):
        return False
    line = max(text.rfind("\n", 0, start), text.rfind("\t", 0, start)) + 1
    if _are_rows(text, start, end):
        return False
    return start - line >= _WRAPPED or bool(_ENDS_NAME.search(text, line, start))


def _are_rows(text: str, start: int, end: int) -> bool:
    """Tell whether the lines that end at `start` and begin at `end` have as many commas: rows of a table, each whole."""
    above = text.count(",", text.rfind("\n", 0, start) + 1, start)
    below = text.find("\n", end)
    return above >= _ROW and above == text.count(",", end, below if below >= 0 else len(text))


def _is_word(character: str) -> bool:
    return "一" <= character <= "鿿" or character.isdecimal()


def _begin(run: str, places: Gazetteer) -> int:
    """Return where in a run of characters before a unit its address begins."""
    cues = [m.end() for m in _CUE.finditer(run) if not places.full_name_at(run, m.start())]
    begin = _past_particles(run, cues[-1] if cues else 0, places)
    known = _NAMED.search(run, begin)
    if known and (verb := _VERB.search(run, begin, known.start() + 1)) and not places.full_name_at(run, begin):
        begin = _past_particles(run, verb.end(), places)
    named = next((i for i in range(begin, len(run)) if places.full_name_at(run, i)), None)
    if named is not None and not _NAMED.search(run, begin, named) and places.name_at(run, begin) != named - begin:
        return named
    return begin


def _past_particles(run: str, begin: int, places: Gazetteer) -> int:
    while (particle := _PARTICLE.match(run, begin)) and not places.name_at(run, begin) and particle.end() < len(run):
        begin = particle.end()
    return begin


def _level(thin: str, start: int, end: int) -> tuple[Level | None, bool]:
    """Return how close the units of an address lead, and whether they are those of a flat."""
    units = []
    doors = 0
    for step in _STEP.finditer(thin, start, end):
        unit = step[2] or ("室" if step[3] else step[0][-1] if step[0][-1] == "户" else "栋")
        units.append(unit)
        doors += unit in ("号", "室", "户", "房", "门", "弄")
    if doors:
        flat = "室" in units or "单元" in units
        return Level.DOOR, flat and bool({"栋", "幢", "座", "单元", "号楼", "室"} & set(units))
    if {"栋", "幢", "座", "单元", "号楼", "楼", "层", "院", "号院", "巷"} & set(units):
        return Level.BUILDING, False
    return (
        (Level.GROUP, False)
        if {"组", "小组", "村民小组", "队", "社", "牧业社", "农业社", "生产队", "连", "独贵龙"} & set(units)
        else (None, False)
    )
