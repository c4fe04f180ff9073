"""Titles and numbers of documents: what two pages must share to be versions of the same one.

``某县人民政府办公室关于印发《某县人才办法（试行）》的通知`` and ``某县人才办法`` have the same core, ``某县人才办法``.
"""

from __future__ import annotations

import re

from review.facts.dates import DATE, narrow

_KIND = (
    r"(?:办法|规定|细则|规则|意见|方案|通知|决定|条例|措施|制度|规范|规程|预案|通告|标准|政策|指引|公告|批复|清单|目录|要点|计划|规划|纲要"
    r"|章程|函|通报|公示|报告|指南|须知|启事|名单|解读)"
)
_ENDS = re.compile(rf"{_KIND}(?:[（(][^（）()]{{1,30}}[）)])*$")
_PRINTED = re.compile(r"(?:关于)?(?:重新|转发|联合)?(?:印发|公布|发布|下发|转发|颁布)(?P<what>.+?)的(?:通知|公告|决定|通告|函)$")
_REMARK = re.compile(r"[（(](?P<inner>[^（）()]{1,30})[）)]")
_NOISE = re.compile(r"[\s《》“”\"'〈〉·、，,：:。.\-—_]+")
_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿|代拟稿|草稿|征求意见")
_DRAFT_TITLE = re.compile(
    r"[（(](?:公开)?(?:征求意见稿|草案|送审稿|讨论稿|代拟稿|草稿|征求意见)[^（）()]{0,12}[）)]|(?:公开)?(?:征求|征集)[^，。]{0,40}意见"
)
_FEEDBACK = re.compile(r"采纳|反馈情况|征集结果|意见汇总|结果(?:的)?(?:公示|公告|反馈)|情况(?:的)?(?:说明|反馈|公告|公示)")
_TRIAL = re.compile(r"[（(](?:试行|暂行)[）)]|(?:试行|暂行)(?:办法|规定|细则|方案|标准|规则|意见|措施|制度|规范)")
_INTERPRETATION = re.compile(r"解读|图解|图说|问答|答问|答记者问|发布会|一图|读懂|看懂|解说|政策吹风|新闻通气|起草说明|编制说明")
_NEWS = re.compile(r"工作动态|召开|举办|举行|学习贯彻|宣传|印发《[^》]+》$|出台|调研|部署")
_DOCNO = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,14})\s{0,4}[〔\[【（(]\s{0,4}(?P<year>(?:19|20)\d\d)\s{0,4}[〕\]】）)]\s{0,4}(?:第)?\s{0,4}(?P<number>\d{1,4})\s{0,4}号"
)
_LABELLED_DOCNO = re.compile(r"(?:文\s{0,4}号|发文字号|文件编号|公文字号)[】\]]?\s{0,4}[:：]?\s{0,4}([^\n\t]{6,40})")
_YEAR = re.compile(r"(?:19|20)\d\d\s{0,4}年(?:度)?|[（(](?:19|20)\d\d[）)]")
_HIGHER = re.compile(r"^(?:国务院|中共中央|中央|国家|全国|中华人民共和国|[\u4e00-\u9fff]{2,10}部(?!门)|最高人民)")


def core(title: str) -> str:
    """Return what a title is about, without who printed it, remarks in brackets, book-title marks and punctuation."""
    text = narrow(title).strip()
    text = re.sub(r"(?:公开)?(?:征求|征集)", "征求", text)
    asked = re.search(r"《(?P<a>[^《》]+)》(?P<b>)征求意见", text) or re.search(
        r"征求(?:社会公众)?(?:对|关于)?(?:《(?P<a>.+?)》|(?P<b>.+?))(?:的)?意见", text
    )
    if asked:
        text = (asked["a"] or asked["b"] or text).strip("的")
    printed = _PRINTED.search(text)
    if printed:
        text = printed["what"]
    else:
        about = re.search(r"^[\u4e00-\u9fff]{2,30}?关于(?P<what>.{4,})$", text)
        text = about["what"] if about else text.removeprefix("关于")
    text = _REMARK.sub("", text)
    text = re.sub(r"^中华人民共和国", "", _NOISE.sub("", text))
    return text.removeprefix("废止")


