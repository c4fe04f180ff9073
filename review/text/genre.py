"""What kind of writing a document is, from its title and its build: it decides which names may lawfully stand in it.

Only the first lines are read, and the name of the file when they say nothing. A document of no known genre has None: what may stand
in it is then not known either.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from review import lazy_re as re
from review.model import Document
from review.text.normalise import fold

HEAD = 600  # code points in which a title stands
LINES = 24
TITLE = 60  # code points: a longer line is running text


class Genre(StrEnum):
    """The genres, by the name that people know them by."""

    PETITION = "信访答复"
    REPLY = "留言回复"
    PENALTY = "处罚决定"
    JUDGMENT = "裁判文书"
    APPOINTMENT = "任免"
    RECRUITMENT = "考录公示"
    AWARD = "表彰公示"
    TENDER = "招标采购"
    MINUTES = "会议纪要"
    DIRECTORY = "通讯录"
    LEADERS = "领导信息"
    ANNALS = "地方志"
    LEGISLATION = "法规规章"
    RELIEF = "救助公示"
    PUBLICITY = "公示"
    BUDGET = "预决算"
    NEWS = "工作动态"
    REPORT = "报告"
    NOTICE = "通知公告"


_TITLES: tuple[tuple[Genre, str], ...] = (
    (Genre.PETITION, r"信访(?:事项)?[^\n]{0,12}(?:答复|回复|复查|复核|告知|意见书)|举报[^\n]{0,8}(?:答复|回复|告知)"),
    (Genre.REPLY, r"(?:留言|来信|来电|咨询|投诉|市长信箱|县长信箱|书记信箱|12345|问政|网民|网友)[^\n]{0,14}(?:回复|答复|选登|办理)"),
    (Genre.PENALTY, r"(?:行政)?处罚(?:事先)?(?:决定|告知)书?|行政强制[^\n]{0,6}决定|处罚信息|处罚公示|处罚案件信息"),
    (Genre.JUDGMENT, r"(?:判决|裁定|调解|仲裁裁决|起诉)书|失信被执行人"),
    (
        Genre.RECRUITMENT,
        r"(?:招录|招聘|录用|聘用|遴选|选调|体检|面试|笔试|资格复审|资格审查|考察|入闱|成绩|递补)[^\n]{0,16}(?:公示|公告|名单|通知)|拟(?:录用|聘用|录取)",
    ),
    (
        Genre.APPOINTMENT,
        r"(?:任免|任职|免职|任前|拟任|干部)[^\n]{0,10}(?:公示|通知|决定|名单|的通告)|任命[^\n]{0,20}(?:通知|决定)|关于[^\n]{2,24}同志[^\n]{0,10}[任免]职",
    ),
    (
        Genre.AWARD,
        r"(?:表彰|表扬|先进|优秀|劳模|模范|标兵|荣誉|好人|最美|感动|获奖|评选|推荐人选|职称|职务任职资格)[^\n]{0,20}(?:公示|决定|通报|名单|公告|人选|发布|事迹|榜)",
    ),
    (
        Genre.RELIEF,
        r"(?:低保|最低生活保障|特困|救助|临时救助|救济|补助|补贴|残疾|危房|贫困|困难|孤儿|医疗救助|慰问|资助|优抚|抚恤|公租房|廉租|保障性住房|高龄|移民|征收补偿|拆迁|征地)[^\n]{0,24}(?:公示|名单|名册|发放表|花名册|公布|明细)",
    ),
    (
        Genre.TENDER,
        r"招标|中标|投标|采购[^\n]{0,12}(?:公告|公示|合同|结果|文件|需求)|成交(?:结果)?公[告示]|比选|竞争性(?:磋商|谈判)|询价|评标|开标",
    ),
    (Genre.MINUTES, r"会议纪要|常务会议|办公会议?纪要|专题会议纪要|会议记录"),
    (Genre.DIRECTORY, r"通讯录|通信录|联系(?:方式|电话)(?:一览)?表|电话(?:一览)?表|值班(?:表|安排)|联系人(?:名单|一览表)"),
    (Genre.ANNALS, r"[县市镇乡村]志|志·人物|年鉴|人物传|英烈(?:谱|录|传)|烈士名录|党史|革命史|大事记"),
    (Genre.LEADERS, r"领导(?:信息|之窗|分工|简介|班子)|分工的通知|工作分工"),
    (Genre.LEGISLATION, rf"{re.HAN}{{2,}}(?:法|条例|规定|办法|细则|规则|规章|解释)(?:[(][^)\n]{{2,40}}[)])?$"),
    (Genre.BUDGET, r"(?:预算|决算)[^\n]{0,10}(?:公开|说明|报告|草案|表)"),
    (Genre.PUBLICITY, r"公\s?示(?:名单|表|公告)?(?:[(][^)\n]{1,20}[)])?$|公示$|名单$|花名册$"),
    (Genre.REPORT, r"(?:工作)?报告$|总结$|要点$|规划(?:纲要)?$|计划$"),
    (Genre.NEWS, r"召开|开展|调研|举行|慰问|走访|部署|启动|深入[^\n]{2,12}(?:检查|调研)"),
    (Genre.NOTICE, r"(?:通\s?知|公\s?告|通\s?告|意\s?见|方\s?案|函|批\s?复|请\s?示|通\s?报|决\s?定)(?:[(][^)\n]{1,20}[)])?$"),
)
_GENRES = tuple((genre, re.compile(pattern, re.MULTILINE)) for genre, pattern in _TITLES)
_SENTENCE = re.compile(r"[,。;!?]")
_TRAIL = re.compile(r"[>›»]|^(?:首页|当前位置|您(?:现在)?的?位置|网站首页|来源|发布|索引号)")  # where a page stands in its site
_MARKUP = re.compile(r"^[#>*\s]+|[*\s]+$", re.MULTILINE)
_ASKED = re.compile(r"^(?:留言|来信|来电|咨询|投诉|诉求|网友|问政)[^\n]{0,10}[:]", re.MULTILINE)
_ANSWERED = re.compile(r"^(?:答复|回复|办理|处理|官方)[^\n]{0,10}[:]", re.MULTILINE)


def genre_of(document: Document) -> Genre | None:
    """Return the genre of a document, or None."""
    head = _MARKUP.sub("", fold(document.text[: min(HEAD, document.visible_end)]))
    if _ASKED.search(head) and _ANSWERED.search(fold(document.text[: document.visible_end])):
        return Genre.REPLY
    titles = "\n".join(
        line for line in head.split("\n")[:LINES] if 4 <= len(line) <= TITLE and not _SENTENCE.search(line) and not _TRAIL.search(line)
    )
    return _first(titles) or _first(fold(PurePosixPath(document.name).stem))


def _may_be_title(line: str) -> bool:
    return 4 <= len(line) <= TITLE and not _SENTENCE.search(line) and not _TRAIL.search(line)


def _first(titles: str) -> Genre | None:
    """Return the genre that the highest line names; of two in one line the more particular one."""
    for line in titles.split("\n"):
        for genre, pattern in _GENRES:
            if pattern.search(line):
                return genre
    return None
