"""The surnames of China, as they stand in normalised text, in simplified characters.

Source: written for this project from general knowledge of the 百家姓 and the surnames in common use today.
"""

from __future__ import annotations

from review import lazy_re as re

COMPOUND = frozenset(
    re.findall(
        r"\S+",
        """
    万俟 上官 东方 东郭 东里 亓官 令狐 仲孙 侯莫陈 公冶 公孙 公羊 公良 公西 单于 南宫 南门 叔孙 叶赫 司徒 司空
    司马 呼延 哥舒 壤驷 夏侯 太史 夹谷 子车 宇文 完颜 宗政 宰父 尉迟 左丘 巫马 张简 微生 慕容 拓跋 梁丘 欧阳
    段干 淳于 漆雕 澹台 濮阳 爱新觉罗 独孤 申屠 百里 皇甫 端木 纳兰 羊舌 耶律 范姜 西门 诸葛 谷梁 贺兰 赫连
    轩辕 那拉 钟离 长孙 闻人 闾丘 颛孙 鲜于
    """,
    )
)
SINGLE = frozenset(
    """
    丁万丘丛东严丰么乌乐乔乜习买于云亓井亢仁仇仉从仓付仝代仰仲仵任伊伍伏伯佀何佘余佟佴侯保俞信修候倪傅储元充光党全公兰关养冀
    冉农冯况冷冼凌凤刁刘初利别劳勾包化匡区华卓单卜卞占卢卫印危厉厍原双古台史叶司吉后向吕吴周呼和咸哈唐商喻国堵墨夏夔奉奚妥姚
    姜姬娄孔孙孟季宁宇安宋宓宗官宛宝宣宦宫宰容宿寇富寿封尉尚尤尧尹居屈展屠山岑岩岳崔嵇巢左巨巩巫巴布帅师席常干平幸广庄库应
    庞康庹庾廉廖弓弘张强归彭徐念怀惠慎慕戈戌戎成战戚戴房扈才扎扬扶拓揣揭撒操支敖文方施旦时旷昌明易昝晁晋晏普景暨暴曲曹曾有木
    朱权李杜束来杨杭松林柏查柯柳柴栗栾桂桑桓梁梅楚樊欧步武殳段殷毋毕毛水江池汤汪汲沃沈沙泮泰洋洛洪浦海涂渠温游湛溥滑滕满漆潘
    濮焦熊燕爱牙牛牟牧狄王班琴璩甄甘田由申畅白皮益盖盛相瞿矫石祁祖祝禄禚禤禹秋种秦程税稽穆空窦章童竹竺符笪简管籍米粟糜索红纪
    线练终经缑缪罗羊羿翁翟耿聂肇肖胡胥能腊臧舒艾芦芮花苍苏苑苗苟英苻范茅茆茹荀荆荣莘莫菅萧萨葛董蒋蒙蒯蒲蓝蓟蓬蔚蔡蔺薄薛虎虞
    融衡衣袁裘裴褚覃解言訾詹计许诸谈谌谢谭谯谷贝贡贲费贺贾赏赖赛赵越路车辛辜边连迟迪迮逄通逯邓邝邢那邬邰邱邳邴邵邸邹郁郇郈郎
    郏郑郗郜郝郤郦郭都鄂鄞鄢酆金钟钭钮钱铁银锁锺闪闫闵闻阎阙阚阮阳阴阿陆陈陶隆隋隗雍雒雷霍青靖靳鞠韦韩韶项须顾颜饶马骆高魏鱼
    鲁鲍鲜鹿麦麻黄黎黑齐龙龚
    盘卿补回母戢綦寸贠斛慈茌洒睢犹冶昃沐洑淳渐潭爨琚甯砀稂笮箕纥绪胶臾舍芈苌莒菀葭蒉蕲藏蘧虢蜀褒觉訚豆赧郓铎镡闾隽霄顿颉飒鬲麹底闭要粘植刀剌底运过但黏
    """.replace("\n", "").replace(" ", "")
)
# Those of most people: only they are joined to double surnames.
FREQUENT = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
# Those that are more often a word: they need more than their place to begin a name.
WORDS = frozenset(
    "过但由来母回补万与且为也于从以任全公关再则别单即又双可合同后向和因如安常并应强成所支故方施时明更曾最有权查沙满由相空管经给而能若解计让较还通都须"
)


def begins_with_surname(text: str, position: int) -> int:
    """Return how many characters the surname at a position of normalised text has, or 0: the longest one counts."""
    for length in (4, 3, 2):
        if text[position : position + length] in COMPOUND:
            return length
    return int(text[position : position + 1] in SINGLE)