def docno(title: str, text: str) -> str:
    """Return the number of the document itself, as 某府发〔2021〕5号: labelled, alone on a line of its head, or behind its title."""
    labelled = _LABELLED_DOCNO.search(narrow(text[:1500]))
    found = _DOCNO.search(labelled[1]) if labelled else None
    if found is None:
        for line in narrow(text[:800]).split("\n")[:14]:
            bare = line.strip(" \t\u3000（()）")
            match = _DOCNO.fullmatch(bare)
            if match is not None:
                found = match
                break
    if found is None:
        found = re.search(rf"[（(]\s{{0,4}}{_DOCNO.pattern}\s{{0,4}}[）)]$", narrow(title).strip())
    return spelt(found) if found else ""


def docnos_in(text: str) -> list[str]:
    """Return every number of a document in a text, spelt alike."""
    return [spelt(found) for found in _DOCNO.finditer(narrow(text))]


def spelt(found: re.Match[str]) -> str:
    """Return a number of a document with hexagonal brackets and no spaces."""
    return f"{found['who']}〔{found['year']}〕{int(found['number'])}号"


def same_number(one: str, other: str) -> bool:
    """Tell whether two numbers are the same; text that ran into the front of one does not count."""
    if not one or not other:
        return False
    (who, tail), (their, their_tail) = (n.split("〔", 1) for n in (one, other))
    return tail == their_tail and (who.endswith(their) or their.endswith(who))


def is_draft(title: str) -> bool:
    """Tell whether a title is that of a draft for comment, and not of what came of the comments."""
    return _DRAFT_TITLE.search(title) is not None and not _FEEDBACK.search(title)


def is_trial(title: str) -> bool:
    """Tell whether a title says 试行 or 暂行; a 暂行条例 of the State Council bears it as its name."""
    return _TRIAL.search(title) is not None


def is_interpretation(title: str) -> bool:
    """Tell whether a page is about a document rather than being one."""
    if _INTERPRETATION.search(title) or re.match(r"我[省市县区州]", title):
        return True
    return _NEWS.search(title) is not None and not _ENDS.search(title.strip(" 》”"))


def is_document(title: str) -> bool:
    """Tell whether a title is that of an official document."""
    return _ENDS.search(title.strip(" 》”")) is not None and not is_interpretation(title)


def is_from_above(title: str, number: str) -> bool:
    """Tell whether a document was made by a higher authority, whose rules on periods are others."""
    return _HIGHER.search(title) is not None or number.startswith(("国", "中办", "中发"))


def without_years(text: str) -> str:
    """Return a core without the years in it: what is left of a series that appears every year."""
    return _YEAR.sub("", text)


def title_of_text(text: str) -> str:
    """Return the title at the head of a text: a line that ends like one, with the line before that it continues; else the first line."""
    lines = [line.strip(" \t\u3000#*") for line in text[:3000].split("\n")]
    lines = [line for line in lines if line][:12]
    for place, line in enumerate(lines):
        if len(line) <= 80 and _ENDS.search(line.strip("》”")) and not re.search(r"[。；：:]", line):
            before = lines[place - 1] if place else ""
            joins = (
                "关于" in before
                and "关于" not in line
                and len(before) <= 60
                and not re.search(r"[。：:\t]", before)
                and not _ENDS.search(before)
            )
            return before + line if joins else line
    return lines[0][:80] if lines else ""


_OFFICE = r"(?:人民政府|政府办公室|政府办公厅|委员会|办公室|办公厅|管委会|[局厅委署院])"
_ISSUER = re.compile(
    rf"^(?P<who>[\u4e00-\u9fff]{{2,40}}?{_OFFICE}(?:办公室|办公厅)?)(?:等[\u4e00-\u9fff]{{1,6}}部门)?(?=关于|印发|公布|发布|转发)"
)
_SIGNED_BY = re.compile(
    rf"^[^\S\n]{{0,99}}([\u4e00-\u9fff]{{2,40}}{_OFFICE})[^\S\n]{{0,99}}\n[^\S\n]{{0,99}}(?:{DATE})[^\S\n]{{0,99}}$", re.MULTILINE
)


def issuer(title: str, text: str) -> str:
    """Return who issued a document: named in front of its title, else under its text, else nothing."""
    named = _ISSUER.search(narrow(title).strip())
    if named is not None:
        return named["who"]
    signed = _SIGNED_BY.search(narrow(text))
    return signed[1] if signed else ""
