"""The kinds of signals: what each is called, what it rests on and what is usually done about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of signal. `articles` are references into facts/articles.tsv; `basis` is what rests on no article that is verified there."""

    title: str
    fix: str
    articles: tuple[str, ...] = ()
    basis: str = ""


_MARK = "国办发〔2017〕47号关于已修改、废止、失效文件应作标注的要求（依据待核）"
_PERIODS = "国办秘函〔2019〕19号政府网站检查指标"
_LOCAL = "本省行政规范性文件管理规定（请按本省规章核对）"

KINDS = {
    "outdated.validity-expired": Kind(
        "有效期已过", "核对后在原文显著位置标注“已失效”，保留原文和发布日期。", basis=f"文件自定的有效期；{_MARK}"
    ),
    "outdated.trial-overdue": Kind(
        "试行、暂行逾期", "核实是否已转为正式、修订或停止执行；不再执行的标注失效。", basis=f"{_LOCAL}；{_MARK}"
    ),
    "outdated.repealed": Kind(
        "已被废止或宣布失效", "在原文显著位置标注“已废止”或“已失效”，写明依据的文件。", basis=f"废止或清理文件；{_MARK}"
    ),
    "outdated.repealed-law": Kind("引用了已废止或旧版法律", "仍在执行的页面改引现行规定；旧稿保留原貌。", basis="新法的废止条款"),
    "outdated.not-in-force": Kind("引用了尚未施行的法律", "核对施行日期，施行以前不作为依据。", basis="该法的施行日期条款"),
    "outdated.institution": Kind(
        "旧机构名称", "概况、办事指南等常用页面改为现名；旧稿保留原貌。", ("政府信息公开条例#20",), "机构改革方案"
    ),
    "outdated.area": Kind("旧行政区划名称", "仍在使用的页面改为现名；旧稿保留原貌。", basis="行政区划变更公告"),
    "outdated.wording": Kind("过时的事项或证明名称", "仍在使用的办事指南等改为现行要求；旧稿保留原貌。", ("政府信息公开条例#20",)),
    "outdated.deadline-passed": Kind("期限已过", "标注“已结束”，下沉到归档栏目；征求意见的补充采纳情况。", basis=_PERIODS),
    "outdated.plan-over": Kind("规划、年度期已过", "标注规划期，链接到新的规划；原文保留。", basis="规划写明的期间"),
    "outdated.notice-with-personal-data": Kind(
        "公示期满仍有个人信息", "去标识后保留公示事项；不需要保留名单的撤下名单。", ("个人信息保护法#47", "政府信息公开条例#15")
    ),
    "outdated.column-overdue": Kind("栏目逾期未更新", "补充应公开的信息；没有内容可更新的，调整栏目。不得改动发布日期。", basis=_PERIODS),
    "outdated.column-empty": Kind("空白栏目", "补充内容，或撤并栏目。", basis=_PERIODS),
    "outdated.draft-after-final": Kind(
        "正式稿发布后征求意见稿仍在线", "在征求意见稿上标注已正式印发并链接正式稿，或归档。", ("政府信息公开条例#16",)
    ),
    "outdated.superseded": Kind("有更新的版本", "在旧版上标注并链接新版。", basis=_MARK),
    "outdated.near-duplicate": Kind("内容重复", "核对以哪一个为准，其余归档或链接过去。", basis=_PERIODS),
    "outdated.metadata-conflict": Kind("元数据与正文不一致", "核对后更正元数据；不得改动发布日期。", ("政府信息公开条例#20",)),
    "outdated.date-conflict": Kind(
        "日期自相矛盾", "核对原件后更正正文；发布日期保持原样，有误的写明情况。", basis=f"{_PERIODS}（伪造发稿日期属单项否决）"
    ),
    "outdated.attribute-conflict": Kind("公开属性与已公开相矛盾", "先从网上撤下，再核对该件能不能公开。", ("政府信息公开条例#17",)),
    "outdated.contact-mismatch": Kind("联系方式、负责人与本单位登记的不符", "核对后更正。", ("政府信息公开条例#20", "政府信息公开条例#26")),
    "outdated.dead-link": Kind("站内链接打不开", "更正或取消链接。", basis=_PERIODS),
    "outdated.outside-domain": Kind(
        "指向名单外的域名",
        "打开核对归谁、内容是否正常；不能确认的取消链接或更换二维码，确认可用的写入 site.toml 的 [[domain]]。",
        basis=f"{_PERIODS}（发布或链接反动、暴力、色情等内容属单项否决）",
    ),
    "outdated.reported": Kind(
        "网民来件（找错）待办",
        "核实、整改，在 3 个工作日内答复；答复后在来件表写办结时间，或用 sweep mark 记下。",
        basis=f"{_PERIODS}；“我为政府网站找错”3 个工作日内答复（各地网站管理办法的通行要求，依据待核）",
    ),
}
