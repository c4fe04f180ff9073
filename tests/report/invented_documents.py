"""An invented notice with a finding of every kind, and other documents to put beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import (
    Document,
    Finding,
    Gap,
    GapReason,
    Layer,
    Place,
    Reviewed,
    Scan,
    Severity,
    Status,
    Tier,
    Verdict,
    Zone,
)

ID_CARD = "360731199003071234"
MOBILE = "13800138000"
SPACED = "139 1234 5678"
NAME = "欧阳测试"
EMAIL = "zhangsan@example.com"
ADDRESS = "云海县青石镇虚构路18号3栋502室"
BANK = "6222020200112233445"
PASSWORD = "Qing#Shi2024"
SECRETS = (ID_CARD, MOBILE, SPACED, NAME, EMAIL, ADDRESS, BANK, PASSWORD)

TITLES = {
    "marking.disclosure": "公开属性标注",
    "marking.level": "密级标志",
    "personal.id-card": "公民身份号码",
    "personal.mobile": "移动电话号码",
    "personal.name": "自然人姓名",
    "personal.email": "电子邮箱",
    "personal.address": "详细住址",
    "personal.bank-card": "银行卡号",
    "personal.landline": "固定电话",
    "credential.password": "口令",
    "sensitive.complainant": "举报人、投诉人信息",
    "evasion.invisible": "夹有不可见字符",
    "hidden.comment": "批注",
    "hidden.metadata": "文件属性",
    "proofreading.typo": "疑似错别字",
}
BASIS = {
    "personal": "政府信息公开条例第十五条；个人信息保护法第五十一条",
    "credential": "网络安全法第二十一条",
    "sensitive": "政府信息公开条例第十五条",
    "hidden": "政府信息公开条例第十七条",
}
FIX = {
    "personal": "删除，或按规定去标识后再公开。",
    "credential": "删除，并立即修改这个口令。",
    "sensitive": "删除可以识别到个人的内容。",
    "hidden": "在“审阅”中删除全部批注，另存后重新检查。",
    "proofreading": "核对原文后改正。",
}


def notice() -> Document:
    """Return a notice with a table, a comment and author data."""
    build = DocumentBuilder("docx", DEFAULT)
    build.paragraph("云海县民政局关于2024年临时救助对象的公示", Place(path="p1", zone=Zone.TITLE))
    build.paragraph("根据有关规定，现将2024年第三批临时救助对象名单予以公示，公示期为2024年7月12日至7月18日。", Place(path="p2"))
    build.row([(text, Place(path=f"t1/r1/c{c}", zone=Zone.TABLE)) for c, text in enumerate(("姓名", "身份证号", "开户账号", "住址"), 1)])
    build.row([(text, Place(path=f"t1/r2/c{c}", zone=Zone.TABLE)) for c, text in enumerate((NAME, ID_CARD, BANK, ADDRESS), 1)])
    build.paragraph(f"如有异议，请联系手机{MOBILE}或者{SPACED}，邮箱{EMAIL}，办公电话0700-1234567。", Place(path="p3"))
    build.paragraph(f"系统登录密码：{PASSWORD}，请勿外传。", Place(path="p4"))
    build.paragraph("据举报人反映，名单中个别家庭不符合条件，现正在核实，请各村按装公示栏时一并说明。", Place(path="p5"))
    build.paragraph("统计台账编号20240712000123，此件主动公\u200b开。", Place(path="p6"))
    build.behind(f"请{NAME}核对<b>：本人电话{MOBILE}", Place(part="word/comments.xml", path="p1"), Layer.HIDDEN, "comment")
    build.behind("作者：测试科", Place(part="docProps/core.xml"), Layer.METADATA, "metadata")
    return replace(build.build(), name="临时救助公示.docx")


def find(document: Document, quote: str, rule: str, severity: Severity, *, after: int = 0, **more: object) -> Finding:
    """Return a finding on the first occurrence of `quote` at or behind `after`."""
    start = document.text.index(quote, after)
    segment = document.segment_at(start)
    assert segment
    category = rule.partition(".")[0]
    finding = Finding(
        rule,
        severity,
        start,
        start + len(quote),
        segment.place,
        segment.layer,
        quote,
        basis=BASIS.get(category, ""),
        fix=FIX.get(category, ""),
    )
    return replace(finding, **more)


def findings(document: Document) -> tuple[Finding, ...]:
    """Return what the rules would say of `notice()`."""
    block, warn, note, behind = Severity.BLOCK, Severity.WARN, Severity.NOTE, document.visible_end
    comment = document.segments[-2]
    return (
        find(document, NAME, "personal.name", warn, status=Status.PRIVATE, because="公示名单中的姓名", tier=Tier.SUSPECTED),
        find(document, ID_CARD, "personal.id-card", block, because=f"校验码正确，旁有姓名{NAME}", tier=Tier.CONFIRMED),
        find(document, BANK, "personal.bank-card", block, because="校验码正确，表头为开户账号"),
        find(document, ADDRESS, "personal.address", block),
        find(document, MOBILE, "personal.mobile", block, because="自然人名单中的手机号码"),
        find(document, SPACED, "personal.mobile", block),
        find(document, EMAIL, "personal.email", warn),
        find(document, "0700-1234567", "personal.landline", note, status=Status.PUBLIC),
        find(document, f"密码：{PASSWORD}", "credential.password", block, message=f"口令“{PASSWORD}”写在正文中"),
        find(document, "据举报人反映，名单中个别家庭不符合条件", "sensitive.complainant", warn),
        find(document, "按装", "proofreading.typo", warn, message="“按装”疑为“安装”", suggestions=("安装",), grade="must"),
        find(document, "公\u200b开", "evasion.invisible", note, because="夹有不可见字符 U+200B"),
        find(document, document.text[comment.start : comment.end], "hidden.comment", block, after=behind),
        find(document, NAME, "personal.name", warn, after=behind),
        find(document, MOBILE, "personal.mobile", block, after=behind),
        find(document, "作者：测试科", "hidden.metadata", note, after=behind),
    )


def reviewed(
    found: Iterable[Finding] = (),
    gaps: Iterable[Gap] = (),
    *,
    verdict: Verdict = Verdict.CLEAN,
    path: str = "通知.docx",
    stop: bool = False,
) -> Reviewed:
    """Return a reviewed document."""
    return Reviewed(path, "ab" * 32, "cd" * 32, 48213, "docx", None, verdict, Scan(tuple(found), tuple(gaps), stop=stop))


def sample() -> tuple[Reviewed, Document]:
    """Return the notice as reviewed, and its text."""
    document = notice()
    return reviewed(findings(document), verdict=Verdict.BLOCK, path=document.name)._replace(genre="公示"), document


def encrypted() -> Reviewed:
    """Return a document that could not be read in part."""
    gap = Gap(GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。", Place(part="embeddings/oleObject1.bin"))
    return reviewed((), (gap,), verdict=Verdict.INCOMPLETE, path="附件/明细表.docx")


def marked_file() -> tuple[Reviewed, Document]:
    """Return a document that bears an (invented) level marking as its own mark, with other findings in it."""
    build = DocumentBuilder("xlsx", DEFAULT)
    build.paragraph("机密★10年", Place(path="p1", zone=Zone.MASTHEAD))
    build.paragraph(f"试验方案由{NAME}负责，电话{MOBILE}。", Place(part="鲸鱼计划", path="B2"))
    document = replace(build.build(), name="方案.xlsx")
    mark = find(document, "机密★10年", "marking.level", Severity.BLOCK, stop=True, message="“机密★10年”位于版头", because="机密★10年")
    other = find(document, MOBILE, "personal.mobile", Severity.BLOCK, because="试验方案中的电话", suggestions=("鲸鱼",))
    gap = Gap(GapReason.NEEDS_EYES, "鲸鱼计划的图片没有检查", Place(part="鲸鱼计划", path="C3"))
    return reviewed((mark, other), (gap,), verdict=Verdict.BLOCK, path="方案.xlsx", stop=True), document
