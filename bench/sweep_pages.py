"""Invented pages of a county's site, as a system exports them: a frame with menus and scripts about notices, news, rules, lists and guides.

What stands in them is made of clauses with places, numbers and days put in: some cite laws, some name offices that were renamed, some are
over. The shares are a guess of what a county has; frame and text together come to about 12 kB for a page.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path


def _words(text: str) -> list[str]:
    return text.split()


def _lines(text: str) -> list[str]:
    return text.strip().split("\n")


TOWNS = _words("""
青禾 白石 云溪 柳塘 东岭 石桥 桃源 枫林 清水 平川
沙洲 望江 高岭 梅坪 竹溪 大圩 长亭 新屋 双河 金鸡
""")
THINGS = _words("""
农村公路养护 饮用水源保护 秸秆综合利用 河道清淤 校园食品安全 森林防火 养老服务 残疾人康复 电商培训 村级会计委托代理
高标准农田建设 城区停车 垃圾分类 危旧房改造 公共自行车 图书馆免费开放 就业援助 柑橘产业 林下经济 防汛抗旱
动物防疫 道路交通安全 燃气使用安全 文物保护 乡村医生培训 义务教育招生 住房公积金 小微企业贷款 科技特派员 人居环境整治
老旧小区改造 信访维权 地质灾害防治 气象灾害预警 殡葬管理
""")
CLAUSES = _lines("""
为加强{t}工作，切实保障群众利益，根据有关规定，结合我县实际，现就有关事项通知如下。
各乡镇、各有关单位要高度重视{t}工作，明确专人负责，于{d}前将落实情况报县政府办公室。
{p}镇、{q}乡要对照清单逐项排查{t}方面的问题，建立台账，限期整改，整改率要达到{n}%以上。
全县计划投入资金{n}万元，用于{t}，其中县级配套{m}万元，其余由乡镇自筹。
会议指出，{t}关系千家万户，要坚持问题导向，压实责任，形成工作合力。
{d}，县领导到{p}镇调研{t}工作，实地查看项目现场，听取群众意见。
申请人应当提交申请表、身份证明和相关材料，受理后{k}个工作日内作出决定。
截至目前，全县累计完成{t}任务{n}户，占年度目标的{m}%，受益群众{n}{m}人。
对工作推进不力、造成不良影响的，予以通报批评，并按规定追究有关人员责任。
县财政局负责资金筹措和监管，县审计局负责审计监督，{p}镇负责组织实施。
{q}乡{p}村采取“村集体+合作社+农户”的方式发展产业，户均增收{n}元。
各单位要加强宣传，利用广播、标语、微信群等形式宣传{t}的政策和做法。
第{k}条 从事{t}活动的单位和个人，应当遵守本办法，接受有关部门的监督检查。
第{k}条 县人民政府建立{t}联席会议制度，每季度召开一次会议，协调解决重大问题。
项目位于{p}镇{q}村，建设内容为{t}设施{m}处，工期{k}个月，招标控制价{n}{m}元。
要坚持统筹兼顾、分类施策，把{t}与乡村振兴、民生改善结合起来，做到同部署、同检查、同考核。
村民代表说，以前办{t}的事要跑好几趟，现在在村里就能办，{k}天就有答复。
本次检查共抽查{k}个乡镇{m}个点位，发现问题{n}个，已当场整改{m}个。
咨询地点：{p}镇便民服务中心{k}号窗口，服务时间为工作日上午8时30分至12时。
各责任单位每月底前报送{t}进展，县政府督查室将适时开展督查，结果纳入年度考核。
""")
LAWS = (
    "合同法",
    "环境保护法",
    "行政处罚法",
    "安全生产法",
    "物权法",
    "政府信息公开条例",
    "土地管理法",
    "大气污染防治法",
    "信访条例",
    "民法典",
)
OLD = ("国土资源局", "环境保护局", "农业局", "卫生和计划生育委员会", "安全生产监督管理局", "工商行政管理局")
NEW = ("自然资源局", "生态环境局", "农业农村局", "卫生健康委员会", "应急管理局", "市场监督管理局")
KINDS = {  # column: share in a thousand, titles
    "工作动态": (420, ("{p}镇扎实推进{t}工作", "县领导调研{t}工作", "我县召开{t}工作会议")),
    "通知公告": (200, ("关于做好{t}工作的通知", "关于{t}有关事项的公告", "关于开展{t}专项检查的通知")),
    "规范性文件": (60, ("青禾县{p}{t}管理办法", "青禾县人民政府关于{t}的实施意见", "青禾县{p}{t}实施细则（试行）")),
    "公示公告": (90, ("{p}镇{t}对象名单公示", "关于{t}项目中标结果的公示", "拟享受{t}补助人员公示")),
    "财政信息": (60, ("{p}镇{y}年部门预算公开", "{y}年{t}资金分配公告", "{q}乡{y}年部门决算公开")),
    "规划计划": (25, ("青禾县{t}“十三五”规划", "青禾县{y}年{t}工作要点", "青禾县{t}三年行动方案")),
    "人事信息": (30, ("关于{p}镇干部任前公示的公告", "青禾县{y}年公开招聘{t}工作人员公告")),
    "办事指南": (55, ("{t}申请指南", "{p}镇{t}办理须知")),
    "征集调查": (25, ("关于《青禾县{p}{t}办法（征求意见稿）》公开征求意见的公告",)),
    "政策解读": (35, ("《青禾县{p}{t}管理办法》解读",)),
}
MENU = _words("""
首页 政务公开 政府领导 机构职能 政策文件 规划计划 财政信息 人事信息 办事服务 互动交流
走进青禾 专题专栏
""")


def write(root: Path, count: int, rng: random.Random) -> None:
    """Write so many pages."""
    frame = _frame()
    near: list[str] = []
    for name in MENU:
        (root / "栏目" / name).mkdir(parents=True)
        (root / "栏目" / name / "index.html").write_text("<html><head><meta charset='utf-8'></head><body>列表</body></html>")
    for number, (column, day, title, lines) in enumerate(_pages(count - len(MENU), rng)):
        folder = root / column / f"{day.year}{day.month:02}"
        folder.mkdir(parents=True, exist_ok=True)
        body = "".join(f"<p style='text-indent:2em;line-height:1.8'>{line}</p>\n" if "<" not in line else line for line in lines)
        path = folder / f"t{day:%Y%m%d}_{number}.html"
        path.write_text(frame(column, day, title, body, number, near), encoding="utf-8")
        near = [*near[-4:], f"/{path.relative_to(root).as_posix()}" if rng.random() > 0.002 else "/已经没有的页.html"]


def change(root: Path, share: float, rng: random.Random) -> int:
    """Add a paragraph to this share of the pages, and return how many they are."""
    paths = sorted(root.rglob("*.html"))
    chosen = rng.sample(paths, round(len(paths) * share))
    for path in chosen:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("<!--end-->", f"<p>{_clause(rng, dt.date(2026, 1, 1))}</p><!--end-->"), encoding="utf-8")
    return len(chosen)


def _pages(count: int, rng: random.Random) -> Iterator[tuple[str, dt.date, str, list[str]]]:
    columns, weights = list(KINDS), [share for share, _ in KINDS.values()]
    for _ in range(count):
        column = rng.choices(columns, weights)[0]
        day = dt.date(2012, 1, 1) + dt.timedelta(days=rng.randrange(5430))
        words = {"p": rng.choice(TOWNS), "q": rng.choice(TOWNS), "t": rng.choice(THINGS), "y": day.year}
        title = rng.choice(KINDS[column][1]).format(**words)
        yield column, day, title, [*_body(column, day, rng), "青禾县人民政府办公室", f"{day.year}年{day.month}月{day.day}日"]


def _body(column: str, day: dt.date, rng: random.Random) -> Iterator[str]:
    long = {"规范性文件": (15, 40), "规划计划": (25, 60), "财政信息": (10, 30)}.get(column, (4, 14))
    if column == "规范性文件":
        yield f"青府发〔{day.year}〕{rng.randrange(1, 60)}号"
    for _ in range(rng.randrange(*long)):
        yield "".join(_clause(rng, day) for _ in range(rng.randrange(1, 4)))
    if rng.random() < 0.12:
        yield f"根据《中华人民共和国{rng.choice(LAWS)}》的有关规定执行。"
    if rng.random() < 0.2:
        yield f"由县{rng.choice(OLD if day.year < 2019 else NEW)}会同有关部门负责解释。"
    if column == "规范性文件":
        term = f"，有效期{rng.randrange(1, 6)}年" if rng.random() < 0.5 else ""
        yield f"本办法自{day.year}年{day.month}月{day.day}日起施行{term}。"
        if rng.random() < 0.1:
            yield f"《青禾县{rng.choice(TOWNS)}{rng.choice(THINGS)}管理办法》同时废止。"
    if column in ("公示公告", "人事信息"):
        yield f"公示期：{day.year}年{day.month}月{day.day}日起5个工作日。"
    if column == "公示公告" and rng.random() < 0.4:
        rows = "".join(f"<tr><td>{n}</td><td>{rng.choice(TOWNS)}村</td><td>{rng.randrange(100, 9999)}</td></tr>" for n in range(1, 21))
        yield f"<table><tr><td>序号</td><td>村</td><td>金额（元）</td></tr>{rows}</table>"
    if column == "征集调查":
        end = day + dt.timedelta(days=30)
        yield f"请于{end.year}年{end.month}月{end.day}日前将意见反馈至县司法局。"


def _clause(rng: random.Random, day: dt.date) -> str:
    other = day - dt.timedelta(days=rng.randrange(20))
    return rng.choice(CLAUSES).format(
        t=rng.choice(THINGS),
        p=rng.choice(TOWNS),
        q=rng.choice(TOWNS),
        d=f"{other.month}月{other.day}日",
        n=rng.randrange(20, 900),
        m=rng.randrange(2, 99),
        k=rng.randrange(2, 30),
    )


def _frame() -> Callable[[str, dt.date, str, str, int, list[str]], str]:
    menu = "".join(f'<li class="nav-item"><a href="/栏目/{name}/index.html" title="{name}">{name}</a></li>\n' for name in MENU)
    style = "".join(f".c{n}{{margin:{n}px auto;padding:0 {n}px;color:#{n:03x}{n:03x};font-size:{12 + n % 6}px}}\n" for n in range(60))
    script = "".join(
        f"function f{n}(a,b){{if(a>{n}){{return b+'{n}';}}var x=document.getElementById('c{n}');return x;}}\n" for n in range(30)
    )

    def frame(column: str, day: dt.date, title: str, body: str, number: int, near: list[str]) -> str:
        beside = "".join(f'<li><a href="{link}">相关信息</a></li>' for link in near)
        tags = (
            f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day}"><meta name="ColumnName" content="{column}">'
        )
        return (
            f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_青禾县人民政府</title>'
            f"\n{tags}\n"
            f"<style>{style}</style><script>{script}</script></head>\n<body><ul>{menu}</ul>\n"
            f"<div class='crumb'>当前位置：首页 &gt; {column}</div>\n"
            f"<h1>{title}</h1><div>发布日期：{day}　来源：县政府办公室　浏览次数：{number % 997}</div>\n"
            f"<div id='zoom'>{body}<!--end--></div>\n"
            f"<ul>{beside}</ul><div>主办：青禾县人民政府办公室　网站标识码：0000000000　联系电话：0790-5550100</div></body></html>\n"
        )

    return frame
