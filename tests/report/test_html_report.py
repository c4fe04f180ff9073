"""The page for readers: self-contained, masked, marked, and silent about what must not be repeated."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from invented_documents import MOBILE, SECRETS, TITLES, encrypted, find, marked_file, notice, reviewed, sample
from lxml import html

from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.model import Place, Severity, Verdict
from review.report import FORMATS, Options, write
from review.report.html import render_html

OPTIONS = Options(TITLES, "sha256:" + "3f" * 32, made="2024年7月12日 09:30")


def page_of(*items, options=OPTIONS):
    return render_html(items, options)


def tree_of(*items, options=OPTIONS):
    return html.fromstring(page_of(*items, options=options))


def words_of(node):
    return re.sub(r"\s+", " ", node.text_content())


def test_the_page_needs_nothing_from_outside_and_runs_nothing():
    page = page_of(sample())
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?://|\son\w+=", page)
    assert "default-src 'none'" in page
    assert page.startswith("<!DOCTYPE html>")


def test_the_page_says_what_it_is_and_what_the_tool_is_not():
    words = words_of(tree_of(sample()))
    assert "内部审查材料 不得公开或外传" in words
    assert "仅用于非涉密环境；不替代保密审查和签批；未经商用密码检测认证，不作为密评依据；不是安全保密产品或保密检查工具" in words


def test_the_banner_tells_the_verdict_and_the_next_step():
    banner = words_of(tree_of(sample()).find_class("banner")[0])
    assert "不能公开" in banner
    assert "逐项处理" in banner
    assert re.search(r"8\s*必须处理", banner)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_stands_anywhere_on_the_page(secret):
    assert secret not in words_of(tree_of(sample()))
    assert secret not in page_of(sample())


def test_show_gives_the_values():
    assert MOBILE in words_of(tree_of(sample(), options=replace(OPTIONS, show=True)))


def test_every_finding_has_place_context_basis_and_remedy():
    tree = tree_of(sample())
    item = next(li for li in tree.iter("li") if "表1第2行第2列" in words_of(li))
    assert item.find("blockquote/mark").text == "3607**********1234"
    assert "云海县青石镇***" in words_of(item.find("blockquote"))
    assert "旁有姓名欧***" in words_of(item)
    rule = item.getparent().getparent()
    assert "政府信息公开条例第十五条" in words_of(rule)
    assert "删除，或按规定去标识后再公开。" in words_of(rule)


def test_every_finding_leads_to_its_mark_and_back():
    tree = tree_of(sample())
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    targets = [node.get("href")[1:] for node in tree.iter("a") if node.get("href")]
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)
    items = [li for li in tree.iter("li") if li.get("id")]
    assert len(items) == len(sample()[0].scan.findings)
    assert all(li.xpath(".//p[@class='where']/a") for li in items)


def test_findings_are_numbered_worst_first():
    tree = tree_of(sample())
    numbers = [int(li.get("value")) for li in tree.iter("li") if li.get("value")]
    assert numbers == list(range(1, len(numbers) + 1))
    first = next(li for li in tree.iter("li") if li.get("value") == "1")
    assert first.find("blockquote/mark").get("class") == "block"


def test_the_text_is_shown_in_full_with_the_marks_in_it():
    paper = words_of(tree_of(sample()).find_class("paper")[0])
    assert "云海县民政局关于2024年临时救助对象的公示" in paper
    assert "公示期为2024年7月12日至7月18日" in paper
    assert "138****8000" in paper
    assert "公〈U+200B〉开" in paper


def test_a_long_number_that_no_rule_reported_is_masked_too():
    assert "20240712000123" not in page_of(sample())


def test_a_number_at_the_edge_of_the_context_is_not_shown_in_part():
    build = DocumentBuilder("text", DEFAULT)
    build.paragraph("二" + "甲" * 33 + "3607311990030712345" + "按装" + "乙" * 30 + "3607311990030712345", Place(path="L1"))
    document = replace(build.build(), name="a.txt")
    found = find(document, "按装", "proofreading.typo", Severity.WARN)
    quote = tree_of((reviewed([found], verdict=Verdict.WARN), document)).find(".//blockquote").text_content()
    assert not re.search(r"\d", quote)


def test_hidden_content_is_listed_apart():
    behind = tree_of(sample()).find_class("behind")[0]
    for number in behind.findall(".//sup"):
        number.drop_tree()
    rows = [[words_of(cell) for cell in row] for row in behind.xpath(".//tbody/tr")]
    assert rows == [
        ["批注", "批注第1段（不可见内容）", "请欧***核对<b>：本人电话138****8000"],
        ["文件属性", "文件属性", "作者：测试科"],
    ]


def test_document_text_is_escaped():
    page = page_of((sample()[0]._replace(path='<i>"x"&.docx'), sample()[1]))
    assert "核对<b>" not in page
    assert "核对&lt;b&gt;" in page
    assert "<i>" not in page
    assert "&lt;i&gt;" in page


def test_gaps_stand_before_findings():
    item, document = sample()
    both = item._replace(verdict=Verdict.INCOMPLETE, scan=item.scan._replace(gaps=encrypted().scan.gaps))
    page = page_of((both, document))
    assert page.index("文件已加密。请先取消密码后再检查。") < page.index("公民身份号码")


def test_a_stopped_document_gives_nothing_but_the_instruction():
    page = page_of(marked_file(), options=replace(OPTIONS, show=True))
    assert "停止操作、断开网络、保持原状、立即报告本单位保密工作机构（可能泄密的，应在24小时内报告）" in page
    assert "版头第1段" in page
    for excerpt in ("★", "鲸鱼", "试验", "移动电话", "方案由", "标注后的正文", *SECRETS):
        assert excerpt not in page


def test_many_documents_have_an_index_worst_first():
    clean = reviewed(path="会议通知.docx")
    tree = tree_of((clean, None), (encrypted(), None), sample(), marked_file())
    rows = [words_of(row) for row in tree.xpath("//table[@class='index']/tbody/tr")]
    assert [row.split("docx")[0].split("xlsx")[0] for row in rows] == ["方案.", "临时救助公示.", "附件/明细表.", "会议通知."]
    assert "未发现问题" in rows[3]
    assert not tree.xpath("//article/h2[contains(text(), '会议通知')]")


def test_a_single_clean_document_is_told_that_nothing_found_is_not_nothing_there():
    document = notice()
    words = words_of(tree_of((reviewed(path="会议通知.docx"), document)))
    assert "未发现问题" in words
    assert "未发现不等于没有" in words


def test_without_its_document_a_finding_is_quoted_masked():
    tree = tree_of((sample()[0], None))
    assert "3607**********1234" in {mark.text for mark in tree.iter("mark")}
    assert not tree.find_class("paper")


def test_of_a_very_long_text_only_the_neighbourhood_of_findings_is_shown():
    build = DocumentBuilder("text", DEFAULT)
    for number in range(12_000):
        build.paragraph(f"第{number}条一切照常办理并按时报送情况。" + ("电话" + MOBILE if number == 6000 else ""), Place(path=f"L{number}"))
    document = replace(build.build(), name="长文.txt")
    found = find(document, MOBILE, "personal.mobile", Severity.BLOCK)
    paper = words_of(tree_of((reviewed([found], verdict=Verdict.BLOCK), document)).find_class("paper")[0])
    assert all(f"第{number}条" in paper for number in (5999, 6000, 6001))
    assert "第5998条" not in paper
    assert "此处省略5999段" in paper
    assert "此处省略5998段" in paper


def test_hundreds_of_findings_of_one_rule_are_cut_in_the_list_but_marked_in_the_text():
    build = DocumentBuilder("text", DEFAULT)
    for number in range(250):
        build.paragraph("请按装。", Place(path=f"L{number + 1}"))
    document = replace(build.build(), name="a.txt")
    found = [find(document, "按装", "proofreading.typo", Severity.WARN, after=number * 5) for number in range(250)]
    tree = tree_of((reviewed(found, verdict=Verdict.WARN), document))
    assert len([li for li in tree.iter("li") if li.get("value")]) == 200
    assert "另有50处" in words_of(tree)
    assert len(tree.find_class("paper")[0].findall(".//mark")) == 250


def test_a_value_broken_over_two_lines_is_shown_once():
    build = DocumentBuilder("text", DEFAULT)
    build.paragraph("电话1380013", Place(path="L1"))
    build.paragraph("8000。", Place(path="L2"))
    document = replace(build.build(), name="a.txt")
    found = find(document, "1380013\n8000", "personal.mobile", Severity.BLOCK)
    paper = tree_of((reviewed([found], verdict=Verdict.BLOCK), document)).find_class("paper")[0]
    assert [mark.text for mark in paper.iter("mark")] == ["138**** 8000", "***"]


def test_the_page_is_written_as_utf8_whatever_the_file_is_called():
    out = io.BytesIO()
    write("html", [(reviewed(path="坏\udcb0.txt"), None)], OPTIONS, out, encoding="gbk")
    assert "审查报告" in out.getvalue().decode("utf-8")


def test_only_the_page_asks_for_the_documents():
    assert [name for name, form in FORMATS.items() if form.quotes] == ["html"]
