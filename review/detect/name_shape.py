"""What a Chinese name looks like in normalised text, and what only looks like one."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from review import lazy_re as re
from review.detect.surnames import COMPOUND, FREQUENT, GIVEN, SINGLE, WORDS, begins_with_surname
from review.text.tokens import ends_inside_word, is_pair

DOTS = "·•・‧∙⋅"
_PARTING = f"{DOTS}.-"  # what parts the names of other languages
# Characters that names of other languages are written with.
SOUNDS = (
    "阿艾爱安奥巴白拜班邦包保鲍贝本比彼别宾波伯博布采蔡查察昌楚茨次达戴丹旦道德登邓狄迪蒂丁东都杜顿多俄额厄恩尔法凡范菲费芬佛夫弗福富嘎噶盖甘冈高戈格葛根贡古"
    "瓜桂哈海汗罕汉豪赫亨洪呼胡华怀霍基吉加迦贾简江杰金津喀卡凯坎康考柯科克肯库夸奎昆拉腊莱赖兰朗劳勒雷蕾里丽力利立连列林龙卢鲁露吕伦罗洛马玛迈麦买满曼毛梅门"
    "蒙孟米密缪莫默姆穆木慕拿那娜纳乃奈南内尼涅宁努诺欧帕派潘庞培佩皮匹珀普齐其奇恰强乔切琴青丘曲热仁日荣茹儒若萨塞赛桑瑟森沙莎尚绍舍申什圣诗施石史舒斯丝松苏索"
    "塔泰谭坦汤唐陶特藤提廷图吐托瓦万旺威韦维魏温文翁沃乌吾武西希锡喜夏香肖谢辛欣许雪逊雅亚延扬耶叶伊依英尤约则泽扎詹珍芝朱祖佐孜肉合甫牙守央宗卓增措珠敦顺旦"
    "呷哈古伍各沙尔祖阿吉克布都木石牛果惹妞嫫作洛铁且沙子日朝鲁其图高娃音苏敖登托娅嘉益边措姆钦顿堆丹曲平敏不得冈通坎山翰合帝莉奇别居玉山卜娅茨尕玫妮瑞琳朵黛琼茵薇缇倮罕腊翁囡依波岩温叫香沙洛史作么色牛洲扎堆卓勒托乌诺相排早"
)
_SOUND = f"[{''.join(dict.fromkeys(SOUNDS))}]"
_FOREIGN = re.compile(rf"(?P<first>{_SOUND}{{1,8}})(?P<rest>(?:[{DOTS}.\-](?:{_SOUND}{{1,9}}|[a-z]))+)")
_SOUNDED = re.compile(rf"{_SOUND}{{3,8}}")
_MANCHU = re.compile(rf"(?<!{re.HAN}){_SOUND}{{2,4}}[{DOTS}]{re.HAN}{{1,3}}(?!{re.HAN}|[{DOTS}])")  # 瓜尔佳·永胜
# Two of these one behind the other are a name of a Tibetan, Mongol, Uyghur, Kazakh or Yi.
_UNITS = (
    "才仁|多杰|尕藏|央金|拉巴|贡嘎|曲比|吉伍|吉木|木沙|阿呷|阿牛|莫色|拉洛|尔布|苏布达|德力格尔|呼日乐|青格勒|阿拉腾|敖其尔|托雅|格日乐|勒图|那木斯来|"
    "扎西|卓玛|次仁|平措|旦增|丹增|央宗|白玛|多吉|拉姆|格桑|尼玛|达瓦|罗布|顿珠|德吉|洛桑|索朗|普布|米玛|边巴|巴桑|强巴|益西|曲珍|仁青|嘉措|旺堆|措姆|卓嘎|贡布|旺姆|拉毛|才让|才旦|加措|桑珠|次旦"
    "|玉珍|旺久|群培|坚参|晋美|赤列|阿旺|土登|次央|曲吉|加|吉|措|门巴|巴特尔|其其格|格日勒|乌云|苏日|呼和|朝鲁|额尔|斯琴|高娃|那仁|图雅|满都拉|孟和|宝音|吉日|嘎拉|布和|娜仁|萨仁|阿拉坦|敖登|青格|哈斯"
    "|特木尔|巴根|乌力吉|布仁|那日|苏和|其木格|格根|朝格|巴雅尔|乌日|那顺|巴图|其格|图力|古尔|苏雅拉|玛|古丽|阿依|买买提|艾力|吐尔|努尔|穆罕默|热依|帕提|玛依|阿布都|木拉提|巴合提|加娜|叶尔|娜尔|麦麦提|敏"
    "|吐尔逊|阿不都|玉素甫|艾合|艾买提|古丽娜尔|米热|阿迪力|肯|肉孜|瓦尼|热苏力|热西提|库热西|毕力格|巴雅尔塔|吉克|阿木|沙马|曲木|马海|石曲|尔古|伍各|阿苦|尔哈|阿支|呷|布都|莫|惹|木|尔"
)
ETHNIC = re.compile(rf"(?:{'|'.join(sorted(dict.fromkeys(_UNITS.split('|')), key=len, reverse=True))}){{2,5}}")
MASKED = re.compile(r"[某xX*×○〇□_?]")
_OFFICES = (
    "村|镇|乡|县|市|区|局|委|办|会|中心|公司|学校|小学|中学|医院|组|路|街|社区|街道|站|所|厂|店|部|科|队|户|级|类|族|证|费"
    "|院(?!士)|庭|屯|寨|省|州|旗|盟|号|码|址|额|款|人"
)
_PLACES = "坞|病|河|湖|山|桥|坡|坝|塘|岭|沟|湾|庄|矿|线|段|洞|(?<!.)氏|楼|牌|法|坪|坳|垄|畈|圩|行"
_OFFICE = re.compile(rf"(?:{_OFFICES})\Z")
_THING = re.compile(rf"(?:{_OFFICES}|{_PLACES})\Z")
_PLAIN = frozenset(
    re.findall(
        r"\S+",
        """
    张三 李四 王五 赵六 某某 迟到 农行 解矫 安监 农商 毛竹 杨梅 陈皮 金星 王老吉 张小泉 李锦记 老干妈 康师傅 空置
    爱心人士 林权 惠企 万元 缺考 缺席 房东 原因 卫健 强戒 马赫数 公示期
    """,
    )
)
_FAMILIAR = "小老阿大"
_FIRST, _LAST = "\u4e00", "\u9fff"
_TITLES = (
    "家庭|同志|先生|女士|小姐|阿姨|大爷|大妈|大娘|奶奶|爷爷|师傅|老师|老人|同学|局长|处长|科长|股长|主任|书记|市长|区长|县长|镇长|乡长|部长|厅长|省长|州长|主席|总理"
    "|委员|代表|教授|院长|校长|所长|站长|队长|组长|会长|理事长|董事长|经理|总经理|秘书长|院士|博士|医生|大夫|护士|律师|法官|警官|警员|检察官|工程师|总工|支队长|大队长|科员|夫妇|一家|家属|等人|本人|等"
)
_TITLE = re.compile(rf"(?:{_TITLES})+\Z")
_KIN = ("婶", "叔", "嫂", "姨")  # how a village calls its people by surname: 胡婶


@functools.cache
def _ordinary() -> Mapping[str, str]:
    """Return for every surname the Han characters that make an ordinary pair with it."""
    lines = Path(__file__).with_name("ordinary_pairs.txt").read_text(encoding="utf-8").splitlines()
    return dict.fromkeys(SINGLE, "") | {line[0]: line[1:] for line in lines if line[0] in SINGLE}


def likely(text: str) -> Iterator[int]:
    """Yield the offsets at which a name may begin: a surname and a character that rarely follows it in official prose."""
    ordinary = _ordinary()
    for place, (first, second) in enumerate(pairwise(text)):
        if first in ordinary and _FIRST <= second <= _LAST and second not in ordinary[first]:
            yield place


def is_ordinary(word: str) -> bool:
    """Tell whether a word begins like an ordinary one of official prose."""
    if len(word) < 2 or word[:2] in COMPOUND or not _FIRST <= word[1] <= _LAST:
        return False
    return word[1] in _ordinary().get(word[0], "")


def is_name(word: str) -> bool:
    """Tell whether a whole word has the shape of a name: a surname and one or two characters more, or names set apart by dots."""
    if (_has_any(word, _PARTING) and _FOREIGN.fullmatch(word)) or (len(word) > 2 and ETHNIC.fullmatch(word)):
        return True
    if not 2 <= len(word) <= 4 or not all(_FIRST <= char <= _LAST for char in word):
        return False
    surname = begins_with_surname(word, 0)
    if surname == 1 and len(word) == 4:
        return word[1] == "氏" or (word[0] in FREQUENT and (word[1] in FREQUENT or all(c in SOUNDS for c in word[1:])))
    return bool(surname) and 1 <= len(word) - surname <= 2


def is_person(word: str) -> bool:
    """Tell whether a word has the shape of a name and not the ending of a place, an office or a thing."""
    return could_be_person(word) and not is_thing(word)


def looks_given(word: str) -> bool:
    """Tell whether a word is a surname and characters that given names are made of, three or more, and begins like no other word."""
    surname = begins_with_surname(word, 0)
    if (
        not surname
        or not 2 < len(word) <= surname + 2
        or (surname == 1 and (is_pair(word[:2]) or (word[0] in WORDS and is_ordinary(word))))
    ):
        return False
    return all(character in GIVEN for character in word[surname:]) and is_person(word)


def could_be_person(word: str) -> bool:
    """Tell the same of a word whose place says that it is a name: it may end like a river or a mountain, but not like an office."""
    if is_placeholder(word) or len(set(word)) == 1:
        return False
    return is_name(word) and not _OFFICE.search(word, 1)


def is_placeholder(word: str) -> bool:
    """Tell whether a word stands for anybody: 张三, 小王."""
    return word in _PLAIN or (len(word) == 2 and word[0] in _FAMILIAR and _FIRST <= word[1] <= _LAST)


def is_thing(word: str) -> bool:
    """Tell whether a word ends like a place, an office or a thing."""
    return _THING.search(word, 1) is not None


def foreign_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of names whose parts are set apart by dots: only characters that such names are written with belong to them."""
    for match in _MANCHU.finditer(text) if _has_any(text, DOTS) else ():
        yield match.span()
    for match in _FOREIGN.finditer(text) if _has_any(text, _PARTING) else ():
        signs = re.sub(rf"{re.HAN}|[a-z]", "", match["rest"])
        if len(match[0]) > 3 and (signs == "." or set(signs) & set(DOTS)):
            start, end = match.span()
            while ends_inside_word(text, end) and text[end - 2] not in DOTS:
                end -= 1
            yield start, end


def sounded(text: str, start: int) -> Iterator[int]:
    """Yield where a name of another language that begins at a place may end, the longest first: three characters or more."""
    run = _SOUNDED.match(text, start)
    if run:
        yield from (end for end in range(run.end(), start + 2, -1) if not ends_inside_word(text, end))


def _has_any(text: str, signs: str) -> bool:
    return any(sign in text for sign in signs)


def is_honorific(word: str) -> bool:
    """Tell whether a word is a surname with a title, which names nobody: 姚女士、王大爷."""
    surname = begins_with_surname(word, 0)
    return bool(surname) and (_TITLE.fullmatch(word, surname) is not None or word[surname:] in _KIN)


def without_title(word: str) -> str:
    """Return a word without the titles behind it, if a name remains."""
    title = _TITLE.search(word)
    return word[: title.start()] if title and title.start() >= 2 else word
