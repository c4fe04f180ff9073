"""The surnames that names of Chinese citizens begin with.

Single ones: those of the 百家姓 and of the household registers with more than some ten thousand bearers. All are simplified, as the
normalised text is.
"""

from __future__ import annotations

SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰"
    "郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳"
    "沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖付代闫涂占覃仝佟佘苑岳由佴"
    "晋楚缑亢况郈有琴商牟伯赏墨哈谯笪爱阳岩粟揭仉帅丘仁邸战渠矫原海亓迟才展奉邝光候化巨腊兰雒买念区冼修尧衣英税信普线操闪洋银"
    "隋言旦扎官禚泮拓种佴锁"
)

# Those of most people: only they are joined to double surnames.
FREQUENT = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)

# Those that are more often a word: they need more than their place to begin a name.
WORDS = frozenset(
    "应和于时从向相能全有成经公计都须万常单方任关管施支曾查沙通空明安后权别解强满双合可同由与为给让还再最更较又也并且因故所以而则即若如"
)

COMPOUND = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "皇甫",
        "尉迟",
        "令狐",
        "东方",
        "公孙",
        "慕容",
        "司徒",
        "夏侯",
        "轩辕",
        "端木",
        "百里",
        "南宫",
        "宇文",
        "长孙",
        "独孤",
        "呼延",
        "公羊",
        "闻人",
        "申屠",
        "太史",
        "淳于",
        "单于",
        "澹台",
        "赫连",
        "濮阳",
        "宗政",
        "仲孙",
        "钟离",
        "鲜于",
        "闾丘",
        "司空",
        "公冶",
        "拓跋",
        "万俟",
        "东郭",
        "南门",
        "西门",
        "第五",
    ]
)


def begins_with_surname(text: str, position: int) -> int:
    """Return the length of the surname that begins at `position` of a normalised text: 2, 1, or 0 if there is none."""
    if text[position : position + 2] in COMPOUND:
        return 2
    return int(text[position : position + 1] in SINGLE)
